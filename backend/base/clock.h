/* Two kinds of time that must not be mixed. Durations, back-off and local deadlines use the
 * monotonic clock; statutory times are wall time made by the database. Core code never reads
 * either: `now` is read once a turn by a main loop and passed down. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mono {
    int64_t ns; /* nanoseconds since an arbitrary start; 0 = never */
};

struct wall {
    int64_t us; /* microseconds since 1970-01-01T00:00:00Z; 0 = never */
};

struct mono clock_mono(void);
struct wall clock_wall(void);

/* From here on local time is China Standard Time, UTC+8, whatever the machine's zone: the
 * standard's days begin there (5.1.2 "the same day"), and the database counts in it. Once, before
 * threads. */
void clock_use_standard_zone(void);

/* Milliseconds from `then` to `now`, for differences only. */
static inline int64_t mono_ms_since(struct mono then, struct mono now)
{
    return (now.ns - then.ns) / 1000000;
}

static inline struct mono mono_after_ms(struct mono then, int64_t ms)
{
    return (struct mono){then.ns + ms * 1000000};
}

static inline bool mono_is_due(struct mono due, struct mono now)
{
    return now.ns >= due.ns;
}

static inline int64_t wall_ms_since(struct wall then, struct wall now)
{
    return (now.us - then.us) / 1000;
}

/* Writes local time as "2026-01-15 03:17:42" (20 bytes with the end). */
void wall_text(struct wall at, char *out, size_t size);
/* Writes local time of day as "03:17:42" (9 bytes with the end). */
void wall_time_text(struct wall at, char *out, size_t size);
