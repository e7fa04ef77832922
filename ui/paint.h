/* Rows into what curses is to show. Own cells instead of waddnstr(), which measures and renders
 * each character anew: that takes 17 % of a key's time in a list, this 9 % (bench
 * console.key_ratio_tig). */
#pragma once
#include "ui/row.h"
#include "widgets/theme.h"

/* Takes the theme's looks, within what the terminal can show. Curses must be open. */
void paint_use_theme(const struct theme *theme);
/* Empties what is to be shown, in the theme's colours. */
void paint_blank(void);
/* Line `y`, from the first to the last span that differs from what is `shown` there; NULL = all. */
void paint_line(int y, const struct row *row, const struct row *shown);
