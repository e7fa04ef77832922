/* That no clock is lost and no indicator made better than the work was: promises that were broken,
 * times dated back, endings that hide a breach, words that are none, jobs that a crew no longer
 * has, merged tickets that nobody would see, dispatches below an outage, corrections. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOTHING "null, null, null, '', '', '{}'"
#define IN(minutes)                                                                                \
    "extract(epoch from clock_timestamp() + interval '" #minutes " min')::numeric(15, 3)"
#define PROMISED(minutes) "jsonb_build_object('promised', " IN(minutes) ")"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_ticket_guard");
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
    return 0;
}

/* Clocks of a ticket as "promise 1 late, promise 2 runs". */
static void expect_clocks(long long ticket, const char *purpose, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(concat_ws(' ', c.purpose, c.cycle, case when c.is_waived"
                    " then 'waived' when c.stopped is null then 'runs' when c.stopped > c.due then"
                    " 'late' else 'met' end), ', ' order by c.started, c.cycle) from"
                    " hd.ticket_clock c where c.ticket_id = %lld and c.purpose ~ '%s'",
                    ticket, purpose);
}

static void expect_messages(long long ticket, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(m.kind || ' ' || c.code, ', ' order by m.id) from hd.message"
                    " m join hd.crew c on c.id = m.crew_id where m.ticket_id = %lld",
                    ticket);
}

static void test_broken_promise_stays(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "complaint", 5);
    crew_bed_do(bed.dispatcher, "respond", ticket,
                "null, " IN(10) ", null, '', 'measure', " PROMISED(20));
    crew_bed_do(bed.dispatcher, "promise", ticket, "null, " IN(30) ", null, '', 'parts', '{}'");
    expect_clocks(ticket, "promise", "promise 1 runs");
    crew_bed_pass(&bed, 60);
    crew_bed_do(bed.dispatcher, "promise", ticket, "null, " IN(30) ", null, '', 'parts', '{}'");
    expect_clocks(ticket, "promise", "promise 1 late, promise 2 runs");
    crew_bed_refused(bed.dispatcher, "promise", ticket, "null, 'Infinity', null, '', 'parts', '{}'",
                     "missing number");
    crew_bed_refused(bed.dispatcher, "promise", ticket,
                     "null, " IN(50000) ", null, '', 'parts', '{}'", "time far");
    crew_bed_do(bed.dispatcher, "finish", ticket, "null, null, null, 'air', 'vented', '{}'");
    crew_bed_refused(bed.dispatcher, "confirm", ticket, "null, null, null, 'online', 'W', '{}'",
                     "reason promise");
    crew_bed_do(bed.dispatcher, "confirm", ticket,
                "null, null, null, 'online', 'W', '{\"reason\":\"parts\"}'");
}

/* It waits for the user's word; who is not content is promised a time. */
static void test_solved_at_once(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "complaint", 5);
    crew_bed_do(bed.dispatcher, "respond", ticket,
                "null, " IN(1) ", null, '', 'explained', '{\"resolved\":\"1\"}'");
    crew_bed_expect(bed.root, "to_confirm solved",
                    "select state || ' ' || cause from hd.ticket where id = %lld", ticket);
    crew_bed_refused(bed.dispatcher, "deny", ticket, "null, null, null, '', 'still cold', '{}'",
                     "missing promise");
    crew_bed_do(bed.dispatcher, "deny", ticket,
                "null, null, null, '', 'still cold', " PROMISED(60));
    expect_clocks(ticket, "", "response 1 met, promise 1 runs");
}

/* Keyed in late is allowed, past a limit only to a leader. */
static void test_dated_back(void **state)
{
    (void)state;
    char rest[200];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long ticket = crew_bed_open(&bed, "repair", 40), late = crew_bed_open(&bed, "repair", 40);
    snprintf(rest, sizeof rest,
             "clock_timestamp() - interval '25 min', %lld, null, '', '', '{\"second\":1}'", crew);
    crew_bed_refused(bed.dispatcher, "dispatch", ticket, rest, "time due");
    crew_bed_do(bed.leader, "dispatch", ticket, rest);
    expect_clocks(ticket, "dispatch", "dispatch 1 met");
    snprintf(rest, sizeof rest,
             "clock_timestamp() - interval '5 min', %lld, null, '', '', '{\"second\":1}'", crew);
    crew_bed_do(bed.dispatcher, "dispatch", late, rest);
    expect_clocks(late, "dispatch", "dispatch 1 late");
}

static void test_endings(void **state)
{
    (void)state;
    char rest[200];
    long long first = crew_bed_open(&bed, "repair", 1), late = crew_bed_open(&bed, "repair", 40),
              none = crew_bed_open(&bed, "repair", 1);
    crew_bed_refused(bed.dispatcher, "close", late, "null, null, null, 'duplicate', 'x', '{}'",
                     "missing original");
    crew_bed_refused(bed.dispatcher, "close", late, "null, 77, null, 'duplicate', 'x', '{}'",
                     "gone 77");
    long long other = ground_number(
        bed.dispatcher, "select id from hd.ticket_open(gen_random_uuid(), 'repair', null, null,"
                        " 'cold', '{\"place\":\"elsewhere\"}')");
    snprintf(rest, sizeof rest, "null, %lld, null, 'duplicate', 'x', '{}'", other);
    char gone[40];
    snprintf(gone, sizeof gone, "gone %lld", other);
    crew_bed_refused(bed.dispatcher, "close", none, rest, gone);
    snprintf(rest, sizeof rest, "null, %lld, null, 'duplicate', 'x', '{\"reason\":\"no_crew\"}'",
             first);
    crew_bed_do(bed.dispatcher, "close", late, rest);
    crew_bed_do(bed.dispatcher, "close", none, "null, null, null, 'false_alarm', 'x', '{}'");
    crew_bed_expect(bed.root, "3,t,f",
                    "select concat_ws(',', count(*), bool_or(ticket_id = %lld and not is_met),"
                    " bool_or(ticket_id = %lld)) from hd.rate_items(now() - interval '1 day',"
                    " now() + interval '1 h') where rate = 'dispatch'",
                    late, none);
}

static void test_words(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "repair", 40);
    crew_bed_refused(bed.dispatcher, "finish", ticket, "null, null, null, 'gremlins', 'x', '{}'",
                     "missing code");
    crew_bed_refused(bed.dispatcher, "hold", ticket, "null, null, null, 'tea', '', '{}'",
                     "missing code");
    crew_bed_refused(bed.dispatcher, "explain", ticket, "null, null, null, 'so', '', '{}'",
                     "missing code");
    crew_bed_refused(bed.dispatcher, "close", ticket,
                     "null, null, null, 'not_ours', 'x', '{\"reason\":\"so\"}'", "reason dispatch");
    crew_bed_refused(bed.dispatcher, "edit", ticket,
                     "null, null, null, '', '', '{\"node\":\"999999\"}'", "node 999999");
    ground_expect(bed.dispatcher, "select is_ok from hd.ticket_claim(4711, true)", "f");
    ground_expect(bed.root, "select count(*) from hd.claim", "0");
}

/* Confirming asks for what closing asks for. */
static void test_confirm(void **state)
{
    (void)state;
    long long application = crew_bed_open(&bed, "application", 1),
              check = crew_bed_open(&bed, "temp_check", 1);
    crew_bed_do(bed.dispatcher, "finish", application, "null, null, null, 'other', 'x', '{}'");
    crew_bed_do(bed.dispatcher, "finish", check, "null, null, null, 'other', 'x', '{}'");
    crew_bed_refused(bed.dispatcher, "confirm", application,
                     "null, null, null, 'online', 'W', '{}'", "missing survey");
    crew_bed_refused(bed.dispatcher, "confirm", check, "null, null, null, 'online', 'W', '{}'",
                     "missing number");
}

/* Whichever way a job is gone, who had it is told. */
static void test_withdrawn(void **state)
{
    (void)state;
    char rest[120];
    long long a = crew_bed_crew(&bed, "A", "{}", false), b = crew_bed_crew(&bed, "B", "{}", false);
    long long closed = crew_bed_open(&bed, "repair", 1), moved = crew_bed_open(&bed, "repair", 1),
              struck = crew_bed_open(&bed, "repair", 1), parent = crew_bed_open(&bed, "repair", 1),
              child = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, closed, a);
    crew_bed_do(bed.dispatcher, "close", closed, "null, null, null, 'not_ours', 'x', '{}'");
    expect_messages(closed, "dispatch A, withdrawn A");
    crew_bed_dispatch(&bed, moved, a);
    crew_bed_dispatch(&bed, moved, b);
    expect_messages(moved, "dispatch A, withdrawn A, dispatch B");
    crew_bed_dispatch(&bed, struck, a);
    snprintf(rest, sizeof rest,
             "null, null, (select max(seq) from hd.fact where kind = 'ticket_dispatched'), '',"
             " 'mistyped', '{}'");
    crew_bed_do(bed.leader, "amend", struck, rest);
    expect_messages(struck, "dispatch A, withdrawn A");
    crew_bed_dispatch(&bed, parent, b);
    crew_bed_dispatch(&bed, child, a);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", parent);
    crew_bed_do(bed.dispatcher, "merge", child, rest);
    expect_messages(child, "dispatch A, merged B, withdrawn A");
    crew_bed_expect(bed.root, "accepted",
                    "select concat_ws(' ', state, crew_id) from hd.ticket where id = %lld", child);
}

/* Its parent is closed: it is a job of its own, for which somebody is to be sent. */
static void test_left_child(void **state)
{
    (void)state;
    char rest[120];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long parent = crew_bed_open(&bed, "repair", 2), child = crew_bed_open(&bed, "repair", 1);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", parent);
    crew_bed_do(bed.dispatcher, "merge", child, rest);
    crew_bed_expect(bed.dispatcher, "children_open",
                    "select why from hd.ticket_ask(gen_random_uuid(), 'close', %lld, null, null,"
                    " null, 'not_ours', 'x', '{}')",
                    parent);
    crew_bed_expect(bed.root, "", "select concat_ws(' ', parent_id) from hd.ticket where id = %lld",
                    child);
    expect_clocks(child, "dispatch", "dispatch 1 waived, dispatch 2 runs");
    crew_bed_dispatch(&bed, child, crew);
    expect_clocks(child, "dispatch", "dispatch 1 waived, dispatch 2 met");
}

/* The report of a merged one counts for the group, also when that one is opened again. */
static void test_group_stays_late(void **state)
{
    (void)state;
    char rest[120];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long parent = crew_bed_open(&bed, "repair", 20), child = crew_bed_open(&bed, "repair", 29);
    long long other = crew_bed_open(&bed, "complaint", 1);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", other);
    crew_bed_refused(bed.dispatcher, "merge", child, rest, "cycle"); /* nobody is sent for it */
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", parent);
    crew_bed_do(bed.dispatcher, "merge", child, rest);
    crew_bed_pass(&bed, 5);
    crew_bed_dispatch(&bed, parent, crew);
    expect_clocks(parent, "dispatch", "dispatch 1 late");
    crew_bed_do(bed.dispatcher, "close", child, "null, null, null, 'not_ours', 'x', '{}'");
    crew_bed_do(bed.dispatcher, "reopen", child, "null, null, null, '', 'cold', '{}'");
    expect_clocks(parent, "dispatch", "dispatch 1 late");
}

/* What is late already no merge and no outage takes back. */
static void test_late_is_not_waived(void **state)
{
    (void)state;
    char rest[120];
    long long parent = crew_bed_open(&bed, "repair", 1), late = crew_bed_open(&bed, "repair", 40);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", parent);
    crew_bed_do(bed.dispatcher, "merge", late, rest);
    expect_clocks(late, "dispatch", "dispatch 1 runs");
}

/* Solved on the phone in time, and denied hours later: that is in time, and somebody is sent. */
static void test_denied(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long phone = crew_bed_open(&bed, "repair", 5), sent = crew_bed_open(&bed, "repair", 5);
    crew_bed_do(bed.dispatcher, "finish", phone, "null, null, null, 'solved', 'x', '{}'");
    crew_bed_dispatch(&bed, sent, crew);
    crew_bed_do(bed.dispatcher, "finish", sent, "null, null, null, 'air', 'x', '{}'");
    crew_bed_pass(&bed, 300);
    crew_bed_do(bed.dispatcher, "deny", phone, "null, null, null, '', 'cold', '{}'");
    expect_clocks(phone, "dispatch", "dispatch 1 met, dispatch 2 runs");
    crew_bed_do(bed.dispatcher, "deny", sent, "null, null, null, '', 'cold', '{}'");
    expect_clocks(sent, "dispatch", "dispatch 1 met");
    expect_messages(sent, "dispatch A, denied A");
}

/* One outage is one dispatch, from when its crew is there. */
static void test_below_an_outage(void **state)
{
    (void)state;
    char rest[120];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    long long outage =
        ground_number(bed.dispatcher, "select id from hd.outage_start(gen_random_uuid(), (select id"
                                      " from hd.node where code = 'S1'), '', null, 'pipe', '{}')");
    snprintf(rest, sizeof rest, "null, %lld, null, 'outage', '', '{}'", outage);
    crew_bed_do(bed.dispatcher, "link", ticket, rest);
    crew_bed_tick(&bed);
    expect_clocks(ticket, "dispatch", "dispatch 1 runs");
    crew_bed_expect(bed.dispatcher, "t",
                    "select is_ok from hd.outage_ask(gen_random_uuid(), 'crew', %lld, null, %lld,"
                    " null, 'on', '', '{}')",
                    outage, crew);
    crew_bed_tick(&bed);
    expect_clocks(ticket, "dispatch|repair", "dispatch 1 waived, repair 1 runs");
    long long facts = ground_number(bed.root, "select seq from hd.fact_head");
    crew_bed_tick(&bed); /* told once */
    crew_bed_expect(bed.root, "0",
                    "select count(*) from hd.fact where seq > %lld and kind = 'ticket_linked'",
                    facts);
    crew_bed_run(
        bed.dispatcher,
        "select hd.outage_ask(gen_random_uuid(), 'crew', %lld, null, %lld, null, 'off', '',"
        " '{}')",
        outage, crew);
    crew_bed_tick(&bed);
    expect_clocks(ticket, "dispatch", "dispatch 1 runs"); /* nobody is there any more */
    crew_bed_do(bed.dispatcher, "unlink", ticket, "null, null, null, 'outage', '', '{}'");
    expect_clocks(ticket, "dispatch", "dispatch 1 runs");
    ground_run(bed.root, "delete from hd.outage");
}

static void test_corrections(void **state)
{
    (void)state;
    const char *const entry = "(select max(seq) from hd.fact where kind = 'ticket_%s')";
    char seq[120], rest[300];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long repair = crew_bed_open(&bed, "repair", 10);
    crew_bed_dispatch(&bed, repair, crew);
    snprintf(seq, sizeof seq, entry, "dispatched");
    snprintf(rest, sizeof rest, "null, 0, %s, '', 'x', '{}'", seq);
    crew_bed_refused(bed.leader, "amend", repair, rest, "time report");
    crew_bed_pass(&bed, 5);
    snprintf(rest, sizeof rest, "null, " IN(-1) ", %s, '', 'x', '{}'", seq);
    crew_bed_refused(bed.leader, "amend", repair, rest, "time future"); /* than it was told */

    long long complaint = crew_bed_open(&bed, "complaint", 5);
    crew_bed_do(bed.dispatcher, "respond", complaint,
                "null, " IN(10) ", null, '', 'measure', " PROMISED(20));
    snprintf(seq, sizeof seq, entry, "responded");
    snprintf(rest, sizeof rest, "null, null, %s, '', 'another user', '{}'", seq);
    char promise[300];
    snprintf(promise, sizeof promise,
             "null, null, (select max(seq) from hd.fact where kind = 'ticket_promised'), '', 'x',"
             " '{}'");
    crew_bed_refused(bed.leader, "amend", complaint, promise, "gone response");
    crew_bed_do(bed.leader, "amend", complaint, rest);
    expect_clocks(complaint, "", "response 1 runs");

    long long application = crew_bed_open(&bed, "application", 0);
    snprintf(seq, sizeof seq, entry, "opened");
    snprintf(rest, sizeof rest, "null, " IN(-1440) ", %s, '', 'came yesterday', '{}'", seq);
    crew_bed_do(bed.leader, "amend", application, rest);
    crew_bed_expect(bed.root, "t",
                    "select c.due = date_trunc('day', now() at time zone 'Asia/Shanghai') at time"
                    " zone 'Asia/Shanghai' from hd.ticket_clock c where c.ticket_id = %lld",
                    application);
    crew_bed_do(bed.dispatcher, "close", application,
                "null, null, null, 'not_ours', 'x', '{\"reason\":\"other\"}'");
    crew_bed_do(bed.dispatcher, "reopen", application, "null, null, null, '', 'again', '{}'");
    expect_clocks(application, "accept", "accept 1 late, accept 2 runs");
}

/* Two desks that share a login are two. */
static void test_same_login(void **state)
{
    (void)state;
    char rest[120];
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    struct pg *other = ground_open(&bed.ground, DISPATCHER);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    long long seen = ground_number(bed.root, "select seq from hd.fact_head");
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{\"second\":1,\"seen\":\"%lld\"}'",
             crew, seen);
    crew_bed_do(bed.dispatcher, "dispatch", ticket, rest);
    crew_bed_refused(other, "dispatch", ticket, rest, "changed");
    crew_bed_refused(bed.dispatcher, "dispatch", ticket, rest, "done");
    pg_close(other);
}

static void test_settings(void **state)
{
    (void)state;
    struct pg *admin = ground_open(&bed.ground, ADMIN);
    assert_string_equal(ground_state(admin, "select hd.setting_set('season_start', 1131)"),
                        "P0001");
    assert_string_equal(ground_state(admin, "select hd.setting_set('season_end', 229)"), "P0001");
    assert_string_equal(ground_state(admin, "select hd.setting_set('season_start', 1101)"), "");
    ground_run(admin, "select hd.setting_set('season_start', 1115)");
    ground_expect(admin, "select hd.season_end('2026-11-15 00:00+08') at time zone 'Asia/Shanghai'",
                  "2027-03-16 00:00:00");
    assert_string_equal(ground_state(admin, "select hd.ticket_limit_put('tea', 900, true)"),
                        "P0001");
    assert_string_equal(
        ground_state(bed.leader, "select hd.ticket_limit_put('dispatch', 9000, true)"), "42501");
    assert_string_equal(
        ground_state(bed.leader, "select hd.ticket_limit_put('repair', 86400, false)"), "42501");
    ground_expect(bed.root,
                  "select text from hd.fact where kind = 'roster_changed' order by seq desc limit"
                  " 1",
                  "season_start 1101 -> 1115");
    long long before = crew_bed_open(&bed, "repair", 1);
    ground_run(admin, "select hd.ticket_limit_put('dispatch', 1200, true)");
    long long after = crew_bed_open(&bed, "repair", 1);
    crew_bed_expect(bed.root, "1800 1200",
                    "select string_agg(extract(epoch from due - started)::int || '', ' ' order by"
                    " ticket_id) from hd.ticket_clock where purpose = 'dispatch' and ticket_id in"
                    " (%lld, %lld)",
                    before, after);
    ground_run(admin, "select hd.ticket_limit_put('dispatch', 1800, true)");
    assert_string_equal(
        ground_state(bed.dispatcher, "select hd.ticket_limit_put('dispatch', 9000, true)"),
        "42501");
    pg_close(admin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_broken_promise_stays, clear),
        cmocka_unit_test_setup(test_solved_at_once, clear),
        cmocka_unit_test_setup(test_dated_back, clear),
        cmocka_unit_test_setup(test_endings, clear),
        cmocka_unit_test_setup(test_words, clear),
        cmocka_unit_test_setup(test_confirm, clear),
        cmocka_unit_test_setup(test_withdrawn, clear),
        cmocka_unit_test_setup(test_left_child, clear),
        cmocka_unit_test_setup(test_group_stays_late, clear),
        cmocka_unit_test_setup(test_late_is_not_waived, clear),
        cmocka_unit_test_setup(test_denied, clear),
        cmocka_unit_test_setup(test_below_an_outage, clear),
        cmocka_unit_test_setup(test_corrections, clear),
        cmocka_unit_test_setup(test_same_login, clear),
        cmocka_unit_test_setup(test_settings, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
