/* Rows of the wall's boards: a running outage with its statutory clock and forecast, a district
 * with its alarms. Pure. */
#pragma once
#include "backend/core/outage.h"
#include "ui/row.h"
#include "ui/wall_district.h"
#include "ui/world.h"

/* Lines that an outage takes at this width. */
int rows_wall_outage_lines(int cells);
/* Line 0 .. rows_wall_outage_lines() - 1. */
void rows_wall_outage(const struct world *world, const struct outage *outage, int cells, int line,
                      struct row *out);
/* What the columns of districts hold. */
void rows_wall_district_head(int cells, struct row *out);
void rows_wall_district(const struct world *world, const struct wall_district *district, int cells,
                        struct row *out);
