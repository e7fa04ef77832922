/* Of ticket_fold.c and ticket_book.c: a ticket's facts as they are kept, and the sum over them. */
#pragma once
#include "backend/core/ticket.h"

/* One fact of a ticket, with the time and standing that later amendments gave it. */
struct ticket_event {
    int64_t seq;
    struct wall told, at; /* as recorded, as it counts */
    bool is_struck;       /* it never happened */
    bool is_dated;        /* keyed in behind what came after it */
    struct wall place;    /* where it stands among the others; ticket_order.c */
    enum fact_kind kind;
    int32_t node;
    double old_value, new_value;
    char code[FACT_CODE_SIZE];
    char point[FACT_POINT_SIZE];
    char *text;   /* of the opening and its corrections only; owned; NULL = none */
    char *detail; /* owned; NULL = none */
};

/* Appends a fact (in order of seq; one that is there already is skipped: false). */
bool ticket_take(struct ticket *ticket, const struct fact *fact);
/* Makes state and clocks anew from the events: the same for the same events, in whatever pieces
 * they came. False if there is no opening among them: there is no such ticket then. */
bool ticket_fold(struct ticket *ticket);
void ticket_finish(struct ticket *ticket); /* frees the events */

/* Indices of the events that count, in the order in which things happened: `order` has room for
 * event_count. Returns how many. */
size_t ticket_order(struct ticket *ticket, uint32_t *order);
