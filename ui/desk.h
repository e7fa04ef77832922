/* The console at work: its state (console.h), the feed from the database and the terminal on one
 * loop. Handlers change state and mark it dirty; one prepare callback draws, at most once a turn. */
#pragma once
#include "widgets/theme.h"

#include <stddef.h>

struct desk_options {
    const char *conninfo; /* libpq connection string, "" = the PG* environment */
    const char *record;   /* asciicast file to write, NULL = none */
    struct theme theme;
};

/* Takes the terminal until the operator leaves, the terminal hangs up or SIGTERM comes; restores it.
 * 0, or 1 with a sentence in `why` if the terminal cannot be used. */
int desk_run(const struct desk_options *options, char *why, size_t size);
