/* What the console remembers of a past moment that it shows (ui/console_past.h). */
#pragma once
#include "backend/base/clock.h"

struct past_view {       /* at.us 0 = now is shown */
    struct wall at, now; /* now: when the past was entered, which cannot be passed */
    bool is_busy, is_playing;
    int speed;
    struct mono played;
    int waiting; /* unanswered alarms of now: told by the desk */
};
