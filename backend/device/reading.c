#include "backend/device/reading.h"

#include "backend/base/msgid.h"

static const struct {
    char mark;
    const char *name;
} qualities[QUALITY_COUNT] = {
    [QUALITY_GOOD] = {' ', MSGID("good")},
    [QUALITY_MANUAL] = {'M', MSGID("manual")},
    [QUALITY_FROZEN] = {'=', MSGID("frozen")},
    [QUALITY_STALE] = {'?', MSGID("stale")},
    [QUALITY_RANGE] = {'!', MSGID("out of range")},
    [QUALITY_INVALID] = {'x', MSGID("invalid")},
    [QUALITY_REFUSED] = {'e', MSGID("refused by device")},
    [QUALITY_LOST] = {'/', MSGID("communication lost")},
    [QUALITY_NEVER] = {'-', MSGID("never polled")},
};

char quality_mark(enum quality quality)
{
    return (unsigned)quality < QUALITY_COUNT ? qualities[quality].mark : '?';
}

const char *quality_name(enum quality quality)
{
    return (unsigned)quality < QUALITY_COUNT ? qualities[quality].name : "?";
}
