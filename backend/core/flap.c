#include "backend/core/flap.h"

struct mono flap_next(const struct flap *flap)
{
    return mono_after_ms(flap->full_at, -(int64_t)(FLAP_TOKENS - 1) * FLAP_REFILL_MS);
}

bool flap_take(struct flap *flap, struct mono now)
{
    if (!mono_is_due(flap_next(flap), now))
        return false;
    struct mono from = mono_is_due(flap->full_at, now) ? now : flap->full_at;
    flap->full_at = mono_after_ms(from, FLAP_REFILL_MS);
    return true;
}
