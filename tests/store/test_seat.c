/* PINs and preferences against a real database: five wrong PINs block it for a quarter of an hour
 * by the database's clock, that is in the log, and nobody reaches another's. */
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct ground ground;
static struct pg *root, *dispatcher, *victim, *supervisor;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_seat");
    root = ground_open_root(&ground);
    dispatcher = ground_open(&ground, DISPATCHER);
    victim = ground_open(&ground, VICTIM);
    supervisor = ground_open(&ground, SUPERVISOR);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    pg_close(dispatcher);
    pg_close(victim);
    pg_close(supervisor);
    ground_drop(&ground);
    return 0;
}

static void try_pin(const char *pin, const char *code)
{
    char sql[200];
    snprintf(sql, sizeof sql, "select code from hd.pin_try('%s')", pin);
    ground_expect(dispatcher, sql, code);
}

static void put_pin(const char *old, const char *new, const char *code)
{
    char sql[300];
    snprintf(sql, sizeof sql, "select code from hd.pin_put('%s', '%s')", old, new);
    ground_expect(dispatcher, sql, code);
}

static void test_pin(void **state)
{
    (void)state;
    try_pin("1234", "no_pin");
    put_pin("", "123", "number");
    put_pin("", "4711", "");
    try_pin("4711", "");
    try_pin("4712", "pin");
    put_pin("4712", "9999", "pin"); /* who has one gives it first */
    put_pin("4711", "0815", "");
    try_pin("4711", "pin");
    try_pin("0815", "");
    ground_expect(root,
                  "select count(*) from hd.fact where kind = 'pin_changed' and who ="
                  " 'proof_dispatcher'",
                  "2");
    /* nothing of it stands anywhere as it was typed */
    ground_expect(root, "select count(*) from hd.fact f where f::text like '%0815%'", "0");
    ground_expect(root, "select count(*) from hd.pin p where p::text like '%0815%'", "0");
}

/* Right in between begins the count anew; the fifth in a row blocks, the right one too. */
static void test_blocked(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++)
        try_pin("1111", "pin");
    try_pin("0815", "");
    for (int i = 0; i < 4; i++)
        try_pin("1111", "pin");
    try_pin("1111", "blocked");
    try_pin("0815", "blocked");
    put_pin("0815", "2222", "blocked");
    ground_expect(dispatcher,
                  "select until - clock_timestamp() between interval '14 min' and interval '15 min'"
                  " from hd.pin_try('0815')",
                  "t");
    ground_expect(root,
                  "select count(*) from hd.fact where kind = 'pin_blocked' and who ="
                  " 'proof_dispatcher' and new_value = 15",
                  "1");
    /* another's PIN is not touched by it */
    ground_expect(victim, "select code from hd.pin_put('', 'geheim')", "");
    ground_expect(victim, "select code from hd.pin_try('geheim')", "");
    ground_expect(victim, "select code from hd.pin_try('0815')", "pin");
    /* a quarter of an hour later */
    ground_run(root, "update hd.pin set blocked_until = blocked_until - interval '15 min'");
    try_pin("1111", "pin");
    try_pin("0815", "");
}

static void test_preferences(void **state)
{
    (void)state;
    ground_run(dispatcher, "select hd.preference_put('theme', 'night')");
    ground_run(dispatcher, "select hd.preference_put('theme', 'mono')");
    ground_run(dispatcher, "select hd.preference_put('idle', '5')");
    ground_run(supervisor, "select hd.preference_put('theme', 'day')");
    ground_expect(
        dispatcher,
        "select string_agg(name || '=' || value, ' ' order by name) from hd.preferences()",
        "idle=5 pin=set theme=mono");
    ground_expect(supervisor, "select string_agg(name || '=' || value, ' ') from hd.preferences()",
                  "theme=day");
    ground_run(dispatcher, "select hd.preference_put('idle', '')");
    ground_expect(dispatcher, "select count(*) from hd.preferences() where name = 'idle'", "0");
    assert_string_equal(ground_state(dispatcher, "select hd.preference_put('root', 'yes')"),
                        "23514");
    ground_run(dispatcher, "select hd.preference_put('start', repeat('x', 5000))");
    ground_expect(dispatcher, "select length(value) from hd.preferences() where name = 'start'",
                  "64");
}

/* Neither the tables nor the other's rows, for anybody. */
static void test_others(void **state)
{
    (void)state;
    assert_string_equal(ground_state(victim, "select * from hd.pin"), "42501");
    assert_string_equal(ground_state(victim, "select * from hd.preference"), "42501");
    assert_string_equal(ground_state(victim, "delete from hd.pin"), "42501");
    assert_string_equal(ground_state(victim, "select hd.pin_hash('', '')"), "42501");
    assert_string_equal(ground_state(supervisor, "select hd.pin_try('0815')"), "42501");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pin),
        cmocka_unit_test(test_blocked),
        cmocka_unit_test(test_preferences),
        cmocka_unit_test(test_others),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
