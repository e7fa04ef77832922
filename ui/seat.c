#include "ui/seat.h"

#include <string.h>

void seat_init(struct seat *seat)
{
    *seat = (struct seat){.idle_minutes = SEAT_IDLE_MINUTES};
}

void seat_touch(struct seat *seat, struct mono now)
{
    seat->touched = now;
}

/* Who only looks has nothing to be locked out of. */
static bool may_change(const struct world *world)
{
    const char *role = world->session->role;
    return strcmp(role, "supervisor") != 0 && strcmp(role, "auditor") != 0;
}

bool seat_turn(struct seat *seat, const struct world *world)
{
    if (!seat->touched.ns)
        seat->touched = world->mono;
    bool is_idle = seat->idle_minutes > 0 &&
                   mono_ms_since(seat->touched, world->mono) >= seat->idle_minutes * INT64_C(60000);
    if (seat->is_locked || !is_idle || !may_change(world))
        return false;
    seat_lock(seat, world->now);
    return true;
}

void seat_lock(struct seat *seat, struct wall now)
{
    seat->is_locked = true;
    seat->locked_at = now;
}

void seat_wake(struct seat *seat, struct mono now)
{
    seat->is_locked = false;
    seat->asking = SEAT_NOTHING;
    seat->touched = now;
}
