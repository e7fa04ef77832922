/* The live columns of the network tree: which point of a node's devices stands in which column.
 * A column means "what leaves this node": a source's and a network's primary side, a station's and
 * a circuit's secondary side; blank where that has no such point, never the other side's. Found
 * once a node and kept, so that a frame costs no searching. */
#pragma once
#include "ui/row.h"
#include "ui/world.h"

enum column_id {
    COLUMN_SUPPLY,
    COLUMN_RETURN,
    COLUMN_SUPPLY_PRESSURE,
    COLUMN_RETURN_PRESSURE,
    COLUMN_FLOW,
    COLUMN_HEAT,
    COLUMN_VALVE,
    COLUMN_PUMP,
    COLUMN_COUNT
};

struct column {
    const char *word;         /* as it is typed */
    const char *title, *unit; /* msgid; what its figures are brought to */
    int cells;                /* with the blank before it */
    int decimals;             /* at most; the station screen shows all of them */
    const char *secondary[4]; /* points tried in order; NULL ends */
    const char *primary[4];
};
extern const struct column columns[COLUMN_COUNT];

struct column_place {
    int32_t device; /* index, -1 = no such point */
    int16_t point;
};

#define COLUMNS_KEPT 256

/* Plain memory, zeroed at first: all of them, in their order. columns_reset() after each load of
 * the site keeps what was chosen. */
struct columns {
    signed char chosen[COLUMN_COUNT]; /* the column that stands there */
    int chosen_count;                 /* 0 = all */
    int32_t node[COLUMNS_KEPT];       /* index + 1, 0 = empty */
    struct column_place place[COLUMNS_KEPT][COLUMN_COUNT];
};

void columns_reset(struct columns *kept);
const struct column_place *columns_of(struct columns *kept, const struct site *site, int32_t node);
/* Words parted by blanks or commas, "" = all; false, and nothing is changed, if one is unknown or
 * there twice. */
bool columns_choose(struct columns *kept, const char *words);
/* Which column stands at place `at`, below columns_that_fit(). */
enum column_id columns_at(const struct columns *kept, int at);
/* How many columns fit into `cells`, leaving `name_cells` for the name. */
int columns_that_fit(const struct columns *kept, int cells, int name_cells);
