#include "backend/core/heat.h"

#include <math.h>
#include <string.h>

#define KW_EACH 1.163 /* of a cubic metre an hour and a kelvin (DOMAIN §6) */

static double factor_of(const char *unit)
{
    return !strcmp(unit, "kW")     ? KW_EACH
           : !strcmp(unit, "MW")   ? KW_EACH / 1000
           : !strcmp(unit, "GJ/h") ? KW_EACH * 0.0036
                                   : 0;
}

void heat_find(struct heat *heat, const struct profile *profile)
{
    *heat = (struct heat){.power = (int16_t)profile_find(profile, "Q1"),
                          .flow = (int16_t)profile_find(profile, "F1"),
                          .supply = (int16_t)profile_find(profile, "T1g"),
                          .back = (int16_t)profile_find(profile, "T1h")};
    if (heat->power >= 0)
        heat->factor = factor_of(profile->point[heat->power].unit);
    if (heat->flow < 0 || heat->supply < 0 || heat->back < 0 || heat->factor == 0)
        heat->power = -1;
}

static double number(const struct reading *reading)
{
    bool is_there = quality_has_number(reading->quality) && reading->quality != QUALITY_STALE;
    return is_there ? reading->value : NAN;
}

double heat_of(const struct heat *heat, const struct reading *readings)
{
    double fall = number(&readings[heat->supply]) - number(&readings[heat->back]);
    return number(&readings[heat->flow]) * fall * heat->factor;
}
