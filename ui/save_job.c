#include "ui/save_job.h"

#include "backend/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Between start and after_work() the worker alone touches text, name and error. */
struct save_job {
    uv_work_t work;
    save_done *done;
    void *ctx;
    char *name, *text;
    size_t length;
    int error; /* errno, 0 = written */
};

static int write_all(int fd, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        ssize_t count = write(fd, text + at, length - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : EIO;
        at += (size_t)count;
    }
    return fsync(fd) == 0 || errno == EINVAL ? 0 : errno;
}

static void on_work(uv_work_t *work)
{
    struct save_job *job = work->data;
    int fd = open(job->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (fd < 0) {
        job->error = errno;
        return;
    }
    job->error = write_all(fd, job->text, job->length);
    if (close(fd) != 0 && !job->error)
        job->error = errno;
    if (job->error)
        unlink(job->name); /* half a sheet would be read as a whole one */
}

static void after_work(uv_work_t *work, int status)
{
    struct save_job *job = work->data;
    if (status == 0)
        job->done(job->ctx, job->name, job->error ? strerror(job->error) : NULL);
    free(job->name);
    free(job->text);
    free(job);
}

void save_job_start(uv_loop_t *loop, const char *name, char *text, size_t length, save_done *done,
                    void *ctx)
{
    struct save_job *job = alloc_new(sizeof *job);
    *job = (struct save_job){
        .done = done, .ctx = ctx, .name = alloc_text(name), .text = text, .length = length};
    job->work.data = job;
    uv_queue_work(loop, &job->work, on_work, after_work);
}
