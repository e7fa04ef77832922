/* The heat that a station's primary side must give off by its flow and temperatures. A meter or a
 * sensor that shows otherwise is wrong, or made up (DOMAIN H4, TESTS A19). */
#pragma once
#include "backend/device/profile.h"

struct heat {
    int16_t power, flow, supply, back; /* points Q1, F1, T1g, T1h; power -1: not all are there, or
                                        * one in a unit that is not known here */
    double factor;                     /* from m3/h (or t/h) times K to the unit of Q1 */
};

void heat_find(struct heat *heat, const struct profile *profile);
/* In the unit of Q1; NaN if a value that it needs is missing or too old. */
double heat_of(const struct heat *heat, const struct reading *readings);
/* What the flow makes with a fall of HEAT_FALL_K: two sensors may be off by a kelvin together, so
 * that a share of less would be a share of their error. */
#define HEAT_FALL_K 5
double heat_least(const struct heat *heat, const struct reading *readings);
