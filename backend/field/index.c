#include "backend/field/index.h"

#include "backend/base/alloc.h"

#include <stdlib.h>

/* Fibonacci hashing: keys are often consecutive. */
static size_t place(const struct index *index, uint64_t key)
{
    size_t at = (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & (index->room - 1);
    while (index->slot[at].value && index->slot[at].key != key)
        at = (at + 1) & (index->room - 1);
    return at;
}

void *index_find(const struct index *index, uint64_t key)
{
    return index->room ? index->slot[place(index, key)].value : NULL;
}

static void grow(struct index *index)
{
    struct index old = *index;
    index->room = old.room ? old.room * 2 : 64;
    index->slot = alloc_array(index->room, sizeof *index->slot);
    for (size_t i = 0; i < old.room; i++)
        if (old.slot[i].value)
            index->slot[place(index, old.slot[i].key)] = old.slot[i];
    free(old.slot);
}

void index_put(struct index *index, uint64_t key, void *value)
{
    if (index->count * 2 >= index->room)
        grow(index);
    index->slot[place(index, key)] = (struct index_slot){key, value};
    index->count++;
}

void index_finish(struct index *index)
{
    free(index->slot);
    *index = (struct index){0};
}
