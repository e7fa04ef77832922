/* A file written beside the loop: a slow disk or a hanging network folder stops no key. */
#pragma once
#include <stddef.h>
#include <uv.h>

/* `why` NULL = the file is there. Called on the loop, unless it ends before. */
typedef void save_done(void *ctx, const char *name, const char *why);
/* Writes a new file, readable by its owner and group; one that exists is never touched. Takes
 * `text`; `name` is copied. */
void save_job_start(uv_loop_t *loop, const char *name, char *text, size_t length, save_done *done,
                    void *ctx);
