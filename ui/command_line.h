/* The `:` line: a verb of the action table (any beginning that is clear), blanks, its argument. */
#pragma once
#include "ui/console.h"

void command_line_run(struct console *console, const char *text);
/* Completes the verb, or a theme's or language's name, as far as it is clear. */
void command_line_complete(struct console *console);
/* The verbs or names that could follow what is typed, for the bottom line; "" if it is clear. */
void command_line_hint(const struct console *console, char *out, size_t size);
