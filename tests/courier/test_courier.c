/* The courier between a real database and a real HTTP server: what is posted, what is tried again,
 * what is given up, and that whoever hangs holds up nobody. */
#include "backend/base/clock.h"
#include "backend/courier/courier.h"
#include "backend/store/query.h"
#include "tests/courier/receiver.h"
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE_S 60

static struct crew_bed bed;
static struct receiver receiver;
static struct courier *courier;
static uv_loop_t loop;
static uv_timer_t tick;
static char conninfo[200];

static void on_tick(uv_timer_t *timer)
{
    (void)timer; /* only so that the loop turns and the condition is looked at */
}

static int set_up(void **state)
{
    char why[300];
    (void)state;
    crew_bed_make(&bed, "hd_courier");
    assert_true(query_user_add(bed.ground.conninfo, "proof_courier", "courier", why, sizeof why));
    snprintf(conninfo, sizeof conninfo, "%s user=proof_courier", bed.ground.conninfo);
    uv_loop_init(&loop);
    uv_timer_init(&loop, &tick);
    uv_timer_start(&tick, on_tick, 5, 5);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    uv_close((uv_handle_t *)&tick, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    crew_bed_drop(&bed);
    return 0;
}

static int start(void **state)
{
    (void)state;
    ground_run(bed.root, "delete from hd.message");
    receiver_init(&receiver, &loop);
    courier = courier_new(&loop, &(struct courier_options){.conninfo = conninfo, .timeout_s = 2});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    if (courier)
        courier_free(courier);
    courier = NULL;
    receiver_finish(&receiver);
    for (int i = 0; i < 100; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    return 0;
}

static void turn(void)
{
    uv_run(&loop, UV_RUN_ONCE);
}

/* A message of a crew whose hook is this path of the receiver, or another URL, or none. */
static long long put(const char *hook)
{
    char sql[700], url[200];
    snprintf(url, sizeof url, hook[0] == '/' ? "http://127.0.0.1:%d%s" : "%.0d%s",
             hook[0] == '/' ? receiver.port : 0, hook);
    snprintf(
        sql, sizeof sql,
        "with m as (insert into hd.message (made, kind, name, phone, hook, ticket_id, text,"
        " next_try) values ('2026-01-15 12:00+08', 'dispatch', '一班', '139', '%s', 7,"
        " E'T-7 \"惠民园\" 5-2\\\\301\\n漏水', clock_timestamp()) returning id) select id from "
        "m, "
        "pg_notify('hd_message', '')",
        url);
    return ground_number(bed.root, sql);
}

/* Waits until the message is in this state with these words. */
static void expect(long long id, const char *state, const char *words)
{
    struct mono begun = clock_mono();
    char sql[300], why[300];
    snprintf(sql, sizeof sql,
             "select count(*) from hd.message where id = %lld and state = '%s' and tries > 0 and"
             " leased_until is null and error like '%%%s%%'",
             id, state, words);
    while (ground_number(bed.root, sql) != 1) {
        if (mono_ms_since(begun, clock_mono()) > PATIENCE_S * 1000) {
            struct pg_rows *rows = pg_ask(bed.root,
                                          "select string_agg(concat_ws(' ', id, state, tries,"
                                          " error), '; ') from hd.message",
                                          NULL, 0, why, sizeof why);
            fail_msg("message %lld is not %s \"%s\": %s", id, state, words, pg_cell(rows, 0, 0));
        }
        for (int i = 0; i < 20; i++)
            turn();
    }
}

static void try_again(long long id)
{
    crew_bed_run(bed.root,
                 "update hd.message set next_try = clock_timestamp() where id = %lld; select"
                 " pg_notify('hd_message', '')",
                 id);
}

static void wait_until_hanging(int count)
{
    struct mono begun = clock_mono();
    while (receiver.hanging < count) {
        assert_true(mono_ms_since(begun, clock_mono()) < PATIENCE_S * 1000);
        turn();
    }
}

static void test_delivers_once(void **state)
{
    (void)state;
    long long id = put("/ok");
    expect(id, "sent", "");
    assert_int_equal(receiver.count, 1);
    const char *body = receiver.request[0].body;
    char begins[60];
    snprintf(begins, sizeof begins, "{\"id\" : %lld, ", id);
    assert_ptr_equal(strstr(body, begins), body);
    assert_non_null(strstr(body, "\"kind\" : \"dispatch\""));
    assert_non_null(strstr(body, "\"name\" : \"一班\", \"phone\" : \"139\", \"ticket\" : 7"));
    assert_non_null(strstr(body, "\"text\" : \"T-7 \\\"惠民园\\\" 5-2\\\\301\\n漏水\""));
    assert_non_null(strstr(body, "\"made\" : \"2026-01-15T04:00:00Z\""));
    /* said again, nothing is due */
    ground_run(bed.root, "select pg_notify('hd_message', '')");
    long long next = put("/ok");
    expect(next, "sent", "");
    assert_int_equal(receiver.count, 2);
}

static void test_tries_again(void **state)
{
    (void)state;
    long long id = put("/broken");
    expect(id, "waiting", "HTTP 500");
    crew_bed_run(bed.root,
                 "update hd.message set hook = replace(hook, 'broken', 'ok') where id = "
                 "%lld",
                 id);
    try_again(id);
    expect(id, "sent", "");
    assert_int_equal(receiver.count, 2);
}

/* Nothing but http and https, no redirect followed, no answer read without end. */
static void test_refuses(void **state)
{
    (void)state;
    long long file = put("file:///etc/passwd"), none = put(""), far = put("/far");
    long long endless = put("/endless"), closed = put("http://127.0.0.1:1/");
    long long nonsense = put("ht!tp:// x");
    expect(file, "waiting", "rotocol");
    expect(none, "waiting", "no hook");
    expect(far, "waiting", "HTTP 302");
    expect(endless, "waiting", "");
    expect(closed, "waiting", "connect");
    expect(nonsense, "waiting", "");
    assert_int_equal(receiver.count, 2); /* far and endless */
}

static void test_push_that_hangs_holds_up_nobody(void **state)
{
    (void)state;
    ground_run(bed.root, "alter sequence hd.ticket_number restart with 700000");
    long long hanging[3] = {put("/hang"), put("/hang"), put("/hang")};
    wait_until_hanging(3);
    long long others[10];
    for (int i = 0; i < 10; i++)
        others[i] = put("/ok");
    for (int i = 0; i < 10; i++)
        expect(others[i], "sent", "");
    for (int i = 0; i < 3; i++)
        expect(hanging[i], "waiting", "imed out");
}

static void test_dispatch_is_not_slowed_by_a_push_that_hangs(void **state)
{
    (void)state;
    ground_run(bed.root, "alter sequence hd.ticket_number restart with 800000");
    long long crew = crew_bed_crew(&bed, "H", "{}", false);
    crew_bed_run(bed.root, "update hd.crew set hook = 'http://127.0.0.1:%d/hang'", receiver.port);
    for (int i = 0; i < 8; i++)
        put("/hang");
    wait_until_hanging(8); /* all places are taken: the loop stands still from here on */
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, crew);
    crew_bed_expect(bed.root, "dispatched", "select state from hd.ticket where id = %lld", ticket);
    crew_bed_expect(bed.root, "waiting",
                    "select state from hd.message where ticket_id = %lld and kind = 'dispatch'",
                    ticket);
    /* and it goes out when a place is free */
    wait_until_hanging(9);
}

static void test_given_up_is_told(void **state)
{
    (void)state;
    long long facts =
        ground_number(bed.root, "select count(*) from hd.fact where kind = 'message_failed'");
    long long id = put("/broken");
    ground_run(bed.root, "update hd.setting set value = 2 where name = 'message_tries'");
    expect(id, "waiting", "HTTP 500");
    try_again(id);
    expect(id, "given_up", "HTTP 500");
    assert_int_equal(
        ground_number(bed.root, "select count(*) from hd.fact where kind = 'message_failed'"),
        facts + 1);
    ground_run(bed.root, "update hd.setting set value = 8 where name = 'message_tries'");
}

/* Ended while a post is under way: the next courier delivers it when its loan is over. */
static void test_killed_loses_none(void **state)
{
    (void)state;
    long long id = put("/hang");
    wait_until_hanging(1);
    courier_free(courier);
    crew_bed_run(bed.root,
                 "update hd.message set leased_until = clock_timestamp(), hook = replace(hook,"
                 " 'hang', 'ok') where id = %lld",
                 id);
    courier = courier_new(&loop, &(struct courier_options){.conninfo = conninfo, .timeout_s = 2});
    expect(id, "sent", "");
    assert_int_equal(receiver.count, 2);
}

static void test_hook_for_all_and_sweep(void **state)
{
    char hook[80];
    (void)state;
    courier_free(courier);
    snprintf(hook, sizeof hook, "http://127.0.0.1:%d/ok", receiver.port);
    courier = courier_new(
        &loop, &(struct courier_options){.conninfo = conninfo, .hook = hook, .timeout_s = 2});
    long long id = put("");
    expect(id, "sent", "");
    /* what is done is kept for a month */
    struct pg *pg = pg_open(conninfo, "proof", hook, sizeof hook);
    assert_non_null(pg);
    assert_int_equal(ground_number(pg, "select hd.message_sweep()"), 0);
    ground_run(bed.root, "update hd.message set done = done - interval '31 days'");
    assert_int_equal(ground_number(pg, "select hd.message_sweep()"), 1);
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
        cmocka_unit_test_setup_teardown(test_push_that_hangs_holds_up_nobody, start, stop),
        cmocka_unit_test_setup_teardown(test_dispatch_is_not_slowed_by_a_push_that_hangs, start,
                                        stop),
        cmocka_unit_test_setup_teardown(test_given_up_is_told, start, stop),
        cmocka_unit_test_setup_teardown(test_killed_loses_none, start, stop),
        cmocka_unit_test_setup_teardown(test_hook_for_all_and_sweep, start, stop),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
