/* Where the ticks of a plot stand: round values, round times of the day. Pure. */
#pragma once
#include "backend/base/clock.h"

struct trend_scale {
    double low, high, step; /* step 0 = nothing to scale; ticks are its multiples within */
    int decimals;           /* that a tick needs */
};

/* Takes low..high and a little around, with about `ticks` ticks; never flatter than `least`. */
struct trend_scale trend_scale_of(double low, double high, double least, int ticks);
/* A round time between ticks, so that `most` of them at least cover the span. */
int64_t trend_tick_us(int64_t span_us, int most);
/* The first moment not before `from` that is a multiple of the tick in local time; a day's tick
 * stands at midnight. */
struct wall trend_tick_first(struct wall from, int64_t tick_us);
/* Of the local day. */
int trend_minute_of_day(struct wall at);
/* "03:00", or "01-15" for ticks of a day and more. */
void trend_tick_text(struct wall at, int64_t tick_us, char *out, size_t size);
