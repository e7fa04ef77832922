#include "backend/store/query_since.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* "2 hours" and "90 min" are spans; a time has ':' or '-' or no digit in front. */
static bool is_span(const char *since)
{
    bool has_letter = false;
    for (const char *c = since; *c; c++)
        has_letter = has_letter || isalpha((unsigned char)*c);
    return isdigit((unsigned char)since[0]) && has_letter && !strpbrk(since, ":-");
}

/* People type the time that the screen shows. */
static bool set_zone(struct pg *pg, char *why, size_t size)
{
    time_t now = time(NULL);
    struct tm local;
    char sql[80];
    long minutes = localtime_r(&now, &local) ? local.tm_gmtoff / 60 : 0;
    snprintf(sql, sizeof sql, "set time zone interval '%c%02ld:%02ld' hour to minute",
             minutes < 0 ? '-' : '+', labs(minutes) / 60, labs(minutes) % 60);
    return pg_run(pg, sql, why, size);
}

bool query_since(struct pg *pg, const char *since, struct wall *out, char *why, size_t size)
{
    const struct pg_param param = PG_TEXT(since);
    if (!set_zone(pg, why, size))
        return false;
    struct pg_rows *rows = pg_ask(
        pg,
        is_span(since)
            ? "select (extract(epoch from clock_timestamp() - $1::interval) * 1000000)::bigint"
            : "select (extract(epoch from $1::timestamptz) * 1000000)::bigint",
        &param, 1, why, size);
    if (rows)
        out->us = strtoll(pg_cell(rows, 0, 0), NULL, 10);
    else if (!strncmp(pg_state(pg), "22", 2))
        snprintf(why, size, "'%.60s' is no time, expected one like '2026-01-15 06:00' or '2 hours'",
                 since);
    pg_rows_free(rows);
    return rows != NULL;
}
