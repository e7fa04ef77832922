/* The report on alarms computed on libuv's thread pool: the question blocks for as long as the
 * database takes, and the loop must go on drawing. */
#pragma once
#include "backend/store/query_alarms.h"

#include <uv.h>

struct report_job;

/* Called on the loop; `why` NULL = `report` is good, else a sentence. */
typedef void report_job_done(void *ctx, const struct query_report *report, const char *why);

/* Copies what it is given. Frees itself after `done`, which is called once. */
struct report_job *report_job_start(uv_loop_t *loop, const char *conninfo, int days,
                                    report_job_done *done, void *ctx);
/* `done` is no longer called; what is under way is broken off, and the loop stays alive until then:
 * at once, or as long as connecting takes. NULL is fine. */
void report_job_leave(struct report_job *job);
