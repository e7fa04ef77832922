/* Screen 6: trends of several points, read from history. */
#pragma once
#include "ui/console.h"

/* "" = what is selected: a point, an alarm's point, a place's main points; "[STATION/]POINT" adds
 * that one; "STATION" shows its main points. */
void screen_trend_open(struct console *console, const char *argument);
/* Asks for what is to be seen and has not been read; once a turn. */
void screen_trend_turn(struct console *console);
