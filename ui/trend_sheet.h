/* What a trend shows as CSV: a row a slot, three columns a line. */
#pragma once
#include "ui/trend_view.h"

/* Allocated; its bytes in `length`. An empty cell is a gap. */
char *trend_sheet(const struct trend_view *view, const struct world *world, size_t *length);
