/* A reading as a person may see it: the number with its quality mark, never a number where the
 * quality carries none (TESTS A20), and dim wherever it is not live. Pure. */
#pragma once
#include "ui/row.h"
#include "ui/world.h"

/* "?60.2", " 52.1", "    /": mark, then number or label; right-aligned in `cells` (>= 2), cut from
 * nothing: a number too wide for its place shows as '#'. */
void value_cell(struct row *row, const struct world *world, const struct point *point,
                struct reading reading, int cells);
/* The same with at most `decimals`. */
void value_cell_short(struct row *row, const struct world *world, const struct point *point,
                      struct reading reading, int cells, int decimals);
/* The reading with its number brought to a column's unit (unit.h). */
struct reading value_in(const struct point *point, struct reading reading, const char *unit);
/* "52.1 C", "on", "curve", or the quality's name where there is no number. No padding. */
void value_text(const struct point *point, struct reading reading, char *out, size_t size);
/* The number alone, with the point's decimals. */
void value_number(const struct point *point, double value, char *out, size_t size);
/* Whether the value is shown as a word: a choice, a switch, named bits. */
bool value_is_word(const struct point *point);
/* A limit or a step: no zeros behind the point ("0.05", "3000"), never a label. */
void value_figure(const struct point *point, double value, char *out, size_t size);
/* Dim unless good and live; what is out of range or invalid stands out. */
enum style value_style(const struct world *world, struct reading reading);
/* The unit for a terminal: "C" for every spelling of degrees (UI.md: the signs are of ambiguous
 * width), the rest as it is. */
const char *value_unit(const struct point *point);
