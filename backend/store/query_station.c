#include "backend/base/nearest.h"
#include "backend/base/vec.h"
#include "backend/store/pg.h"
#include "backend/store/query.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct question {
    struct pg *pg;
    struct query_station *out;
    int32_t node; /* index of the asked one in the site */
    struct wall now;
    char *why;
    size_t size;
};

static int32_t integer(const struct pg_rows *rows, int row, int column)
{
    return (int32_t)strtol(pg_cell(rows, row, column), NULL, 10);
}

static void say_nearest(struct question *q, const char *what, const char *word,
                        const char *const *words, size_t count)
{
    const char *near = nearest_of(word, words, count);
    snprintf(q->why, q->size,
             near ? "there is no %s '%.60s'; did you mean '%s'?" : "there is no %s '%.60s'", what,
             word, near);
}

static bool say_no_station(struct question *q, const char *code)
{
    struct pg_rows *rows = pg_ask(q->pg, "select code from hd.tree", NULL, 0, q->why, q->size);
    if (!rows)
        return false;
    size_t count = (size_t)pg_rows_count(rows);
    const char **codes = alloc_array(count, sizeof *codes);
    for (size_t i = 0; i < count; i++)
        codes[i] = pg_cell(rows, (int)i, 0);
    say_nearest(q, "station", code, codes, count);
    free(codes);
    pg_rows_free(rows);
    return false;
}

/* The node, and with it the station of a circuit or the circuits of a station. */
static bool load_nodes(struct question *q, const char *code)
{
    const struct pg_param param = PG_TEXT(code);
    struct pg_rows *rows = pg_ask(
        q->pg,
        "with asked as (select * from hd.node where code = $1::text and retired is null), "
        "base as (select case when kind = 'circuit' then parent_id else id end as id from asked) "
        "select n.id, case when n.id = b.id then 0 else n.parent_id end, n.kind, n.code, n.name, "
        "n.circuit from hd.node n, base b where n.id = b.id or (n.parent_id = b.id and "
        "n.kind = 'circuit' and n.retired is null) order by n.id <> b.id, n.code",
        &param, 1, q->why, q->size);
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        struct node_input in = {.id = integer(rows, i, 0),
                                .parent_id = integer(rows, i, 1),
                                .kind = NODE_STATION,
                                .code = pg_cell(rows, i, 3),
                                .name = pg_cell(rows, i, 4),
                                .initials = "",
                                .circuit = integer(rows, i, 5)};
        node_kind_of(pg_cell(rows, i, 2), &in.kind);
        site_add_node(q->out->site, &in);
    }
    bool is_asked = rows != NULL;
    pg_rows_free(rows);
    q->node = site_node_of_code(q->out->site, code);
    if (!is_asked)
        return false;
    if (q->node < 0)
        return say_no_station(q, code);
    snprintf(q->out->code, sizeof q->out->code, "%s", q->out->site->node[q->node].code);
    snprintf(q->out->name, sizeof q->out->name, "%s", q->out->site->node[q->node].name);
    return true;
}

static bool load_profile(struct question *q, const struct pg_rows *rows, int row)
{
    struct conf_errors *errors = alloc_new(sizeof *errors);
    errors->file = pg_cell(rows, row, 0);
    struct profile *profile = profile_parse(pg_cell(rows, row, 0), pg_cell(rows, row, 1),
                                            (size_t)pg_cell_length(rows, row, 1), errors);
    if (profile)
        site_add_profile(q->out->site, profile);
    else
        snprintf(q->why, q->size, "%.300s", errors->text);
    free(errors);
    return profile != NULL;
}

/* "{1,2}" of the site's nodes. */
static void node_ids(const struct site *site, char **out)
{
    size_t length;
    FILE *file = open_memstream(out, &length);
    if (!file)
        abort();
    for (size_t i = 0; i < site->node_count; i++)
        fprintf(file, "%c%d", i == 0 ? '{' : ',', site->node[i].id);
    putc('}', file);
    if (fclose(file) != 0)
        abort();
}

static bool load_profiles(struct question *q, const char *ids)
{
    const struct pg_param param = PG_TEXT(ids);
    struct pg_rows *rows =
        pg_ask(q->pg,
               "select name, text from hd.profile where name in (select profile from hd.device "
               "where node_id = any ($1::int[]) and retired is null)",
               &param, 1, q->why, q->size);
    bool is_good = rows != NULL;
    for (int i = 0; is_good && i < pg_rows_count(rows); i++)
        is_good = load_profile(q, rows, i);
    pg_rows_free(rows);
    return is_good;
}

/* "1.5,NaN", "0006" and "0,20000" to readings; without lags all are of that time. */
static void observe(struct question *q, int32_t device, struct wall at, const char *values,
                    const char *qualities, const char *lags)
{
    size_t count = q->out->site->device[device].profile->point_count, got = 0;
    struct reading *readings = alloc_array(count + 1, sizeof *readings);
    char *end = NULL;
    for (const char *c = values; *c && got < count && strlen(qualities) >= 2 * (got + 1); got++) {
        char hex[3] = {qualities[2 * got], qualities[2 * got + 1], 0};
        double value = strtod(c, &end);
        unsigned long quality = strtoul(hex, NULL, 16);
        readings[got].quality =
            quality < QUALITY_COUNT ? (uint8_t)quality : (uint8_t)QUALITY_INVALID;
        readings[got].value = quality_has_number((enum quality)readings[got].quality) ? value : NAN;
        c = *end == ',' ? end + 1 : end;
        readings[got].lag_ms = (uint32_t)strtoul(lags, &end, 10);
        lags = *end == ',' ? end + 1 : end;
    }
    if (got == count && strlen(qualities) == 2 * count)
        site_observe(q->out->site, device, at, readings);
    free(readings);
}

static void load_device(struct question *q, const struct pg_rows *rows, int row)
{
    struct device_input in = {.id = integer(rows, row, 0),
                              .node_id = integer(rows, row, 1),
                              .code = pg_cell(rows, row, 2),
                              .profile = pg_cell(rows, row, 3),
                              .endpoint = pg_cell(rows, row, 4),
                              .unit = integer(rows, row, 5),
                              .period_ms = integer(rows, row, 6)};
    int32_t device = site_add_device(q->out->site, &in);
    if (device < 0)
        return;
    int64_t layout = strtoll(pg_cell(rows, row, 12), NULL, 10);
    if (!pg_is_null(rows, row, 7) && layout == q->out->site->device[device].profile->layout)
        observe(q, device, (struct wall){strtoll(pg_cell(rows, row, 7), NULL, 10)},
                pg_cell(rows, row, 8), pg_cell(rows, row, 9), pg_cell(rows, row, 13));
    site_observe_state(q->out->site, device, pg_cell(rows, row, 10)[0] == 't', 0, q->now);
    q->now.us = strtoll(pg_cell(rows, row, 11), NULL, 10);
}

static bool load_devices(struct question *q, const char *ids)
{
    const struct pg_param param = PG_TEXT(ids);
    struct pg_rows *rows =
        pg_ask(q->pg,
               "select d.id, d.node_id, d.code, d.profile, d.endpoint, d.unit, "
               "coalesce(d.period_ms, 0), (extract(epoch from l.at) * 1000000)::bigint, "
               "array_to_string(l.v, ','), encode(l.q, 'hex'), coalesce(s.is_lost, false), "
               "(extract(epoch from clock_timestamp()) * 1000000)::bigint, l.layout, "
               "coalesce(array_to_string(l.lag, ','), '') "
               "from hd.device d left join hd.latest l on l.device_id = d.id "
               "left join hd.device_state s on s.device_id = d.id "
               "where d.node_id = any ($1::int[]) and d.retired is null order by d.id",
               &param, 1, q->why, q->size);
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        load_device(q, rows, i);
    bool is_good = rows != NULL;
    pg_rows_free(rows);
    return is_good;
}

/* A circuit shows its own devices, and of its station's devices the points of its number. */
static bool belongs(const struct question *q, const struct site_device *device,
                    const struct point *point)
{
    const struct site_node *node = &q->out->site->node[q->node];
    return node->kind != NODE_CIRCUIT || device->node == q->node ||
           (device->node == node->parent && point->circuit == node->circuit);
}

static void collect(struct question *q, int32_t index)
{
    const struct site_device *device = &q->out->site->device[index];
    for (size_t i = 0; i < device->profile->point_count; i++) {
        if (!belongs(q, device, &device->profile->point[i]))
            continue;
        struct wall at = site_read_at(q->out->site, index, (int)i);
        double age_s = at.us ? (double)(q->now.us - at.us) / 1e6 : NAN;
        q->out->point[q->out->point_count++] = (struct query_point){
            .device_id = device->id,
            .device = device->code,
            .point = &device->profile->point[i],
            .reading = site_reading(q->out->site, index, (int)i, q->now),
            .age_s = age_s < 0 ? 0 : age_s,
        };
    }
}

static void collect_all(struct question *q)
{
    size_t most = 0;
    for (size_t i = 0; i < q->out->site->device_count; i++)
        most += q->out->site->device[i].profile->point_count;
    q->out->point = alloc_array(most, sizeof *q->out->point);
    for (size_t i = 0; i < q->out->site->device_count; i++)
        collect(q, (int32_t)i);
}

/* "T2g" is meant by "T2g.1" if no other point of these starts so. */
static bool is_short_of(const char *word, const char *id)
{
    size_t length = strlen(word);
    return strncmp(word, id, length) == 0 && id[length] == '.';
}

/* As site_find_point() chooses among devices with the same point; the list is in no such order. */
static bool is_better(const struct query_point *p, const struct query_point *than)
{
    int rank = site_rank(p->point, (enum quality)p->reading.quality);
    int other = site_rank(than->point, (enum quality)than->reading.quality);
    return rank != other ? rank < other : strcmp(p->device, than->device) < 0;
}

static bool is_of_device(const struct query_point *p, const char *device, size_t length)
{
    return !device || (strlen(p->device) == length && strncmp(p->device, device, length) == 0);
}

/* Which of the points is meant, -1 if none or several that are not the same. */
static int find_point(const struct query_station *station, const char *device, size_t device_length,
                      const char *id)
{
    int found = -1, meant = -1;
    bool is_only = true;
    for (size_t i = 0; i < station->point_count; i++) {
        const struct query_point *p = &station->point[i];
        if (!is_of_device(p, device, device_length))
            continue;
        bool is_meant = is_short_of(id, p->point->id);
        if (is_meant && meant >= 0)
            is_only &= strcmp(station->point[meant].point->id, p->point->id) == 0;
        if (strcmp(p->point->id, id) == 0 && (found < 0 || is_better(p, &station->point[found])))
            found = (int)i;
        else if (is_meant && (meant < 0 || is_better(p, &station->point[meant])))
            meant = (int)i;
    }
    return found >= 0 ? found : is_only ? meant : -1;
}

static bool narrow(struct question *q, const char *point)
{
    struct query_station *out = q->out;
    const char *slash = strchr(point, '/');
    int found = find_point(out, slash ? point : NULL, slash ? (size_t)(slash - point) : 0,
                           slash ? slash + 1 : point);
    if (found >= 0) {
        out->point[0] = out->point[found];
        out->point_count = 1;
        return true;
    }
    const char *id = slash ? slash + 1 : point;
    const char **ids = alloc_array(out->point_count, sizeof *ids);
    size_t first = 0; /* of several circuits the first is the likeliest */
    while (first < out->point_count && !is_short_of(id, out->point[first].point->id))
        first++;
    for (size_t i = 0; i < out->point_count; i++)
        ids[i] = out->point[first < out->point_count ? first : i].point->id;
    say_nearest(q, "point", id, ids, out->point_count);
    free(ids);
    return false;
}

static bool load(struct question *q, const char *station)
{
    char *ids = NULL;
    if (!load_nodes(q, station))
        return false;
    node_ids(q->out->site, &ids);
    bool is_good = load_profiles(q, ids) && load_devices(q, ids);
    free(ids);
    return is_good;
}

bool query_station(const char *conninfo, const char *station, const char *point,
                   struct query_station *out, char *why, size_t size)
{
    *out = (struct query_station){.site = site_new()};
    struct question q = {.out = out, .why = why, .size = size};
    q.pg = pg_open(conninfo, "heatdesk get", why, size);
    bool is_good = q.pg && load(&q, station);
    pg_close(q.pg);
    out->now = q.now;
    if (is_good)
        collect_all(&q);
    if (is_good && point)
        is_good = narrow(&q, point);
    if (!is_good)
        query_station_finish(out);
    return is_good;
}

void query_station_finish(struct query_station *station)
{
    free(station->point);
    site_free(station->site);
    *station = (struct query_station){0};
}
