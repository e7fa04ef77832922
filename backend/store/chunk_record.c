#include "backend/store/chunk_record.h"

#include <math.h>
#include <stdlib.h>

#define FORM         1
#define POINTS_MOST  4096
#define SAMPLES_MOST (1 << 20)

/* Qualities come in long runs of the same. */
static void put_qualities(struct bytes *out, const struct chunk *chunk)
{
    bytes_put_varint(out, chunk->quality.count);
    for (size_t i = 0; i < chunk->quality.count;) {
        size_t run = 1;
        while (i + run < chunk->quality.count && chunk->quality.at[i + run] == chunk->quality.at[i])
            run++;
        bytes_put_varint(out, run);
        bytes_put_int(out, chunk->quality.at[i], 1);
        i += run;
    }
}

void chunk_record_write(struct bytes *out, int32_t device, const struct layout *layout,
                        const struct chunk *chunk)
{
    bytes_put_int(out, FORM, 1);
    bytes_put_int(out, (uint32_t)device, 4);
    bytes_put_int(out, (uint64_t)chunk->t0.us, 8);
    bytes_put_int(out, (uint32_t)chunk->dt_ms, 4);
    bytes_put_varint(out, (uint64_t)chunk->n);
    bytes_put_varint(out, layout->count);
    for (size_t p = 0; p < layout->count; p++) {
        bytes_put_text(out, layout->point[p]);
        bytes_put_float(out, layout->resolution[p]);
        bytes_put_float(out, chunk->base[p]);
    }
    for (size_t i = 0; i < chunk->delta.count; i++)
        bytes_put_zigzag(out, chunk->delta.at[i]);
    bytes_put_varint(out, chunk->wide.count);
    for (size_t i = 0; i < chunk->wide.count; i++) {
        bytes_put_varint(out, (uint64_t)chunk->wide.at[i].sample);
        bytes_put_varint(out, (uint64_t)chunk->wide.at[i].point);
        bytes_put_float(out, chunk->wide.at[i].number);
    }
    put_qualities(out, chunk);
}

static bool read_layout(struct bytes_reader *in, struct layouts *layouts, struct chunk_record *out)
{
    size_t count = (size_t)out->chunk.points;
    char(*point)[POINT_ID_SIZE] = alloc_array(count + 1, sizeof *point);
    double *resolution = alloc_array(count + 1, sizeof *resolution);
    out->chunk.base = alloc_resize(out->chunk.base, count + 1, sizeof *out->chunk.base);
    for (size_t p = 0; p < count; p++) {
        bytes_take_text(in, point[p], POINT_ID_SIZE);
        resolution[p] = bytes_take_float(in);
        out->chunk.base[p] = bytes_take_float(in);
    }
    if (!in->is_bad)
        out->layout =
            layout_of_points(layouts, count, (const char(*)[POINT_ID_SIZE])point, resolution);
    free(point);
    free(resolution);
    return !in->is_bad;
}

static void read_samples(struct bytes_reader *in, struct chunk *chunk)
{
    size_t samples = (size_t)chunk->n * (size_t)chunk->points;
    chunk->delta.count = chunk->wide.count = chunk->quality.count = 0;
    for (size_t i = 0; i < samples && !in->is_bad; i++)
        *VEC_PUSH(&chunk->delta) = (int16_t)bytes_take_zigzag(in);
    uint64_t wide = bytes_take_varint(in);
    for (uint64_t i = 0; i < wide && !in->is_bad; i++) {
        struct chunk_wide *escape = VEC_PUSH(&chunk->wide);
        escape->sample = (int32_t)bytes_take_varint(in);
        escape->point = (int32_t)bytes_take_varint(in);
        escape->number = bytes_take_float(in);
        in->is_bad |= escape->sample < 0 || escape->sample >= chunk->n || escape->point < 0 ||
                      escape->point >= chunk->points;
    }
    uint64_t qualities = bytes_take_varint(in);
    in->is_bad |= qualities != 0 && qualities != samples;
    while (chunk->quality.count < qualities && !in->is_bad) {
        uint64_t run = bytes_take_varint(in);
        uint8_t quality = (uint8_t)bytes_take_int(in, 1);
        in->is_bad |= run == 0 || run > qualities - chunk->quality.count;
        for (uint64_t i = 0; i < run && !in->is_bad; i++)
            *VEC_PUSH(&chunk->quality) = quality;
    }
}

bool chunk_record_read(const unsigned char *bytes, size_t length, struct layouts *layouts,
                       struct chunk_record *out)
{
    struct bytes_reader in = {bytes, length, false};
    struct chunk *chunk = &out->chunk;
    if (bytes_take_int(&in, 1) != FORM)
        return false;
    out->device = (int32_t)bytes_take_int(&in, 4);
    chunk->t0 = (struct wall){(int64_t)bytes_take_int(&in, 8)};
    chunk->dt_ms = (int32_t)bytes_take_int(&in, 4);
    uint64_t samples = bytes_take_varint(&in), points = bytes_take_varint(&in);
    if (in.is_bad || points > POINTS_MOST || samples > SAMPLES_MOST)
        return false;
    chunk->n = (int32_t)samples;
    chunk->points = (int32_t)points;
    if (!read_layout(&in, layouts, out))
        return false;
    read_samples(&in, chunk);
    return !in.is_bad;
}

void chunk_record_finish(struct chunk_record *record)
{
    chunk_finish(&record->chunk);
}

struct chunk_span chunk_span_of(const struct chunk *chunk, int32_t point, double resolution)
{
    double number = chunk->base[point], sum = 0, least = INFINITY, most = -INFINITY;
    size_t points = (size_t)chunk->points, wide = 0, good = 0;
    for (size_t i = 0; i < (size_t)chunk->n; i++) {
        size_t place = i * points + (size_t)point;
        number += chunk->delta.at[place];
        while (wide < chunk->wide.count &&
               (chunk->wide.at[wide].sample < (int32_t)i ||
                (chunk->wide.at[wide].sample == (int32_t)i && chunk->wide.at[wide].point < point)))
            wide++;
        if (wide < chunk->wide.count && chunk->wide.at[wide].sample == (int32_t)i &&
            chunk->wide.at[wide].point == point)
            number = chunk->wide.at[wide].number;
        if (isnan(number) ||
            (chunk->quality.count && !quality_has_number(chunk->quality.at[place])))
            continue;
        double value = number * resolution;
        sum += value;
        least = fmin(least, value);
        most = fmax(most, value);
        good++;
    }
    if (!good)
        return (struct chunk_span){NAN, NAN, NAN};
    double mean = sum / (double)good;
    return (struct chunk_span){mean, (float)(mean - least), (float)(most - mean)};
}
