/* The metrics line of the alarms (ALARMS.md): how many came in the last 10 minutes, the flood and
 * since when, what waits for an answer and its oldest, what stands for more than a day, chatters,
 * is shelved, and the median time to an acknowledgement. Pure. */
#pragma once
#include "ui/row.h"
#include "ui/world.h"

/* Fits `cells` (40 and more) by leaving out whole figures, the least important first. Nothing
 * without a site. */
void rows_metrics(const struct world *world, int cells, struct row *out);
