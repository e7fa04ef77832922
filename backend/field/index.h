/* Number to pointer, open addressing: devices by key and lines by the hash of their endpoint. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct index_slot {
    uint64_t key;
    void *value; /* NULL = free */
};

/* Zeroed = empty. The values are not owned. */
struct index {
    struct index_slot *slot;
    size_t count, room;
};

void *index_find(const struct index *index, uint64_t key);
/* `key` must not be in it; `value` is not NULL. */
void index_put(struct index *index, uint64_t key, void *value);
void index_finish(struct index *index);
