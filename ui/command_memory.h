/* What the command line remembers while it is typed in: the words that fit, and what was typed
 * before. Plain but for the history; command_memory_finish() frees. */
#pragma once
#include "backend/base/vec.h"

#include <stddef.h>

#define CANDIDATES_MOST 16
#define HISTORY_MOST    100

struct candidate {
    char word[48];  /* what is typed by it */
    char label[96]; /* what is shown: a code with its name */
};

struct command_memory {
    struct candidate fits[CANDIDATES_MOST];
    int count;
    int chosen;       /* by Tab, -1 = none yet */
    size_t keep;      /* bytes of the text before the word that they stand for */
    VEC(char *) past; /* the oldest first */
    int at;           /* of past, while going through it; its count = what is typed now */
};

void command_memory_finish(struct command_memory *state);
/* Keeps a line that was run; one that repeats the last is kept once. */
void command_memory_keep(struct command_memory *state, const char *text);
/* The line before (-1) or after (1); NULL at the ends, "" behind the newest. */
const char *command_memory_go(struct command_memory *state, int step);
