/* Times as people type them: "14:30", "1430", "01-16 14:30", "+90" (minutes from now), "+2h",
 * "-15" (minutes ago). Pure. */
#pragma once
#include "backend/base/clock.h"

/* A bare time of day is the nearest one before now, or behind it if `is_ahead`. False if it is no
 * time; "" is none either. Local time, whole minutes. */
bool form_time_read(const char *text, struct wall now, bool is_ahead, struct wall *out);
/* "14:30", of another day "01-16 14:30": what form_time_read() takes back. */
void form_time_text(struct wall at, struct wall now, char *out, size_t size);
