/* The heating curve that a controller holds: up to eight (outdoor, supply) pairs and twelve
 * two-hour offsets (DOMAIN H7). Between pairs it is linear, outside them the ends hold. */
#pragma once
#include "backend/device/profile.h"

#define CURVE_POINTS   8
#define CURVE_SLOTS    12
#define CURVE_CIRCUITS 4 /* circuit numbers 0 .. 3 */

struct curve {
    int16_t outdoor; /* point index of OT, -1 = the profile has no whole curve */
    uint8_t count;   /* pairs */
    int16_t at[CURVE_POINTS], supply[CURVE_POINTS]; /* point indices of the pairs */
    int16_t slot[CURVE_SLOTS];                      /* -1 = none */
};

/* Points CURVE_1_OT.c and CURVE_1.c, SLOT_0.c, and OT. */
void curve_find(struct curve *curve, const struct profile *profile, int circuit);
/* The supply temperature that the curve wants now; NaN if a value it needs is missing. */
double curve_target(const struct curve *curve, const struct reading *readings, int minute_of_day);
