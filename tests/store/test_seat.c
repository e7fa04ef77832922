/* PINs, who sits at a desk, and preferences against a real database: five wrong PINs block it for a
 * quarter of an hour by the database's clock and stand in the log, nobody reaches another's, and
 * what is done at a desk is told of both its login and who sat there (TESTS A41). */
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ground ground;
static struct pg *root, *dispatcher, *victim, *leader, *supervisor;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_seat");
    root = ground_open_root(&ground);
    dispatcher = ground_open(&ground, DISPATCHER);
    victim = ground_open(&ground, VICTIM);
    leader = ground_open(&ground, LEADER);
    supervisor = ground_open(&ground, SUPERVISOR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    pg_close(dispatcher);
    pg_close(victim);
    pg_close(leader);
    pg_close(supervisor);
    ground_drop(&ground);
    return 0;
}

/* As the console does it: laid down by one statement, judged by the next. */
static void give(struct pg *desk, int number, const char *deed, const char *pin, const char *fresh,
                 const char *code)
{
    char sql[300];
    snprintf(sql, sizeof sql, "select hd.pin_ask(%d, '%s', '%s')", number, deed, pin);
    ground_run(desk, sql);
    snprintf(sql, sizeof sql, "select code from hd.pin_do(%d, '%s', '%s')", number, deed, fresh);
    ground_expect(desk, sql, code);
}

static void wake(struct pg *desk, const char *pin, const char *code)
{
    give(desk, 0, "wake", pin, "", code);
}

static int number_of(struct pg *desk)
{
    return (int)ground_number(desk, "select value from hd.preferences() where name = 'pin'");
}

/* The block's end comes: the moment moves, not the clock. */
static void pass_quarter(void)
{
    ground_run(root, "update hd.pin_guess set blocked_until = blocked_until - interval '15 min'");
}

static void test_pin(void **state)
{
    (void)state;
    wake(dispatcher, "1234", "no_pin");
    ground_expect(dispatcher, "select code from hd.pin_do(0, 'pin', '123')", "number");
    ground_expect(dispatcher, "select code from hd.pin_do(0, 'pin', '4711')", "");
    wake(dispatcher, "4711", "");
    wake(dispatcher, "4712", "pin");
    ground_expect(dispatcher, "select code from hd.pin_do(0, 'wake', '')", "pin"); /* not asked */
    give(dispatcher, 0, "pin", "4712", "9999", "pin"); /* who has one gives it first */
    ground_expect(dispatcher, "select code from hd.pin_do(0, 'pin', '9999')", "pin");
    give(dispatcher, 0, "pin", "4711", "0815", "");
    wake(dispatcher, "4711", "pin");
    wake(dispatcher, "0815", "");
    ground_expect(root,
                  "select count(*) from hd.fact where kind = 'pin_changed' and who ="
                  " 'proof_dispatcher'",
                  "2");
    /* nothing of it stands anywhere as it was typed */
    ground_expect(root, "select count(*) from hd.fact f where f::text like '%0815%'", "0");
    ground_expect(root, "select count(*) from hd.pin p where p::text like '%0815%'", "0");
    ground_expect(root, "select count(*) from hd.pin_guess p where p::text like '%4711%'", "0");
}

/* Right in between begins the count anew; the fifth in a row blocks, the right one too. */
static void test_blocked(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        wake(dispatcher, "1111", "pin");
    wake(dispatcher, "0815", "");
    for (int i = 0; i < 4; i++)
        wake(dispatcher, "1111", "pin");
    wake(dispatcher, "1111", "blocked");
    wake(dispatcher, "0815", "blocked");
    give(dispatcher, 0, "pin", "0815", "2222", "blocked");
    ground_expect(dispatcher,
                  "select until - clock_timestamp() between interval '14 min' and interval '15 min'"
                  " from hd.pin_do(0, 'wake', '')",
                  "t");
    ground_expect(root,
                  "select count(*) from hd.fact where kind = 'pin_blocked' and who ="
                  " 'proof_dispatcher' and new_value = 15",
                  "1");
    /* another's PIN is not touched by it */
    ground_expect(victim, "select code from hd.pin_do(0, 'pin', 'geheim')", "");
    wake(victim, "geheim", "");
    wake(victim, "0815", "pin");
    wake(victim, "geheim", "");
    pass_quarter();
    wake(dispatcher, "1111", "pin");
    wake(dispatcher, "0815", "");
}

/* Whoever ends his transaction as if it had never been has had his try all the same, and within one
 * he hears nothing. */
static void test_undone(void **state)
{
    char sql[300];
    (void)state;
    ground_run(victim, "begin");
    ground_run(victim, "select hd.pin_ask(0, 'wake', 'geheim')");
    ground_expect(victim, "select code from hd.pin_do(0, 'wake', '')",
                  "pin"); /* not yet laid down */
    ground_run(victim, "rollback");
    for (int i = 0; i < 5; i++) {
        snprintf(sql, sizeof sql, "select hd.pin_ask(0, 'wake', '%d')", 1000 + i);
        ground_run(victim, sql);
        ground_run(victim, "begin");
        ground_expect(victim, "select code from hd.pin_do(0, 'wake', '')",
                      i < 4 ? "pin" : "blocked");
        ground_run(victim, "rollback");
    }
    ground_run(victim, "select hd.pin_ask(0, 'wake', 'geheim')"); /* the sixth is the right one */
    ground_expect(victim, "select code from hd.pin_do(0, 'wake', '')", "blocked");
    ground_expect(root,
                  "select count(*) from hd.fact where kind = 'pin_blocked' and who ="
                  " 'proof_victim'",
                  "1");
    pass_quarter();
    /* what one connection lays down the other does not hear */
    struct pg *second = ground_open(&ground, VICTIM);
    ground_run(victim, "select hd.pin_ask(0, 'wake', 'geheim')");
    ground_expect(second, "select code from hd.pin_do(0, 'wake', '')", "pin");
    ground_expect(victim, "select code from hd.pin_do(0, 'wake', '')", "");
    pg_close(second);
}

static void expect_deed(struct pg *desk, const char *who)
{
    ground_run(desk, "select hd.setpoint_ask(gen_random_uuid(), 1, 'none', 40, 41, '')");
    ground_expect(root,
                  "select who || ' ' || coalesce(detail->>'operator', '-') from hd.fact"
                  " order by seq desc limit 1",
                  who);
    ground_run(desk, "select hd.ticket_open(gen_random_uuid(), 'repair', null, null, 'leak',"
                     " '{\"place\": \"x\", \"operator\": \"proof_admin\"}')");
    ground_expect(root,
                  "select distinct who || ' ' || coalesce(detail->>'operator', '-') from hd.fact"
                  " where seq > (select max(seq) from hd.fact where kind = 'command_refused')",
                  who);
}

/* The connection stays the desk's, in the log and in its rights; who sat there is told beside it.
 */
static void test_operator(void **state)
{
    int number = number_of(victim);
    (void)state;
    expect_deed(dispatcher, "proof_dispatcher -");
    give(dispatcher, number, "operator", "0815", "", "pin"); /* one's own PIN with his number */
    give(dispatcher, 4444, "operator", "geheim", "", "pin"); /* his PIN with nobody's number */
    give(dispatcher, number, "wake", "geheim", "", "pin");   /* another's wakes nothing */
    give(dispatcher, number, "operator", "geheim", "", "");
    expect_deed(dispatcher, "proof_dispatcher proof_victim");
    ground_run(dispatcher, "select hd.outage_start(gen_random_uuid(), 1, 'primary', null, 'x',"
                           " '{\"operator\": \"proof_admin\"}')"); /* no word of a caller's */
    ground_expect(root, "select detail->>'operator' from hd.fact where kind = 'outage_started'",
                  "proof_victim");
    ground_expect(dispatcher, "select who from hd.pin_do(0, 'wake', '')", "proof_victim");
    wake(dispatcher, "0815", "pin"); /* his PIN wakes it now, not the desk's */
    wake(dispatcher, "geheim", "");
    ground_run(dispatcher, "select hd.preference_put('theme', 'cvd')");
    ground_expect(victim, "select value from hd.preferences() where name = 'theme'", "cvd");
    expect_deed(victim, "proof_victim -"); /* his own desk knows nothing of it */
    struct pg *next = ground_open(&ground, DISPATCHER);
    expect_deed(next, "proof_dispatcher -"); /* nor another connection of the desk's login */
    pg_close(next);
    give(dispatcher, 0, "operator", "geheim", "", "pin"); /* back: the PIN of the desk's login */
    give(dispatcher, 0, "operator", "0815", "", "");
    expect_deed(dispatcher, "proof_dispatcher -");
    ground_expect(root,
                  "select string_agg(text, ' ' order by seq) from hd.fact"
                  " where kind = 'operator_changed' and who = 'proof_dispatcher'",
                  "proof_victim proof_dispatcher");
    ground_expect(root, "select count(*) from hd.fact_verify() where broken is null", "1");
}

/* Nobody gains by it: who has fewer rights than the desk does not sit down, and a desk whose login
 * has no PIN is not lent. */
static void test_narrower(void **state)
{
    (void)state;
    give(leader, number_of(victim), "operator", "geheim", "", "no_pin");
    ground_expect(leader, "select code from hd.pin_do(0, 'pin', 'chefin')", "");
    give(leader, number_of(victim), "operator", "geheim", "", "right");
    ground_expect(leader,
                  "select count(*) from hd.fact where kind = 'operator_changed' and who ="
                  " 'proof_leader'",
                  "0");
    give(dispatcher, number_of(leader), "operator", "chefin", "", "");
    ground_expect(dispatcher, "select hd.role_of(session_user)", "dispatcher");
    assert_string_equal(ground_state(dispatcher, "select hd.alarm_rules_put('', 'x')"), "42501");
    give(dispatcher, 0, "operator", "0815", "", "");
    /* who may log in no more sits down nowhere */
    ground_run(root, "alter role proof_victim nologin");
    give(dispatcher, number_of(victim), "operator", "geheim", "", "right");
    ground_run(root, "alter role proof_victim login");
    /* blocked at one desk by whoever sits there: not at his own */
    for (int i = 0; i < 5; i++)
        give(dispatcher, number_of(victim), "operator", "falsch", "", i < 4 ? "pin" : "blocked");
    for (int i = 0; i < 5; i++) /* as with a number that nobody has */
        give(dispatcher, 4445, "operator", "falsch", "", i < 4 ? "pin" : "blocked");
    wake(victim, "geheim", "");
    ground_expect(root,
                  "select string_agg(old_value::text, ' ' order by seq) from hd.fact where kind ="
                  " 'pin_blocked' and old_value = 4445",
                  "4445");
}

/* For who has forgotten it. */
static void test_clear(void **state)
{
    (void)state;
    assert_string_equal(ground_state(dispatcher, "select hd.pin_clear('proof_victim')"), "42501");
    ground_expect(leader, "select hd.pin_clear('proof_victim')", "t");
    ground_expect(leader, "select hd.pin_clear('proof_victim')", "f");
    wake(victim, "geheim", "no_pin");
    ground_expect(root,
                  "select who || ' ' || text from hd.fact where kind = 'pin_changed' and code ="
                  " 'cleared'",
                  "proof_leader proof_victim");
}

static void test_preferences(void **state)
{
    (void)state;
    ground_run(dispatcher, "select hd.preference_put('theme', 'night')");
    ground_run(dispatcher, "select hd.preference_put('theme', 'mono')");
    ground_run(dispatcher, "select hd.preference_put('idle', '5')");
    ground_run(supervisor, "select hd.preference_put('theme', 'day')");
    ground_expect(dispatcher,
                  "select string_agg(name || '=' || value, ' ' order by name) from hd.preferences()"
                  " where name <> 'pin'",
                  "idle=5 theme=mono");
    ground_expect(
        supervisor,
        "select string_agg(name || '=' || value, ' ' order by name) from hd.preferences()",
        "pin=0 theme=day");
    ground_run(dispatcher, "select hd.preference_put('idle', '')");
    ground_expect(dispatcher, "select count(*) from hd.preferences() where name = 'idle'", "0");
    static const char *const wrong[] = {
        "select hd.preference_put('root', 'yes')", "select hd.preference_put('idle', '-1')",
        "select hd.preference_put('idle', '721')", "select hd.preference_put('idle', 'ten')"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_string_equal(ground_state(dispatcher, wrong[i]), "23514");
    ground_run(dispatcher, "select hd.preference_put('start', repeat('x', 5000))");
    ground_expect(dispatcher, "select length(value) from hd.preferences() where name = 'start'",
                  "100");
}

/* Neither the tables nor the other's rows, nor what the functions are made of, for anybody. */
static void test_others(void **state)
{
    static const char *const attempts[] = {
        "select * from hd.pin",
        "select * from hd.pin_guess",
        "select * from hd.preference",
        "select * from hd.desk_operator",
        "delete from hd.pin",
        "update hd.pin_guess set wrong = 0",
        "insert into hd.desk_operator values (pg_backend_pid(), now(), 'proof_admin')",
        "select hd.pin_hash('', '')",
        "select hd.pin_set('0000')",
        "select hd.pin_judge(1)",
        "select hd.pin_wrong(1)",
        "select hd.operator_set('proof_admin')",
    };
    (void)state;
    for (int who = 0; who < PERSON_COUNT; who++) {
        char why[300];
        struct pg *pg = ground_try(&ground, (enum person)who, why, sizeof why);
        for (size_t i = 0; pg && i < sizeof attempts / sizeof *attempts; i++)
            if (strcmp(ground_state(pg, attempts[i]), "42501") != 0)
                fail_msg("%s: %s", ground_login[who], attempts[i]);
        pg_close(pg);
    }
    assert_string_equal(ground_state(supervisor, "select hd.pin_ask(0, 'wake', '0815')"), "42501");
    assert_string_equal(ground_state(supervisor, "select hd.pin_do(0, 'pin', '0815')"), "42501");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin),         cmocka_unit_test(test_blocked),
        cmocka_unit_test(test_undone),      cmocka_unit_test(test_operator),
        cmocka_unit_test(test_narrower),    cmocka_unit_test(test_clear),
        cmocka_unit_test(test_preferences), cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
