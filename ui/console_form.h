/* The form over the screen: how it is opened, what its keys do, who hears its answer. */
#pragma once
#include "ui/console.h"

/* Empties the console's form; rows are added to it, then console_form_open() shows it. */
struct form *console_form_start(struct console *console, enum desk_call call, const char *deed,
                                int64_t id, const char *title);
/* Not while the database is away: then it says so, and the form stays closed. */
bool console_form_open(struct console *console);
void console_form_key(struct console *console, uint32_t press);
/* Whether the answer was the form's: then all is said. */
bool console_form_answer(struct console *console, const struct desk_answer *answer);
/* Whether the database can be asked now; says so if it cannot. */
bool console_can_ask(struct console *console);
