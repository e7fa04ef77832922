/* One screen full of rows, put together from panes and drawn by the terminal at once. Without
 * curses: tests compare it as text. */
#pragma once
#include "ui/row.h"

struct pane {
    int x, y, width, height;
};

/* Owned by the console; frame_finish() frees. */
struct frame {
    int width, height;
    struct row *line;       /* height of them */
    int cursor_x, cursor_y; /* where the real cursor stands: on the selected row, or in a field */
    bool is_typing;         /* the cursor is to be seen as a text cursor */
    int waiting;            /* unacknowledged alarms that a list's rows in sight stand for */
    struct pane steady;     /* panes that repeat what a list says: no chip flashes twice */
};

void frame_init(struct frame *frame);
void frame_finish(struct frame *frame);
/* Empties it and takes a size; both at least 1. */
void frame_start(struct frame *frame, int width, int height);
/* Appends to line `y` at column `x`; panes are drawn from left to right. Out of range: nothing. */
void frame_put(struct frame *frame, int x, int y, int cells, const struct row *row);
/* Replaces a part of a line: for what lies over the panes. */
void frame_over(struct frame *frame, int x, int y, int cells, const struct row *row);
/* Blanks up to the width on each line: every cell of the screen has a style. */
void frame_fill(struct frame *frame);
