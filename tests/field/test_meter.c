/* What a line counts of the last minute: of how many requests how many failed. */
#include "backend/field/meter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HALF_MS 30000

static void reply(struct meter *meter, enum reply_kind kind, int count, uint64_t now_ms)
{
    for (int i = 0; i < count; i++)
        meter_reply(meter, &(struct modbus_reply){.kind = (uint8_t)kind}, 2000000, now_ms, HALF_MS);
}

static struct line_stats at(const struct meter *meter, uint64_t now_ms)
{
    struct line_stats stats = {0};
    meter_read(meter, now_ms, HALF_MS, &stats);
    return stats;
}

/* A timeout and a broken frame are no replies, an exception is one; each is one request. */
static void test_kinds(void **state)
{
    (void)state;
    struct meter meter = {0};
    reply(&meter, REPLY_DATA, 30, 1000);
    reply(&meter, REPLY_TIMEOUT, 30, 1000);
    struct line_stats stats = at(&meter, 1000);
    assert_int_equal(stats.asked_lately, 60);
    assert_int_equal(stats.failed_lately, 30);
    assert_int_equal(stats.replies_lately, 30);
    reply(&meter, REPLY_EXCEPTION, 3, 1000);
    reply(&meter, REPLY_BROKEN, 2, 1000);
    stats = at(&meter, 1000);
    assert_int_equal(stats.asked_lately, 65);
    assert_int_equal(stats.failed_lately, 35);
    assert_int_equal(stats.replies_lately, 33);
    assert_int_equal(stats.rtt_us_mean, 2000);
    assert_true(stats.timeouts == 30 && stats.exceptions == 3 && stats.broken == 2);
}

/* What was never sent is no request that failed; the connect in vain is counted. */
static void test_unopened(void **state)
{
    (void)state;
    struct meter meter = {0};
    reply(&meter, REPLY_NO_LINK, 4, 1000);
    reply(&meter, REPLY_LATE, 1, 1000);
    meter_unopened(&meter, 1000, HALF_MS);
    struct line_stats stats = at(&meter, 1000);
    assert_int_equal(stats.asked_lately, 0);
    assert_int_equal(stats.failed_lately, 0);
    assert_int_equal(stats.unopened_lately, 1);
}

/* The present half and the one before: nothing of it is left after a silent minute. */
static void test_window(void **state)
{
    (void)state;
    struct meter meter = {0};
    reply(&meter, REPLY_TIMEOUT, 1, 1000);
    meter_unopened(&meter, 1000, HALF_MS);
    reply(&meter, REPLY_DATA, 1, 1000 + HALF_MS);
    struct line_stats stats = at(&meter, 1000 + HALF_MS);
    assert_true(stats.asked_lately == 2 && stats.failed_lately == 1 && stats.unopened_lately == 1);
    reply(&meter, REPLY_DATA, 1, 1000 + 2 * HALF_MS);
    stats = at(&meter, 1000 + 2 * HALF_MS);
    assert_true(stats.asked_lately == 2 && stats.failed_lately == 0 && stats.unopened_lately == 0);
    stats = at(&meter, 1000 + 4 * HALF_MS);
    assert_true(stats.asked_lately == 0 && stats.replies_lately == 0);
    assert_int_equal(stats.timeouts, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_unopened),
        cmocka_unit_test(test_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
