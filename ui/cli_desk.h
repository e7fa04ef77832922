/* What the verbs of tickets, outages and crews share. */
#pragma once
#include "backend/store/query_desk.h"
#include "ui/cli_call.h"

/* A list, or said why not. */
bool cli_desk_read(const struct cli_call *call, enum desk_list list, int64_t id, double number,
                   const char *text, struct desk_table *out);
