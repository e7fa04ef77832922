#include "backend/courier/courier.h"

#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/base/systemd.h"
#include "backend/base/text.h"
#include "backend/courier/post.h"
#include "backend/store/binary.h"
#include "backend/store/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT_ONCE  8       /* posts: one that hangs takes one place */
#define LOOK_MS  5000    /* what waits for its next try */
#define SWEEP_MS 3600000 /* what is long done */

struct courier {
    struct session *session;
    struct poster *poster;
    const char *hook;
    uv_timer_t look, sweep;
    bool is_asked, is_wanted; /* what is due; wanted: once more behind it */
    bool is_closing;
    int open_handles;
};

/* A message under way. */
struct errand {
    struct courier *courier;
    int64_t id;
};

static void take(struct courier *courier);

static void on_posted(void *ctx, bool ok, const char *why)
{
    struct errand *errand = ctx;
    struct courier *courier = errand->courier;
    struct scalar id, sent;
    char said[200];
    if (courier->is_closing) { /* nobody knows whether it arrived: it is taken again */
        free(errand);
        return;
    }
    text_clean(said, sizeof said, why, strlen(why));
    struct pg_param params[] = {param_int8(&id, errand->id), param_bool(&sent, ok), {.text = said}};
    if (!ok)
        log_warning("message %lld: %s", (long long)errand->id, said);
    session_ask(
        courier->session,
        &(struct question){.sql = "select hd.message_done($1::bigint, $2::boolean, $3::text)",
                           .params = params,
                           .count = 3});
    free(errand);
    take(courier);
}

static void run_errand(struct courier *courier, const struct pg_rows *rows, int row)
{
    struct errand *errand = alloc_new(sizeof *errand);
    *errand = (struct errand){courier, binary_int(rows, row, 0)};
    const char *hook = pg_cell_length(rows, row, 1) ? pg_cell(rows, row, 1) : courier->hook;
    if (hook)
        poster_send(courier->poster, hook, pg_cell(rows, row, 2), on_posted, errand);
    else
        on_posted(errand, false, "the crew has no hook, and there is none for all");
}

static void on_taken(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct courier *courier = ctx;
    if (!rows && state[0])
        log_warning("messages cannot be taken: SQLSTATE %s", state);
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        run_errand(courier, rows, i);
    courier->is_asked = false; /* not before: room is what these left */
    bool is_more = courier->is_wanted || (rows && pg_rows_count(rows) > 0);
    courier->is_wanted = false;
    if (rows && is_more)
        take(courier);
}

static void take(struct courier *courier)
{
    struct scalar room;
    size_t open = poster_open(courier->poster);
    if (courier->is_closing)
        return;
    if (courier->is_asked || open >= AT_ONCE) {
        courier->is_wanted = true;
        return;
    }
    struct pg_param params[] = {param_int4(&room, (int32_t)(AT_ONCE - open))};
    courier->is_asked = session_ask(
        courier->session,
        &(struct question){
            .sql = "select m.id, m.hook, json_build_object('id', m.id, 'kind', m.kind, 'name',"
                   " m.name, 'phone', m.phone, 'ticket', m.ticket_id, 'text', m.text, 'made',"
                   " to_char(m.made at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))::text"
                   " from hd.message_take($1::int) m",
            .params = params,
            .count = 1,
            .on_answer = on_taken,
            .ctx = courier});
}

static void on_up(void *ctx)
{
    struct courier *courier = ctx;
    courier->is_asked = false;
    log_info("the database is there");
    take(courier);
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx;
    if (status->state == SESSION_DOWN)
        log_warning("the database is away: %s", status->why);
    else if (status->state == SESSION_REFUSED)
        log_warning("the database refuses: %s", status->why);
}

static void on_hint(void *ctx, const char *channel, const char *payload)
{
    (void)channel, (void)payload;
    take(ctx);
}

/* The watchdog is told that the loop turns; a database or a hook that is away is no reason to start
 * anew. */
static void on_look(uv_timer_t *timer)
{
    systemd_notify("WATCHDOG=1");
    take(timer->data);
}

static void on_sweep(uv_timer_t *timer)
{
    struct courier *courier = timer->data;
    session_ask(courier->session, &(struct question){.sql = "select hd.message_sweep()"});
}

struct courier *courier_new(uv_loop_t *loop, const struct courier_options *options)
{
    static const char *const channels[] = {"listen hd_message", NULL};
    struct poster *poster = poster_new(loop, options->ca, options->timeout_s);
    if (!poster)
        return NULL;
    struct courier *courier = alloc_new(sizeof *courier);
    courier->poster = poster;
    courier->hook = options->hook;
    uv_timer_init(loop, &courier->look);
    uv_timer_init(loop, &courier->sweep);
    courier->look.data = courier->sweep.data = courier;
    uv_timer_start(&courier->look, on_look, LOOK_MS, LOOK_MS);
    uv_timer_start(&courier->sweep, on_sweep, LOOK_MS, SWEEP_MS);
    courier->session = session_new(
        loop,
        &(struct session_options){.conninfo = options->conninfo,
                                  .program = "heatcourier",
                                  .role = "courier",
                                  .channels = channels},
        &(struct session_events){
            .ctx = courier, .on_up = on_up, .on_status = on_status, .on_hint = on_hint});
    return courier;
}

static void on_part_closed(void *ctx)
{
    struct courier *courier = ctx;
    if (--courier->open_handles == 0)
        free(courier);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

void courier_free(struct courier *courier)
{
    courier->is_closing = true;
    courier->open_handles = 3;
    poster_free(courier->poster);
    session_free(courier->session, on_part_closed, courier);
    uv_close((uv_handle_t *)&courier->look, on_timer_closed);
    uv_close((uv_handle_t *)&courier->sweep, on_timer_closed);
}
