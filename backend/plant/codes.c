#include "backend/plant/codes.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

static size_t place_of(const struct codes *codes, const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (const char *at = text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    size_t place = (size_t)(hash ^ hash >> 32) & (codes->room - 1);
    while (codes->slot[place].text && strcmp(codes->slot[place].text, text) != 0)
        place = (place + 1) & (codes->room - 1);
    return place;
}

static void grow(struct codes *codes)
{
    struct codes bigger = {.room = codes->room ? codes->room * 2 : 64};
    bigger.slot = alloc_array(bigger.room, sizeof *bigger.slot);
    for (size_t i = 0; i < codes->room; i++)
        if (codes->slot[i].text)
            codes_add(&bigger, codes->slot[i].text, codes->slot[i].number);
    free(codes->slot);
    *codes = bigger;
}

bool codes_add(struct codes *codes, const char *text, int32_t number)
{
    if (codes->count * 2 >= codes->room)
        grow(codes);
    size_t place = place_of(codes, text);
    if (codes->slot[place].text)
        return false;
    codes->slot[place] = (struct codes_slot){text, number};
    codes->count++;
    return true;
}

int32_t codes_find(const struct codes *codes, const char *text)
{
    if (codes->room == 0)
        return -1;
    size_t place = place_of(codes, text);
    return codes->slot[place].text ? codes->slot[place].number : -1;
}

void codes_finish(struct codes *codes)
{
    free(codes->slot);
    *codes = (struct codes){0};
}
