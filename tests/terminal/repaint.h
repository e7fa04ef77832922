/* Whether what a terminal shows after many small updates is what a fresh drawing of the whole
 * screen gives: curses, the widths of characters and our own comparison of lines must agree. */
#pragma once
#include "tests/terminal/screen.h"

#include <stdint.h>

/* Waits until the program has nothing to do, has all drawn anew, and compares each cell. Fails at
 * the first difference, `what` said. Needs values that change at full seconds only. */
void repaint_check(struct screen *screen, const char *what);
/* Sends `count` keys, texts and sizes by chance; what is left open is closed at the end. */
void repaint_storm(struct screen *screen, uint64_t seed, int count);
