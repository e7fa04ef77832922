#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"
#include "backend/store/binary.h"
#include "backend/store/feed_inside.h"
#include "backend/store/snapshot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void on_values(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct feed *feed = ctx;
    struct tail *tail = &feed->tail[TAIL_VALUES];
    (void)state;
    if (!feed_is_answered(tail, rows)) {
        feed->is_behind |= feed->is_all_asked;
        return;
    }
    for (int i = 0; feed->site && i < pg_rows_count(rows); i++) {
        int64_t seq = binary_int(rows, i, 1);
        snapshot_latest(rows, i, feed->site);
        feed->sight_seq = seq > feed->sight_seq ? seq : feed->sight_seq;
    }
    if (feed->is_all_asked)
        tail->seq = feed->sight_seq;
    feed_tell(feed);
    feed_pump(feed);
}

/* Of those in sight, or, when it is due, of all that are watched. */
void feed_read_values(struct feed *feed)
{
    struct scalar seq;
    struct array ids = {0};
    const struct tail *tail = &feed->tail[TAIL_VALUES];
    feed->is_all_asked = feed->is_all_due || tail->is_anew;
    const struct watch_set *set = feed->is_all_asked ? &feed->watched : &feed->sight;
    feed->sight_seq = tail->is_anew ? 0 : feed->sight_seq;
    if (feed->is_all_asked)
        feed->is_all_due = feed->is_behind = false;
    array_begin(&ids, ELEMENT_INT4);
    for (size_t i = 0; i < set->count; i++)
        array_int4(&ids, set->id[i]);
    struct pg_param params[] = {array_param(&ids),
                                param_int8(&seq, feed->is_all_asked ? tail->seq : feed->sight_seq)};
    session_ask(feed->session, &(struct question){.sql = "select " LATEST_COLUMNS " from hd.latest"
                                                         " where device_id = any($1::int[])"
                                                         " and seq > $2::bigint",
                                                  .params = params,
                                                  .count = 2,
                                                  .on_answer = on_values,
                                                  .ctx = feed});
    array_finish(&ids);
}

static void on_states(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct feed *feed = ctx;
    struct tail *tail = &feed->tail[TAIL_STATES];
    (void)state;
    if (!feed_is_answered(tail, rows))
        return;
    for (int i = 0; feed->site && i < pg_rows_count(rows); i++) {
        int32_t device = site_device_of_id(feed->site, (int32_t)binary_int(rows, i, 0));
        int64_t seq = binary_int(rows, i, 1);
        if (device >= 0)
            site_observe_state(feed->site, device, binary_int(rows, i, 2) != 0,
                               (int)binary_int(rows, i, 3), binary_wall(rows, i, 4));
        tail->seq = seq > tail->seq ? seq : tail->seq;
    }
    feed_tell(feed);
    feed_pump(feed);
}

static void on_claims(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    struct feed *feed = ctx;
    (void)list, (void)id;
    feed->tail[TAIL_CLAIMS].is_asked = false;
    if (table->is_lost || !feed->site)
        return;
    struct ticket_claim *claims = alloc_array((size_t)table->rows + 1, sizeof *claims);
    for (int i = 0; i < table->rows; i++) {
        claims[i].ticket = (int64_t)desk_cell_number(table, i, 0);
        memcpy(claims[i].who, desk_cell(table, i, 1), strnlen(desk_cell(table, i, 1), 63));
        claims[i].since.us = (int64_t)(desk_cell_number(table, i, 2) * 1e6);
    }
    site_put_claims(feed->site, claims, (size_t)table->rows);
    free(claims);
    feed_tell(feed);
}

void feed_read_claims(struct feed *feed)
{
    feed_ask_list(feed, DESK_LIST_CLAIMS, 0, 0, NAN, NULL, on_claims, feed);
}

static struct wall cell_wall(const struct desk_table *table, int row, int column)
{
    return fact_wall(desk_cell_number(table, row, column));
}

static int32_t cell_int(const struct desk_table *table, int row, int column)
{
    return (int32_t)strtol(desk_cell(table, row, column), NULL, 10);
}

static void cell_text(const struct desk_table *table, int row, int column, char *out, size_t size)
{
    const char *text = desk_cell(table, row, column);
    text_clean(out, size, text, strlen(text));
}
#define CELL_TEXT(column, member) cell_text(table, row, column, member, sizeof member)

static void take_outage(const struct desk_table *table, int row, struct outage *out)
{
    *out = (struct outage){.id = cell_int(table, row, 0), .node = cell_int(table, row, 1)};
    CELL_TEXT(2, out->kind);
    CELL_TEXT(3, out->cause);
    out->started = cell_wall(table, row, 4);
    out->eta = cell_wall(table, row, 5);
    out->forecasts = cell_int(table, row, 6);
    CELL_TEXT(7, out->plan);
    out->plan_started = cell_wall(table, row, 8);
    out->reallocated = cell_wall(table, row, 9);
    CELL_TEXT(10, out->crews);
    out->gap_since = cell_wall(table, row, 11);
    out->stations = cell_int(table, row, 13);
    out->households = cell_int(table, row, 14);
    out->area_m2 = desk_cell_number(table, row, 15);
    out->noticed = cell_wall(table, row, 16);
    out->restored = cell_wall(table, row, 17);
    out->tickets = cell_int(table, row, 18);
    outage_read_clocks(out, desk_cell(table, row, 19));
    CELL_TEXT(20, out->plan_title);
    CELL_TEXT(21, out->plan_title_en);
    out->tickets_all = cell_int(table, row, 22);
}

void feed_put_outages(struct site *site, const struct desk_table *table)
{
    struct outage *outages = alloc_array((size_t)table->rows + 1, sizeof *outages);
    for (int row = 0; row < table->rows; row++)
        take_outage(table, row, &outages[row]);
    site_put_outages(site, outages, (size_t)table->rows);
    free(outages);
}

static void on_outages(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    struct feed *feed = ctx;
    (void)list, (void)id;
    feed->tail[TAIL_OUTAGES].is_asked = false;
    if (table->is_lost || !feed->site)
        return;
    feed_put_outages(feed->site, table);
    feed_tell(feed);
}

void feed_read_outages(struct feed *feed)
{
    feed_read_steps(feed); /* answered before the outages */
    feed_ask_list(feed, DESK_LIST_OUTAGES, 0, 0, NAN, NULL, on_outages, feed);
}

static void take_crew(const struct desk_table *table, int row, struct crew *out)
{
    *out = (struct crew){.id = cell_int(table, row, 0)};
    CELL_TEXT(1, out->code);
    CELL_TEXT(2, out->name);
    CELL_TEXT(3, out->phone);
    CELL_TEXT(4, out->status);
    out->since = cell_wall(table, row, 5);
    out->next_check = cell_wall(table, row, 6);
    out->is_silent = cell_int(table, row, 7) != 0;
    out->load = cell_int(table, row, 8);
    CELL_TEXT(9, out->jobs);
    out->last_end = cell_wall(table, row, 10);
    out->is_on_duty = cell_int(table, row, 11) != 0;
    out->is_mine = cell_int(table, row, 12) != 0;
}

static void on_crews(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    struct feed *feed = ctx;
    (void)list, (void)id;
    feed->tail[TAIL_CREWS].is_asked = false;
    if (table->is_lost || !feed->site)
        return;
    struct crew *crews = alloc_array((size_t)table->rows + 1, sizeof *crews);
    for (int row = 0; row < table->rows; row++)
        take_crew(table, row, &crews[row]);
    site_put_crews(feed->site, crews, (size_t)table->rows);
    free(crews);
    feed_tell(feed);
}

void feed_read_crews(struct feed *feed)
{
    feed_ask_list(feed, DESK_LIST_CREWS, 0, 0, NAN, NULL, on_crews, feed);
}

void feed_read_states(struct feed *feed)
{
    struct scalar seq;
    struct pg_param params[] = {param_int8(&seq, feed->tail[TAIL_STATES].seq)};
    session_ask(feed->session,
                &(struct question){.sql = "select device_id, seq, is_lost, bad_points, since"
                                          " from hd.device_state where seq > $1::bigint",
                                   .params = params,
                                   .count = 1,
                                   .on_answer = on_states,
                                   .ctx = feed});
}

/* A new site may have come while the question was under way: a node it does not have stays out. */
static void on_children(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct feed *feed = ctx;
    (void)state;
    if (!rows || !feed->site || feed->is_closing)
        return;
    for (int i = 0; i < pg_rows_count(rows); i++)
        snapshot_node(rows, i, feed->site);
    if (pg_rows_count(rows))
        feed->events.on_children(feed->events.ctx, (int32_t)binary_int(rows, 0, 1));
    feed_tell(feed);
}

void feed_load_children(struct feed *feed, int32_t node_id)
{
    struct scalar id;
    struct pg_param params[] = {param_int4(&id, node_id)};
    session_ask(
        feed->session,
        &(struct question){
            .sql = "select id as node_id, parent_id, kind, circuit,"
                   " households + (kind = 'household')::int as households,"
                   " exists (select from hd.node c where c.parent_id = n.id"
                   " and c.retired is null) as has_more, code, name, initials"
                   " from hd.node n where parent_id = $1::int and retired is null order by code",
            .params = params,
            .count = 1,
            .on_answer = on_children,
            .ctx = feed});
}
