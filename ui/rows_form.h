/* A form as the lines of a dialog: what it is about, its rows, what is wrong, its keys. Pure. */
#pragma once
#include "ui/form.h"
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/world.h"

#define ROWS_FORM 48

/* At most `most` lines if it can be: the lists of options give way first, then what it is about.
 * `edit` and `column`: where the cursor stands, -1 = nowhere. Returns how many. */
int rows_form(const struct form *form, const struct world *world, const struct glyphs *glyphs,
              int cells, int most, struct row rows[ROWS_FORM], int *edit, int *column);
