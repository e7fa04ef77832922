/* The heating season where nobody has said when it is: 15 November to 15 March (DB1302 4.1.2.1). */
#pragma once
#include "backend/base/clock.h"

bool season_by_date(struct wall at, int utc_offset_min);
/* Minutes since local midnight. */
int season_minute_of_day(struct wall at, int utc_offset_min);
