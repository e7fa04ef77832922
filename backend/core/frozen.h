/* A measured value that never changes is a dead sensor or a stuck gateway: QUALITY_FROZEN. */
#pragma once
#include "backend/device/profile.h"

#include "backend/base/clock.h"

struct frozen {
    double value;
    struct mono since; /* of the last change; 0 = no value yet */
};

/* Takes the newest good value; true if it has not changed for longer than point->frozen_s. A time
 * without values proves nothing either way and is counted. */
bool frozen_observe(struct frozen *frozen, const struct point *point, double value,
                    struct mono now);
