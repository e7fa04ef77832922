#include "backend/store/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double history_resolution(const struct point *point)
{
    double resolution = fabs(point->resolution);
    return resolution > 0 && isfinite(resolution) ? resolution : 1;
}

void chunk_init(struct chunk *chunk, size_t points)
{
    *chunk = (struct chunk){.points = (int32_t)points};
    chunk->base = alloc_array(points, sizeof *chunk->base);
    chunk->number = alloc_array(points, sizeof *chunk->number);
}

void chunk_finish(struct chunk *chunk)
{
    free(chunk->base);
    free(chunk->number);
    free(chunk->delta.at);
    free(chunk->quality.at);
    free(chunk->wide.at);
    *chunk = (struct chunk){0};
}

void chunk_clear(struct chunk *chunk)
{
    chunk->n = 0;
    chunk->delta.count = chunk->quality.count = chunk->wide.count = 0;
    for (int32_t i = 0; i < chunk->points; i++)
        chunk->base[i] = chunk->number[i] = NAN; /* no number yet */
}

/* From the first bad sample on, qualities are kept: those before it were good. */
static void put_quality(struct chunk *chunk, uint8_t quality)
{
    size_t before = chunk->delta.count - 1;
    if (quality == QUALITY_GOOD && !chunk->quality.count)
        return;
    while (chunk->quality.count < before)
        *VEC_PUSH(&chunk->quality) = QUALITY_GOOD;
    *VEC_PUSH(&chunk->quality) = quality;
}

static int16_t delta_of(struct chunk *chunk, int32_t point, double number)
{
    if (isnan(number))
        return 0;
    if (isnan(chunk->base[point]))
        chunk->base[point] = chunk->number[point] = number;
    double delta = number - chunk->number[point];
    chunk->number[point] = number;
    if (delta >= INT16_MIN && delta <= INT16_MAX)
        return (int16_t)delta;
    *VEC_PUSH(&chunk->wide) = (struct chunk_wide){chunk->n, point, number};
    return 0;
}

static void add_sample(struct chunk *chunk, const struct profile *profile,
                       const struct reading *readings)
{
    for (int32_t p = 0; p < chunk->points; p++) {
        bool has_number =
            readings && quality_has_number(readings[p].quality) && isfinite(readings[p].value);
        double number = NAN;
        uint8_t quality = readings ? readings[p].quality : HISTORY_NO_SAMPLE;
        if (has_number)
            number = nearbyint(readings[p].value / history_resolution(&profile->point[p]));
        else if (quality_has_number(quality))
            quality = QUALITY_INVALID;
        *VEC_PUSH(&chunk->delta) = delta_of(chunk, p, number);
        put_quality(chunk, quality);
    }
    chunk->n++;
}

bool chunk_add(struct chunk *chunk, const struct profile *profile, int32_t period_ms,
               int32_t length_ms, struct wall at, const struct reading *readings)
{
    if (!chunk->n) {
        chunk_clear(chunk);
        chunk->t0 = at;
        chunk->dt_ms = period_ms > 0 ? period_ms : 1000;
    } else if (at.us / 1000 / length_ms != chunk->t0.us / 1000 / length_ms) {
        return false;
    }
    /* times jitter around the period's beat: the nearest slot */
    int64_t slot = (wall_ms_since(chunk->t0, at) + chunk->dt_ms / 2) / chunk->dt_ms;
    if (slot < chunk->n)
        return true;
    while (chunk->n < slot)
        add_sample(chunk, profile, NULL);
    add_sample(chunk, profile, readings);
    return true;
}

static void write_wide(const struct chunk *chunk, struct chunk_params *out)
{
    array_begin(&out->wide_at, ELEMENT_INT4);
    array_begin(&out->wide, ELEMENT_FLOAT8);
    for (size_t i = 0; i < chunk->wide.count; i++) {
        array_int4(&out->wide_at, chunk->wide.at[i].point * chunk->n + chunk->wide.at[i].sample);
        array_float8(&out->wide, chunk->wide.at[i].number);
    }
    out->param[2] = chunk->wide.count ? array_param(&out->wide_at) : (struct pg_param){0};
    out->param[3] = chunk->wide.count ? array_param(&out->wide) : (struct pg_param){0};
}

void chunk_write(const struct chunk *chunk, struct chunk_params *out)
{
    size_t points = (size_t)chunk->points;
    array_begin(&out->base, ELEMENT_FLOAT8);
    array_begin(&out->d, ELEMENT_INT2);
    out->q.count = 0;
    for (size_t p = 0; p < points; p++) {
        array_float8(&out->base, isnan(chunk->base[p]) ? 0 : chunk->base[p]);
        for (size_t i = 0; i < (size_t)chunk->n; i++) {
            array_int2(&out->d, chunk->delta.at[i * points + p]);
            if (chunk->quality.count)
                *VEC_PUSH(&out->q) = chunk->quality.at[i * points + p];
        }
    }
    out->param[0] = array_param(&out->base);
    out->param[1] = array_param(&out->d);
    write_wide(chunk, out);
    out->param[4] = out->q.count ? param_bytes(out->q.at, out->q.count) : (struct pg_param){0};
}

void chunk_params_finish(struct chunk_params *params)
{
    array_finish(&params->base);
    array_finish(&params->d);
    array_finish(&params->wide_at);
    array_finish(&params->wide);
    free(params->q.at);
}
