#include "backend/core/ticket.h"

#include <stddef.h>

static struct wall end_of(const struct ticket_clock *clock, struct wall now)
{
    return clock->stopped_by ? clock->stopped : now;
}

int64_t clock_left_ms(const struct ticket_clock *clock, struct wall now)
{
    return wall_ms_since(end_of(clock, now), clock->due);
}

double clock_fraction(const struct ticket_clock *clock, struct wall now)
{
    double limit = (double)(clock->due.us - clock->started.us);
    double passed = (double)(end_of(clock, now).us - clock->started.us);
    return limit <= 0 ? passed >= 0 : passed / limit;
}

enum clock_stage clock_stage_of(const struct ticket_clock *clock, struct wall now)
{
    double fraction = clock_fraction(clock, now);
    return end_of(clock, now).us > clock->due.us ? CLOCK_BREACHED
           : fraction >= 0.9                     ? CLOCK_SHORT
           : fraction >= 0.75                    ? CLOCK_LATE
           : fraction >= 0.5                     ? CLOCK_HALF
                                                 : CLOCK_CALM;
}

bool clock_is_running(const struct ticket_clock *clock)
{
    return !clock->stopped_by && !clock->is_waived;
}

bool clock_is_breached(const struct ticket_clock *clock, struct wall now)
{
    return !clock->is_waived && end_of(clock, now).us > clock->due.us;
}

int64_t clock_gross_ms(const struct ticket_clock *clock, struct wall now)
{
    return wall_ms_since(clock->started, end_of(clock, now));
}

int64_t clock_net_ms(const struct ticket *ticket, const struct ticket_clock *clock, struct wall now)
{
    int64_t net = clock_gross_ms(clock, now) - clock->held_ms;
    if (!ticket->is_held || clock->stopped_by)
        return net;
    struct wall from =
        ticket->held_since.us > clock->started.us ? ticket->held_since : clock->started;
    return now.us > from.us ? net - wall_ms_since(from, now) : net;
}

bool ticket_is_open(const struct ticket *ticket)
{
    return ticket->state < TICKET_CLOSED;
}

const struct ticket_clock *ticket_next_clock(const struct ticket *ticket)
{
    const struct ticket_clock *next = NULL;
    for (int i = 0; i < ticket->clock_count; i++) {
        const struct ticket_clock *clock = &ticket->clock[i];
        if (!clock_is_running(clock))
            continue;
        if (!next || clock->due.us < next->due.us ||
            (clock->due.us == next->due.us && clock->purpose < next->purpose))
            next = clock;
    }
    return next;
}

const struct ticket_clock *ticket_unexplained(const struct ticket *ticket, struct wall now)
{
    const struct ticket_clock *first = NULL;
    for (int i = 0; i < ticket->clock_count; i++) {
        const struct ticket_clock *clock = &ticket->clock[i];
        if (clock->is_explained || !clock_is_breached(clock, now))
            continue;
        if (!first || clock->due.us < first->due.us)
            first = clock;
    }
    return first;
}
