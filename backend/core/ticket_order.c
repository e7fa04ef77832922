/* The order in which a ticket's entries count: that in which things happened, not that of typing. A
 * report that was keyed in late and one whose time was corrected take the place of their time among
 * what moves a ticket; everything else stays behind what was typed before it, so that a step of the
 * database's clock changes no order. hd.ticket_order says the same. */
#include "backend/core/ticket_event.h"

#include <math.h>

static bool is_move(enum fact_kind kind)
{
    switch ((int)kind) { /* the others leave the state */
    case FACT_TICKET_DISPATCHED:
    case FACT_TICKET_TAKEN:
    case FACT_TICKET_UNDER_WAY:
    case FACT_TICKET_ON_SITE:
    case FACT_TICKET_REFUSED:
    case FACT_TICKET_FINISHED:
    case FACT_TICKET_UNCONFIRMED:
    case FACT_TICKET_CLOSED:
    case FACT_TICKET_CALLED_BACK:
    case FACT_TICKET_REOPENED:
    case FACT_TICKET_ARCHIVED:
    case FACT_TICKET_MERGED: return true;
    }
    return false;
}

static void amend(struct ticket *ticket)
{
    for (size_t i = 0; i < ticket->event_count; i++) {
        ticket->event[i].at = ticket->event[i].told;
        ticket->event[i].is_struck = false;
    }
    for (size_t i = 0; i < ticket->event_count; i++) {
        const struct ticket_event *by = &ticket->event[i];
        for (size_t k = 0; by->kind == FACT_TICKET_AMENDED && k < ticket->event_count; k++) {
            struct ticket_event *event = &ticket->event[k];
            if ((double)event->seq != by->old_value || event->kind == FACT_TICKET_AMENDED)
                continue;
            event->is_struck = isnan(by->new_value);
            event->at = event->is_struck ? event->told : fact_wall(by->new_value);
        }
    }
}

/* `last`: the latest time of what moved it before, of those typed so far. */
static struct wall place_of(const struct ticket_event *event, struct wall *last)
{
    bool moves = is_move(event->kind);
    if (moves && event->at.us > last->us)
        *last = event->at;
    if (event->kind == FACT_TICKET_OPENED)
        return (struct wall){INT64_MIN};
    return moves && (event->is_dated || event->at.us != event->told.us) ? event->at : *last;
}

size_t ticket_order(struct ticket *ticket, uint32_t *order)
{
    struct wall last = {INT64_MIN};
    size_t count = 0;
    amend(ticket);
    for (size_t i = 0; i < ticket->event_count; i++) {
        struct ticket_event *event = &ticket->event[i];
        if (event->is_struck || event->kind == FACT_TICKET_AMENDED)
            continue;
        event->place = place_of(event, &last);
        size_t at = count++;
        for (; at > 0 && ticket->event[order[at - 1]].place.us > event->place.us; at--)
            order[at] = order[at - 1];
        order[at] = (uint32_t)i;
    }
    return count;
}
