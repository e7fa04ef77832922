#include "backend/field/line.h"

#include <stdlib.h>

static void line_next(struct line *line);

static void on_wake(struct wheel_entry *entry)
{
    struct line *line = (struct line *)((char *)entry - offsetof(struct line, wake));
    if (line->state == LINE_RESTING)
        line->state = LINE_IDLE;
    line_next(line);
}

static void wake_in(struct line *line, int64_t ms)
{
    wheel_add(&line->hub->wheel, &line->wake, ms, on_wake);
}

static void push(struct job_queue *queue, struct job *job, bool is_first)
{
    job->next = is_first ? queue->first : NULL;
    if (is_first)
        queue->first = job;
    else if (queue->last)
        queue->last->next = job;
    else
        queue->first = job;
    if (!job->next)
        queue->last = job;
}

static void unlink_job(struct job_queue *queue, struct job *before, struct job *job)
{
    if (before)
        before->next = job->next;
    else
        queue->first = job->next;
    if (queue->last == job)
        queue->last = before;
}

static void finish(struct job *job, enum reply_kind kind, enum link_cause cause)
{
    struct modbus_reply reply = {.kind = (uint8_t)kind};
    job->on_done(job, &reply, cause);
}

/* The queue is taken off first: on_done may submit again. */
static void fail_queue(struct line *line, enum job_rank rank, enum link_cause cause)
{
    struct job_queue taken = line->queue[rank];
    line->queue[rank] = (struct job_queue){0};
    while (taken.first) {
        struct job *job = taken.first;
        taken.first = job->next;
        finish(job, REPLY_NO_LINK, cause);
    }
}

/* All are taken off before the first is told: on_done may submit again, and come back here. */
static void drop_late(struct line *line)
{
    struct job_queue *queue = &line->queue[JOB_COMMAND], late = {0};
    if (!queue->first)
        return;
    struct mono now = clock_mono();
    for (struct job *before = NULL, *job = queue->first, *next; job; job = next) {
        next = job->next;
        if (job->deadline.ns && mono_is_due(job->deadline, now)) {
            unlink_job(queue, before, job);
            push(&late, job, false);
        } else {
            before = job;
        }
    }
    while (late.first) {
        struct job *job = late.first;
        late.first = job->next;
        finish(job, REPLY_LATE, CAUSE_NONE);
    }
}

/* Milliseconds until the unit may be asked again (link.h: quarantine), 0 = now. */
static int64_t quiet_left(struct line *line, uint8_t unit)
{
    uint64_t now = wheel_now(&line->hub->wheel);
    for (size_t i = 0; i < line->quiet.count; i++) {
        if (line->quiet.at[i].until_ms <= now)
            line->quiet.at[i--] = line->quiet.at[--line->quiet.count];
        else if (line->quiet.at[i].unit == unit)
            return (int64_t)(line->quiet.at[i].until_ms - now);
    }
    return 0;
}

/* The first job that may go now; else NULL, and `wait` shrinks to when one may. */
static struct job *take(struct line *line, enum job_rank rank, int64_t *wait)
{
    struct job_queue *queue = &line->queue[rank];
    for (struct job *before = NULL, *job = queue->first; job; before = job, job = job->next) {
        int64_t left = line->quiet.count ? quiet_left(line, job->unit) : 0;
        if (left == 0) {
            unlink_job(queue, before, job);
            return job;
        }
        *wait = left < *wait ? left : *wait;
    }
    return NULL;
}

/* A dead unit costs a line with live ones at most one timeout a round. */
static bool is_probe_due(const struct line *line, int64_t *wait)
{
    uint64_t now = wheel_now(&line->hub->wheel);
    if (!line->queue[JOB_PROBE].first || !line->live || now >= line->probe_gate_ms)
        return true;
    int64_t left = (int64_t)(line->probe_gate_ms - now);
    *wait = left < *wait ? left : *wait;
    return false;
}

static void ask(struct line *line, struct job *job)
{
    line->state = LINE_ASKING;
    line->asked = job;
    line->request.unit = job->unit;
    job->prepare(job, &line->request);
    line->meter.requests++;
    line->asked_ns = uv_hrtime();
    line->link->ops->ask(line->link,
                         &(struct link_ask){&line->request, job->timeout_ms, job->any_id});
}

static void ask_next(struct line *line)
{
    int64_t wait = INT64_MAX;
    struct job *job = take(line, JOB_COMMAND, &wait);
    bool may_probe = !job && is_probe_due(line, &wait);
    if (!job && may_probe && line->owes_probe)
        job = take(line, JOB_PROBE, &wait);
    if (!job)
        job = take(line, JOB_POLL, &wait);
    if (!job && may_probe)
        job = take(line, JOB_PROBE, &wait);
    if (job && job->rank == JOB_PROBE)
        line->owes_probe = false;
    if (job)
        ask(line, job);
    else if (wait != INT64_MAX)
        wake_in(line, wait);
}

static bool has_jobs(const struct line *line)
{
    return line->queue[JOB_COMMAND].first || line->queue[JOB_POLL].first ||
           line->queue[JOB_PROBE].first;
}

/* Before the gate opens, polls of a line that could not be opened fail at once: their units must
 * become lost. After a mere fault they wait, the line is likely to be there. */
static void open_when_due(struct line *line)
{
    uint64_t now = wheel_now(&line->hub->wheel);
    if (line->queue[JOB_COMMAND].first)
        line_hurry(line, (int64_t)(line->tried_ms + (uint64_t)line->hub->tuning.reopen[0]) -
                             (int64_t)now);
    if (now < line->gate_ms && line->down_cause)
        fail_queue(line, JOB_POLL, (enum link_cause)line->down_cause);
    if (!has_jobs(line) || line->state != LINE_DOWN)
        return;
    if (now < line->gate_ms) {
        wake_in(line, (int64_t)(line->gate_ms - now));
        return;
    }
    line->state = LINE_OPENING;
    line->tried_ms = now;
    line->meter.connects++;
    line->link->ops->open(line->link);
}

static void line_next(struct line *line)
{
    if (line->is_stopping)
        return;
    drop_late(line);
    switch ((enum line_state)line->state) {
    case LINE_DOWN: open_when_due(line); break;
    case LINE_IDLE: ask_next(line); break;
    case LINE_OPENING:
    case LINE_ASKING:
    case LINE_RESTING: break;
    }
}

/* The link is closed: it may be opened again after a back-off that grows with faults in a row. */
static void go_down(struct line *line, enum link_cause open_failed)
{
    const struct tuning *tuning = &line->hub->tuning;
    int step = line->faults < TUNING_REOPEN_STEPS ? line->faults : TUNING_REOPEN_STEPS - 1;
    line->state = LINE_DOWN;
    line->down_cause = (uint8_t)open_failed;
    line->gate_ms =
        wheel_now(&line->hub->wheel) + (uint64_t)hub_jitter(line->hub, tuning->reopen[step]);
    if (line->faults < UINT8_MAX)
        line->faults++;
    wheel_remove(&line->wake);
}

static void on_open(void *ctx, bool is_open, enum link_cause cause)
{
    struct line *line = ctx;
    if (is_open) {
        line->state = LINE_IDLE;
        line->down_cause = CAUSE_NONE;
    } else {
        meter_unopened(&line->meter, wheel_now(&line->hub->wheel), line->hub->tuning.statistics);
        go_down(line, cause);
        for (int rank = 0; rank < JOB_RANKS; rank++)
            fail_queue(line, (enum job_rank)rank, cause);
    }
    line_next(line);
}

static void note_silence(struct line *line, const struct job *job)
{
    const struct tuning *tuning = &line->hub->tuning;
    uint64_t now = wheel_now(&line->hub->wheel);
    if (job->rank == JOB_PROBE)
        line->probe_gate_ms = now + (uint64_t)line->period_ms;
    if (line->link->is_open && line->link->has_quarantine)
        *VEC_PUSH(&line->quiet) =
            (struct quiet_unit){job->unit, now + (uint64_t)tuning->quarantine};
}

static void on_answer(void *ctx, const struct modbus_reply *reply, enum link_cause cause)
{
    struct line *line = ctx;
    struct job *job = line->asked;
    line->asked = NULL;
    meter_reply(&line->meter, reply, uv_hrtime() - line->asked_ns, wheel_now(&line->hub->wheel),
                line->hub->tuning.statistics);
    if (reply->kind == REPLY_DATA || reply->kind == REPLY_EXCEPTION)
        line->faults = 0;
    else if (reply->kind != REPLY_NO_LINK)
        note_silence(line, job);
    if (!line->link->is_open) {
        go_down(line, CAUSE_NONE);
    } else if (job->pause_ms > 0) {
        line->state = LINE_RESTING;
        wake_in(line, job->pause_ms);
    } else {
        line->state = LINE_IDLE;
    }
    job->on_done(job, reply, cause);
    line_next(line);
}

/* Closed by the peer while nothing was asked: many devices do so after an idle time. */
static void on_shut(void *ctx, enum link_cause cause)
{
    struct line *line = ctx;
    (void)cause;
    go_down(line, CAUSE_NONE);
    line_next(line);
}

static void on_gone(void *ctx)
{
    struct line *line = ctx;
    wheel_remove(&line->wake);
    for (int rank = 0; rank < JOB_RANKS; rank++)
        fail_queue(line, (enum job_rank)rank, CAUSE_NONE);
    line->on_gone(line);
}

struct line *line_new(struct hub *hub, const struct endpoint *endpoint)
{
    static const struct link_host host = {on_open, on_answer, on_shut, on_gone};
    struct line *line = alloc_new(sizeof *line);
    line->hub = hub;
    line->round_ms = -1;
    line->endpoint = *endpoint;
    line->link = endpoint->kind == ENDPOINT_SERIAL ? link_rtu_new(hub, endpoint)
                                                   : link_tcp_new(hub, endpoint);
    line->link->host = &host;
    line->link->ctx = line;
    return line;
}

void line_join(struct line *line, int32_t period_ms)
{
    line->units++;
    line->live++;
    line->link->is_shared = line->units > 1;
    if (line->units == 1 || period_ms < line->period_ms)
        line->period_ms = period_ms;
}

void line_submit(struct line *line, struct job *job, bool is_first)
{
    bool is_late = job->deadline.ns && mono_is_due(job->deadline, clock_mono());
    push(&line->queue[job->rank], job, is_first);
    if (line->is_stopping)
        return; /* answered when the link is gone */
    if (line->state == LINE_IDLE && !is_late)
        line_next(line);
    else if (line->state == LINE_IDLE || line->state == LINE_DOWN)
        wake_in(line, 0);
}

void line_lose_unit(struct line *line)
{
    if (--line->live > 0)
        return;
    line->round_ms = -1;
    line->most_ms = 0;
    line->ended = 0;
}

void line_note_round(struct line *line, int64_t ms)
{
    line->most_ms = ms > line->most_ms ? ms : line->most_ms;
    if (++line->ended < line->live)
        return;
    line->round_ms = line->most_ms;
    line->most_ms = 0;
    line->ended = 0;
    line->owes_probe = line->queue[JOB_PROBE].first != NULL;
}

bool line_is_asking(const struct line *line, const struct job *job)
{
    return line->asked == job;
}

void line_hurry(struct line *line, int64_t ms)
{
    uint64_t gate = wheel_now(&line->hub->wheel) + (uint64_t)(ms > 0 ? ms : 0);
    if (line->gate_ms <= gate)
        return;
    line->gate_ms = gate;
    if (line->state == LINE_DOWN && has_jobs(line))
        wake_in(line, ms);
}

void line_stop(struct line *line)
{
    line->is_stopping = true;
    line->link->ops->stop(line->link);
}

void line_free(struct line *line)
{
    free(line->quiet.at);
    free(line);
}
