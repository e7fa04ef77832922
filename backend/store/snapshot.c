#include "backend/store/snapshot.h"
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/base/text.h"
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/ticket_book.h"
#include "backend/store/binary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct snapshot {
    struct site *site;
    int64_t version;
    void (*on_done)(void *ctx, struct site *site, int64_t version); /* NULL = cancelled */
    void *ctx;
};

#define TEXT_MOST 256

void snapshot_fact(const struct pg_rows *rows, int row, struct fact *out)
{
    char kind[64];
    binary_text(rows, row, 2, kind, sizeof kind);
    fact_init(out, fact_kind_of(kind), binary_wall(rows, row, 1));
    out->seq = binary_int(rows, row, 0);
    out->node = (int32_t)binary_int(rows, row, 3);
    out->device = (int32_t)binary_int(rows, row, 4);
    binary_text(rows, row, 5, out->point, sizeof out->point);
    out->command = binary_int(rows, row, 6);
    out->old_value = binary_float(rows, row, 7);
    out->new_value = binary_float(rows, row, 8);
    binary_text(rows, row, 9, out->who, sizeof out->who);
    binary_text(rows, row, 10, out->code, sizeof out->code);
    binary_text(rows, row, 11, out->text, sizeof out->text);
    out->detail = pg_is_null(rows, row, 12) ? NULL : pg_cell(rows, row, 12);
    if (out->detail)
        fact_detail(out, "operator", out->operator, sizeof out->operator);
    if (out->kind == FACT_UNKNOWN && !out->text[0])
        text_clean(out->text, sizeof out->text, kind, strlen(kind));
}

bool snapshot_node(const struct pg_rows *rows, int row, struct site *site)
{
    char code[TEXT_MOST], name[TEXT_MOST], initials[TEXT_MOST];
    struct node_input in = {
        .id = (int32_t)binary_int(rows, row, 0),
        .parent_id = (int32_t)binary_int(rows, row, 1),
        .circuit = (int)binary_int(rows, row, 3),
        .households = (int32_t)binary_int(rows, row, 4),
        .has_more = binary_int(rows, row, 5) != 0,
        .code = code,
        .name = name,
        .initials = initials,
    };
    binary_text(rows, row, 6, code, sizeof code);
    binary_text(rows, row, 7, name, sizeof name);
    binary_text(rows, row, 8, initials, sizeof initials);
    return node_kind_of(pg_cell(rows, row, 2), &in.kind) && site_add_node(site, &in) >= 0;
}

void snapshot_latest(const struct pg_rows *rows, int row, struct site *site)
{
    int32_t device = site_device_of_id(site, (int32_t)binary_int(rows, row, 0));
    struct binary_array values, lags;
    if (device < 0 || !binary_array(rows, row, 3, &values) ||
        binary_int(rows, row, 5) != site->device[device].profile->layout)
        return;
    size_t count = site->device[device].profile->point_count;
    const unsigned char *quality = (const unsigned char *)pg_cell(rows, row, 4);
    if ((size_t)values.count != count || (size_t)pg_cell_length(rows, row, 4) != count)
        return;
    bool has_lags = binary_array(rows, row, 6, &lags);
    struct reading *readings = alloc_array(count, sizeof *readings);
    for (size_t i = 0; i < count; i++) {
        int64_t lag_ms = has_lags ? binary_next_int(&lags) : 0;
        readings[i].lag_ms = lag_ms > 0 ? (uint32_t)lag_ms : 0;
        readings[i].value = binary_next_float(&values);
        readings[i].quality = quality[i] < QUALITY_COUNT ? quality[i] : QUALITY_INVALID;
    }
    site_observe(site, device, binary_wall(rows, row, 2), readings);
    free(readings);
}

static void on_version(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    if (!rows || pg_rows_count(rows) != 1)
        return;
    snapshot->version = binary_int(rows, 0, 0);
    site_put_tickets_until(snapshot->site, binary_int(rows, 0, 1));
}

static void on_profiles(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        struct conf_errors *errors = alloc_new(sizeof *errors);
        errors->file = pg_cell(rows, i, 0);
        struct profile *profile = profile_parse(pg_cell(rows, i, 0), pg_cell(rows, i, 1),
                                                (size_t)pg_cell_length(rows, i, 1), errors);
        if (profile)
            site_add_profile(snapshot->site, profile);
        else
            log_error("database: profile %s: %.300s", pg_cell(rows, i, 0), errors->text);
        free(errors);
    }
}

static void on_nodes(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    int refused = 0;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        refused += !snapshot_node(rows, i, snapshot->site);
    if (refused)
        log_error("database: %d nodes of hd.tree make no tree", refused);
}

static void on_devices(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    int refused = 0;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        char code[TEXT_MOST], endpoint[TEXT_MOST];
        binary_text(rows, i, 2, code, sizeof code);
        binary_text(rows, i, 3, endpoint, sizeof endpoint);
        struct device_input in = {
            .id = (int32_t)binary_int(rows, i, 0),
            .node_id = (int32_t)binary_int(rows, i, 1),
            .code = code,
            .endpoint = endpoint,
            .profile = pg_cell(rows, i, 4),
            .unit = (int)binary_int(rows, i, 5),
            .period_ms = (int32_t)binary_int(rows, i, 6),
        };
        refused += site_add_device(snapshot->site, &in) < 0;
    }
    if (refused)
        log_error("database: %d devices have no node or profile", refused);
}

/* The facts that the alarms' states are made of; not in the journal, where they may be old. */
static void on_alarms(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        alarm_book_apply(snapshot->site, &fact);
    }
}

/* Orders that are under way, however long ago they were asked for. */
static void on_commands(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        site_put_command(snapshot->site, &fact);
    }
}

static void on_tickets(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        struct fact fact;
        snapshot_fact(rows, i, &fact);
        ticket_book_apply(snapshot->site, &fact);
    }
}

/* Checked when they were imported; what does not parse now was changed by somebody else. */
static void on_season(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    if (rows && pg_rows_count(rows) == 1)
        site_put_season(snapshot->site, (int)binary_int(rows, 0, 0), (int)binary_int(rows, 0, 1));
}

static void on_rules(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    struct alarm_rules *read = NULL;
    (void)state;
    if (rows && pg_rows_count(rows) == 1 && pg_cell_length(rows, 0, 0) > 0) {
        struct conf_errors *errors = alloc_new(sizeof *errors);
        errors->file = "hd.alarm_rules";
        read = alarm_rules_parse(pg_cell(rows, 0, 0), (size_t)pg_cell_length(rows, 0, 0),
                                 alarm_rules_start(), NULL, errors);
        if (!read)
            log_error("database: alarm definitions: %.300s", errors->text);
        free(errors);
    }
    snapshot->site->rules = read ? read : alarm_rules_start();
}

static void on_overrides(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct snapshot *snapshot = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        double low = binary_float(rows, i, 2), high = binary_float(rows, i, 3);
        double step = binary_float(rows, i, 4);
        struct guard_limits limits = {isnan(low) ? -INFINITY : low, isnan(high) ? INFINITY : high,
                                      isnan(step) ? 0 : step};
        site_add_override(snapshot->site, (int32_t)binary_int(rows, i, 0), pg_cell(rows, i, 1),
                          limits);
    }
    struct site *site = snapshot->site;
    if (!rows || !snapshot->on_done) {
        site_free(site);
        site = NULL;
    }
    if (snapshot->on_done)
        snapshot->on_done(snapshot->ctx, site, snapshot->version);
    free(snapshot);
}

struct trip {
    const char *sql;
    pipeline_answered *on_answer;
    bool is_of_moment; /* $1 = the past moment */
};

#define PLANT                                                                                      \
    {"select p.version, h.seq from hd.plant p, hd.fact_head h", on_version, false},                \
        {"select name, text from hd.profile where name in (select profile from hd.device"          \
         " where retired is null)",                                                                \
         on_profiles, false},                                                                      \
        {"select " NODE_COLUMNS " from hd.tree order by rank", on_nodes, false},                   \
    {                                                                                              \
        "select id, node_id, code, endpoint, profile, unit, period_ms from hd.device"              \
        " where retired is null order by id",                                                      \
            on_devices, false                                                                      \
    }
#define RULES                                                                                      \
    {"select text from hd.alarm_rules", on_rules, false},                                          \
        {"select a.value, b.value from hd.setting a, hd.setting b where a.name = 'season_start'"   \
         " and b.name = 'season_end'",                                                             \
         on_season, false},                                                                        \
    {                                                                                              \
        "select device_id, point, low, high, step from hd.point_override", on_overrides, false     \
    }

static const struct trip live_trip[] = {
    PLANT,
    {"select " FACT_COLUMNS " from hd.fact where seq = any(array(select seq from hd.alarm_last))"
     " order by seq",
     on_alarms, false},
    {"select " FACT_COLUMNS " from hd.fact where command_id in (select id from hd.command"
     " where state in ('asked', 'approved', 'claimed', 'sent', 'accepted', 'unknown'))"
     " and kind like 'command\\_%' order by seq",
     on_commands, false},
    {"select " FACT_COLUMNS " from hd.fact where command_id in (select id from hd.ticket"
     " where state <> 'archived' or touched > clock_timestamp() - interval '1 day')"
     " and kind like 'ticket\\_%' order by seq",
     on_tickets, false},
    RULES,
};

static const struct trip past_trip[] = {
    PLANT,
    {"select " FACT_COLUMNS " from hd.fact where seq = any(array(select hd.past_alarms($1)))"
     " order by seq",
     on_alarms, true},
    {"select " FACT_COLUMNS " from hd.fact where seq = any(array(select hd.past_tickets($1)))"
     " order by seq",
     on_tickets, true},
    RULES,
};

static struct snapshot *ask(struct session *session, const struct trip *trip, size_t questions,
                            struct wall at,
                            void (*on_done)(void *ctx, struct site *site, int64_t version),
                            void *ctx)
{
    if (session_status(session)->state != SESSION_UP)
        return NULL;
    struct snapshot *snapshot = alloc_new(sizeof *snapshot);
    struct scalar room;
    struct pg_param moment = param_wall(&room, at);
    *snapshot = (struct snapshot){.site = site_new(), .on_done = on_done, .ctx = ctx};
    for (size_t i = 0; i < questions; i++)
        session_ask(session, &(struct question){.sql = trip[i].sql,
                                                .params = &moment,
                                                .count = trip[i].is_of_moment,
                                                .on_answer = trip[i].on_answer,
                                                .ctx = snapshot,
                                                .is_joined = i + 1 < questions});
    return snapshot;
}

struct snapshot *snapshot_ask(struct session *session,
                              void (*on_done)(void *ctx, struct site *site, int64_t version),
                              void *ctx)
{
    return ask(session, live_trip, sizeof live_trip / sizeof *live_trip, (struct wall){0}, on_done,
               ctx);
}

struct snapshot *snapshot_ask_past(struct session *session, struct wall at,
                                   void (*on_done)(void *ctx, struct site *site, int64_t version),
                                   void *ctx)
{
    return ask(session, past_trip, sizeof past_trip / sizeof *past_trip, at, on_done, ctx);
}

void snapshot_cancel(struct snapshot *snapshot)
{
    if (snapshot)
        snapshot->on_done = NULL;
}
