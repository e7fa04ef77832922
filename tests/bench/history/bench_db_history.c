/* What a day of history costs: 40 devices of 30 points, a sample each 5 s, through the collector's
 * own store into a durable PostgreSQL, and a day's trend back through the console's feed. The
 * series follow a day's swing with the noise of each kind of sensor, in steps of its register. */
#include "backend/base/alloc.h"
#include "backend/device/profile.h"
#include "backend/store/append.h"
#include "backend/store/feed.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEVICES = 40, PERIOD_MS = 5000, CHUNK_MS = 600000, CHUNKS = 144, TRENDS = 200, SLOTS = 200 };
#define SAMPLES ((double)DEVICES * CHUNKS * (CHUNK_MS / PERIOD_MS))

/* Kinds of points of a station: how many, the register's step, middle, the day's swing, noise (of
 * one standard deviation), and what a counter gains in a sample. */
static const struct kind {
    int count;
    double step, middle, swing, noise, gain;
} kinds[] = {
    {8, 0.1, 55, 4, 0.04, 0},          /* temperatures */
    {6, 0.001, 0.45, 0.01, 0.0012, 0}, /* pressures */
    {3, 0.1, 90, 6, 0.12, 0},          /* flows */
    {1, 0.001, 2.4, 0.3, 0.006, 0},    /* heat */
    {3, 0.1, 20000, 0, 0, 0.012},      /* totals */
    {3, 0.1, 40, 1, 0.03, 0},          /* drives */
    {6, 1, 1, 0, 0, 0},                /* states */
};
#define POINTS 30

static struct wall start;
static uint64_t chance = 88172645463325252u;

static double random_unit(void)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (double)(chance >> 11) / 9007199254740992.0;
}

static double random_normal(void)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += random_unit();
    return sum;
}

static struct profile *make_profile(void)
{
    static struct conf_errors errors = {.file = "bench"};
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "[profile]\nen = bench\nperiod_s = %d\n", PERIOD_MS / 1000);
    for (size_t k = 0, p = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int i = 0; i < kinds[k].count; i++, p++)
            fprintf(out, "[P%zu]\naddress = %zu\ntype = int32\nscale = %g\n", p, p * 2,
                    kinds[k].step);
    fclose(out);
    struct profile *profile = profile_parse("bench", text, length, &errors);
    if (!profile)
        give_up("profile", errors.text);
    free(text);
    return profile;
}

static void read_all(int device, int64_t sample, struct reading *out)
{
    double day = 2 * 3.14159265 * (double)sample * PERIOD_MS / 86400000;
    int p = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int i = 0; i < kinds[k].count; i++, p++) {
            double value = kinds[k].middle + device + kinds[k].swing * sin(day + p) +
                           kinds[k].noise * random_normal() + kinds[k].gain * (double)sample;
            out[p] = (struct reading){rint(value / kinds[k].step) * kinds[k].step, QUALITY_GOOD};
        }
}

struct collector {
    struct append *append;
    int64_t epoch;
};

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    (void)until;
    ((struct collector *)ctx)->epoch = epoch;
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx, (void)status;
}

static void on_plant(void *ctx, struct site *site)
{
    (void)ctx;
    site_free(site);
}

static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    (void)ctx, (void)command, (void)life_ms, (void)is_orphan;
}

static void on_word(void *ctx, const struct fact *fact)
{
    (void)ctx, (void)fact;
}

static void on_durable(void *ctx, uint64_t ticket)
{
    (void)ctx, (void)ticket;
}

static void turn_for(uv_loop_t *loop, double seconds)
{
    double end = now_s() + seconds;
    while (now_s() < end)
        if (!uv_run(loop, UV_RUN_NOWAIT))
            break;
}

/* Whole chunks between two turns of the loop, which would end one whose time is over. */
static void fill(uv_loop_t *loop, struct collector *collector, const struct profile *profile)
{
    struct reading readings[POINTS];
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
        for (int device = 0; device < DEVICES; device++)
            for (int i = 0; i < CHUNK_MS / PERIOD_MS; i++) {
                int64_t sample = (int64_t)chunk * (CHUNK_MS / PERIOD_MS) + i;
                struct wall at = {start.us + sample * PERIOD_MS * 1000};
                read_all(device, sample, readings);
                append_values(collector->append, device + 1, profile, at, readings);
            }
        turn_for(loop, 0.02);
    }
}

static void wait_for_chunks(uv_loop_t *loop, struct pg *pg)
{
    double end = now_s() + 180;
    while (database_number(pg, "select count(*) from hd.history") < DEVICES * CHUNKS) {
        turn_for(loop, 0.2);
        if (now_s() > end)
            give_up("history", "not every chunk is stored after three minutes");
    }
}

static bool measure_size(struct pg *pg)
{
    database_run(pg, "vacuum analyze hd.history");
    double bytes = database_number(
        pg, "select sum(pg_total_relation_size(i.inhrelid)) from pg_inherits i"
            " where i.inhparent = 'hd.history'::regclass and pg_relation_size(i.inhrelid) > 0");
    return figure("history.bytes_per_sample", bytes / (SAMPLES * POINTS), "B", 1.3);
}

struct trend_asked {
    bool is_done;
    size_t filled;
};

static void on_trend(void *ctx, const struct trend_slot *slot, size_t count)
{
    struct trend_asked *asked = ctx;
    asked->is_done = true;
    for (size_t i = 0; i < count; i++)
        asked->filled += isfinite(slot[i].mean);
}

static void on_loaded(void *ctx, struct site *site)
{
    (void)site;
    *(bool *)ctx = true;
}

static void on_changed(void *ctx)
{
    (void)ctx;
}

static void on_children(void *ctx, int32_t node)
{
    (void)ctx, (void)node;
}

/* Each device's first is cold, as when a dispatcher opens one station after the other. */
static bool measure_trend(uv_loop_t *loop)
{
    static double ms[TRENDS];
    bool is_loaded = false;
    const struct feed_events events = {&is_loaded, on_loaded, on_changed, on_status, on_children};
    struct feed *feed = feed_new(loop, BENCH_DISPATCHER, &events);
    while (!is_loaded)
        uv_run(loop, UV_RUN_ONCE);
    for (int i = 0; i < TRENDS; i++) {
        struct trend_asked asked = {.is_done = false};
        struct wall to = {start.us + 86400000000LL};
        char point[8];
        snprintf(point, sizeof point, "P%d", i % 8);
        double before = now_s();
        feed_ask_trend(feed, i % DEVICES + 1, point, start, to, SLOTS, on_trend, &asked);
        while (!asked.is_done)
            uv_run(loop, UV_RUN_ONCE);
        ms[i] = (now_s() - before) * 1e3;
        if (asked.filled < SLOTS - 1)
            give_up("trend", "has holes");
    }
    feed_free(feed, NULL, NULL);
    printf("a day's trend: median %.2f ms\n", median(ms, TRENDS));
    return figure("trend.day_ms", percentile(ms, TRENDS, 0.95), "ms", 15);
}

int main(void)
{
    uv_loop_t loop;
    struct collector collector = {.epoch = 0};
    const struct append_events events = {&collector, on_status, on_plant,  on_lease,
                                         on_command, on_word,   on_durable};
    const struct append_options options = {
        .conninfo = BENCH_COLLECTOR, .name = "bench", .batch_ms = 50};
    struct profile *profile = make_profile();
    database_init();
    struct pg *pg = database_open("");
    int64_t now_us = clock_wall().us;
    start.us = (now_us / 86400000000LL - 1) * 86400000000LL;
    uv_loop_init(&loop);
    collector.append = append_new(&loop, &options, &events);
    while (!collector.epoch)
        uv_run(&loop, UV_RUN_ONCE);
    fill(&loop, &collector, profile);
    wait_for_chunks(&loop, pg);
    bool ok = measure_size(pg);
    ok &= measure_trend(&loop);
    append_free(collector.append, NULL, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    profile_free(profile);
    pg_close(pg);
    return ok ? 0 : 1;
}
