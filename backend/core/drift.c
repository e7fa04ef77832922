#include "backend/core/drift.h"

#include "backend/core/guard.h"

void drift_set(struct drift *drift, double value, struct mono fence)
{
    drift->last = value;
    drift->has_last = true;
    drift->is_stored = false;
    drift->fence = fence;
    drift->unjudged_since = (struct mono){0};
}

void drift_forget(struct drift *drift, struct mono fence)
{
    drift->has_last = false;
    drift->fence = fence;
    drift->unjudged_since = (struct mono){0};
}

void drift_keep(struct drift *drift, const struct drift_input *in)
{
    if (!drift->has_last || guard_same(in->point, in->value, drift->last))
        drift->unjudged_since = (struct mono){0};
    else if (!drift->unjudged_since.ns || !guard_same(in->point, in->value, drift->unjudged))
        drift->unjudged_since = in->started;
    drift->unjudged = in->value;
}

void drift_expect_late(struct drift *drift, double value, int64_t command, struct mono until)
{
    struct drift_late *oldest = &drift->late[0];
    for (int i = 1; i < DRIFT_LATE_MOST; i++)
        if (drift->late[i].until.ns < oldest->until.ns)
            oldest = &drift->late[i];
    *oldest = (struct drift_late){value, command, until};
}

/* Each explains one change. */
static int64_t take_late(struct drift *drift, const struct drift_input *in)
{
    for (int i = 0; i < DRIFT_LATE_MOST; i++) {
        struct drift_late late = drift->late[i];
        if (late.command && !mono_is_due(late.until, in->now) &&
            guard_same(in->point, in->value, late.value)) {
            drift->late[i] = (struct drift_late){0};
            return late.command;
        }
    }
    return 0;
}

enum drift_news drift_observe(struct drift *drift, const struct drift_input *in, double *old,
                              int64_t *command)
{
    *command = 0;
    if (in->started.ns < drift->fence.ns)
        return DRIFT_NONE;
    bool is_same = drift->has_last && guard_same(in->point, in->value, drift->last);
    if (!drift->has_last || is_same) {
        drift_set(drift, in->value, drift->fence);
        return DRIFT_NONE;
    }
    if (drift->is_stored && !in->is_settled)
        return DRIFT_HELD;
    *old = drift->last;
    *command = take_late(drift, in);
    if (*command) {
        drift_set(drift, in->value, drift->fence);
        return DRIFT_LATE;
    }
    /* without a token `last` stays, so the difference is told when there is one again */
    if (!flap_take(&drift->flap, in->now))
        return DRIFT_NONE;
    drift_set(drift, in->value, drift->fence);
    return DRIFT_OUTSIDE;
}
