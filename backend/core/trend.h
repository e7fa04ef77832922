/* What a trend shows of one span of time. */
#pragma once

struct trend_slot { /* in the point's unit; all NaN = no good sample */
    double mean, least, most;
};
