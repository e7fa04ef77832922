/* The courier between a real database and a real HTTP server: what is posted, what is tried again,
 * what is refused and given up, and what its login may do. */
#include "tests/courier/courier_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct courier_bed bed;

static int set_up(void **state)
{
    (void)state;
    courier_bed_make(&bed);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    courier_bed_drop(&bed);
    return 0;
}

static int start(void **state)
{
    (void)state;
    courier_bed_begin(&bed);
    courier_bed_start(&bed, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    courier_bed_end(&bed);
    return 0;
}

static void test_delivers_once(void **state)
{
    (void)state;
    long long id = courier_bed_put(&bed, "/ok");
    courier_bed_expect(&bed, id, "sent", "");
    assert_int_equal(bed.receiver.count, 1);
    const char *body = bed.receiver.request[0].body;
    char begins[60];
    snprintf(begins, sizeof begins, "{\"id\" : %lld, ", id);
    assert_ptr_equal(strstr(body, begins), body);
    assert_non_null(strstr(body, "\"kind\" : \"dispatch\""));
    assert_non_null(strstr(body, "\"name\" : \"一班\", \"phone\" : \"139\", \"ticket\" : 7"));
    assert_non_null(strstr(body, "\"text\" : \"T7 \\\"惠民园\\\" 5-2\\\\301\\n漏水\""));
    assert_non_null(strstr(body, "\"made\" : \"2026-01-15T04:00:00Z\""));
    /* said again, nothing is due */
    ground_run(bed.crew.root, "select pg_notify('hd_message', '')");
    long long next = courier_bed_put(&bed, "/ok");
    courier_bed_expect(&bed, next, "sent", "");
    assert_int_equal(bed.receiver.count, 2);
    assert_int_equal(bed.receiver.connections, 2); /* none is kept, to be dead when it is needed */
}

static void test_tries_again(void **state)
{
    (void)state;
    long long id = courier_bed_put(&bed, "/broken");
    courier_bed_expect(&bed, id, "waiting", "HTTP 500");
    courier_bed_move(&bed, id, "/ok");
    courier_bed_retry(&bed, id);
    courier_bed_expect(&bed, id, "sent", "");
    assert_int_equal(bed.receiver.count, 2);
}

/* Nothing but http and https, no redirect followed. */
static void test_refuses(void **state)
{
    (void)state;
    long long file = courier_bed_put(&bed, "file:///etc/passwd");
    long long none = courier_bed_put(&bed, "");
    long long far = courier_bed_put(&bed, "/far");
    long long closed = courier_bed_put(&bed, "http://127.0.0.1:1/");
    long long nonsense = courier_bed_put(&bed, "ht!tp:// x");
    courier_bed_expect(&bed, file, "waiting", "rotocol");
    courier_bed_expect(&bed, none, "waiting", "no hook");
    courier_bed_expect(&bed, far, "waiting", "HTTP 302");
    courier_bed_expect(&bed, closed, "waiting", "connect");
    courier_bed_expect(&bed, nonsense, "waiting", "URL");
    assert_int_equal(bed.receiver.count, 1); /* far */
}

/* Nobody reads a long answer to its end; whoever said 200 has the message, and gets it once. */
static void test_long_answer(void **state)
{
    (void)state;
    long long endless = courier_bed_put(&bed, "/endless");
    courier_bed_expect(&bed, endless, "sent", "");
    assert_int_equal(bed.receiver.count, 1);
}

static void test_given_up_is_told(void **state)
{
    (void)state;
    long long facts =
        ground_number(bed.crew.root, "select count(*) from hd.fact where kind = 'message_failed'");
    long long id = courier_bed_put(&bed, "/broken");
    ground_run(bed.crew.root, "update hd.setting set value = 2 where name = 'message_tries'");
    courier_bed_expect(&bed, id, "waiting", "HTTP 500");
    courier_bed_retry(&bed, id);
    courier_bed_expect(&bed, id, "given_up", "HTTP 500");
    assert_int_equal(
        ground_number(bed.crew.root, "select count(*) from hd.fact where kind = 'message_failed'"),
        facts + 1);
    ground_run(bed.crew.root, "update hd.setting set value = 8 where name = 'message_tries'");
}

/* The courier's hook is for crews without one of their own. */
static void test_hook_for_all(void **state)
{
    char hook[80];
    (void)state;
    courier_bed_begin(&bed);
    courier_bed_url(&bed, "/ok", hook, sizeof hook);
    courier_bed_start(&bed, hook);
    long long none = courier_bed_put(&bed, ""), own = courier_bed_put(&bed, "/broken");
    courier_bed_expect(&bed, none, "sent", "");
    courier_bed_expect(&bed, own, "waiting", "HTTP 500");
}

/* An escalation goes to no crew but to who is on duty, and has their phones. */
static void test_who_is_on_duty(void **state)
{
    char hook[80];
    (void)state;
    courier_bed_begin(&bed);
    courier_bed_url(&bed, "/ok", hook, sizeof hook);
    ground_run(bed.crew.leader,
               "select hd.roster_put('', w, p, 'leader', now() - interval '1 h', now() + interval"
               " '1 h', null) from (values ('李雷', '138'), ('dan', ''), ('韩梅', '137')) v (w, p);"
               " select hd.roster_put('', 'eve', '136', 'dispatcher', now() - interval '1 h',"
               " now() + interval '1 h', null)");
    ground_run(bed.crew.root, "select hd.message_put('escalation', null, hd.duty_whom('leader'),"
                              " null, null, 'dispatch 90%')");
    courier_bed_start(&bed, hook);
    courier_bed_expect(&bed, ground_number(bed.crew.root, "select id from hd.message"), "sent", "");
    const char *body = bed.receiver.request[0].body;
    assert_non_null(strstr(body, "李雷 138"));
    assert_non_null(strstr(body, "\"phone\" : \"137, 138\", \"ticket\" : null"));
}

static void test_sweep_and_rights(void **state)
{
    char why[200];
    (void)state;
    long long old = courier_bed_put(&bed, "/ok"), waiting = courier_bed_put(&bed, "/broken");
    courier_bed_expect(&bed, old, "sent", "");
    courier_bed_expect(&bed, waiting, "waiting", "HTTP 500");
    struct pg *pg = pg_open(bed.conninfo, "proof", why, sizeof why);
    assert_non_null(pg);
    assert_int_equal(ground_number(pg, "select hd.message_sweep()"), 0);
    ground_run(bed.crew.root, "update hd.message set done = done - interval '31 days',"
                              " made = made - interval '31 days'");
    assert_int_equal(ground_number(pg, "select hd.message_sweep()"), 1);
    assert_int_equal(ground_number(bed.crew.root, "select id from hd.message"), waiting);
    assert_string_equal(ground_state(pg, "select * from hd.message"), "42501");
    assert_string_equal(ground_state(pg, "select * from hd.fact"), "42501");
    assert_string_equal(ground_state(pg, "select hd.ticket_tick()"), "42501");
    pg_close(pg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_delivers_once, start, stop),
        cmocka_unit_test_setup_teardown(test_tries_again, start, stop),
        cmocka_unit_test_setup_teardown(test_refuses, start, stop),
        cmocka_unit_test_setup_teardown(test_long_answer, start, stop),
        cmocka_unit_test_setup_teardown(test_given_up_is_told, start, stop),
        cmocka_unit_test_teardown(test_hook_for_all, stop),
        cmocka_unit_test_teardown(test_who_is_on_duty, stop),
        cmocka_unit_test_setup_teardown(test_sweep_and_rights, start, stop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
