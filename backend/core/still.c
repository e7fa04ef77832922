#include "backend/core/still.h"

#include <math.h>
#include <string.h>

enum still still_look(const struct profile *profile, const struct reading *readings, double *held)
{
    bool has_moved = false;
    int compared = 0;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (point->access != ACCESS_READ || !*point->unit ||
            !quality_has_number(readings[i].quality))
            continue;
        if (!isnan(held[i])) {
            compared++;
            has_moved = has_moved || readings[i].value != held[i];
        }
        held[i] = readings[i].value;
    }
    return has_moved ? STILL_MOVES : compared < STILL_LEAST ? STILL_UNKNOWN : STILL_RESTS;
}

void still_forget(const struct profile *profile, double *held)
{
    for (size_t i = 0; i < profile->point_count; i++)
        held[i] = NAN;
}

void still_follow(const struct profile *profile, double *held, const struct profile *former,
                  const double *was)
{
    if (profile->point_count != former->point_count)
        return;
    for (size_t i = 0; i < profile->point_count; i++)
        if (!strcmp(profile->point[i].id, former->point[i].id))
            held[i] = was[i];
}
