/* Alarms for the screens' tests, raised by facts as the feed would apply them. */
#pragma once
#include "tests/ui/fixture.h"

/* Raised so many seconds before the fixture's moment; the id tells when. Of a device, or of a node
 * (device 0). */
int64_t alarms_raise(struct fixture *fixture, int seconds, int32_t device, int32_t node,
                     const char *point, const char *code, double value, double limit);
/* Any other fact about an alarm that was raised. */
void alarms_fact(struct fixture *fixture, enum fact_kind kind, int seconds, int64_t id,
                 double old_value, double new_value, const char *who, const char *text);
void alarms_answer(struct fixture *fixture, int seconds, int64_t id, const char *who);
/* `minutes` from the fixture's moment, 0 = once, until it clears. */
void alarms_shelve(struct fixture *fixture, int64_t id, int minutes, const char *who,
                   const char *reason);
void alarms_shelve_node(struct fixture *fixture, int32_t node, int minutes, const char *who,
                        const char *reason);

/* One critical, one answered, one that has cleared, one that waits for its reset. */
void alarms_start_critical(struct fixture *fixture, const char *language);
/* A source stops; 21 alarms below it and 8 that have other reasons, within minutes. */
void alarms_start_flood(struct fixture *fixture, const char *language);
/* Three on the shelf, one with its end near, one once only; a branch; two out of service. */
void alarms_start_shelf(struct fixture *fixture, const char *language);
/* A bad month, as the answer to what the console asked for. */
void alarms_report(struct fixture *fixture);
/* So many alarms of their own, on a plant of so many stations. */
void alarms_start_many(struct fixture *fixture, int count);
