/* One asynchronous connection to PostgreSQL on a libuv loop, kept alive by itself: own connect
 * timer (connect_timeout is ignored by PQconnectPoll), own answer timer, back-off 20 ms x1.5 to
 * 250 ms, the poll handle made anew when the socket changes. Each client of the store (feed,
 * request, append) has its own or shares one; only backend/store/pg.c includes <libpq-fe.h>. */
#pragma once
#include "backend/store/pipeline.h"

#include <uv.h>

enum session_state {
    SESSION_CONNECTING,
    SESSION_UP,
    SESSION_DOWN,    /* trying again by itself */
    SESSION_REFUSED, /* wrong schema version or no right: a person has to act; tries each 10 s */
};

struct session_status {
    enum session_state state;
    struct mono since;
    char why[256];         /* cleaned text of the last failure, "" when up */
    char who[64];          /* session_user */
    char role[32];         /* "dispatcher", "leader", "supervisor", "crew", "collector", "admin",
                              "auditor", or "" */
    struct wall db_now;    /* the database's clock … */
    struct mono db_synced; /* … read at this moment (resynced each 60 s) */
};

/* The database's time by now: db_now + monotonic since. */
struct wall session_now(const struct session_status *status, struct mono now);

struct session;

struct session_options {
    const char *conninfo;
    const char *program;         /* application_name */
    const char *role;            /* the group that must be ours ("collector"), NULL = any reader */
    const char *const *channels; /* to listen to, NULL-ended; constant texts "listen hd_fact" */
};

struct session_events {
    void *ctx;
    void (*on_up)(void *ctx); /* a new connection: nothing of an earlier one holds */
    void (*on_status)(void *ctx, const struct session_status *status);
    /* A hint: anybody may send one, so it carries no authority. */
    void (*on_hint)(void *ctx, const char *channel, const char *payload);
};

/* Starts connecting at once. The events' calls come from the loop. */
struct session *session_new(uv_loop_t *loop, const struct session_options *options,
                            const struct session_events *events);
/* Questions still open are answered as lost, here and now. */
void session_free(struct session *session, void (*on_closed)(void *ctx), void *ctx);
const struct session_status *session_status(const struct session *session);
/* False, and no answer will come, unless the session is up. */
bool session_ask(struct session *session, const struct question *question);
size_t session_open_questions(const struct session *session);
/* Drops the connection and makes a new one; for whoever finds an answer out of order. */
void session_reset(struct session *session, const char *why);
