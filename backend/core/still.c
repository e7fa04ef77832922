#include "backend/core/still.h"

#include <string.h>

uint64_t still_print(const struct profile *profile, const struct reading *readings)
{
    uint64_t print = 14695981039346656037ULL;
    int count = 0;
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        uint64_t bits;
        if (point->access != ACCESS_READ || !*point->unit ||
            !quality_has_number(readings[i].quality))
            continue;
        memcpy(&bits, &readings[i].value, sizeof bits);
        print = (print ^ bits) * 1099511628211ULL;
        print ^= print >> 29;
        count++;
    }
    return count < STILL_LEAST ? 0 : print | 1;
}
