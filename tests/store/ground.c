#include "tests/store/ground.h"

#include "backend/store/exchange.h"
#include "backend/store/query.h"
#include "backend/store/schema.h"
#include "tests/exchange/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

const char *const ground_login[PERSON_COUNT] = {
    [DISPATCHER] = "proof_dispatcher", [LEADER] = "proof_leader",
    [SUPERVISOR] = "proof_supervisor", [CREW] = "proof_crew",
    [COLLECTOR] = "proof_collector",   [ADMIN] = "proof_admin",
    [AUDITOR] = "proof_auditor",       [READER] = "proof_reader",
    [COURIER] = "proof_courier",       [OUTSIDER] = "proof_outsider",
    [VICTIM] = "proof_victim",
};

static struct pg *open_or_fail(const char *conninfo)
{
    char why[300];
    struct pg *pg = pg_open(conninfo, "proof", why, sizeof why);
    if (!pg)
        fail_msg("%s: %s", conninfo, why);
    return pg;
}

static void add_logins(const struct ground *ground)
{
    char why[300], sql[300];
    for (int i = 0; i <= AUDITOR; i++)
        if (!query_user_add(ground->conninfo, ground_login[i], ground_login[i] + strlen("proof_"),
                            why, sizeof why))
            fail_msg("%s", why);
    if (!query_user_add(ground->conninfo, ground_login[VICTIM], "dispatcher", why, sizeof why) ||
        !query_user_add(ground->conninfo, ground_login[COURIER], "courier", why, sizeof why))
        fail_msg("%s", why);
    struct pg *pg = open_or_fail(ground->conninfo);
    for (int i = READER; i <= OUTSIDER; i++) {
        snprintf(sql, sizeof sql,
                 "do $$ begin if not exists (select from pg_roles where rolname = '%s') then"
                 " create role %s login; end if; end $$",
                 ground_login[i], ground_login[i]);
        ground_run(pg, sql);
    }
    ground_run(pg, "grant hd_reader to proof_reader");
    pg_close(pg);
}

void ground_make(struct ground *ground, const char *name)
{
    char why[400], sql[200], *said = NULL;
    size_t length = 0;
    struct folder plant;
    if (name != ground->name) /* else it is made anew */
        snprintf(ground->name, sizeof ground->name, "%s", name);
    snprintf(ground->conninfo, sizeof ground->conninfo, "dbname=%s", name);
    ground_drop(ground);
    struct pg *pg = open_or_fail("dbname=postgres");
    snprintf(sql, sizeof sql, "create database %s encoding 'UTF8' template template0", name);
    ground_run(pg, sql);
    pg_close(pg);
    folder_make(&plant);
    folder_fill(&plant);
    FILE *out = open_memstream(&said, &length);
    bool ok = schema_init(ground->conninfo, out, why, sizeof why);
    bool is_in = ok && exchange_import(ground->conninfo, plant.path, out);
    fclose(out);
    if (!is_in)
        fail_msg("%s %s", ok ? "" : why, said);
    free(said);
    folder_remove(&plant);
    add_logins(ground);
}

void ground_drop(const struct ground *ground)
{
    char sql[200];
    struct pg *pg = open_or_fail("dbname=postgres");
    snprintf(sql, sizeof sql, "drop database if exists %s with (force)", ground->name);
    ground_run(pg, sql);
    pg_close(pg);
}

struct pg *ground_try(const struct ground *ground, enum person person, char *why, size_t size)
{
    char conninfo[128];
    snprintf(conninfo, sizeof conninfo, "dbname=%s user=%s", ground->name, ground_login[person]);
    return pg_open(conninfo, "proof", why, size);
}

struct pg *ground_open(const struct ground *ground, enum person person)
{
    char why[300];
    struct pg *pg = ground_try(ground, person, why, sizeof why);
    if (!pg)
        fail_msg("%s: %s", ground_login[person], why);
    return pg;
}

struct pg *ground_open_root(const struct ground *ground)
{
    return open_or_fail(ground->conninfo);
}

void ground_run(struct pg *pg, const char *sql)
{
    char why[300];
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%.200s: %s", sql, why);
}

const char *ground_state(struct pg *pg, const char *sql)
{
    static char state[8];
    char why[300];
    state[0] = '\0';
    if (!pg_run(pg, sql, why, sizeof why))
        snprintf(state, sizeof state, "%s", pg_state(pg)[0] ? pg_state(pg) : "gone");
    pg_run(pg, "rollback", why, sizeof why);
    return state;
}

char *ground_ask(struct pg *pg, const char *sql)
{
    char why[300];
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, sizeof why);
    if (!rows)
        fail_msg("%.200s: %s", sql, why);
    char *value = strdup(pg_rows_count(rows) > 0 ? pg_cell(rows, 0, 0) : "");
    pg_rows_free(rows);
    return value;
}

long long ground_number(struct pg *pg, const char *sql)
{
    char *text = ground_ask(pg, sql);
    long long number = strtoll(text, NULL, 10);
    free(text);
    return number;
}

void ground_expect(struct pg *pg, const char *sql, const char *value)
{
    char *got = ground_ask(pg, sql);
    if (strcmp(got, value) != 0)
        fail_msg("%s gave '%s', expected '%s'", sql, got, value);
    free(got);
}

/* What a database is made of besides its tables' rows. */
static const char *const catalogs[] = {
    "select relname, relkind, relacl, reloptions, relowner from pg_class"
    " where relnamespace not in ('pg_toast'::regnamespace)",
    "select proname, proacl, prosrc, proconfig from pg_proc where pronamespace <> 11",
    "select nspname, nspacl from pg_namespace",
    "select rolname, rolsuper, rolcreaterole, rolcanlogin, rolconfig from pg_roles",
    "select roleid, member, admin_option from pg_auth_members",
    "select tgname, tgrelid, tgenabled from pg_trigger",
    "select extname from pg_extension",
    "select lanname, lanacl from pg_language",
    "select oid from pg_largeobject_metadata",
    "select schemaname, sequencename, last_value from pg_sequences",
};

static void add_hash(struct pg *root, const char *select, FILE *out)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from (%s) t",
             select);
    char *hash = ground_ask(root, sql);
    fprintf(out, "%.90s: %s\n", select, hash);
    free(hash);
}

char *ground_hash(struct pg *root)
{
    char why[300], select[200], *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct pg_rows *tables =
        pg_ask(root,
               "select oid::regclass from pg_class where relnamespace = 'hd'::regnamespace"
               " and relkind = 'r' order by relname",
               NULL, 0, why, sizeof why);
    assert_non_null(tables);
    for (int i = 0; i < pg_rows_count(tables); i++) {
        snprintf(select, sizeof select, "select * from %s", pg_cell(tables, i, 0));
        add_hash(root, select, out);
    }
    pg_rows_free(tables);
    for (size_t i = 0; i < sizeof catalogs / sizeof catalogs[0]; i++)
        add_hash(root, catalogs[i], out);
    fclose(out);
    return text;
}
