/* The read plan: which requests fetch all points of a profile. Blocks stay within the declared
 * ranges and sizes, never tear a value with its limbs, unit and status registers, and join over
 * holes only as the profile's gap policy allows (MODBUS.md "block planning"). */
#pragma once
#include "backend/device/profile.h"

#include <stdio.h>

struct plan_block {
    uint8_t function; /* 1, 2, 3 or 4 */
    uint8_t area;
    uint16_t first, count;
    uint16_t every;       /* polled each n-th round */
    uint16_t point_first; /* the block's points: plan->point[point_first .. + point_count) */
    uint16_t point_count;
};

struct plan {
    struct plan_block *block;
    size_t block_count;
    uint16_t *point; /* point indices, block after block */
    size_t point_count;
};

/* Never fails for a profile that profile_parse accepted. Points whose bit is set in `refused`
 * (one byte a point, may be NULL) are planned as blocks of their own. Free with plan_finish(). */
void plan_init(struct plan *plan, const struct profile *profile, const uint8_t *refused);
void plan_finish(struct plan *plan);

/* Splits block `index` in two halves at a point's edge; false if it holds one point only. */
bool plan_split(struct plan *plan, size_t index, const struct profile *profile);

/* Prints requests, registers, and bytes on the wire a round (Modbus TCP, and RTU with its time
 * at 9600 baud), one line a block. */
void plan_print(const struct plan *plan, const struct profile *profile, FILE *out);
