/* The alarms that a station (or whatever else has a place in the tree) shows, what asks for a
 * person first. Pure; one pass over what is open. */
#pragma once
#include "backend/core/alarm_book.h"

#define STATION_ALARMS_MOST 64

/* On the stack; the pointers are the book's and live until its next change. */
struct station_alarms {
    const struct alarm *at[STATION_ALARMS_MOST]; /* the first of them in order */
    int count;                                   /* of these */
    int all, unacknowledged;
};

/* `is_whole`: with those of everything below the node. */
void station_alarms_make(struct station_alarms *alarms, const struct site *site, int32_t node,
                         bool is_whole);
/* The first of a point, NULL if it has none. `device` is an id. */
const struct alarm *station_alarms_of(const struct station_alarms *alarms, int32_t device,
                                      const char *point);
