#include "backend/core/arena.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 65536 };

struct arena_block {
    struct arena_block *next;
    size_t used, room;
    char bytes[];
};

static struct arena_block *new_block(size_t least)
{
    size_t room = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    struct arena_block *block = alloc_array(1, sizeof *block + room);
    block->room = room;
    return block;
}

char *arena_text(struct arena *arena, const char *text)
{
    static char empty[1];
    if (!text || !*text)
        return empty;
    if (arena->last && !strcmp(arena->last, text))
        return arena->last;
    size_t size = strlen(text) + 1;
    struct arena_block *block = arena->block;
    if (!block || block->room - block->used < size) {
        block = new_block(size);
        block->next = arena->block;
        arena->block = block;
    }
    arena->last = memcpy(block->bytes + block->used, text, size);
    block->used += size;
    return arena->last;
}

void arena_finish(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
    arena->last = NULL;
}
