/* Tickets of another system, from one CSV file into the database. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

/* Reads `path`, checks all of it, then stores it some hundred tickets at a time. What was wrong, as
 * "file:line: what, expected what", and what was done is written to `out`. With a mistake nothing
 * is stored; cut short, the same call goes on. False if not all of it is there now; `is_away`:
 * because the database could not be asked. */
bool exchange_tickets(const char *conninfo, const char *path, FILE *out, bool *is_away);
