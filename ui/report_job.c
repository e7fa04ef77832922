#include "ui/report_job.h"

#include "backend/base/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between start and after_work() the worker alone touches days, conninfo, report, is_good, why. */
struct report_job {
    uv_work_t work;
    report_job_done *done; /* NULL = nobody waits for it any longer */
    void *ctx;
    int days;
    char *conninfo;
    struct query_stop *stop;
    struct query_report report;
    bool is_good;
    char why[400];
};

static void on_work(uv_work_t *work)
{
    struct report_job *job = work->data;
    job->is_good =
        query_report(job->conninfo, job->days, job->stop, &job->report, job->why, sizeof job->why);
}

static void after_work(uv_work_t *work, int status)
{
    struct report_job *job = work->data;
    if (job->done && status == 0)
        job->done(job->ctx, &job->report, job->is_good ? NULL : job->why);
    query_stop_free(job->stop);
    free(job->conninfo);
    free(job);
}

struct report_job *report_job_start(uv_loop_t *loop, const char *conninfo, int days,
                                    report_job_done *done, void *ctx)
{
    struct report_job *job = alloc_new(sizeof *job);
    *job = (struct report_job){.done = done,
                               .ctx = ctx,
                               .days = days,
                               .conninfo = alloc_text(conninfo),
                               .stop = query_stop_new()};
    job->work.data = job;
    uv_queue_work(loop, &job->work, on_work, after_work);
    return job;
}

void report_job_leave(struct report_job *job)
{
    if (!job)
        return;
    job->done = NULL;
    query_stop_now(job->stop);
    uv_cancel((uv_req_t *)&job->work); /* one that has not begun */
}
