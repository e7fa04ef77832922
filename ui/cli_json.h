/* JSON objects on stdout, one a line, for programs. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct cli_json {
    bool has_members;
};

void cli_json_open(struct cli_json *json);
void cli_json_text(struct cli_json *json, const char *name, const char *text); /* NULL = null */
void cli_json_number(struct cli_json *json, const char *name, double value); /* not finite = null */
void cli_json_integer(struct cli_json *json, const char *name, int64_t value);
void cli_json_close(struct cli_json *json); /* ends the line */
