/* Raw registers to values and back. Pure; the word orders are checked against libmodbus in tests.*/
#pragma once
#include "backend/device/profile.h"

/* The registers or bits of one answered block: registers host-endian, bits one a byte. */
struct block_data {
    uint8_t area;
    uint16_t first, count;
    const uint16_t *registers; /* AREA_HOLDING, AREA_INPUT */
    const uint8_t *bits;       /* AREA_COIL, AREA_DISCRETE */
};

/* Decodes a point out of a block that holds all its registers (limbs, unit and status too).
 * Quality is GOOD, RANGE or INVALID; a bad quality carries NaN. A string is no number: it is NEVER.
 * An int64 beyond 2^53 becomes the nearest double. BITS and ENUM are the raw register. */
struct reading codec_read(const struct point *point, const struct block_data *block);

/* The raw registers (or raw[0] = 0/1 for a bit) that hold `value`; rounds to the nearest raw
 * step. False with `why` if it does not fit the type, is NaN, or the point is not one plain
 * number.*/
bool codec_write(const struct point *point, double value, uint16_t raw[4], uint8_t *words,
                 char *why, size_t why_size);

/* Point's `divisor` for its scale. */
double codec_divisor(double scale);

/* The value as it will stand in the device after codec_write (nearest raw step). */
double codec_round(const struct point *point, double value);

/* Text of a POINT_STRING out of a block, cleaned. */
void codec_string(const struct point *point, const struct block_data *block, char *out,
                  size_t size);
