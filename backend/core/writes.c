#include "backend/core/writes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t day_ms = 24 * 3600 * 1000LL;

static void drop_old(struct writes *writes, struct mono now)
{
    size_t old = 0;
    while (old < writes->done.count && mono_ms_since(writes->done.at[old].at, now) >= day_ms)
        old++;
    if (!old)
        return;
    writes->done.count -= old;
    memmove(writes->done.at, writes->done.at + old, writes->done.count * sizeof *writes->done.at);
}

void writes_add(struct writes *writes, const struct write_done *done)
{
    drop_old(writes, done->at);
    *VEC_PUSH(&writes->done) = *done;
}

void writes_take_back(struct writes *writes, int32_t device, int32_t point)
{
    for (size_t i = writes->done.count; i-- > 0;) {
        struct write_done *done = &writes->done.at[i];
        if (done->device != device || done->point != point || done->is_outside)
            continue;
        writes->done.count--;
        memmove(done, done + 1, (writes->done.count - i) * sizeof *done);
        return;
    }
}

void writes_finish(struct writes *writes)
{
    free(writes->done.at);
    *writes = (struct writes){0};
}

/* What leads away from a value, until that is back. */
struct excursion {
    double replaced; /* NaN = none */
    struct mono since;
    double held_low, held_high; /* before it */
};

static void hold(struct writes_summary *summary, double value)
{
    summary->held_low = fmin(summary->held_low, value);
    summary->held_high = fmax(summary->held_high, value);
}

static void leave(struct excursion *excursion, const struct writes_summary *summary,
                  const struct write_done *done)
{
    if (isfinite(excursion->replaced))
        return;
    *excursion = (struct excursion){done->before, done->at, summary->held_low, summary->held_high};
}

/* As the database's float4 keeps both. */
static bool is_back(const struct excursion *excursion, const struct write_done *done)
{
    return fabs(done->after - excursion->replaced) <= 1e-6 * fmax(1, fabs(excursion->replaced));
}

struct writes_summary writes_of(const struct writes *writes, int32_t device, int32_t point,
                                int32_t window_s, struct mono now)
{
    struct writes_summary summary = {.held_low = NAN, .held_high = NAN, .replaced = NAN};
    struct excursion excursion = {.replaced = NAN};
    int64_t window_ms = (int64_t)window_s * 1000;
    for (size_t i = 0; i < writes->done.count; i++) {
        const struct write_done *done = &writes->done.at[i];
        int64_t ago_ms = mono_ms_since(done->at, now);
        if (done->device != device || done->point != point || ago_ms >= day_ms)
            continue;
        if (mono_ms_since(excursion.since, done->at) >= window_ms)
            excursion.replaced = NAN; /* too long ago: it holds by now */
        if (done->is_outside) {
            leave(&excursion, &summary, done);
            continue;
        }
        summary.day++;
        summary.last = done->at;
        bool is_return = is_back(&excursion, done);
        if (is_return) {
            summary.held_low = excursion.held_low;
            summary.held_high = excursion.held_high;
            excursion.replaced = NAN;
        }
        if (ago_ms >= window_ms)
            continue;
        if (!is_return)
            hold(&summary, done->before);
        hold(&summary, done->after);
    }
    if (mono_ms_since(excursion.since, now) < window_ms)
        summary.replaced = excursion.replaced;
    return summary;
}
