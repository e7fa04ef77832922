/* What of the alarms belongs into the strip: a flood, the horn's silence, the unacknowledged
 * critical and high ones with their causes in front; and shelves that end within
 * ALARM_SHELF_WARN_MS. Pure. */
#pragma once
#include "ui/rows_frame.h"

void rows_waiting(const struct frame_look *look, struct row *out);
void rows_ending(const struct frame_look *look, struct row *out);
