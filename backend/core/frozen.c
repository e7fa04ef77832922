#include "backend/core/frozen.h"

bool frozen_observe(struct frozen *frozen, const struct point *point, double value, struct mono now)
{
    if (!frozen->since.ns || frozen->value != value) {
        frozen->value = value;
        frozen->since = now;
    }
    return point->frozen_s > 0 &&
           mono_ms_since(frozen->since, now) > (int64_t)point->frozen_s * 1000;
}
