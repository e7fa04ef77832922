/* The `:` line: a verb of the action table (any beginning that is clear), blanks, its argument. */
#pragma once
#include "ui/console.h"

/* The line was opened, perhaps with a beginning typed already. */
void command_line_begin(struct console *console);
/* A key of the open line: true = the line is done with. Tab completes as far as it is clear, then
 * goes through what fits; up and down go through what was run before. */
bool command_line_key(struct console *console, uint32_t press);
void command_line_run(struct console *console, const char *text);
/* The words that could follow what is typed, for the bottom line; what it does if that is clear. */
void command_line_hint(const struct console *console, char *out, size_t size);
