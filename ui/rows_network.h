/* Rows of the network tree: name, live columns, worst state. Pure. */
#pragma once
#include "ui/columns.h"
#include "ui/glyph.h"
#include "ui/outline.h"

struct network_look {
    const struct world *world;
    const struct glyphs *glyphs;
    struct columns *columns;
    int cells; /* width of the pane */
};

/* The cells of a row's first part, the name, and of the title above it. */
int rows_network_name_cells(const struct network_look *look);
/* The heading over the columns. */
void rows_network_head(const struct network_look *look, const char *title, struct row *out);
void rows_network_row(const struct network_look *look, const struct outline_row *in,
                      struct row *out);
/* Worst state of a node in exactly `cells`: the worst of its alarms and how many, then what is lost
 * or bad: "1!", "2!5 /12", "/ 4:12", "/12 !3", "? 45s", blank when all is well. A chip that is seen
 * from afar, unless `is_quiet`: an unfolded group, whose stations say it. */
#define NETWORK_STATE_CELLS 11
void rows_network_state(const struct world *world, struct columns *columns, int32_t node,
                        bool is_quiet, int cells, struct row *out);
/* One line about a node, for the narrow layouts: what is wrong, or its side in numbers. */
void rows_network_detail(const struct network_look *look, int32_t node, struct row *out);
