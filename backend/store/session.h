/* One asynchronous connection to PostgreSQL on a libuv loop, kept alive by itself: own connect
 * timer (connect_timeout is ignored by PQconnectPoll), own answer timer, back-off 20 ms x1.5 to
 * 250 ms, the poll handle made anew when the socket changes. Each client of the store (feed,
 * request, append) has its own or shares one; only backend/store/pg.c includes <libpq-fe.h>. */
#pragma once
#include "backend/base/clock.h"

#include <stdbool.h>
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
