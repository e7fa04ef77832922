/* Values, states and history against a real database: what was put is what is read. */
#include "backend/store/binary.h"
#include "backend/store/history.h"
#include "tests/exchange/folder.h"
#include "tests/store/append_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATABASE  "hd_append_values"
#define PERIOD_MS 5000 /* of device 1 */

/* ---- the newest values ---- */

static const struct profile *profile_of(const struct bed *bed, int32_t device)
{
    return bed->site->device[site_device_of_id(bed->site, device)].profile;
}

static void put(struct bed *bed, int32_t device, int64_t at_ms, struct reading a, struct reading b)
{
    struct reading readings[2] = {a, b};
    append_values(bed->append, device, profile_of(bed, device), (struct wall){at_ms * 1000},
                  readings);
}

static bool holds(struct pg *pg, const char *sql, const char *value)
{
    char *got = bed_ask(pg, sql);
    bool is_so = !strcmp(got, value);
    free(got);
    return is_so;
}

/* Until the database says so. */
static void await(struct bed *bed, struct pg *pg, const char *sql, const char *value)
{
    struct mono since = clock_mono();
    while (!holds(pg, sql, value)) {
        bed_turn(bed);
        if (mono_ms_since(since, clock_mono()) > 60000)
            bed_expect(pg, sql, value);
    }
}

static const char latest_sql[] =
    "select string_agg(device_id || ' ' || (extract(epoch from at) * 1000)::bigint || ' ' || "
    "v::text"
    " || ' ' || encode(q, 'hex') || coalesce(' ' || lag::text, ''), '; ' order by device_id)"
    " from hd.latest";
static const char state_sql[] =
    "select string_agg(device_id || ' ' || is_lost || ' ' || bad_points, '; ' order by device_id)"
    " from hd.device_state";

static void test_latest(void **state)
{
    (void)state;
    struct bed bed;
    struct reading none = {NAN, QUALITY_INVALID, 0}, older = {NAN, QUALITY_INVALID, 60000};
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    int64_t now = clock_wall().us / 1000;
    char expected[200];
    for (int i = 0; i < 50; i++) {
        put(&bed, 1, now + i, (struct reading){i, QUALITY_GOOD, 0}, none);
        put(&bed, 2, now + i, (struct reading){i / 8.0, QUALITY_MANUAL, 0}, older);
        if (i % 3 == 0)
            bed_turn(&bed);
    }
    append_device_state(bed.append, 1, true, 0, clock_wall());
    append_device_state(bed.append, 3, false, 2, clock_wall());
    snprintf(expected, sizeof expected, "1 %lld {49,NaN} 0005; 2 %lld {6.125,NaN} 0105 {0,60000}",
             (long long)now + 49, (long long)now + 49);
    await(&bed, pg, latest_sql, expected);
    await(&bed, pg, state_sql, "1 true 0; 3 false 2");
    await(&bed, pg, "select lost || ' of ' || devices from hd.collector", "1 of 3");

    /* as a crash of the database leaves them: everything comes again with the next connection */
    free(bed_ask(pg, "do $$ begin truncate hd.latest, hd.device_state; end $$"));
    bed_cut(pg);
    await(&bed, pg, latest_sql, expected);
    await(&bed, pg, state_sql, "1 true 0; 3 false 2");

    /* an older value never wins */
    put(&bed, 1, now - 1000, (struct reading){-1, QUALITY_GOOD, 0}, none);
    put(&bed, 2, now + 100, (struct reading){7, QUALITY_GOOD, 0}, none);
    snprintf(expected, sizeof expected, "1 %lld {49,NaN} 0005; 2 %lld {7,NaN} 0005",
             (long long)now + 49, (long long)now + 100);
    await(&bed, pg, latest_sql, expected);
    bed_stop(&bed);
    pg_close(pg);
}

/* ---- history ---- */

#define SAMPLES 420 /* 35 minutes */

/* What was put: one sample a slot and point; NaN = none with a number. */
struct put_samples {
    int64_t start_ms;
    double value[2][SAMPLES];
    uint8_t quality[2][SAMPLES];
    bool is_there[SAMPLES];
};

/* A slow wave; jumps that no 16-bit delta holds; gaps; bad qualities, alone and in runs. */
static void make_samples(struct put_samples *put_in)
{
    int64_t now_ms = clock_wall().us / 1000;
    *put_in =
        (struct put_samples){.start_ms = (now_ms - 3600000) / HISTORY_CHUNK_MS * HISTORY_CHUNK_MS};
    for (int i = 0; i < SAMPLES; i++) {
        put_in->is_there[i] = i % 50 != 17 && (i < 200 || i >= 212);
        put_in->value[0][i] = round(500 + 100 * sin(i / 20.0)) / 10;
        if (i % 70 == 33)
            put_in->value[0][i] = 123456.7;
        if (i % 70 == 34)
            put_in->value[0][i] = -98765.4;
        put_in->value[1][i] = i / 10.0;
        if (i % 40 == 5)
            put_in->quality[1][i] = QUALITY_FROZEN;
        if (i % 40 == 6 || (i > 300 && i < 330)) {
            put_in->quality[1][i] = QUALITY_LOST;
            put_in->value[1][i] = NAN;
        }
    }
}

static void put_samples(struct bed *bed, int32_t device, const struct put_samples *samples)
{
    for (int i = 0; i < SAMPLES; i++) {
        int jitter_ms = i % 7 * 100 - 300;
        if (samples->is_there[i])
            put(bed, device,
                samples->start_ms + 1000 + (int64_t)i * PERIOD_MS + (i ? jitter_ms : 0),
                (struct reading){samples->value[0][i], samples->quality[0][i], 0},
                (struct reading){samples->value[1][i], samples->quality[1][i], 0});
        if (i % 60 == 0)
            bed_turn(bed);
    }
}

struct read_samples {
    double value[SAMPLES];
    uint8_t quality[SAMPLES];
    int count;
};

/* A cell of an array of the database as text: {1,2,3}; entries by index. */
static double *numbers(const char *text, int *count)
{
    double *out = calloc(strlen(text) + 1, sizeof *out);
    *count = 0;
    for (char *end; *text; text = end) {
        double number = strtod(text, &end);
        if (end == text)
            end++;
        else
            out[(*count)++] = number;
    }
    return out;
}

static void read_chunk(const struct pg_rows *rows, int row, int64_t start_ms,
                       struct read_samples *out)
{
    int deltas, wides, ats, n = atoi(pg_cell(rows, row, 2));
    int64_t t0_ms = strtoll(pg_cell(rows, row, 0), NULL, 10);
    int dt_ms = atoi(pg_cell(rows, row, 1));
    double number = strtod(pg_cell(rows, row, 4), NULL);
    double *delta = numbers(pg_cell(rows, row, 5), &deltas);
    double *wide_at = numbers(pg_cell(rows, row, 6), &ats);
    double *wide = numbers(pg_cell(rows, row, 7), &wides);
    const char *quality = pg_cell(rows, row, 8);
    assert_int_equal(deltas, n);
    assert_int_equal(ats, wides);
    for (int i = 0; i < n; i++) {
        unsigned q = 0;
        number += delta[i];
        for (int k = 0; k < ats; k++)
            number = wide_at[k] == i ? wide[k] : number;
        if (quality[0])
            sscanf(quality + 2 * i, "%2x", &q);
        int64_t slot = (t0_ms - start_ms + (int64_t)i * dt_ms) / PERIOD_MS;
        if (q == HISTORY_NO_SAMPLE)
            continue;
        assert_in_range(slot, 0, SAMPLES - 1);
        assert_int_equal(out->quality[slot], HISTORY_NO_SAMPLE); /* each once */
        out->quality[slot] = (uint8_t)q;
        out->value[slot] =
            quality_has_number(q) ? number * strtod(pg_cell(rows, row, 3), NULL) : NAN;
        out->count++;
    }
    free(delta);
    free(wide_at);
    free(wide);
}

static void read_point(struct pg *pg, int32_t device, const char *point, int64_t start_ms,
                       struct read_samples *out)
{
    char sql[500], why[400];
    *out = (struct read_samples){0};
    memset(out->quality, HISTORY_NO_SAMPLE, sizeof out->quality);
    snprintf(sql, sizeof sql,
             "select (extract(epoch from t0) * 1000)::bigint, dt, n, resolution, base, d, wide_at,"
             " wide, encode(q, 'hex') from hd.history_read(%d, '%s', to_timestamp(%lld),"
             " to_timestamp(%lld))",
             device, point, (long long)(start_ms / 1000), (long long)(start_ms / 1000 + 3600));
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, sizeof why);
    if (!rows)
        fail_msg("%s", why);
    for (int i = 0; i < pg_rows_count(rows); i++)
        read_chunk(rows, i, start_ms, out);
    pg_rows_free(rows);
}

static void expect_samples(struct pg *pg, int32_t device, const struct put_samples *samples)
{
    static const char *const points[] = {"SP.1", "T1g"};
    free(bed_ask(pg, "delete from hd.history_tail"));
    for (int p = 0; p < 2; p++) {
        struct read_samples got;
        int there = 0;
        read_point(pg, device, points[p], samples->start_ms, &got);
        for (int i = 0; i < SAMPLES; i++) {
            there += samples->is_there[i];
            if (!samples->is_there[i]) {
                assert_int_equal(got.quality[i], HISTORY_NO_SAMPLE);
                continue;
            }
            assert_int_equal(got.quality[i], samples->quality[p][i]);
            if (isnan(samples->value[p][i]))
                assert_true(isnan(got.value[i]));
            else if (fabs(got.value[i] - samples->value[p][i]) > 1e-6)
                fail_msg("point %d sample %d: %g, put %g", p, i, got.value[i],
                         samples->value[p][i]);
        }
        assert_int_equal(got.count, there);
    }
}

/* The ten-minute figures of the first whole chunk. */
static void expect_span(struct pg *pg, const struct put_samples *samples)
{
    double sum = 0, least = INFINITY, most = -INFINITY;
    int good = 0;
    char sql[300];
    for (int i = 0; i < HISTORY_CHUNK_MS / PERIOD_MS; i++) {
        if (!samples->is_there[i])
            continue;
        double value = samples->value[0][i];
        sum += value;
        least = fmin(least, value);
        most = fmax(most, value);
        good++;
    }
    snprintf(sql, sizeof sql,
             "select abs(mean[1] - %.17g) < 1e-6 and abs(mean[1] - below[1] - %.17g) < 0.1"
             " and abs(mean[1] + above[1] - %.17g) < 0.1 from hd.history_span"
             " where device_id = 1 and t0 = to_timestamp(%lld)",
             sum / good, least, most, (long long)samples->start_ms / 1000);
    bed_expect(pg, sql, "t");
}

static void test_history(void **state)
{
    (void)state;
    static struct put_samples samples;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    make_samples(&samples);
    put_samples(&bed, 1, &samples);
    bed_stop(&bed);
    expect_samples(pg, 1, &samples);
    expect_span(pg, &samples);
    bed_expect(pg, "select count(*) from hd.layout", "1");
    pg_close(pg);
}

static void go_away(struct bed *bed, struct pg *pg)
{
    free(bed_ask(pg, "alter role test_collector nologin"));
    bed_cut(pg);
    while (bed->is_up)
        bed_turn(bed);
}

/* Away all the time: the chunks come out of the spool at the next start, and that is told. */
static void test_history_while_away(void **state)
{
    (void)state;
    static struct put_samples samples;
    struct bed bed;
    struct folder folder;
    bed_database(DATABASE);
    folder_make(&folder);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, folder.path);
    bed_until(&bed, bed_has_plant, 1);
    go_away(&bed, pg);
    make_samples(&samples);
    put_samples(&bed, 1, &samples);
    bed_stop(&bed);
    bed_expect(pg, "select count(*) from hd.history", "0");
    free(bed_ask(pg, "alter role test_collector login"));
    bed_start(&bed, DATABASE, folder.path);
    await(&bed, pg,
          "select count(*) from hd.fact where kind = 'spool_replayed'"
          " and text like '0 facts, % chunks of samples, %'",
          "1");
    bed_stop(&bed);
    expect_samples(pg, 1, &samples);
    expect_span(pg, &samples);
    pg_close(pg);
    folder_remove(&folder);
}

/* A spool that is too small: the oldest samples go, facts never, and that is told. */
static void test_small_spool(void **state)
{
    (void)state;
    struct bed bed;
    struct fact fact;
    struct folder folder;
    bed_database(DATABASE);
    folder_make(&folder);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start_small(&bed, DATABASE, folder.path, 40000);
    bed_until(&bed, bed_has_plant, 1);
    go_away(&bed, pg);
    int64_t start_ms = (clock_wall().us / 1000 / HISTORY_CHUNK_MS - 150) * HISTORY_CHUNK_MS;
    for (int chunk = 0; chunk <= 100; chunk++) {
        for (int i = 0; i < 120; i++)
            put(&bed, 1, start_ms + chunk * HISTORY_CHUNK_MS + i * PERIOD_MS,
                (struct reading){chunk, QUALITY_GOOD, 0}, (struct reading){i, QUALITY_GOOD, 0});
        fact_init(&fact, FACT_DEVICE_LOST, clock_wall());
        append_facts(bed.append, &fact, 1);
    }
    free(bed_ask(pg, "alter role test_collector login"));
    await(&bed, pg, "select count(*) from hd.fact where kind = 'spool_replayed'", "1");
    bed_stop(&bed);
    bed_expect(pg, "select count(*) from hd.fact where kind = 'device_lost'", "101");
    bed_expect(pg,
               "select sum(new_value) > 20 and sum(new_value) + (select count(*) from hd.history)"
               " >= 101 and bool_and(text like 'the spool was full: %')"
               " from hd.fact where kind = 'samples_lost'",
               "t");
    bed_expect(pg, "select min(base[1]) > 200 and max(base[1]) = 1000 from hd.history", "t");
    pg_close(pg);
    folder_remove(&folder);
}

/* Chunks that the database will not have are left out, which is told; their neighbours arrive. */
static void test_refused_chunks(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    free(bed_ask(pg, "do $$ begin create function hd.spoil() returns trigger language plpgsql as"
                     " 'begin raise exception using errcode = ''22023''; end';"
                     " create trigger spoil before insert on hd.history for each row"
                     " when (new.device_id = 3) execute function hd.spoil(); end $$"));
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    int64_t start_ms = (clock_wall().us / 1000 / HISTORY_CHUNK_MS - 50) * HISTORY_CHUNK_MS;
    for (int chunk = 0; chunk < 40; chunk++)
        put(&bed, chunk % 10 == 3 ? 3 : 1, start_ms + chunk * HISTORY_CHUNK_MS,
            (struct reading){chunk, QUALITY_GOOD, 0}, (struct reading){0, QUALITY_GOOD, 0});
    await(&bed, pg, "select count(*) from hd.fact where kind = 'samples_lost'", "3");
    bed_stop(&bed);
    bed_expect(pg,
               "select count(*) || ' ' || count(*) filter (where text = 'the database refused a"
               " chunk of samples (22023)') from hd.fact where kind = 'samples_lost'",
               "4 4");
    bed_expect(pg,
               "select string_agg((base[1] / 10)::text, ' ' order by t0) from hd.history"
               " where base[1] < 120",
               "0 1 2 4 5 6 7 8 9 10 11");
    bed_expect(pg, "select count(*) || ' ' || max(base[1]) from hd.history", "36 390");
    pg_close(pg);
}

/* The running minute's predecessor is in the tail, and the ring is used again. */
static void test_tail(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    int64_t start_ms = clock_wall().us / 1000 / HISTORY_TAIL_MS * HISTORY_TAIL_MS - 1200000;
    for (int minute = 0; minute < 20; minute++) {
        char expected[100];
        for (int i = 0; i < 12; i++)
            put(&bed, 1, start_ms + minute * HISTORY_TAIL_MS + i * PERIOD_MS,
                (struct reading){minute, QUALITY_GOOD, 0}, (struct reading){i, QUALITY_GOOD, 0});
        if (!minute)
            continue;
        snprintf(expected, sizeof expected, "%lld %d", (long long)start_ms + (minute - 1) * 60000LL,
                 minute < HISTORY_TAIL_SLOTS ? minute : HISTORY_TAIL_SLOTS);
        await(&bed, pg,
              "select (extract(epoch from max(t0)) * 1000)::bigint || ' ' || count(*)"
              " from hd.history_tail",
              expected);
    }
    bed_expect(pg,
               "select distinct device_id || ' ' || dt || ' ' || n || ' ' || d[14:16]::text"
               " from hd.history_tail",
               "1 5000 12 {10,10,10}");
    bed_stop(&bed);
    pg_close(pg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latest),
        cmocka_unit_test(test_history),
        cmocka_unit_test(test_history_while_away),
        cmocka_unit_test(test_small_spool),
        cmocka_unit_test(test_refused_chunks),
        cmocka_unit_test(test_tail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
