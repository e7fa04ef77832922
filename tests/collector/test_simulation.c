/* The collector under thousands of seeds (TESTS A45, A27, A18, A48). HEATDESK_SEED=n replays one.
 */
#include "sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct sim_faults calm;
static const struct sim_faults faulty = {.silent_before = 40,
                                         .silent_after = 40,
                                         .late = 40,
                                         .refuse = 40,
                                         .forget = 40,
                                         .wrong_echo = 40,
                                         .revert = 60,
                                         .link = 8,
                                         .foreign = 12};
static const struct sim_faults deadly = {.silent_before = 20,
                                         .silent_after = 20,
                                         .late = 20,
                                         .refuse = 20,
                                         .link = 4,
                                         .database = 20,
                                         .crash = 6,
                                         .stop = 20,
                                         .foreign = 6};

static long totals[SIM_OUTCOMES];

static uint64_t run(uint64_t seed, const struct sim_faults *faults)
{
    static struct sim sim;
    sim_init(&sim, seed, faults);
    sim_run(&sim);
    uint64_t hash = sim.hash;
    for (int i = 0; i < SIM_OUTCOMES; i++)
        totals[i] += sim.outcomes[i];
    if (sim.wrong[0]) {
        print_error("%s\n  replay: HEATDESK_SEED=%llu\n", sim.wrong, (unsigned long long)seed);
        sim_finish(&sim);
        fail();
    }
    sim_finish(&sim);
    return hash;
}

/* HEATDESK_SEEDS = how many seeds a test: fewer under a sanitizer, more over a night. */
static uint64_t seeds(uint64_t usual)
{
    const char *wanted = getenv("HEATDESK_SEEDS");
    return wanted ? strtoull(wanted, NULL, 10) : usual;
}

static void run_all(uint64_t count, const struct sim_faults *faults)
{
    const char *one = getenv("HEATDESK_SEED");
    if (one)
        run(strtoull(one, NULL, 10), faults);
    for (uint64_t seed = 1; !one && seed <= count; seed++)
        run(seed, faults);
}

static void test_calm_world_verifies(void **state)
{
    (void)state;
    for (int i = 0; i < SIM_OUTCOMES; i++)
        totals[i] = 0;
    run_all(seeds(100), &calm);
    assert_true(totals[MET_VERIFIED] > 0);
    assert_int_equal(totals[MET_OUTSIDE], 0);
    assert_int_equal(totals[MET_UNKNOWN], 0);
    assert_int_equal(totals[MET_NOT_SENT], 0);
    assert_int_equal(totals[MET_DIFFERS], 0);
}

static void test_faulty_devices(void **state)
{
    (void)state;
    run_all(seeds(8000), &faulty);
}

static void test_killed_and_stopped_collectors(void **state)
{
    (void)state;
    struct sim_faults faults = deadly;
    run_all(seeds(8000), &faults);
    faults.has_spool = true;
    run_all(seeds(8000), &faults);
}

/* A simulation that never meets an end proves nothing about it. */
static void test_every_end_was_met(void **state)
{
    (void)state;
    if (getenv("HEATDESK_SEED"))
        skip();
    for (int i = 0; i < SIM_OUTCOMES; i++) {
        print_message("%-18s %ld\n", sim_outcome_name[i], totals[i]);
        if (!totals[i])
            fail_msg("no seed met \"%s\"", sim_outcome_name[i]);
    }
}

static void test_replays_identically(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 50; seed++)
        assert_int_equal(run(seed, &deadly), run(seed, &deadly));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calm_world_verifies),
        cmocka_unit_test(test_faulty_devices),
        cmocka_unit_test(test_killed_and_stopped_collectors),
        cmocka_unit_test(test_every_end_was_met),
        cmocka_unit_test(test_replays_identically),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
