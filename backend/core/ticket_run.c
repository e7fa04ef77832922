#include "backend/core/ticket_run.h"

#include "backend/base/alloc.h"

#include <stdlib.h>

#define DAY_US  INT64_C(86400000000)
#define ZONE_US INT64_C(28800000000) /* China Standard Time: always eight hours ahead */

struct ticket_clock *ticket_run_clock(struct ticket *ticket, enum clock_purpose purpose, int cycle)
{
    for (int i = 0; i < ticket->clock_count; i++)
        if (ticket->clock[i].purpose == purpose && ticket->clock[i].cycle == cycle)
            return &ticket->clock[i];
    return NULL;
}

static void add(struct ticket *ticket, enum clock_purpose purpose, int cycle, struct wall at,
                struct wall due)
{
    if (ticket->clock_count == ticket->clock_room) {
        ticket->clock_room = ticket->clock_room ? ticket->clock_room * 2 : 4;
        ticket->clock =
            alloc_resize(ticket->clock, (size_t)ticket->clock_room, sizeof *ticket->clock);
    }
    ticket->clock[ticket->clock_count++] = (struct ticket_clock){
        .purpose = purpose, .cycle = (uint16_t)cycle, .started = at, .due = due};
}

static void begin(struct ticket *ticket, enum clock_purpose purpose, struct wall at,
                  struct wall due)
{
    int cycle = ticket->cycle;
    for (int i = 0; purpose == CLOCK_DISPATCH && i < ticket->clock_count; i++)
        if (ticket->clock[i].purpose == purpose && ticket->clock[i].cycle >= cycle)
            cycle = ticket->clock[i].cycle + 1;
    if (!ticket_run_clock(ticket, purpose, cycle))
        add(ticket, purpose, cycle, at, due);
}

void ticket_run_begin(struct ticket *ticket, enum clock_purpose purpose, struct wall at)
{
    int32_t limit = ticket->opening.limit_s[purpose];
    if (limit > 0)
        begin(ticket, purpose, at, (struct wall){at.us + limit * INT64_C(1000000)});
}

/* The midnight that ends a moment's day. */
static struct wall day_end(struct wall at)
{
    return (struct wall){((at.us + ZONE_US) / DAY_US + 1) * DAY_US - ZONE_US};
}

void ticket_run_cycle(struct ticket *ticket, struct wall at, struct wall recorded)
{
    switch (ticket->opening.kind) {
    case TICKET_REPAIR:
        ticket_run_begin(ticket, CLOCK_DISPATCH, at);
        ticket_run_begin(ticket, CLOCK_REPAIR, at);
        break;
    case TICKET_COMPLAINT: ticket_run_begin(ticket, CLOCK_RESPONSE, recorded); break;
    case TICKET_APPLICATION:
        if (ticket->opening.is_decided_same_day)
            begin(ticket, CLOCK_ACCEPT, at, day_end(at));
        break;
    case TICKET_TEMP_CHECK: ticket_run_begin(ticket, CLOCK_TEMP_CHECK, at); break;
    case TICKET_ENQUIRY:
    case TICKET_DEFECT: ticket_run_begin(ticket, CLOCK_HANDLE, at); break;
    }
}

static void stop(struct ticket_clock *clock, const struct ticket_event *event)
{
    clock->stopped = event->at;
    clock->stopped_by = event->seq;
}

void ticket_run_end(struct ticket *ticket, unsigned purposes, const struct ticket_event *event)
{
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (!clock->stopped_by && purposes & 1u << clock->purpose)
            stop(clock, event);
    }
}

void ticket_run_promise(struct ticket *ticket, const struct ticket_event *event)
{
    int cycle = ticket->cycle;
    ticket->promised = fact_wall(event->new_value);
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (clock->purpose != CLOCK_PROMISE)
            continue;
        if (!clock->stopped_by && event->at.us <= clock->due.us) {
            clock->due = ticket->promised;
            return;
        }
        if (!clock->stopped_by)
            stop(clock, event);
        if (clock->cycle >= cycle)
            cycle = clock->cycle + 1;
    }
    add(ticket, CLOCK_PROMISE, cycle, event->at, ticket->promised);
}

void ticket_run_waive(struct ticket *ticket, bool is_waived, struct wall at)
{
    for (int i = 0; i < ticket->clock_count; i++) {
        struct ticket_clock *clock = &ticket->clock[i];
        if (clock->purpose == CLOCK_DISPATCH && !clock->stopped_by &&
            (!is_waived || clock->due.us >= at.us))
            clock->is_waived = is_waived;
    }
}
