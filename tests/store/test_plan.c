/* Plan cards at an outage: the steps are those of the moment when the plan was started, ticked and
 * taken back by facts, by whom may; what an outage tells its tickets and hears of them, an alarm
 * that outlives its ticket, and the steps in which a clock's overrun is told. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOTHING "null, null, null, '', '', '{}'"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_plan");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step;"
                         " select hd.plan_load('{leak,leak,leak,frost}', '{漏水,NULL,NULL,寒潮}',"
                         " '{Leak,NULL,NULL,Cold}', '{10,null,60,null}', '{crew,NULL,王,NULL}',"
                         " '{关阀,开挖,充水,升温}', '{close,dig,fill,raise}')");
    return 0;
}

static void expect_said(struct pg *pg, const char *deed, long long id, const char *rest,
                        const char *wanted)
{
    crew_bed_expect(pg, wanted,
                    "select case when is_ok then 'ok' else concat_ws(' ', code, nullif(why, ''),"
                    " nullif(who, '')) end from hd.outage_ask(gen_random_uuid(), '%s', %lld, %s)",
                    deed, id, rest);
}

static long long start(int minutes_ago)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node where code"
             " = 'S1'), '', clock_timestamp() - interval '%d min', 'pipe', '{}')",
             minutes_ago);
    long long id = ground_number(bed.dispatcher, sql);
    assert_true(id > 0);
    return id;
}

static void plan(long long id, const char *card, const char *wanted)
{
    char rest[80];
    snprintf(rest, sizeof rest, "null, null, null, '%s', '', '{}'", card);
    expect_said(bed.dispatcher, "plan", id, rest, wanted);
}

static void step(struct pg *pg, long long id, int n, const char *word, const char *wanted)
{
    char rest[80];
    snprintf(rest, sizeof rest, "null, null, %d, '%s', '', '{}'", n, word);
    expect_said(pg, "step", id, rest, wanted);
}

/* "1 close proof_dispatcher, 2 dig -, …" */
static void expect_steps(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(concat_ws(' ', n, text_en, coalesce(done_by, '-')), ', '"
                    " order by n) from hd.outage_step where outage_id = %lld",
                    id);
}

static void test_copied(void **state)
{
    (void)state;
    long long id = start(3);
    plan(id, "none", "plan none");
    plan(id, "leak", "ok");
    plan(id, "leak", "done proof_dispatcher");
    expect_steps(id, "1 close -, 2 dig -, 3 fill -");
    crew_bed_expect(bed.root, "10,,60 crew,,王",
                    "select string_agg(coalesce(round(extract(epoch from s.due - o.plan_started)"
                    " / 60)::text, ''), ',' order by n) || ' ' || string_agg(s.who, ',' order by n)"
                    " from hd.outage_step s join hd.outage o on o.id = s.outage_id where o.id = "
                    "%lld",
                    id);
    ground_run(bed.root,
               "select hd.plan_load('{leak}', '{other}', '{}', '{1}', '{}', '{x}', '{}')");
    step(bed.dispatcher, id, 3, "done", "ok"); /* computed anew, and still as it was */
    expect_steps(id, "1 close -, 2 dig -, 3 fill proof_dispatcher");
    crew_bed_expect(bed.root, "漏水", "select plan_title from hd.outage where id = %lld", id);
    ground_run(bed.root, "delete from hd.plan_card");
    step(bed.dispatcher, id, 1, "", "ok");
    expect_steps(id, "1 close proof_dispatcher, 2 dig -, 3 fill proof_dispatcher");
}

static void test_ticks(void **state)
{
    (void)state;
    long long id = start(3);
    step(bed.dispatcher, id, 1, "done", "missing plan");
    plan(id, "leak", "ok");
    step(bed.dispatcher, id, 4, "done", "step 1..3");
    step(bed.dispatcher, id, 0, "done", "step 1..3");
    step(bed.dispatcher, id, 1, "perhaps", "missing code");
    step(bed.dispatcher, id, 1, "void", "done"); /* it is not ticked */
    step(bed.leader, id, 1, "done", "ok");
    step(bed.dispatcher, id, 1, "done", "done proof_leader"); /* who was faster */
    step(bed.dispatcher, id, 1, "void", "ok");                /* what another did, by a fact */
    expect_steps(id, "1 close -, 2 dig -, 3 fill -");
    crew_bed_expect(bed.root, "done 1/3 关阀,void 1/3 关阀",
                    "select string_agg(code || ' ' || text, ',' order by seq) from hd.fact where"
                    " command_id = %lld and kind = 'outage_step'",
                    id);
    step(bed.dispatcher, id, 1, "done", "ok");
    expect_said(bed.dispatcher, "step", id, "now() - interval '1 min', null, 2, 'done', '', '{}'",
                "time state"); /* before the plan was started */
    struct pg *supervisor = ground_open(&bed.ground, SUPERVISOR);
    assert_string_equal(
        ground_state(supervisor, "select hd.outage_ask(gen_random_uuid(), 'step', 1, null, null,"
                                 " 2, 'done', '', '{}')"),
        "42501");
    pg_close(supervisor);
}

/* Another card begins at its own first step; struck it never was. */
static void test_other_card(void **state)
{
    (void)state;
    long long id = start(3);
    char rest[120];
    plan(id, "leak", "ok");
    step(bed.dispatcher, id, 1, "done", "ok");
    plan(id, "frost", "ok");
    expect_steps(id, "1 raise -");
    snprintf(rest, sizeof rest, "null, null, %lld, '', 'wrong card', '{}'",
             ground_number(bed.root, "select max(seq) from hd.fact where kind ="
                                     " 'outage_plan_started'"));
    expect_said(bed.leader, "amend", id, rest, "ok");
    expect_steps(id, "1 close proof_dispatcher, 2 dig -, 3 fill -");
}

static void expect_outage_clock(long long id, const char *purpose, const char *wanted)
{
    crew_bed_expect(
        bed.root, wanted,
        "select coalesce((select case when stopped is null then 'runs' else 'stands' end"
        " from hd.outage_clock where outage_id = %lld and purpose = '%s'), 'none')",
        id, purpose);
}

/* Started by mistake: its clock runs on from before, its steps are nobody's; the reason is asked
 * for, and both entries stay. A second start begins anew. */
static void test_stopped(void **state)
{
    (void)state;
    long long id = start(30);
    char rest[160];
    snprintf(rest, sizeof rest, "null, %s, null, '', 'parts', '{}'",
             "extract(epoch from clock_timestamp() + interval '30 h')");
    expect_said(bed.dispatcher, "unplan", id, "null, null, null, '', 'x', '{}'", "missing plan");
    expect_said(bed.dispatcher, "forecast", id, rest, "ok");
    expect_outage_clock(id, "plan", "runs");
    plan(id, "leak", "ok");
    step(bed.dispatcher, id, 1, "done", "ok");
    expect_outage_clock(id, "plan", "stands");
    expect_said(bed.dispatcher, "unplan", id, NOTHING, "missing words");
    expect_said(bed.dispatcher, "unplan", id,
                "now() - interval '5 min', null, null, '', 'wrong key', '{}'", "time state");
    expect_said(bed.dispatcher, "unplan", id, "null, null, null, '', 'wrong key', '{}'", "ok");
    expect_outage_clock(id, "plan", "runs");
    crew_bed_expect(bed.root, "|0",
                    "select plan || plan_title || coalesce(plan_started::text, '') || '|' ||"
                    " (select count(*) from hd.outage_step s where s.outage_id = o.id)"
                    " from hd.outage o where id = %lld",
                    id);
    crew_bed_expect(bed.root, "leak 漏水: wrong key",
                    "select point || ' ' || text from hd.fact where command_id = %lld and kind ="
                    " 'outage_plan_stopped'",
                    id);
    expect_said(bed.dispatcher, "unplan", id, "null, null, null, '', 'x', '{}'", "missing plan");
    step(bed.dispatcher, id, 1, "done", "missing plan");
    plan(id, "leak", "ok");
    expect_outage_clock(id, "plan", "stands");
    expect_steps(id, "1 close -, 2 dig -, 3 fill -");
}

/* Heat sources: both marks are needed again (7.3.6). A forecast within 24 h wants no plan. */
static void test_stopped_source(void **state)
{
    (void)state;
    long long id = ground_number(
        bed.dispatcher, "select id from hd.outage_start(gen_random_uuid(), (select id from"
                        " hd.node where kind = 'source' limit 1), 'source', null, 'x', '{}')");
    plan(id, "frost", "ok");
    expect_said(bed.dispatcher, "reallocate", id, NOTHING, "ok");
    expect_outage_clock(id, "source", "stands");
    expect_said(bed.dispatcher, "unplan", id, "null, null, null, '', 'wrong key', '{}'", "ok");
    expect_outage_clock(id, "source", "runs");
    expect_outage_clock(id, "plan", "none");
    plan(id, "leak", "ok");
    expect_outage_clock(id, "source", "stands");
}

/* ---- its tickets ---- */

static long long open_at(const char *kind, const char *template)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), '%s', (select id from hd.node where"
             " code = 'H1'), clock_timestamp() - interval '20 min', 'words',"
             " '{\"template\":\"%s\"}')",
             kind, template);
    long long id = ground_number(bed.dispatcher, sql);
    assert_true(id > 0);
    return id;
}

static void expect_ticket(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select concat_ws(' ', state, nullif(cause, '')) || ' ' || (select count(*)"
                    " from hd.fact f where f.command_id = t.id and f.code = 'restored') from"
                    " hd.ticket t where id = %lld",
                    id);
}

static void expect_clock(long long id, const char *purpose, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select coalesce(round(extract(epoch from stopped - started) / 60)::text,"
                    " 'runs') from hd.ticket_clock where ticket_id = %lld and purpose = '%s'",
                    id, purpose);
}

static void test_restored(void **state)
{
    (void)state;
    long long cold = open_at("repair", "cold"), leak = open_at("repair", "leak");
    long long complaint = open_at("complaint", "cold"), held = open_at("repair", "no_supply");
    long long check = open_at("temp_check", ""), sent = open_at("repair", "cold");
    long long crew = crew_bed_crew(&bed, "A", "{}", false), id = start(15);
    crew_bed_dispatch(&bed, sent, crew);
    crew_bed_do(bed.dispatcher, "hold", held, "null, null, null, 'parts', '', '{}'");
    expect_said(bed.dispatcher, "gather", id, NOTHING, "ok");
    long long later = open_at("repair", "cold"); /* not gathered: not told */
    expect_said(bed.dispatcher, "restore", id,
                "clock_timestamp() - interval '10 min', null, null, '', '', '{}'", "ok");
    expect_ticket(cold, "to_confirm outage 1");
    expect_clock(cold, "repair", "10"); /* its own: from its report to when heat came back */
    expect_ticket(sent, "to_confirm outage 1");
    expect_ticket(leak, "accepted 1"); /* may be about something else: told only */
    expect_clock(leak, "repair", "runs");
    expect_ticket(complaint, "accepted 1"); /* nobody has answered it */
    expect_clock(complaint, "response", "runs");
    expect_ticket(held, "accepted 1");
    expect_ticket(check, "accepted 1");
    expect_ticket(later, "accepted 0");
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.message where kind = 'restored' and ticket_id = %lld",
                    sent);
    /* the user says no: as if it had never been finished, and nobody is said to be there */
    crew_bed_do(bed.dispatcher, "deny", cold, "null, null, null, '', 'cold', '{}'");
    expect_ticket(cold, "accepted outage 1");
    expect_clock(cold, "repair", "runs");
    crew_bed_do(bed.dispatcher, "deny", sent, "null, null, null, '', 'cold', '{}'");
    expect_ticket(sent, "on_site outage 1");
}

/* A leader strikes the restoring: who waited for the user's word on it works on. */
static void test_not_restored(void **state)
{
    (void)state;
    char rest[120];
    long long cold = open_at("repair", "cold"), id = start(15);
    expect_said(bed.dispatcher, "gather", id, NOTHING, "ok");
    expect_said(bed.dispatcher, "restore", id, NOTHING, "ok");
    expect_ticket(cold, "to_confirm outage 1");
    snprintf(rest, sizeof rest, "null, null, %lld, '', 'too early', '{}'",
             ground_number(bed.root, "select max(seq) from hd.fact where kind ="
                                     " 'outage_restored'"));
    expect_said(bed.leader, "amend", id, rest, "ok");
    expect_ticket(cold, "accepted outage 1");
    expect_clock(cold, "repair", "runs");
    crew_bed_expect(bed.root, "not_restored",
                    "select code from hd.fact where command_id = %lld and kind = 'ticket_noted'"
                    " order by seq desc limit 1",
                    cold);
}

static void expect_doubts(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select count(*) || ' ' || (select restored is null from hd.outage where id ="
                    " %lld) from hd.fact where command_id = %lld and code = 'all_closed'",
                    id, id);
}

#define CLOSE "null, null, null, 'false_alarm', 'words', '{\"reason\":\"outage\"}'"

static void test_last_closed(void **state)
{
    (void)state;
    long long one = open_at("repair", "cold"), two = open_at("repair", "cold"), id = start(15);
    expect_said(bed.dispatcher, "gather", id, NOTHING, "ok");
    crew_bed_do(bed.dispatcher, "close", one, CLOSE);
    expect_doubts(id, "0 true");
    crew_bed_do(bed.dispatcher, "close", two, CLOSE);
    expect_doubts(id, "1 true"); /* asked about, never restored by itself */
    expect_said(bed.dispatcher, "restore", id, NOTHING, "ok");
    crew_bed_do(bed.dispatcher, "reopen", one, "null, null, null, '', 'again', '{}'");
    crew_bed_do(bed.dispatcher, "close", one, CLOSE);
    expect_doubts(id, "1 false"); /* it is over */
}

/* ---- an alarm and its ticket ---- */

static void alarm_fact(const char *kind, long long alarm)
{
    crew_bed_run(bed.root,
                 "select hd.fact_append(array[(null, clock_timestamp(), '%s', (select id from"
                 " hd.node where code = 'S1'), null, 'T2g.1', %lld, null, null, 'high/2', '')"
                 "::hd.fact_input])",
                 kind, alarm);
}

static long long raise_ticket(long long alarm)
{
    char sql[300];
    alarm_fact("alarm_raised", alarm);
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), 'repair', (select id from hd.node"
             " where code = 'S1'), null, 'pump', '{\"alarm\":\"%lld\"}')",
             alarm);
    return ground_number(bed.dispatcher, sql);
}

static void expect_close(long long id, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select is_ok || ' ' || why from hd.ticket_ask(gen_random_uuid(), 'close',"
                    " %lld, " CLOSE ")",
                    id);
}

static void test_alarm_stands(void **state)
{
    (void)state;
    long long one = raise_ticket(900001);
    expect_close(one, "true alarm_stands");
    crew_bed_expect(bed.root, "alarm_stands",
                    "select code from hd.fact where command_id = %lld order by seq desc limit 1",
                    one);
    long long two = raise_ticket(900002);
    alarm_fact("alarm_returned", 900002);
    expect_close(two, "true ");
    long long three = raise_ticket(900003);
    alarm_fact("alarm_returned", 900003);
    alarm_fact("alarm_raised", 900004); /* it is there again */
    expect_close(three, "true alarm_stands");
}

/* Out of service for a ticket's work: its end is the work's end, for a whole node, too; a number
 * that is none, or of a ticket that was closed before, ends nothing. */
static void test_work_done(void **state)
{
    (void)state;
    long long id = raise_ticket(905001);
    alarm_fact("alarm_raised", 905002);
    crew_bed_expect(bed.dispatcher, "t",
                    "select bool_and(is_ok) from hd.alarm_ask(gen_random_uuid(), 'out_of_service',"
                    " array[905002], 0, 0, false, '换垫片(T%lld)')",
                    id);
    crew_bed_expect(bed.dispatcher, "t",
                    "select bool_and(is_ok) from hd.alarm_ask(gen_random_uuid(), 'out_of_service',"
                    " '{}', (select id from hd.node where code = 'N1'), 0, false, 't%lld valve')",
                    id);
    static const char count[] =
        "select count(*) - %lld from hd.fact where kind = 'alarm_in_service'";
    long long before = ground_number(bed.root, "select count(*) from hd.fact where kind ="
                                               " 'alarm_in_service'");
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "0", count, before);
    crew_bed_do(bed.dispatcher, "close", id, CLOSE);
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "2", count, before);
    crew_bed_expect(bed.root, "t",
                    "select bool_and(text = 'T%lld') from (select text from hd.fact where kind ="
                    " 'alarm_in_service' order by seq desc limit 2) f",
                    id);
    crew_bed_expect(bed.dispatcher, "t",
                    "select bool_and(is_ok) from hd.alarm_ask(gen_random_uuid(), 'out_of_service',"
                    " array[905002], 0, 0, false, 'T%lld again, T0x')",
                    id);
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "2", count, before);
}

static void expect_notes(long long id, const char *wanted)
{
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(code, ',' order by seq) from hd.fact where command_id = %lld"
                    " and kind = 'ticket_noted'",
                    id);
}

/* That its alarm is over, and there again, stands in the ticket's own record, once each; one that
 * comes and goes does not fill it. */
static void test_alarm_told(void **state)
{
    (void)state;
    long long id = raise_ticket(910001);
    expect_notes(id, "");
    alarm_fact("alarm_returned", 910001);
    expect_notes(id, "alarm_gone");
    expect_notes(id, "alarm_gone");
    alarm_fact("alarm_raised", 910002);
    expect_notes(id, "alarm_gone"); /* within the ten minutes */
    crew_bed_pass(&bed, 11);
    expect_notes(id, "alarm_gone,alarm_back");
    alarm_fact("alarm_returned", 910002);
    crew_bed_pass(&bed, 11);
    expect_notes(id, "alarm_gone,alarm_back,alarm_gone");
    crew_bed_do(bed.dispatcher, "close", id, CLOSE);
    alarm_fact("alarm_raised", 910003);
    expect_notes(id, "alarm_gone,alarm_back,alarm_gone"); /* it is nobody's job any more */
}

/* Its clocks go on being told: that an alarm went is nobody's deed. */
static void test_alarm_told_is_no_deed(void **state)
{
    (void)state;
    long long id = raise_ticket(920001);
    alarm_fact("alarm_returned", 920001);
    expect_notes(id, "alarm_gone");
    crew_bed_pass(&bed, 32);
    crew_bed_tick(&bed);
    crew_bed_pass(&bed, 11);
    alarm_fact("alarm_raised", 920002);
    expect_notes(id, "alarm_gone,alarm_back");
    crew_bed_pass(&bed, 5); /* 16 minutes after the limit was told */
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.fact where command_id = %lld and kind ="
                    " 'ticket_escalated' and point = 'dispatch' and code = 'again'",
                    id);
}

/* ---- what is told ---- */

/* All that the outage has recorded moves into the past. */
static void pass(long long id, int minutes)
{
    ground_run(bed.root, "alter table hd.fact disable trigger user");
    crew_bed_run(bed.root,
                 "update hd.fact set at = at - interval '%d min', stored = stored - interval"
                 " '%d min' where command_id = %lld; select hd.outage_keep(%lld)",
                 minutes, minutes, id, id);
    ground_run(bed.root, "alter table hd.fact enable always trigger fact_keep_rows;"
                         " alter table hd.fact enable always trigger fact_keep_all");
    crew_bed_tick(&bed);
    crew_bed_tick(&bed);
}

static void expect_told(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(concat_ws(' ', point, code, split_part(text, ' ', 1)), ','"
                    " order by seq) from hd.fact where command_id = %lld and kind ="
                    " 'outage_noted' and point <> ''",
                    id);
}

/* 75, 90 and 100 % of the 30 minutes for a forecast, each once, then again when nothing is done;
 * a deed holds that back, the forecast ends it. */
static void test_told(void **state)
{
    (void)state;
    char rest[120];
    crew_bed_duty(&bed, "dan", "dispatcher");
    crew_bed_duty(&bed, "lea", "leader");
    long long id = start(0);
    pass(id, 22);
    expect_told(id, "");
    pass(id, 1);
    expect_told(id, "eta 75% dan");
    pass(id, 4);
    expect_told(id, "eta 75% dan,eta 90% lea");
    pass(id, 4);
    expect_told(id, "eta 75% dan,eta 90% lea,eta 100% lea"); /* no supervisor is on duty */
    pass(id, 14);
    expect_told(id, "eta 75% dan,eta 90% lea,eta 100% lea");
    pass(id, 2);
    expect_told(id, "eta 75% dan,eta 90% lea,eta 100% lea,eta again lea");
    expect_said(bed.dispatcher, "note", id, "null, null, null, '', 'digging', '{}'", "ok");
    pass(id, 14);
    expect_told(id, "eta 75% dan,eta 90% lea,eta 100% lea,eta again lea");
    snprintf(rest, sizeof rest, "null, extract(epoch from now()) + 3600, null, '', '', '{}'");
    expect_said(bed.dispatcher, "forecast", id, rest, "ok");
    pass(id, 60);
    expect_told(id, "eta 75% dan,eta 90% lea,eta 100% lea,eta again lea");
    crew_bed_expect(
        bed.root, "4",
        "select count(*) from hd.message where kind = 'outage' and text !~ ' gap' and %lld > 0",
        id);
}

static void expect_late(long long id, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(text, ',' order by seq) from hd.fact where command_id ="
                    " %lld and kind = 'outage_noted' and code = 'step_late'",
                    id);
}

/* A step that is not done in its time is told to the leader once; what has no time, is done or is
 * of a card that was given up, never. */
static void test_late_step(void **state)
{
    (void)state;
    crew_bed_duty(&bed, "lea", "leader");
    long long id = start(0);
    plan(id, "leak", "ok");
    pass(id, 9);
    expect_late(id, "");
    pass(id, 2);
    expect_late(id, "1 关阀 lea");
    pass(id, 2);
    expect_late(id, "1 关阀 lea");
    step(bed.dispatcher, id, 3, "done", "ok");
    pass(id, 60);
    expect_late(id, "1 关阀 lea");
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.message where kind = 'outage' and text = 'O' || %lld"
                    " || ' 1 关阀'",
                    id);
    plan(id, "frost", "ok");
    plan(id, "leak", "ok"); /* begun anew, its times as well */
    pass(id, 11);
    expect_late(id, "1 关阀 lea,1 关阀 lea");
    expect_said(bed.dispatcher, "restore", id,
                "null, null, null, '', '', '{\"reason\":\"late_record\"}'", "ok");
    pass(id, 60);
    expect_late(id, "1 关阀 lea,1 关阀 lea");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_copied, clear),
        cmocka_unit_test_setup(test_ticks, clear),
        cmocka_unit_test_setup(test_other_card, clear),
        cmocka_unit_test_setup(test_stopped, clear),
        cmocka_unit_test_setup(test_stopped_source, clear),
        cmocka_unit_test_setup(test_restored, clear),
        cmocka_unit_test_setup(test_not_restored, clear),
        cmocka_unit_test_setup(test_last_closed, clear),
        cmocka_unit_test_setup(test_alarm_stands, clear),
        cmocka_unit_test_setup(test_work_done, clear),
        cmocka_unit_test_setup(test_alarm_told, clear),
        cmocka_unit_test_setup(test_alarm_told_is_no_deed, clear),
        cmocka_unit_test_setup(test_told, clear),
        cmocka_unit_test_setup(test_late_step, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
