/* What a person does about an outage: a key or a verb opens the form for it. There is no hold:
 * 7.3.4 a wants the repair to go on. */
#pragma once
#include "backend/core/outage.h"
#include "ui/console.h"

/* False if the action is none on outages. `outage` NULL: none is selected, which is said. */
bool outage_deed_act(struct console *console, const struct outage *outage, enum action_id action,
                     const char *argument);
bool outage_deed_offers(const struct outage *outage, enum action_id action);
/* The cards of DESK_LIST_PLANS have come for the form of outage `id`. */
void outage_deed_cards(struct console *console, int64_t id, const struct desk_table *table);
/* The form for a new one on a node (index). `plan`: the card that its cause calls for, "" = none.
 */
void outage_deed_start(struct console *console, int32_t node, const char *cause, const char *plan);
