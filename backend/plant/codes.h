/* Finds a number by a text: open addressing, for loading plants of a million rows. The texts belong
 * to the caller and must outlive it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct codes {
    struct codes_slot {
        const char *text;
        int32_t number;
    } * slot;
    size_t count, room; /* room is a power of two */
};

/* False if the text is there already; then nothing changes. */
bool codes_add(struct codes *codes, const char *text, int32_t number);
int32_t codes_find(const struct codes *codes, const char *text); /* -1: none */
void codes_finish(struct codes *codes);
