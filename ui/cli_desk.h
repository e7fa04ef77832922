/* What the verbs of tickets, outages and crews share. */
#pragma once
#include "backend/store/query_desk.h"
#include "ui/cli_call.h"

/* Of "12", "T12", "T-12", "#12" with the letter of the kind, either case; or said why not. */
bool cli_desk_number(const char *word, char letter, int64_t *out);
/* A list, or said why not. */
bool cli_desk_read(const struct cli_call *call, enum desk_list list, int64_t id, double number,
                   const char *text, struct desk_table *out);
