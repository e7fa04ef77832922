/* Rows of the alarm screen: mark, chip, since when, where, what, how long, who; below 60 cells an
 * alarm takes two lines. And what stands beside or below the list about the selected one. Pure. */
#pragma once
#include "ui/alarm_list.h"
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/world.h"

struct alarm_look {
    const struct world *world;
    const struct glyphs *glyphs;
    const struct alarm_list *list;
    const struct desk_table *plans; /* the plan cards: rows_plan.h */
    int cells;
};

/* How many lines a row of the list takes at this width. */
int rows_alarm_lines(int cells);
/* Parts with their counts, the chosen one in brackets, order and filter. `above`: rows out of sight
 * above the list's first, `loud` of them ask for an answer. */
void rows_alarm_title(const struct alarm_look *look, int above, int loud, struct row *out);
/* Line 0 .. rows_alarm_lines() - 1 of a row. */
void rows_alarm_row(const struct alarm_look *look, int at, int line, struct row *out);
/* A deed that was asked for, as one word. */
const char *rows_alarm_asked(enum alarm_deed deed);
/* What is to be known about a row in one line each: [0] the whole sentence, [1] what to do, [2]
 * what people did. Returns how many it filled. */
int rows_alarm_lines_below(const struct alarm_look *look, int at, struct row out[3]);

#define ROWS_ALARM_DETAIL 48
/* The same at length, for a pane. Returns how many. */
int rows_alarm_detail(const struct alarm_look *look, int at, struct row out[ROWS_ALARM_DETAIL]);
