#include "backend/store/query_fact.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE "500"

/* "2 hours" and "90 min" are spans; a time has ':' or '-' or no digit in front. */
static bool is_span(const char *since)
{
    bool has_letter = false;
    for (const char *c = since; *c; c++)
        has_letter = has_letter || isalpha((unsigned char)*c);
    return isdigit((unsigned char)since[0]) && has_letter && !strpbrk(since, ":-");
}

/* People type the time of their own clock. */
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

/* The number of the last fact before `since`, as text; false with `why`. */
static bool find_start(struct pg *pg, const char *since, char *seq, size_t seq_size, char *why,
                       size_t size)
{
    const struct pg_param param = PG_TEXT(since);
    struct pg_rows *rows =
        pg_ask(pg,
               is_span(since) ? "select coalesce(max(seq), 0) from hd.fact where stored < "
                                "clock_timestamp() - $1::interval"
                              : "select coalesce(max(seq), 0) from hd.fact where stored < "
                                "$1::timestamptz",
               &param, 1, why, size);
    if (rows)
        snprintf(seq, seq_size, "%s", pg_cell(rows, 0, 0));
    else if (!strncmp(pg_state(pg), "22", 2))
        snprintf(why, size, "'%.60s' is no time, expected one like '2026-01-15 06:00' or '2 hours'",
                 since);
    pg_rows_free(rows);
    return rows != NULL;
}

/* Reads one page and moves `seq` on; the number of facts, -1 on failure. */
static int read_page(struct pg *pg, char *seq, size_t seq_size,
                     void (*on_fact)(void *ctx, const struct query_fact *fact), void *ctx,
                     char *why, size_t size)
{
    const struct pg_param param = PG_TEXT(seq);
    struct query_fact fact = {0};
    struct pg_rows *rows =
        pg_ask(pg, QUERY_FACT_SELECT "where f.seq > $1::bigint order by f.seq limit " PAGE, &param,
               1, why, size);
    int count = rows ? pg_rows_count(rows) : -1;
    for (int i = 0; i < count; i++) {
        query_fact_take(rows, i, &fact);
        on_fact(ctx, &fact);
    }
    if (count > 0)
        snprintf(seq, seq_size, "%" PRId64, fact.fact.seq);
    pg_rows_free(rows);
    return count;
}

bool query_journal(const char *conninfo, const char *since,
                   void (*on_fact)(void *ctx, const struct query_fact *fact), void *ctx, char *why,
                   size_t size)
{
    char seq[24];
    struct pg *pg = pg_open(conninfo, "heatdesk journal", why, size);
    int got = pg && set_zone(pg, why, size) &&
                      find_start(pg, since ? since : "1 day", seq, sizeof seq, why, size)
                  ? 1
                  : -1;
    while (got > 0)
        got = read_page(pg, seq, sizeof seq, on_fact, ctx, why, size);
    pg_close(pg);
    return got == 0;
}
