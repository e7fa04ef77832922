/* Text from outside, made safe and measured in terminal cells (UI.md "hostile text").
 * Everything is UTF-8; widths are cells, never bytes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies `length` bytes of outside text, made safe: invalid UTF-8, controls, format characters,
 * separators, private use, surrogates and unassigned become '?'; more than one combining mark in a
 * row, a mark with nothing before it, and variation selectors are dropped. The result is cut at a
 * character's edge so that it fits `size` with its end, and cleaning it again changes nothing.
 * Returns the bytes written without the end. */
size_t text_clean(char *out, size_t size, const char *text, size_t length);

/* Cells that a cleaned text takes; equals wcswidth() in a UTF-8 locale. */
int text_width(const char *text);

/* Copies as much of cleaned `text` as fits `cells`, padded with spaces to exactly `cells`
 * (a cut text ends in '~'). Returns bytes written without the end. */
size_t text_fit(char *out, size_t size, const char *text, int cells);

/* The same for an address: what is cut is the middle, so that the number at its end, which tells
 * one flat from the next, stays whole: "Hospital fam~3-4-502". */
size_t text_fit_place(char *out, size_t size, const char *text, int cells);

/* Reads one character; returns its bytes (1..4), or 0 at the end, or -1 if the bytes are not
 * UTF-8.*/
int text_next(const char *text, size_t length, uint32_t *character);
/* Cells of one character: 0 for a combining mark, 1 or 2; -1 if it is not printable. */
int text_cells(uint32_t character);

/* Whether `needle` stands in `text`, ASCII letters without regard to case. */
bool text_contains(const char *text, const char *needle);
