/* Alarms through the collector: what happens becomes facts, what people say comes back, time ends
 * what has an end, and a collector killed at any step loses and doubles nothing. */
#include "backend/core/alarm_book.h"
#include "bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char rules_text[] =
    "scope,point,rule,limit,unit,deadband,on_delay_s,off_delay_s,priority,flags,ack_min\n"
    "any,AUTH,state,0,,,10,,2,,5\n"
    "any,P_SP,outside,,,,,,1,event,\n"
    "any,,lost,,,,30,10,3,device,\n";

static struct bench bench;

static struct alarm_rules *rules(void)
{
    static struct conf_errors errors;
    errors = (struct conf_errors){.file = "rules.csv"};
    struct alarm_rules *made =
        alarm_rules_parse(rules_text, sizeof rules_text - 1, NULL, NULL, &errors);
    if (!made)
        fail_msg("%s", errors.text);
    return made;
}

static int start(void **state)
{
    (void)state;
    bench_init(&bench, NULL);
    collector_on_rules(bench.collector, rules());
    return 0;
}

static int finish(void **state)
{
    (void)state;
    bench_finish(&bench);
    return 0;
}

/* Polled each five seconds. */
static void poll_for(int seconds)
{
    for (; seconds > 0; seconds -= 5) {
        bench_wait(&bench, 5000);
        bench_round(&bench);
        bench_run(&bench);
    }
}

static struct fact person(enum fact_kind kind, const struct fact *raise)
{
    struct fact fact = *raise;
    fact.kind = kind;
    fact.at.us = 1700000000000000 + bench.now.ns / 1000;
    fact.old_value = fact.new_value = NAN;
    snprintf(fact.code, sizeof fact.code, "%.*s", (int)strcspn(raise->code, "/"), raise->code);
    snprintf(fact.who, sizeof fact.who, "anna");
    return fact;
}

static void test_loss_and_return(void **state)
{
    (void)state;
    collector_on_link(bench.collector, BENCH_DEVICE, false, "timeout");
    bench_wait(&bench, 29000);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 0);
    bench_wait(&bench, 2000); /* no round comes from it: by deadline */
    const struct fact *raise = bench_last(&bench, FACT_ALARM_RAISED);
    assert_string_equal(raise->code, "lost/3d");
    assert_int_equal(raise->device, BENCH_DEVICE);
    assert_int_equal(raise->node, 1);
    assert_string_equal(raise->who, "bench");
    int64_t id = raise->alarm;
    collector_on_link(bench.collector, BENCH_DEVICE, true, "");
    bench_wait(&bench, 11000);
    assert_int_equal(bench_last(&bench, FACT_ALARM_RETURNED)->alarm, id);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
}

static void test_outside_until_our_own_write(void **state)
{
    (void)state;
    bench_wait(&bench, 6000); /* the lease has settled */
    bench_round(&bench);
    bench_run(&bench);
    bench.holding[11] = 50;
    bench_wait(&bench, 5000);
    bench_round(&bench); /* within one poll (TESTS A18) */
    assert_int_equal(bench_told(&bench, FACT_CHANGED_OUTSIDE), 1);
    const struct fact *raise = bench_last(&bench, FACT_ALARM_RAISED);
    assert_string_equal(raise->code, "outside/1v");
    assert_string_equal(raise->point, "P_SP");
    assert_true(raise->old_value == 3 && raise->new_value == 5);
    bench_order(&bench, "P_SP", 5, 3);
    bench_run(&bench);
    poll_for(20);
    assert_int_equal(bench_told(&bench, FACT_COMMAND_VERIFIED), 1);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), 1);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1); /* own writes alarm nobody */
}

static void test_what_people_say_ends_by_time(void **state)
{
    (void)state;
    bench.holding[12] = 0;
    poll_for(20);
    struct fact raise = *bench_last(&bench, FACT_ALARM_RAISED);
    assert_string_equal(raise.code, "state/2e5");
    struct fact ack = person(FACT_ALARM_ACKNOWLEDGED, &raise);
    collector_on_fact(bench.collector, &ack);
    poll_for(295);
    assert_int_equal(bench_told(&bench, FACT_ALARM_UNACKNOWLEDGED), 0);
    poll_for(30);
    const struct fact *expired = bench_last(&bench, FACT_ALARM_UNACKNOWLEDGED);
    assert_true(expired->old_value == (double)ack.at.us);
    assert_true(expired->new_value == (double)ack.at.us + 300e6);
    struct fact shelve = person(FACT_ALARM_SHELVED, &raise);
    shelve.new_value = (double)shelve.at.us / 1e6 + 600;
    collector_on_fact(bench.collector, &shelve);
    poll_for(590);
    assert_int_equal(bench_told(&bench, FACT_ALARM_UNSHELVED), 0);
    poll_for(60);
    assert_int_equal(bench_told(&bench, FACT_ALARM_UNSHELVED), 1);
    assert_int_equal(bench_told(&bench, FACT_ALARM_UNACKNOWLEDGED), 1);
    assert_true(bench_last(&bench, FACT_ALARM_UNSHELVED)->old_value == (double)shelve.at.us);
}

/* Definitions change while alarms stand: they stand on, and what no rule holds any more returns. */
/* A collector that led before and was cut off tells late what it saw: nobody else would return it.
 */
static void test_late_spool_of_a_former_leader(void **state)
{
    (void)state;
    bench.holding[12] = 1; /* all is well by now */
    poll_for(30);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 0);
    struct fact late;
    fact_init(&late, FACT_ALARM_RAISED,
              (struct wall){1700000000000000 + bench.now.ns / 1000 - 20000000});
    late.alarm = late.at.us;
    late.device = BENCH_DEVICE;
    snprintf(late.point, sizeof late.point, "AUTH");
    snprintf(late.code, sizeof late.code, "state/2e5");
    collector_on_fact(bench.collector, &late);
    struct fact gone = late; /* of a rule that is no more */
    snprintf(gone.code, sizeof gone.code, "state-old/2");
    collector_on_fact(bench.collector, &gone);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), 1);
    poll_for(30);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), 2);
    assert_true(bench_last(&bench, FACT_ALARM_RETURNED)->alarm == late.alarm);
    /* its return that comes late ends nothing that is there */
    bench.holding[12] = 0;
    poll_for(30);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
    late.kind = FACT_ALARM_RETURNED;
    late.alarm = bench_last(&bench, FACT_ALARM_RAISED)->alarm + 1;
    collector_on_fact(bench.collector, &late);
    poll_for(30);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 2);
}

static void test_new_rules(void **state)
{
    static const char fewer[] = "scope,point,rule,on_delay_s,priority\nany,,lost,30,3\n";
    struct conf_errors errors = {.file = "fewer.csv"};
    (void)state;
    bench.holding[12] = 0;
    poll_for(20);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
    collector_on_rules(bench.collector, rules());
    poll_for(60);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
    collector_on_rules(bench.collector,
                       alarm_rules_parse(fewer, sizeof fewer - 1, NULL, NULL, &errors));
    assert_int_equal(bench_told(&bench, FACT_ALARM_RETURNED), 1);
    poll_for(60);
    assert_int_equal(bench_told(&bench, FACT_ALARM_RAISED), 1);
}

/* A plant imported anew, while one alarm stands and another waits for its delay. */
static void test_another_plant(void **state)
{
    struct bench next;
    (void)state;
    bench.holding[12] = 0;
    poll_for(20);
    collector_on_link(bench.collector, BENCH_DEVICE, false, "timeout");
    bench_wait(&bench, 25000);
    bench_init_with(&next, bench_site(), NULL);
    next.now = bench.now;
    collector_inherit(next.collector, bench.collector);
    bench_lease(&next, 1, 6000);
    collector_on_link(next.collector, BENCH_DEVICE, false, "timeout");
    bench_wait(&next, 6000);
    assert_int_equal(bench_told(&next, FACT_ALARM_RAISED), 1);
    assert_string_equal(bench_last(&next, FACT_ALARM_RAISED)->code, "lost/3d");
    collector_on_link(next.collector, BENCH_DEVICE, true, "");
    next.holding[12] = 1;
    bench_wait(&next, 11000);
    bench_round(&next);
    assert_int_equal(bench_told(&next, FACT_ALARM_RETURNED), 2);
    bench_finish(&next);
}

/* ---- killed at any step ---- */

enum { SECONDS = 600 };

/* What the plant does, by the second: the same in every run. */
static void act(struct bench *b, int second)
{
    b->holding[12] = second / 90 % 2 ? 0 : 1;
    if (second == 200 || second == 260)
        collector_on_link(b->collector, BENCH_DEVICE, second == 260, "timeout");
}

static bool is_lost_at(int second)
{
    return second >= 200 && second < 260;
}

static void begin(struct bench *b, const struct bench *log, size_t durable, int second)
{
    struct site *site = bench_site();
    for (size_t i = 0; i < durable; i++)
        site_apply(site, &log->fact.at[i]);
    bench_init_with(b, site, NULL);
    b->now.ns += (int64_t)second * 1000000000;
    bench_lease(b, 1, 6000);
    collector_on_rules(b->collector, rules());
    collector_on_link(b->collector, BENCH_DEVICE, !is_lost_at(second), "timeout");
}

/* Runs to the end, or to the kill: after that many facts, of which `lost` are not durable. Facts
 * go to the log. */
static void live(struct bench *log, int from, size_t kill_at, size_t lost, int *killed_at)
{
    struct bench b;
    begin(&b, log, log->fact.count, from);
    *killed_at = -1;
    for (int second = from; second < SECONDS && *killed_at < 0; second++) {
        act(&b, second);
        if (second % 5 == 0 && !is_lost_at(second))
            bench_round(&b);
        bench_wait(&b, 1000);
        if (log->fact.count + b.fact.count >= kill_at)
            *killed_at = second + 1;
    }
    size_t durable = b.fact.count - (*killed_at < 0 || lost > b.fact.count ? 0 : lost);
    for (size_t i = 0; i < durable; i++)
        *VEC_PUSH(&log->fact) = b.fact.at[i];
    bench_finish(&b);
}

/* For each key raises and returns take turns, and the end is what the plant is in. */
static void check(const struct bench *log, size_t kill_at)
{
    int64_t raised = 0, lost = 0;
    for (size_t i = 0; i < log->fact.count; i++) {
        const struct fact *fact = &log->fact.at[i];
        int64_t *open = fact->point[0] ? &raised : &lost;
        if (fact->kind == FACT_ALARM_RAISED) {
            if (*open)
                fail_msg("killed after %u facts: %s doubled", (unsigned)kill_at, fact->code);
            *open = fact->alarm;
        } else if (fact->kind == FACT_ALARM_RETURNED) {
            assert_int_equal(fact->alarm, *open);
            *open = 0;
        }
    }
    assert_int_equal(raised != 0, (SECONDS - 1) / 90 % 2);
    assert_int_equal(lost, 0);
}

static void test_killed_at_any_step(void **state)
{
    (void)state;
    int killed_at;
    struct bench whole = {0};
    live(&whole, 0, SIZE_MAX, 0, &killed_at);
    size_t facts = whole.fact.count;
    assert_in_range(bench_told(&whole, FACT_ALARM_RAISED), 3, 5);
    free(whole.fact.at);
    for (size_t kill_at = 1; kill_at <= facts; kill_at++) {
        for (size_t lost = 0; lost < 3; lost++) {
            struct bench log = {0};
            live(&log, 0, kill_at, lost, &killed_at);
            if (killed_at >= 0 && killed_at < SECONDS)
                live(&log, killed_at, SIZE_MAX, 0, &killed_at);
            check(&log, kill_at);
            free(log.fact.at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_loss_and_return, start, finish),
        cmocka_unit_test_setup_teardown(test_outside_until_our_own_write, start, finish),
        cmocka_unit_test_setup_teardown(test_what_people_say_ends_by_time, start, finish),
        cmocka_unit_test_setup_teardown(test_late_spool_of_a_former_leader, start, finish),
        cmocka_unit_test_setup_teardown(test_new_rules, start, finish),
        cmocka_unit_test_setup_teardown(test_another_plant, start, finish),
        cmocka_unit_test(test_killed_at_any_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
