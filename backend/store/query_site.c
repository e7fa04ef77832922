#include "backend/core/alarm_book.h"
#include "backend/store/query_alarms.h"
#include "backend/store/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

#define GIVE_UP_MS 60000

/* A loop of its own, run until the snapshot has come, the database refuses, or the time is over. */
struct loading {
    struct session *session;
    struct snapshot *snapshot;
    struct query_site *out;
    uv_timer_t timer;
    bool is_over;
    char *why;
    size_t size;
};

static void end(struct loading *loading)
{
    snapshot_cancel(loading->snapshot);
    loading->snapshot = NULL;
    loading->is_over = true;
    uv_close((uv_handle_t *)&loading->timer, NULL);
    session_free(loading->session, NULL, NULL);
}

static void on_site(void *ctx, struct site *site, int64_t version)
{
    struct loading *loading = ctx;
    (void)version;
    loading->snapshot = NULL;
    if (!site) /* the connection went: the next one asks again */
        return;
    loading->out->site = site;
    loading->out->now = session_now(session_status(loading->session), clock_mono());
    site_pass_time(site, loading->out->now);
    uv_stop(loading->timer.loop);
}

static void on_up(void *ctx)
{
    struct loading *loading = ctx;
    loading->snapshot = snapshot_ask(loading->session, on_site, loading);
}

static void on_status(void *ctx, const struct session_status *status)
{
    struct loading *loading = ctx;
    if (loading->is_over || loading->out->site || status->state == SESSION_UP)
        return;
    if (status->why[0])
        snprintf(loading->why, loading->size, "%s", status->why);
    if (status->state == SESSION_REFUSED)
        uv_stop(loading->timer.loop);
}

static void on_late(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

bool query_site(const char *conninfo, struct query_site *out, char *why, size_t size)
{
    uv_loop_t loop;
    struct loading loading = {.out = out, .why = why, .size = size};
    *out = (struct query_site){0};
    snprintf(why, size, "the database does not answer");
    if (uv_loop_init(&loop) != 0)
        return false;
    uv_timer_init(&loop, &loading.timer);
    loading.timer.data = &loading;
    uv_timer_start(&loading.timer, on_late, GIVE_UP_MS, 0);
    loading.session = session_new(
        &loop, &(struct session_options){.conninfo = conninfo, .program = "heatdesk alarms"},
        &(struct session_events){.ctx = &loading, .on_up = on_up, .on_status = on_status});
    uv_run(&loop, UV_RUN_DEFAULT);
    end(&loading);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return out->site != NULL;
}
