/* Times as people type them: "14:30", "1430", "01-16 14:30", "+90" (minutes from now), "+2h",
 * "-15" (minutes ago). Pure. */
#pragma once
#include "backend/base/clock.h"

/* A bare time of day is the nearest one before now, or behind it if `is_ahead`. False if it is no
 * time; "" is none either. Local time, whole minutes. */
bool form_time_read(const char *text, struct wall now, bool is_ahead, struct wall *out);
/* "in 22 h 27 min", "5 min ago", in the language of the screen. */
void form_time_distance(struct wall at, struct wall now, char *out, size_t size);
/* A bare time of day that is not of today: who typed "13:00" at 14:33 may have meant today. */
bool form_time_is_turned(const char *text, struct wall at, struct wall now);
/* "14:30", of another day "01-16 14:30": what form_time_read() takes back. */
void form_time_text(struct wall at, struct wall now, char *out, size_t size);
