#include "backend/store/exchange.h"

#include "backend/store/exchange_crews.h"
#include "backend/store/exchange_files.h"
#include "backend/store/exchange_households.h"
#include "backend/store/exchange_plans.h"
#include "backend/store/exchange_write.h"
#include "backend/store/right.h"

#include <stdarg.h>

#define WHY 400

static bool write_all(struct exchange_write *write)
{
    return exchange_write_nodes(write) && exchange_write_links(write) &&
           exchange_write_profiles(write) && exchange_write_devices(write) &&
           exchange_write_overrides(write) && exchange_write_households(write) &&
           exchange_write_plans(write) && exchange_write_crews(write);
}

/* Puts a part before those that follow it. */
static void put_before(char *more, size_t size, const char *alone, const char *before, size_t count)
{
    char rest[120];
    snprintf(rest, sizeof rest, "%s", more);
    snprintf(more, size, rest[0] ? before : alone, count, rest);
}

/* One sentence for the fact and the person. */
static void count(const struct exchange_write *write, char *out, size_t size)
{
    const struct inventory *inventory = write->inventory;
    char more[120] = "";
    if (inventory->plans.is_there)
        put_before(more, sizeof more, "%zu plan cards", "", inventory->plans.cards.count);
    if (inventory->crews.has_roster)
        put_before(more, sizeof more, "%zu shifts", "%zu shifts, %s",
                   inventory->crews.shifts.count);
    if (inventory->crews.has_crews)
        put_before(more, sizeof more, "%zu crews", "%zu crews, %s", inventory->crews.crews.count);
    if (write->users > 0)
        put_before(more, sizeof more, "%zu heat users", "%zu heat users, %s", (size_t)write->users);
    snprintf(out, size,
             more[0] ? "%zu nodes (%d new, %d changed, %d retired), %zu links, %zu devices (%d "
                       "retired), %zu limits, %s"
                     : "%zu nodes (%d new, %d changed, %d retired), %zu links, %zu devices (%d "
                       "retired), %zu limits",
             inventory->nodes.count, write->new_nodes, write->changed_nodes, write->retired_nodes,
             inventory->links.count, inventory->devices.count, write->retired_devices,
             inventory->overrides.count, more);
}

static bool finish(struct exchange_write *write, char *counts, size_t size)
{
    count(write, counts, size);
    const struct pg_param param = PG_TEXT(counts);
    struct pg_rows *rows = pg_ask(write->pg, "select hd.import_done($1::text)", &param, 1,
                                  write->why, write->why_size);
    pg_rows_free(rows);
    return rows && pg_run(write->pg, "commit", write->why, write->why_size);
}

/* The lock keeps a second import out; reading, polling and commands go on. */
static bool store(const char *conninfo, const struct inventory *inventory, char *counts,
                  size_t counts_size, char *why, size_t size)
{
    struct pg *pg = pg_open(conninfo, "heatdesk import", why, size);
    if (!pg)
        return false;
    struct exchange_write write = {.pg = pg, .inventory = inventory, .why = why, .why_size = size};
    bool is_good = pg_run(pg,
                          "begin; lock table hd.node, hd.link, hd.device, hd.profile, "
                          "hd.profile_point, hd.point_override in share row exclusive mode",
                          why, size) &&
                   write_all(&write) && finish(&write, counts, counts_size);
    exchange_write_finish(&write);
    pg_close(pg);
    return is_good;
}

static void __attribute__((format(printf, 2, 3))) tell(FILE *out, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vfprintf(out, format, list);
    va_end(list);
    fputc('\n', out);
}

bool exchange_import(const char *conninfo, const char *dir, FILE *out)
{
    struct inventory inventory = {0};
    struct exchange_errors errors = {.out = out};
    char why[WHY] = "", counts[300];
    bool is_good = exchange_files_read(dir, &inventory, &errors);
    if (errors.count > EXCHANGE_ERRORS_SHOWN)
        tell(out, "… %d more", errors.count - EXCHANGE_ERRORS_SHOWN);
    if (!is_good && errors.count == 1)
        tell(out, "1 mistake, nothing imported");
    else if (!is_good)
        tell(out, "%d mistakes, nothing imported", errors.count);
    if (is_good) {
        is_good = store(conninfo, &inventory, counts, sizeof counts, why, sizeof why);
        if (!is_good)
            right_explain(conninfo, why, sizeof why);
        tell(out, is_good ? "imported: %s" : "nothing imported: %s", is_good ? counts : why);
    }
    inventory_finish(&inventory);
    return is_good;
}
