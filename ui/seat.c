#include "ui/seat.h"

#include <stdlib.h>
#include <string.h>

void seat_init(struct seat *seat)
{
    *seat = (struct seat){.idle_minutes = SEAT_IDLE_MINUTES, .connected = {-1}};
}

bool seat_idle_of(const char *text, int *minutes)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < 0 || value > SEAT_IDLE_MOST)
        return false;
    *minutes = (int)value;
    return true;
}

void seat_touch(struct seat *seat, struct mono now)
{
    seat->touched = now;
}

bool seat_may_lock(const struct world *world)
{
    static const char *const roles[] = {"dispatcher", "leader", "crew", "admin"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(world->session->role, roles[i]))
            return true;
    return false;
}

bool seat_only_reads(const struct world *world)
{
    static const char *const roles[] = {"", "dispatcher", "leader", "crew"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (!strcmp(world->session->role, roles[i]))
            return false;
    return true;
}

bool seat_turn(struct seat *seat, const struct world *world)
{
    if (!seat->touched.ns)
        seat->touched = world->mono;
    bool is_idle = seat->idle_minutes > 0 &&
                   mono_ms_since(seat->touched, world->mono) >= seat->idle_minutes * INT64_C(60000);
    if (seat->is_locked || !is_idle || !seat_may_lock(world))
        return false;
    seat_lock(seat, world);
    return true;
}

void seat_lock(struct seat *seat, const struct world *world)
{
    /* not the world's own time: that may be a past one, which is looked at */
    bool is_known = world->session->db_synced.ns != 0;
    seat->is_locked = true;
    seat->is_awaited = false;
    seat->locked_at = is_known ? session_now(world->session, world->mono) : world->now;
}

void seat_wake(struct seat *seat, struct mono now)
{
    seat->is_locked = seat->is_awaited = false;
    seat->touched = now;
}
