#include "backend/store/past_values.h"

#include "backend/base/alloc.h"
#include "backend/store/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct chunk_view {
    struct wall t0;
    int64_t dt_us, n, sample; /* sample: the one looked at */
    struct binary_array d, wide_at, wide;
    const unsigned char *quality;
    int64_t qualities;
};

/* The number of point p at the sample: base and all deltas up to it, anew at an escape. The arrays
 * are read from the front, point after point. */
static double next_number(struct chunk_view *chunk, int64_t point, double base, int64_t *next_wide)
{
    double number = base, at = base;
    for (int64_t i = 0; i < chunk->n; i++) {
        number += (double)binary_next_int(&chunk->d);
        if (point * chunk->n + i == *next_wide) {
            number = binary_next_float(&chunk->wide);
            *next_wide = chunk->wide_at.count ? binary_next_int(&chunk->wide_at) : -1;
        }
        if (i == chunk->sample)
            at = number;
    }
    return at;
}

static uint8_t quality_of(const struct chunk_view *chunk, int64_t point)
{
    int64_t place = point * chunk->n + chunk->sample;
    return place < chunk->qualities ? chunk->quality[place] : (uint8_t)QUALITY_GOOD;
}

static bool has_sample(const struct chunk_view *chunk)
{
    return quality_of(chunk, 0) != HISTORY_NO_SAMPLE;
}

static bool read_chunk(const struct pg_rows *rows, int row, struct wall at,
                       struct chunk_view *chunk)
{
    *chunk = (struct chunk_view){.t0 = binary_wall(rows, row, 1),
                                 .dt_us = binary_int(rows, row, 2) * 1000,
                                 .n = binary_int(rows, row, 3),
                                 .quality = (const unsigned char *)pg_cell(rows, row, 10)};
    binary_array(rows, row, 7, &chunk->d);
    binary_array(rows, row, 8, &chunk->wide_at);
    binary_array(rows, row, 9, &chunk->wide);
    chunk->qualities = pg_is_null(rows, row, 10) ? 0 : pg_cell_length(rows, row, 10);
    if (chunk->dt_us <= 0 || chunk->n <= 0 || at.us < chunk->t0.us)
        return false;
    chunk->sample = (at.us - chunk->t0.us) / chunk->dt_us;
    if (chunk->sample >= chunk->n)
        chunk->sample = chunk->n - 1;
    while (chunk->sample > 0 && !has_sample(chunk))
        chunk->sample--;
    return has_sample(chunk);
}

static int point_of(const struct profile *profile, const char *id, size_t length)
{
    for (size_t i = 0; i < profile->point_count; i++)
        if (strlen(profile->point[i].id) == length && !strncmp(profile->point[i].id, id, length))
            return (int)i;
    return -1;
}

/* History does not keep in which round a point was read that not every round asks for. */
static uint32_t lag_most_ms(const struct site_device *device, int point)
{
    int64_t lag_ms = (int64_t)(device->profile->point[point].every - 1) * device->period_ms;
    return lag_ms < 0 ? 0 : lag_ms < UINT32_MAX ? (uint32_t)lag_ms : UINT32_MAX;
}

/* A profile that has changed since: its points are found by name, the others were never polled. */
void past_values_take(const struct pg_rows *rows, int row, struct wall at, struct site *site)
{
    struct chunk_view chunk;
    struct binary_array resolution, base;
    int32_t device = site_device_of_id(site, (int32_t)binary_int(rows, row, 0));
    if (device < 0 || !read_chunk(rows, row, at, &chunk))
        return;
    const struct profile *profile = site->device[device].profile;
    struct reading *readings = alloc_array(profile->point_count + 1, sizeof *readings);
    binary_array(rows, row, 5, &resolution);
    binary_array(rows, row, 6, &base);
    for (size_t i = 0; i < profile->point_count; i++)
        readings[i] = (struct reading){NAN, QUALITY_NEVER, 0};
    int64_t next_wide = chunk.wide_at.count ? binary_next_int(&chunk.wide_at) : -1, point = 0;
    for (const char *id = pg_cell(rows, row, 4); *id; point++) {
        size_t length = strcspn(id, " ");
        double number = next_number(&chunk, point, binary_next_float(&base), &next_wide);
        double value = number * binary_next_float(&resolution);
        int at_index = point_of(profile, id, length);
        uint8_t quality = quality_of(&chunk, point);
        if (at_index >= 0 && quality < QUALITY_COUNT)
            readings[at_index] =
                (struct reading){quality_has_number((enum quality)quality) ? value : NAN, quality,
                                 lag_most_ms(&site->device[device], at_index)};
        id += length + (id[length] == ' ');
    }
    site_observe(site, device, (struct wall){chunk.t0.us + chunk.sample * chunk.dt_us}, readings);
    free(readings);
}
