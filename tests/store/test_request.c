/* The request functions: every refusal, once only, one collector at a time, states along the table.
 */
#include "backend/core/command.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PLC  "(select id from hd.device where endpoint = 'tcp:192.0.2.1:502')"
#define PLC2 "(select id from hd.device where endpoint = 'tcp:192.0.2.2:1502')"

static struct ground ground;
static struct pg *root, *dispatcher, *collector;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_command");
    root = ground_open_root(&ground);
    dispatcher = ground_open(&ground, DISPATCHER);
    collector = ground_open(&ground, COLLECTOR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    pg_close(dispatcher);
    pg_close(collector);
    ground_drop(&ground);
    return 0;
}

/* Nothing under way, nobody lost, nobody leads. */
static int clear(void **state)
{
    (void)state;
    ground_run(root, "truncate hd.command, hd.device_state, hd.collector restart identity;"
                     "update hd.lease set owner = '', until = '-infinity'");
    return 0;
}

/* "ok CODE SENTENCE" of a request. */
static char *ask(struct pg *pg, const char *arguments)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select is_ok || ' ' || code || '|' || sentence from hd.setpoint_ask(%s)", arguments);
    return ground_ask(pg, sql);
}

static void expect(struct pg *pg, const char *arguments, enum refusal refusal)
{
    char wanted[300];
    snprintf(wanted, sizeof wanted, "%s %s|%s", refusal == REFUSAL_NONE ? "true" : "false",
             refusal_name(refusal), refusal_sentence(refusal));
    char *said = ask(pg, arguments);
    if (strcmp(said, wanted) != 0)
        fail_msg("setpoint_ask(%s) said '%s', expected '%s'", arguments, said, wanted);
    free(said);
    if (refusal != REFUSAL_NONE) { /* which is a fact, and the command's end */
        ground_expect(root, "select code from hd.fact order by seq desc", refusal_name(refusal));
        ground_expect(root, "select kind from hd.fact order by seq desc", "command_refused");
        ground_expect(
            root,
            "select coalesce((select c.state from hd.command c where c.id = f.command_id),"
            " 'refused') from hd.fact f order by seq desc",
            "refused");
    }
}

#define NEW "gen_random_uuid(), "

/* Limits 35 to 60 and a step of 2 for the first controller; up to 55.5 in steps of 5 for the
 * second. */
static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *arguments;
        enum refusal refusal;
    } rows[] = {
        {NEW PLC ", 'T1g', 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW PLC ", 'none', 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW PLC ", null, 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW PLC ", '', 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW PLC ", repeat('长', 5000), 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW "4711, 'SP.1', 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW "null, 'SP.1', 40, 41, ''", REFUSAL_READ_ONLY},
        {NEW PLC ", 'SP.1', null, 41, ''", REFUSAL_STALE},
        {NEW PLC ", 'SP.1', 'NaN', 41, ''", REFUSAL_STALE},
        {NEW PLC ", 'SP.1', 'Infinity', 41, ''", REFUSAL_STALE},
        {NEW PLC ", 'SP.1', '-Infinity', 41, ''", REFUSAL_STALE},
        {NEW PLC ", 'SP.1', 40, null, ''", REFUSAL_LIMIT},
        {NEW PLC ", 'SP.1', 40, 'NaN', ''", REFUSAL_LIMIT},
        {NEW PLC ", 'SP.1', 40, 'Infinity', ''", REFUSAL_LIMIT},
        {NEW PLC ", 'SP.1', 60, 60.001, ''", REFUSAL_LIMIT},
        {NEW PLC ", 'SP.1', 36, 34.999, ''", REFUSAL_LIMIT},
        {NEW PLC2 ", 'SP.1', 54, 56, ''", REFUSAL_LIMIT},
        {NEW PLC2 ", 'SP.1', 22, 19.9, ''", REFUSAL_LIMIT},
        {NEW PLC ", 'SP.1', 40, 42.1, ''", REFUSAL_STEP},
        {NEW PLC ", 'SP.1', 40, 37.9, ''", REFUSAL_STEP},
        {NEW PLC2 ", 'SP.1', 40, 45.1, ''", REFUSAL_STEP},
        {NEW PLC ", 'SP.1', 40, 42, ''", REFUSAL_NONE},
        {NEW PLC ", 'SP.1', 40, 41, ''", REFUSAL_BUSY},
        {NEW PLC2 ", 'SP.1', 50.5, 55.5, ''", REFUSAL_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect(dispatcher, rows[i].arguments, rows[i].refusal);
    ground_run(root, "insert into hd.device_state values (" PLC ", 1, true, 0, now())");
    expect(dispatcher, NEW PLC ", 'SP.1', 40, 41, ''", REFUSAL_LOST);
    static const enum person others[] = {CREW, ADMIN};
    for (size_t i = 0; i < 2; i++) {
        struct pg *pg = ground_open(&ground, others[i]);
        long long commands = ground_number(root, "select count(*) from hd.command");
        expect(pg, NEW PLC ", 'SP.1', 40, 41, ''", REFUSAL_RIGHT);
        assert_int_equal(ground_number(root, "select count(*) from hd.command"), commands);
        pg_close(pg);
    }
    struct pg *leader = ground_open(&ground, LEADER);
    ground_run(root, "truncate hd.device_state, hd.command");
    expect(leader, NEW PLC ", 'SP.1', 40, 41, ''", REFUSAL_NONE);
    pg_close(leader);
    assert_string_equal(
        ground_state(dispatcher, "select hd.setpoint_ask(null, 1, 'SP.1', 1, 2, '')"), "P0001");
}

/* Somebody set 40 to 48 at the controller: 40 is no step too far, and nothing else is nearer. */
static void test_a_change_from_outside_goes_back(void **state)
{
    (void)state;
    static const char outside[] =
        "select hd.fact_append(array[(null, clock_timestamp() - interval '%s', 'changed_outside', "
        "null, " PLC ", 'SP.1', null, 40, 48, '%s', '')::hd.fact_input])";
    char sql[500];
    expect(dispatcher, NEW PLC ", 'SP.1', 48, 40, ''", REFUSAL_STEP);
    snprintf(sql, sizeof sql, outside, "25 hours", "");
    ground_run(root, sql);
    expect(dispatcher, NEW PLC ", 'SP.1', 48, 40, ''", REFUSAL_STEP);
    snprintf(sql, sizeof sql, outside, "1 minute", "late");
    ground_run(root, sql);
    expect(dispatcher, NEW PLC ", 'SP.1', 48, 40, ''", REFUSAL_STEP);
    snprintf(sql, sizeof sql, outside, "1 minute", "");
    ground_run(root, sql);
    expect(dispatcher, NEW PLC2 ", 'SP.1', 48, 40, ''", REFUSAL_STEP);
    expect(dispatcher, NEW PLC ", 'SP.1', 48, 41, ''", REFUSAL_STEP);
    expect(dispatcher, NEW PLC ", 'SP.1', 48, 40, ''", REFUSAL_NONE);
}

/* The same words in the database and in the program. */
static void test_tables(void **state)
{
    (void)state;
    char sql[300];
    for (enum refusal refusal = 1; refusal < REFUSAL_COUNT; refusal++) {
        snprintf(sql, sizeof sql, "select sentence from hd.refusal where code = '%s'",
                 refusal_name(refusal));
        ground_expect(root, sql, refusal_sentence(refusal));
    }
    assert_int_equal(ground_number(root, "select count(*) from hd.refusal"), REFUSAL_COUNT - 1);
    for (size_t i = 0; i < command_row_count; i++) {
        const struct command_row *row = &command_rows[i];
        snprintf(sql, sizeof sql,
                 "select next_state from hd.command_rule where state = '%s' and kind = '%s'",
                 command_state_name(row->from), fact_kind_name(row->event));
        ground_expect(root, sql, command_state_name(row->to));
    }
    assert_int_equal(ground_number(root, "select count(*) from hd.command_rule"),
                     command_row_count);
}

/* A question that is asked again, as its answer was lost, is the same question. */
static void test_once(void **state)
{
    (void)state;
    static const char question[] = "select command_id || ' ' || is_ok || ' ' || code from"
                                   " hd.setpoint_ask('11111111-1111-4111-8111-111111111111', " PLC
                                   ", 'SP.1', 40, 41, 'again')";
    char *first = ground_ask(dispatcher, question);
    long long facts = ground_number(root, "select seq from hd.fact_head");
    for (int i = 0; i < 3; i++)
        ground_expect(dispatcher, question, first);
    assert_int_equal(ground_number(root, "select count(*) from hd.command"), 1);
    assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts);
    free(first);
    /* so is a refused one, and one that has gone on since */
    static const char refused[] =
        "'22222222-2222-4222-8222-222222222222', " PLC ", 'SP.1', 40, 41, ''";
    for (int i = 0; i < 2; i++) {
        char *said = ask(dispatcher, refused);
        assert_memory_equal(said, "false busy|", 11);
        free(said);
    }
    assert_int_equal(ground_number(root, "select count(*) from hd.command"), 2);
    ground_run(root, "update hd.command set state = 'verified', epoch = 1 where id = 1");
    char *said =
        ask(dispatcher, "'11111111-1111-4111-8111-111111111111', " PLC ", 'SP.1', 40, 41, 'again'");
    assert_string_equal(said, "true |");
    free(said);
    /* eight at once with one and the same question */
    pid_t child[8];
    for (int i = 0; i < 8; i++)
        if ((child[i] = fork()) == 0) {
            char why[300];
            struct pg *pg = ground_try(&ground, DISPATCHER, why, sizeof why);
            _exit(
                pg && pg_run(pg,
                             "select hd.setpoint_ask('33333333-3333-4333-8333-333333333333', " PLC2
                             ", 'SP.1', 40, 41, '')",
                             why, sizeof why)
                    ? 0
                    : 1);
        }
    for (int i = 0; i < 8; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    assert_int_equal(ground_number(root, "select count(*) from hd.command"), 3);
}

/* What a person types goes into the log as one clean line. */
static void test_reason(void **state)
{
    (void)state;
    ground_run(dispatcher, "select hd.setpoint_ask(gen_random_uuid(), " PLC ", 'SP.1', 40, 41,"
                           " E'换\\n热\\x1b[31m站\\x7f' || repeat('x', 500))");
    ground_expect(root, "select left(text, 12) || length(text) from hd.fact order by seq desc",
                  "换?热?[31m站?xx200");
    ground_run(root, "truncate hd.command");
    ground_run(dispatcher,
               "select hd.setpoint_ask(gen_random_uuid(), " PLC ", 'SP.1', 40, 41, null)");
    ground_expect(root, "select text from hd.fact order by seq desc", "");
}

/* The epoch; a lease that is held does not run out by itself while the test goes on. */
static long long hold(const char *name, long long epoch)
{
    char sql[200];
    snprintf(sql, sizeof sql, "select epoch || ' ' || life_ms from hd.lease_hold('%s', %lld, 3, 0)",
             name, epoch);
    char *said = ground_ask(collector, sql);
    long long held = strtoll(said, NULL, 10);
    assert_string_equal(strchr(said, ' '), held ? " 6000" : " 0");
    free(said);
    if (held)
        ground_run(root, "update hd.lease set until = clock_timestamp() + interval '1 h'");
    return held;
}

static void expect_claim(long long epoch, bool again, const char *rows)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select coalesce(string_agg(id || ' ' || state || ' ' || is_orphan, ', ' order by id),"
             " '') from hd.command_claim(%lld, %s, (select version from hd.plant))",
             epoch, again ? "true" : "false");
    ground_expect(collector, sql, rows);
}

static void tell(const char *kind, int command)
{
    char sql[500];
    snprintf(
        sql, sizeof sql,
        "select hd.facts_append(array[gen_random_uuid()], array[now()], array['%s'], array[0],"
        " array[1], array['SP.1'], array[%d::bigint], array['NaN'::float8], array[41.5::float8],"
        " array['why'], array[''])",
        kind, command);
    ground_run(collector, sql);
}

/* The lease goes to another only after it ran out on the database's clock; the epoch tells who is
 * late. */
static void test_lease(void **state)
{
    (void)state;
    long long first = hold("a", 0);
    assert_true(first > 0);
    assert_int_equal(hold("b", 0), 0);
    assert_int_equal(hold("a", first), first);
    assert_int_equal(hold("a", 0), 0);         /* a restarted one waits like everybody */
    assert_int_equal(hold("b", first), 0);     /* another's epoch is no key */
    assert_int_equal(hold("a", first + 1), 0); /* nor is a guessed one */
    ground_run(dispatcher,
               "select hd.setpoint_ask(gen_random_uuid(), " PLC ", 'SP.1', 40, 41, '')");
    expect_claim(first + 1, true, "");
    expect_claim(first - 1, true, "");
    expect_claim(first, false, "1 claimed false");
    /* it runs out: the old one gets nothing more, the new one finds what it left */
    ground_run(root, "update hd.lease set until = clock_timestamp() - interval '1 ms'");
    expect_claim(first, true, "");
    long long second = hold("b", 0);
    assert_int_equal(second, first + 1);
    assert_int_equal(hold("a", first), 0);
    expect_claim(first, true, "");
    expect_claim(second, false, "1 claimed true");
    expect_claim(second, false, "");
    expect_claim(second, true, "1 claimed true");
    /* given back in order, it is free at once */
    char sql[100];
    snprintf(sql, sizeof sql, "select hd.lease_release('a', %lld)", second);
    ground_run(collector, sql); /* not a's to give */
    assert_int_equal(hold("a", 0), 0);
    snprintf(sql, sizeof sql, "select hd.lease_release('b', %lld)", second);
    ground_run(collector, sql);
    assert_int_equal(hold("a", 0), second + 1);
    /* even the same one, late, gets a new epoch: its orders of before are orphans */
    ground_run(root, "update hd.lease set until = clock_timestamp() - interval '1 ms'");
    assert_int_equal(hold("a", second + 1), second + 2);
    expect_claim(second + 2, false, "1 claimed true");
}

/* 413 tenths are 41.300000000000004: at a limit of 41.3 that is no more than it. */
static void test_at_the_limit(void **state)
{
    (void)state;
    ground_run(root, "update hd.point_override set high = 41.3 where device_id = " PLC
                     " and point = 'SP.1'");
    expect(dispatcher, NEW PLC ", 'SP.1', 40, 413 * 0.1::float8, ''", REFUSAL_NONE);
    ground_run(root, "update hd.command set state = 'verified'");
    expect(dispatcher, NEW PLC ", 'SP.1', 40, 41.3001, ''", REFUSAL_LIMIT);
    ground_run(root, "update hd.point_override set high = 70 where device_id = " PLC
                     " and point = 'SP.1'");
}

/* An order is for the plant in which it was asked: who does not know that one yet does not get it,
 * and one asked before an import is refused. */
static void test_another_plant(void **state)
{
    (void)state;
    char sql[200];
    long long epoch = hold("a", 0);
    expect(dispatcher, NEW PLC ", 'SP.1', 40, 41, ''", REFUSAL_NONE);
    snprintf(
        sql, sizeof sql,
        "select count(*) from hd.command_claim(%lld, true, (select version - 1 from hd.plant))",
        epoch);
    ground_expect(collector, sql, "0");
    ground_expect(root, "select state from hd.command", "asked");
    expect_claim(epoch, false, "1 claimed false");
    tell("command_sent", 1);
    tell("command_verified", 1);
    expect(dispatcher, NEW PLC ", 'SP.1', 41, 42, ''", REFUSAL_NONE);
    ground_run(root, "select hd.import_done('another one')");
    expect_claim(epoch, false, "");
    ground_expect(root,
                  "select c.state || ' ' || f.code from hd.command c join hd.fact f on"
                  " f.command_id = c.id and f.kind = 'command_refused' where c.id = 2"
                  " order by f.seq desc",
                  "refused changed");
}

/* Which of what an older epoch left is found, by state. */
static void test_orphans(void **state)
{
    (void)state;
    static const char *const states[] = {"claimed",  "sent",    "accepted", "unknown",
                                         "verified", "refused", "failed",   "expired"};
    char sql[400];
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        snprintf(sql, sizeof sql,
                 "insert into hd.command (client, device_id, point, seen, wanted, reason, who,"
                 " asked_at, expires_at, state, epoch, changed_at) values (gen_random_uuid(), 1,"
                 " 'P%zu', 1, 2, '', 'x', now(), now() - interval '1 h', '%s', 0, now())",
                 i, states[i]);
        ground_run(root, sql);
    }
    long long epoch = hold("a", 0);
    expect_claim(epoch, false, "1 claimed true, 2 sent true, 3 accepted true, 4 unknown true");
    expect_claim(epoch, false, "");
}

/* An order that nobody took in its life is not carried out, and does not block the next one. */
static void test_expiry(void **state)
{
    (void)state;
    static const char question[] = NEW PLC ", 'SP.1', 40, 41, ''";
    expect(dispatcher, question, REFUSAL_NONE);
    expect(dispatcher, question, REFUSAL_BUSY);
    ground_run(root, "update hd.command set expires_at = clock_timestamp() where id = 1");
    expect(dispatcher, question, REFUSAL_NONE); /* nobody collects: its end is written later */
    long long epoch = hold("a", 0);
    expect_claim(epoch, false, "3 claimed false");
    ground_expect(root, "select string_agg(state, ' ' order by id) from hd.command",
                  "expired refused claimed");
    ground_expect(root,
                  "select kind || ' ' || code from hd.fact where command_id = 1"
                  " order by seq desc",
                  "command_expired expired");
    ground_expect(root,
                  "select string_agg(kind, ' ' order by seq) from hd.fact"
                  " where command_id = 3 and seq > (select max(seq) from hd.fact where"
                  " kind = 'command_refused')",
                  "command_asked command_claimed");
}

/* Facts move a command along the table's rows and by no other way. */
static void test_moves(void **state)
{
    (void)state;
    char sql[400], expected[100];
    ground_run(dispatcher,
               "select hd.setpoint_ask(gen_random_uuid(), " PLC ", 'SP.1', 40, 41, '')");
    for (int from = 0; from < COMMAND_STATE_COUNT; from++)
        for (int kind = FACT_COMMAND_APPROVED; kind <= FACT_COMMAND_UNRESOLVED; kind++) {
            struct command command = {.state = (enum command_state)from};
            struct fact fact;
            fact_init(&fact, (enum fact_kind)kind, (struct wall){1});
            command_apply(&command, &fact);
            snprintf(sql, sizeof sql,
                     "update hd.command set state = '%s', code = '', read_back = null",
                     command_state_name((enum command_state)from));
            ground_run(root, sql);
            tell(fact_kind_name((enum fact_kind)kind), 1);
            bool is_moved = command.state != (enum command_state)from ||
                            (from == COMMAND_SENT && kind == FACT_COMMAND_PREPARED);
            bool is_read =
                is_moved && (command.state == COMMAND_VERIFIED || command.state == COMMAND_FAILED);
            snprintf(expected, sizeof expected, "%s %s %s", command_state_name(command.state),
                     is_moved ? "why" : "", is_read ? "41.5" : "-");
            ground_expect(root,
                          "select state || ' ' || code || ' ' || coalesce(read_back::text, '-')"
                          " from hd.command",
                          expected);
        }
    long long head = ground_number(root, "select seq from hd.fact_head");
    tell("command_sent", 4711); /* of none that there is: the fact stands alone */
    tell("of_a_newer_program", 1);
    assert_int_equal(ground_number(root, "select seq from hd.fact_head"), head + 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_refusals, clear),
        cmocka_unit_test_setup(test_a_change_from_outside_goes_back, clear),
        cmocka_unit_test_setup(test_tables, clear),
        cmocka_unit_test_setup(test_once, clear),
        cmocka_unit_test_setup(test_reason, clear),
        cmocka_unit_test_setup(test_lease, clear),
        cmocka_unit_test_setup(test_another_plant, clear),
        cmocka_unit_test_setup(test_at_the_limit, clear),
        cmocka_unit_test_setup(test_lease, clear),
        cmocka_unit_test_setup(test_orphans, clear),
        cmocka_unit_test_setup(test_expiry, clear),
        cmocka_unit_test_setup(test_moves, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
