/* What is told outside the console's own screen, to a desktop or the terminal's window: a state
 * machine without I/O. It hears what the horn heard anew (horn.h), gathers what comes within
 * NOTICE_LEAST_MS into one, and says nothing while the horn is silenced. A lock screen shows it, so
 * it names places and clocks, never people or what they wrote. */
#pragma once
#include "ui/horn.h"

#define NOTICE_LEAST_MS 5000
#define NOTICE_TEXT     400

enum notice_level {
    NOTICE_OFF,
    NOTICE_CRITICAL, /* new critical causes alone */
    NOTICE_HIGH,     /* … and high ones, and clocks at 75 and 100 % of their limit */
    NOTICE_ALL,      /* … and medium ones */
};
/* "off", "critical", "high", "all"; false if it is none of these. */
bool notice_level_of(const char *name, enum notice_level *out);
const char *notice_level_name(enum notice_level level);

struct notice { /* embedded; level NOTICE_HIGH by notice_init() */
    enum notice_level level;
    int alarms, critical, clocks; /* new, not told yet */
    int64_t alarm, ticket;        /* the worst of them, the first */
    int worst;                    /* priority of `alarm` */
    struct mono told;
};

struct notice_words {
    char title[NOTICE_TEXT], body[NOTICE_TEXT];
    bool is_critical;
};

void notice_init(struct notice *notice);
/* Once a turn, behind horn_hear(); true: the words are to be told now. */
bool notice_hear(struct notice *notice, const struct horn *horn, const struct world *world,
                 struct notice_words *words);
