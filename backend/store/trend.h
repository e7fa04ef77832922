/* The reader's half of history: stored samples of one point gathered into equal slots of time, each
 * the mean of the good samples in it. */
#pragma once
#include "backend/store/binary.h"

/* $1 device, $2 point, $3 from, $4 to. */
#define TREND_CHUNK_SQL                                                                            \
    "select t0, dt, n, resolution, base, d, wide_at, wide, q"                                      \
    " from hd.history_read($1::int, $2, $3::timestamptz, $4::timestamptz)"
#define TREND_SPAN_SQL                                                                             \
    "select s.t0, s.mean[array_position(l.points, $2)] from hd.history_span s"                     \
    " join hd.layout l on l.id = s.layout where s.device_id = $1::int"                             \
    " and s.t0 >= $3::timestamptz and s.t0 <= $4::timestamptz order by s.t0"

struct trend {
    struct wall from, to, last; /* last: newest sample taken */
    size_t count;
    double *sum;
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

/* The means, NaN where a slot holds no good sample; lives as long as the trend. */
const double *trend_mean(struct trend *trend);
