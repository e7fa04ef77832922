/* "--since": what a person types as a time. */
#pragma once
#include "backend/store/pg.h"

/* The moment meant by "2026-01-15 06:00" (of this machine's clock face) or "2 hours" before now, by
 * the database's clock. False with `why`. */
bool query_since(struct pg *pg, const char *since, struct wall *out, char *why, size_t size);
