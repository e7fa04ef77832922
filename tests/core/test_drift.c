/* "Changed outside", frozen sensors, and how often something may be told. */
#include "backend/core/drift.h"
#include "backend/core/frozen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct point tenth = {.type = POINT_INT16, .scale = 0.1, .frozen_s = 60};

static struct mono seconds(int64_t s)
{
    return (struct mono){s * 1000000000};
}

static double old;
static int64_t command;

static enum drift_news poll(struct drift *drift, double value, int64_t at_s)
{
    struct drift_input in = {&tenth, value, seconds(at_s), seconds(at_s), true};
    old = NAN;
    return drift_observe(drift, &in, &old, &command);
}

static void test_first_value_is_no_news(void **state)
{
    (void)state;
    struct drift drift = {0};
    assert_int_equal(poll(&drift, 50, 1), DRIFT_NONE);
    assert_int_equal(poll(&drift, 50, 6), DRIFT_NONE);
}

/* TESTS A18: 1,000 changes by somebody else, each told at the next poll, once. */
static void test_a_foreign_write_is_told_at_the_next_poll(void **state)
{
    (void)state;
    struct drift drift = {0};
    double value = 50;
    poll(&drift, value, 1);
    for (int i = 1; i <= 1000; i++) {
        int64_t at_s = i * 200; /* seldom enough for the tokens */
        double before = value;
        value = 20 + i % 60 + i / 60 * 0.1;
        assert_int_equal(poll(&drift, value, at_s), DRIFT_OUTSIDE);
        assert_true(old == before && command == 0);
        assert_int_equal(poll(&drift, value, at_s + 5), DRIFT_NONE);
    }
}

static void test_half_a_raw_step_is_no_change(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    assert_int_equal(poll(&drift, 50.04, 6), DRIFT_NONE);
    assert_int_equal(poll(&drift, 50.1, 11), DRIFT_OUTSIDE);
}

static void test_an_own_write_is_no_news(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    drift_set(&drift, 52, seconds(10));
    assert_int_equal(poll(&drift, 50, 9), DRIFT_NONE); /* begun before the write ended */
    assert_int_equal(poll(&drift, 52, 11), DRIFT_NONE);
    assert_int_equal(poll(&drift, 50, 12), DRIFT_OUTSIDE); /* taken back by somebody */
}

static void test_a_late_effect_names_its_command(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    drift_expect_late(&drift, 52, 7, seconds(600));
    drift_expect_late(&drift, 53, 8, seconds(700));
    assert_int_equal(poll(&drift, 50, 6), DRIFT_NONE);
    assert_int_equal(poll(&drift, 52, 11), DRIFT_LATE);
    assert_int_equal(command, 7);
    assert_int_equal(poll(&drift, 53, 16), DRIFT_LATE);
    assert_int_equal(command, 8);
    assert_int_equal(poll(&drift, 52, 21), DRIFT_OUTSIDE); /* each explains one change */
}

static void test_a_late_effect_has_its_time(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    drift_expect_late(&drift, 52, 7, seconds(600));
    assert_int_equal(poll(&drift, 52, 600), DRIFT_OUTSIDE);
    assert_int_equal(command, 0);
}

static void test_the_newest_late_effects_are_kept(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    for (int i = 0; i <= DRIFT_LATE_MOST; i++)
        drift_expect_late(&drift, 60 + i, 1 + i, seconds(600 + i));
    assert_int_equal(poll(&drift, 60 + DRIFT_LATE_MOST, 2), DRIFT_LATE);
    assert_int_equal(poll(&drift, 61, 3), DRIFT_LATE);
    assert_int_equal(poll(&drift, 60, 4), DRIFT_OUTSIDE); /* the oldest */
}

/* What the store held is judged only when the earlier leader's commands are known. */
static void test_a_stored_value_waits_for_the_earlier_leader(void **state)
{
    (void)state;
    struct drift drift = {0};
    struct drift_input in = {&tenth, 52, seconds(3), seconds(3), false};
    drift_set(&drift, 50, seconds(0));
    drift.is_stored = true;
    assert_int_equal(drift_observe(&drift, &in, &old, &command), DRIFT_HELD);
    in.is_settled = true;
    assert_int_equal(drift_observe(&drift, &in, &old, &command), DRIFT_OUTSIDE);
    assert_true(old == 50);
}

static void test_forgotten_takes_the_next_value(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    drift_forget(&drift, seconds(5));
    assert_int_equal(poll(&drift, 49, 4), DRIFT_NONE);
    assert_int_equal(poll(&drift, 60, 6), DRIFT_NONE);
    assert_int_equal(poll(&drift, 61, 7), DRIFT_OUTSIDE);
}

static void test_kept_differences_know_since_when(void **state)
{
    (void)state;
    struct drift drift = {0};
    poll(&drift, 50, 1);
    struct drift_input in = {&tenth, 52, seconds(10), seconds(10), true};
    drift_keep(&drift, &in);
    in.started = seconds(15);
    drift_keep(&drift, &in);
    assert_true(drift.unjudged == 52 && drift.unjudged_since.ns == seconds(10).ns);
    in.value = 53;
    in.started = seconds(20);
    drift_keep(&drift, &in);
    assert_true(drift.unjudged == 53 && drift.unjudged_since.ns == seconds(20).ns);
    in.value = 50; /* it went back by itself */
    drift_keep(&drift, &in);
    assert_int_equal(drift.unjudged_since.ns, 0);
}

static void test_a_flapping_register_tells_a_bounded_number(void **state)
{
    (void)state;
    struct drift drift = {0};
    int told = 0;
    poll(&drift, 50, 1);
    for (int i = 1; i <= 720; i++) /* an hour, changed at every poll */
        told += poll(&drift, i % 2 ? 51 : 50, i * 5) == DRIFT_OUTSIDE;
    assert_in_range(told, FLAP_TOKENS, FLAP_TOKENS + 3600 * 1000 / FLAP_REFILL_MS + 1);
    assert_int_equal(poll(&drift, 77, 4000), DRIFT_OUTSIDE); /* where it ends is told */
}

static void test_flap_has_tokens_and_gets_them_back(void **state)
{
    (void)state;
    struct flap flap = {0};
    struct mono now = seconds(1000);
    for (int i = 0; i < FLAP_TOKENS; i++)
        assert_true(flap_take(&flap, now));
    assert_false(flap_take(&flap, now));
    struct mono next = flap_next(&flap);
    assert_int_equal(mono_ms_since(now, next), FLAP_REFILL_MS);
    assert_false(flap_take(&flap, (struct mono){next.ns - 1}));
    assert_true(flap_take(&flap, next));
    assert_false(flap_take(&flap, next));
    now = mono_after_ms(next, (int64_t)FLAP_REFILL_MS * FLAP_TOKENS);
    for (int i = 0; i < FLAP_TOKENS; i++)
        assert_true(flap_take(&flap, now));
    assert_false(flap_take(&flap, now));
}

static void test_frozen_after_its_time(void **state)
{
    (void)state;
    struct frozen frozen = {0};
    assert_false(frozen_observe(&frozen, &tenth, 50, seconds(100)));
    assert_false(frozen_observe(&frozen, &tenth, 50, seconds(160)));
    assert_true(frozen_observe(&frozen, &tenth, 50, seconds(161)));
    assert_false(frozen_observe(&frozen, &tenth, 50.1, seconds(162)));
    assert_false(frozen_observe(&frozen, &tenth, 50.1, seconds(222)));
    assert_true(frozen_observe(&frozen, &tenth, 50.1, seconds(223)));
    struct point never = tenth;
    never.frozen_s = 0;
    assert_false(frozen_observe(&frozen, &never, 50.1, seconds(9999)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_value_is_no_news),
        cmocka_unit_test(test_a_foreign_write_is_told_at_the_next_poll),
        cmocka_unit_test(test_half_a_raw_step_is_no_change),
        cmocka_unit_test(test_an_own_write_is_no_news),
        cmocka_unit_test(test_a_late_effect_names_its_command),
        cmocka_unit_test(test_a_late_effect_has_its_time),
        cmocka_unit_test(test_the_newest_late_effects_are_kept),
        cmocka_unit_test(test_a_stored_value_waits_for_the_earlier_leader),
        cmocka_unit_test(test_forgotten_takes_the_next_value),
        cmocka_unit_test(test_kept_differences_know_since_when),
        cmocka_unit_test(test_a_flapping_register_tells_a_bounded_number),
        cmocka_unit_test(test_flap_has_tokens_and_gets_them_back),
        cmocka_unit_test(test_frozen_after_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
