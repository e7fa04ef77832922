#include "backend/core/drift.h"

#include "backend/core/guard.h"

void drift_set(struct drift *drift, double value, struct mono fence)
{
    drift->last = value;
    drift->has_last = true;
    drift->is_stored = false;
    drift->fence = fence;
}

void drift_forget(struct drift *drift, struct mono fence)
{
    drift->has_last = false;
    drift->fence = fence;
}

void drift_expect_late(struct drift *drift, double value, int64_t command, struct mono until)
{
    drift->late = value;
    drift->late_command = command;
    drift->late_until = until;
}

static bool is_late(const struct drift *drift, const struct drift_input *in)
{
    return drift->late_command && !mono_is_due(drift->late_until, in->now) &&
           guard_same(in->point, in->value, drift->late);
}

enum drift_news drift_observe(struct drift *drift, const struct drift_input *in, double *old)
{
    if (in->started.ns < drift->fence.ns)
        return DRIFT_NONE;
    bool is_same = drift->has_last && guard_same(in->point, in->value, drift->last);
    if (!drift->has_last || is_same) {
        drift_set(drift, in->value, drift->fence);
        return DRIFT_NONE;
    }
    if (drift->is_stored && !in->is_settled)
        return DRIFT_NONE;
    *old = drift->last;
    if (is_late(drift, in)) {
        drift_set(drift, in->value, drift->fence);
        return DRIFT_LATE;
    }
    /* without a token `last` stays, so the difference is told when there is one again */
    if (!flap_take(&drift->flap, in->now))
        return DRIFT_NONE;
    drift_set(drift, in->value, drift->fence);
    return DRIFT_OUTSIDE;
}
