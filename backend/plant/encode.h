/* A point's value as the registers that hold it: codec_write's counterpart for what a device shows
 * but nobody writes: several limbs, a unit register, a status register, "no value" markers. Pure.
 */
#pragma once
#include "backend/device/codec.h"

#define ENCODED_MOST 24

struct encoded {
    size_t count;
    struct {
        uint16_t address, value;
        uint16_t mask; /* bits of the register that are meant */
    } word[ENCODED_MOST];
};

/* NaN gives the point's marker. False (and the nearest that fits, or nothing) if the value does not
 * fit the registers; texts are left alone. */
bool encode(const struct point *point, double value, struct encoded *out);
