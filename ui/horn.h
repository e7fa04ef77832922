/* When the terminal's bell rings (UI.md, ISA-18.2 11): a state machine without I/O. It hears once a
 * turn which causes wait for an answer and says whether to ring now.
 *
 *  1. What stood when the console opened is known; of an unacknowledged critical one it rings once.
 *  2. A new cause with priority 1..3 that nobody has acknowledged rings once: a critical one at
 *     once, but at most every HORN_CRITICAL_MS; never two rings within HORN_LEAST_MS, what comes in
 *     between is one ring. What a cause gathers is silent, and rings when it stands by itself or is
 *     worse than all that gather it.
 *  3. While an unacknowledged critical one stands, it rings again every HORN_AGAIN_MS.
 *  4. A clock of an open ticket or an outage rings once when it passes 75 % of its limit, and once
 *     when it is overdue; what had passed before the console opened is known.
 *  5. Silenced, it rings neither for lesser ones nor again, for HORN_SILENT_MS. A new critical one
 *     ends the silence. */
#pragma once
#include "backend/base/vec.h"
#include "ui/world.h"

#define HORN_LEAST_MS    1000
#define HORN_CRITICAL_MS 10000
#define HORN_AGAIN_MS    60000
#define HORN_SILENT_MS   (5 * 60000)

/* What was heard anew at the last look, whether it rang or not. */
struct horn_news {
    int count;
    int64_t first; /* alarm id; of clocks the ticket's number, of an outage -number */
};

struct horn { /* embedded, all zero at first; horn_finish() frees */
    bool has_opened;
    VEC(int64_t) heard;                /* ids of causes, sorted; those that still wait */
    VEC(int64_t) waiting;              /* the same, being made anew */
    bool is_due, is_critical_due;      /* a ring is owed */
    bool is_clock_due;                 /* … for a clock */
    struct wall clocks;                /* up to when they were listened to, us 0 = not yet */
    bool has_critical;                 /* an unacknowledged critical cause stands */
    struct mono rung, critical, quiet; /* last ring, last for a new critical one, end of silence */
    struct horn_news news[5]; /* by priority, 1..3; of what stood when it opened critical ones */
    struct horn_news late;    /* clocks that passed 75 % or their limit */
    const struct site *site;
    uint64_t version; /* of the site when it was last listened to, values not counted */
};

void horn_finish(struct horn *horn);
/* Listens once a turn; true if the bell rings now. Nothing while the database is away. */
bool horn_hear(struct horn *horn, const struct world *world);
void horn_silence(struct horn *horn, struct mono now);
/* How long it stays silent yet, 0 = it is not silenced. */
int64_t horn_silent_ms(const struct horn *horn, struct mono now);
