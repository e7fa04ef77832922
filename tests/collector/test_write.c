/* A command's way to the device and back: what leaves, when, and what is told of it. */
#include "bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct bench bench;

static int start(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    bench_finish(&bench);
    return 0;
}

static void expect_frame(size_t index, uint8_t function, uint16_t address, int value)
{
    assert_true(index < bench.frame.count);
    const struct modbus_request *request = &bench.frame.at[index].request;
    assert_int_equal(request->function, function);
    assert_int_equal(request->address, address);
    if (value >= 0)
        assert_int_equal(request->value[0], value);
}

static void expect_failed(const char *code)
{
    assert_string_equal(bench_last(&bench, FACT_COMMAND_FAILED)->code, code);
}

/* Read all, record, unlock, take the level coil, write, read back at once, at 3 s and at 10 s. */
static void test_the_whole_way(void **state)
{
    (void)state;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_run(&bench);
    expect_frame(0, 3, 0, -1);  /* the right type of device? */
    expect_frame(1, 3, 12, -1); /* remote? */
    expect_frame(2, 1, 0, -1);  /* the level coil */
    expect_frame(3, 3, 20, -1); /* the lock */
    expect_frame(4, 3, 10, -1); /* the value itself, freshest */
    expect_frame(5, 6, 20, 1732);
    expect_frame(6, 5, 0, 0);
    expect_frame(7, 6, 10, 520);
    expect_frame(8, 3, 10, -1);
    assert_int_equal(bench.frame.count, 9);
    static const enum fact_kind told[] = {FACT_COMMAND_SENT, FACT_COMMAND_PREPARED,
                                          FACT_COMMAND_PREPARED, FACT_COMMAND_ACCEPTED,
                                          FACT_COMMAND_VERIFIED};
    assert_int_equal(bench.fact.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(bench.fact.at[i].kind, told[i]);
    assert_string_equal(bench.fact.at[1].text, "unlock register 20");
    assert_string_equal(bench.fact.at[2].text, "LEVEL := 0");
    assert_true(bench.fact.at[4].new_value == 52 && bench.fact.at[4].old_value == 50);
    bench_wait(&bench, 2999);
    assert_int_equal(bench.frame.count, 9);
    bench_wait(&bench, 1);
    assert_int_equal(bench.frame.count, 10);
    bench_wait(&bench, 30000);
    assert_int_equal(bench.frame.count, 11);
    assert_int_equal(bench.fact.count, 5);
    assert_int_equal(bench_writes(&bench), 3);
}

/* What stands as wanted needs no writing of lock and coil. */
static void test_prepares_only_what_is_needed(void **state)
{
    (void)state;
    bench.coil = 0;
    bench.holding[20] = 1732;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_run(&bench);
    assert_int_equal(bench_writes(&bench), 1);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_PREPARED), 0);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
}

static void test_nothing_leaves_before_it_is_recorded(void **state)
{
    (void)state;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_answer(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_SENT), 1);
    assert_int_equal(bench_writes(&bench), 0);
    collector_on_durable(bench.collector, bench.ticket - 1);
    assert_int_equal(bench_writes(&bench), 0);
    bench_durable(&bench);
    assert_int_equal(bench_writes(&bench), 1);
}

/* What the database will not take is no record: nothing is sent, though later facts are durable. */
static void test_nothing_leaves_without_a_record(void **state)
{
    (void)state;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_answer(&bench);
    collector_on_lost(bench.collector, bench.ticket + 1);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), 0);
    collector_on_lost(bench.collector, bench.ticket);
    expect_failed("not sent");
    bench_durable(&bench);
    assert_int_equal(bench_writes(&bench), 0);
}

/* A record that comes after the value read has become old, or after the command's life. */
static void test_a_late_record_is_not_sent(void **state)
{
    (void)state;
    bench_order(&bench, "P_SP", 3, 4);
    bench_answer(&bench);
    bench.now = mono_after_ms(bench.now, 5001);
    bench_lease(&bench, 1, 6000);
    bench_durable(&bench);
    expect_failed("not sent");
    bench_order(&bench, "P_SP", 3, 4);
    bench_answer(&bench);
    for (int i = 0; i < 30; i++) {
        bench.now = mono_after_ms(bench.now, 1000);
        bench_lease(&bench, 1, 6000);
    }
    collector_on_time(bench.collector);
    bench_durable(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), 2);
    assert_int_equal(bench_writes(&bench), 0);
}

/* Each frame needs a lease that outlives its answer by a second (TESTS "Two collectors"). */
static void test_each_frame_needs_lease_enough(void **state)
{
    (void)state;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_answer(&bench);
    bench_lease(&bench, 1, 2000); /* = timeout + 1 s */
    bench_durable(&bench);
    assert_int_equal(bench_writes(&bench), 0);
    bench_lease(&bench, 1, 2001);
    assert_int_equal(bench_writes(&bench), 1);
    struct bench_frame *frame = &bench.frame.at[bench.frame.count - 1];
    assert_int_equal(mono_ms_since(bench.now, frame->deadline), 1);
    bench.now = mono_after_ms(bench.now, 1);
    bench_answer(&bench); /* the lock is open, but for the coil the lease is too short now */
    assert_int_equal(bench_writes(&bench), 1);
    bench_lease(&bench, 1, 6000);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
}

static void test_a_lost_lease_ends_it_unsent(void **state)
{
    (void)state;
    bench_order(&bench, "P_SP", 3, 4);
    bench_answer(&bench);
    bench.now = mono_after_ms(bench.now, 7000);
    bench_durable(&bench);
    bench.epoch = 0;
    bench_wait(&bench, 100);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED),
                     0); /* that is for the leader to say */
    bench_lease(&bench, 2, 6000);
    expect_failed("not sent");
    assert_int_equal(bench_writes(&bench), 0);
}

static void test_a_precondition_refused_ends_it(void **state)
{
    (void)state;
    bench.holding[20] = 0;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_answer(&bench);
    bench.exception[20] = 2;
    bench_run(&bench);
    expect_failed("precondition");
    assert_int_equal(bench_writes_to(&bench, 6, 10), 0);
}

static void test_a_clear_no_fails_at_once(void **state)
{
    (void)state;
    static const uint8_t clear[] = {1, 2, 3, 6, 0x0a};
    for (size_t i = 0; i < sizeof clear; i++) {
        bench_order(&bench, "P_SP", 3, 4);
        bench_answer(&bench);
        bench.exception[11] = clear[i];
        bench_run(&bench);
        assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), i + 1);
        assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), 0);
        bench.exception[11] = 0;
        bench.now = mono_after_ms(bench.now, 86400000);
        bench_lease(&bench, 1, 6000);
    }
}

static void test_an_unclear_no_is_unknown(void **state)
{
    (void)state;
    static const uint8_t open[] = {4, 5, 0x0b};
    for (size_t i = 0; i < sizeof open; i++) {
        bench_finish(&bench);
        bench_init(&bench, NULL);
        bench_order(&bench, "P_SP", 3, 4);
        bench_answer(&bench);
        bench_durable(&bench);
        bench_answer_one(&bench); /* the lock */
        bench.exception[11] = open[i];
        bench_answer_one(&bench); /* the write */
        assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), 1);
        bench.exception[11] = 0;
        bench.holding[11] = 40; /* it was carried out all the same */
        bench_run(&bench);
        assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    }
}

/* Silence and a wrong echo: only reading tells, nothing is resent.
 */
static void test_unknown_is_resolved_by_reading(void **state)
{
    (void)state;
    static const enum reply_kind kinds[] = {REPLY_TIMEOUT, REPLY_BROKEN};
    for (size_t i = 0; i < 2; i++) {
        for (int is_applied = 0; is_applied < 2; is_applied++) {
            bench_finish(&bench);
            bench_init(&bench, NULL);
            bench_order(&bench, "P_SP", 3, 4);
            bench_answer(&bench);
            bench_durable(&bench);
            bench_answer_one(&bench); /* the lock */
            bench_reply(&bench, kinds[i], true);
            assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), 1);
            if (is_applied)
                bench.holding[11] = 40;
            bench_wait(&bench, 60000);
            assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), is_applied);
            assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), !is_applied);
            if (!is_applied)
                expect_failed(kinds[i] == REPLY_BROKEN ? "read-back differs" : "not applied");
            assert_int_equal(bench_writes_to(&bench, 6, 11), 1);
        }
    }
}

static void test_a_write_that_never_left_costs_no_budget(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        bench_order(&bench, "P_SP", 3, 4);
        bench_answer(&bench);
        bench_durable(&bench);
        if (i == 0)
            bench_answer_one(&bench); /* the lock */
        bench_reply(&bench, REPLY_NO_LINK, false);
        expect_failed("not sent");
    }
    assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), 8);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_REFUSED), 0);
}

/* The device takes the write and holds another value (TESTS A7). */
static void test_read_back_that_differs_is_no_success(void **state)
{
    (void)state;
    bench_order(&bench, "P_SP", 3, 4);
    bench_answer(&bench);
    bench_durable(&bench);
    bench_answer_one(&bench); /* the lock */
    bench_answer_one(&bench); /* the write */
    bench.holding[11] = 35;
    bench_wait(&bench, 12000);
    expect_failed("read-back differs");
    assert_true(bench_last(&bench, FACT_COMMAND_FAILED)->new_value == 3.5);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 0);
    assert_int_equal(bench_writes_to(&bench, 6, 11), 1);
}

/* What a round did not ask for keeps the time at which it was read, also when an order's read-back
 * makes the device's time newer. */
static void test_what_was_not_read_is_older(void **state)
{
    static const uint8_t touched[POINTS] = {[POINT_PLAIN] = 1};
    struct reading readings[POINTS];
    (void)state;
    memcpy(readings, bench.shown, sizeof readings);
    bench_wait(&bench, 5000);
    collector_on_round(bench.collector, BENCH_DEVICE, readings, touched, bench.now, bench.now);
    assert_int_equal(bench.shown[POINT_PLAIN].lag_ms, 0);
    assert_int_equal(bench.shown[POINT_AUTHORITY].lag_ms, 5000);
    bench_order(&bench, "P_SP", 3, 4);
    bench.now = mono_after_ms(bench.now, 20);
    bench_run(&bench);
    assert_true(bench.shown[POINT_PLAIN].value == 4);
    assert_int_equal(bench.shown[POINT_PLAIN].lag_ms, 0);
    assert_int_equal(bench.shown[POINT_AUTHORITY].lag_ms, 5020);
    bench_round(&bench);
    assert_int_equal(bench.shown[POINT_AUTHORITY].lag_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_whole_way, start, finish),
        cmocka_unit_test_setup_teardown(test_what_was_not_read_is_older, start, finish),
        cmocka_unit_test_setup_teardown(test_prepares_only_what_is_needed, start, finish),
        cmocka_unit_test_setup_teardown(test_nothing_leaves_before_it_is_recorded, start, finish),
        cmocka_unit_test_setup_teardown(test_nothing_leaves_without_a_record, start, finish),
        cmocka_unit_test_setup_teardown(test_a_late_record_is_not_sent, start, finish),
        cmocka_unit_test_setup_teardown(test_each_frame_needs_lease_enough, start, finish),
        cmocka_unit_test_setup_teardown(test_a_lost_lease_ends_it_unsent, start, finish),
        cmocka_unit_test_setup_teardown(test_a_precondition_refused_ends_it, start, finish),
        cmocka_unit_test_setup_teardown(test_a_clear_no_fails_at_once, start, finish),
        cmocka_unit_test_setup_teardown(test_an_unclear_no_is_unknown, start, finish),
        cmocka_unit_test_setup_teardown(test_unknown_is_resolved_by_reading, start, finish),
        cmocka_unit_test_setup_teardown(test_a_write_that_never_left_costs_no_budget, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_read_back_that_differs_is_no_success, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
