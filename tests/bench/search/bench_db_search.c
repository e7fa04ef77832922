/* Finding a caller among a million households: each key of a few hundred searches as a dispatcher
 * types them, each asked anew. */
#include "backend/base/text.h"
#include "backend/core/desk.h"
#include "backend/store/desk_sql.h"
#include "backend/store/exchange.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_MS  50
#define CALLERS   25 /* for each way of asking */
#define KEYS_MOST 20000

/* What is typed of a household h (name, phone, card), its place p and node n. The keys of a place
 * are in this order: address, that by initials, room, name, family name in pinyin, initials. */
static const struct way {
    const char *name, *typed;
} ways[] = {
    {"phone", "split_part(h.phone, ' ', 1)"},
    {"end of phone", "right(split_part(h.phone, ' ', 1), 4)"},
    {"name", "h.name"},
    {"initials", "split_part(p.keys, chr(31), 7)"},
    {"family in pinyin", "split_part(p.keys, chr(31), 6)"},
    {"card", "h.card"},
    {"code", "lower(n.code)"},
    {"address", "split_part(p.keys, chr(31), 2)"},
    {"address as said",
     "replace(regexp_replace(p.address, '-(\\d+)-', '号楼\\1单元'), ' ', '') || '室'"},
    {"initials, room", "regexp_replace(split_part(p.keys, chr(31), 3), '^([a-z]+)', '\\1 ')"},
    {"community, name", "split_part(p.address, ' ', 1) || ' ' || h.name"},
    {"community, family", "regexp_replace(split_part(p.keys, chr(31), 3), '[0-9].*', '') || ' ' ||"
                          " split_part(p.keys, chr(31), 6)"},
    {"name, end of phone", "h.name || ' ' || right(split_part(h.phone, ' ', 1), 4)"},
    {"community, door", "split_part(p.address, ' ', 1) || ' ' || split_part(p.address, '-', 3)"},
};
#define WAYS (sizeof ways / sizeof *ways)

static double all_ms[KEYS_MOST];
static size_t all_count;

static void make_city(void)
{
    char program[4096], dir[] = "/tmp/heatdesk-bench-XXXXXX";
    build_path(program, sizeof program, "backend/plant/heatplant");
    if (!mkdtemp(dir))
        give_up(dir, strerror(errno));
    char *arguments[] = {program,        "city",    "--out",          dir, "--stations", "10000",
                         "--households", "1000000", "--serial-lines", "0", NULL};
    run_program(arguments);
    FILE *nowhere = fopen("/dev/null", "w");
    if (!nowhere || !exchange_import("", dir, nowhere))
        give_up("import", dir);
    fclose(nowhere);
    database_remove(dir);
}

/* Asks as the console does; whether the wanted node was among the answers. */
static bool ask(struct pg *pg, const char *typed, const char *wanted, double *ms)
{
    struct desk_list_params params;
    char why[300];
    double start = now_s();
    desk_list_params(&params, 0, 0, 40, typed);
    struct pg_rows *rows = pg_ask(pg, desk_list_sql(DESK_LIST_HOUSEHOLDS), params.param,
                                  DESK_LIST_PARAMS, why, sizeof why);
    *ms = (now_s() - start) * 1000;
    if (!rows)
        give_up(typed, why);
    bool is_there = false;
    for (int i = 0; i < pg_rows_count(rows); i++)
        is_there |= strcmp(pg_cell(rows, i, 0), wanted) == 0;
    pg_rows_free(rows);
    return is_there;
}

/* Key by key; whether the caller is found in the end. */
static bool type_it(struct pg *pg, const char *text, const char *wanted, double *worst)
{
    char typed[200];
    bool is_there = false;
    size_t length = strlen(text), at = 0;
    uint32_t character;
    for (int bytes;
         at < sizeof typed - 5 && (bytes = text_next(text + at, length - at, &character)) > 0;) {
        double ms;
        memcpy(typed + at, text + at, (size_t)bytes);
        at += (size_t)bytes;
        typed[at] = 0;
        is_there = ask(pg, typed, wanted, &ms);
        *worst = ms > *worst ? ms : *worst;
        if (all_count < KEYS_MOST)
            all_ms[all_count++] = ms;
    }
    return is_there;
}

static void measure(struct pg *pg, const struct way *way)
{
    char sql[1000];
    size_t before = all_count;
    int found = 0;
    double worst = 0;
    snprintf(sql, sizeof sql,
             "select p.node_id, %s from (select * from hd.household tablesample system (0.2)"
             " repeatable (%d)) h join hd.household_place p using (node_id) join hd.node n on"
             " n.id = h.node_id where h.phone <> '' and length(h.name) > 1"
             " order by md5(h.card) limit %d",
             way->typed, (int)(way - ways), CALLERS);
    struct pg_rows *rows = database_ask(pg, sql);
    int count = pg_rows_count(rows);
    for (int i = 0; i < count; i++)
        found += type_it(pg, pg_cell(rows, i, 1), pg_cell(rows, i, 0), &worst);
    printf("%-20s %4zu keys, p95 %5.1f ms, worst %5.1f ms; %d of %d found, like \"%s\"\n",
           way->name, all_count - before, percentile(all_ms + before, all_count - before, 0.95),
           worst, found, count, count ? pg_cell(rows, 0, 1) : "");
    pg_rows_free(rows);
}

int main(void)
{
    database_init();
    make_city();
    struct pg *pg = database_open(BENCH_DISPATCHER);
    if (database_number(pg, "select count(*) from hd.household") != 1000000)
        give_up("import", "not a million households");
    double first;
    ask(pg, "a", "", &first);
    printf("first question of a session: %.1f ms\n", first);
    for (size_t i = 0; i < WAYS; i++)
        measure(pg, &ways[i]);
    double p95 = percentile(all_ms, all_count, 0.95);
    printf("%zu keys, median %.1f ms, worst %.1f ms\n", all_count,
           percentile(all_ms, all_count, 0.5), percentile(all_ms, all_count, 1));
    pg_close(pg);
    return figure("ticket.search_key_p95_ms", p95, "ms", LIMIT_MS) ? 0 : 1;
}
