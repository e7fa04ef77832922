/* History chunks: samples in units of the point's resolution, as deltas that fit 16 bits, with an
 * escape where they do not (schema/006_history.sql). The writer's half; trend.c reads. */
#pragma once
#include "backend/base/vec.h"
#include "backend/device/profile.h"
#include "backend/store/binary.h"

#define HISTORY_CHUNK_MS   600000 /* chunks end at multiples of this */
#define HISTORY_TAIL_MS    60000
#define HISTORY_TAIL_SLOTS 13 /* minutes: a chunk, its late flush, and the running one */
#define HISTORY_NO_SAMPLE  QUALITY_NEVER

/* A number whose delta does not fit 16 bits. */
struct chunk_wide {
    int32_t sample, point;
    double number;
};

/* A chunk being filled. Sample-major inside; written out point after point. */
struct chunk {
    struct wall t0;
    int32_t dt_ms;
    int32_t points;
    int32_t n;
    double *base;         /* one a point */
    double *number;       /* the last one, in units */
    VEC(int16_t) delta;   /* n * points */
    VEC(uint8_t) quality; /* n * points; empty while all is good */
    VEC(struct chunk_wide) wide;
};

/* What ten minutes come to, a point. */
struct span {
    double sum;
    double least, most;
    int32_t good;
};

void chunk_init(struct chunk *chunk, size_t points);
void chunk_finish(struct chunk *chunk);
/* Forgets the samples. */
void chunk_clear(struct chunk *chunk);
/* Adds a sample; false if it belongs to a later chunk (of `length_ms`), so that this one is to be
 * written first. A sample in the slot of the one before it is dropped: the first stays. */
bool chunk_add(struct chunk *chunk, const struct profile *profile, int32_t period_ms,
               int32_t length_ms, struct wall at, const struct reading *readings);

/* The chunk's arrays as parameters: base, d, wide_at, wide, q. They live until called again. */
struct chunk_params {
    struct array base, d, wide_at, wide;
    VEC(uint8_t) q;
    struct pg_param param[5];
};
void chunk_write(const struct chunk *chunk, struct chunk_params *out);
void chunk_params_finish(struct chunk_params *params);

/* The resolution history keeps of a point, never 0. */
double history_resolution(const struct point *point);
