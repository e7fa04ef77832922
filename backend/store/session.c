#include "backend/store/session.h"
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/store/binary.h"
#include "backend/store/schema.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_MS    3000
#define ANSWER_MS     10000
#define CHECK_MS      1000
#define REFUSED_MS    10000
#define RESYNC_MS     60000
#define BACKOFF_FIRST 20
#define BACKOFF_MOST  250

/* What we are doing; the status tells others only what came of it, so that "down since" stays while
 * it is tried again and again. */
enum phase { PHASE_WAITING, PHASE_CONNECTING, PHASE_SHAKING_HANDS, PHASE_UP };

struct session {
    uv_loop_t *loop;
    struct session_events events;
    char *conninfo;
    const char *program, *role;
    const char *const *channels;
    struct session_status status;
    struct pg *pg; /* NULL unless connecting or up */
    struct pipeline pipeline;
    uv_poll_t *poll; /* freed by its own close */
    int poll_events;
    uv_timer_t timer;
    int backoff_ms;
    struct mono asked_clock;
    enum phase phase;
    bool is_closing;
    void (*on_closed)(void *ctx);
    void *closed_ctx;
};

static void go_on_connecting(struct session *session);
static void connect_now(struct session *session);

static void on_poll_closed(uv_handle_t *handle)
{
    free(handle);
}

static void close_poll(struct session *session)
{
    if (session->poll)
        uv_close((uv_handle_t *)session->poll, on_poll_closed);
    session->poll = NULL;
    session->poll_events = 0;
}

static void set_state(struct session *session, enum session_state state, const char *why)
{
    struct session_status *status = &session->status;
    if (status->state == state && !strcmp(status->why, why))
        return;
    if (status->state != state)
        status->since = clock_mono();
    status->state = state;
    snprintf(status->why, sizeof status->why, "%s", why);
    if (session->events.on_status && !session->is_closing)
        session->events.on_status(session->events.ctx, status);
}

static void on_timer(uv_timer_t *timer);

static void start_timer(struct session *session, int ms)
{
    uv_timer_start(&session->timer, on_timer, (uint64_t)ms, (uint64_t)ms);
}

/* The connection is gone or no use; open questions are answered, then it is tried again. */
static void drop(struct session *session, enum session_state state, const char *why)
{
    char kept[256];
    snprintf(kept, sizeof kept, "%s", why);
    close_poll(session);
    pg_close(session->pg);
    session->pg = NULL;
    session->phase = PHASE_WAITING;
    set_state(session, state, kept);
    pipeline_fail(&session->pipeline);
    if (session->is_closing)
        return;
    start_timer(session, state == SESSION_REFUSED ? REFUSED_MS : session->backoff_ms);
    session->backoff_ms =
        session->backoff_ms * 3 / 2 < BACKOFF_MOST ? session->backoff_ms * 3 / 2 : BACKOFF_MOST;
}

/* A failure that trying again does not mend before a person acts. */
static bool needs_person(const char *why)
{
    static const char *const signs[] = {"authentication failed", "does not exist",
                                        "no pg_hba.conf entry", "permission denied",
                                        "not permitted to log in"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(why, signs[i]))
            return true;
    return false;
}

static void lose(struct session *session)
{
    char why[256];
    pg_error(session->pg, why, sizeof why);
    drop(session, needs_person(why) ? SESSION_REFUSED : SESSION_DOWN, why);
}

static void on_ready(uv_poll_t *poll, int status, int events);

static void watch(struct session *session, int events)
{
    if (!session->poll) {
        session->poll = alloc_new(sizeof *session->poll);
        session->poll->data = session;
        if (uv_poll_init(session->loop, session->poll, pg_socket(session->pg)) != 0) {
            free(session->poll);
            session->poll = NULL;
            drop(session, SESSION_DOWN, "the connection's socket cannot be polled");
            return;
        }
    }
    if (session->poll_events != events)
        uv_poll_start(session->poll, events, on_ready);
    session->poll_events = events;
}

static void flush(struct session *session)
{
    int left = pg_flush(session->pg);
    if (left < 0)
        lose(session);
    else
        watch(session, left ? UV_READABLE | UV_WRITABLE : UV_READABLE);
}

static void give_hints(struct session *session)
{
    char channel[64], payload[8192];
    while (session->pg &&
           pg_take_notification(session->pg, channel, sizeof channel, payload, sizeof payload))
        if (session->events.on_hint && session->phase == PHASE_UP)
            session->events.on_hint(session->events.ctx, channel, payload);
}

static void on_ready(uv_poll_t *poll, int status, int events)
{
    struct session *session = poll->data;
    if (session->phase == PHASE_CONNECTING) {
        go_on_connecting(session);
        return;
    }
    bool ok = status == 0 && (!(events & UV_READABLE) || pg_consume(session->pg));
    if (pipeline_read(&session->pipeline, clock_mono()) && ok) {
        give_hints(session);
        if (session->pg)
            flush(session);
    } else if (session->pg) {
        lose(session);
    }
}

static void set_clock(struct session *session, struct wall at)
{
    session->status.db_now = at;
    session->status.db_synced = clock_mono();
}

/* Half of the round trip has passed since the database read its clock. */
static void on_clock(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct session *session = ctx;
    (void)state;
    if (!rows)
        return;
    int64_t trip_us = (clock_mono().ns - session->asked_clock.ns) / 1000;
    set_clock(session, (struct wall){binary_wall(rows, 0, 0).us + trip_us / 2});
}

static void ask_clock(struct session *session)
{
    session->asked_clock = clock_mono();
    session_ask(session, &(struct question){.sql = "select clock_timestamp()",
                                            .on_answer = on_clock,
                                            .ctx = session});
}

static void greet(struct session *session, const struct pg_rows *rows)
{
    struct session_status *status = &session->status;
    char why[256];
    int version = (int)binary_int(rows, 0, 0);
    binary_text(rows, 0, 1, status->who, sizeof status->who);
    binary_text(rows, 0, 2, status->role, sizeof status->role);
    set_clock(session, binary_wall(rows, 0, 3));
    if (version != SCHEMA_VERSION) {
        snprintf(why, sizeof why, version > SCHEMA_VERSION ? SCHEMA_NEWER : SCHEMA_OLDER, version,
                 SCHEMA_VERSION);
        drop(session, SESSION_REFUSED, why);
    } else if (session->role && strcmp(session->role, status->role) != 0) {
        snprintf(why, sizeof why, "the database role %s is not in hd_%s", status->who,
                 session->role);
        drop(session, SESSION_REFUSED, why);
    } else {
        session->backoff_ms = BACKOFF_FIRST;
        session->phase = PHASE_UP;
        start_timer(session, CHECK_MS);
        set_state(session, SESSION_UP, "");
        if (session->events.on_up)
            session->events.on_up(session->events.ctx);
    }
}

static void on_greeting(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct session *session = ctx;
    if (!session->pg || session->is_closing)
        return;
    if (rows && pg_rows_count(rows) == 1)
        greet(session, rows);
    else if (!strcmp(state, "42501"))
        drop(session, SESSION_REFUSED, "this database role belongs to no heatdesk group");
    else if (!strcmp(state, "3F000") || !strcmp(state, "42P01") || !strcmp(state, "42883"))
        drop(session, SESSION_REFUSED, "the database holds no heatdesk schema: run heatdesk init");
    else if (session->pg)
        drop(session, SESSION_DOWN, "the database does not say who we are");
}

/* Connected: who are we there, and does the schema fit? Listening starts before any reading, so
 * that nothing falls in between. */
static void shake_hands(struct session *session)
{
    struct mono now = clock_mono();
    session->phase = PHASE_SHAKING_HANDS;
    pipeline_finish(&session->pipeline);
    pipeline_init(&session->pipeline, session->pg);
    bool ok = pg_pipeline(session->pg);
    for (const char *const *channel = session->channels; ok && channel && *channel; channel++)
        ok = pipeline_ask(&session->pipeline, &(struct question){.sql = *channel}, now);
    ok = ok && pipeline_ask(
                   &session->pipeline,
                   &(struct question){
                       .sql = "select (select max(version) from hd.schema_version), session_user,"
                              " hd.role_of(session_user), clock_timestamp()",
                       .on_answer = on_greeting,
                       .ctx = session},
                   now);
    if (ok)
        flush(session);
    else
        lose(session);
}

/* libpq may go on with another socket, even under the same number: the poll handle is made anew. */
static void go_on_connecting(struct session *session)
{
    enum pg_want want = pg_connect_step(session->pg);
    close_poll(session);
    switch (want) {
    case PG_WANT_READ: watch(session, UV_READABLE); break;
    case PG_WANT_WRITE: watch(session, UV_WRITABLE); break;
    case PG_CONNECTED: shake_hands(session); break;
    case PG_FAILED: lose(session); break;
    }
}

static void connect_now(struct session *session)
{
    session->pg = pg_start(session->conninfo, session->program);
    session->phase = PHASE_CONNECTING;
    start_timer(session, CONNECT_MS);
    if (pg_socket(session->pg) < 0)
        lose(session);
    else
        watch(session, UV_WRITABLE);
}

static void check(struct session *session)
{
    struct mono now = clock_mono(), since = pipeline_waiting_since(&session->pipeline);
    if (since.ns && mono_ms_since(since, now) > ANSWER_MS)
        drop(session, SESSION_DOWN, "the database does not answer");
    else if (mono_ms_since(session->status.db_synced, now) > RESYNC_MS)
        ask_clock(session);
}

static void on_timer(uv_timer_t *timer)
{
    struct session *session = timer->data;
    switch (session->phase) {
    case PHASE_UP: check(session); break;
    case PHASE_CONNECTING:
    case PHASE_SHAKING_HANDS: drop(session, SESSION_DOWN, "the database does not answer"); break;
    case PHASE_WAITING: connect_now(session); break;
    }
}

struct session *session_new(uv_loop_t *loop, const struct session_options *options,
                            const struct session_events *events)
{
    struct session *session = alloc_new(sizeof *session);
    session->loop = loop;
    session->events = *events;
    session->conninfo = alloc_text(options->conninfo ? options->conninfo : "");
    session->program = options->program;
    session->role = options->role;
    session->channels = options->channels;
    session->backoff_ms = BACKOFF_FIRST;
    session->status.since = clock_mono();
    uv_timer_init(loop, &session->timer);
    session->timer.data = session;
    connect_now(session);
    return session;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct session *session = handle->data;
    void (*on_closed)(void *) = session->on_closed;
    void *ctx = session->closed_ctx;
    pipeline_finish(&session->pipeline);
    free(session->conninfo);
    free(session);
    if (on_closed)
        on_closed(ctx);
}

void session_free(struct session *session, void (*on_closed)(void *ctx), void *ctx)
{
    session->is_closing = true;
    session->on_closed = on_closed;
    session->closed_ctx = ctx;
    drop(session, SESSION_DOWN, "closed");
    uv_close((uv_handle_t *)&session->timer, on_timer_closed);
}

const struct session_status *session_status(const struct session *session)
{
    return &session->status;
}

struct wall session_now(const struct session_status *status, struct mono now)
{
    return (struct wall){status->db_now.us + (now.ns - status->db_synced.ns) / 1000};
}

bool session_ask(struct session *session, const struct question *question)
{
    if (session->phase != PHASE_UP || session->is_closing)
        return false;
    /* a connection lost while sending is found by the next poll; the answer says so */
    if (pipeline_ask(&session->pipeline, question, clock_mono()) && !question->is_joined) {
        int left = pg_flush(session->pg);
        if (left > 0)
            watch(session, UV_READABLE | UV_WRITABLE);
    }
    return true;
}

size_t session_open_questions(const struct session *session)
{
    return pipeline_open(&session->pipeline);
}

void session_reset(struct session *session, const char *why)
{
    if (session->pg)
        drop(session, SESSION_DOWN, why);
}
