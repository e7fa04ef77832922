/* Texts kept in one place, each with a number: codes to indices. Embedded; freed as a whole. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct exchange_names {
    struct exchange_slot *slot; /* open addressing, a power of two */
    size_t slot_count, used;
    struct exchange_chunk *chunk; /* newest first; texts never move */
};

void exchange_names_finish(struct exchange_names *names);

/* A copy of `text` that lives as long as `names`. */
const char *exchange_names_keep(struct exchange_names *names, const char *text);

/* The number given to `text`, or -1. */
int32_t exchange_names_find(const struct exchange_names *names, const char *text);

/* Gives `text` the number `value` (from 0) unless it has one. Returns the kept text with
 * `*value_now` = its number, old or new. */
const char *exchange_names_add(struct exchange_names *names, const char *text, int32_t value,
                               int32_t *value_now);
