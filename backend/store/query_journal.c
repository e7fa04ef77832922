#include "backend/base/alloc.h"
#include "backend/core/crew.h"
#include "backend/store/query_fact.h"
#include "backend/store/query_since.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE "500"

/* The number of the last fact before `since`, as text; false with `why`. */
static bool find_start(struct pg *pg, const char *since, char *seq, size_t seq_size, char *why,
                       size_t size)
{
    struct wall moment;
    char micros[24];
    if (!query_since(pg, since, &moment, why, size))
        return false;
    snprintf(micros, sizeof micros, "%" PRId64, moment.us);
    const struct pg_param param = PG_TEXT(micros);
    struct pg_rows *rows = pg_ask(pg,
                                  "select coalesce(max(seq), 0) from hd.fact where stored < "
                                  "timestamptz 'epoch' + $1::bigint * interval '1 microsecond'",
                                  &param, 1, why, size);
    if (rows)
        snprintf(seq, seq_size, "%s", pg_cell(rows, 0, 0));
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

/* Who may not see the crews reads the journal without their names. */
static void read_crews(struct pg *pg, struct site *names)
{
    char why[200];
    struct pg_rows *rows = pg_ask(pg, "select c.id, c.code, c.name from hd.crew c order by c.code",
                                  NULL, 0, why, sizeof why);
    int count = rows ? pg_rows_count(rows) : 0;
    struct crew *crews = alloc_array((size_t)count + 1, sizeof *crews);
    for (int i = 0; i < count; i++) {
        crews[i].id = (int32_t)strtol(pg_cell(rows, i, 0), NULL, 10);
        snprintf(crews[i].code, sizeof crews[i].code, "%s", pg_cell(rows, i, 1));
        snprintf(crews[i].name, sizeof crews[i].name, "%s", pg_cell(rows, i, 2));
    }
    site_put_crews(names, crews, (size_t)count);
    free(crews);
    pg_rows_free(rows);
}

bool query_journal(const char *conninfo, const char *since, struct site *names,
                   void (*on_fact)(void *ctx, const struct query_fact *fact), void *ctx, char *why,
                   size_t size)
{
    char seq[24];
    struct pg *pg = pg_open(conninfo, "heatdesk journal", why, size);
    int got = pg && find_start(pg, since ? since : "1 day", seq, sizeof seq, why, size) ? 1 : -1;
    if (got > 0)
        read_crews(pg, names);
    while (got > 0)
        got = read_page(pg, seq, sizeof seq, on_fact, ctx, why, size);
    pg_close(pg);
    return got == 0;
}
