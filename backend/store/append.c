#include "backend/store/append.h"
#include "backend/base/alloc.h"
#include "backend/store/append_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BEAT_MS       1000
#define BATCH_MS      100
#define CLOSE_MS      2000
#define PARTITIONS_MS 3600000
#define LISTENERS_MS  4000 /* 30 s and twice this are less than 40 s (TESTS A13) */
#define TICK_MS       5000
#define WORDS_MS      5000
#define SPOOL_BYTES   ((size_t)256 << 20)

bool append_is_up(const struct append *append)
{
    return append->session && session_status(append->session)->state == SESSION_UP;
}

bool append_is_away(const struct append *append)
{
    return append->session && session_status(append->session)->state != SESSION_UP &&
           session_status(append->session)->state != SESSION_CONNECTING;
}

/* ---- the plant ---- */

void append_take_plant(struct append *append, const struct site *site, int64_t version)
{
    append->version = version;
    append->devices = (int32_t)site->device_count;
    append_values_take_plant(append, site);
    append->lease.is_claim_wanted |= append->lease.epoch != 0; /* of this plant there may be some */
    append_claim(append);
}

static void on_snapshot(void *ctx, struct site *site, int64_t version)
{
    struct append *append = ctx;
    append->snapshot = NULL;
    append->is_version_wanted |= !site;
    if (!site)
        return;
    append_take_plant(append, site, version);
    append->events.on_plant(append->events.ctx, site);
}

static void on_version(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    (void)state;
    append->is_version_asked = false;
    append->is_version_wanted |= append->recall != NULL; /* it brings the plant */
    if (append->recall)
        return;
    if (!rows || pg_rows_count(rows) != 1 || append->is_closing || append->snapshot)
        return;
    if (binary_int(rows, 0, 0) != append->version)
        append->snapshot = snapshot_ask(append->session, on_snapshot, append);
}

static void ask_version(struct append *append)
{
    if (append->is_version_asked || append->snapshot || append->is_closing)
        return;
    append->is_version_wanted = false;
    append->is_version_asked = session_ask(
        append->session, &(struct question){.sql = "select version as held from hd.plant",
                                            .on_answer = on_version,
                                            .ctx = append});
}

/* ---- closing ---- */

static void on_part_closed(struct append *append)
{
    if (--append->open_handles > 0)
        return;
    append_facts_finish(append);
    append_history_finish(append);
    append_values_finish(append);
    append_lines_finish(append);
    void (*on_closed)(void *) = append->on_closed;
    void *ctx = append->closed_ctx;
    free(append);
    if (on_closed)
        on_closed(ctx);
}

static void on_session_closed(void *ctx)
{
    on_part_closed(ctx);
}

static void on_handle_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

static void leave(struct append *append)
{
    if (append->is_leaving)
        return;
    append->is_leaving = true;
    session_free(append->session, on_session_closed, append);
    append->session = NULL;
    uv_close((uv_handle_t *)&append->batch, on_handle_closed);
    uv_close((uv_handle_t *)&append->beat, on_handle_closed);
    uv_close((uv_handle_t *)&append->turn, on_handle_closed);
}

static bool is_all_sent(const struct append *append)
{
    return !spool_waiting(append->facts.out.spool) && !spool_waiting(append->history.out.spool) &&
           !append->values.fresh.count && !append->values.fresh_state.count;
}

/* Left by the next tick: this may be the session's own call. */
static void on_released(void *ctx, const struct pg_rows *rows, const char *state)
{
    (void)rows;
    (void)state;
    ((struct append *)ctx)->is_released = true;
}

/* The lease goes last, so that whoever takes it finds everything. */
static void go_on_closing(struct append *append)
{
    bool is_kept = append->has_folder && append_is_away(append);
    if (append->is_released || is_kept || mono_is_due(append->close_by, clock_mono())) {
        leave(append);
    } else if (is_all_sent(append) && append_is_up(append) && !append->is_releasing) {
        append->is_releasing = true;
        append->is_released = !append_lease_release(append, on_released);
    }
}

/* ---- the loop ---- */

static bool is_busy(const struct append *append)
{
    return append->is_closing || !is_all_sent(append) || append->history.tail.count ||
           append->lease.is_claim_wanted || (append->words.is_followed && append->words.is_wanted);
}

static void on_batch(uv_timer_t *timer)
{
    struct append *append = timer->data;
    append_facts_pump(append);
    append_claim(append);
    append_words_pump(append);
    append_values_pump(append);
    append_history_pump(append);
    append_tail_pump(append);
    if (!is_busy(append) || (!append->is_closing && !append_is_up(append)))
        uv_timer_stop(timer);
    if (append->is_closing)
        go_on_closing(append);
}

void append_wake(struct append *append)
{
    if (append->open_handles && !append->is_leaving && append_is_up(append) &&
        !uv_is_active((uv_handle_t *)&append->batch))
        uv_timer_start(&append->batch, on_batch, (uint64_t)append->batch_ms,
                       (uint64_t)append->batch_ms);
}

static void on_turn(uv_prepare_t *turn)
{
    struct append *append = turn->data;
    uv_prepare_stop(turn);
    if (!append_is_up(append))
        spool_sync(append->facts.out.spool);
    append_facts_pump(append);
    append_wake(append);
}

void append_turn(struct append *append)
{
    if (append->open_handles && !append->is_leaving)
        uv_prepare_start(&append->turn, on_turn);
}

static bool is_due(struct mono *due, int64_t each_ms)
{
    struct mono now = clock_mono();
    if (!mono_is_due(*due, now))
        return false;
    *due = mono_after_ms(now, each_ms);
    return true;
}

static void keep_house(struct append *append)
{
    if (is_due(&append->partitions_due, PARTITIONS_MS)) {
        session_ask(append->session,
                    &(struct question){.sql = "select * from hd.partitions_renew()"});
        session_ask(append->session, &(struct question){.sql = "select hd.alarm_forget()"});
    }
    if (is_due(&append->tick_due, TICK_MS)) /* what time brings to tickets and outages */
        session_ask(append->session, &(struct question){.sql = "select hd.ticket_tick()"});
    if (is_due(&append->words_due, WORDS_MS)) /* of what another collector tells nobody hints */
        append->words.is_wanted = true;
    if (is_due(&append->listeners_due, LISTENERS_MS))
        session_ask(append->session, &(struct question){.sql = "select hd.end_stuck_listeners()"});
}

static void on_beat(uv_timer_t *timer)
{
    struct append *append = timer->data;
    append_history_sweep(append, false);
    if (spool_waiting(append->facts.out.spool)) /* a slow database is as good as none */
        spool_sync(append->facts.out.spool);
    if (!append_is_up(append) || append->is_closing)
        return;
    append_lease_beat(append);
    if (append->is_version_wanted)
        ask_version(append);
    keep_house(append);
    append_wake(append);
}

/* ---- the session's events ---- */

/* The facts that wait go first, the lease in front of them only by one short question. */
static void on_up(void *ctx)
{
    struct append *append = ctx;
    layouts_forget(&append->history.layouts);
    append->lease.claim_after = spool_last(append->facts.out.spool);
    append->facts.out.retry = append->history.out.retry = append->values.retry = (struct mono){0};
    append->values.is_resend_due = append->words.is_wanted = true;
    if (append->is_closing)
        return;
    append_lease_beat(append);
    append_facts_pump(append);
    ask_version(append);
    append_words_pump(append);
    keep_house(append);
    append_wake(append);
}

static void on_status(void *ctx, const struct session_status *status)
{
    struct append *append = ctx;
    if (status->state != SESSION_UP)
        spool_sync(append->facts.out.spool);
    if (!append->is_closing)
        append->events.on_status(append->events.ctx, status);
}

static void on_hint(void *ctx, const char *channel, const char *payload)
{
    struct append *append = ctx;
    (void)payload;
    if (!strcmp(channel, "hd_command")) {
        append->lease.is_claim_wanted = append->lease.epoch != 0;
        append_claim(append);
        append_wake(append);
    } else if (!strcmp(channel, "hd_word")) {
        append->words.is_wanted = true;
        append_words_pump(append);
    } else if (!strcmp(channel, "hd_plant")) {
        append->is_version_wanted = true;
    }
}

struct wall append_now(const struct append *append)
{
    const struct session_status *status = session_status(append->session);
    return status->db_synced.ns ? session_now(status, clock_mono()) : (struct wall){0};
}

static void choose_name(struct append *append, const char *name)
{
    char host[48] = "";
    gethostname(host, sizeof host - 1);
    if (name)
        snprintf(append->name, sizeof append->name, "%s", name);
    else
        snprintf(append->name, sizeof append->name, "%s:%d", host, (int)getpid());
}

struct append *append_new(uv_loop_t *loop, const struct append_options *options,
                          const struct append_events *events)
{
    static const char *const channels[] = {"listen hd_command", "listen hd_plant", "listen hd_word",
                                           NULL};
    struct append *append = alloc_new(sizeof *append);
    append->events = *events;
    append->batch_ms = options->batch_ms > 0 ? options->batch_ms : BATCH_MS;
    append->spool_bytes = options->spool_bytes ? options->spool_bytes : SPOOL_BYTES;
    append->has_folder = options->spool_dir != NULL;
    append->version = -1;
    choose_name(append, options->name);
    append_facts_init(append, options);
    append_history_init(append, options);
    uv_timer_init(loop, &append->batch);
    uv_timer_init(loop, &append->beat);
    uv_prepare_init(loop, &append->turn);
    append->batch.data = append->beat.data = append->turn.data = append;
    append->open_handles = 4; /* these three and the session */
    uv_timer_start(&append->beat, on_beat, BEAT_MS, BEAT_MS);
    append->session =
        session_new(loop,
                    &(struct session_options){.conninfo = options->conninfo,
                                              .program = "heatdeskd",
                                              .role = "collector",
                                              .channels = channels},
                    &(struct session_events){
                        .ctx = append, .on_up = on_up, .on_status = on_status, .on_hint = on_hint});
    return append;
}

void append_free(struct append *append, void (*on_closed)(void *ctx), void *ctx)
{
    append->on_closed = on_closed;
    append->closed_ctx = ctx;
    append_history_sweep(append, true);
    append->is_closing = true;
    append->close_by = mono_after_ms(clock_mono(), CLOSE_MS);
    snapshot_cancel(append->snapshot);
    append->snapshot = NULL;
    append_recall_cancel(append);
    uv_timer_start(&append->batch, on_batch, 1, 20);
}
