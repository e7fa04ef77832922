/* All tickets that a site holds: those still open, waiting for a callback, or closed since the
 * last midnight. site_apply() hands it the ticket facts. */
#pragma once
#include "backend/core/ticket.h"

struct site;
struct ticket_book;

struct ticket_book *ticket_book_new(void);
void ticket_book_free(struct ticket_book *book);

/* For site_apply(): true if the fact was a ticket's. A fact of a ticket that is not held and is no
 * opening changes nothing. Repeated facts change nothing. */
bool ticket_book_apply(struct site *site, const struct fact *fact);

size_t ticket_count(const struct site *site);
const struct ticket *ticket_at(const struct site *site, size_t place);  /* places never change */
const struct ticket *ticket_of_id(const struct site *site, int64_t id); /* NULL = not held */
/* That was made from an alarm, or is linked to it: an open one before a closed one, else the
 * newest; NULL = none is held. */
const struct ticket *ticket_of_alarm(const struct site *site, int64_t alarm);
/* Another number after each change of a ticket. */
uint64_t ticket_changes(const struct site *site);

/* The board's order: places of the open tickets by the due time of their next clock, breached
 * first as they are due first; those without a running clock at the end, oldest first. Kept until
 * a ticket changes. Merged children are not in it: they stand below their parent. */
size_t ticket_board(const struct site *site, const uint32_t **places);

/* Counts for the top line and the strip. */
struct ticket_tally {
    int32_t open, to_dispatch, held, callback;
    int32_t overdue;     /* a clock runs over its limit */
    int32_t unexplained; /* none does any more, but a breach has no reason yet */
};
struct ticket_tally ticket_tally_of(const struct site *site, struct wall now);

/* Something else that the order goes by has changed. */
void ticket_book_touch(struct site *site);

/* A fact behind `seq`, which was the newest at loading, of a ticket that is not held: whoever
 * loaded the site has to load it anew. */
bool ticket_book_is_short(const struct site *site);
void site_put_tickets_until(struct site *site, int64_t seq);

/* Who has a ticket in hand at a desk, as last heard. */
struct ticket_claim {
    int64_t ticket;
    char who[FACT_WHO_SIZE];
    struct wall since;
};
/* Replaces all claims; they are copied. */
void site_put_claims(struct site *site, const struct ticket_claim *claims, size_t count);
size_t ticket_claim_count(const struct site *site);
/* Whose it is, NULL = nobody's. */
const struct ticket_claim *ticket_claim_of(const struct site *site, int64_t id);
