/* What the collector does not write, at the wire: not one frame leaves that could change a device
 * (TESTS A20, A21). */
#include "bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct bench bench;

static int finish(void **state)
{
    (void)state;
    bench_finish(&bench);
    return 0;
}

static void expect_refused(const char *code, const char *figures)
{
    bench_run(&bench);
    const struct fact *fact = bench_last(&bench, FACT_COMMAND_REFUSED);
    assert_string_equal(fact->code, code);
    if (!strstr(fact->text, figures))
        fail_msg("\"%s\", expected \"%s\" in it", fact->text, figures);
    assert_int_equal(bench_writes(&bench), 0);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_SENT), 0);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_REFUSED), 1);
    bench_wait(&bench, 60000);
    assert_int_equal(bench_writes(&bench), 0);
}

/* What is wrong with a point, and the word that the refusal has for it. */
static const struct {
    const char *what, *code, *figures;
    uint16_t holding, value;
    uint8_t exception; /* of that register */
} bad_points[] = {
    {"local at the controller", "authority", "AUTH is 0, expected 1", 12, 0, 0},
    {"authority is no value", "authority", "AUTH: invalid", 12, 9, 0},
    {"authority cannot be read", "authority", "AUTH: refused", 12, 1, 2},
    {"the value is no value", "stale", "invalid", 10, 0x7FFF, 0},
    {"the value cannot be read", "stale", "refused", 10, 500, 4},
    {"another type of device", "identity", "outside 7301..7303", 0, 5578, 0},
    {"the type cannot be read", "identity", "", 0, 7301, 1},
    {"changed meanwhile", "changed", "seen 50, now 51", 10, 510, 0},
};

static void test_bad_points_are_not_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_points / sizeof bad_points[0]; i++) {
        bench_init(&bench, NULL);
        bench.holding[bad_points[i].holding] = bad_points[i].value;
        bench.exception[bad_points[i].holding] = bad_points[i].exception;
        bench_order(&bench, "T2g_SP.1", 50, 52);
        expect_refused(bad_points[i].code, bad_points[i].figures);
        bench_finish(&bench);
    }
    bench_init(&bench, NULL);
}

/* Each read before the write stays unanswered in turn. */
static void test_a_silent_device_is_not_written(void **state)
{
    (void)state;
    for (int answered = 0; answered < 5; answered++) {
        bench_init(&bench, NULL);
        bench_order(&bench, "T2g_SP.1", 50, 52);
        for (int i = 0; i < answered; i++) {
            struct bench_frame *frame = &bench.frame.at[bench.frame.count - 1];
            struct modbus_reply reply = {.kind = REPLY_DATA, .was_sent = true, .count = 1};
            reply.registers[0] = bench.holding[frame->request.address];
            if (frame->request.function == 1)
                reply.bits[0] = bench.coil;
            frame->is_answered = true;
            collector_on_reply(bench.collector, frame->ticket, &reply);
        }
        bench.is_silent = true;
        expect_refused("lost", "does not answer");
        bench_finish(&bench);
    }
    bench_init(&bench, NULL);
}

static void test_a_lost_device_is_not_even_asked(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    collector_on_link(bench.collector, BENCH_DEVICE, false, "timeout");
    bench_order(&bench, "T2g_SP.1", 50, 52);
    expect_refused("lost", "does not answer");
    assert_int_equal(bench.frame.count, 0);
}

static void test_the_profiles_limits_refuse(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    bench_order(&bench, "T2g_SP.1", 50, 90.1);
    expect_refused("limit", "90.1 outside 20..90");
}

/* Whoever is master of the database still is not master of the plant (TESTS A21, T4). */
static void test_roots_file_holds_against_the_database(void **state)
{
    (void)state;
    bench_init(&bench, "[any/T2g_SP]\nhigh = 51\n");
    bench_order(&bench, "T2g_SP.1", 50, 52);
    expect_refused("limit", "52 outside 20..51");
}

static void test_root_may_forbid_all_writes(void **state)
{
    (void)state;
    bench_init(&bench, "[collector]\nwrites = no\n");
    bench_order(&bench, "T2g_SP.1", 50, 52);
    expect_refused("read-only", "writes = no");
}

static void test_an_old_order_expires(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    struct command command = {.id = 5,
                              .device = BENCH_DEVICE,
                              .point = "T2g_SP.1",
                              .seen = 50,
                              .wanted = 52,
                              .state = COMMAND_CLAIMED};
    collector_on_command(bench.collector, &command, 0, false);
    bench_run(&bench);
    assert_string_equal(bench_last(&bench, FACT_COMMAND_EXPIRED)->code, "expired");
    assert_int_equal(bench.frame.count, 0);
}

static void test_reading_too_long_expires(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    bench_order(&bench, "T2g_SP.1", 50, 52);
    for (int i = 0; i < 30; i++) { /* the line is so slow, the lease is renewed */
        bench.now = mono_after_ms(bench.now, 1000);
        bench_lease(&bench, 1, 6000);
    }
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_EXPIRED), 1);
    assert_int_equal(bench_writes(&bench), 0);
}

static void test_unknown_set_points_are_refused(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    bench_order(&bench, "AUTH", 1, 0);
    expect_refused("read-only", "no such set-point");
    bench_finish(&bench);
    bench_init(&bench, NULL);
    bench_order(&bench, "T9", 1, 0);
    expect_refused("read-only", "no such set-point");
}

static void test_two_orders_at_once(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    int64_t first = bench_order(&bench, "T2g_SP.1", 50, 52);
    int64_t second = bench_order(&bench, "T2g_SP.1", 50, 53);
    bench_run(&bench);
    assert_int_equal(bench_last(&bench, FACT_COMMAND_REFUSED)->command +
                         bench_last(&bench, FACT_COMMAND_VERIFIED)->command,
                     first + second);
    assert_string_equal(bench_last(&bench, FACT_COMMAND_REFUSED)->code, "busy");
    assert_int_equal(bench_writes_to(&bench, 6, 10), 1);
}

static void test_the_same_order_twice_is_one(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    struct command command = {.id = 5,
                              .device = BENCH_DEVICE,
                              .point = "P_SP",
                              .seen = 3,
                              .wanted = 4,
                              .state = COMMAND_CLAIMED};
    collector_on_command(bench.collector, &command, 30000, false);
    collector_on_command(bench.collector, &command, 30000, false);
    bench_run(&bench);
    collector_on_command(bench.collector, &command, 30000, true);
    bench_wait(&bench, 20000);
    collector_on_command(bench.collector, &command, 10000, false);
    bench_run(&bench);
    assert_int_equal(bench_writes_to(&bench, 6, 11), 1);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
}

/* A write budget holds over a restart, and an order that may have been written counts: one under
 * way, and one that nobody could read back. */
static void test_budget_holds_over_a_restart(void **state)
{
    (void)state;
    bench_init_idle(&bench, NULL);
    for (int i = 0; i < 4; i++) {
        struct command done = {.id = 1 + i,
                               .device = BENCH_DEVICE,
                               .point = "T2g_SP.1",
                               .seen = 50,
                               .wanted = 51,
                               .state = COMMAND_VERIFIED,
                               .read_back = 50};
        done.changed_at.us = 1700000000000000 + bench.now.ns / 1000 - 3600000000LL * (4 - i);
        if (i == 2) {
            done.state = COMMAND_FAILED;
            done.read_back = NAN;
            snprintf(done.code, sizeof done.code, "not sent");
            collector_remember(bench.collector, &done); /* counts for nothing */
            snprintf(done.code, sizeof done.code, "not readable");
        }
        collector_remember(bench.collector, &done);
    }
    bench_lease(&bench, 1, 6000);
    collector_on_link(bench.collector, BENCH_DEVICE, true, "");
    bench_run(&bench);
    bench_orphan(&bench, COMMAND_SENT, 50, 50);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    bench_order(&bench, "T2g_SP.1", 50, 52);
    expect_refused("budget", "5 writes today, at most 5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_points_are_not_written, finish),
        cmocka_unit_test_teardown(test_a_silent_device_is_not_written, finish),
        cmocka_unit_test_teardown(test_a_lost_device_is_not_even_asked, finish),
        cmocka_unit_test_teardown(test_the_profiles_limits_refuse, finish),
        cmocka_unit_test_teardown(test_roots_file_holds_against_the_database, finish),
        cmocka_unit_test_teardown(test_root_may_forbid_all_writes, finish),
        cmocka_unit_test_teardown(test_an_old_order_expires, finish),
        cmocka_unit_test_teardown(test_reading_too_long_expires, finish),
        cmocka_unit_test_teardown(test_unknown_set_points_are_refused, finish),
        cmocka_unit_test_teardown(test_two_orders_at_once, finish),
        cmocka_unit_test_teardown(test_the_same_order_twice_is_one, finish),
        cmocka_unit_test_teardown(test_budget_holds_over_a_restart, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
