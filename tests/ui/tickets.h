/* Tickets for the screens' tests, opened and worked on by facts as the feed would apply them. */
#pragma once
#include "tests/ui/fixture.h"

/* Opened so many minutes before the fixture's moment, with the standard's limits; `node` is the
 * code of a station, "" = none. Its number. */
int64_t tickets_open(struct fixture *fixture, int64_t id, enum ticket_kind kind, int minutes,
                     const char *node, const char *place, const char *words);
/* Any other fact about it. */
void tickets_fact(struct fixture *fixture, enum fact_kind kind, int minutes, int64_t id,
                  double old_value, double new_value, const char *code, const char *text);
void tickets_crews(struct fixture *fixture);

/* A quiet shift: five jobs, all in time. */
void tickets_start_calm(struct fixture *fixture, const char *language);
/* Overdue, at 90 and 75 %, on hold, merged, refused, re-worked, two callbacks, one closed. */
void tickets_start_late(struct fixture *fixture, const char *language);
/* So many open tickets on a plant of so many stations. */
void tickets_start_many(struct fixture *fixture, int count);
/* What the page of T47 asked for. */
void tickets_page(struct fixture *fixture);
