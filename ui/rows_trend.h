/* Rows of the trend screen: the lines' names with what they show of the moment looked at, the plot
 * with its axes, and what happened. Pure. */
#pragma once
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/trend_axis.h"
#include "ui/trend_view.h"
#include "widgets/braille.h"

struct trend_look {
    const struct world *world;
    const struct glyphs *glyphs;
    const struct trend_view *view;
    int cells;
};

#define TREND_GUTTER 9 /* the values' axis and its wall */
#define TREND_MARGIN 2 /* right: the numbers of the lines */
/* Columns of the plot in a pane of so many cells; at least 1. */
int trend_plot_cells(int cells);

/* " 6 trend  惠民园换热站  01-14 03:17 .. 01-15 03:17  24h" */
void rows_trend_title(const struct trend_look *look, struct row *out);
/* "1 supply temperature  52.1 C  49.8..54.4  H 75": at the moment, of the window, limits. */
void rows_trend_legend(const struct trend_look *look, int line, struct row *out);

/* A plot being drawn; plain memory, large. */
struct trend_plot {
    struct braille dots;
    struct trend_scale scale; /* of the selected line, which the axis is of */
    int decimals;
    int cursor;                          /* column */
    unsigned char label[BRAILLE_HEIGHT]; /* line + 1 whose number stands at the right */
    const char *limit[BRAILLE_HEIGHT];   /* name of a limit of the selected line, NULL = none */
};
void rows_trend_plot(const struct trend_look *look, int height, struct trend_plot *plot);
/* Row `y` of it, from above. */
void rows_trend_plot_row(const struct trend_look *look, const struct trend_plot *plot, int y,
                         struct row *out);
/* The time axis, its labels, and the marks: three rows. */
void rows_trend_axis(const struct trend_look *look, struct row *out);
void rows_trend_times(const struct trend_look *look, struct row *out);
void rows_trend_marks(const struct trend_look *look, struct row *out);
/* What happened in the cell looked at: at most `most` rows; without any, one that says which keys
 * lead to some. How many. */
int rows_trend_events(const struct trend_look *look, struct row *out, int most);
