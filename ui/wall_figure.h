/* Figures in large digits side by side, each with its name below: as large as the room allows, and
 * plain text where even the smallest have none. */
#pragma once
#include "ui/bigdigit.h"
#include "ui/frame.h"
#include "ui/glyph.h"

struct wall_figure {
    const char *name;
    char digits[16];
    enum style style;
    char chip[16]; /* before the name, "" = none */
    enum style chip_style;
    char note[2][64]; /* below the name, "" = none */
};

struct wall_figures {
    const struct wall_figure *figure;
    int count;
    int columns; /* in a row, the others follow below it */
    int least;   /* of one row: so many stay when the room is narrow, the last ones give way */
};

/* Returns how many of the area's lines it took. */
int wall_figures_draw(const struct wall_figures *figures, const struct glyphs *glyphs,
                      struct frame *frame, struct pane area);
