/* What a person likes, kept in the database and loaded with each connection: theme, language,
 * minutes to view only, first screen, notices, columns. An option of the command line goes first.
 */
#pragma once
#include "ui/console.h"

/* Asks for them; settings_table() hears the answer. */
void settings_ask(struct console *console);
void settings_table(struct console *console, const struct desk_table *table);
/* Keeps one; "" forgets it. Nothing while the database is away or the desk is locked: who passes by
 * changes its looks, not its owner's likes. */
void settings_keep(struct console *console, const char *name, const char *value);
/* :idle MINUTES, :start, :columns [NAME...]: false if it is another action. */
bool settings_act(struct console *console, enum action_id id, const char *argument);
