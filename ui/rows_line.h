/* The lines' screen as rows: its title, the columns that there is room for, a line's row, and the
 * selected one at length. */
#pragma once
#include "ui/line_list.h"
#include "ui/row.h"
#include "ui/world.h"

/* Told longer ago than this, a line's figures are not those of now. */
#define ROWS_LINE_OLD_MS 30000

void rows_line_title(const struct world *world, const struct line_list *list, int above, int cells,
                     struct row *out);
void rows_line_head(int cells, struct row *out);
void rows_line_row(const struct world *world, const struct line_list *list, int row, int cells,
                   struct row *out);
void rows_line_detail(const struct line_list *list, int row, struct row *out);
