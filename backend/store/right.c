#include "backend/store/right.h"

#include "backend/store/pg.h"

#include <stdio.h>
#include <string.h>

#define ROLES_MOST 8

/* $1 = name of a function or table; who changes a table, or, if nobody does, who reads it. */
#define WHO_MAY                                                                                    \
    "with person as (select rolname, oid from pg_catalog.pg_roles where rolname = any("            \
    "array['hd_dispatcher', 'hd_leader', 'hd_supervisor', 'hd_crew', 'hd_admin', 'hd_auditor', "   \
    "'hd_intake', 'hd_collector', 'hd_courier']::name[])), "                                       \
    "may as (select r.rolname from person r join pg_catalog.pg_proc f on f.proname = $1::text "    \
    "and f.pronamespace = 'hd'::regnamespace and has_function_privilege(r.oid, f.oid, 'execute') " \
    "union select r.rolname from person r join pg_catalog.pg_class c on c.relname = $1::text "     \
    "and c.relnamespace = 'hd'::regnamespace and (has_table_privilege(r.oid, c.oid, 'update') "    \
    "or not exists (select from person o where has_table_privilege(o.oid, c.oid, 'update')) "      \
    "and has_table_privilege(r.oid, c.oid, 'select'))) "                                           \
    "select session_user::text, coalesce(nullif(hd.role_of(session_user), ''), '-'), "             \
    "substr(m.rolname, 4) from may m order by 3"

static void tell(const struct pg_rows *rows, char *why, size_t size)
{
    const char *who = pg_cell(rows, 0, 0), *role = pg_cell(rows, 0, 1);
    char list[160] = "";
    int count = pg_rows_count(rows);
    if (count == 2) {
        snprintf(why, size, "it needs the role %s or %s; you are %s, %s", pg_cell(rows, 0, 2),
                 pg_cell(rows, 1, 2), who, role);
        return;
    }
    for (int i = 0; i < count && i < ROLES_MOST; i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", pg_cell(rows, i, 2));
    }
    if (count == 1)
        snprintf(why, size, "it needs the role %s; you are %s, %s", list, who, role);
    else
        snprintf(why, size, "it needs one of the roles %s; you are %s, %s", list, who, role);
}

void right_explain(const char *conninfo, char *why, size_t size)
{
    static const char *const denials[] = {"permission denied for function ",
                                          "permission denied for table ",
                                          "permission denied for view "};
    char name[64] = "", unsaid[200];
    if (strstr(why, "permission denied to create role")) {
        snprintf(why, size, "it needs a login that may create logins");
        return;
    }
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++) {
        const char *at = strstr(why, denials[i]);
        if (at)
            snprintf(name, sizeof name, "%.*s",
                     (int)strspn(at + strlen(denials[i]), "abcdefghijklmnopqrstuvwxyz_0123456789"),
                     at + strlen(denials[i]));
    }
    struct pg *pg = name[0] ? pg_open(conninfo, "heatdesk", unsaid, sizeof unsaid) : NULL;
    const struct pg_param param = PG_TEXT(name);
    struct pg_rows *rows = pg ? pg_ask(pg, WHO_MAY, &param, 1, unsaid, sizeof unsaid) : NULL;
    if (rows && pg_rows_count(rows) > 0)
        tell(rows, why, size);
    pg_rows_free(rows);
    pg_close(pg);
}
