/* A city of 10,000 stations and a million households, from CSV into an empty database. */
#include "backend/base/clock.h"
#include "backend/store/exchange.h"
#include "backend/store/pg.h"
#include "backend/store/schema.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NETWORKS   200
#define STATIONS   10000
#define BUILDINGS  4  /* a station, two a circuit */
#define HOUSEHOLDS 25 /* a building */
#define LIMIT_S    60.0

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "bench_import: %s: %s\n", what, why);
    exit(1);
}

static FILE *create(const char *dir, const char *name, const char *header)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *out = fopen(path, "w");
    if (!out)
        fail(path, strerror(errno));
    fprintf(out, "%s\n", header);
    return out;
}

static void put_station(FILE *out, int s)
{
    fprintf(out, "S%05d,station,滨河第%d换热站,N%03d,,\n", s, s, s % NETWORKS);
    for (int c = 1; c <= 2; c++)
        fprintf(out, "S%05d-%d,circuit,%s,S%05d,%d,\n", s, c, c == 1 ? "高区" : "低区", s, c);
    for (int b = 0; b < BUILDINGS; b++) {
        fprintf(out, "S%05d-B%d,building,滨河小区%d号楼,S%05d-%d,,\n", s, b, b + 1, s, b % 2 + 1);
        for (int h = 0; h < HOUSEHOLDS; h++)
            fprintf(out, "S%05d-B%d-%d,household,%d单元%d%02d室,S%05d-B%d,,\n", s, b, h, h % 3 + 1,
                    h / 3 + 1, h % 3 + 1, s, b);
    }
}

static void write_nodes(const char *dir)
{
    FILE *out = create(dir, "nodes.csv", "code,kind,name,parent,circuit,households");
    for (int q = 0; q < 3; q++)
        fprintf(out, "Q%d,source,热源%d,,,\n", q, q);
    for (int n = 0; n < NETWORKS; n++)
        fprintf(out, "N%03d,network,%d号干线,Q%d,,\n", n, n, n % 3);
    for (int s = 0; s < STATIONS; s++)
        put_station(out, s);
    fclose(out);
}

/* Everybody has a name, a phone and a card, as a heating company knows them. */
static void write_households(const char *dir)
{
    static const char *const family[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "孙", "马"};
    static const char *const given[] = {"小红", "建国", "丽", "伟", "秀英", "志强", "芳", "军"};
    FILE *out = create(dir, "households.csv",
                       "node,name,phone,card,area_m2,heat_status,arrears,contract_c");
    for (int s = 0; s < STATIONS; s++)
        for (int b = 0; b < BUILDINGS; b++)
            for (int h = 0; h < HOUSEHOLDS; h++) {
                unsigned n = (unsigned)((s * BUILDINGS + b) * HOUSEHOLDS + h);
                unsigned chance = n * 2654435761U;
                fprintf(out, "S%05d-B%d-%d,%s%s%s,138%08u,%08u,%d.5,%s,%s,18\n", s, b, h,
                        family[chance % 9], given[chance / 9 % 8], given[chance / 72 % 8],
                        chance % 100000000, 60000000 + n, 60 + h * 3,
                        chance % 50 ? "supplied" : "stopped", chance % 20 ? "no" : "yes");
            }
    fclose(out);
}

static void write_rest(const char *dir)
{
    FILE *links = create(dir, "links.csv", "code,from,to,length_m,diameter_mm,valve");
    FILE *devices = create(dir, "devices.csv", "node,device,profile,endpoint,unit,period_s");
    FILE *points = create(dir, "points.csv", "node,device,point,low,high,step");
    for (int s = 0; s < STATIONS; s++) {
        fprintf(links, "L%05d,N%03d,S%05d,%d.5,200,open\n", s, s % NETWORKS, s, 20 + s % 300);
        if (s >= NETWORKS && s % 10 == 0) /* a loop to the neighbour */
            fprintf(links, "R%05d,S%05d,S%05d,150,150,open\n", s, s - 1, s);
        fprintf(devices, "S%05d,plc,station-plc,tcp:10.%d.%d.%d,1,5\n", s, s / 62500, s / 250 % 250,
                s % 250 + 1);
    }
    fclose(links);
    fclose(devices);
    fclose(points);
}

static long long count(const char *sql)
{
    char why[400];
    struct pg *pg = pg_open("", "bench", why, sizeof why);
    struct pg_rows *rows = pg ? pg_ask(pg, sql, NULL, 0, why, sizeof why) : NULL;
    if (!rows)
        fail(sql, why);
    long long value = strtoll(pg_cell(rows, 0, 0), NULL, 10);
    pg_rows_free(rows);
    pg_close(pg);
    return value;
}

static void remove_folder(const char *dir)
{
    static const char *const names[] = {"nodes.csv", "links.csv", "devices.csv", "points.csv",
                                        "households.csv"};
    char path[300];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

int main(void)
{
    char dir[] = "/tmp/heatdesk-bench-XXXXXX", why[400];
    if (!mkdtemp(dir))
        fail("mkdtemp", strerror(errno));
    if (!schema_init("", stderr, why, sizeof why))
        fail("init", why);
    write_nodes(dir);
    write_rest(dir);
    write_households(dir);
    struct mono start = clock_mono();
    bool is_good = exchange_import("", dir, stderr);
    double seconds = (double)mono_ms_since(start, clock_mono()) / 1000;
    start = clock_mono();
    bool is_again = is_good && exchange_import("", dir, stderr);
    double again = (double)mono_ms_since(start, clock_mono()) / 1000;
    remove_folder(dir);
    if (!is_again)
        return 1;
    if (count("select count(*) from hd.node where kind = 'household'") != 1000000)
        fail("import", "not a million households");
    if (count("select sum(households) from hd.tree where kind = 'source'") != 1000000)
        fail("tree", "its roots do not count a million households");
    if (count("select count(*) from hd.household") != 1000000)
        fail("import", "not a million users");
    printf("figure import.million_households_s %.1f s limit %.0f %s\n", seconds, LIMIT_S,
           seconds <= LIMIT_S ? "ok" : "short");
    printf("import again, unchanged: %.1f s\n", again);
    return seconds <= LIMIT_S ? 0 : 1;
}
