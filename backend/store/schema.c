#include "backend/store/schema.h"
#include "backend/store/migrations.h"
#include "backend/store/pg.h"

#include <stdlib.h>
#include <string.h>

/* Held for the session while migrating, so that two `init` do not run at once. */
#define LOCK_SQL "select pg_advisory_lock(x'4865617464'::bigint)"

/* What stands before the first migration: the table that counts them. */
#define FIRST_SQL                                                                                  \
    "create table hd.schema_version (version int primary key,"                                     \
    " at timestamptz not null default clock_timestamp(), program text not null)"

/* The last migration of a program tells the fact log. */
#define FACT_SQL                                                                                   \
    "select hd.fact_append(array[(null, clock_timestamp(), 'schema_migrated', null, null, null,"   \
    " null, null, max(version), '', 'heatdesk ' || max(program))::hd.fact_input])"                 \
    " from hd.schema_version"

/* The newest migration there; 0 if there is no schema; -1 on failure. */
static int version_there(struct pg *pg, char *why, size_t size)
{
    struct pg_rows *rows =
        pg_ask(pg, "select to_regclass('hd.schema_version') is not null", NULL, 0, why, size);
    if (!rows)
        return -1;
    bool exists = !strcmp(pg_cell(rows, 0, 0), "t");
    pg_rows_free(rows);
    if (!exists)
        return 0;
    rows =
        pg_ask(pg, "select coalesce(max(version), 0) from hd.schema_version", NULL, 0, why, size);
    if (!rows)
        return -1;
    int version = atoi(pg_cell(rows, 0, 0));
    pg_rows_free(rows);
    return version;
}

/* The first migration makes roles and the schema, which only a superuser may; all else is made as
 * the owner, so that the owner owns it. */
static bool run_migration(struct pg *pg, const struct schema_plan *plan, int number, char *why,
                          size_t size)
{
    char version[16];
    snprintf(version, sizeof version, "%d", number);
    const struct pg_param params[] = {PG_TEXT(version), PG_TEXT(HEATDESK_VERSION)};
    bool ok = number == 1 || pg_run(pg, "set local role hd_owner", why, size);
    ok = ok && pg_run(pg, plan->migration[number - 1].sql, why, size);
    if (number == 1)
        ok = ok && pg_run(pg, "set local role hd_owner;" FIRST_SQL, why, size);
    if (!ok)
        return false;
    struct pg_rows *rows =
        pg_ask(pg, "insert into hd.schema_version (version, program) values ($1::int, $2)", params,
               2, why, size);
    ok = rows != NULL;
    pg_rows_free(rows);
    return ok && (number < plan->count || pg_run(pg, FACT_SQL, why, size));
}

static bool migrate(struct pg *pg, const struct schema_plan *plan, int number, FILE *out, char *why,
                    size_t size)
{
    char reason[256] = "", ignored[64];
    if (!pg_run(pg, "begin", why, size))
        return false;
    if (run_migration(pg, plan, number, reason, sizeof reason) &&
        pg_run(pg, "commit", reason, sizeof reason)) {
        fprintf(out, "schema: migration %s done\n", plan->migration[number - 1].name);
        return true;
    }
    pg_run(pg, "rollback", ignored, sizeof ignored);
    snprintf(why, size, "migration %s failed and left nothing behind: %s",
             plan->migration[number - 1].name, reason);
    return false;
}

/* The first migration makes roles and takes rights from everybody. */
static bool is_superuser(struct pg *pg)
{
    char why[200];
    struct pg_rows *rows = pg_ask(pg, "select rolsuper from pg_roles where rolname = current_user",
                                  NULL, 0, why, sizeof why);
    bool is_super = rows && pg_rows_count(rows) == 1 && !strcmp(pg_cell(rows, 0, 0), "t");
    pg_rows_free(rows);
    return is_super;
}

static bool migrate_all(struct pg *pg, const struct schema_plan *plan, FILE *out, char *why,
                        size_t size)
{
    if (!pg_run(pg, LOCK_SQL, why, size))
        return false;
    int version = version_there(pg, why, size);
    if (version < 0)
        return false;
    if (version > plan->count) {
        snprintf(why, size, SCHEMA_NEWER, version, plan->count);
        return false;
    }
    if (version == 0 && !is_superuser(pg)) {
        snprintf(why, size, "%s", SCHEMA_SUPERUSER);
        return false;
    }
    if (version == plan->count)
        fprintf(out, "schema: nothing to do, it is at version %d\n", version);
    while (version < plan->count)
        if (!migrate(pg, plan, ++version, out, why, size))
            return false;
    return true;
}

bool schema_migrate(const char *conninfo, const struct schema_plan *plan, FILE *out, char *why,
                    size_t size)
{
    struct pg *pg = pg_open(conninfo, "heatdesk init", why, size);
    if (!pg)
        return false;
    bool ok = migrate_all(pg, plan, out, why, size);
    pg_close(pg);
    return ok;
}

bool schema_init(const char *conninfo, FILE *out, char *why, size_t size)
{
    const struct schema_plan plan = {migrations, migration_count};
    return schema_migrate(conninfo, &plan, out, why, size);
}

int schema_audit(const char *conninfo, long long *count, char *why, size_t size)
{
    *count = 0;
    struct pg *pg = pg_open(conninfo, "heatdesk audit", why, size);
    struct pg_rows *rows =
        pg ? pg_ask(pg, "select checked, broken, why from hd.fact_verify()", NULL, 0, why, size)
           : NULL;
    int result = -1;
    if (rows) {
        *count = atoll(pg_cell(rows, 0, 0));
        result = !pg_is_null(rows, 0, 1);
        if (result)
            snprintf(why, size, "fact %s: %s", pg_cell(rows, 0, 1), pg_cell(rows, 0, 2));
    }
    pg_rows_free(rows);
    pg_close(pg);
    return result;
}
