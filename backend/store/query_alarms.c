#include "backend/store/query_alarms.h"
#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/store/query_fact.h"
#include "backend/store/query_since.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 500

static struct wall wall(const struct pg_rows *rows, int row, int column)
{
    return (struct wall){strtoll(pg_cell(rows, row, column), NULL, 10)};
}

static void text(const struct pg_rows *rows, int row, int column, char *out, size_t size)
{
    const char *cell = pg_cell(rows, row, column);
    text_clean(out, size, cell, strlen(cell));
}

/* ---- what was raised ---- */

/* Of each raise the first return, and the newest word if that is an acknowledgement. */
static const char raises_sql[] =
    "select " QUERY_FACT_COLUMNS ", (extract(epoch from r.at) * 1000000)::bigint, r.old_value, "
    "(extract(epoch from a.at) * 1000000)::bigint, a.who, a.text" QUERY_FACT_FROM
    "left join lateral (select e.at, e.old_value from hd.fact e where e.command_id = f.command_id "
    "and e.kind = 'alarm_returned' order by e.seq limit 1) r on true "
    "left join lateral (select e.at, e.who, e.text, e.kind from hd.fact e "
    "where e.command_id = f.command_id and e.kind in ('alarm_acknowledged', "
    "'alarm_unacknowledged') order by e.seq desc limit 1) a on a.kind = 'alarm_acknowledged' "
    "where f.kind = 'alarm_raised' and "
    "f.at >= timestamptz 'epoch' + $1::bigint * interval '1 microsecond' and (f.at, f.seq) > "
    "(timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::bigint) "
    "order by f.at, f.seq limit $3::int";

static void take_raise(const struct pg_rows *rows, int row, struct query_raise *out)
{
    enum { RETURNED = QUERY_FACT_COLUMN_COUNT, LASTED, ACKNOWLEDGED, WHO, NOTE };
    struct query_fact fact;
    query_fact_take(rows, row, &fact);
    *out = (struct query_raise){.fact = fact.fact,
                                .returned = wall(rows, row, RETURNED),
                                .lasted_s = NAN,
                                .acknowledged = wall(rows, row, ACKNOWLEDGED)};
    if (!pg_is_null(rows, row, LASTED))
        out->lasted_s = strtod(pg_cell(rows, row, LASTED), NULL);
    snprintf(out->node, sizeof out->node, "%s", fact.node);
    snprintf(out->device, sizeof out->device, "%s", fact.device);
    text(rows, row, WHO, out->who, sizeof out->who);
    text(rows, row, NOTE, out->note, sizeof out->note);
}

struct raises {
    struct pg *pg;
    struct wall from;
    int64_t seq;
    void (*on_raise)(void *ctx, const struct query_raise *raise);
    void *ctx;
};

/* How many there were on the page, -1 on failure. */
static int read_raises(struct raises *raises, char *why, size_t size)
{
    char from[24], seq[24], most[12];
    struct query_raise raise;
    snprintf(from, sizeof from, "%" PRId64, raises->from.us);
    snprintf(seq, sizeof seq, "%" PRId64, raises->seq);
    snprintf(most, sizeof most, "%d", PAGE);
    const struct pg_param params[] = {PG_TEXT(from), PG_TEXT(seq), PG_TEXT(most)};
    struct pg_rows *rows = pg_ask(raises->pg, raises_sql, params, 3, why, size);
    int count = rows ? pg_rows_count(rows) : -1;
    for (int i = 0; i < count; i++) {
        take_raise(rows, i, &raise);
        raises->from = raise.fact.at;
        raises->seq = raise.fact.seq;
        raises->on_raise(raises->ctx, &raise);
    }
    pg_rows_free(rows);
    return count;
}

bool query_raises(const char *conninfo, const char *since,
                  void (*on_raise)(void *ctx, const struct query_raise *raise), void *ctx,
                  char *why, size_t size)
{
    struct raises raises = {.on_raise = on_raise, .ctx = ctx};
    raises.pg = pg_open(conninfo, "heatdesk alarms", why, size);
    int got = raises.pg && query_since(raises.pg, since, &raises.from, why, size) ? PAGE : -1;
    while (got == PAGE)
        got = read_raises(&raises, why, size);
    pg_close(raises.pg);
    return got >= 0;
}

/* ---- deeds ---- */

static size_t places(const struct alarm_ask *ask)
{
    return ask->node ? 1 : ask->count;
}

static void refuse_all(const struct alarm_ask *ask, enum alarm_refusal refusal,
                       struct query_deed *out)
{
    for (size_t i = 0; i < places(ask); i++)
        out[i] = (struct query_deed){.refusal = refusal};
}

/* "{1,2}" */
static char *id_list(const struct alarm_ask *ask)
{
    char *out = NULL;
    size_t length;
    FILE *file = open_memstream(&out, &length);
    if (!file)
        abort();
    putc('{', file);
    for (size_t i = 0; i < ask->count; i++)
        fprintf(file, "%s%" PRId64, i ? "," : "", ask->id[i]);
    putc('}', file);
    if (fclose(file) != 0)
        abort();
    return out;
}

static struct pg_rows *ask_once(struct pg *pg, const struct alarm_ask *ask, const char *client,
                                const char *ids, char *why, size_t size)
{
    char node[16], minutes[16];
    snprintf(node, sizeof node, "%d", ask->node);
    snprintf(minutes, sizeof minutes, "%d", ask->minutes);
    const struct pg_param params[] = {PG_TEXT(client),
                                      PG_TEXT(alarm_deed_name(ask->deed)),
                                      PG_TEXT(ids),
                                      PG_TEXT(node),
                                      PG_TEXT(minutes),
                                      PG_TEXT(ask->is_one_shot ? "true" : "false"),
                                      PG_TEXT(ask->text ? ask->text : "")};
    return pg_ask(pg,
                  "select is_ok, code, who, (extract(epoch from at) * 1000000)::bigint "
                  "from hd.alarm_ask($1::uuid, $2::text, $3::bigint[], $4::int, $5::int, "
                  "$6::boolean, $7::text)",
                  params, 7, why, size);
}

static void take_answer(const struct alarm_ask *ask, const struct pg_rows *rows,
                        struct query_deed *out)
{
    refuse_all(ask, DEED_REFUSED_GONE, out);
    for (int i = 0; i < pg_rows_count(rows) && (size_t)i < places(ask); i++) {
        bool is_ok = pg_cell(rows, i, 0)[0] == 't';
        out[i].refusal = is_ok ? DEED_REFUSED_NOT : alarm_refusal_of(pg_cell(rows, i, 1));
        text(rows, i, 2, out[i].who, sizeof out[i].who);
        out[i].at = wall(rows, i, 3);
    }
}

/* A number of the question's own: asked for again it is the same question. */
static bool make_client(struct pg *pg, char *out, size_t out_size, char *why, size_t size)
{
    struct pg_rows *rows = pg_ask(pg, "select gen_random_uuid()", NULL, 0, why, size);
    if (rows)
        snprintf(out, out_size, "%s", pg_cell(rows, 0, 0));
    pg_rows_free(rows);
    return rows != NULL;
}

bool query_deeds(const char *conninfo, const struct alarm_ask *ask, struct query_deed *out,
                 char *why, size_t size)
{
    char client[40] = "", *ids = id_list(ask);
    bool is_answered = false, may_be_done = false, is_final = false;
    for (int tries = 0; tries < 3 && !is_final; tries++) {
        struct pg *pg = pg_open(conninfo, "heatdesk alarms", why, size);
        bool is_ready = pg && (client[0] || make_client(pg, client, sizeof client, why, size));
        struct pg_rows *rows = is_ready ? ask_once(pg, ask, client, ids, why, size) : NULL;
        is_answered = rows != NULL;
        if (rows) {
            take_answer(ask, rows, out);
        } else if (is_ready && !strcmp(pg_state(pg), "42501")) { /* who only looks */
            refuse_all(ask, DEED_REFUSED_RIGHT, out);
            is_answered = true;
        }
        is_final = is_answered || (is_ready && pg_state(pg)[0]);
        may_be_done = may_be_done || (is_ready && !is_final);
        pg_rows_free(rows);
        pg_close(pg);
    }
    if (!is_answered && may_be_done && !is_final) {
        refuse_all(ask, DEED_REFUSED_LOST, out);
        is_answered = true;
    }
    free(ids);
    return is_answered;
}

/* ---- definitions ---- */

#define HEAD_COLUMNS                                                                               \
    "version, who, (extract(epoch from changed) * 1000000)::bigint, who = session_user"

static void take_head(const struct pg_rows *rows, int column, struct query_rules_head *head)
{
    head->version = strtoll(pg_cell(rows, 0, column), NULL, 10);
    text(rows, 0, column + 1, head->who, sizeof head->who);
    head->changed = wall(rows, 0, column + 2);
    head->is_mine = pg_cell(rows, 0, column + 3)[0] == 't';
}

char *query_rules(const char *conninfo, struct query_rules_head *head, char *why, size_t size)
{
    struct pg *pg = pg_open(conninfo, "heatdesk rules", why, size);
    struct pg_rows *rows =
        pg ? pg_ask(pg, "select text, " HEAD_COLUMNS " from hd.alarm_rules", NULL, 0, why, size)
           : NULL;
    bool is_there = rows && pg_rows_count(rows) == 1;
    char *out = rows ? alloc_text(is_there ? pg_cell(rows, 0, 0) : "") : NULL;
    *head = (struct query_rules_head){0};
    if (is_there)
        take_head(rows, 1, head);
    pg_rows_free(rows);
    pg_close(pg);
    return out;
}

enum query_put query_rules_put(const char *conninfo, const char *rules, const char *counts,
                               struct query_rules_head *head, char *why, size_t size)
{
    char over[24];
    snprintf(over, sizeof over, "%" PRId64, head->version);
    const struct pg_param params[] = {PG_TEXT(rules), PG_TEXT(counts), PG_TEXT(over)};
    struct pg *pg = pg_open(conninfo, "heatdesk rules", why, size);
    struct pg_rows *rows = pg ? pg_ask(pg,
                                       "select is_ok, " HEAD_COLUMNS
                                       " from hd.alarm_rules_put($1::text, $2::text, $3::bigint)",
                                       params, 3, why, size)
                              : NULL;
    enum query_put put = !rows && pg && !strcmp(pg_state(pg), "42501") ? QUERY_PUT_MAY_NOT
                         : !rows || pg_rows_count(rows) != 1           ? QUERY_PUT_FAILED
                         : pg_cell(rows, 0, 0)[0] == 't'               ? QUERY_PUT
                                                                       : QUERY_PUT_CHANGED;
    if (put == QUERY_PUT || put == QUERY_PUT_CHANGED)
        take_head(rows, 1, head);
    pg_rows_free(rows);
    pg_close(pg);
    return put;
}
