#include "backend/store/binary.h"
#include "backend/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH_2000_US 946684800000000
#define HEADER_BYTES  20 /* dimensions, has nulls, element type, count, lower bound */

static uint64_t get(const unsigned char *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    return value;
}

static void put(unsigned char *at, uint64_t value, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, value >>= 8)
        at[i] = (unsigned char)value;
}

static int64_t signed_of(const unsigned char *at, int bytes)
{
    switch (bytes) {
    case 1: return at[0];
    case 2: return (int16_t)get(at, 2);
    case 4: return (int32_t)get(at, 4);
    case 8: return (int64_t)get(at, 8);
    }
    return 0;
}

static double float_of(const unsigned char *at, int bytes)
{
    double value = NAN;
    if (bytes == 8) {
        uint64_t bits = get(at, 8);
        memcpy(&value, &bits, sizeof value);
    } else if (bytes == 4) {
        float narrow;
        uint32_t bits = (uint32_t)get(at, 4);
        memcpy(&narrow, &bits, sizeof narrow);
        value = (double)narrow;
    }
    return value;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static const unsigned char *cell(const struct pg_rows *rows, int row, int column, int *length)
{
    *length = pg_is_null(rows, row, column) ? 0 : pg_cell_length(rows, row, column);
    return (const unsigned char *)pg_cell(rows, row, column);
}

int64_t binary_int(const struct pg_rows *rows, int row, int column)
{
    int length;
    const unsigned char *at = cell(rows, row, column, &length);
    return signed_of(at, length);
}

double binary_float(const struct pg_rows *rows, int row, int column)
{
    int length;
    const unsigned char *at = cell(rows, row, column, &length);
    return float_of(at, length);
}

struct wall binary_wall(const struct pg_rows *rows, int row, int column)
{
    if (pg_is_null(rows, row, column))
        return (struct wall){0};
    return (struct wall){binary_int(rows, row, column) + EPOCH_2000_US};
}

void binary_text(const struct pg_rows *rows, int row, int column, char *out, size_t size)
{
    text_clean(out, size, pg_cell(rows, row, column), (size_t)pg_cell_length(rows, row, column));
}

bool binary_array(const struct pg_rows *rows, int row, int column, struct binary_array *out)
{
    int length;
    const unsigned char *at = cell(rows, row, column, &length);
    *out = (struct binary_array){0};
    if (length < HEADER_BYTES || get(at, 4) != 1)
        return false;
    *out = (struct binary_array){.at = at + HEADER_BYTES,
                                 .left = (size_t)length - HEADER_BYTES,
                                 .count = (int32_t)get(at + 12, 4)};
    return out->count >= 0;
}

/* The next element's bytes, 0 for null or past the end. */
static int next(struct binary_array *array, const unsigned char **at)
{
    if (array->count <= 0 || array->left < 4)
        return 0;
    int32_t bytes = (int32_t)get(array->at, 4);
    size_t size = bytes > 0 ? (size_t)bytes : 0;
    *at = array->at + 4;
    array->count--;
    if (size > array->left - 4) {
        array->count = 0;
        return 0;
    }
    array->at += 4 + size;
    array->left -= 4 + size;
    return (int)size;
}

int64_t binary_next_int(struct binary_array *array)
{
    const unsigned char *at = NULL;
    int bytes = next(array, &at);
    return signed_of(at, bytes);
}

double binary_next_float(struct binary_array *array)
{
    const unsigned char *at = NULL;
    int bytes = next(array, &at);
    return float_of(at, bytes);
}

/* Room for `length` more bytes. */
static unsigned char *grow(struct array *array, size_t length)
{
    if (array->bytes.room - array->bytes.count < length) {
        array->bytes.room = 2 * array->bytes.room + length + HEADER_BYTES;
        array->bytes.at = alloc_resize(array->bytes.at, array->bytes.room, 1);
    }
    unsigned char *at = array->bytes.at + array->bytes.count;
    array->bytes.count += length;
    return at;
}

void array_begin(struct array *array, enum element type)
{
    array->bytes.count = 0;
    array->count = 0;
    unsigned char *at = grow(array, HEADER_BYTES);
    put(at, 1, 4);
    put(at + 4, 0, 4);
    put(at + 8, type, 4);
    put(at + 16, 1, 4);
}

void array_finish(struct array *array)
{
    free(array->bytes.at);
    *array = (struct array){0};
}

static void add(struct array *array, uint64_t value, int bytes)
{
    unsigned char *at = grow(array, 4 + (size_t)bytes);
    put(at, (uint64_t)bytes, 4);
    put(at + 4, value, bytes);
    array->count++;
}

static void add_bytes(struct array *array, const void *bytes, size_t length)
{
    unsigned char *at = grow(array, 4 + length);
    put(at, length, 4);
    memcpy(at + 4, bytes, length);
    array->count++;
}

void array_bool(struct array *array, bool value)
{
    add(array, value, 1);
}

void array_int2(struct array *array, int16_t value)
{
    add(array, (uint64_t)value, 2);
}

void array_int4(struct array *array, int32_t value)
{
    add(array, (uint64_t)value, 4);
}

void array_int8(struct array *array, int64_t value)
{
    add(array, (uint64_t)value, 8);
}

void array_float4(struct array *array, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    add(array, bits, 4);
}

void array_float8(struct array *array, double value)
{
    add(array, bits_of(value), 8);
}

void array_wall(struct array *array, struct wall value)
{
    add(array, (uint64_t)(value.us - EPOCH_2000_US), 8);
}

void array_text(struct array *array, const char *value)
{
    add_bytes(array, value, strlen(value));
}

void array_uuid(struct array *array, const unsigned char value[16])
{
    add_bytes(array, value, 16);
}

struct pg_param array_param(struct array *array)
{
    put(array->bytes.at + 12, (uint64_t)array->count, 4);
    if (!array->count) { /* an empty array has no dimension */
        put(array->bytes.at, 0, 4);
        return param_bytes(array->bytes.at, 12);
    }
    put(array->bytes.at, 1, 4);
    return param_bytes(array->bytes.at, array->bytes.count);
}

static struct pg_param scalar(struct scalar *room, uint64_t value, int bytes)
{
    put(room->bytes, value, bytes);
    return param_bytes(room->bytes, (size_t)bytes);
}

struct pg_param param_int2(struct scalar *room, int16_t value)
{
    return scalar(room, (uint64_t)value, 2);
}

struct pg_param param_int4(struct scalar *room, int32_t value)
{
    return scalar(room, (uint64_t)value, 4);
}

struct pg_param param_int8(struct scalar *room, int64_t value)
{
    return scalar(room, (uint64_t)value, 8);
}

struct pg_param param_float8(struct scalar *room, double value)
{
    return scalar(room, bits_of(value), 8);
}

struct pg_param param_wall(struct scalar *room, struct wall value)
{
    return scalar(room, (uint64_t)(value.us - EPOCH_2000_US), 8);
}

struct pg_param param_bool(struct scalar *room, bool value)
{
    return scalar(room, value, 1);
}

struct pg_param param_bytes(const void *bytes, size_t length)
{
    return (struct pg_param){.text = bytes, .length = (int)length, .is_binary = true};
}
