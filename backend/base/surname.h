/* Family names as they are typed: "王小红" begins with "wang". The commonest are known, which name
 * more than nine in ten people. */
#pragma once
#include <stddef.h>

/* Writes the pinyin of the family name that `name` (UTF-8) begins with and returns that name's
 * bytes; 0, and `out` untouched, if it is none of them. A character with two readings has that of a
 * family name (单 shan). 12 bytes hold every one. */
size_t surname_pinyin(char *out, size_t size, const char *name);
