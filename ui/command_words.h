/* The words that may stand where the command line's cursor is: verbs, and by the verb's argument
 * places, crews, tickets, points, names out of a set. */
#pragma once
#include "ui/console.h"

/* Fills console->command for what is typed. */
void command_words_find(struct console *console);
