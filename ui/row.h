/* One line of a screen as text with roles, made without curses so that it is tested without a
 * screen (DESIGN §8). Widths are terminal cells; what goes in must be cleaned text. */
#pragma once
#include "widgets/style.h"

#include <stdbool.h>
#include <stddef.h>

#define ROW_TEXT  2048
#define ROW_SPANS 48

struct row_span {
    short at, length; /* bytes in row.text */
    short style;      /* enum style */
    short column;     /* where it begins, cells */
};

struct row {
    int cells;  /* taken so far */
    int length; /* bytes of text */
    int count;
    struct row_span span[ROW_SPANS];
    char text[ROW_TEXT];
};

void row_clear(struct row *row);
void row_copy(struct row *to, const struct row *from);
/* Appends; what no longer fits is dropped whole characters at a time, and what is not printable
 * stands as '?': the last gate before the terminal. */
void row_add_bytes(struct row *row, enum style style, const char *text, int length);
void row_add(struct row *row, enum style style, const char *text);
void row_addf(struct row *row, enum style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Exactly `cells`: padded, or cut with '~'. */
void row_left(struct row *row, enum style style, const char *text, int cells);
/* As row_left() for an address: its number stays whole (text_fit_place). */
void row_place(struct row *row, enum style style, const char *text, int cells);
void row_right(struct row *row, enum style style, const char *text, int cells);
void row_pad(struct row *row, enum style style, int cells);
void row_space(struct row *row, int cells);
/* Pads up to a column; nothing if it is passed already. */
void row_to(struct row *row, int column);
/* Cuts to at most `cells`; row_fit() leaves a '~' where something was cut. */
void row_cut(struct row *row, int cells);
void row_fit(struct row *row, int cells);
/* Bytes of `text` that stand on a line of `cells`: up to a blank or an ideograph if there is one,
 * else to the last character; at least one. */
int row_break(const char *text, int cells);
/* Moves what does not fit `cells` to `rest`, behind `indent` cells; `rest` is empty if all fits. */
void row_wrap(struct row *row, int cells, int indent, struct row *rest);
/* Whether both would be drawn alike. */
bool row_is_same(const struct row *a, const struct row *b);
/* How many spans at the start are drawn alike in both. */
int row_spans_alike(const struct row *a, const struct row *b);
/* How many at the end, in the same columns. */
int row_spans_alike_at_end(const struct row *a, const struct row *b);
/* The column in which a span begins. */
int row_column(const struct row *row, int span);
/* Appends a whole row. */
void row_join(struct row *row, const struct row *tail);
/* The same if all of it stays within `cells`: half a number would be another number. */
bool row_join_whole(struct row *row, const struct row *piece, int cells);
/* Every span takes this style but the markers of trouble: a line that is selected. */
void row_restyle(struct row *row, enum style style);
