/* What persons do about alarms: the first wins, each refusal by its word, shelves within their
 * limits, a repeated question is one; and what the database keeps is the state. */
#include "backend/core/alarm_deed.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ground ground;
static struct pg *root, *dispatcher, *leader, *collector;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_alarm_ask");
    root = ground_open_root(&ground);
    dispatcher = ground_open(&ground, DISPATCHER);
    leader = ground_open(&ground, LEADER);
    collector = ground_open(&ground, COLLECTOR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    pg_close(dispatcher);
    pg_close(leader);
    pg_close(collector);
    ground_drop(&ground);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    ground_run(root, "truncate hd.alarm_last");
    return 0;
}

/* A fact of the collector about device 1's point. */
static void tell(const char *kind, long long id, const char *point, const char *code,
                 const char *old_value, const char *new_value)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select hd.facts_append(array[gen_random_uuid()], array[clock_timestamp()],"
             " array['%s'], array[1], array[1], array['%s'], array[%lld::bigint],"
             " array[%s::float8], array[%s::float8], array['%s'], array[''])",
             kind, point, id, old_value, new_value, code);
    ground_run(collector, sql);
}

static void raise_alarm(long long id, const char *point, const char *code)
{
    tell("alarm_raised", id, point, code, "80", "85");
}

static void return_alarm(long long id, const char *point, const char *name)
{
    tell("alarm_returned", id, point, name, "5", "70");
}

/* "CODE WHO" of each row, "ok" where it was done. */
static void expect(struct pg *pg, const char *arguments, const char *wanted)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select coalesce(string_agg(case when is_ok then 'ok' else code end ||"
             " case when who <> '' then ' ' || who else '' end, ',' order by n), '')"
             " from hd.alarm_ask(%s) with ordinality a (is_ok, code, who, at, n)",
             arguments);
    char *said = ground_ask(pg, sql);
    if (strcmp(said, wanted) != 0)
        fail_msg("alarm_ask(%s) said '%s', expected '%s'", arguments, said, wanted);
    free(said);
}

#define NEW "gen_random_uuid(), "

static void test_acknowledge(void **state)
{
    (void)state;
    raise_alarm(1001, "T2g.1", "HH/1");
    raise_alarm(1002, "P2h.1", "LL/2n");
    raise_alarm(1003, "F1", "L/4k");
    expect(dispatcher, NEW "'acknowledge', array[1001, 1002, 1003, 77], 0, 0, false, ''",
           "ok,note,kind,gone");
    expect(leader, NEW "'acknowledge', array[1001, 1002], 0, 0, false, ' seen to '",
           "done proof_dispatcher,ok");
    ground_expect(root, "select text from hd.fact order by seq desc limit 1", "seen to");
    ground_expect(root,
                  "select who || ' ' || kind || ' ' || code || ' ' || point || ' ' || command_id"
                  " from hd.fact order by seq desc limit 1",
                  "proof_leader alarm_acknowledged LL P2h.1 1002");
    expect(leader, NEW "'unacknowledge', array[1001, 1003], 0, 0, false, ''", "ok,kind");
    expect(leader, NEW "'acknowledge', array[1001], 0, 0, false, ''", "ok");
    return_alarm(1001, "T2g.1", "HH");
    raise_alarm(1004, "T2g.1", "HH/1");
    expect(leader, NEW "'acknowledge', array[1001], 0, 0, false, ''", "changed");
    return_alarm(1004, "T2g.1", "HH");
    expect(dispatcher, NEW "'acknowledge', array[1004], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'unacknowledge', array[1004], 0, 0, false, ''", "kind");
}

/* An acknowledgement that has run out may be given again. */
static void test_expiry(void **state)
{
    (void)state;
    raise_alarm(2001, "T2g.1", "HH/1e30");
    expect(dispatcher, NEW "'acknowledge', array[2001], 0, 0, false, ''", "ok");
    expect(leader, NEW "'acknowledge', array[2001], 0, 0, false, ''", "done proof_dispatcher");
    raise_alarm(2002, "P2h.1", "LL/1e0");
    expect(dispatcher, NEW "'acknowledge', array[2002], 0, 0, false, ''", "ok");
    expect(leader, NEW "'acknowledge', array[2002], 0, 0, false, ''", "ok");
}

static void test_reset(void **state)
{
    (void)state;
    raise_alarm(3001, "P2h.1", "LL/1l");
    expect(dispatcher, NEW "'reset', array[3001], 0, 0, false, ''", "kind");
    expect(dispatcher, NEW "'acknowledge', array[3001], 0, 0, false, ''", "ok");
    return_alarm(3001, "P2h.1", "LL");
    expect(dispatcher, NEW "'reset', array[3001], 0, 0, false, ''", "ok");
    expect(leader, NEW "'reset', array[3001], 0, 0, false, ''", "done proof_dispatcher");
}

/* Who has not answered cannot let go; coming off the shelf is an answer, a shelf that ran out is
 * none, unless the alarm returned on it. */
static void test_reset_before_the_answer(void **state)
{
    (void)state;
    raise_alarm(3101, "P2h.1", "LL/1l");
    return_alarm(3101, "P2h.1", "LL");
    expect(dispatcher, NEW "'reset', array[3101], 0, 0, false, ''", "kind");
    expect(dispatcher, NEW "'acknowledge', array[3101], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'reset', array[3101], 0, 0, false, ''", "ok");
    raise_alarm(3102, "P2h.1", "LL/1l"); /* the answer was the former raise's */
    return_alarm(3102, "P2h.1", "LL");
    expect(dispatcher, NEW "'reset', array[3102], 0, 0, false, ''", "kind");
    raise_alarm(3103, "LEAK", "state/1lk");
    return_alarm(3103, "LEAK", "state");
    expect(dispatcher, NEW "'reset', array[3103], 0, 0, false, ''", "ok"); /* nobody is asked */
    raise_alarm(3104, "SMOKE", "state/1l");
    expect(dispatcher, NEW "'shelve', array[3104], 0, 60, false, 'x'", "ok");
    expect(leader, NEW "'unshelve', array[3104], 0, 0, false, ''", "ok");
    return_alarm(3104, "SMOKE", "state");
    expect(dispatcher, NEW "'reset', array[3104], 0, 0, false, ''", "ok");
}

static void test_shelve(void **state)
{
    (void)state;
    raise_alarm(4001, "T2g.1", "HH/1");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 60, false, ''", "note");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 481, false, 'x'", "time");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 0, false, 'x'", "time");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 0, true, 'x'", "time");
    expect(dispatcher, NEW "'shelve', array[4001], 0, null, null, 'x'", "time");
    expect(dispatcher, NEW "'unshelve', array[4001], 0, 0, false, ''", "none");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 480, false, 'sensor'", "ok");
    expect(leader, NEW "'shelve', array[4001], 0, 60, false, 'x'", "done proof_dispatcher");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 60, false, 'shorter'", "ok");
    ground_expect(root,
                  "select abs(new_value - extract(epoch from clock_timestamp()) - 3600) < 60"
                  " from hd.fact order by seq desc limit 1",
                  "t");
    expect(leader, NEW "'unshelve', array[4001], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'shelve', array[4001], 0, 60, true, 'once'", "ok");
    return_alarm(4001, "T2g.1", "HH"); /* a one-shot shelf ends with it */
    expect(leader, NEW "'unshelve', array[4001], 0, 0, false, ''", "none");
}

/* A shelf that ran out voids the answer given before: it flashes again and is answered again. Taken
 * off by hand it was an answer, which may be taken back. */
static void test_after_shelf(void **state)
{
    static const char *const nodes[] = {"array[4101], 0", "'{}', 1"};
    char arguments[200], sql[300];
    (void)state;
    raise_alarm(4101, "T2g.1", "HH/1");
    for (size_t i = 0; i < 2; i++) { /* its own shelf; that of its station */
        expect(dispatcher, NEW "'acknowledge', array[4101], 0, 0, false, ''", "ok");
        snprintf(arguments, sizeof arguments, NEW "'shelve', %s, 60, false, 'x'", nodes[i]);
        expect(dispatcher, arguments, "ok");
        snprintf(sql, sizeof sql,
                 "select hd.fact_append(array[(null, clock_timestamp(), 'alarm_unshelved', 1, %s,"
                 " hd.micros(max(f.at)), hd.micros(clock_timestamp()), '%s', '')::hd.fact_input])"
                 " from hd.fact f where f.kind = 'alarm_shelved'",
                 i ? "null, null, null" : "1, 'T2g.1', 4101", i ? "" : "HH");
        ground_run(root, sql);
        expect(leader, NEW "'unacknowledge', array[4101], 0, 0, false, ''", "kind");
        expect(leader, NEW "'acknowledge', array[4101], 0, 0, false, ''", "ok");
        expect(dispatcher, NEW "'acknowledge', array[4101], 0, 0, false, ''", "done proof_leader");
        expect(leader, NEW "'unacknowledge', array[4101], 0, 0, false, ''", "ok");
    }
    expect(dispatcher, NEW "'shelve', array[4101], 0, 60, false, 'x'", "ok");
    expect(dispatcher, NEW "'unshelve', array[4101], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'unacknowledge', array[4101], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'acknowledge', array[4101], 0, 0, false, ''", "ok");
}

/* Thirty shelves and no more, also within one question. */
static void test_count(void **state)
{
    char ids[400] = "", wanted[400] = "", sql[600];
    (void)state;
    for (int i = 0; i < 31; i++) {
        char point[16], piece[16];
        snprintf(point, sizeof point, "X%d", i);
        snprintf(piece, sizeof piece, "%s%d", i ? "," : "", 5000 + i);
        strcat(ids, piece);
        strcat(wanted, i == 0 ? "ok" : i < 30 ? ",ok" : ",count");
        raise_alarm(5000 + i, point, "H/3");
    }
    snprintf(sql, sizeof sql, NEW "'shelve', array[%s], 0, 60, false, 'works'", ids);
    expect(dispatcher, sql, wanted);
    ground_expect(root, "select hd.alarm_shelved()", "30");
    expect(dispatcher, NEW "'unshelve', array[5000], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'shelve', array[5030], 0, 60, false, 'works'", "ok");
}

static void test_node(void **state)
{
    (void)state;
    expect(dispatcher, NEW "'acknowledge', '{}', 1, 0, false, ''", "kind");
    expect(dispatcher, NEW "'shelve', '{}', 999999, 60, false, 'x'", "gone");
    expect(dispatcher, NEW "'shelve', '{}', 1, 60, false, 'works'", "ok");
    expect(leader, NEW "'shelve', '{}', 1, 60, false, 'works'", "done proof_dispatcher");
    expect(leader, NEW "'out_of_service', '{}', 1, 0, false, ''", "note");
    expect(leader, NEW "'out_of_service', '{}', 1, 0, false, 'order 12'", "ok");
    expect(leader, NEW "'out_of_service', '{}', 1, 0, false, 'order 13'", "done proof_leader");
    expect(leader, NEW "'in_service', '{}', 1, 0, false, ''", "ok");
    expect(leader, NEW "'in_service', '{}', 1, 0, false, ''", "none");
}

/* The same question again does nothing and says that it is done; a word is later than the one
 * before it though the clock was turned back. */
static void test_once(void **state)
{
    (void)state;
    raise_alarm(6001, "T2g.1", "HH/1");
    const char *same = "'6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'acknowledge', array[6001], 0, 0,"
                       " false, ''";
    expect(dispatcher, same, "ok");
    long long facts = ground_number(root, "select count(*) from hd.fact");
    expect(dispatcher, same, "ok");
    assert_int_equal(ground_number(root, "select count(*) from hd.fact"), facts);
    ground_run(root, "update hd.alarm_last set stamp = stamp + 3600000000"
                     " where kind = 'alarm_acknowledged'");
    expect(dispatcher, NEW "'unacknowledge', array[6001], 0, 0, false, ''", "ok");
    ground_expect(root,
                  "select at > clock_timestamp() + interval '59 min' from hd.fact"
                  " order by seq desc limit 1",
                  "t");
    expect(dispatcher, NEW "'acknowledge', array[6001], 0, 0, false, ''", "ok");
    ground_expect(root, "select broken is null from hd.fact_verify()", "t");
}

static void test_rights(void **state)
{
    static const enum person others[] = {SUPERVISOR, CREW,   COLLECTOR, ADMIN,
                                         AUDITOR,    READER, OUTSIDER};
    (void)state;
    raise_alarm(7001, "T2g.1", "HH/1");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char why[200] = "";
        struct pg *pg = ground_try(&ground, others[i], why, sizeof why);
        if (!pg)
            continue; /* not even let in */
        assert_string_equal(ground_state(pg, "select hd.alarm_ask(" NEW
                                             "'acknowledge', array[7001], 0, 0, false, '')"),
                            "42501");
        assert_string_equal(ground_state(pg, "update hd.alarm_last set raise = 1"), "42501");
        assert_string_equal(ground_state(pg, "delete from hd.alarm_rules"), "42501");
        pg_close(pg);
    }
    expect(root, NEW "'acknowledge', array[7001], 0, 0, false, ''", "right");
    assert_string_equal(ground_state(dispatcher, "select hd.alarm_ask(null, 'acknowledge',"
                                                 " array[7001], 0, 0, false, '')"),
                        "P0001");
    assert_string_equal(ground_state(dispatcher, "select hd.alarm_ask(" NEW
                                                 "'delete', array[7001], 0, 0, false, '')"),
                        "P0001");
    assert_string_equal(ground_state(dispatcher, "select hd.alarm_rules_put('', '')"), "42501");
    assert_string_equal(ground_state(leader, "select hd.alarm_rules_put('scope\n', '1 rows')"), "");
    ground_expect(root, "select kind from hd.fact order by seq desc limit 1",
                  "alarm_rules_imported");
    ground_run(root, "select hd.alarm_rules_put('', '')");
}

/* Two editors: the second is told that, and whose, the definitions are that he has not read. */
static void test_two_editors(void **state)
{
    (void)state;
    char sql[200];
    char *version = ground_ask(leader, "select version from hd.alarm_rules");
    snprintf(sql, sizeof sql, "select is_ok from hd.alarm_rules_put('a', '1', %s)", version);
    ground_expect(leader, sql, "t");
    snprintf(sql, sizeof sql,
             "select is_ok || who || (version - %s) from hd.alarm_rules_put('b', '1', %s)", version,
             version);
    ground_expect(root, sql, "falseproof_leader1");
    ground_expect(root, "select text from hd.alarm_rules", "a");
    ground_run(root, "select hd.alarm_rules_put('', '')");
    free(version);
}

/* What the client calls a refusal, the database does. */
static void test_words(void **state)
{
    (void)state;
    for (int i = 0; i < ALARM_REFUSAL_COUNT; i++)
        assert_int_equal(alarm_refusal_of(alarm_refusal_name((enum alarm_refusal)i)), i);
    raise_alarm(8001, "T2g.1", "HH/1");
    for (int i = 0; i < ALARM_DEED_COUNT; i++) {
        char sql[200];
        snprintf(sql, sizeof sql,
                 "select count(*) from hd.alarm_ask(" NEW "'%s', array[8001], 0, 1, false, 'x')",
                 alarm_deed_name((enum alarm_deed)i));
        ground_expect(dispatcher, sql, "1");
    }
}

/* What nobody has heard of for long and is calm is forgotten; what is raised or held is not. */
static void test_forget(void **state)
{
    (void)state;
    raise_alarm(9001, "T2g.1", "HH/1"); /* calm */
    expect(dispatcher, NEW "'acknowledge', array[9001], 0, 0, false, ''", "ok");
    return_alarm(9001, "T2g.1", "HH");
    raise_alarm(9002, "P2h.1", "LL/1"); /* raised */
    raise_alarm(9003, "F1", "L/2");     /* returned, nobody has answered */
    return_alarm(9003, "F1", "L");
    raise_alarm(9004, "F2", "L/2"); /* shelved */
    expect(dispatcher, NEW "'acknowledge', array[9004], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'out_of_service', array[9004], 0, 0, false, 'x'", "ok");
    return_alarm(9004, "F2", "L");
    raise_alarm(9005, "T1g", "L/2"); /* its answer was taken back */
    expect(dispatcher, NEW "'acknowledge', array[9005], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'unacknowledge', array[9005], 0, 0, false, ''", "ok");
    return_alarm(9005, "T1g", "L");
    ground_expect(collector, "select hd.alarm_forget()", "0");
    ground_run(root,
               "set session_replication_role = replica; alter table hd.fact disable trigger all;"
               "update hd.fact set stored = stored - interval '9 days';"
               "alter table hd.fact enable always trigger fact_keep_rows;"
               "alter table hd.fact enable always trigger fact_keep_all;"
               "set session_replication_role = origin");
    ground_expect(collector, "select hd.alarm_forget()", "3");
    ground_expect(root, "select string_agg(distinct point, ',' order by point) from hd.alarm_last",
                  "F1,F2,P2h.1,T1g");
}

/* The planned time of the shelf that was made last comes now. */
static void shelf_time_comes(void)
{
    ground_run(root,
               "set session_replication_role = replica; alter table hd.fact disable trigger all;"
               "update hd.fact set new_value = extract(epoch from clock_timestamp()) where seq ="
               " (select max(seq) from hd.fact where kind = 'alarm_shelved');"
               "alter table hd.fact enable always trigger fact_keep_rows;"
               "alter table hd.fact enable always trigger fact_keep_all;"
               "set session_replication_role = origin");
}

/* A shelf that ended before its time does not end once more then, and void an answer given since.
 */
static void test_shelf_ends_once(void **state)
{
    (void)state;
    raise_alarm(9101, "T2g.1", "HH/1");
    expect(dispatcher, NEW "'shelve', array[9101], 0, 60, false, 'x'", "ok");
    expect(dispatcher, NEW "'unshelve', array[9101], 0, 0, false, ''", "ok");
    expect(dispatcher, NEW "'acknowledge', array[9101], 0, 0, false, ''", "ok");
    shelf_time_comes();
    expect(leader, NEW "'acknowledge', array[9101], 0, 0, false, ''", "done proof_dispatcher");
    raise_alarm(9201, "F1", "L/2");
    expect(dispatcher, NEW "'shelve', array[9201], 0, 60, true, 'x'", "ok");
    return_alarm(9201, "F1", "L"); /* it was for that one */
    raise_alarm(9202, "F1", "L/2");
    expect(dispatcher, NEW "'acknowledge', array[9202], 0, 0, false, ''", "ok");
    shelf_time_comes();
    expect(leader, NEW "'acknowledge', array[9202], 0, 0, false, ''", "done proof_dispatcher");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_acknowledge, clear),
        cmocka_unit_test_setup(test_expiry, clear),
        cmocka_unit_test_setup(test_reset, clear),
        cmocka_unit_test_setup(test_reset_before_the_answer, clear),
        cmocka_unit_test_setup(test_shelve, clear),
        cmocka_unit_test_setup(test_after_shelf, clear),
        cmocka_unit_test_setup(test_count, clear),
        cmocka_unit_test_setup(test_node, clear),
        cmocka_unit_test_setup(test_once, clear),
        cmocka_unit_test_setup(test_rights, clear),
        cmocka_unit_test(test_two_editors),
        cmocka_unit_test_setup(test_words, clear),
        cmocka_unit_test_setup(test_forget, clear),
        cmocka_unit_test_setup(test_shelf_ends_once, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
