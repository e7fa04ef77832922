/* Breaking a long text into lines of terminal cells. Pure. */
#pragma once
#include <stddef.h>

/* Bytes of cleaned `text` that fit a line: up to a blank if there is one, else, and always in
 * Chinese, to the last character that fits; at least one character. */
size_t wrap_bytes(const char *text, int cells);
