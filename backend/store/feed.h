/* The console's feed: fills a site from the database and keeps it so. Snapshot on every
 * (re)connect, then facts after seq and latest values of the watched devices; NOTIFY is a hint
 * only; a 10 s timer compares the highest seq. The feed calls site_add_*, site_observe*, and
 * site_apply; nobody else changes a console's site. */
#pragma once
#include "backend/core/alarm_deed.h"
#include "backend/core/desk.h"
#include "backend/core/site.h"
#include "backend/core/trend.h"
#include "backend/store/session.h"

struct feed;

struct feed_events {
    void *ctx;
    /* The site was loaded anew (all indices may have changed; ids have not), or went on. */
    void (*on_loaded)(void *ctx, struct site *site);
    void (*on_changed)(void *ctx); /* site->changes moved */
    void (*on_status)(void *ctx, const struct session_status *status);
    /* Children that feed_load_children() asked for are in the site. */
    void (*on_children)(void *ctx, int32_t node_id);
};

/* `conninfo`: a libpq connection string, "" = the PG* environment. Starts connecting at once.
 * The site belongs to the feed; it stays the last known one while the database is away. */
struct feed *feed_new(uv_loop_t *loop, const char *conninfo, const struct feed_events *events);
/* The heartbeat now, in place of the next one: who wakes up each second all the same saves a
 * wake-up. Called oftener than that it does nothing. */
void feed_beat(struct feed *feed);
void feed_free(struct feed *feed, void (*on_closed)(void *ctx), void *ctx);
struct site *feed_site(struct feed *feed); /* NULL before the first snapshot */
const struct session_status *feed_status(const struct feed *feed);

/* The devices whose values are wanted, as indices into site->device; replaces the earlier set.
 * Their values arrive at once and then with every batch. */
void feed_watch(struct feed *feed, const int32_t *devices, size_t count);
/* Of these, those in sight: their changes are read with every batch; that they were read again, and
 * whatever the others have, once a second. All are in sight until this is told. */
void feed_look(struct feed *feed, const int32_t *devices, size_t count);
/* Nodes below stations (buildings, households) are loaded when asked for. */
void feed_load_children(struct feed *feed, int32_t node_id);

/* The collector's health as the database knows it. */
struct collector_status {
    bool is_known; /* one has reported, now or before */
    bool leads;    /* false: it has left, or only stands by */
    char name[64];
    struct wall seen; /* last batch or heartbeat, database clock */
    int32_t devices, lost;
};
const struct collector_status *feed_collector(const struct feed *feed);

/* What a person wants; answered on the loop through `on_done` once: ok with the command's id, or
 * not ok with the refusal word or "" and a sentence. Fails at once when the database is away. */
struct setpoint_request {
    int32_t device_id;
    const char *point;
    double seen, wanted;
    const char *reason; /* may be "" */
};
void feed_ask_setpoint(struct feed *feed, const struct setpoint_request *request,
                       void (*on_done)(void *ctx, bool ok, int64_t command, const char *code,
                                       const char *sentence),
                       void *ctx);

/* What a person does about alarms; the ask is copied. Answered on the loop through `on_done` once.
 */
void feed_ask_alarm(struct feed *feed, const struct alarm_ask *ask,
                    void (*on_done)(void *ctx, const struct alarm_answer *answer), void *ctx);

/* A trend: `count` slots of equal length ending at `to`. Answered once; count 0 when the database
 * is away. */
typedef void trend_function(void *ctx, const struct trend_slot *slot, size_t count);
void feed_ask_trend(struct feed *feed, int32_t device_id, const char *point, struct wall from,
                    struct wall to, size_t count, trend_function *on_done, void *ctx);

/* Facts before `seq`, newest first, for the journal's older pages. */
void feed_ask_facts(struct feed *feed, int64_t before_seq, size_t count,
                    void (*on_done)(void *ctx, const struct fact *facts, size_t count), void *ctx);

/* What a person asks about tickets, outages, crews; the request is copied. Answered on the loop
 * once; at once, as "away", without a database. */
typedef void desk_answer_function(void *ctx, const struct desk_answer *answer);
void feed_ask_desk(struct feed *feed, const struct desk_request *request,
                   desk_answer_function *on_done, void *ctx);

/* A list for a screen; the table lives as long as the call. `id`, `node`, `number`, `text` as the
 * list needs them (core/desk.h). */
typedef void desk_table_function(void *ctx, enum desk_list list, int64_t id,
                                 const struct desk_table *table);
void feed_ask_list(struct feed *feed, enum desk_list list, int64_t id, int32_t node, double number,
                   const char *text, desk_table_function *on_done, void *ctx);
