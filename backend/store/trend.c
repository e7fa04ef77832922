#include "backend/store/trend.h"
#include "backend/device/reading.h"

#include <math.h>
#include <stdlib.h>

#define SPAN_US         600000000
#define SAMPLES_MOST_US (2 * INT64_C(86400000000))

void trend_init(struct trend *trend, struct wall from, struct wall to, size_t count)
{
    *trend = (struct trend){.from = from, .to = to, .last = {INT64_MIN}, .count = count};
    trend->sum = alloc_array(count + 1, sizeof *trend->sum);
    trend->samples = alloc_array(count + 1, sizeof *trend->samples);
}

void trend_finish(struct trend *trend)
{
    free(trend->sum);
    free(trend->samples);
    *trend = (struct trend){0};
}

bool trend_wants_spans(struct wall from, struct wall to, size_t count)
{
    int64_t whole_us = to.us - from.us;
    return count > 0 && whole_us > SAMPLES_MOST_US && whole_us / (int64_t)count >= SPAN_US;
}

static void add(struct trend *trend, struct wall at, double value)
{
    if (at.us < trend->from.us || at.us > trend->to.us || isnan(value) ||
        trend->to.us <= trend->from.us)
        return;
    double place = (double)(at.us - trend->from.us) / (double)(trend->to.us - trend->from.us);
    size_t slot = (size_t)(place * (double)trend->count);
    if (slot >= trend->count) /* `to` itself belongs to the last slot */
        slot = trend->count - 1;
    trend->sum[slot] += value;
    trend->samples[slot]++;
}

void trend_add_chunk(struct trend *trend, const struct pg_rows *rows, int row)
{
    struct wall t0 = binary_wall(rows, row, 0), last = trend->last;
    int64_t dt_us = binary_int(rows, row, 1) * 1000, n = binary_int(rows, row, 2);
    double resolution = binary_float(rows, row, 3), number = binary_float(rows, row, 4);
    struct binary_array d, wide_at, wide;
    binary_array(rows, row, 5, &d);
    binary_array(rows, row, 6, &wide_at);
    binary_array(rows, row, 7, &wide);
    const unsigned char *quality = (const unsigned char *)pg_cell(rows, row, 8);
    int64_t qualities = pg_is_null(rows, row, 8) ? 0 : pg_cell_length(rows, row, 8);
    int64_t next_wide = wide_at.count ? binary_next_int(&wide_at) : -1;
    for (int64_t i = 0; i < n && d.count > 0 && trend->count; i++) {
        number += (double)binary_next_int(&d);
        if (i == next_wide) {
            number = binary_next_float(&wide);
            next_wide = wide_at.count ? binary_next_int(&wide_at) : -1;
        }
        struct wall at = {t0.us + i * dt_us};
        if (at.us <= last.us || (i < qualities && !quality_has_number(quality[i])))
            continue;
        add(trend, at, number * resolution);
        trend->last = at;
    }
}

void trend_add_span(struct trend *trend, const struct pg_rows *rows, int row)
{
    if (trend->count)
        add(trend, (struct wall){binary_wall(rows, row, 0).us + SPAN_US / 2},
            binary_float(rows, row, 1));
}

const double *trend_mean(struct trend *trend)
{
    for (size_t i = 0; i < trend->count; i++)
        trend->sum[i] = trend->samples[i] ? trend->sum[i] / trend->samples[i] : NAN;
    return trend->sum;
}
