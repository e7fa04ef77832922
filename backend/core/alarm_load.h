/* How a stretch of time went by the numbers of EEMUA 191 and ISA-18.2 (ALARMS §3.1): from the
 * moments at which alarms were raised. Spans and hours are those of the clock. */
#pragma once
#include "backend/core/alarm_flood.h"

#define ALARM_LOAD_SPAN_S     600
#define ALARM_LOAD_SPAN_ABOVE 10
#define ALARM_LOAD_HOUR_ABOVE 30

struct alarm_load { /* embedded, owns nothing */
    struct wall from, to;
    int32_t spans_over, hours_over; /* spans with more than ALARM_LOAD_SPAN_ABOVE … */
    int32_t peak;                   /* most in any ten minutes, wherever they begin */
    int64_t flood_us;
    /* under way */
    struct alarm_flood flood;
    int64_t span, hour;
    int32_t in_span, in_hour;
};

void alarm_load_begin(struct alarm_load *load, struct wall from, struct wall to);
/* In order of time. */
void alarm_load_add(struct alarm_load *load, struct wall at);
void alarm_load_end(struct alarm_load *load);
/* 0 … 1 of the whole stretch. */
double alarm_load_spans_share(const struct alarm_load *load);
double alarm_load_hours_share(const struct alarm_load *load);
double alarm_load_flood_share(const struct alarm_load *load);
