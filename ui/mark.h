/* The chip of an alarm: two cells, the priority and the sign of the state, so that colour only
 * repeats what is written (UI.md principle 1). "1!" waits for a person, "1~" has gone by itself and
 * still waits, "1 " was answered and stands, "1L" waits for its reset, "1s" is shelved, "1d"
 * suppressed by design, "1o" out of service. */
#pragma once
#include "backend/core/alarm_book.h"
#include "ui/row.h"
#include "ui/world.h"

#define MARK_CELLS 2

char mark_sign(enum alarm_state state);
/* Of the state alone; the dark half of the flashing is put over the whole frame (ui/flash.h). */
enum style mark_style(enum alarm_state state, int priority);
/* Appends the chip; dim while the database is away, since then nobody can answer it. */
void mark_add(struct row *row, const struct world *world, enum alarm_state state, int priority);
/* The chip, how long ago it was raised, and what it says: "1! 04:12 supply pressure …" */
void mark_alarm(struct row *row, const struct world *world, const struct alarm *alarm);
/* What asks for a person first: sorts by state, priority, then the newest. <0 = a before b. */
int mark_compare(const struct alarm *a, const struct alarm *b);
/* The worst chip of a tally, how many are like it, and how many others there are: "1!", "1!3",
 * "1!3+12", "2:3" for what was answered; nothing if the tally shows nothing. `is_quiet`: not as a
 * chip but as plain text. */
void mark_tally(struct row *row, const struct world *world, const struct alarm_tally *tally,
                bool is_quiet);
/* "s", "o": the node is shelved or out of service with all below it. */
void mark_held(struct row *row, const struct site *site, int32_t index, struct wall now);
/* The worst that a tally shows, as state and priority: what waits for a person before what was
 * answered, among them the higher priority. False if it shows nothing. */
bool mark_worst(const struct alarm_tally *tally, enum alarm_state *state, int *priority);
/* Everything that a tally shows, as "1!2 2!3 3~1 4 12": a chip with its count each, as many as fit
 * into `cells`, what waits first. */
void mark_counts(struct row *row, const struct world *world, const struct alarm_tally *tally,
                 int cells);
