#include "torture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double scale = 0.1;

static struct pg_rows *ask(struct pg *pg, const char *sql, const struct pg_param *params, int count)
{
    char why[400];
    struct pg_rows *rows = pg_ask(pg, sql, params, count, why, sizeof why);
    if (!rows)
        torture_die("%s: %s", sql, why);
    return rows;
}

static long long number(struct pg *pg, const char *sql)
{
    struct pg_rows *rows = ask(pg, sql, NULL, 0);
    long long value = strtoll(pg_cell(rows, 0, 0), NULL, 10);
    pg_rows_free(rows);
    return value;
}

void database_open(struct torture *torture)
{
    char why[400];
    torture->admin = pg_open("", "torture", why, sizeof why);
    torture->dispatcher = pg_open("user=drill_dispatcher", "torture", why, sizeof why);
    if (!torture->admin || !torture->dispatcher)
        torture_die("%s", why);
}

void database_find_targets(struct torture *torture)
{
    struct pg_rows *rows = ask(torture->admin,
                               "select d.id, n.code, d.endpoint from hd.device d join hd.node n on"
                               " n.id = d.node_id order by d.id",
                               NULL, 0);
    for (int point = 0; point < TARGET_POINTS; point++) {
        for (int i = 0; i < pg_rows_count(rows); i++) {
            struct target *target = VEC_PUSH(&torture->target);
            *target = (struct target){.device = atoi(pg_cell(rows, i, 0)), .point = point};
            snprintf(target->station, sizeof target->station, "%s", pg_cell(rows, i, 1));
            snprintf(target->endpoint, sizeof target->endpoint, "%s", pg_cell(rows, i, 2));
        }
    }
    pg_rows_free(rows);
}

bool database_is_polled(struct torture *torture)
{
    if (number(torture->admin, "select count(*) from hd.latest where v[1] <> 'NaN'") *
            TARGET_POINTS <
        (long long)torture->target.count)
        return false;
    for (size_t i = 0; i < torture->target.count; i++) {
        struct target *target = &torture->target.at[i];
        char device[16], point[16];
        snprintf(device, sizeof device, "%d", (int)target->device);
        snprintf(point, sizeof point, "%d", target->point + 1);
        struct pg_param params[] = {PG_TEXT(device), PG_TEXT(point)};
        struct pg_rows *rows =
            ask(torture->admin, "select v[$2::int] from hd.latest where device_id = $1::int",
                params, 2);
        target->raw = (uint16_t)lround(strtod(pg_cell(rows, 0, 0), NULL) / scale);
        target->newest = 1000;
        pg_rows_free(rows);
    }
    return true;
}

static bool is_free(struct torture *torture, const struct target *target)
{
    char id[24];
    if (!target->command)
        return true;
    snprintf(id, sizeof id, "%lld", (long long)target->command);
    struct pg_param params[] = {PG_TEXT(id)};
    struct pg_rows *rows = ask(torture->admin,
                               "select state in ('verified', 'refused', 'failed', 'expired')"
                               " from hd.command where id = $1::bigint",
                               params, 1);
    bool free_now = !strcmp(pg_cell(rows, 0, 0), "t");
    pg_rows_free(rows);
    return free_now;
}

static struct target *next_target(struct torture *torture)
{
    for (size_t tried = 0; tried < torture->target.count; tried++) {
        struct target *target = &torture->target.at[torture->next++ % torture->target.count];
        if (is_free(torture, target))
            return target;
    }
    torture_die("every set-point has a command under way");
}

void database_ask(struct torture *torture, bool is_seen_wrong)
{
    struct target *target = next_target(torture);
    char device[16], point[16], seen[24], wanted[24];
    plant_read_notes(torture);
    plant_close(torture, target);
    snprintf(device, sizeof device, "%d", (int)target->device);
    snprintf(point, sizeof point, "X%d_SP", target->point + 1);
    snprintf(seen, sizeof seen, "%.1f", (target->raw + (is_seen_wrong ? 50 : 0)) * scale);
    snprintf(wanted, sizeof wanted, "%.1f", ++target->newest * scale);
    struct pg_param params[] = {PG_TEXT(device), PG_TEXT(point), PG_TEXT(seen), PG_TEXT(wanted)};
    struct pg_rows *rows =
        ask(torture->dispatcher,
            "select command_id, is_ok, code from hd.setpoint_ask(pg_catalog.gen_random_uuid(),"
            " $1::int, $2::text, $3::float8, $4::float8, 'drill')",
            params, 4);
    if (strcmp(pg_cell(rows, 0, 1), "t") != 0)
        torture_die("%s %s: the database refuses: %s", target->station, point, pg_cell(rows, 0, 2));
    target->command = strtoll(pg_cell(rows, 0, 0), NULL, 10);
    pg_rows_free(rows);
}

void database_free_lease(struct torture *torture)
{
    char why[400];
    if (!pg_run(torture->admin, "update hd.lease set until = '-infinity'", why, sizeof why))
        torture_die("%s", why);
}

int database_open_commands(struct torture *torture)
{
    return (int)number(torture->admin,
                       "select count(*) from hd.command where state in ('asked', 'approved',"
                       " 'claimed', 'sent', 'accepted', 'unknown')");
}

/* ---- what came of it ---- */

static size_t target_index(const struct torture *torture, int32_t device, const char *point)
{
    for (size_t i = 0; i < torture->target.count; i++)
        if (torture->target.at[i].device == device && torture->target.at[i].point == point[1] - '1')
            return i;
    torture_die("device %d has no point %s", (int)device, point);
}

static int count_writes(const struct torture *torture, uint64_t key)
{
    int count = 0;
    for (size_t i = 0; i < torture->write.count; i++)
        count += torture->write.at[i] == key;
    return count;
}

/* Columns: id, device, point, wanted, state, code, "is the newest of its point". */
static void judge_command(struct torture *torture, const struct pg_rows *rows, int row)
{
    size_t index = target_index(torture, atoi(pg_cell(rows, row, 1)), pg_cell(rows, row, 2));
    const struct target *target = &torture->target.at[index];
    uint16_t raw = (uint16_t)lround(strtod(pg_cell(rows, row, 3), NULL) / scale);
    const char *id = pg_cell(rows, row, 0), *state = pg_cell(rows, row, 4);
    const char *code = pg_cell(rows, row, 5);
    int written = count_writes(torture, (uint64_t)index << 16 | raw);
    bool is_verified = !strcmp(state, "verified");
    bool is_unsent = !strcmp(state, "refused") || !strcmp(state, "expired") ||
                     !strcmp(code, "not sent") || !strcmp(code, "precondition");
    if (written > 1)
        torture_wrong(torture, "command %s was written %d times", id, written);
    if (is_verified && written != 1)
        torture_wrong(torture, "command %s is verified and was not written", id);
    if (is_unsent && written)
        torture_wrong(torture, "command %s is %s (%s) and was written", id, state, code);
    if (!is_verified && !is_unsent && written)
        torture_wrong(torture, "command %s is %s (%s), but the plant took it", id, state, code);
    if (!strcmp(pg_cell(rows, row, 6), "t") && plant_register(target) != target->raw)
        torture_wrong(torture, "%s point %d holds %u, its notes say %u", target->station,
                      target->point + 1, plant_register(target), target->raw);
    if (!strcmp(pg_cell(rows, row, 6), "t") && is_verified && target->raw != raw)
        torture_wrong(torture, "command %s is verified, the plant holds %u", id, target->raw);
}

void database_judge(struct torture *torture)
{
    plant_read_notes(torture);
    if (database_open_commands(torture))
        torture_wrong(torture, "%d commands have no end", database_open_commands(torture));
    struct pg_rows *rows =
        ask(torture->admin,
            "select id, device_id, point, wanted, state, code,"
            " id = max(id) over (partition by device_id, point) from hd.command order by id",
            NULL, 0);
    for (int i = 0; i < pg_rows_count(rows); i++)
        judge_command(torture, rows, i);
    if ((size_t)pg_rows_count(rows) < torture->write.count)
        torture_wrong(torture, "the plant took more writes than there were commands");
    pg_rows_free(rows);
    rows =
        ask(torture->admin,
            "select state, code, count(*) from hd.command group by 1, 2 order by 3 desc", NULL, 0);
    for (int i = 0; i < pg_rows_count(rows); i++)
        printf("%6s %s %s\n", pg_cell(rows, i, 2), pg_cell(rows, i, 0), pg_cell(rows, i, 1));
    printf("%6zu writes in the plant's notes\n", torture->write.count);
    pg_rows_free(rows);
}
