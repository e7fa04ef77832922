/* The reader's half of history: stored samples of one point gathered into equal slots of time, each
 * with mean, least and most of the good samples in it: a peak of seconds is seen in a season. */
#pragma once
#include "backend/core/trend.h"
#include "backend/store/binary.h"

/* $1 device, $2 point, $3 from, $4 to. */
#define TREND_CHUNK_SQL                                                                            \
    "select t0, dt, n, resolution, base, d, wide_at, wide, q"                                      \
    " from hd.history_read($1::int, $2, $3::timestamptz, $4::timestamptz)"
#define TREND_SPAN_SQL                                                                             \
    "select s.t0, s.mean[p.i], s.mean[p.i] - s.below[p.i], s.mean[p.i] + s.above[p.i]"             \
    " from hd.history_span s join hd.layout l on l.id = s.layout"                                  \
    " cross join lateral (select array_position(l.points, $2) as i) p where s.device_id = $1::int" \
    " and s.t0 >= $3::timestamptz and s.t0 <= $4::timestamptz order by s.t0"

struct trend {
    struct wall from, to, last; /* last: newest sample taken */
    size_t count;
    struct trend_slot *slot; /* the mean is a sum until trend_slots() */
    uint32_t *samples;
};

void trend_init(struct trend *trend, struct wall from, struct wall to, size_t count);
void trend_finish(struct trend *trend);
/* Slots so long that ten-minute figures say as much as samples, over more than two days: of fewer
 * the samples are read, as the figures lack the last minutes. */
bool trend_wants_spans(struct wall from, struct wall to, size_t count);

/* Rows in order of time; samples not newer than what was taken are skipped (chunk and tail
 * overlap).*/
void trend_add_chunk(struct trend *trend, const struct pg_rows *rows, int row);
void trend_add_span(struct trend *trend, const struct pg_rows *rows, int row);

/* The slots, NaN where one holds no good sample; they live as long as the trend. Once. */
const struct trend_slot *trend_slots(struct trend *trend);
