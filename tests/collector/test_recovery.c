/* What a collector makes of what it did not do itself: orphans, changes outside, other leaders, a
 * new plant, links that come and go. */
#include "bench.h"

#include <math.h>
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

static const struct fact *changed(void)
{
    return bench_last(&bench, FACT_CHANGED_OUTSIDE);
}

/* ---- orphans ---- */

static void test_an_orphan_is_never_written(void **state)
{
    (void)state;
    static const struct {
        enum command_state state;
        bool is_applied;
        enum fact_kind end;
        const char *code;
    } orphans[] = {
        {COMMAND_CLAIMED, false, FACT_COMMAND_FAILED, "not sent"},
        {COMMAND_SENT, true, FACT_COMMAND_VERIFIED, ""},
        {COMMAND_SENT, false, FACT_COMMAND_FAILED, "not applied"},
        {COMMAND_ACCEPTED, true, FACT_COMMAND_VERIFIED, ""},
        {COMMAND_ACCEPTED, false, FACT_COMMAND_FAILED, "not applied"},
        {COMMAND_UNRESOLVED, true, FACT_COMMAND_VERIFIED, ""},
        {COMMAND_UNRESOLVED, false, FACT_COMMAND_FAILED, "not applied"},
    };
    for (size_t i = 0; i < sizeof orphans / sizeof orphans[0]; i++) {
        bench_finish(&bench);
        bench_init(&bench, NULL);
        bench.holding[10] = orphans[i].is_applied ? 520 : 500;
        int64_t id = bench_orphan(&bench, orphans[i].state, 50, 52);
        bench_wait(&bench, 60000);
        assert_string_equal(bench_last(&bench, orphans[i].end)->code, orphans[i].code);
        assert_int_equal(bench_last(&bench, orphans[i].end)->command, id);
        assert_int_equal(bench_writes(&bench), 0);
        bool was_sent = orphans[i].state != COMMAND_CLAIMED;
        bool was_unknown = orphans[i].state == COMMAND_UNRESOLVED;
        assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), was_sent && !was_unknown);
        bench_round(&bench);
        assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 0);
    }
}

/* Nor is what was sent once, when whoever hands it out takes it for a new one. */
static void test_what_was_sent_is_never_written(void **state)
{
    (void)state;
    static const enum command_state states[] = {COMMAND_SENT, COMMAND_ACCEPTED, COMMAND_UNRESOLVED};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        bench_finish(&bench);
        bench_init(&bench, NULL);
        bench_hand_out(&bench, states[i], 50, 52, false);
        bench_wait(&bench, 60000);
        assert_int_equal(bench_writes(&bench), 0);
        assert_string_equal(bench_last(&bench, FACT_COMMAND_FAILED)->code, "not applied");
    }
}

/* An orphan on a device that cannot be reached stays unknown until it is back. */
static void test_unknown_lasts_as_long_as_silence(void **state)
{
    (void)state;
    bench.is_silent = true;
    bench_orphan(&bench, COMMAND_SENT, 50, 52);
    bench_wait(&bench, 600000);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), 1);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_FAILED), 0);
    bench.is_silent = false;
    bench.holding[10] = 520;
    collector_on_link(bench.collector, BENCH_DEVICE, true, "");
    bench_wait(&bench, 20000);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    assert_int_equal(bench_writes(&bench), 0);
}

static void test_a_late_effect_names_its_command(void **state)
{
    (void)state;
    int64_t id = bench_orphan(&bench, COMMAND_SENT, 50, 52);
    bench_wait(&bench, 60000);
    assert_string_equal(bench_last(&bench, FACT_COMMAND_FAILED)->code, "not applied");
    bench.holding[10] = 520; /* a gateway had kept it */
    bench.coil = 0;
    bench_round(&bench);
    assert_string_equal(changed()->code, "late");
    assert_int_equal(changed()->command, id);
}

/* ---- changed outside (TESTS A18) ---- */

static void test_a_foreign_write_is_told_within_a_poll(void **state)
{
    (void)state;
    bench.holding[11] = 35;
    bench_round(&bench);
    assert_true(changed()->old_value == 3 && changed()->new_value == 3.5);
    assert_string_equal(changed()->point, "P_SP");
    assert_int_equal(changed()->command, 0);
    bench_wait(&bench, 5000);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 1);
}

/* A round under way while the write went out still holds the old value: it is thrown away. */
static void test_an_own_write_is_fenced(void **state)
{
    (void)state;
    static const uint8_t touched[POINTS] = {1, 1, 1, 1, 1};
    struct reading before[POINTS] = {{50, QUALITY_GOOD, 0},
                                     {3, QUALITY_GOOD, 0},
                                     {1, QUALITY_GOOD, 0},
                                     {1, QUALITY_GOOD, 0},
                                     {0, QUALITY_GOOD, 0}};
    struct mono started = bench.now;
    bench_order(&bench, "P_SP", 3, 4);
    bench.now = mono_after_ms(bench.now, 20);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    assert_true(bench.shown[POINT_PLAIN].value == 4);
    bench.now = mono_after_ms(bench.now, 20);
    collector_on_round(bench.collector, BENCH_DEVICE, before, touched, started, bench.now);
    assert_true(bench.shown[POINT_PLAIN].value == 4);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 0);
    assert_true(bench.shown[POINT_PLAIN].value == 4);
}

/* Our own level coil is no news; that the controller takes control back is, and then it moves its
 * set-point by itself, which is none. */
static void test_a_level_coil_handed_back_is_told_once(void **state)
{
    (void)state;
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_wait(&bench, 15000);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 0);
    bench.coil = 1;
    bench.holding[10] = 480;
    bench_wait(&bench, 5000);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 1);
    assert_string_equal(changed()->point, "LEVEL");
    bench.holding[10] = 470;
    bench_wait(&bench, 5000);
    bench_round(&bench);
    bench.holding[20] = 0; /* the lock closes by itself */
    bench_wait(&bench, 5000);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 1);
}

static void test_verified_is_watched_for_a_while(void **state)
{
    (void)state;
    bench_order(&bench, "P_SP", 3, 4);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    bench.holding[11] = 30; /* the controller takes it back */
    bench_wait(&bench, 3000);
    assert_true(changed()->old_value == 4 && changed()->new_value == 3);
}

/* ---- other leaders ---- */

/* The lease in doubt: nothing is told; with the lease again what was seen is, and since when. */
static void test_without_the_lease_nothing_is_judged(void **state)
{
    (void)state;
    bench.epoch = 0;
    bench_wait(&bench, 7000);
    bench.holding[11] = 35;
    bench_round(&bench);
    int64_t seen_us = 1700000000000000 + bench.now.ns / 1000;
    bench_wait(&bench, 10000);
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 0);
    assert_true(bench.shown[POINT_PLAIN].value == 3.5);
    assert_true(collector_may_lead(bench.collector, 2));
    bench_lease(&bench, 2, 6000);
    assert_true(changed()->new_value == 3.5);
    assert_in_range(changed()->at.us, seen_us - 20000, seen_us);
}

static void test_another_leader_in_between_ends_a_collector(void **state)
{
    (void)state;
    assert_true(collector_may_lead(bench.collector, 1));
    assert_true(collector_may_lead(bench.collector, 2));
    assert_false(collector_may_lead(bench.collector, 3));
    bench_lease(&bench, 2, 6000);
    assert_true(collector_may_lead(bench.collector, 3));
}

/* The answer to the write comes while the lease is in doubt: it is read again before it is told. */
static void test_an_answer_without_the_lease_is_read_again(void **state)
{
    (void)state;
    bench_order(&bench, "P_SP", 3, 4);
    bench_answer(&bench);
    bench_durable(&bench);
    bench_answer_one(&bench); /* the lock */
    bench.now = mono_after_ms(bench.now, 7000);
    bench_answer_one(&bench); /* the write */
    assert_int_equal(bench_told(&bench, FACT_COMMAND_ACCEPTED), 0);
    bench_lease(&bench, 1, 6000);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_UNRESOLVED), 1);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    assert_int_equal(bench_writes_to(&bench, 6, 11), 1);
}

static void test_an_order_in_doubt_of_the_lease_waits(void **state)
{
    (void)state;
    bench.epoch = 0;
    bench_wait(&bench, 7000);
    bench_order(&bench, "P_SP", 3, 4);
    bench_run(&bench);
    assert_int_equal(bench.fact.count, 0);
    bench_lease(&bench, 1, 6000);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
}

/* What an earlier leader verified explains the value; what nobody ordered is told once known. */
static void test_remembers_what_was_done_before(void **state)
{
    (void)state;
    bench_finish(&bench);
    bench_init_idle(&bench, NULL);
    struct command done = {.id = 5,
                           .device = BENCH_DEVICE,
                           .point = "P_SP",
                           .seen = 3,
                           .wanted = 4,
                           .state = COMMAND_VERIFIED,
                           .read_back = 4};
    done.changed_at.us = 1700000000000000 + bench.now.ns / 1000 - 60000000;
    collector_remember(bench.collector, &done);
    bench_lease(&bench, 9, 6000);
    collector_on_link(bench.collector, BENCH_DEVICE, true, "");
    bench.holding[11] = 45;
    bench_round(&bench);
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 0); /* an orphan may explain it */
    bench_wait(&bench, 6000);
    bench_round(&bench);
    assert_true(changed()->old_value == 4 && changed()->new_value == 4.5);
}

/* A new plant may have its points elsewhere: what was written to one is not another's. */
static void test_writes_follow_their_point(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        bench_order(&bench, "P_SP", 3 + i, 4 + i);
        bench_run(&bench);
    }
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 5);
    bench_swap_points(&bench);
    bench_order(&bench, "P_SP", 8, 9);
    bench_run(&bench);
    assert_string_equal(bench_last(&bench, FACT_COMMAND_REFUSED)->code, "budget");
    bench_order(&bench, "T2g_SP.1", 50, 52);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_REFUSED), 1);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 6);
}

/* ---- identity and links ---- */

static void test_another_device_is_told_and_not_written(void **state)
{
    (void)state;
    bench.holding[0] = 5578;
    bench_wait(&bench, 11000);
    bench_round(&bench);
    bench_run(&bench);
    assert_true(bench_last(&bench, FACT_DEVICE_CHANGED)->new_value == 5578);
    bench_wait(&bench, 11000);
    bench_round(&bench);
    bench_run(&bench);
    assert_int_equal(bench_told(&bench, FACT_DEVICE_CHANGED), 1);
}

static void test_a_flapping_link_tells_a_bounded_number(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        collector_on_link(bench.collector, BENCH_DEVICE, i % 2, "timeout");
        bench_wait(&bench, 1000);
    }
    size_t told = bench_told(&bench, FACT_DEVICE_LOST) + bench_told(&bench, FACT_DEVICE_BACK);
    assert_in_range(told, 5, 15);
    collector_on_link(bench.collector, BENCH_DEVICE, false, "timeout");
    bench_wait(&bench, 300000);
    const struct fact *last = &bench.fact.at[bench.fact.count - 1];
    assert_int_equal(last->kind, FACT_DEVICE_LOST); /* the state in which it ends is told */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_orphan_is_never_written, start, finish),
        cmocka_unit_test_setup_teardown(test_what_was_sent_is_never_written, start, finish),
        cmocka_unit_test_setup_teardown(test_unknown_lasts_as_long_as_silence, start, finish),
        cmocka_unit_test_setup_teardown(test_a_late_effect_names_its_command, start, finish),
        cmocka_unit_test_setup_teardown(test_a_foreign_write_is_told_within_a_poll, start, finish),
        cmocka_unit_test_setup_teardown(test_an_own_write_is_fenced, start, finish),
        cmocka_unit_test_setup_teardown(test_a_level_coil_handed_back_is_told_once, start, finish),
        cmocka_unit_test_setup_teardown(test_verified_is_watched_for_a_while, start, finish),
        cmocka_unit_test_setup_teardown(test_without_the_lease_nothing_is_judged, start, finish),
        cmocka_unit_test_setup_teardown(test_another_leader_in_between_ends_a_collector, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_an_answer_without_the_lease_is_read_again, start,
                                        finish),
        cmocka_unit_test_setup_teardown(test_an_order_in_doubt_of_the_lease_waits, start, finish),
        cmocka_unit_test_setup_teardown(test_remembers_what_was_done_before, start, finish),
        cmocka_unit_test_setup_teardown(test_writes_follow_their_point, start, finish),
        cmocka_unit_test_setup_teardown(test_another_device_is_told_and_not_written, start, finish),
        cmocka_unit_test_setup_teardown(test_a_flapping_link_tells_a_bounded_number, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
