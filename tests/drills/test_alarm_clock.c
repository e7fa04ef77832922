/* Clocks that step while alarms wait, stand and are shelved, and days on which calendars break
 * (TESTS A46): delays run on the steady clock, shelves end by the database's time, and nothing is
 * lost, doubled, or ended by a step of this host's clock. */
#include "backend/core/alarm_book.h"
#include "backend/core/season.h"
#include "tests/collector/bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define HOUR_US (3600 * 1000000LL)

static const char rules_text[] =
    "scope,point,rule,limit,unit,deadband,on_delay_s,off_delay_s,priority,flags,ack_min\n"
    "any,AUTH,state,0,,,60,30,2,,5\n"
    "any,,lost,,,,30,10,3,device,\n";

static struct bench bench;

static int start(void **state)
{
    static struct conf_errors errors;
    (void)state;
    errors = (struct conf_errors){.file = "rules.csv"};
    bench_init(&bench, NULL);
    struct alarm_rules *rules =
        alarm_rules_parse(rules_text, sizeof rules_text - 1, NULL, NULL, &errors);
    if (!rules)
        fail_msg("%s", errors.text);
    collector_on_rules(bench.collector, rules);
    return 0;
}

static int finish(void **state)
{
    (void)state;
    bench_finish(&bench);
    return 0;
}

static void poll_for(int seconds)
{
    for (; seconds > 0; seconds -= 5) {
        bench_wait(&bench, 5000);
        bench_round(&bench);
        bench_run(&bench);
    }
}

static int64_t database_us(void)
{
    return 1700000000000000 + bench.now.ns / 1000;
}

static struct fact say(enum fact_kind kind, const struct fact *raise)
{
    struct fact fact = *raise;
    fact.kind = kind;
    fact.at.us = database_us();
    fact.old_value = fact.new_value = NAN;
    snprintf(fact.code, sizeof fact.code, "%.*s", (int)strcspn(raise->code, "/"), raise->code);
    snprintf(fact.who, sizeof fact.who, "anna");
    return fact;
}

/* An hour forth and back, a second, a day, and far beyond 2038. */
static const int64_t steps_us[] = {
    HOUR_US,      -HOUR_US, 1000000, -1000000, 24 * HOUR_US, -24 * HOUR_US, 30 * 365 * 24 * HOUR_US,
    -10 * HOUR_US};
#define STEPS (sizeof steps_us / sizeof *steps_us)

static void test_delays_run_on(void **state)
{
    (void)state;
    int64_t last = 0;
    for (size_t i = 0; i < STEPS; i++) {
        bench.holding[12] = 0;
        poll_for(30);
        bench.wall_step_us += steps_us[i];
        poll_for(30);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), i);
        poll_for(10);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), i + 1);
        assert_true(bench_last(&bench, FACT_ALARM_RAISED)->alarm > last);
        last = bench_last(&bench, FACT_ALARM_RAISED)->alarm;
        bench.holding[12] = 1;
        poll_for(15);
        bench.wall_step_us -= steps_us[i] / 2;
        poll_for(15);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), i);
        poll_for(10);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), i + 1);
        const struct fact *returned = bench_last(&bench, FACT_ALARM_RETURNED);
        assert_int_equal(returned->alarm, last);
        assert_true(returned->old_value >= 30 && returned->old_value <= 60);
    }
}

static void test_loss_is_counted_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < STEPS; i++) {
        collector_on_link(bench.collector, BENCH_DEVICE, false, "timeout");
        bench_wait(&bench, 15000);
        bench.wall_step_us += steps_us[i];
        bench_wait(&bench, 14000);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), i);
        bench_wait(&bench, 2000);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), i + 1);
        collector_on_link(bench.collector, BENCH_DEVICE, true, "");
        bench.wall_step_us -= steps_us[i];
        bench_wait(&bench, 11000);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), i + 1);
        bench_wait(&bench, 400000); /* calm in between: it would be held for chattering */
    }
}

static void test_words_end_by_the_database(void **state)
{
    (void)state;
    bench.holding[12] = 0;
    poll_for(70);
    struct fact raise = *bench_last(&bench, FACT_ALARM_RAISED);
    for (size_t i = 0; i < STEPS; i++) {
        struct fact shelve = say(FACT_ALARM_SHELVED, &raise);
        shelve.new_value = (double)shelve.at.us / 1e6 + 600;
        collector_on_fact(bench.collector, &shelve);
        poll_for(300);
        bench.wall_step_us += steps_us[i];
        poll_for(290);
        assert_int_equal(bench_told(&bench, FACT_ALARM_UNSHELVED), i);
        poll_for(20);
        assert_int_equal(bench_told(&bench, FACT_ALARM_UNSHELVED), i + 1);
        const struct fact *ended = bench_last(&bench, FACT_ALARM_UNSHELVED);
        assert_true(ended->old_value == (double)shelve.at.us);
        assert_true(ended->new_value == (double)shelve.at.us + 600e6);
        struct fact ack = say(FACT_ALARM_ACKNOWLEDGED, &raise);
        collector_on_fact(bench.collector, &ack);
        bench.wall_step_us -= steps_us[i];
        poll_for(290);
        assert_int_equal(bench_told(&bench, FACT_ALARM_UNACKNOWLEDGED), i);
        poll_for(20);
        assert_int_equal(bench_told(&bench, FACT_ALARM_UNACKNOWLEDGED), i + 1);
        assert_true(bench_last(&bench, FACT_ALARM_UNACKNOWLEDGED)->old_value == (double)ack.at.us);
    }
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), 0);
}

/* The second after which 32 bits of seconds are full, midnight in China, and a leap day: an alarm
 * is raised before and returns after. */
static void test_over_bad_moments(void **state)
{
    static const int64_t moments_s[] = {2147483648, 4294967296, 1830268800 - 8 * 3600,
                                        1835366400 - 8 * 3600, 1735660800 - 8 * 3600};
    (void)state;
    for (size_t i = 0; i < sizeof moments_s / sizeof *moments_s; i++) {
        bench.wall_step_us = moments_s[i] * 1000000 - database_us() - 90 * 1000000;
        bench.holding[12] = 0;
        poll_for(70);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), i + 1);
        struct fact raise = *bench_last(&bench, FACT_ALARM_RAISED);
        assert_true(raise.at.us < moments_s[i] * 1000000);
        bench.holding[12] = 1;
        poll_for(50);
        assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), i + 1);
        const struct fact *returned = bench_last(&bench, FACT_ALARM_RETURNED);
        assert_true(returned->at.us >= moments_s[i] * 1000000);
        assert_int_equal(returned->alarm, raise.alarm);
        poll_for(400);
    }
}

/* Each day from 1969 to 2110 at its first and last minute, against the C library's calendar. */
static void test_season(void **state)
{
    (void)state;
    for (int64_t day = -365; day < 140 * 365 + 35; day++) {
        for (int offset = -60; offset <= 480; offset += 540) {
            time_t local = (time_t)(day * 86400);
            struct tm date;
            gmtime_r(&local, &date);
            int of_year = (date.tm_mon + 1) * 100 + date.tm_mday;
            bool is_season = of_year >= 1115 || of_year <= 315;
            struct wall first = {(day * 86400 - offset * 60) * 1000000};
            struct wall last = {first.us + 86400 * 1000000LL - 1};
            bool is_set = of_year >= 1001 || of_year <= 430,
                 is_summer = of_year >= 501 && of_year <= 930;
            if (season_is_on(SEASON_STANDARD, first, offset) != is_season ||
                season_is_on(SEASON_STANDARD, last, offset) != is_season ||
                season_is_on((struct season){1001, 430}, first, offset) != is_set ||
                season_is_on((struct season){501, 930}, last, offset) != is_summer)
                fail_msg("%04d-%02d-%02d", date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
            assert_int_equal(season_minute_of_day(first, offset), 0);
            assert_int_equal(season_minute_of_day(last, offset), 24 * 60 - 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_delays_run_on, start, finish),
        cmocka_unit_test_setup_teardown(test_loss_is_counted_on, start, finish),
        cmocka_unit_test_setup_teardown(test_words_end_by_the_database, start, finish),
        cmocka_unit_test_setup_teardown(test_over_bad_moments, start, finish),
        cmocka_unit_test(test_season),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
