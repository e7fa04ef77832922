/* What the processes of this bench share: one raises alarms as the collector does, twenty hold what
 * a console holds, and the bench itself drives a real console. Times are now_s(). */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    CONSOLES = 20,
    CALM = 300,    /* alarms at ten a second */
    FLOOD = 10000, /* and then these within ten seconds (TESTS A10) */
    ALARMS = CALM + FLOOD,
};

struct view {
    atomic_bool is_loaded, is_judged;
    atomic_int count;    /* of `seen` that are set */
    double seen[ALARMS]; /* when the site had it; 0 = not yet */
    int lost, doubled;   /* in the end */
    double grouped_s;    /* the view with causes first, made from nothing */
};

struct stage {
    int64_t first_id; /* alarm i has the id first_id + i */
    int32_t node[FLOOD], device[FLOOD];
    int32_t source; /* node of a source that stops at the flood's begin */
    atomic_int told_count, durable_count;
    double told[ALARMS]; /* when the store was given it; 0 = not yet */
    atomic_bool is_up, is_calm_wanted, is_flood_wanted, is_judgement_wanted;
    struct view view[CONSOLES];
};

/* raiser.c: through the collector's store, whose spool is in `dir`. watcher.c: a console's feed. */
pid_t raiser_start(struct stage *stage, const char *dir);
pid_t watcher_start(struct stage *stage, int console);
