/* Whether a set-point counts now, and what stands in for it: a controller in curve mode holds a
 * fixed set-point that it does not follow. The profile tells which (in_force_when, curve_when). */
#pragma once
#include "backend/core/curve.h"
#include "backend/core/site.h"

enum target_force {
    TARGET_IN_FORCE, /* also where nobody knows the mode: then its own quality tells enough */
    TARGET_BY_CURVE, /* the controller follows its curve in place of it */
    TARGET_WITHOUT,  /* written all the same, it changes nothing now */
};
enum target_force target_force(const struct site *site, int32_t device, int point, struct wall now);

/* What the plant is to bring: the set-point's reading; while the curve stands in for it the curve's
 * figure, of the worst quality of what it is made of; NaN of good quality where there is none. */
struct reading target_reading(const struct site *site, int32_t device, int point,
                              const struct curve *curve, struct wall now);
