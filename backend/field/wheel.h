/* A timer wheel: one uv_timer for every timeout, pause, back-off and phase of the field (a
 * uv_timer a request costs a heap operation each; here adding and removing are a few stores).
 * Coarse: an entry fires at the first tick at or after its time, never before. */
#pragma once
#include <stdbool.h>
#include <uv.h>

#define WHEEL_SLOTS 512
#define WHEEL_STALL 3 /* ticks that are taken for a standstill of the loop */

/* Embedded in its owner, who removes it before it goes away. Zeroed = not on the wheel. */
struct wheel_entry {
    struct wheel_entry *next, *prev;
    uint64_t due_ms; /* of uv_now() */
    uint64_t tick;   /* whose slot it lies in: at or before its time */
    void (*on_due)(struct wheel_entry *entry);
};

struct wheel {
    uv_timer_t timer;
    uint64_t tick_ms, last; /* number of the last tick whose slot was run */
    bool is_stalled;
    struct wheel_entry slot[WHEEL_SLOTS];
    void (*on_closed)(struct wheel *wheel);
};

void wheel_init(struct wheel *wheel, uv_loop_t *loop, int32_t tick_ms);
void wheel_start(struct wheel *wheel);
void wheel_close(struct wheel *wheel, void (*on_closed)(struct wheel *wheel));

uint64_t wheel_now(const struct wheel *wheel);
/* (Re)places the entry; `delay_ms` <= 0 fires at the next tick, never inside this call. */
void wheel_add(struct wheel *wheel, struct wheel_entry *entry, int64_t delay_ms,
               void (*on_due)(struct wheel_entry *entry));
void wheel_remove(struct wheel_entry *entry);
/* Will not fire, but keeps its place: removing and adding for each request and reply would touch
 * two neighbours every time, and these are never in the cache. */
void wheel_rest(struct wheel_entry *entry);

static inline bool wheel_has(const struct wheel_entry *entry)
{
    return entry->next != NULL;
}
