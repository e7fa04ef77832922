/* A statutory clock as it is shown: a marker of two cells, the time left, a bar with the stages.
 * What is calm has no colour; each stage is written as well ("75"), so colour only repeats it.
 * The marker of a clock that waits for a person flashes (ui/flash.h): from 90 % on, and overdue as
 * long as nobody has given the reason. Pure. */
#pragma once
#include "backend/core/ticket.h"
#include "ui/row.h"
#include "ui/world.h"

#define CLOCK_MARK_CELLS 2
#define CLOCK_LEFT_CELLS 9

/* Of texts about a clock of this stage. */
enum style clock_mark_style(const struct world *world, const struct ticket_clock *clock);
/* "  ", "50", "75", "90", "!!" overdue without a reason, "! " with one. */
void clock_mark_add(struct row *row, const struct world *world, const struct ticket_clock *clock);
/* "+06:18" right-aligned; NULL: "--". */
void clock_mark_left(struct row *row, const struct world *world, const struct ticket_clock *clock,
                     int cells);
/* "===..|.|.|": what has passed, and where 50, 75 and 90 % are. */
void clock_mark_bar(struct row *row, const struct world *world, const struct ticket_clock *clock,
                    int cells);
