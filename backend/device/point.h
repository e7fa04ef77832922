/* What follows from a point alone: its extent on the wire, its texts. Part of the profile's public
 * face lies in profile.h (point_name, point_value_text, point_decimals). */
#pragma once
#include "backend/device/profile.h"

/* First and last register (or bit) that must come in one request for this point's value: its own,
 * its limbs, unit and status. */
void point_extent(const struct point *point, uint16_t *first, uint16_t *last);

static inline bool area_is_bits(enum area area)
{
    return area == AREA_COIL || area == AREA_DISCRETE;
}
/* "holding" … as a profile spells it. */
const char *area_name(enum area area);
/* The function code that reads the area: 3, 4, 1, 2. */
uint8_t area_read_function(enum area area);

/* Registers that a number of this type takes; 0 for POINT_STRING, whose length is its own. */
uint8_t point_type_words(enum point_type type);
const char *point_type_name(enum point_type type);
bool point_type_is_float(enum point_type type);
/* Smallest and largest raw number of an integer type; false for floats and texts. */
bool point_type_limits(enum point_type type, double *low, double *high);
