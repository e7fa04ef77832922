/* PostgreSQL's binary form: cells of answers, and arrays as parameters. Integers big-endian, times
 * in microseconds since 2000, arrays with a header. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/pg.h"

int64_t binary_int(const struct pg_rows *rows, int row, int column); /* 1, 2, 4, 8 bytes; null: 0 */
double binary_float(const struct pg_rows *rows, int row, int column); /* 4, 8 bytes; null: NaN */
struct wall binary_wall(const struct pg_rows *rows, int row, int column); /* null: 0 */
/* Copies text made safe (text_clean). */
void binary_text(const struct pg_rows *rows, int row, int column, char *out, size_t size);

/* A one-dimensional array in a cell, read from the front. */
struct binary_array {
    const unsigned char *at; /* borrowed from the rows */
    size_t left;             /* bytes */
    int32_t count;           /* elements not yet read */
};
/* False and empty for null or anything that is no such array. */
bool binary_array(const struct pg_rows *rows, int row, int column, struct binary_array *out);
int64_t binary_next_int(struct binary_array *array);  /* 0 past the end */
double binary_next_float(struct binary_array *array); /* NaN past the end or null */

enum element {
    ELEMENT_BOOL = 16,
    ELEMENT_INT8 = 20,
    ELEMENT_INT2 = 21,
    ELEMENT_INT4 = 23,
    ELEMENT_TEXT = 25,
    ELEMENT_FLOAT4 = 700,
    ELEMENT_FLOAT8 = 701,
    ELEMENT_WALL = 1184, /* timestamptz */
    ELEMENT_UUID = 2950,
};

/* An array being built, used again and again. Owned by whoever declares it; starts zeroed. */
struct array {
    VEC(unsigned char) bytes;
    int32_t count;
};
void array_begin(struct array *array, enum element type);
void array_finish(struct array *array); /* frees */
void array_bool(struct array *array, bool value);
void array_int2(struct array *array, int16_t value);
void array_int4(struct array *array, int32_t value);
void array_int8(struct array *array, int64_t value);
void array_float4(struct array *array, float value);
void array_float8(struct array *array, double value);
void array_wall(struct array *array, struct wall value);
void array_text(struct array *array, const char *value);
void array_uuid(struct array *array, const unsigned char value[16]);
/* Lives until the array is touched again. */
struct pg_param array_param(struct array *array);

/* One number as a parameter; `room` keeps its bytes until it is sent. */
struct scalar {
    unsigned char bytes[8];
};
struct pg_param param_int2(struct scalar *room, int16_t value);
struct pg_param param_int4(struct scalar *room, int32_t value);
struct pg_param param_int8(struct scalar *room, int64_t value);
struct pg_param param_float8(struct scalar *room, double value);
struct pg_param param_wall(struct scalar *room, struct wall value);
struct pg_param param_bool(struct scalar *room, bool value);
struct pg_param param_bytes(const void *bytes, size_t length);
