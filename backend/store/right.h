/* The database says which object it keeps from one; a person wants to know which role it takes. */
#pragma once
#include <stddef.h>

/* Puts "it needs the role admin; you are wanglei, dispatcher" in the place of PostgreSQL's
 * "permission denied for …"; any other `why` stays. Blocking: opens a connection of its own. */
void right_explain(const char *conninfo, char *why, size_t size);
