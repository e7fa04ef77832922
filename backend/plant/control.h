/* The control socket: a Unix stream socket that takes scenario lines without "at" and answers each
 * with "ok" or "error: what, expected what". Only its owner may open it. */
#pragma once
#include "backend/plant/scenario.h"

#include <uv.h>

struct control;

/* NULL with `why`. A socket that nobody listens at any more is replaced. */
struct control *control_start(uv_loop_t *loop, struct fleet *fleet, const char *path, char *why,
                              size_t why_size);
/* Removes the socket; freed when the loop has closed the handles. */
void control_stop(struct control *control);

/* `heatplant tell`: sends lines and copies the answers to `out`. False if one was no "ok". */
bool control_tell(const char *path, char *const *line, int count, FILE *out);
