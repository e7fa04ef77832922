#include "backend/field/wheel.h"

#define RESTING UINT64_MAX

static void link_before(struct wheel_entry *head, struct wheel_entry *entry)
{
    entry->prev = head->prev;
    entry->next = head;
    head->prev->next = entry;
    head->prev = entry;
}

void wheel_remove(struct wheel_entry *entry)
{
    if (!entry->next)
        return;
    entry->prev->next = entry->next;
    entry->next->prev = entry->prev;
    entry->next = entry->prev = NULL;
}

uint64_t wheel_now(const struct wheel *wheel)
{
    return uv_now(wheel->timer.loop);
}

static uint64_t tick_of(const struct wheel *wheel, uint64_t due_ms)
{
    return (due_ms + wheel->tick_ms - 1) / wheel->tick_ms;
}

/* A slot that was already run would wait a whole turn of the wheel: the next one is taken. */
static void place(struct wheel *wheel, struct wheel_entry *entry)
{
    entry->tick = tick_of(wheel, entry->due_ms);
    if (entry->tick <= wheel->last)
        entry->tick = wheel->last + 1;
    link_before(&wheel->slot[entry->tick % WHEEL_SLOTS], entry);
}

void wheel_add(struct wheel *wheel, struct wheel_entry *entry, int64_t delay_ms,
               void (*on_due)(struct wheel_entry *entry))
{
    entry->due_ms = wheel_now(wheel) + (uint64_t)(delay_ms > 0 ? delay_ms : 0);
    entry->on_due = on_due;
    if (wheel_has(entry) && entry->tick <= tick_of(wheel, entry->due_ms))
        return; /* moves on when its slot is run */
    wheel_remove(entry);
    place(wheel, entry);
}

void wheel_rest(struct wheel_entry *entry)
{
    entry->due_ms = RESTING;
}

/* The slot's list is taken off first: callbacks may add to the slot or remove any entry. */
static void run_slot(struct wheel *wheel, struct wheel_entry *slot, uint64_t now)
{
    if (slot->next == slot)
        return;
    struct wheel_entry taken = *slot;
    taken.next->prev = taken.prev->next = &taken;
    slot->next = slot->prev = slot;
    while (taken.next != &taken) {
        struct wheel_entry *entry = taken.next;
        wheel_remove(entry);
        if (entry->due_ms == RESTING)
            continue;
        if (entry->due_ms > now)
            place(wheel, entry);
        else
            entry->on_due(entry);
    }
}

/* After a standstill of the process the replies that came meanwhile lie unread in their sockets,
 * but a loop runs its timers first: they wait once, so that no timeout fires that was none. */
static void on_timer(uv_timer_t *timer)
{
    struct wheel *wheel = timer->data;
    uint64_t now = wheel_now(wheel), tick = now / wheel->tick_ms;
    wheel->is_stalled = !wheel->is_stalled && tick > wheel->last + WHEEL_STALL;
    if (wheel->is_stalled)
        return;
    if (tick > wheel->last + WHEEL_SLOTS)
        wheel->last = tick - WHEEL_SLOTS; /* the loop stood still: each slot once is enough */
    while (wheel->last < tick) {
        wheel->last++;
        run_slot(wheel, &wheel->slot[wheel->last % WHEEL_SLOTS], now);
    }
}

void wheel_init(struct wheel *wheel, uv_loop_t *loop, int32_t tick_ms)
{
    uv_timer_init(loop, &wheel->timer);
    wheel->timer.data = wheel;
    wheel->tick_ms = (uint64_t)tick_ms;
    wheel->last = wheel_now(wheel) / wheel->tick_ms;
    for (size_t i = 0; i < WHEEL_SLOTS; i++)
        wheel->slot[i].next = wheel->slot[i].prev = &wheel->slot[i];
}

void wheel_start(struct wheel *wheel)
{
    uv_timer_start(&wheel->timer, on_timer, wheel->tick_ms, wheel->tick_ms);
}

static void on_close(uv_handle_t *handle)
{
    struct wheel *wheel = handle->data;
    wheel->on_closed(wheel);
}

void wheel_close(struct wheel *wheel, void (*on_closed)(struct wheel *wheel))
{
    wheel->on_closed = on_closed;
    uv_close((uv_handle_t *)&wheel->timer, on_close);
}
