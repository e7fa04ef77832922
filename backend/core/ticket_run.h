/* A ticket's clocks while its facts are gone through (ticket_fold.c); hd.ticket_keep does the same.
 */
#pragma once
#include "backend/core/ticket_event.h"

#define PURPOSE(name) (1u << CLOCK_##name)
#define ALL_PURPOSES  (~0u)

/* NULL = there is none. */
struct ticket_clock *ticket_run_clock(struct ticket *ticket, enum clock_purpose purpose, int cycle);
/* Starts what the ticket's kind has when it comes, or comes again; a rule that is off starts none.
 * `recorded`: when the record was complete (7.4.3). */
void ticket_run_cycle(struct ticket *ticket, struct wall at, struct wall recorded);
/* With the limit of the ticket's opening: one a purpose and cycle, but of dispatches as many as
 * there are reasons to send somebody. */
void ticket_run_begin(struct ticket *ticket, enum clock_purpose purpose, struct wall at);
/* Stops those of `purposes` (a bit each) that run. */
void ticket_run_end(struct ticket *ticket, unsigned purposes, const struct ticket_event *event);
/* A promise that is made in time moves the one before; a broken one stays broken, and the new one
 * has a clock of its own. */
void ticket_run_promise(struct ticket *ticket, const struct ticket_event *event);
/* Of a dispatch that nobody has done yet. What is late already at that moment is not waived. */
void ticket_run_waive(struct ticket *ticket, bool is_waived, struct wall at);
