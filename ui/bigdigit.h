/* Figures to be read across a room: digits of three by five blocks, each block some cells wide and
 * lines high. A line of a figure is appended to a row, so it is drawn as any text is. The block is
 * the glyph set's ('#' where ambiguous characters are two cells wide). Pure. */
#pragma once
#include "ui/row.h"

enum bigdigit_size {
    BIGDIGIT_SMALL,  /* 3x5 cells a digit: narrow terminals */
    BIGDIGIT_MEDIUM, /* 6x5: about as wide as high */
    BIGDIGIT_LARGE,  /* 9x10 */
    BIGDIGIT_HUGE,   /* 12x10 */
};
#define BIGDIGIT_SIZE_COUNT 4

int bigdigit_lines(enum bigdigit_size size);
/* Of `text`: digits, '-', '.', '%', blanks; another character is as a blank. */
int bigdigit_cells(const char *text, enum bigdigit_size size);
/* Appends line 0 .. bigdigit_lines() - 1, bigdigit_cells() wide. `block`: one cell. */
void bigdigit_add(struct row *row, enum style style, const char *text, enum bigdigit_size size,
                  const char *block, int line);
