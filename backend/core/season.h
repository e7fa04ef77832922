/* The heating season (DB1302 4.1.2.1): 15 November to 15 March where the company has not set
 * another, which it does as the weather wants (settings season_start and season_end). */
#pragma once
#include "backend/base/clock.h"

struct season {
    int first, last; /* both belong to it; month * 100 + day */
};
#define SEASON_STANDARD  ((struct season){1115, 315})
#define SEASON_CHINA_MIN (8 * 60) /* the standard's zone, without summer time */

bool season_is_on(struct season season, struct wall at, int utc_offset_min);
/* Minutes since local midnight. */
int season_minute_of_day(struct wall at, int utc_offset_min);
