/* The rows of a ticket's forms, a function a deed. The command line's argument fills them in their
 * order: a word that fits a choice, a time or a number is taken by it, the rest is the text. */
#pragma once
#include "ui/console.h"

struct ticket_draft {
    struct console *console;
    const struct ticket *ticket;
    struct form *form;
    const char *rest; /* of the argument, what no row has taken yet */
};

void ticket_form_rows(struct ticket_draft *draft, enum action_id action, enum ticket_deed deed);
/* The crews that were asked for, best first, into the form that waits for them. */
void ticket_form_suggest(struct console *console, int64_t id, const struct desk_table *table);
/* The form for a ticket about an alarm; `kind` "" = repair. A ticket that is open for it already is
 * shown instead. */
void ticket_form_raise(struct console *console, const struct alarm *alarm, const char *kind);
