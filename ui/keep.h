/* Rows that are the same as a moment ago: within a second a key changes the cursor alone. Made anew
 * when anything that they are made from is other than it was. Measured: half of a key's time on the
 * alarm list and the board. */
#pragma once
#include "ui/row.h"

#include <stdint.h>

struct site;
struct glyphs;
struct world;

#define KEEP_ROWS 128 /* more than a screen has */

/* All that the rows are made from. Compared whole: keep_from() fills it, padding included. */
struct keep_from {
    const struct site *site;
    const struct glyphs *glyphs;
    const char *language;
    uint64_t built; /* counts the times that the list became another */
    uint64_t more;  /* and what else its rows tell of */
    int64_t second;
    int cells;
    bool is_up;
};

void keep_from(struct keep_from *from, const struct world *world, const struct glyphs *glyphs,
               int cells);

/* Starts zeroed; one a list. */
struct keep {
    struct keep_from from;
    struct row row[KEEP_ROWS];
    int at[KEEP_ROWS]; /* row + 1, 0 = none */
};

/* The row `at` as it was kept; NULL if it is to be made, into keep_room(). */
const struct row *keep_find(struct keep *keep, const struct keep_from *from, int at);
struct row *keep_room(struct keep *keep, int at);
