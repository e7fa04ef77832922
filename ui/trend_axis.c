#include "ui/trend_axis.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

#define MINUTE_US INT64_C(60000000)
#define DAY_US    (1440 * MINUTE_US)

struct trend_scale trend_scale_of(double low, double high, double least, int ticks)
{
    struct trend_scale scale = {0};
    if (!isfinite(low) || !isfinite(high) || low > high)
        return scale;
    if (high - low < least) {
        double middle = (low + high) / 2;
        low = middle - least / 2;
        high = middle + least / 2;
    }
    double around = (high - low) / 40;
    double raw = (high - low) / (ticks > 1 ? ticks : 1);
    double ten = pow(10, floor(log10(raw))), part = raw / ten;
    scale.step = ten * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
    scale.low = low - around;
    scale.high = high + around;
    scale.decimals = scale.step < 0.9999 ? (int)ceil(-log10(scale.step) - 1e-9) : 0;
    return scale;
}

int64_t trend_tick_us(int64_t span_us, int most)
{
    static const int minutes[] = {5,   10,  15,   30,       60,       120,       180,      240,
                                  360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440, 30 * 1440};
    size_t count = sizeof minutes / sizeof *minutes;
    for (size_t i = 0; i < count; i++)
        if (span_us / (minutes[i] * MINUTE_US) <= (most > 1 ? most : 1))
            return minutes[i] * MINUTE_US;
    return 30 * DAY_US;
}

static int64_t local_offset_us(struct wall at)
{
    time_t seconds = (time_t)(at.us / 1000000);
    struct tm local;
    localtime_r(&seconds, &local);
    return (int64_t)local.tm_gmtoff * 1000000;
}

struct wall trend_tick_first(struct wall from, int64_t tick_us)
{
    int64_t offset = local_offset_us(from), local = from.us + offset;
    return (struct wall){(local + tick_us - 1) / tick_us * tick_us - offset};
}

int trend_minute_of_day(struct wall at)
{
    return (int)((at.us + local_offset_us(at)) / MINUTE_US % 1440);
}

void trend_tick_text(struct wall at, int64_t tick_us, char *out, size_t size)
{
    char text[24];
    wall_text(at, text, sizeof text);
    snprintf(out, size, "%.5s", tick_us >= DAY_US ? text + 5 : text + 11);
}
