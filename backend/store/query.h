/* Blocking questions of the command line: get, set, journal. Each opens its own connection. */
#pragma once
#include "backend/core/command.h"
#include "backend/device/profile.h"

#include <stdbool.h>
#include <stddef.h>

struct query_point {
    int32_t device_id;
    char device[64];
    struct point const *point; /* borrowed from the query's profiles */
    struct reading reading;    /* as of now, stale if it is */
    double age_s;              /* NaN = never */
};

struct query_station {
    char code[64], name[128];
    struct query_point *point;
    size_t point_count;
    struct profile **profile;
    size_t profile_count;
};

/* `point` NULL = all. False with `why` if there is no such station or point (with the nearest). */
bool query_station(const char *conninfo, const char *station, const char *point,
                   struct query_station *out, char *why, size_t size);
void query_station_finish(struct query_station *station);

/* Asks for the set-point and waits for the command's end; `on_state` on each state seen.
 * Returns the final command; false with `why` if it could not even be asked (database away). */
bool query_set(const char *conninfo, const struct query_point *point, double wanted,
               const char *reason, void (*on_state)(void *ctx, const struct command *command),
               void *ctx, struct command *out, char *why, size_t size);
