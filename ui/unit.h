/* One column, one unit: figures of different makers' controllers stand under one another. Pure. */
#pragma once
#include <stdbool.h>

/* What a figure in `from` is multiplied by to stand in `to` ("MW"); 0 if it cannot. Mass and volume
 * flow of heating water are told apart by 0.97 t/m3 (about 80 C): enough for a column, the
 * station's list shows each meter's own unit. No unit ("") counts as the column's. */
double unit_factor(const char *from, const char *to);
/* The unit for people: households are counted by a Chinese word, which others cannot read. */
const char *unit_word(const char *unit, bool is_chinese);
