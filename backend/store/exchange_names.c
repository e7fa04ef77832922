#include "backend/store/exchange_names.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK (1U << 16)

struct exchange_slot {
    const char *text; /* NULL = free */
    uint32_t hash;
    int32_t value;
};

struct exchange_chunk {
    struct exchange_chunk *next;
    size_t used, size;
    char bytes[];
};

void exchange_names_finish(struct exchange_names *names)
{
    while (names->chunk) {
        struct exchange_chunk *next = names->chunk->next;
        free(names->chunk);
        names->chunk = next;
    }
    free(names->slot);
    *names = (struct exchange_names){0};
}

const char *exchange_names_keep(struct exchange_names *names, const char *text)
{
    size_t bytes = strlen(text) + 1;
    struct exchange_chunk *chunk = names->chunk;
    if (!chunk || chunk->size - chunk->used < bytes) {
        size_t size = bytes > CHUNK ? bytes : CHUNK;
        chunk = alloc_new(sizeof *chunk + size);
        *chunk = (struct exchange_chunk){.next = names->chunk, .size = size};
        names->chunk = chunk;
    }
    char *kept = memcpy(chunk->bytes + chunk->used, text, bytes);
    chunk->used += bytes;
    return kept;
}

static uint32_t hash_of(const char *text)
{
    uint32_t hash = 2166136261U; /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return hash ^ hash >> 15;
}

/* The slot that holds `text`, or the free one where it belongs. */
static struct exchange_slot *slot_of(const struct exchange_names *names, const char *text,
                                     uint32_t hash)
{
    size_t at = hash & (names->slot_count - 1);
    while (names->slot[at].text &&
           (names->slot[at].hash != hash || strcmp(names->slot[at].text, text) != 0))
        at = (at + 1) & (names->slot_count - 1);
    return &names->slot[at];
}

static void grow(struct exchange_names *names)
{
    struct exchange_names larger = {.slot_count = names->slot_count ? names->slot_count * 2 : 1024};
    larger.slot = alloc_array(larger.slot_count, sizeof *larger.slot);
    for (size_t i = 0; i < names->slot_count; i++)
        if (names->slot[i].text)
            *slot_of(&larger, names->slot[i].text, names->slot[i].hash) = names->slot[i];
    free(names->slot);
    names->slot = larger.slot;
    names->slot_count = larger.slot_count;
}

int32_t exchange_names_find(const struct exchange_names *names, const char *text)
{
    if (names->slot_count == 0)
        return -1;
    const struct exchange_slot *slot = slot_of(names, text, hash_of(text));
    return slot->text ? slot->value : -1;
}

const char *exchange_names_add(struct exchange_names *names, const char *text, int32_t value,
                               int32_t *value_now)
{
    if (names->used * 2 >= names->slot_count)
        grow(names);
    uint32_t hash = hash_of(text);
    struct exchange_slot *slot = slot_of(names, text, hash);
    if (!slot->text) {
        *slot = (struct exchange_slot){exchange_names_keep(names, text), hash, value};
        names->used++;
    }
    *value_now = slot->value;
    return slot->text;
}
