#include "tests/store/append_bed.h"

#include "backend/store/exchange.h"
#include "backend/store/schema.h"
#include "tests/exchange/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PATIENCE_MS 60000

/* ---- the database ---- */

struct pg *bed_open(const char *database, const char *user)
{
    char conninfo[128], why[400];
    snprintf(conninfo, sizeof conninfo, "dbname=%s%s%s", database, user ? " user=" : "",
             user ? user : "");
    struct pg *pg = pg_open(conninfo, "test", why, sizeof why);
    if (!pg)
        fail_msg("%s", why);
    return pg;
}

char *bed_ask(struct pg *pg, const char *sql)
{
    char why[400];
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, sizeof why);
    if (!rows)
        fail_msg("%s: %s", sql, why);
    char *value = strdup(pg_rows_count(rows) > 0 ? pg_cell(rows, 0, 0) : "");
    pg_rows_free(rows);
    return value;
}

long long bed_number(struct pg *pg, const char *sql)
{
    char *text = bed_ask(pg, sql);
    long long number = strtoll(text, NULL, 10);
    free(text);
    return number;
}

void bed_expect(struct pg *pg, const char *sql, const char *value)
{
    char *got = bed_ask(pg, sql);
    if (strcmp(got, value) != 0)
        fail_msg("%s gave '%s', expected '%s'", sql, got, value);
    free(got);
}

void bed_cut(struct pg *pg)
{
    free(bed_ask(pg, "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                     " where application_name = 'heatdeskd' and datname = current_database()"));
}

static void run(struct pg *pg, const char *sql)
{
    char why[400];
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%s: %s", sql, why);
}

static void import_plant(const char *conninfo)
{
    struct folder plant;
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    folder_make(&plant);
    folder_fill(&plant);
    if (!exchange_import(conninfo, plant.path, out)) {
        fclose(out);
        fail_msg("%s", said);
    }
    fclose(out);
    free(said);
    folder_remove(&plant);
}

void bed_database(const char *name)
{
    char conninfo[64], why[400], sql[200], *said = NULL;
    size_t length = 0;
    struct pg *pg = bed_open("postgres", NULL);
    snprintf(sql, sizeof sql, "drop database if exists %s with (force)", name);
    run(pg, sql);
    snprintf(sql, sizeof sql, "create database %s encoding 'UTF8' template template0", name);
    run(pg, sql);
    snprintf(conninfo, sizeof conninfo, "dbname=%s", name);
    FILE *out = open_memstream(&said, &length);
    if (!schema_init(conninfo, out, why, sizeof why))
        fail_msg("%s", why);
    fclose(out);
    free(said);
    run(pg, "do $$ declare r text; begin foreach r in array array['collector', 'dispatcher'] loop"
            " if not exists (select from pg_roles where rolname = 'test_' || r) then"
            " execute format('create role test_%s login', r); end if;"
            " execute format('grant hd_%s to test_%s', r, r); end loop; end $$");
    pg_close(pg);
    import_plant(conninfo);
}

/* ---- the collector's store ---- */

static void on_status(void *ctx, const struct session_status *status)
{
    struct bed *bed = ctx;
    bool is_up = status->state == SESSION_UP;
    bed->ups += is_up && !bed->is_up;
    bed->is_up = is_up;
}

static void on_plant(void *ctx, struct site *site)
{
    struct bed *bed = ctx;
    site_free(bed->site);
    bed->site = site;
    bed->plants++;
}

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    struct bed *bed = ctx;
    bed->epoch = epoch;
    bed->lease_until = until;
    bed->leases++;
}

static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    struct bed *bed = ctx;
    assert_true(bed->command_count < BED_COMMANDS);
    bed->command[bed->command_count++] = (struct bed_command){*command, life_ms, is_orphan};
}

static void on_word(void *ctx, const struct fact *fact)
{
    struct bed *bed = ctx;
    assert_true(fact->seq > bed->word.seq);
    bed->word = *fact;
    bed->words++;
}

static void on_durable(void *ctx, uint64_t ticket)
{
    struct bed *bed = ctx;
    assert_true(ticket > bed->durable);
    bed->durable = ticket;
}

static void on_tick(uv_timer_t *tick)
{
    (void)tick;
}

void bed_start_small(struct bed *bed, const char *database, const char *spool_dir, size_t bytes)
{
    char conninfo[128], name[32];
    struct append_events events = {bed,        on_status, on_plant,   on_lease,
                                   on_command, on_word,   on_durable, NULL};
    struct append_options options = {.conninfo = conninfo,
                                     .name = name,
                                     .spool_dir = spool_dir,
                                     .batch_ms = 20,
                                     .spool_bytes = bytes};
    static int count;
    *bed = (struct bed){0};
    snprintf(conninfo, sizeof conninfo, "dbname=%s user=test_collector", database);
    snprintf(name, sizeof name, "bed-%d", ++count);
    uv_loop_init(&bed->loop);
    uv_timer_init(&bed->loop, &bed->tick);
    uv_timer_start(&bed->tick, on_tick, 5, 5);
    bed->append = append_new(&bed->loop, &options, &events);
}

void bed_start(struct bed *bed, const char *database, const char *spool_dir)
{
    bed_start_small(bed, database, spool_dir, 0);
}

void bed_turn(struct bed *bed)
{
    uv_run(&bed->loop, UV_RUN_ONCE);
}

void bed_until(struct bed *bed, bool (*is_so)(const struct bed *bed, uint64_t what), uint64_t what)
{
    struct mono since = clock_mono();
    while (!is_so(bed, what)) {
        bed_turn(bed);
        if (mono_ms_since(since, clock_mono()) > PATIENCE_MS)
            fail_msg("waited in vain for %llu", (unsigned long long)what);
    }
}

static void on_closed(void *ctx)
{
    struct bed *bed = ctx;
    bed->is_closed = true;
    uv_close((uv_handle_t *)&bed->tick, NULL);
}

void bed_stop(struct bed *bed)
{
    append_free(bed->append, on_closed, bed);
    uv_run(&bed->loop, UV_RUN_DEFAULT);
    assert_true(bed->is_closed);
    assert_int_equal(uv_loop_close(&bed->loop), 0);
    site_free(bed->site);
}

bool bed_is_up(const struct bed *bed, uint64_t ups)
{
    return bed->is_up && (uint64_t)bed->ups >= ups;
}

bool bed_leads(const struct bed *bed, uint64_t unused)
{
    (void)unused;
    return bed->epoch > 0;
}

bool bed_has_plant(const struct bed *bed, uint64_t plants)
{
    return (uint64_t)bed->plants >= plants;
}

bool bed_is_durable(const struct bed *bed, uint64_t ticket)
{
    return bed->durable >= ticket;
}
