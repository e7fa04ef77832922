#include "backend/core/season.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t local_minutes(struct wall at, int utc_offset_min)
{
    return floor_div(at.us, 60 * 1000000LL) + utc_offset_min;
}

/* Days since 1 March, as which a leap day is a year's last. */
static int64_t of_march(int month_and_day)
{
    int month = (month_and_day / 100 + 9) % 12;
    return (153 * month + 2) / 5 + month_and_day % 100 - 1;
}

/* Month and day of the Gregorian calendar, counted in eras of 400 years that begin on 1 March. */
bool season_is_on(struct season season, struct wall at, int utc_offset_min)
{
    enum { ERA = 146097, TO_MARCH_0000 = 719468 };
    int64_t day = floor_div(local_minutes(at, utc_offset_min), 24 * 60) + TO_MARCH_0000;
    int64_t of_era = day - floor_div(day, ERA) * ERA;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100); /* 0 = 1 March */
    int64_t first = of_march(season.first), last = of_march(season.last);
    return first <= last ? of_year >= first && of_year <= last
                         : of_year >= first || of_year <= last;
}

int season_minute_of_day(struct wall at, int utc_offset_min)
{
    int64_t minutes = local_minutes(at, utc_offset_min);
    return (int)(minutes - floor_div(minutes, 24 * 60) * 24 * 60);
}
