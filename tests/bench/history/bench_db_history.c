/* What a day of history costs: 40 devices of 30 points, a sample each 5 s, through the collector's
 * own store into a durable PostgreSQL, and trends of a day back through the console's feed. The
 * series follow a day's swing with the noise of each kind of sensor, in steps of its register. */
#include "backend/base/alloc.h"
#include "backend/device/profile.h"
#include "backend/store/append.h"
#include "backend/store/feed.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "ui/rows_trend.h"

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
            out[p] = (struct reading){rint(value / kinds[k].step) * kinds[k].step, QUALITY_GOOD, 0};
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

/* ---- four of them, drawn ---- */

enum { DRAWN = 60, WIDTH = 200, HEIGHT = 48, LINES = 4 };

struct drawing {
    struct trend_view view;
    int answers;
};

struct drawn_line {
    struct drawing *drawing;
    int64_t serial;
};

static void on_line(void *ctx, const struct trend_slot *slot, size_t count)
{
    struct drawn_line *line = ctx;
    if (!trend_view_answer(&line->drawing->view, line->serial, slot, count))
        give_up("trend", "was not answered");
    line->drawing->answers++;
}

static struct site *make_site(void)
{
    struct site *site = site_new();
    const struct node_input node = {
        .id = 1, .kind = NODE_STATION, .code = "S1", .name = "bench", .initials = ""};
    site_add_node(site, &node);
    site_add_profile(site, make_profile());
    for (int i = 0; i < DEVICES; i++) {
        char code[16];
        snprintf(code, sizeof code, "d%d", i);
        const struct device_input device = {.id = i + 1,
                                            .node_id = 1,
                                            .code = code,
                                            .profile = "bench",
                                            .endpoint = "tcp://192.0.2.1:502",
                                            .unit = 1,
                                            .period_ms = PERIOD_MS};
        site_add_device(site, &device);
    }
    return site;
}

static void ask_lines(struct feed *feed, struct drawing *drawing, struct drawn_line *lines,
                      const struct world *world)
{
    struct wall from, to;
    trend_view_window(&drawing->view, world->now, &from, &to);
    for (int i = 0; i < LINES; i++) {
        struct trend_line *line = &drawing->view.line[i];
        lines[i] = (struct drawn_line){drawing, i + 1};
        line->serial = i + 1;
        line->asked_from = from;
        line->asked_to = to;
        feed_ask_trend(feed, line->device_id, line->point, from, (struct wall){to.us - 1},
                       (size_t)drawing->view.slots, on_line, &lines[i]);
    }
}

static void draw_plot(const struct drawing *drawing, const struct world *world)
{
    static struct trend_plot plot;
    const struct trend_look look = {world, &glyphs_narrow, &drawing->view, WIDTH};
    struct row row;
    rows_trend_plot(&look, HEIGHT, &plot);
    for (int y = 0; y < HEIGHT; y++) {
        row_clear(&row);
        rows_trend_plot_row(&look, &plot, y, &row);
    }
    for (int i = 0; i < LINES; i++) {
        row_clear(&row);
        rows_trend_legend(&look, i, &row);
    }
}

/* A day of four points of a station, as screen 6 of 200x60 asks for and draws them. */
static bool measure_draw(uv_loop_t *loop)
{
    static double ms[DRAWN];
    bool is_loaded = false;
    const struct feed_events events = {&is_loaded, on_loaded, on_changed, on_status, on_children};
    struct feed *feed = feed_new(loop, BENCH_DISPATCHER, &events);
    struct site *site = make_site();
    struct world world = {.site = site, .now = {start.us + 86400000000LL}, .is_live = true};
    while (!is_loaded)
        uv_run(loop, UV_RUN_ONCE);
    for (int i = 0; i < DRAWN; i++) {
        struct drawing drawing = {.answers = 0};
        struct drawn_line lines[LINES];
        for (int p = 0; p < LINES; p++) {
            char point[8];
            snprintf(point, sizeof point, "P%d", p * 3);
            trend_view_add(&drawing.view, i % DEVICES + 1, point);
        }
        drawing.view.slots = 2 * trend_plot_cells(WIDTH);
        trend_view_span(&drawing.view, world.now, "24h");
        double before = now_s();
        ask_lines(feed, &drawing, lines, &world);
        while (drawing.answers < LINES)
            uv_run(loop, UV_RUN_ONCE);
        draw_plot(&drawing, &world);
        ms[i] = (now_s() - before) * 1e3;
        trend_view_finish(&drawing.view);
    }
    feed_free(feed, NULL, NULL);
    site_free(site);
    printf("four trends of a day, drawn: median %.2f ms\n", median(ms, DRAWN));
    return figure("trend.draw_ms", percentile(ms, DRAWN, 0.95), "ms", 50);
}

int main(void)
{
    uv_loop_t loop;
    struct collector collector = {.epoch = 0};
    const struct append_events events = {&collector, on_status, on_plant,   on_lease,
                                         on_command, on_word,   on_durable, NULL};
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
    ok &= measure_draw(&loop);
    append_free(collector.append, NULL, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    profile_free(profile);
    pg_close(pg);
    return ok ? 0 : 1;
}
