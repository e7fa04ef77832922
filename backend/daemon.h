/* The collector in the real world: field, store and the collector's mind on one libuv loop. */
#pragma once
#include <uv.h>

struct daemon_options {
    const char *conninfo; /* "" = PG* environment */
    const char *name;     /* "host:pid" if NULL */
    const char *spool_dir;
    const char *limits_path; /* NULL = no file */
    int32_t batch_ms;
};

struct daemon;

struct daemon *daemon_new(uv_loop_t *loop, const struct daemon_options *options);
/* Flushes and closes all; the loop ends by itself then. Free with daemon_free() after it has. */
void daemon_stop(struct daemon *daemon);
void daemon_free(struct daemon *daemon);
