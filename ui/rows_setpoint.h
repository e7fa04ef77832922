/* The lines of the set-point dialog: station, point, old -> new, limits, what else will be touched,
 * the digits to type, then the command's way. Pure. */
#pragma once
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/setpoint.h"

#define ROWS_SETPOINT_MOST 24

/* Fills `rows`, each cut to `cells`; returns how many. `edit` = the line with the text field, or
 * -1, and `column` where its cursor stands. */
int rows_setpoint(const struct setpoint *dialog, const struct world *world,
                  const struct glyphs *glyphs, int cells, struct row rows[ROWS_SETPOINT_MOST],
                  int *edit, int *column);
