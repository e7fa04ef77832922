/* Polls until a set-point that somebody else changed is an alarm, the most of 1,000 trials: the
 * collector over a recording world, polled each five seconds, the change at any moment between two
 * polls and of any size; own orders for the same point in between alarm nobody. */
#include "tests/bench/common/measure.h"
#include "tests/collector/bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { TRIALS = 1000, POLL_MS = 5000, REST_POLLS = 30, WATCH_POLLS = 10 };

static const char rules_text[] = "scope,point,rule,priority,flags\nany,P_SP,outside,1,event\n";

static void poll(struct bench *bench, int64_t ms)
{
    bench_wait(bench, ms);
    bench_round(bench);
    bench_run(bench);
}

static int trial(struct bench *bench, unsigned *seed)
{
    int64_t before_ms = rand_r(seed) % POLL_MS;
    size_t told = bench_told(bench, FACT_ALARM_RAISED);
    uint16_t value = (uint16_t)(rand_r(seed) % 900);
    bench_wait(bench, before_ms);
    bench->holding[11] = value == bench->holding[11] ? (uint16_t)(value + 1) : value;
    int polls = 0;
    for (; bench_told(bench, FACT_ALARM_RAISED) == told && polls < WATCH_POLLS; polls++)
        poll(bench, polls ? POLL_MS : POLL_MS - before_ms);
    return polls;
}

static void own_order(struct bench *bench)
{
    size_t told = bench_told(bench, FACT_ALARM_RAISED);
    double seen = bench->holding[11] * 0.1, wanted = bench->holding[11] > 450 ? 10 : 80;
    bench_order(bench, "P_SP", seen, wanted);
    for (int i = 0; i < REST_POLLS; i++)
        poll(bench, POLL_MS);
    if (bench_told(bench, FACT_ALARM_RAISED) != told)
        give_up("drift", "an own order raised an alarm");
}

int main(void)
{
    static struct conf_errors errors = {.file = "rules.csv"};
    struct bench bench;
    unsigned seed = 1;
    int most = 0;
    bench_init(&bench, NULL);
    collector_on_rules(bench.collector,
                       alarm_rules_parse(rules_text, sizeof rules_text - 1, NULL, NULL, &errors));
    poll(&bench, 2 * POLL_MS);
    for (int i = 0; i < TRIALS; i++) {
        int polls = trial(&bench, &seed);
        most = polls > most ? polls : most;
        for (int rest = 0; rest < REST_POLLS; rest++)
            poll(&bench, POLL_MS);
        if (i % 10 == 0)
            own_order(&bench);
        bench.fact.count = 0;
        bench.frame.count = 0;
    }
    bench_finish(&bench);
    return !figure("alarm.drift_detect_polls", most, "polls", 2);
}
