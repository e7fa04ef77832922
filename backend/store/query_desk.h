/* Blocking forms of core/desk.h for the command line: what a person asks, and lists. `conninfo`
 * "" = the PG* environment; false with `why` when the question was not answered. */
#pragma once
#include "backend/core/desk.h"

/* An answer that was lost is asked for again, with the same uuid: nothing is done twice. */
bool query_desk(const char *conninfo, const struct desk_request *request, struct desk_answer *out,
                char *why, size_t size);
/* Freed by the caller: desk_table_finish(). */
bool query_list(const char *conninfo, enum desk_list list, int64_t id, int32_t node, double number,
                const char *text, struct desk_table *out, char *why, size_t size);
