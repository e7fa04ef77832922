/* Initials for finding Chinese names by typing: "滨河换热站" gives "bhhrz". A character with
 * several readings has its commonest one. */
#pragma once
#include <stddef.h>

/* Writes the initials of cleaned UTF-8 `text`, cut to `size` with its end: a letter for each hanzi,
 * visible ASCII in lower case, nothing for anything else. */
void pinyin_initials(char *out, size_t size, const char *text);
