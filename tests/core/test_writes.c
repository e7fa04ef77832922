/* What was written within a day: the budget of a register, and the values held in the rate's
 * window. */
#include "backend/core/writes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct mono hours(double h)
{
    return (struct mono){(int64_t)(h * 3600e9)};
}

static void add(struct writes *writes, int point, double at_h, double before, double after)
{
    writes_add(writes, &(struct write_done){7, point, hours(at_h), before, after, false});
}

static void test_counts_a_day_and_no_more(void **state)
{
    (void)state;
    struct writes writes = {0};
    for (int i = 0; i < 50; i++)
        add(&writes, 1, 100 + i, 50, 51);
    assert_int_equal(writes_of(&writes, 7, 1, 60, hours(149)).day, 24);
    assert_int_equal(writes_of(&writes, 7, 1, 60, hours(149.5)).day, 24);
    assert_int_equal(writes_of(&writes, 7, 1, 60, hours(173)).day, 0);
    assert_in_range(writes.done.count, 24, 25); /* the old ones are not kept */
    writes_finish(&writes);
}

static void test_points_and_devices_are_apart(void **state)
{
    (void)state;
    struct writes writes = {0};
    add(&writes, 1, 100, 50, 51);
    add(&writes, 2, 100, 60, 61);
    assert_int_equal(writes_of(&writes, 7, 1, 60, hours(100)).day, 1);
    assert_int_equal(writes_of(&writes, 8, 1, 60, hours(100)).day, 0);
    assert_int_equal(writes_of(&writes, 7, 3, 60, hours(100)).last.ns, 0);
    writes_finish(&writes);
}

static void test_held_values_are_those_of_the_window(void **state)
{
    (void)state;
    struct writes writes = {0};
    add(&writes, 1, 100, 40, 50);
    add(&writes, 1, 100.5, 50, 53);
    add(&writes, 1, 100.6, 53, 51);
    struct writes_summary all = writes_of(&writes, 7, 1, 7200, hours(101));
    assert_true(all.held_low == 40 && all.held_high == 53);
    struct writes_summary last = writes_of(&writes, 7, 1, 2000, hours(101));
    assert_true(last.held_low == 50 && last.held_high == 53);
    assert_true(last.last.ns == hours(100.6).ns);
    struct writes_summary none = writes_of(&writes, 7, 1, 60, hours(101));
    assert_true(isnan(none.held_low) && isnan(none.held_high) && none.day == 3);
    writes_finish(&writes);
}

static void test_what_never_left_is_taken_back(void **state)
{
    (void)state;
    struct writes writes = {0};
    add(&writes, 1, 100, 50, 51);
    add(&writes, 2, 100.1, 60, 61);
    add(&writes, 1, 100.2, 51, 52);
    writes_take_back(&writes, 7, 1);
    struct writes_summary left = writes_of(&writes, 7, 1, 7200, hours(100.3));
    assert_true(left.day == 1 && left.held_high == 51 && left.last.ns == hours(100).ns);
    assert_int_equal(writes_of(&writes, 7, 2, 7200, hours(100.3)).day, 1);
    writes_take_back(&writes, 9, 1);
    assert_int_equal(writes.done.count, 2);
    writes_finish(&writes);
}

static void outside(struct writes *writes, double at_h, double before, double after)
{
    writes_add(writes, &(struct write_done){7, 1, hours(at_h), before, after, true});
}

static void test_what_was_taken_away_is_known_for_a_while(void **state)
{
    (void)state;
    struct writes writes = {0};
    add(&writes, 1, 100, 49, 50);
    outside(&writes, 100.1, 50, 55);
    outside(&writes, 100.2, 55, 59); /* whoever turns a knob turns it in steps */
    struct writes_summary away = writes_of(&writes, 7, 1, 1800, hours(100.3));
    assert_true(away.replaced == 50 && away.day == 1 && away.last.ns == hours(100).ns);
    assert_true(away.held_low == 49 && away.held_high == 50);
    assert_true(isnan(writes_of(&writes, 7, 1, 1800, hours(100.7)).replaced));
    assert_true(isnan(writes_of(&writes, 7, 2, 1800, hours(100.3)).replaced));
    add(&writes, 1, 100.35, 59, 56);
    away = writes_of(&writes, 7, 1, 1800, hours(100.4));
    assert_true(away.replaced == 50 && away.held_high == 59 && away.day == 2);
    writes_take_back(&writes, 7, 1);
    assert_int_equal(writes_of(&writes, 7, 1, 1800, hours(100.4)).day, 1);
    assert_true(writes_of(&writes, 7, 1, 1800, hours(100.4)).replaced == 50);
    writes_finish(&writes);
}

/* Who brought it back has moved nothing; what he did before counts as it did. */
static void test_what_is_back_is_no_change(void **state)
{
    (void)state;
    struct writes writes = {0};
    add(&writes, 1, 100, 49, 50);
    outside(&writes, 100.1, 50, 59);
    add(&writes, 1, 100.15, 59, 56);
    add(&writes, 1, 100.2, 56, 50);
    struct writes_summary back = writes_of(&writes, 7, 1, 1800, hours(100.3));
    assert_true(isnan(back.replaced) && back.held_low == 49 && back.held_high == 50);
    assert_int_equal(back.day, 3); /* the register was written all the same */
    outside(&writes, 101, 50, 59);
    add(&writes, 1, 101.6, 59, 50); /* step by step, later: a change like any other */
    back = writes_of(&writes, 7, 1, 1800, hours(101.7));
    assert_true(isnan(back.replaced) && back.held_low == 50 && back.held_high == 59);
    writes_finish(&writes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_a_day_and_no_more),
        cmocka_unit_test(test_points_and_devices_are_apart),
        cmocka_unit_test(test_held_values_are_those_of_the_window),
        cmocka_unit_test(test_what_never_left_is_taken_back),
        cmocka_unit_test(test_what_was_taken_away_is_known_for_a_while),
        cmocka_unit_test(test_what_is_back_is_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
