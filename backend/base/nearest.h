/* "Did you mean": the known word nearest to a mistyped one. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Changes (a byte put in, left out, replaced, or two swapped) that turn `a` into `b`, letters
 * without regard to case; words longer than 63 bytes are compared by their first 63. */
int nearest_distance(const char *a, const char *b);

/* The nearest of `count` words, or NULL if none is near enough to be meant. */
const char *nearest_of(const char *word, const char *const *words, size_t count);

/* Whether words so far apart may be the same one mistyped. */
bool nearest_is_meant(const char *word, int distance);
