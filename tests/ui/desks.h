/* Outages, crews, callers and indicators for the screens' tests, as the database would list them.
 */
#pragma once
#include "tests/ui/fixture.h"

/* Tickets as tickets_start_late(), two outages and a restored one, three crews, one silent. */
void desks_start(struct fixture *fixture, const char *language);
/* The same as a crew's phone, signed in for the second crew. */
void desks_start_crew(struct fixture *fixture, const char *language);
/* Answers to what the screens asked: the roster, the rates and misses, who was found and what is
 * around them. */
void desks_roster(struct fixture *fixture);
void desks_rates(struct fixture *fixture);
void desks_lines(struct fixture *fixture);     /* eight, of every state */
void desks_lines_old(struct fixture *fixture); /* … told a while ago */
void desks_plans(struct fixture *fixture);     /* two cards */
void desks_found(struct fixture *fixture);
