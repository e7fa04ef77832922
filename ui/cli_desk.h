/* What the verbs of tickets, outages and crews share. */
#pragma once
#include "backend/store/query_desk.h"
#include "ui/cli_call.h"

/* A list, or said why not. */
bool cli_desk_read(const struct cli_call *call, enum desk_list list, int64_t id, double number,
                   const char *text, struct desk_table *out);
/* Seconds since 1970 of "2026-01-15 03:00", "03:00" (today) or "+30m", "+2h", "+3d"; NaN = none of
 * these. */
double cli_desk_time(const char *text);
