/* A plot of dots: each cell of the screen holds 2 x 4 of them as one braille character, which every
 * terminal draws one cell wide (UI.md gotcha 5). Without curses: a screen takes the characters. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#define BRAILLE_WIDTH  512 /* cells, at most */
#define BRAILLE_HEIGHT 128
#define BRAILLE_BYTES  4 /* of a character with its end */

struct braille {       /* plain memory */
    int width, height; /* cells */
    unsigned char dots[BRAILLE_HEIGHT][BRAILLE_WIDTH];
    unsigned char owner[BRAILLE_HEIGHT][BRAILLE_WIDTH]; /* who drew there last */
};

/* Empties it; sizes beyond the most are cut. */
void braille_clear(struct braille *plot, int width, int height);
/* One dot; (0,0) is left and below. Beyond the plot: nothing. */
void braille_dot(struct braille *plot, int x, int y, unsigned char owner);
/* A line of dots from one to the other, both with it. */
void braille_line(struct braille *plot, int x0, int y0, int x1, int y1, unsigned char owner);
/* The character of a cell, row 0 on top; false (and a blank) if nothing was drawn there. */
bool braille_cell(const struct braille *plot, int column, int row, char out[BRAILLE_BYTES]);
