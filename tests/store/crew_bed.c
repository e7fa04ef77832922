#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void crew_bed_make(struct crew_bed *bed, const char *name)
{
    ground_make(&bed->ground, name);
    bed->root = ground_open_root(&bed->ground);
    bed->dispatcher = ground_open(&bed->ground, DISPATCHER);
    bed->leader = ground_open(&bed->ground, LEADER);
    bed->crew = ground_open(&bed->ground, CREW);
    ground_run(bed->root, "create schema kept; create table kept.setting as table hd.setting;"
                          " create table kept.step as table hd.escalation_step;"
                          " create table kept.ticket_limit as table hd.ticket_limit");
}

void crew_bed_drop(struct crew_bed *bed)
{
    pg_close(bed->root);
    pg_close(bed->dispatcher);
    pg_close(bed->leader);
    pg_close(bed->crew);
    ground_drop(&bed->ground);
}

void crew_bed_clear(struct crew_bed *bed)
{
    ground_run(
        bed->root,
        "truncate hd.message, hd.claim, hd.roster, hd.crew_state, hd.ticket, hd.ticket_clock,"
        " hd.crew, hd.escalation_step, hd.ticket_limit;"
        " update hd.setting s set value = k.value from kept.setting k where k.name = s.name;"
        " insert into hd.escalation_step table kept.step;"
        " insert into hd.ticket_limit table kept.ticket_limit;"
        " update hd.tick set at = '-infinity'");
}

void crew_bed_run(struct pg *pg, const char *format, ...)
{
    char sql[1500];
    va_list list;
    va_start(list, format);
    vsnprintf(sql, sizeof sql, format, list);
    va_end(list);
    ground_run(pg, sql);
}

void crew_bed_expect(struct pg *pg, const char *value, const char *format, ...)
{
    char sql[1500];
    va_list list;
    va_start(list, format);
    vsnprintf(sql, sizeof sql, format, list);
    va_end(list);
    ground_expect(pg, sql, value);
}

long long crew_bed_crew(struct crew_bed *bed, const char *code, const char *areas, bool is_ours)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select hd.crew_put('%s', 'crew %s', '139%s', '{}', '%s', '', '%s', false)", code,
             code, code, areas, is_ours ? ground_login[CREW] : "");
    return ground_number(bed->leader, sql);
}

void crew_bed_duty(struct crew_bed *bed, const char *person, const char *role)
{
    crew_bed_run(bed->leader,
                 "select hd.roster_put('', '%s', '', '%s', now() - interval '2 days',"
                 " now() + interval '30 days', null)",
                 person, role);
}

long long crew_bed_open(struct crew_bed *bed, const char *kind, int minutes_ago)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), '%s', (select id from hd.node where"
             " code = 'H1'), clock_timestamp() - interval '%d min', 'cold', '{}')",
             kind, minutes_ago);
    long long id = ground_number(bed->dispatcher, sql);
    assert_true(id > 0);
    return id;
}

static char *ask(struct pg *pg, const char *deed, long long ticket, const char *rest)
{
    char sql[900];
    snprintf(sql, sizeof sql,
             "select case when is_ok then 'ok' else concat_ws(' ', code, nullif(why, '')) end"
             " from hd.ticket_ask(gen_random_uuid(), '%s', %lld, %s)",
             deed, ticket, rest);
    return ground_ask(pg, sql);
}

void crew_bed_refused(struct pg *pg, const char *deed, long long ticket, const char *rest,
                      const char *wanted)
{
    char *said = ask(pg, deed, ticket, rest);
    if (strcmp(said, wanted) != 0)
        fail_msg("%s T%lld, %s: said '%s', expected '%s'", deed, ticket, rest, said, wanted);
    free(said);
}

void crew_bed_do(struct pg *pg, const char *deed, long long ticket, const char *rest)
{
    crew_bed_refused(pg, deed, ticket, rest, "ok");
}

void crew_bed_dispatch(struct crew_bed *bed, long long ticket, long long crew)
{
    char rest[80];
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{\"second\":1}'", crew);
    crew_bed_do(bed->dispatcher, "dispatch", ticket, rest);
}

void crew_bed_pass(struct crew_bed *bed, int minutes)
{
    crew_bed_run(
        bed->root,
        "create temp table if not exists passing (i interval, s float8); truncate passing;"
        " insert into passing select make_interval(mins => %d), 60.0 * %d;"
        " alter table hd.fact disable trigger user;"
        " update hd.fact set at = at - i, stored = stored - i,"
        " new_value = case when kind in ('ticket_promised', 'ticket_responded') then new_value - s"
        " else new_value end,"
        " old_value = case when kind in ('ticket_gathered', 'ticket_responded') then old_value - s"
        " else old_value end,"
        " detail = case when detail ? 'recorded' then detail || jsonb_build_object('recorded',"
        " (detail->>'recorded')::float8 - s) else detail end"
        " from passing where kind like any (array['ticket%%', 'crew%%']);"
        " alter table hd.fact enable always trigger fact_keep_rows;"
        " alter table hd.fact enable always trigger fact_keep_all;"
        " select hd.ticket_keep(id) from hd.ticket;"
        " update hd.crew_state set since = since - i, said_next = said_next - i, heard = heard - i,"
        " last_job = last_job - i from passing;"
        " update hd.claim set since = since - i from passing",
        minutes, minutes);
}

long long crew_bed_tick(struct crew_bed *bed)
{
    ground_run(bed->root, "update hd.tick set at = '-infinity'");
    return ground_number(bed->dispatcher, "select hd.ticket_tick()");
}

void crew_bed_told(struct crew_bed *bed, long long ticket, const char *wanted)
{
    crew_bed_expect(bed->root, wanted,
                    "select string_agg(concat_ws(' ', nullif(point, ''), code, text), ',' order by"
                    " seq) from hd.fact where kind = 'ticket_escalated' and command_id = %lld",
                    ticket);
}
