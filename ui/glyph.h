/* The few signs that are not letters, in two sets: ASCII, and the Unicode ones for terminals that
 * have answered that ambiguous characters are one cell wide (UI.md principle 8). */
#pragma once
#include <stdbool.h>

struct glyphs {
    const char *folded, *unfolded, *leaf; /* of a tree */
    const char *up, *down;                /* a link that is there, or not */
    const char *line, *wall, *tick;       /* horizontal, vertical, of an axis */
    /* pipes and boxes that turn: from the left down and up, to the right from below and above */
    const char *fall, *rise, *enter, *leave;
    const char *done, *doing, *waiting, *failed; /* steps of a command */
    const char *separator, *dot;
    const char *spark[8];
};

extern const struct glyphs glyphs_ascii, glyphs_narrow;
