#include "backend/store/trend.h"
#include "backend/device/reading.h"

#include <math.h>
#include <stdlib.h>

#define SPAN_US         600000000
#define SAMPLES_MOST_US (2 * INT64_C(86400000000))

void trend_init(struct trend *trend, struct wall from, struct wall to, size_t count)
{
    *trend = (struct trend){.from = from, .to = to, .last = {INT64_MIN}, .count = count};
    trend->slot = alloc_array(count + 1, sizeof *trend->slot);
    trend->samples = alloc_array(count + 1, sizeof *trend->samples);
}

void trend_finish(struct trend *trend)
{
    free(trend->slot);
    free(trend->samples);
    *trend = (struct trend){0};
}

bool trend_wants_spans(struct wall from, struct wall to, size_t count)
{
    int64_t whole_us = to.us - from.us;
    return count > 0 && whole_us > SAMPLES_MOST_US && whole_us / (int64_t)count >= SPAN_US;
}

static void add(struct trend *trend, struct wall at, struct trend_slot value)
{
    if (at.us < trend->from.us || at.us > trend->to.us || isnan(value.mean) ||
        trend->to.us <= trend->from.us)
        return;
    double place = (double)(at.us - trend->from.us) / (double)(trend->to.us - trend->from.us);
    size_t slot = (size_t)(place * (double)trend->count);
    if (slot >= trend->count) /* `to` itself belongs to the last slot */
        slot = trend->count - 1;
    struct trend_slot *to = &trend->slot[slot];
    bool is_first = trend->samples[slot]++ == 0;
    to->mean += value.mean;
    to->least = is_first || value.least < to->least ? value.least : to->least;
    to->most = is_first || value.most > to->most ? value.most : to->most;
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
        double value = number * resolution;
        add(trend, at, (struct trend_slot){value, value, value});
        trend->last = at;
    }
}

void trend_add_span(struct trend *trend, const struct pg_rows *rows, int row)
{
    const struct trend_slot value = {binary_float(rows, row, 1), binary_float(rows, row, 2),
                                     binary_float(rows, row, 3)};
    if (trend->count)
        add(trend, (struct wall){binary_wall(rows, row, 0).us + SPAN_US / 2}, value);
}

const struct trend_slot *trend_slots(struct trend *trend)
{
    for (size_t i = 0; i < trend->count; i++) {
        struct trend_slot *slot = &trend->slot[i];
        if (trend->samples[i])
            slot->mean /= trend->samples[i];
        else
            *slot = (struct trend_slot){NAN, NAN, NAN};
    }
    return trend->slot;
}
