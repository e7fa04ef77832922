#include "backend/core/target.h"

#include <math.h>

static bool reads(const struct site *site, int32_t device, int point, double value, struct wall now,
                  bool *is_known)
{
    struct reading reading = site_reading(site, device, point, now);
    const struct point *mode = &site->device[device].profile->point[point];
    *is_known = quality_has_number((enum quality)reading.quality);
    return *is_known && guard_same(mode, reading.value, value);
}

enum target_force target_force(const struct site *site, int32_t device, int point, struct wall now)
{
    const struct point *p = &site->device[device].profile->point[point];
    bool is_known;
    if (p->in_force < 0 || reads(site, device, p->in_force, p->in_force_value, now, &is_known) ||
        !is_known)
        return TARGET_IN_FORCE;
    if (p->curve >= 0 && reads(site, device, p->curve, p->curve_value, now, &is_known))
        return TARGET_BY_CURVE;
    return TARGET_WITHOUT;
}

static void spoil(struct reading *whole, struct reading part)
{
    bool has_number = quality_has_number((enum quality)whole->quality);
    bool is_worse = has_number && !quality_has_number((enum quality)part.quality);
    if (is_worse || (whole->quality == QUALITY_GOOD && part.quality != QUALITY_GOOD))
        whole->quality = part.quality;
}

static struct reading by_curve(const struct site *site, int32_t device, const struct curve *curve,
                               struct wall now)
{
    const struct reading *readings = site->device[device].reading;
    struct reading whole = {NAN, QUALITY_GOOD, 0};
    if (curve->outdoor < 0 || !readings)
        return (struct reading){NAN, QUALITY_NEVER, 0};
    spoil(&whole, site_reading(site, device, curve->outdoor, now));
    for (int i = 0; i < curve->count; i++) {
        spoil(&whole, site_reading(site, device, curve->at[i], now));
        spoil(&whole, site_reading(site, device, curve->supply[i], now));
    }
    if (quality_has_number((enum quality)whole.quality))
        whole.value = curve_target(curve, readings, season_minute_of_day(now, SEASON_CHINA_MIN));
    return whole;
}

struct reading target_reading(const struct site *site, int32_t device, int point,
                              const struct curve *curve, struct wall now)
{
    switch (target_force(site, device, point, now)) {
    case TARGET_IN_FORCE: break;
    case TARGET_BY_CURVE: return by_curve(site, device, curve, now);
    case TARGET_WITHOUT: return (struct reading){NAN, QUALITY_GOOD, 0};
    }
    return site_reading(site, device, point, now);
}
