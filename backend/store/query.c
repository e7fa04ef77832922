#include "backend/store/query.h"

#include "backend/base/text.h"
#include "backend/store/pg.h"
#include "backend/store/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const query_roles[] = {"dispatcher", "leader",  "supervisor", "crew",    "collector",
                                   "admin",      "auditor", "intake",     "courier", NULL};

static int ask_version(struct pg *pg, char *why, size_t size)
{
    struct pg_rows *rows =
        pg_ask(pg, "select coalesce(max(version), 0) from hd.schema_version", NULL, 0, why, size);
    int version = rows ? (int)strtol(pg_cell(rows, 0, 0), NULL, 10) : -1;
    pg_rows_free(rows);
    return version;
}

bool query_database(const char *conninfo, char *why, size_t size)
{
    struct pg *pg = pg_open(conninfo, "heatdesk", why, size);
    if (!pg)
        return false;
    int version = ask_version(pg, why, size);
    if (version >= 0 && version < SCHEMA_VERSION)
        snprintf(why, size, "the schema has version %d, this program needs %d: run 'heatdesk init'",
                 version, SCHEMA_VERSION);
    if (version > SCHEMA_VERSION)
        snprintf(why, size, "the schema has version %d, this program knows %d: it is too old",
                 version, SCHEMA_VERSION);
    if (version < 0 && (!strcmp(pg_state(pg), "42P01") || !strcmp(pg_state(pg), "3F000")))
        snprintf(why, size, "the database has no heatdesk schema: run 'heatdesk init'");
    pg_close(pg);
    return version == SCHEMA_VERSION;
}

static bool is_role(const char *role)
{
    for (size_t i = 0; query_roles[i]; i++)
        if (strcmp(role, query_roles[i]) == 0)
            return true;
    return false;
}

static bool check_name(const char *name, char *why, size_t size)
{
    char clean[64];
    size_t length = strlen(name);
    size_t used = length < 64 ? text_clean(clean, sizeof clean, name, length) : 0;
    bool is_good = length > 0 && used == length && memcmp(clean, name, length) == 0 &&
                   strncmp(name, "hd_", 3) != 0 && strncmp(name, "pg_", 3) != 0;
    if (!is_good)
        snprintf(why, size,
                 "'%.70s' is no name for a login, expected 1 to 63 printable bytes that do not "
                 "start with hd_ or pg_",
                 name);
    return is_good;
}

/* The statements come quoted from the database, so that no name can be more than a name. */
static bool set_role(struct pg *pg, const char *name, const char *role, char *why, size_t size)
{
    const struct pg_param params[] = {PG_TEXT(name), PG_TEXT(role)};
    struct pg_rows *rows =
        pg_ask(pg,
               "select case when not exists (select from pg_roles where rolname = $1::text) "
               "then format('create role %I login;', $1::text) else '' end || "
               "coalesce((select string_agg(format('revoke %I from %I;', g.rolname, $1::text), '') "
               "from pg_roles r join pg_auth_members m on m.member = r.oid "
               "join pg_roles g on g.oid = m.roleid "
               "where r.rolname = $1::text and g.rolname ~ '^hd_'), '') || "
               "format('grant %I to %I', 'hd_' || $2::text, $1::text)",
               params, 2, why, size);
    char sql[2000];
    snprintf(sql, sizeof sql, "begin; %s; commit", rows ? pg_cell(rows, 0, 0) : "");
    bool is_good = rows && pg_run(pg, sql, why, size);
    pg_rows_free(rows);
    return is_good;
}

bool query_user_add(const char *conninfo, const char *name, const char *role, char *why,
                    size_t size)
{
    if (!is_role(role)) {
        snprintf(why, size,
                 "there is no role '%.40s', expected dispatcher, leader, supervisor, crew, "
                 "collector, admin, auditor, courier or intake",
                 role);
        return false;
    }
    if (!check_name(name, why, size))
        return false;
    struct pg *pg = pg_open(conninfo, "heatdesk user", why, size);
    bool is_good = pg && set_role(pg, name, role, why, size);
    pg_close(pg);
    return is_good;
}

bool query_user_clear_pin(const char *conninfo, const char *name, char *why, size_t size)
{
    const struct pg_param param = PG_TEXT(name);
    struct pg *pg =
        check_name(name, why, size) ? pg_open(conninfo, "heatdesk user", why, size) : NULL;
    struct pg_rows *rows =
        pg ? pg_ask(pg, "select hd.pin_clear($1::text::name)", &param, 1, why, size) : NULL;
    bool is_good = rows && pg_cell(rows, 0, 0)[0] == 't';
    if (rows && !is_good)
        snprintf(why, size, "'%s' has no PIN", name);
    pg_rows_free(rows);
    pg_close(pg);
    return is_good;
}

bool query_users(const char *conninfo,
                 void (*on_user)(void *ctx, const char *name, const char *role), void *ctx,
                 char *why, size_t size)
{
    struct pg *pg = pg_open(conninfo, "heatdesk user", why, size);
    struct pg_rows *rows =
        pg ? pg_ask(pg,
                    "select rolname, role from (select rolname, hd.role_of(rolname) as role "
                    "from pg_roles where rolcanlogin) r where role <> '' order by rolname",
                    NULL, 0, why, size)
           : NULL;
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        on_user(ctx, pg_cell(rows, i, 0), pg_cell(rows, i, 1));
    bool is_good = rows != NULL;
    pg_rows_free(rows);
    pg_close(pg);
    return is_good;
}
