/* What belongs into the strip: a flood, the horn's silence; then, in order of the time left, the
 * unacknowledged critical and high alarms by their causes, tickets, outages and silent crews; and
 * shelves that end within ALARM_SHELF_WARN_MS. Pure. */
#pragma once
#include "ui/rows_frame.h"

void rows_waiting(const struct frame_look *look, struct row *out);
void rows_ending(const struct frame_look *look, struct row *out);
