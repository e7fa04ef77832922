/* The ladder before a set-point: every rung, in order, with its figures. */
#include "backend/base/conf.h"
#include "backend/core/guard.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char text_of_profile[] =
    "[profile]\nzh = 站\nen = station\nfunctions = 1, 3, 6, 16\nwrite_function = 6\n"
    "write_budget_day = 4\nidentity = 0 100 200\n"
    "[T2g_SP.1]\narea = holding\naddress = 1\ntype = int16\nscale = 0.1\naccess = write\n"
    "set_low = 20\nset_high = 90\nstep = 3\nstep_wait_s = 600\nauthority = AUTH 1\n"
    "zh = 温\nen = t\n"
    "[MODE]\narea = holding\naddress = 2\ntype = enum\naccess = write\nlabel = 0:关:off\n"
    "label = 2:开:on\nzh = 式\nen = m\n"
    "[P_SP]\narea = holding\naddress = 4\ntype = float32\naccess = write\nset_low = 0\nset_high = "
    "1\n"
    "step_wait_s = 60\nzh = 压\nen = p\n"
    "[AUTH]\narea = holding\naddress = 9\ntype = uint16\nzh = 权\nen = a\n"
    "[T1g]\narea = holding\naddress = 10\ntype = int16\nzh = 温\nen = t\n";

enum { SETPOINT, MODE, FLOAT, AUTHORITY, MEASURED };

static struct profile *profile;
static char text[FACT_TEXT_SIZE];

static int load(void **state)
{
    (void)state;
    static struct conf_errors errors = {.file = "guard.profile"};
    profile = profile_parse("guard", text_of_profile, sizeof text_of_profile - 1, &errors);
    if (!profile)
        print_error("%s\n", errors.text);
    return profile ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    profile_free(profile);
    return 0;
}

static struct mono seconds(int64_t s)
{
    return (struct mono){s * 1000000000};
}

/* All is well: from 50 to 51. */
static struct guard_input good(int point)
{
    return (struct guard_input){.now = seconds(100000),
                                .deadline = seconds(100030),
                                .profile = profile,
                                .point = &profile->point[point],
                                .database = guard_no_limits,
                                .root = guard_no_limits,
                                .is_identity_good = true,
                                .is_link_up = true,
                                .before = {50, QUALITY_GOOD},
                                .seen = 50,
                                .wanted = 51,
                                .authority = {1, QUALITY_GOOD},
                                .held_low = NAN,
                                .held_high = NAN,
                                .replaced = NAN};
}

static void expect(const struct guard_input *in, enum refusal refusal, const char *figures)
{
    enum refusal found = guard_check(in, text, sizeof text);
    if (found != refusal)
        fail_msg("%s (%s), expected %s", refusal_name(found), text, refusal_name(refusal));
    if (!strstr(text, figures))
        fail_msg("\"%s\", expected \"%s\" in it", text, figures);
}

static void test_lets_a_good_order_pass(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    expect(&in, REFUSAL_NONE, "");
    assert_string_equal(text, "");
}

/* From the last rung to the first: each new mistake hides all those below it. */
static void test_rungs_stand_in_order(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    in.is_other_under_way = true;
    expect(&in, REFUSAL_BUSY, "not finished");
    in.writes_today = 4;
    expect(&in, REFUSAL_BUDGET, "4 writes today, at most 4");
    in.last_write = seconds(99900);
    in.held_low = in.held_high = 55;
    expect(&in, REFUSAL_RATE, "55..55 within 600 s, at most 3");
    in.wanted = 53.1;
    expect(&in, REFUSAL_STEP, "change of 3.1, at most 3");
    in.wanted = 90.1;
    expect(&in, REFUSAL_LIMIT, "90.1 outside 20..90");
    in.before.value = 50.2;
    expect(&in, REFUSAL_CHANGED, "seen 50, now 50.2");
    in.authority.value = 0;
    expect(&in, REFUSAL_AUTHORITY, "AUTH is 0, expected 1");
    in.before.quality = QUALITY_STALE;
    expect(&in, REFUSAL_STALE, "stale");
    in.is_link_up = false;
    expect(&in, REFUSAL_LOST, "does not answer");
    in.is_identity_good = false;
    expect(&in, REFUSAL_IDENTITY, "register 0 outside 100..200");
    in.forbidden = "writes = no";
    expect(&in, REFUSAL_READ_ONLY, "writes = no");
    in.now = seconds(100031);
    expect(&in, REFUSAL_EXPIRED, "1000 ms ago");
}

static void test_only_set_points_are_written(void **state)
{
    (void)state;
    struct guard_input in = good(MEASURED);
    expect(&in, REFUSAL_READ_ONLY, "not a set-point");
}

static void test_needs_a_fresh_good_value(void **state)
{
    (void)state;
    static const struct {
        enum quality quality;
        enum refusal refusal;
    } cases[QUALITY_COUNT] = {
        {QUALITY_GOOD, REFUSAL_NONE},     {QUALITY_MANUAL, REFUSAL_AUTHORITY},
        {QUALITY_FROZEN, REFUSAL_STALE},  {QUALITY_STALE, REFUSAL_STALE},
        {QUALITY_RANGE, REFUSAL_STALE},   {QUALITY_INVALID, REFUSAL_STALE},
        {QUALITY_REFUSED, REFUSAL_STALE}, {QUALITY_LOST, REFUSAL_LOST},
        {QUALITY_NEVER, REFUSAL_STALE},
    };
    for (size_t i = 0; i < QUALITY_COUNT; i++) {
        struct guard_input in = good(SETPOINT);
        in.before.quality = (uint8_t)cases[i].quality;
        expect(&in, cases[i].refusal, "");
        in = good(SETPOINT);
        in.authority.quality = (uint8_t)cases[i].quality;
        expect(&in, cases[i].quality == QUALITY_GOOD ? REFUSAL_NONE : REFUSAL_AUTHORITY, "");
    }
}

static void test_narrowest_limits_hold(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    in.database = (struct guard_limits){45, 52, 2};
    in.root = (struct guard_limits){48, 60, 5};
    struct guard_limits limits = guard_limits_of(&in);
    assert_true(limits.low == 48 && limits.high == 52 && limits.step == 2);
    in.wanted = 52;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 52.1;
    expect(&in, REFUSAL_LIMIT, "52.1 outside 48..52");
    in.wanted = 47.9;
    expect(&in, REFUSAL_LIMIT, "47.9 outside 48..52");
    in.before.value = in.seen = 49.9;
    in.wanted = 52;
    expect(&in, REFUSAL_STEP, "change of 2.1, at most 2");
}

/* Whoever may change the database cannot widen what the profile or root say (TESTS A21). */
static void test_database_never_widens(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    in.database = (struct guard_limits){-1000, 1000, 500};
    struct guard_limits limits = guard_limits_of(&in);
    assert_true(limits.low == 20 && limits.high == 90 && limits.step == 3);
    in.root = (struct guard_limits){49, 51, 1};
    limits = guard_limits_of(&in);
    assert_true(limits.low == 49 && limits.high == 51 && limits.step == 1);
    in.wanted = 51.1;
    expect(&in, REFUSAL_LIMIT, "51.1 outside 49..51");
}

static void test_narrow_is_the_smaller_of_both(void **state)
{
    (void)state;
    static const double values[] = {-INFINITY, -3, 0, 2.5, 7, INFINITY};
    static const double steps[] = {0, 1, 4};
    for (size_t i = 0; i < 6 * 6 * 3 * 3; i++) {
        struct guard_limits a = {values[i % 6], values[5 - i % 6], steps[i / 36 % 3]};
        struct guard_limits b = {values[i / 6 % 6], values[5 - i / 6 % 6], steps[i / 108]};
        struct guard_limits n = guard_narrow(a, b), m = guard_narrow(b, a);
        assert_true(n.low == m.low && n.high == m.high && n.step == m.step);
        assert_true(n.low >= a.low && n.low >= b.low && n.high <= a.high && n.high <= b.high);
        assert_true(a.step == 0 || (n.step > 0 && n.step <= a.step));
        assert_true(b.step == 0 || (n.step > 0 && n.step <= b.step));
        assert_true(n.step == a.step || n.step == b.step);
    }
}

static void test_limit_asks_for_a_value_that_fits(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    in.wanted = NAN;
    expect(&in, REFUSAL_LIMIT, "not a number");
    in.wanted = INFINITY;
    expect(&in, REFUSAL_LIMIT, "not a number");
    in.wanted = 1e6; /* does not fit the register at all */
    expect(&in, REFUSAL_LIMIT, "");
    in = good(MODE);
    in.before.value = in.seen = 0;
    in.wanted = 2;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 1;
    expect(&in, REFUSAL_LIMIT, "one of the named values");
}

/* TESTS A23: 100 steps of 1 K within a minute go no further than one step allows. */
static void test_small_steps_do_not_add_up(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    double held = 50;
    int passed = 0;
    in.held_low = in.held_high = NAN;
    for (int i = 0; i < 100; i++) {
        in.now = in.deadline = seconds(100000 + i / 2);
        in.deadline.ns++;
        in.profile = profile;
        in.before.value = in.seen = held;
        in.wanted = held + 1;
        in.writes_today = 0; /* the budget is another rung */
        if (guard_check(&in, text, sizeof text) != REFUSAL_NONE)
            continue;
        in.last_write = in.now;
        in.held_low = fmin(isnan(in.held_low) ? held : in.held_low, held);
        in.held_high = fmax(isnan(in.held_high) ? held : in.held_high, held + 1);
        held += 1;
        passed++;
    }
    assert_int_equal(passed, 3);
    in.wanted = 50; /* what was ordered can be taken back at once */
    in.before.value = in.seen = held;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 49.9; /* the other way the span counts, too */
    expect(&in, REFUSAL_STEP, "");
}

/* Somebody set 50 to 59 at the controller: 50 may be had back at once, and whoever goes there step
 * by step goes no further away. */
static void test_a_change_from_outside_can_be_undone(void **state)
{
    (void)state;
    struct guard_input in = good(SETPOINT);
    in.before.value = in.seen = 59;
    in.wanted = 50;
    expect(&in, REFUSAL_STEP, "change of 9, at most 3"); /* not within the wait */
    in.replaced = 50;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 50.1;
    expect(&in, REFUSAL_STEP, ""); /* that is another value */
    in.wanted = 49.9;
    expect(&in, REFUSAL_STEP, "");
    in.last_write = seconds(99990);
    in.before.value = in.seen = 56; /* after a first step of ours */
    in.held_low = 56;
    in.held_high = 59;
    in.wanted = 53;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 50;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 58;
    in.held_low = 53;
    expect(&in, REFUSAL_RATE, "53..59 within 600 s"); /* away from it */
    in.before.value = in.seen = 51;
    in.wanted = 49;
    expect(&in, REFUSAL_RATE, ""); /* past it */
    in.authority.value = 0;
    in.wanted = 50;
    expect(&in, REFUSAL_AUTHORITY, ""); /* he is still there */
}

static void test_without_a_step_the_wait_is_for_any_write(void **state)
{
    (void)state;
    struct guard_input in = good(FLOAT);
    in.before.value = in.seen = 0.5;
    in.wanted = 0.6;
    in.last_write = seconds(99941);
    expect(&in, REFUSAL_RATE, "last write 59 s ago, wait 60 s");
    in.last_write = seconds(99940);
    expect(&in, REFUSAL_NONE, "");
}

static void test_same_is_half_a_raw_step(void **state)
{
    (void)state;
    const struct point *tenth = &profile->point[SETPOINT], *real = &profile->point[FLOAT];
    assert_true(guard_same(tenth, 50, 50.04));
    assert_false(guard_same(tenth, 50, 50.06));
    assert_false(guard_same(tenth, NAN, NAN));
    assert_false(guard_same(tenth, 50, NAN));
    assert_true(guard_same(real, 0.1, (double)0.1F));
    assert_true(guard_same(real, 1234.567, (double)1234.567F));
    assert_false(guard_same(real, 0.1, 0.100001));
    assert_true(guard_same(real, 0, 0));
}

/* Whole numbers are exact however large: what the device holds is what was ordered, or it is not.
 */
static void test_large_whole_numbers(void **state)
{
    (void)state;
    struct point whole = {.type = POINT_INT32, .scale = 1, .words = 2};
    assert_true(guard_same(&whole, 5000000, 5000000));
    assert_false(guard_same(&whole, 5000000, 5000001));
    assert_false(guard_same(&whole, 50000000, 50000005));
    whole.scale = 0.1;
    assert_false(guard_same(&whole, 5000000.0, 5000000.1));
    assert_true(guard_same(&whole, 50000001 * 0.1, 5000000.1));
    whole.type = POINT_FLOAT64;
    assert_false(guard_same(&whole, 5000000.0, 5000000.1));
}

/* The database keeps limits and what was seen as float4: its rounding refuses nobody. */
static void test_float4_rounding_is_no_difference(void **state)
{
    (void)state;
    struct guard_input in = good(FLOAT);
    in.database = (struct guard_limits){(double)0.1F, (double)0.7F, (double)0.2F};
    in.before.value = 0.5;
    in.seen = (double)0.5F;
    in.wanted = 0.7;
    expect(&in, REFUSAL_NONE, "");
    in.before.value = in.seen = 0.3;
    in.wanted = 0.1;
    expect(&in, REFUSAL_NONE, "");
    in.wanted = 0.0999;
    expect(&in, REFUSAL_LIMIT, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lets_a_good_order_pass),
        cmocka_unit_test(test_rungs_stand_in_order),
        cmocka_unit_test(test_only_set_points_are_written),
        cmocka_unit_test(test_needs_a_fresh_good_value),
        cmocka_unit_test(test_narrowest_limits_hold),
        cmocka_unit_test(test_database_never_widens),
        cmocka_unit_test(test_narrow_is_the_smaller_of_both),
        cmocka_unit_test(test_limit_asks_for_a_value_that_fits),
        cmocka_unit_test(test_small_steps_do_not_add_up),
        cmocka_unit_test(test_a_change_from_outside_can_be_undone),
        cmocka_unit_test(test_without_a_step_the_wait_is_for_any_write),
        cmocka_unit_test(test_same_is_half_a_raw_step),
        cmocka_unit_test(test_large_whole_numbers),
        cmocka_unit_test(test_float4_rounding_is_no_difference),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
