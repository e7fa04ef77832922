#include "backend/base/alloc.h"
#include "backend/core/alarm_book.h"
#include "backend/core/ticket_book.h"
#include "backend/store/binary.h"
#include "backend/store/feed_inside.h"
#include "backend/store/schema.h"
#include "backend/store/snapshot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEARTBEAT_MS 1000
#define CLAIMS_BEATS 10
#define TICK_BEATS   10
#define FACTS_A_READ 1000
/* Hints come as fast as anybody likes to send them; re-reads of a kind do not (TESTS A11). */
#define READS_A_SECOND 10
#define CREWS_A_SECOND 1 /* a whole list, and every ticket's fact may change it */

void feed_tell(struct feed *feed)
{
    if (!feed->site || feed->is_closing || feed->site->changes == feed->told_changes)
        return;
    feed->told_changes = feed->site->changes;
    feed->events.on_changed(feed->events.ctx);
}

static void on_pace(uv_timer_t *timer);

static bool is_running(const struct feed *feed)
{
    return feed->site && !feed->snapshot && feed->stage == RUNNING &&
           session_status(feed->session)->state == SESSION_UP;
}

static void read_tail(struct feed *feed, struct tail *tail)
{
    tail->is_wanted = false;
    tail->is_asked = true;
    tail->seq = tail->is_anew ? 0 : tail->seq;
    tail->read(feed);
    tail->is_anew = false;
}

/* Reads what is wanted as far as the allowance goes; the rest when some has grown back. */
void feed_pump(struct feed *feed)
{
    struct mono now = clock_mono();
    bool is_waiting = false;
    if (!is_running(feed))
        return;
    for (int i = 0; i < TAIL_COUNT; i++) {
        struct tail *tail = &feed->tail[i];
        tail->allowance += (double)(now.ns - tail->counted.ns) / 1e9 * tail->a_second;
        tail->allowance = fmin(tail->allowance, tail->a_second);
        tail->counted = now;
        if (!tail->is_wanted || tail->is_asked)
            continue;
        if (tail->allowance < 1) {
            is_waiting = true;
            continue;
        }
        tail->allowance -= 1;
        read_tail(feed, tail);
    }
    if (is_waiting && !uv_is_active((uv_handle_t *)&feed->pace))
        uv_timer_start(&feed->pace, on_pace, 1000 / READS_A_SECOND, 0);
}

static void on_pace(uv_timer_t *timer)
{
    feed_pump(timer->data);
}

static void want(struct feed *feed, enum tail_kind kind)
{
    feed->tail[kind].is_wanted = true;
    feed_pump(feed);
}

/* A read that was refused is made again with the next pulse. */
bool feed_is_answered(struct tail *tail, const struct pg_rows *rows)
{
    tail->is_asked = false;
    tail->is_wanted |= !rows;
    tail->is_anew |= !rows && tail->seq == 0;
    return rows;
}

static void load(struct feed *feed);

/* Outages count their tickets. */
static bool is_of_outages(const struct fact *fact)
{
    return fact_is_outage(fact->kind) || fact->kind == FACT_TICKET_LINKED ||
           fact->kind == FACT_TICKET_UNLINKED || fact->kind == FACT_TICKET_CLOSED ||
           fact->kind == FACT_TICKET_REOPENED;
}

static void on_facts(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct feed *feed = ctx;
    struct tail *tail = &feed->tail[TAIL_FACTS];
    int count = rows ? pg_rows_count(rows) : 0;
    (void)state;
    if (!feed_is_answered(tail, rows))
        return;
    for (int i = 0; i < count && feed->site; i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        site_apply(feed->site, &fact);
        tail->seq = fact.seq > tail->seq ? fact.seq : tail->seq;
        feed->tail[TAIL_OUTAGES].is_wanted |= is_of_outages(&fact);
        feed->tail[TAIL_CREWS].is_wanted |= fact_is_crew(fact.kind) || fact_is_ticket(fact.kind);
    }
    tail->is_wanted |= count == FACTS_A_READ;
    tail->allowance += count > 0 ? 0.5 : 0; /* only hints without a fact count in full */
    feed_tell(feed);
    if (feed->site && ticket_book_is_short(feed->site))
        load(feed); /* an old ticket is worked on again */
    feed_pump(feed);
}

static void read_facts(struct feed *feed)
{
    struct scalar seq, count;
    struct pg_param params[] = {param_int8(&seq, feed->tail[TAIL_FACTS].seq),
                                param_int4(&count, FACTS_A_READ)};
    session_ask(
        feed->session,
        &(struct question){.sql = "select " FACT_COLUMNS
                                  " from hd.fact where seq > $1::bigint order by seq limit $2::int",
                           .params = params,
                           .count = 2,
                           .on_answer = on_facts,
                           .ctx = feed});
}

/* Everything once more: a new connection, or a new site. */
static void catch_up(struct feed *feed)
{
    feed->stage = RUNNING;
    for (int i = 0; i < TAIL_PULSE; i++) {
        feed->tail[i].is_asked = false;
        feed->tail[i].is_wanted = true;
        feed->tail[i].allowance = feed->tail[i].a_second;
    }
    feed->tail[TAIL_VALUES].is_anew = true;
    feed->tail[TAIL_STATES].is_anew = true;
    feed_pump(feed);
}

static void ask_pulse(struct feed *feed);

static void on_snapshot(void *ctx, struct site *site, int64_t version)
{
    struct feed *feed = ctx;
    struct site *old = feed->site;
    feed->snapshot = NULL;
    if (!site)
        return;
    feed->site = site;
    feed->version = version;
    feed->stage = STARTING;
    feed->told_changes = site->changes;
    feed->events.on_loaded(feed->events.ctx, site);
    site_free(old);
    if (!feed->is_closing)
        ask_pulse(feed);
}

static void load(struct feed *feed)
{
    if (!feed->snapshot)
        feed->snapshot = snapshot_ask(feed->session, on_snapshot, feed);
}

static void take_collector(struct feed *feed, const struct pg_rows *rows)
{
    struct collector_status *c = &feed->collector, before = *c;
    c->is_known = !pg_is_null(rows, 0, 2);
    c->leads = binary_int(rows, 0, 8) != 0;
    binary_text(rows, 0, 2, c->name, sizeof c->name);
    c->seen = binary_wall(rows, 0, 3);
    c->devices = (int32_t)binary_int(rows, 0, 4);
    c->lost = (int32_t)binary_int(rows, 0, 5);
    if (feed->site &&
        (c->is_known != before.is_known || c->leads != before.leads || c->lost != before.lost ||
         c->devices != before.devices || strcmp(c->name, before.name) != 0))
        feed->events.on_changed(feed->events.ctx);
}

/* Whether the plant there is the one that the site holds. A head behind ours is another database's.
 */
static bool is_ours(const struct feed *feed, int64_t head, int64_t version, struct wall changed)
{
    if (!feed->site || version != feed->version)
        return false;
    return feed->stage == STARTING ||
           (changed.us == feed->changed.us && head >= feed->tail[TAIL_FACTS].seq);
}

/* What no hint may be missed for: the newest fact, the plant's version, and whether somebody
 * collects. */
static void on_pulse(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct feed *feed = ctx;
    (void)state;
    feed->tail[TAIL_PULSE].is_asked = false;
    if (!rows || pg_rows_count(rows) != 1 || feed->is_closing)
        return;
    int64_t head = binary_int(rows, 0, 0), version = binary_int(rows, 0, 1);
    struct wall changed = binary_wall(rows, 0, 6);
    if (binary_int(rows, 0, 7) != SCHEMA_VERSION) {
        session_reset(feed->session, "the database's schema has changed");
        return;
    }
    take_collector(feed, rows);
    if (feed->is_closing || feed->snapshot)
        return;
    if (!is_ours(feed, head, version, changed)) {
        load(feed);
        return;
    }
    feed->changed = changed;
    /* the journal starts with the newest facts, not with the first */
    if (feed->stage == STARTING)
        feed->tail[TAIL_FACTS].seq = head > SITE_JOURNAL ? head - SITE_JOURNAL : 0;
    if (feed->stage != RUNNING)
        catch_up(feed);
    feed->tail[TAIL_FACTS].is_wanted |= head > feed->tail[TAIL_FACTS].seq;
    feed_pump(feed);
}

static void ask_pulse_joined(struct feed *feed, bool is_joined)
{
    session_ask(feed->session,
                &(struct question){
                    .is_joined = is_joined,
                    .sql = "select h.seq, p.version, c.name, c.seen, c.devices, c.lost, p.changed,"
                           " (select max(version) from hd.schema_version), c.leads"
                           " from hd.fact_head h cross join hd.plant p left join lateral"
                           " (select * from hd.collector order by leads and seen > "
                           "clock_timestamp() - interval '6 s' desc, seen desc limit 1) c on true",
                    .on_answer = on_pulse,
                    .ctx = feed});
}

static void ask_pulse(struct feed *feed)
{
    ask_pulse_joined(feed, false);
}

/* With the values of those out of sight in the same trip: an idle console wakes up as seldom as it
 * can. */
static void beat(struct feed *feed)
{
    struct tail *values = &feed->tail[TAIL_VALUES];
    bool is_with = feed->is_behind && !values->is_asked && is_running(feed);
    ask_pulse_joined(feed, is_with);
    feed->is_all_due |= is_with;
    if (is_with)
        read_tail(feed, values);
}

static void on_heartbeat(uv_timer_t *timer)
{
    struct feed *feed = timer->data;
    const struct session_status *status = session_status(feed->session);
    if (session_open_questions(feed->session) < 8)
        beat(feed);
    /* a desk keeps the clocks' escalation going when no collector does */
    if (++feed->beats % TICK_BEATS == 0 &&
        (!strcmp(status->role, "dispatcher") || !strcmp(status->role, "leader")))
        session_ask(feed->session, &(struct question){.sql = "select hd.ticket_tick()"});
    /* claims end by themselves */
    if (feed->site && feed->beats % CLAIMS_BEATS == 0 && ticket_claim_count(feed->site))
        want(feed, TAIL_CLAIMS);
    /* shelves end by the database's clock, with no collector and no database there, too */
    if (feed->site && status->db_synced.ns)
        site_pass_time(feed->site, session_now(status, clock_mono()));
    feed_tell(feed);
}

void feed_beat(struct feed *feed)
{
    if (uv_timer_get_due_in(&feed->heartbeat) > 3 * HEARTBEAT_MS / 4)
        return;
    on_heartbeat(&feed->heartbeat);
    uv_timer_start(&feed->heartbeat, on_heartbeat, 3 * HEARTBEAT_MS / 2, HEARTBEAT_MS);
}

static void on_up(void *ctx)
{
    struct feed *feed = ctx;
    if (feed->stage == RUNNING)
        feed->stage = RESUMING;
    if (!feed->site)
        load(feed);
    ask_pulse(feed);
}

/* The same hint may name devices in sight and others. */
static void hear_values(struct feed *feed, const char *hint)
{
    feed->is_behind |= watch_set_news(&feed->watched, hint) != WATCH_NOTHING;
    if (watch_set_news(&feed->sight, hint) == WATCH_OTHER)
        feed->tail[TAIL_VALUES].is_wanted = true;
    feed_pump(feed);
}

static void on_hint(void *ctx, const char *channel, const char *payload)
{
    struct feed *feed = ctx;
    if (!strcmp(channel, "hd_plant"))
        want(feed, TAIL_PULSE);
    else if (!strcmp(channel, "hd_state"))
        want(feed, TAIL_STATES);
    else if (!strcmp(channel, "hd_claim"))
        want(feed, TAIL_CLAIMS);
    else if (!strcmp(channel, "hd_fact") && strtoll(payload, NULL, 10) > feed->tail[TAIL_FACTS].seq)
        want(feed, TAIL_FACTS);
    else if (!strcmp(channel, "hd_value"))
        hear_values(feed, payload);
}

static void on_status(void *ctx, const struct session_status *status)
{
    struct feed *feed = ctx;
    if (status->state != SESSION_UP)
        feed->collector.is_known = false;
    feed->events.on_status(feed->events.ctx, status);
}

struct feed *feed_new(uv_loop_t *loop, const char *conninfo, const struct feed_events *events)
{
    static const char *const channels[] = {"listen hd_fact",  "listen hd_value", "listen hd_state",
                                           "listen hd_plant", "listen hd_claim", NULL};
    struct feed *feed = alloc_new(sizeof *feed);
    feed->events = *events;
    feed->tail[TAIL_FACTS].read = read_facts;
    feed->tail[TAIL_VALUES].read = feed_read_values;
    feed->tail[TAIL_STATES].read = feed_read_states;
    feed->tail[TAIL_CLAIMS].read = feed_read_claims;
    feed->tail[TAIL_OUTAGES].read = feed_read_outages;
    feed->tail[TAIL_CREWS].read = feed_read_crews;
    feed->tail[TAIL_PULSE].read = ask_pulse;
    for (int i = 0; i < TAIL_COUNT; i++)
        feed->tail[i].a_second = i == TAIL_CREWS ? CREWS_A_SECOND : READS_A_SECOND;
    uv_timer_init(loop, &feed->heartbeat);
    uv_timer_init(loop, &feed->pace);
    feed->heartbeat.data = feed->pace.data = feed;
    uv_timer_start(&feed->heartbeat, on_heartbeat, HEARTBEAT_MS, HEARTBEAT_MS);
    feed->session =
        session_new(loop,
                    &(struct session_options){
                        .conninfo = conninfo, .program = "heatdesk", .channels = channels},
                    &(struct session_events){
                        .ctx = feed, .on_up = on_up, .on_status = on_status, .on_hint = on_hint});
    return feed;
}

static void on_part_closed(struct feed *feed)
{
    if (--feed->open_handles > 0)
        return;
    if (feed->on_closed)
        feed->on_closed(feed->closed_ctx);
    site_free(feed->site);
    watch_set_finish(&feed->watched);
    watch_set_finish(&feed->sight);
    free(feed);
}

static void on_session_closed(void *ctx)
{
    on_part_closed(ctx);
}

static void on_timer_closed(uv_handle_t *handle)
{
    on_part_closed(handle->data);
}

void feed_free(struct feed *feed, void (*on_closed)(void *ctx), void *ctx)
{
    feed->is_closing = true;
    feed->on_closed = on_closed;
    feed->closed_ctx = ctx;
    feed->open_handles = 3;
    snapshot_cancel(feed->snapshot);
    feed->snapshot = NULL;
    session_free(feed->session, on_session_closed, feed);
    uv_close((uv_handle_t *)&feed->heartbeat, on_timer_closed);
    uv_close((uv_handle_t *)&feed->pace, on_timer_closed);
}

struct site *feed_site(struct feed *feed)
{
    return feed->site;
}

const struct session_status *feed_status(const struct feed *feed)
{
    return session_status(feed->session);
}

const struct collector_status *feed_collector(const struct feed *feed)
{
    return &feed->collector;
}

static void fill(struct feed *feed, struct watch_set *set, const int32_t *devices, size_t count)
{
    int32_t *id = watch_set_room(set, count);
    for (size_t i = 0; i < count; i++)
        id[i] = feed->site->device[devices[i]].id;
    watch_set_sort(set);
}

void feed_watch(struct feed *feed, const int32_t *devices, size_t count)
{
    fill(feed, &feed->watched, devices, count);
    fill(feed, &feed->sight, devices, count);
    feed->tail[TAIL_VALUES].is_anew = true;
    if (count)
        want(feed, TAIL_VALUES);
}

void feed_look(struct feed *feed, const int32_t *devices, size_t count)
{
    fill(feed, &feed->sight, devices, count);
    feed->is_all_due |= feed->is_behind;
    if (feed->is_behind)
        want(feed, TAIL_VALUES);
}

struct session *feed_session(const struct feed *feed)
{
    return feed->session;
}
