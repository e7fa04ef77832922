/* Rows of the countdown board: marker, time left, bar, what is due, number, kind, place, words,
 * state, crew, who has it in hand; below 60 cells a ticket takes two lines. And what stands beside
 * or below the list about the selected one. Pure. */
#pragma once
#include "ui/glyph.h"
#include "ui/row.h"
#include "ui/ticket_list.h"
#include "ui/world.h"

struct ticket_look {
    const struct world *world;
    const struct glyphs *glyphs;
    const struct ticket_list *list;
    int cells;
};

/* How many lines a row of the list takes at this width. */
int rows_ticket_lines(int cells);
/* Parts with their counts, the chosen one in brackets, filter, order. */
void rows_ticket_title(const struct ticket_look *look, int above, struct row *out);
/* "to dispatch 5  working 20  overdue 2  on hold 1  to call back 3" */
void rows_ticket_counts(const struct ticket_look *look, struct row *out);
/* Line 0 .. rows_ticket_lines() - 1 of a row. */
void rows_ticket_row(const struct ticket_look *look, int at, int line, struct row *out);
/* What is to be known about a row in one line each: words, people, clocks. Returns how many. */
int rows_ticket_below(const struct ticket_look *look, int at, struct row out[3]);

#define ROWS_TICKET_DETAIL 48
/* The same at length, for a pane, with the neighbours of 24 hours. Returns how many. */
int rows_ticket_detail(const struct ticket_look *look, int at, struct row out[ROWS_TICKET_DETAIL]);
