#include "backend/core/curve.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* By the exact id: profile_find() would take a lone circuit for any. */
static int16_t find(const struct profile *profile, const char *code, int circuit)
{
    char id[POINT_ID_SIZE + 8];
    if (circuit)
        snprintf(id, sizeof id, "%s.%d", code, circuit);
    else
        snprintf(id, sizeof id, "%s", code);
    int point = profile_find(profile, id);
    return point >= 0 && !strcmp(profile->point[point].id, id) ? (int16_t)point : -1;
}

void curve_find(struct curve *curve, const struct profile *profile, int circuit)
{
    char code[POINT_ID_SIZE];
    *curve = (struct curve){.outdoor = find(profile, "OT", 0)};
    for (int i = 0; i < CURVE_POINTS; i++) {
        snprintf(code, sizeof code, "CURVE_%d_OT", i + 1);
        curve->at[i] = find(profile, code, circuit);
        snprintf(code, sizeof code, "CURVE_%d", i + 1);
        curve->supply[i] = find(profile, code, circuit);
        if (curve->at[i] < 0 || curve->supply[i] < 0)
            break;
        curve->count++;
    }
    for (int i = 0; i < CURVE_SLOTS; i++) {
        snprintf(code, sizeof code, "SLOT_%d", i);
        curve->slot[i] = find(profile, code, circuit);
    }
    if (curve->count < 2)
        curve->outdoor = -1;
}

static double number(const struct reading *readings, int16_t point)
{
    return quality_has_number(readings[point].quality) ? readings[point].value : NAN;
}

static double offset_of(const struct curve *curve, const struct reading *readings, int minute)
{
    int16_t slot = curve->slot[minute / (24 * 60 / CURVE_SLOTS) % CURVE_SLOTS];
    double offset = slot < 0 ? 0 : number(readings, slot);
    return isnan(offset) ? 0 : offset;
}

/* The pairs may rise or fall with their number. */
double curve_target(const struct curve *curve, const struct reading *readings, int minute_of_day)
{
    if (curve->outdoor < 0)
        return NAN;
    double outdoor = number(readings, curve->outdoor);
    double below_at = -INFINITY, above_at = INFINITY, below = NAN, above = NAN;
    for (int i = 0; i < curve->count; i++) {
        double at = number(readings, curve->at[i]), supply = number(readings, curve->supply[i]);
        if (isnan(at) || isnan(supply) || isnan(outdoor))
            return NAN;
        if (at <= outdoor && at > below_at) {
            below_at = at;
            below = supply;
        }
        if (at >= outdoor && at < above_at) {
            above_at = at;
            above = supply;
        }
    }
    double offset = offset_of(curve, readings, minute_of_day);
    if (isnan(below) || isnan(above))
        return (isnan(below) ? above : below) + offset;
    if (above_at <= below_at)
        return below + offset;
    return below + (above - below) * (outdoor - below_at) / (above_at - below_at) + offset;
}
