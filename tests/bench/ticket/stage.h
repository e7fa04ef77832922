/* What the processes of this bench share: desks act and open tickets, twenty hold what a console
 * holds, and the bench itself drives a real console. Times are now_s(). */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    CONSOLES = 20,
    DESKS = 4,
    HELD = 500,    /* tickets open at the start */
    LOAD_S = 40,   /* so long they work */
    INTAKES_S = 5, /* calls a second */
    DEEDS_S = 5,   /* deeds a second, of all desks */
    INTAKES = INTAKES_S * LOAD_S,
    DEEDS = DEEDS_S * LOAD_S,
    MARKS = INTAKES + DEEDS, /* each fact says its number: "#17 …" */
    TICKETS_MOST = HELD + 2 * INTAKES,
};

/* What the database has of a ticket in the end. */
struct held {
    int64_t id, seq;
    char state[24];
};

struct view {
    atomic_bool is_loaded, is_judged;
    atomic_int count;           /* of marks that were seen */
    _Atomic double seen[MARKS]; /* 0 = not yet */
    int lost, doubled;          /* in the end */
};

struct stage {
    atomic_bool is_wanted, is_judgement_wanted;
    _Atomic double told[MARKS]; /* when the request went out; 0 = not yet */
    atomic_int done[DESKS + 1];
    struct held held[TICKETS_MOST];
    int held_count;
    struct view view[CONSOLES];
};

/* desk.c: deeds on tickets of its own, or calls, each said twice; watcher.c: a console's feed. */
pid_t desk_start(struct stage *stage, int desk);
pid_t intake_start(struct stage *stage);
pid_t watcher_start(struct stage *stage, int console);
