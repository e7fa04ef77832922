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
        if (done->device != device || done->point != point)
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

struct writes_summary writes_of(const struct writes *writes, int32_t device, int32_t point,
                                int32_t window_s, struct mono now)
{
    struct writes_summary summary = {.held_low = NAN, .held_high = NAN};
    for (size_t i = 0; i < writes->done.count; i++) {
        const struct write_done *done = &writes->done.at[i];
        int64_t ago_ms = mono_ms_since(done->at, now);
        if (done->device != device || done->point != point || ago_ms >= day_ms)
            continue;
        summary.day++;
        summary.last = done->at;
        if (ago_ms >= (int64_t)window_s * 1000)
            continue;
        summary.held_low = fmin(summary.held_low, fmin(done->before, done->after));
        summary.held_high = fmax(summary.held_high, fmax(done->before, done->after));
    }
    return summary;
}
