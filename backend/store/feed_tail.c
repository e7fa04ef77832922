#include "backend/base/alloc.h"
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
    if (!feed_is_answered(tail, rows))
        return;
    for (int i = 0; feed->site && i < pg_rows_count(rows); i++) {
        int64_t seq = binary_int(rows, i, 1);
        snapshot_latest(rows, i, feed->site);
        tail->seq = seq > tail->seq ? seq : tail->seq;
    }
    feed_tell(feed);
    feed_pump(feed);
}

void feed_read_values(struct feed *feed)
{
    struct scalar seq;
    struct array ids = {0};
    array_begin(&ids, ELEMENT_INT4);
    for (size_t i = 0; i < feed->watched.count; i++)
        array_int4(&ids, feed->watched.id[i]);
    struct pg_param params[] = {array_param(&ids), param_int8(&seq, feed->tail[TAIL_VALUES].seq)};
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
