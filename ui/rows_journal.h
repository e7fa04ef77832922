/* Rows of the journal: time, where, what happened as a sentence, who. Pure. */
#pragma once
#include "ui/row.h"
#include "ui/world.h"

void rows_journal_head(int cells, const char *title, struct row *out);
void rows_journal_row(const struct world *world, const struct fact *fact, int cells,
                      struct row *out);
/* The filter's rule: the row's text contains it, letters without case. */
bool rows_journal_matches(const struct world *world, const struct fact *fact, const char *filter);
