#include "tests/bench/console/writer.h"

#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { BATCH_MS = 100, PERIOD_MS = 5000, BATCHES = PERIOD_MS / BATCH_MS, NEAR = 600, POINTS = 400 };

struct device {
    int id, points;
    long long layout;
    bool has_mark[POINTS]; /* the mark stands there and never changes */
    double shift;          /* of all its other values */
};

static volatile int *shared_pace;

/* Devices in the order in which the tree shows their stations, with their points; 'm' has the mark.
 */
#define IN_SIGHT                                                                                   \
    "with recursive t (id, path) as (select node_id, array[code] from hd.tree where parent_id is " \
    "null union all select c.node_id, t.path || c.code from hd.tree c join t on c.parent_id = "    \
    "t.id) select d.id, (select string_agg(case when p.point like 'T1g%' then 'm' else '-' end, "  \
    "'' order by p.idx) from hd.profile_point p where p.profile = d.profile), f.layout "           \
    "from t join hd.device d on d.node_id = t.id join hd.profile f on f.name = d.profile order "   \
    "by t.path limit 600"

/* A part of all devices polled once. */
#define ALL_ONCE                                                                                   \
    "select hd.values_put(array_agg(id order by id), array_agg(clock_timestamp()), "               \
    "array_agg(layout order by id), array_agg(n order by id), (select array_agg(case when "        \
    "p.point like 'T1g%%' then 77.7 else "                                                         \
    "round((20 + (d.id * 31 + p.idx * 17) %% 600 * 0.1)::numeric, 1)::float8 end "                 \
    "order by d.id, p.idx) from hd.device d join hd.profile_point p on p.profile = d.profile "     \
    "where d.id %% 20 = %d), decode(repeat('00', sum(n)::int), 'hex'), array_agg(id), "            \
    "array_agg(false), array_agg(0::smallint), array_agg(clock_timestamp())) from (select d.id, "  \
    "f.layout, "                                                                                   \
    "(select count(*)::int from hd.profile_point p where p.profile = d.profile) n from hd.device " \
    "d join hd.profile f on f.name = d.profile where d.id %% 20 = %d) x"

/* As ALL_ONCE has it, but for the shift. */
static double value_of(const struct device *device, int point)
{
    if (device->has_mark[point])
        return MARK;
    return 20 + (device->id * 31 + point * 17) % 600 * 0.1 + device->shift;
}

static void put(struct pg *pg, const struct device *device, size_t count)
{
    char *sql = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&sql, &size);
    fprintf(out, "select hd.values_put(array[");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%d", i ? "," : "", device[i].id);
    fprintf(out, "], array_fill(clock_timestamp(), array[%zu]), array[", count);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%lld", i ? "," : "", device[i].layout);
    fprintf(out, "]::bigint[], array[");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "%s%d", i ? "," : "", device[i].points);
    fprintf(out, "], array_cat(array[]::float8[], array[");
    int points = 0;
    for (size_t i = 0; i < count; i++)
        for (int p = 0; p < device[i].points; p++, points++)
            fprintf(out, "%s%.1f", points ? "," : "", value_of(&device[i], p));
    fprintf(out, "]::float8[]), decode(repeat('00', %d), 'hex'), '{}', '{}', '{}', '{}')", points);
    fclose(out);
    database_run(pg, sql);
    free(sql);
}

static void hold_lease(struct pg *pg, double *epoch)
{
    char sql[200];
    snprintf(sql, sizeof sql, "select epoch from hd.lease_hold('bench', %.0f, 10000, 0)", *epoch);
    *epoch = database_number(pg, sql);
}

/* New values for a twentieth of the devices a second, in turn. */
static void change(struct device *device, size_t first, size_t count, int beat)
{
    for (size_t i = first; i < first + count; i++)
        if (*shared_pace == PACE_LIVELY && (i + (size_t)(beat / BATCHES)) % 4 == 0)
            device[i].shift = device[i].shift > 0 ? -0.3 : device[i].shift + 0.2;
}

static _Noreturn void write_on(struct pg *pg, struct device *device, size_t count)
{
    double epoch = 0, next = now_s();
    for (int beat = 0;; beat++) {
        size_t first = (size_t)(beat % BATCHES) * count / BATCHES;
        size_t end = (size_t)(beat % BATCHES + 1) * count / BATCHES;
        if (beat % (1000 / BATCH_MS) == 0)
            hold_lease(pg, &epoch);
        change(device, first, end - first, beat);
        if (end > first)
            put(pg, device + first, end - first);
        next += BATCH_MS / 1e3;
        double rest = next - now_s();
        if (rest > 0)
            nanosleep(&(struct timespec){(time_t)rest, (long)(fmod(rest, 1) * 1e9)}, NULL);
    }
}

static size_t find_devices(struct pg *pg, struct device *device)
{
    struct pg_rows *rows = database_ask(pg, IN_SIGHT);
    size_t count = (size_t)pg_rows_count(rows);
    for (size_t i = 0; i < count; i++) {
        const char *points = pg_cell(rows, (int)i, 1);
        device[i].id = (int)strtol(pg_cell(rows, (int)i, 0), NULL, 10);
        device[i].layout = strtoll(pg_cell(rows, (int)i, 2), NULL, 10);
        for (; points[device[i].points]; device[i].points++)
            device[i].has_mark[device[i].points] = points[device[i].points] == 'm';
    }
    pg_rows_free(rows);
    /* spread over the period: neighbours in the tree are not polled at the same time */
    for (size_t i = 0; i < count; i++) {
        size_t other = (i * 7919) % count;
        struct device kept = device[i];
        device[i] = device[other];
        device[other] = kept;
    }
    return count;
}

pid_t writer_start(void)
{
    static struct device device[NEAR];
    int ready[2];
    char done;
    shared_pace =
        mmap(NULL, sizeof *shared_pace, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    *shared_pace = PACE_STILL;
    if (pipe(ready) < 0)
        give_up("writer", "no pipe");
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct pg *pg = database_open(BENCH_COLLECTOR);
        for (int part = 0; part < 20; part++) {
            char sql[2000];
            snprintf(sql, sizeof sql, ALL_ONCE, part, part);
            database_run(pg, sql);
        }
        size_t count = find_devices(pg, device);
        if (write(ready[1], "", 1) != 1)
            _exit(2);
        write_on(pg, device, count);
    }
    close(ready[1]);
    if (pid < 0 || read(ready[0], &done, 1) != 1)
        give_up("writer", "did not start");
    close(ready[0]);
    return pid;
}

void writer_pace(enum pace pace)
{
    *shared_pace = (int)pace;
}
