/* The lines' counters on their way to the people who look at them. */
#pragma once
#include "backend/field/field.h"
#include "backend/store/append.h"

/* Embedded, starts zeroed. */
struct daemon_lines {
    struct wall since; /* when the field began to count */
    struct mono due;   /* told next */
};
/* A field was started. */
void daemon_lines_start(struct daemon_lines *lines, struct wall now);
/* Each ten seconds what all lines of the field (NULL = none) count; nothing while the database is
 * away. */
void daemon_lines_turn(struct daemon_lines *lines, struct append *append,
                       const struct field *field);
