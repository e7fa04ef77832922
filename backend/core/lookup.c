#include "backend/core/lookup.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

uint32_t lookup_hash_int(int32_t key)
{
    uint32_t hash = (uint32_t)key * 0x9E3779B1u;
    return hash ^ (hash >> 15);
}

uint32_t lookup_hash_text(const char *key)
{
    uint32_t hash = 2166136261u;
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 16777619u;
    return hash ^ (hash >> 15);
}

int32_t lookup_find(const struct lookup *lookup, uint32_t hash, lookup_is *is, const void *ctx,
                    const void *key)
{
    if (!lookup->room)
        return -1;
    for (size_t at = hash & (lookup->room - 1);; at = (at + 1) & (lookup->room - 1)) {
        int32_t index = lookup->slot[at];
        if (index < 0 || is(ctx, index, key))
            return index;
    }
}

static void put(struct lookup *lookup, uint32_t hash, int32_t index)
{
    size_t at = hash & (lookup->room - 1);
    while (lookup->slot[at] >= 0)
        at = (at + 1) & (lookup->room - 1);
    lookup->slot[at] = index;
}

static void grow(struct lookup *lookup, lookup_hash *hash_of, const void *ctx)
{
    struct lookup old = *lookup;
    lookup->room = old.room ? old.room * 2 : 64;
    lookup->slot = alloc_array(lookup->room, sizeof *lookup->slot);
    memset(lookup->slot, 0xff, lookup->room * sizeof *lookup->slot);
    for (size_t i = 0; i < old.room; i++)
        if (old.slot[i] >= 0)
            put(lookup, hash_of(ctx, old.slot[i]), old.slot[i]);
    free(old.slot);
}

void lookup_add(struct lookup *lookup, int32_t index, lookup_hash *hash_of, const void *ctx)
{
    if ((lookup->count + 1) * 4 > lookup->room * 3)
        grow(lookup, hash_of, ctx);
    put(lookup, hash_of(ctx, index), index);
    lookup->count++;
}

void lookup_replace(struct lookup *lookup, uint32_t hash, int32_t old, int32_t index)
{
    size_t at = hash & (lookup->room - 1);
    while (lookup->slot[at] != old)
        at = (at + 1) & (lookup->room - 1);
    lookup->slot[at] = index;
}

void lookup_finish(struct lookup *lookup)
{
    free(lookup->slot);
    *lookup = (struct lookup){0};
}
