/* A theme: a palette, then the look of each style role. Colours are the xterm cube and
 * greys 16..255 only, which are the same everywhere (0..15 belong to the user); "linux" alone, for
 * terminals that have no more, names the eight: black red green yellow blue magenta cyan white.
 * Contrast is tested: text 4.5:1 at least. */
#pragma once
#include "backend/base/conf.h"
#include "widgets/style.h"

enum look_attribute { LOOK_BOLD = 1, LOOK_REVERSE = 2, LOOK_UNDERLINE = 4 };

struct look {
    short ink, paper; /* 0..7, 16..255, or -1: the terminal's own */
    unsigned char attributes;
};

struct theme {
    char name[24];
    struct look look[STYLE_COUNT];
};

/* False, with each mistake in `errors`, if the text is no whole theme. */
bool theme_parse(const char *name, const char *text, size_t length, struct theme *out,
                 struct conf_errors *errors);

/* The shipped themes by name, parsed; false if there is none of that name. */
bool theme_shipped(const char *name, struct theme *out);
/* The theme itself, or in `instead` the one that stands in for it where a terminal has no more than
 * so many colours: "linux" where there are eight, else "mono". */
const struct theme *theme_within(const struct theme *theme, int colours, struct theme *instead);
/* "auto" by the hour, any other name as it is: dark where the lamps are low. */
const char *theme_of_hour(const char *name, int hour);
const char *theme_shipped_name(size_t index); /* NULL at the end */
/* All of them, "day, night, …", for a person who named another. */
void theme_shipped_names(char *out, size_t size);
/* 0..255 a channel of a colour, as xterm has them. */
void theme_rgb(int colour, int rgb[3]);
