/* A stretch of time by the numbers: spans, hours, peak, floods, on hand-made moments. */
#include "backend/core/alarm_load.h"
#include "tests/alarm/ground.h"

#define HOUR_S 3600
#define SECOND 1000000LL

/* Midnight of some day: a span and an hour begin there. */
static const int64_t start_s = 1768435200;

static struct wall at(int64_t second)
{
    return (struct wall){(start_s + second) * SECOND};
}

static struct alarm_load begin(int64_t hours)
{
    struct alarm_load load;
    alarm_load_begin(&load, at(0), at(hours * HOUR_S));
    return load;
}

static void add(struct alarm_load *load, int64_t from, int count, int64_t apart)
{
    for (int i = 0; i < count; i++)
        alarm_load_add(load, at(from + i * apart));
}

static void test_nothing(void **state)
{
    (void)state;
    struct alarm_load load = begin(24);
    alarm_load_end(&load);
    assert_int_equal(load.peak, 0);
    assert_true(alarm_load_spans_share(&load) <= 0 && alarm_load_hours_share(&load) <= 0);
    assert_true(alarm_load_flood_share(&load) <= 0);
}

/* Ten are no flood, eleven are, from the eleventh on until fewer than five are in the window. */
static void test_flood(void **state)
{
    (void)state;
    struct alarm_load load = begin(24);
    add(&load, 600, 10, 1);
    alarm_load_end(&load);
    assert_int_equal(load.spans_over, 0);
    assert_int_equal(load.flood_us, 0);
    assert_int_equal(load.peak, 10);

    load = begin(24);
    add(&load, 600, 11, 10);
    alarm_load_end(&load);
    assert_int_equal(load.spans_over, 1);
    assert_int_equal(load.peak, 11);
    /* it began at 700; the seventh, of 660, leaves at 1260: four are left */
    assert_int_equal(load.flood_us, (1260 - 700) * SECOND);
    assert_true(alarm_load_spans_share(&load) > 0.0069 && alarm_load_spans_share(&load) < 0.007);
}

/* Over the edge of two spans neither has more than ten, but the ten minutes between have. */
static void test_peak_is_anywhere(void **state)
{
    (void)state;
    struct alarm_load load = begin(1);
    add(&load, 590, 10, 1);
    add(&load, 600, 10, 1);
    alarm_load_end(&load);
    assert_int_equal(load.spans_over, 0);
    assert_int_equal(load.peak, 20);
}

static void test_hours(void **state)
{
    (void)state;
    struct alarm_load load = begin(10);
    add(&load, 0, 30, 60);
    add(&load, 2 * HOUR_S, 31, 60);
    add(&load, 3 * HOUR_S + 1800, 40, 120); /* 15 of it in that hour, the rest in the next */
    alarm_load_end(&load);
    assert_int_equal(load.hours_over, 1);
    assert_true(alarm_load_hours_share(&load) > 0.099 && alarm_load_hours_share(&load) < 0.101);
}

/* A flood that nobody has seen the end of counts until the end; two floods are added. */
static void test_floods_add_up(void **state)
{
    (void)state;
    struct alarm_load load = begin(2);
    add(&load, 0, 11, 1);
    add(&load, 2 * HOUR_S - 60, 11, 1);
    alarm_load_end(&load);
    assert_int_equal(load.flood_us, (606 - 10) * SECOND + 50 * SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),          cmocka_unit_test(test_flood),
        cmocka_unit_test(test_peak_is_anywhere), cmocka_unit_test(test_hours),
        cmocka_unit_test(test_floods_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
