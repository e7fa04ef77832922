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

static bool is_flow(const char *unit)
{
    return !strcmp(unit, "m3/h") || !strcmp(unit, "t/h");
}

static bool is_temperature(const char *unit)
{
    return !strcmp(unit, "°C") || !strcmp(unit, "C");
}

void heat_find(struct heat *heat, const struct profile *profile)
{
    *heat = (struct heat){.power = (int16_t)profile_find(profile, "Q1"),
                          .flow = (int16_t)profile_find(profile, "F1"),
                          .supply = (int16_t)profile_find(profile, "T1g"),
                          .back = (int16_t)profile_find(profile, "T1h")};
    if (heat->power < 0 || heat->flow < 0 || heat->supply < 0 || heat->back < 0) {
        heat->power = -1;
        return;
    }
    const struct point *point = profile->point;
    heat->factor = factor_of(point[heat->power].unit);
    if (heat->factor == 0 || !is_flow(point[heat->flow].unit) ||
        !is_temperature(point[heat->supply].unit) || !is_temperature(point[heat->back].unit))
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

double heat_least(const struct heat *heat, const struct reading *readings)
{
    return number(&readings[heat->flow]) * HEAT_FALL_K * heat->factor;
}
