/* What a person does about a ticket: a key or a verb opens the form for it, filled with what the
 * command line said; with enough said it is asked for at once. The console offers what the table of
 * states allows (ticket_rules), the database decides. */
#pragma once
#include "ui/console.h"

/* False if the action is no deed on tickets. `id` 0: none is selected, which is said. */
bool ticket_deed_act(struct console *console, int64_t id, enum action_id action,
                     const char *argument);
/* Whether the action would be done on this ticket; true for what is no deed. */
bool ticket_deed_offers(const struct console *console, const struct ticket *ticket,
                        enum action_id action);
/* "2 on_site": what a crew said of the job it has; "on_site": of the selected one. */
void ticket_deed_said(struct console *console, const char *argument);
