/* Rows of the station screen: the sides in numbers, each point with quality and age, set-points
 * with their limits and last command, and the selected point in full. Pure. */
#pragma once
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/station_alarms.h"
#include "ui/station_list.h"
#include "ui/world.h"

struct station_look {
    const struct world *world;
    const struct glyphs *glyphs;
    const struct station_list *list;
    int cells;
    const struct station_alarms *alarms; /* of this station; NULL = its points bear no chips */
};

/* A 24 h trend: means, NaN where there is none. count 0 = not there (yet). */
struct station_trend {
    const double *mean;
    size_t count;
};

/* Line 0: name, devices, data age; 1: the columns' titles; 2: primary side; 3…: a line a circuit.
 * How many lines. */
int rows_station_head_count(const struct station_look *look);
void rows_station_head(const struct station_look *look, int line, struct row *out);
/* The spark line of a point's last 24 h, with its lowest and highest. */
void rows_station_trend(const struct station_look *look, const struct point *point,
                        const struct station_trend *trend, struct row *out);
/* A row of the list. */
void rows_station_row(const struct station_look *look, size_t row, struct row *out);
/* The heading row's text ("set-points", "primary side", "High zone"). */
void rows_station_heading(const struct station_look *look, const struct station_row *in, char *out,
                          size_t size);
/* Where a command stands: "verified 02:31", "> sent". */
enum style rows_station_command(const struct command *command, char *out, size_t size);
/* "02:31 T2g_SP.1 53.0 -> 55.0 verified  wanglei" */
void rows_station_order(const struct world *world, const struct command *command, struct row *out);

#define STATION_DETAIL_MOST 12
/* The selected point in full: names, register, limits, quality in words. How many rows. */
int rows_station_detail(const struct station_look *look, size_t row,
                        struct row out[STATION_DETAIL_MOST]);
/* The same in one row, for one-pane layouts; longer than `cells` where an order has a reason. */
void rows_station_line(const struct station_look *look, size_t row, struct row *out);
