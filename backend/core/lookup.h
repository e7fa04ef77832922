/* A hash table from keys to array indices. The keys stay in the caller's array: a slot is four
 * bytes, and the caller says which index holds a key. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lookup {
    int32_t *slot; /* index, or -1; owned */
    size_t count, room;
};

typedef bool lookup_is(const void *ctx, int32_t index, const void *key);
typedef uint32_t lookup_hash(const void *ctx, int32_t index);

int32_t lookup_find(const struct lookup *lookup, uint32_t hash, lookup_is *is, const void *ctx,
                    const void *key); /* -1: none */
/* Adds an index whose key is not in it yet. `hash_of` re-hashes when the table grows. */
void lookup_add(struct lookup *lookup, int32_t index, lookup_hash *hash_of, const void *ctx);
/* Puts `index` where `old` (same key) stood. */
void lookup_replace(struct lookup *lookup, uint32_t hash, int32_t old, int32_t index);
void lookup_finish(struct lookup *lookup);

uint32_t lookup_hash_int(int32_t key);
uint32_t lookup_hash_text(const char *key);
