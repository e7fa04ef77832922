#include "backend/base/alloc.h"
#include "backend/store/pg.h"
#include "backend/store/query_alarms.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOMENT(param) "(timestamptz 'epoch' + " param "::bigint * interval '1 microsecond')"
#define FROM_SQL      MOMENT("$1")
#define UNTIL_SQL     MOMENT("$2")
#define DAY_US        (24 * 3600 * 1000000.0)

/* From where to where: the days asked for, or as far as the log goes back, one day at least. */
static const char period_sql[] =
    "with now as (select clock_timestamp() as at) "
    "select (extract(epoch from greatest(n.at - $1::int * interval '1 day', "
    "least(n.at - interval '1 day', (select f.at from hd.fact f order by f.seq limit 1), "
    "(select min(f.at) from hd.fact f where f.kind = 'alarm_raised')))) "
    "* 1000000)::bigint, (extract(epoch from n.at) * 1000000)::bigint from now n";

/* What a raise is over with: its return; for an event the answer; or the next raise of the same. */
static const char figures_sql[] =
    "with near as materialized (select f.command_id as id, f.seq, f.at, "
    "coalesce(f.device_id, 0) as device, case when f.device_id is null then f.node_id "
    "end as node, "
    "f.point, split_part(f.code, '/', 1) as rule, split_part(f.code, '/', 2) as flags, "
    "lead(f.at) over same as next, f.at - lag(f.at, 2) over same as third "
    "from hd.fact f where f.kind = 'alarm_raised' and f.at < " UNTIL_SQL " and f.at >= " FROM_SQL
    " - (" UNTIL_SQL " - " FROM_SQL ") "
    "window same as (partition by coalesce(f.device_id, 0), case when f.device_id is "
    "null then f.node_id end, "
    "f.point, split_part(f.code, '/', 1) order by f.at, f.seq)), "
    "raise as materialized (select n.*, r.old_value as lasted, a.at as acked, "
    "least(case when n.flags ~ 'v' then a.at else r.at end, n.next) as ended from near n "
    "left join lateral (select e.at, e.old_value from hd.fact e where e.command_id = "
    "n.id and e.kind = 'alarm_returned' order by e.seq limit 1) r on true "
    "left join lateral (select e.at from hd.fact e where e.command_id = n.id and e.kind "
    "= 'alarm_acknowledged' order by e.seq limit 1) a on true), "
    "mine as (select * from raise where at >= " FROM_SQL "), "
    "held as (select at + interval '24 hours' as since, coalesce(ended, 'infinity') as "
    "until "
    "from raise union all select f.at + interval '24 hours', 'infinity' from "
    "hd.alarm_last l "
    "join hd.fact f on f.seq = l.seq where l.kind = 'alarm_raised' and f.code !~ '/.*v' "
    "and f.at < " FROM_SQL " - (" UNTIL_SQL " - " FROM_SQL ") "
    "and not exists (select from hd.alarm_last r where (r.device_id, r.node_id, r.point, "
    "r.rule, r.kind) = (l.device_id, l.node_id, l.point, l.rule, 'alarm_returned') and "
    "r.raise >= l.raise)), "
    "steps as (select greatest(since, " FROM_SQL ") as at, 1 as step from held where since < "
    "least(until, " UNTIL_SQL ") and until > " FROM_SQL " "
    "union all select until, -1 from held where since < least(until, " UNTIL_SQL ") and until "
    "> " FROM_SQL ") "
    "select count(*), count(*) filter (where flags ~ '^1'), count(*) filter (where flags "
    "~ '^2'), count(*) filter (where flags ~ '^3'), count(*) filter (where flags ~ "
    "'^4'), (select coalesce(max(s.total), 0) from (select sum(step) over (order by at, "
    "step) as total from steps) s), "
    "count(distinct (device, node, point, rule)) filter (where third <= interval '1 "
    "minute' or exists (select from hd.fact e where e.command_id = id and e.kind = "
    "'alarm_chattering')), "
    "count(*) filter (where lasted < $3::float8), count(acked), "
    "percentile_cont(0.5) within group (order by extract(epoch from acked - at)) filter "
    "(where acked >= at), "
    "percentile_cont(0.9) within group (order by extract(epoch from acked - at)) filter "
    "(where acked >= at) "
    "from mine";

static const char actors_sql[] =
    "select n.code, d.code, w.point, w.rule, w.count "
    "from (select coalesce(f.device_id, 0) as device, max(f.node_id) as node, "
    "coalesce(f.point, '') as point, split_part(f.code, '/', 1) "
    "as rule, count(*) "
    "from hd.fact f where f.kind = 'alarm_raised' and f.at >= " FROM_SQL " and f.at < " UNTIL_SQL
    " group by f.device_id, case when f.device_id is null then f.node_id end, 3, 4 order "
    "by 5 desc, 1, 2, 3, 4 limit $3::int) w "
    "left join hd.node n on n.id = w.node "
    "left join hd.device d on d.id = w.device "
    "order by w.count desc, n.code, d.code, w.point, w.rule";

static int64_t integer(const struct pg_rows *rows, int row, int column)
{
    return strtoll(pg_cell(rows, row, column), NULL, 10);
}

static double number(const struct pg_rows *rows, int row, int column)
{
    return pg_is_null(rows, row, column) ? NAN : strtod(pg_cell(rows, row, column), NULL);
}

struct reporting {
    struct pg *pg;
    struct query_report *out;
    char from[24], to[24]; /* microseconds */
    char *why;
    size_t size;
};

static bool read_period(struct reporting *r, int days)
{
    char text[16];
    snprintf(text, sizeof text, "%d", days);
    const struct pg_param param = PG_TEXT(text);
    struct pg_rows *rows = pg_ask(r->pg, period_sql, &param, 1, r->why, r->size);
    if (rows) {
        struct wall from = {integer(rows, 0, 0)}, to = {integer(rows, 0, 1)};
        alarm_load_begin(&r->out->load, from, to);
        r->out->days = (double)(to.us - from.us) / DAY_US;
        snprintf(r->from, sizeof r->from, "%" PRId64, from.us);
        snprintf(r->to, sizeof r->to, "%" PRId64, to.us);
    }
    pg_rows_free(rows);
    return rows != NULL;
}

static bool read_figures(struct reporting *r)
{
    enum { ALARMS, PRIORITY, STANDING = PRIORITY + 4, CHATTERING, FLEETING, ANSWERED, MEDIAN, P90 };
    char fleeting[16];
    snprintf(fleeting, sizeof fleeting, "%d", ALARM_FLEETING_S);
    const struct pg_param params[] = {PG_TEXT(r->from), PG_TEXT(r->to), PG_TEXT(fleeting)};
    struct pg_rows *rows = pg_ask(r->pg, figures_sql, params, 3, r->why, r->size);
    if (rows) {
        r->out->alarms = integer(rows, 0, ALARMS);
        for (int i = 0; i < 4; i++)
            r->out->priority[i] = integer(rows, 0, PRIORITY + i);
        r->out->standing = integer(rows, 0, STANDING);
        r->out->chattering = integer(rows, 0, CHATTERING);
        r->out->fleeting = integer(rows, 0, FLEETING);
        r->out->acknowledged = integer(rows, 0, ANSWERED);
        r->out->median_ack_s = number(rows, 0, MEDIAN);
        r->out->p90_ack_s = number(rows, 0, P90);
    }
    pg_rows_free(rows);
    return rows != NULL;
}

static bool read_actors(struct reporting *r)
{
    char most[12];
    snprintf(most, sizeof most, "%d", QUERY_ACTORS);
    const struct pg_param params[] = {PG_TEXT(r->from), PG_TEXT(r->to), PG_TEXT(most)};
    struct pg_rows *rows = pg_ask(r->pg, actors_sql, params, 3, r->why, r->size);
    for (int i = 0; rows && i < pg_rows_count(rows) && i < QUERY_ACTORS; i++) {
        struct query_actor *actor = &r->out->actor[r->out->actor_count++];
        snprintf(actor->node, sizeof actor->node, "%s", pg_cell(rows, i, 0));
        snprintf(actor->device, sizeof actor->device, "%s", pg_cell(rows, i, 1));
        snprintf(actor->point, sizeof actor->point, "%s", pg_cell(rows, i, 2));
        snprintf(actor->rule, sizeof actor->rule, "%s", pg_cell(rows, i, 3));
        actor->count = integer(rows, i, 4);
    }
    pg_rows_free(rows);
    return rows != NULL;
}

/* As a stream: a bad month may have millions. */
static bool read_moments(struct reporting *r)
{
    char sql[600], *line = NULL;
    int got;
    snprintf(sql, sizeof sql,
             "copy (select (extract(epoch from at) * 1000000)::bigint from hd.fact "
             "where kind = 'alarm_raised' and at >= " MOMENT("%s") " and at < " MOMENT(
                 "%s") " order by at) to stdout",
             r->from, r->to);
    if (!pg_copy_out(r->pg, sql, r->why, r->size))
        return false;
    while ((got = pg_copy_line(r->pg, &line, r->why, r->size)) > 0) {
        alarm_load_add(&r->out->load, (struct wall){strtoll(line, NULL, 10)});
        pg_line_free(line);
    }
    alarm_load_end(&r->out->load);
    return got == 0;
}

struct query_stop {
    pthread_mutex_t mutex; /* without it another file could have the socket's number by then */
    int socket;            /* of the question that runs, -1 = none */
    bool is_stopped;
};

struct query_stop *query_stop_new(void)
{
    struct query_stop *stop = alloc_new(sizeof *stop);
    pthread_mutex_init(&stop->mutex, NULL);
    stop->socket = -1;
    return stop;
}

void query_stop_now(struct query_stop *stop)
{
    pthread_mutex_lock(&stop->mutex);
    stop->is_stopped = true;
    if (stop->socket >= 0)
        shutdown(stop->socket, SHUT_RDWR);
    pthread_mutex_unlock(&stop->mutex);
}

void query_stop_free(struct query_stop *stop)
{
    if (!stop)
        return;
    pthread_mutex_destroy(&stop->mutex);
    free(stop);
}

/* False if it was stopped already. */
static bool use_socket(struct query_stop *stop, int socket)
{
    if (!stop)
        return true;
    pthread_mutex_lock(&stop->mutex);
    stop->socket = socket;
    bool is_stopped = stop->is_stopped;
    pthread_mutex_unlock(&stop->mutex);
    return !is_stopped;
}

bool query_report(const char *conninfo, int days, struct query_stop *stop, struct query_report *out,
                  char *why, size_t size)
{
    struct reporting r = {.out = out, .why = why, .size = size};
    *out = (struct query_report){0};
    r.pg = pg_open(conninfo, "heatdesk alarms", why, size);
    bool is_good = r.pg && use_socket(stop, pg_socket(r.pg)) &&
                   pg_run(r.pg, "begin isolation level repeatable read read only", why, size) &&
                   read_period(&r, days) && read_figures(&r) && read_actors(&r) && read_moments(&r);
    use_socket(stop, -1);
    pg_close(r.pg);
    return is_good;
}
