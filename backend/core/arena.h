/* Many small texts that live and die together: no free, no header a text. Pointers stay valid. */
#pragma once
#include <stddef.h>

struct arena {
    struct arena_block *block; /* newest first, owned */
    char *last;                /* the text put last: runs of equal texts are kept once */
};

/* A copy; NULL is kept as "". */
char *arena_text(struct arena *arena, const char *text);
void arena_finish(struct arena *arena);
