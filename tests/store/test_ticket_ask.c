/* What persons ask of tickets: one of two wins and the other is told, nothing is done twice, each
 * deed names what it lacks, other systems reach no further than their own; the calendar day
 * of 5.1.2; hostile texts. */
#include "backend/core/ticket.h"
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOTHING "null, null, null, '', '', '{}'"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_ticket_ask");
    ground_run(bed.root, "create role proof_intake login in role hd_intake;"
                         " create role proof_other login in role hd_intake;"
                         " grant execute on function hd.intake_owns(bigint), hd.intake_may(text)"
                         " to proof_intake, proof_other");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ground_run(bed.root, "drop owned by proof_intake, proof_other;"
                         " drop role proof_intake, proof_other");
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    return 0;
}

/* Which states and kinds each deed is for, and whether the crew may: the console's table is the
 * database's. */
static void test_one_table(void **state)
{
    (void)state;
    assert_int_equal(ground_number(bed.root, "select count(*) from hd.ticket_rule"),
                     TICKET_DEED_COUNT);
    for (int deed = 0; deed < TICKET_DEED_COUNT; deed++) {
        const struct ticket_rule *rule = &ticket_rules[deed];
        char wanted[400] = "";
        size_t at = 0;
        for (int i = 0; i < TICKET_STATE_COUNT; i++)
            if (rule->from & 1 << i)
                at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s ",
                                       ticket_state_name((enum ticket_state)i));
        for (int i = 0; i < TICKET_KIND_COUNT; i++)
            if (rule->kinds & 1 << i)
                at += (size_t)snprintf(wanted + at, sizeof wanted - at, "%s ",
                                       ticket_kind_name((enum ticket_kind)i));
        snprintf(wanted + at, sizeof wanted - at, "%s %d", fact_kind_name(rule->fact),
                 rule->by_crew);
        crew_bed_expect(
            bed.root, wanted,
            "with s (name, n) as (select * from unnest(array['accepted','dispatched','taken',"
            "'under_way','on_site','to_confirm','closed','callback','archived']) with ordinality),"
            " k (name, n) as (select * from unnest(array['repair','complaint','application',"
            "'enquiry','temp_check','defect']) with ordinality)"
            " select coalesce((select string_agg(s.name || ' ', '' order by s.n) from s where "
            "s.name ="
            " any(r.from_states)), '') || (select string_agg(k.name || ' ', '' order by k.n) from k"
            " where k.name = any(r.kinds) or cardinality(r.kinds) = 0) || r.fact || ' ' ||"
            " r.by_crew::int from hd.ticket_rule r where r.deed = '%s'",
            rule->name);
    }
}

/* The second process: asks for each ticket and notes what it was told. Nothing here may fail the
 * test, which goes on in the other process. */
static void dispatch_all(enum person person, long long first, long long last, long long crew,
                         long long seen)
{
    char sql[600], why[200];
    struct pg *pg = ground_try(&bed.ground, person, why, sizeof why);
    for (long long ticket = first; pg && ticket <= last; ticket++) {
        snprintf(sql, sizeof sql,
                 "insert into public.said select session_user, %lld, is_ok, code, who from"
                 " hd.ticket_ask(gen_random_uuid(), 'dispatch', %lld, null, %lld, null, '', '',"
                 " '{\"second\":\"1\",\"seen\":\"%lld\"}')",
                 ticket, ticket, crew, seen);
        if (!pg_run(pg, sql, why, sizeof why))
            _exit(1);
    }
    _exit(pg ? 0 : 1);
}

/* Two desks send the same tickets to two crews at the same moment, having seen them undispatched:
 * the first wins, the second is told who it was. */
static void test_two_desks(void **state)
{
    (void)state;
    enum { TICKETS = 25 };
    static const enum person desks[2] = {DISPATCHER, LEADER};
    long long first = 0, last = 0, crews[2];
    crews[0] = crew_bed_crew(&bed, "A", "{}", false);
    crews[1] = crew_bed_crew(&bed, "B", "{}", false);
    for (int i = 0; i < TICKETS; i++) {
        last = crew_bed_open(&bed, "repair", 1);
        first = first ? first : last;
    }
    long long seen = ground_number(bed.root, "select seq from hd.fact_head");
    ground_run(bed.root, "create table public.said (who text, ticket bigint, is_ok boolean,"
                         " code text, by_whom text); grant all on public.said to public;"
                         " grant usage on schema public to public");
    pid_t child[2];
    for (int desk = 0; desk < 2; desk++) {
        child[desk] = fork();
        if (child[desk] == 0)
            dispatch_all(desks[desk], first, last, crews[desk], seen);
    }
    for (int desk = 0; desk < 2; desk++) {
        int status;
        waitpid(child[desk], &status, 0);
        assert_int_equal(status, 0);
    }
    crew_bed_expect(bed.root, "25 25 25",
                    "select concat_ws(' ', count(*) filter (where is_ok), count(*) filter (where"
                    " code = 'changed' and by_whom <> who), (select count(*) from hd.fact where"
                    " kind = 'ticket_dispatched' and seq > %lld)) from public.said",
                    seen);
}

/* Asked again with the same uuid, as after an answer that was lost. */
static void test_once(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        ground_expect(bed.dispatcher,
                      "select is_ok from hd.ticket_open('11111111-2222-4333-8444-555555555555',"
                      " 'repair', null, null, 'leak', '{\"place\":\"x\"}')",
                      "t");
    ground_expect(bed.root, "select count(*) from hd.ticket", "1");
    long long id = ground_number(bed.root, "select id from hd.ticket");
    for (int i = 0; i < 3; i++)
        crew_bed_expect(bed.dispatcher, "t",
                        "select is_ok from hd.ticket_ask('11111111-2222-4333-8444-666666666666',"
                        " 'note', %lld, null, null, null, '', 'x', '{}')",
                        id);
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.fact where kind = 'ticket_noted' and"
                    " command_id = %lld",
                    id);
}

static void test_lacks(void **state)
{
    (void)state;
    struct pg *pg = bed.dispatcher;
    long long repair = crew_bed_open(&bed, "repair", 40);
    long long complaint = crew_bed_open(&bed, "complaint", 5);
    long long check = crew_bed_open(&bed, "temp_check", 5);
    crew_bed_refused(pg, "dispatch", repair, NOTHING, "missing crew");
    crew_bed_refused(pg, "finish", repair, NOTHING, "missing code");
    crew_bed_refused(pg, "finish", repair, "null, null, null, 'air', ' ', '{}'", "missing words");
    crew_bed_refused(pg, "close", repair, "null, null, null, 'done', '', '{}'", "missing finish");
    crew_bed_refused(pg, "close", repair, "null, null, null, 'not_ours', '', '{}'",
                     "missing words");
    crew_bed_refused(pg, "close", repair, "null, null, null, 'not_ours', 'pipe of the user', '{}'",
                     "reason dispatch");
    crew_bed_refused(pg, "respond", complaint, NOTHING, "missing measure");
    crew_bed_refused(pg, "respond", complaint, "null, null, null, '', 'visit', '{}'",
                     "missing visit");
    crew_bed_refused(pg, "respond", complaint,
                     "null, extract(epoch from now()) + 600, null, '', 'visit', '{}'",
                     "missing promise");
    crew_bed_refused(pg, "close", complaint, "null, null, null, 'done', '', '{}'",
                     "missing response");
    crew_bed_refused(pg, "measure", check, "null, 99, null, '', 'Wang', '{}'", "missing number");
    crew_bed_refused(pg, "close", check, "null, null, null, 'done', '', '{}'", "missing number");
    crew_bed_refused(pg, "note", repair, "now() + interval '1 h', null, null, '', 'x', '{}'",
                     "time future");
    crew_bed_refused(pg, "note", repair, "now() - interval '9 h', null, null, '', 'x', '{}'",
                     "time report");
    crew_bed_refused(pg, "amend", repair, "null, null, 1, '', 'x', '{}'", "right");
    crew_bed_refused(pg, "merge", repair, "null, 77, null, '', '', '{}'", "gone 77");
    crew_bed_refused(pg, "note", 4711, "null, null, null, '', 'x', '{}'", "gone");
    crew_bed_refused(pg, "fly", repair, NOTHING, "deed");
    crew_bed_refused(pg, "confirm", repair, "null, null, null, 'online', 'W', '{}'",
                     "state accepted");
    crew_bed_refused(pg, "explain", complaint, "null, null, null, 'other', '', '{}'", "done");
}

/* One level only, no circles, and undone whole. */
static void test_merge(void **state)
{
    (void)state;
    char rest[80], merged[40];
    long long a = crew_bed_open(&bed, "repair", 3), b = crew_bed_open(&bed, "repair", 2),
              c = crew_bed_open(&bed, "repair", 1);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", a);
    snprintf(merged, sizeof merged, "merged %lld", a);
    crew_bed_refused(bed.dispatcher, "merge", a, rest, "cycle");
    crew_bed_do(bed.dispatcher, "merge", b, rest);
    crew_bed_refused(bed.dispatcher, "merge", b, rest, merged);
    crew_bed_refused(bed.dispatcher, "hold", b, "null, null, null, 'parts', '', '{}'", merged);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", b);
    crew_bed_refused(bed.dispatcher, "merge", c, rest, "cycle");
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", c);
    crew_bed_refused(bed.dispatcher, "merge", a, rest, "cycle"); /* it has a child */
    crew_bed_do(bed.dispatcher, "split", b, NOTHING);
    crew_bed_expect(bed.root, "0", "select children from hd.ticket where id = %lld", a);
    crew_bed_expect(bed.root, "0",
                    "select count(*) from hd.ticket_clock where is_waived and ticket_id = %lld", b);
}

/* What other systems may: open, hear of their own, ask again; nothing of anybody else's. */
static void test_intake(void **state)
{
    (void)state;
    char conninfo[120], why[200];
    snprintf(conninfo, sizeof conninfo, "dbname=%s user=proof_intake", bed.ground.name);
    struct pg *pg = pg_open(conninfo, "intake", why, sizeof why);
    assert_non_null(pg);
    long long theirs = crew_bed_open(&bed, "repair", 3);
    for (int i = 0; i < 2; i++) /* the same number of theirs is the same ticket */
        crew_bed_expect(pg, "t",
                        "select is_ok from hd.ticket_open(gen_random_uuid(), 'complaint', null,"
                        " null, 'cold', '{\"source\":\"wechat\",\"extern\":\"W-1\",\"place\":\"x\","
                        "\"drill\":\"1\",\"parent\":\"%lld\"}')",
                        theirs);
    ground_expect(bed.root,
                  "select count(*) from hd.ticket where source = 'wechat' and parent_id is"
                  " null and extern = 'W-1' and not is_drill",
                  "1");
    crew_bed_expect(bed.root, "0", "select children from hd.ticket where id = %lld", theirs);
    ground_expect(pg, "select kind || state from hd.ticket_status('wechat', 'W-1')",
                  "complaintaccepted");
    long long own = ground_number(bed.root, "select id from hd.ticket where extern = 'W-1'");
    crew_bed_do(pg, "chase", own, "null, null, null, '', 'again', '{}'");
    crew_bed_refused(pg, "close", own, "null, null, null, 'not_ours', 'x', '{}'", "right");
    crew_bed_refused(pg, "chase", theirs, NOTHING, "right");
    assert_string_equal(ground_state(pg, "select * from hd.ticket"), "42501");
    assert_string_equal(ground_state(pg, "select * from hd.household"), "42501");
    assert_string_equal(ground_state(pg, "select * from hd.fact"), "42501");
    assert_string_equal(ground_state(pg, "select hd.ticket_keep(1)"), "42501");
    pg_close(pg);
}

static void expect_owned(struct pg *pg, long long id, const char *owns, const char *status)
{
    crew_bed_expect(pg, owns, "select hd.intake_owns(%lld)", id);
    ground_expect(pg, "select count(*) from hd.ticket_status('wechat', 'W-1')", status);
}

/* The ticket of one other system is nobody else's: it is whose login opened it, or, once its
 * source is bound to logins, theirs. */
static void test_intake_owns(void **state)
{
    (void)state;
    char conninfo[120], why[200];
    struct pg *pg[2];
    static const char *const login[] = {"proof_intake", "proof_other"};
    for (int i = 0; i < 2; i++) {
        snprintf(conninfo, sizeof conninfo, "dbname=%s user=%s", bed.ground.name, login[i]);
        pg[i] = pg_open(conninfo, "intake", why, sizeof why);
        assert_non_null(pg[i]);
    }
    long long id = ground_number(pg[0], "select id from hd.ticket_open(gen_random_uuid(), 'repair',"
                                        " null, null, 'cold', '{\"source\":\"wechat\",\"extern\":"
                                        "\"W-1\",\"place\":\"x\"}')");
    long long theirs = crew_bed_open(&bed, "repair", 3);
    expect_owned(pg[0], id, "t", "1");
    expect_owned(pg[1], id, "f", "0");
    expect_owned(pg[0], theirs, "f", "1");
    expect_owned(bed.root, theirs, "t", "1"); /* no login of hd_intake */
    ground_run(bed.root, "select hd.intake_bind('wechat', 'proof_other', true)");
    expect_owned(pg[0], id, "f", "0");
    expect_owned(pg[1], id, "t", "1");
    ground_expect(pg[0], "select hd.intake_may('wechat'), 1", "f");
    ground_expect(pg[0], "select hd.intake_may('hotline'), 1", "t");
    ground_expect(pg[1], "select hd.intake_may('wechat'), 1", "t");
    crew_bed_refused(pg[0], "chase", id, NOTHING, "right");
    crew_bed_do(pg[1], "chase", id, NOTHING);
    ground_expect(pg[0],
                  "select code from hd.ticket_open(gen_random_uuid(), 'repair', null, null, 'cold',"
                  " '{\"source\":\"wechat\",\"place\":\"x\"}')",
                  "right");
    ground_run(bed.root, "select hd.intake_bind('wechat', 'proof_other', false)");
    expect_owned(pg[0], id, "t", "1");
    assert_string_equal(ground_state(bed.root, "select hd.intake_bind('x', 'proof_crew', true)"),
                        "22023");
    for (int i = 0; i < 2; i++)
        pg_close(pg[i]);
}

/* 5.1.2 knows the day of Shanghai; 7.4.3 starts with the record, which nobody may put off. */
static void test_times(void **state)
{
    (void)state;
    crew_bed_open(&bed, "application", 0);
    ground_expect(bed.root,
                  "select c.due = (date_trunc('day', t.reported at time zone 'Asia/Shanghai') +"
                  " interval '1 day') at time zone 'Asia/Shanghai' from hd.ticket_clock c join"
                  " hd.ticket t on t.id = c.ticket_id where c.purpose = 'accept'",
                  "t");
    static const char *const recorded[] = {"clock_timestamp() + interval '1 h'",
                                           "clock_timestamp() - interval '1 h'"};
    for (int i = 0; i < 2; i++)
        crew_bed_expect(bed.dispatcher, "f time",
                        "select concat_ws(' ', is_ok, code) from hd.ticket_open(gen_random_uuid(),"
                        " 'complaint', null, clock_timestamp() - interval '1 min', 'cold',"
                        " jsonb_build_object('place', 'x', 'recorded', extract(epoch from %s)))",
                        recorded[i]);
    ground_expect(
        bed.dispatcher,
        "select concat_ws(' ', is_ok, code) from hd.ticket_open(gen_random_uuid(),"
        " 'repair', null, clock_timestamp() + interval '1 h', 'cold', '{\"place\":\"x\"}')",
        "f time");
}

/* A32: what is kept of a hostile text holds no control character and has a bound; members that
 * nobody knows, limits among them, are not taken from outside. */
static void test_hostile(void **state)
{
    (void)state;
    ground_expect(bed.dispatcher,
                  "select is_ok from hd.ticket_open(gen_random_uuid(), 'repair', null, null,"
                  " E'\\x1b[2J\\r\\n' || repeat('冷', 65536) || '''); drop table hd.fact; --',"
                  " jsonb_build_object('place', E'\\x1b]0;x\\x07' || repeat('p', 9999), 'phone',"
                  " repeat('1', 9999), 'limit.repair', '999999999', 'urgency', 'normal'))",
                  "t");
    ground_expect(bed.root,
                  "select concat_ws(' ', text ~ '[[:cntrl:]]', place ~ '[[:cntrl:]]', length(text),"
                  " length(place), length(phone)) from hd.ticket",
                  "f f 4000 90 47");
    ground_expect(bed.root,
                  "select extract(epoch from due - started)::int from hd.ticket_clock where purpose"
                  " = 'repair'",
                  "86400");
    ground_expect(bed.root, "select broken from hd.fact_verify()", "");
}

/* Two calls whose numbers begin alike are two. */
static void test_long_numbers(void **state)
{
    (void)state;
    long long id[3];
    for (int i = 0; i < 3; i++) {
        char sql[400];
        snprintf(sql, sizeof sql,
                 "select id from hd.ticket_open(gen_random_uuid(), 'repair', null, null, 'cold',"
                 " jsonb_build_object('source', 'a-hotline-of-the-city', 'place', 'x', 'extern',"
                 " repeat('7', 63) || '%d'))",
                 i % 2);
        id[i] = ground_number(bed.dispatcher, sql);
    }
    assert_true(id[0] != id[1]);
    assert_true(id[0] == id[2]);
    assert_int_equal(ground_number(bed.root, "select id from hd.ticket_status("
                                             "'a-hotline-of-the-city', repeat('7', 63) || '1')"),
                     id[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_long_numbers, clear),
        cmocka_unit_test_setup(test_one_table, clear),
        cmocka_unit_test_setup(test_two_desks, clear),
        cmocka_unit_test_setup(test_once, clear),
        cmocka_unit_test_setup(test_lacks, clear),
        cmocka_unit_test_setup(test_merge, clear),
        cmocka_unit_test_setup(test_intake, clear),
        cmocka_unit_test_setup(test_intake_owns, clear),
        cmocka_unit_test_setup(test_times, clear),
        cmocka_unit_test_setup(test_hostile, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
