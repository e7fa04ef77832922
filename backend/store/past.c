#include "backend/store/past.h"

#include "backend/base/alloc.h"
#include "backend/core/alarm_book.h"
#include "backend/store/binary.h"
#include "backend/store/desk_sql.h"
#include "backend/store/feed_inside.h"
#include "backend/store/past_values.h"
#include "backend/store/snapshot.h"

#include <stdio.h>
#include <stdlib.h>

struct past {
    struct session *session;
    struct past_events events; /* on_loaded NULL = it was freed, nobody hears */
    struct site *site, *next;  /* next: being loaded */
    struct snapshot *snapshot;
    struct wall shown;      /* of the site */
    struct wall at, wanted; /* being loaded; a later call's, us 0 = none */
    bool is_loading, is_asked, is_asked_anew;
    bool is_empty;                   /* the log, at the moment being loaded */
    struct wall first_loaded, first; /* its first fact then; of the site */
    VEC(int32_t) watched;            /* ids */
};

static void load(struct past *past);
static void read_values(struct past *past);

/* A lost connection is made anew, and everything is loaded then; a question that the database
 * refuses would be refused again. */
static void fail(struct past *past)
{
    past->is_loading = false;
    if (past->events.on_failed && session_status(past->session)->state == SESSION_UP)
        past->events.on_failed(past->events.ctx, "the database does not tell what was then");
}

/* ---- values ---- */

static void on_values(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct past *past = ctx;
    (void)state;
    past->is_asked = false;
    if (!rows) {
        fail(past);
        return;
    }
    if (past->is_loading || !past->events.on_changed)
        return;
    for (int i = 0; i < pg_rows_count(rows); i++)
        past_values_take(rows, i, past->shown, past->site);
    past->events.on_changed(past->events.ctx);
    if (past->is_asked_anew)
        read_values(past);
}

static void read_values(struct past *past)
{
    struct array ids = {0};
    struct scalar at;
    past->is_asked_anew = past->is_asked;
    if (!past->site || past->is_loading || past->is_asked || !past->watched.count)
        return;
    array_begin(&ids, ELEMENT_INT4);
    for (size_t i = 0; i < past->watched.count; i++)
        array_int4(&ids, past->watched.at[i]);
    struct pg_param params[] = {array_param(&ids), param_wall(&at, past->shown)};
    past->is_asked = session_ask(past->session, &(struct question){.sql = PAST_VALUES_SQL,
                                                                   .params = params,
                                                                   .count = 2,
                                                                   .on_answer = on_values,
                                                                   .ctx = past});
    array_finish(&ids);
}

void past_watch(struct past *past, const int32_t *devices, size_t count)
{
    past->watched.count = 0;
    for (size_t i = 0; past->site && i < count; i++)
        *VEC_PUSH(&past->watched) = past->site->device[devices[i]].id;
    read_values(past);
}

/* ---- the site ---- */

static void take(struct past *past)
{
    struct site *old = past->site;
    past->site = past->next;
    past->next = NULL;
    past->shown = past->at;
    past->first = past->is_empty ? past->first_loaded : (struct wall){0};
    past->is_loading = false;
    past->watched.count = 0;
    past->events.on_loaded(past->events.ctx, past->site);
    site_free(old);
    if (past->wanted.us)
        load(past);
}

/* Half a moment is none. */
static void drop_next(struct past *past)
{
    site_free(past->next);
    past->next = NULL;
}

static void on_first(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct past *past = ctx;
    (void)state;
    if (!rows || !past->next) {
        drop_next(past);
        fail(past);
        return;
    }
    past->first_loaded = pg_rows_count(rows) ? binary_wall(rows, 0, 0) : (struct wall){0};
    take(past);
}

static void on_outages(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct past *past = ctx;
    struct desk_table table;
    (void)state;
    if (!rows || !past->next) {
        drop_next(past);
        fail(past);
        return;
    }
    desk_table_fill(&table, rows);
    feed_put_outages(past->next, &table);
    desk_table_finish(&table);
    if (past->is_empty)
        session_ask(past->session,
                    &(struct question){.sql = "select stored from hd.fact order by seq limit 1",
                                       .on_answer = on_first,
                                       .ctx = past});
    else
        take(past);
}

static void on_journal(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct past *past = ctx;
    (void)state;
    if (!rows) {
        drop_next(past);
        return;
    }
    past->is_empty = pg_rows_count(rows) == 0;
    for (int i = 0; i < pg_rows_count(rows); i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        site_apply(past->next, &fact);
    }
    site_pass_time(past->next, past->at);
}

static void on_snapshot(void *ctx, struct site *site, int64_t version)
{
    struct past *past = ctx;
    struct scalar at;
    struct desk_list_params params;
    char moment[32];
    (void)version;
    past->snapshot = NULL;
    past->next = site;
    if (!site) {
        fail(past);
        return;
    }
    struct pg_param param = param_wall(&at, past->at);
    session_ask(past->session,
                &(struct question){.sql = "select " FACT_COLUMNS
                                          " from hd.fact, (select hd.fact_at($1::timestamptz) as"
                                          " last) l where seq > l.last - 1000 and seq <= l.last"
                                          " order by seq",
                                   .params = &param,
                                   .count = 1,
                                   .on_answer = on_journal,
                                   .ctx = past});
    snprintf(moment, sizeof moment, "%.6f", (double)past->at.us / 1e6);
    desk_list_params(&params, 0, 0, (double)past->at.us / 1e6, moment);
    session_ask(past->session, &(struct question){.sql = desk_list_sql(DESK_LIST_PAST_OUTAGES),
                                                  .params = params.param,
                                                  .count = DESK_LIST_PARAMS,
                                                  .on_answer = on_outages,
                                                  .ctx = past});
}

static void load(struct past *past)
{
    if (past->wanted.us)
        past->at = past->wanted;
    past->wanted.us = 0;
    past->snapshot = snapshot_ask_past(past->session, past->at, on_snapshot, past);
    past->is_loading = past->snapshot != NULL;
}

static void on_up(void *ctx)
{
    struct past *past = ctx;
    past->is_asked = false;
    load(past);
}

static void on_status(void *ctx, const struct session_status *status)
{
    struct past *past = ctx;
    bool is_over = status->state == SESSION_REFUSED ||
                   (status->state == SESSION_DOWN && past->events.is_impatient);
    if (past->events.on_failed && is_over)
        past->events.on_failed(past->events.ctx, status->why);
}

static void on_hint(void *ctx, const char *channel, const char *payload)
{
    (void)ctx, (void)channel, (void)payload;
}

struct past *past_new(uv_loop_t *loop, const char *conninfo, struct wall at,
                      const struct past_events *events)
{
    static const char *const channels[] = {NULL};
    struct past *past = alloc_new(sizeof *past);
    *past = (struct past){.events = *events, .at = at};
    past->session =
        session_new(loop,
                    &(struct session_options){
                        .conninfo = conninfo, .program = "heatdesk replay", .channels = channels},
                    &(struct session_events){
                        .ctx = past, .on_up = on_up, .on_status = on_status, .on_hint = on_hint});
    return past;
}

static void on_closed(void *ctx)
{
    struct past *past = ctx;
    site_free(past->site);
    site_free(past->next);
    free(past->watched.at);
    free(past);
}

void past_free(struct past *past)
{
    if (!past)
        return;
    past->events = (struct past_events){0};
    snapshot_cancel(past->snapshot);
    past->snapshot = NULL;
    session_free(past->session, on_closed, past);
}

struct wall past_first(const struct past *past)
{
    return past->first;
}

struct site *past_site(struct past *past)
{
    return past->site;
}

struct wall past_at(const struct past *past)
{
    return past->site ? past->shown : past->at;
}

bool past_is_busy(const struct past *past)
{
    return !past->site || past->is_loading || past->wanted.us;
}

void past_go(struct past *past, struct wall at)
{
    past->wanted = at;
    if (!past->is_loading && session_status(past->session)->state == SESSION_UP)
        load(past);
}
