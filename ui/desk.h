/* The console at work: its state (console.h), the feed from the database and the terminal on one
 * loop. Handlers change state and mark it dirty; one prepare callback draws, at most once a turn.
 */
#pragma once
#include "widgets/theme.h"

#include <stdbool.h>
#include <stddef.h>

struct desk_options {
    const char *conninfo; /* libpq connection string, "" = the PG* environment */
    const char *record;   /* asciicast file to write, NULL = none */
    struct theme theme;
    /* What was said by an option goes before what this person keeps in the database. */
    bool is_theme_given, is_language_given;
    bool is_theme_auto; /* `theme` is that of the hour, and changes with it */
    bool has_mouse;     /* from the start */
    const char *notify; /* a way of notify.h, NULL = auto */
    int wall_s;         /* begins with the wall, so many seconds a board; 0 = it does not */
};

enum desk_end {
    DESK_LEFT,        /* by the operator, a hang-up or SIGTERM */
    DESK_NO_TERMINAL, /* it cannot be used */
    DESK_REFUSED,     /* the database would not have us: no right, no schema, another schema */
};

/* Takes the terminal until the end and restores it. `why`: a sentence unless DESK_LEFT. */
enum desk_end desk_run(const struct desk_options *options, char *why, size_t size);
