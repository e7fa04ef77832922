/* JSON objects on stdout, one a line, for programs. */
#pragma once
#include "backend/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

struct cli_json {
    bool has_members;
};

void cli_json_open(struct cli_json *json);
void cli_json_text(struct cli_json *json, const char *name, const char *text); /* NULL = null */
void cli_json_number(struct cli_json *json, const char *name, double value); /* not finite = null */
void cli_json_integer(struct cli_json *json, const char *name, int64_t value);
void cli_json_none(struct cli_json *json, const char *name); /* null */
void cli_json_bool(struct cli_json *json, const char *name, bool value);
/* "2026-01-15T03:17:42.000Z"; us 0 = null */
void cli_json_time(struct cli_json *json, const char *name, struct wall at);
void cli_json_close(struct cli_json *json); /* ends the line */
