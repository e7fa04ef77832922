/* The lines of the alarm dialog: what it is about, old -> new, what will happen, the fields. Pure.
 */
#pragma once
#include "ui/alarm_dialog.h"
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/world.h"

#define ROWS_ALARM_DIALOG 24

/* Fills `rows`, each cut to `cells`; returns how many. `edit` = the line of the field that is typed
 * into, `column` where its cursor stands. */
int rows_alarm_dialog(const struct alarm_dialog *dialog, const struct world *world, int cells,
                      struct row rows[ROWS_ALARM_DIALOG], int *edit, int *column);
/* For the border. */
const char *rows_alarm_dialog_title(const struct alarm_dialog *dialog);
