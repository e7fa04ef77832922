#include "backend/device/reading.h"

static const struct {
    char mark;
    const char *name;
} qualities[QUALITY_COUNT] = {
    [QUALITY_GOOD] = {' ', "good"},
    [QUALITY_MANUAL] = {'M', "manual"},
    [QUALITY_FROZEN] = {'=', "frozen"},
    [QUALITY_STALE] = {'?', "stale"},
    [QUALITY_RANGE] = {'!', "out of range"},
    [QUALITY_INVALID] = {'x', "invalid"},
    [QUALITY_REFUSED] = {'e', "refused by device"},
    [QUALITY_LOST] = {'/', "communication lost"},
    [QUALITY_NEVER] = {'-', "never polled"},
};

char quality_mark(enum quality quality)
{
    return (unsigned)quality < QUALITY_COUNT ? qualities[quality].mark : '?';
}

const char *quality_name(enum quality quality)
{
    return (unsigned)quality < QUALITY_COUNT ? qualities[quality].name : "?";
}
