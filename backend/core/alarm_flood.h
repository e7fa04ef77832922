/* How many alarms come in (ALARMS §3.1): a flood begins with more than 10 in 10 minutes and ends
 * below 5. Counted by second, so that order of arrival does not matter. And the figures of the
 * metrics line, in one pass over what is open. */
#pragma once
#include "backend/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALARM_FLOOD_WINDOW_S 600
#define ALARM_FLOOD_ABOVE    10
#define ALARM_FLOOD_BELOW    5
#define ALARM_ACK_SAMPLES    256

struct alarm_flood {
    uint16_t in_second[ALARM_FLOOD_WINDOW_S]; /* ring, by second modulo the window */
    int64_t second;                           /* the newest that the ring stands for; 0 = empty */
    int32_t in_window;                        /* alarms in the window that ends there */
    bool is_flood;
    struct wall since;              /* of the flood, or of its end */
    float ack_s[ALARM_ACK_SAMPLES]; /* ring: seconds from raise to acknowledgement */
    size_t ack_count;
};

/* An alarm was raised at that time; older than the window is passed over. */
void alarm_flood_add(struct alarm_flood *flood, struct wall at);
/* Forgets what was counted as of a time that has not come: a clock was ahead. */
void alarm_flood_trim(struct alarm_flood *flood, struct wall now);
/* Time goes on. True if a flood began or ended. */
bool alarm_flood_pass(struct alarm_flood *flood, struct wall now);
void alarm_flood_acknowledged(struct alarm_flood *flood, double seconds);

struct site;
struct alarm_metrics {
    int32_t last_10_min;
    bool is_flood;
    struct wall flood_since;
    int32_t unacknowledged, unacknowledged_high; /* high: priority 1 and 2 */
    struct wall oldest;                          /* unacknowledged, raised then; us 0 = none */
    int32_t returned;                            /* over, and nobody has answered */
    int32_t standing;                            /* active for more than 24 h */
    int32_t chattering, shelved, suppressed, out_of_service; /* a subtree counts as one more */
    int32_t active[4];                                       /* by priority */
    double median_ack_s;                                     /* NaN = none yet */
    double p90_ack_s;
};
struct alarm_metrics alarm_metrics_of(const struct site *site, struct wall now);
