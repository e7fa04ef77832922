#include "backend/base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Goes on while the host is suspended, or a lease would outlive the database's there. */
struct mono clock_mono(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (struct mono){(int64_t)t.tv_sec * 1000000000 + t.tv_nsec};
}

struct wall clock_wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (struct wall){(int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000};
}

void clock_use_standard_zone(void)
{
    setenv("TZ", "CST-8", 1);
    tzset();
}

static void format(struct wall at, const char *pattern, char *out, size_t size)
{
    time_t seconds = (time_t)(at.us / 1000000);
    struct tm parts;
    if (!localtime_r(&seconds, &parts) || !strftime(out, size, pattern, &parts))
        snprintf(out, size, "?");
}

void wall_text(struct wall at, char *out, size_t size)
{
    format(at, "%Y-%m-%d %H:%M:%S", out, size);
}

void wall_time_text(struct wall at, char *out, size_t size)
{
    format(at, "%H:%M:%S", out, size);
}
