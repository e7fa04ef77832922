/* How the station screen is laid out: the sides in numbers and the trend on top, the points below;
 * from 100 columns the selected point in full and the station's commands beside them. */
#pragma once
#include "ui/screen.h"

void screen_station_draw(struct console *console, struct frame *frame, struct pane area);
