/* Import and export with a real database: what goes in comes out, all or nothing, ids stay. */
#include "backend/store/exchange.h"
#include "backend/store/pg.h"
#include "backend/store/query.h"
#include "backend/store/schema.h"
#include "tests/exchange/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Databases of their own, so that an import can start from nothing. */
static void make_database(const char *name, char *conninfo, size_t size)
{
    char why[400] = "", sql[200], *said = NULL;
    size_t length = 0;
    struct pg *pg = pg_open("dbname=postgres", "test", why, sizeof why);
    if (!pg)
        fail_msg("%s", why);
    snprintf(sql, sizeof sql, "drop database if exists %s", name);
    assert_true(pg_run(pg, sql, why, sizeof why));
    snprintf(sql, sizeof sql, "create database %s encoding 'UTF8' template template0", name);
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%s", why);
    pg_close(pg);
    snprintf(conninfo, size, "dbname=%s", name);
    FILE *out = open_memstream(&said, &length);
    if (!schema_init(conninfo, out, why, sizeof why))
        fail_msg("%s", why);
    fclose(out);
    free(said);
}

/* One value of the database as text; the caller frees it. */
static char *ask(const char *conninfo, const char *sql)
{
    char why[400];
    struct pg *pg = pg_open(conninfo, "test", why, sizeof why);
    if (!pg)
        fail_msg("%s", why);
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, sizeof why);
    if (!rows)
        fail_msg("%s", why);
    char *value = strdup(pg_rows_count(rows) > 0 ? pg_cell(rows, 0, 0) : "");
    pg_rows_free(rows);
    pg_close(pg);
    return value;
}

static void expect(const char *conninfo, const char *sql, const char *value)
{
    char *got = ask(conninfo, sql);
    if (strcmp(got, value) != 0)
        fail_msg("%s gave '%s', expected '%s'", sql, got, value);
    free(got);
}

/* Runs it and returns what it said; the caller frees it. */
static char *run(bool (*exchange)(const char *, const char *, FILE *), const char *conninfo,
                 const struct folder *folder, bool expected)
{
    char *said = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    bool is_good = exchange(conninfo, folder->path, out);
    fclose(out);
    if (is_good != expected)
        fail_msg("said %s", said);
    return said;
}

static void write_text(const struct folder *folder, const char *name, const char *text)
{
    folder_write(folder, name, text, strlen(text));
}

/* The text of a file of the small plant with `from` replaced by `to`. */
static void edit(const struct folder *folder, const char *name, const char *from, const char *to)
{
    char *text = folder_read(folder, name), *place = strstr(text, from), *edited = NULL;
    size_t length = 0;
    assert_non_null(place);
    FILE *out = open_memstream(&edited, &length);
    fprintf(out, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    fclose(out);
    folder_write(folder, name, edited, length);
    free(text);
    free(edited);
}

static void test_round_trip(void **state)
{
    (void)state;
    char first_db[64], second_db[64];
    struct folder plant, first, second;
    make_database("hd_first", first_db, sizeof first_db);
    make_database("hd_second", second_db, sizeof second_db);
    folder_make(&plant);
    folder_make(&first);
    folder_make(&second);
    folder_fill(&plant);
    edit(&plant, "nodes.csv", "医院换热站", "\"=医院, \"\"东\"\" \\ 换热站\"");
    free(run(exchange_import, first_db, &plant, true));
    free(run(exchange_export, first_db, &first, true));
    free(run(exchange_import, second_db, &first, true));
    free(run(exchange_export, second_db, &second, true));
    assert_true(folder_equal(&first, &second));
    expect(second_db, "select name from hd.node where code = 'S2'", "=医院, \"东\" \\ 换热站");
    expect(second_db, "select initials from hd.node where code = 'S1'", "bhhrz");
    expect(second_db, "select string_agg(code, ' ' order by code) from hd.link where closing",
           "P3 P6");
    expect(second_db,
           "select p.code from hd.node n join hd.node p on p.id = n.parent_id "
           "where n.code = 'S2'",
           "Q1");
    expect(second_db, "select households from hd.tree where code = 'Q1'", "202");
    char *nodes = folder_read(&first, "nodes.csv");
    assert_non_null(strstr(nodes, "S2,station,\"'=医院, \"\"东\"\" \\ 换热站\",Q1,,\n"));
    free(nodes);
    char *devices = folder_read(&first, "devices.csv");
    assert_string_equal(devices, "node,device,profile,endpoint,unit,period_s\n"
                                 "S1,meter,demo,rtutcp:192.0.2.1:4001,2,\n"
                                 "S1,plc,demo,tcp:192.0.2.1:502,1,5\n"
                                 "S2,plc,demo,tcp:192.0.2.2:1502,1,2.5\n");
    free(devices);
    folder_remove(&plant);
    folder_remove(&first);
    folder_remove(&second);
}

static void test_all_or_nothing(void **state)
{
    (void)state;
    char db[64];
    struct folder plant, before, after;
    make_database("hd_whole", db, sizeof db);
    folder_make(&plant);
    folder_make(&before);
    folder_make(&after);
    folder_fill(&plant);
    free(run(exchange_import, db, &plant, true));
    free(run(exchange_export, db, &before, true));
    char *facts = ask(db, "select count(*) from hd.fact");
    edit(&plant, "nodes.csv", "滨河换热站", "another");
    edit(&plant, "points.csv", "35,60", "35,90");
    char *said = run(exchange_import, db, &plant, false);
    assert_string_equal(said, "points.csv:2: high 90 widens the profile's, expected 20 to 70\n"
                              "1 mistake, nothing imported\n");
    free(said);
    free(run(exchange_export, db, &after, true));
    assert_true(folder_equal(&before, &after));
    expect(db, "select count(*) from hd.fact", facts);
    free(facts);
    /* and when the database itself refuses the last step */
    char why[300];
    struct pg *pg = pg_open(db, "test", why, sizeof why);
    assert_true(
        pg_run(pg, "alter function hd.import_done(text) rename to hidden", why, sizeof why));
    edit(&plant, "points.csv", "35,90", "35,60");
    said = run(exchange_import, db, &plant, false);
    assert_memory_equal(said, "nothing imported: ", 18);
    free(said);
    assert_true(
        pg_run(pg, "alter function hd.hidden(text) rename to import_done", why, sizeof why));
    pg_close(pg);
    folder_remove(&after);
    folder_make(&after);
    free(run(exchange_export, db, &after, true));
    assert_true(folder_equal(&before, &after));
    folder_remove(&plant);
    folder_remove(&before);
    folder_remove(&after);
}

static void test_ids_stay(void **state)
{
    (void)state;
    char db[64];
    struct folder plant;
    make_database("hd_ids", db, sizeof db);
    folder_make(&plant);
    folder_fill(&plant);
    free(run(exchange_import, db, &plant, true));
    static const char nodes[] = "select string_agg(id || code, ' ' order by code) from hd.node";
    static const char devices[] =
        "select string_agg(id || ':' || node_id || code, ' ' order by id) "
        "from hd.device";
    char *node_ids = ask(db, nodes), *device_ids = ask(db, devices);
    /* a name, a new station, one device gone, one household gone */
    edit(&plant, "nodes.csv", "滨河换热站", "滨河新站");
    edit(&plant, "nodes.csv", "H2,household,1-102,B1,,1\n", "");
    edit(&plant, "devices.csv", "S1,meter,demo,rtutcp:192.0.2.1:4001,2,\n", "");
    char *said = run(exchange_import, db, &plant, true);
    assert_string_equal(said, "imported: 11 nodes (0 new, 1 changed, 1 retired), 6 links, "
                              "2 devices (1 retired), 2 limits\n");
    free(said);
    expect(db, nodes, node_ids);
    expect(db, devices, device_ids);
    expect(db, "select name from hd.node where code = 'S1'", "滨河新站");
    expect(db, "select count(*) from hd.node where retired is not null", "1");
    expect(db, "select count(*) from hd.device where retired is not null", "1");
    expect(db, "select version from hd.plant", "2");
    expect(db, "select count(*) from hd.fact where kind = 'imported'", "2");
    /* they come back as themselves */
    folder_fill(&plant);
    free(run(exchange_import, db, &plant, true));
    expect(db, nodes, node_ids);
    expect(db, devices, device_ids);
    expect(db, "select count(*) from hd.node where retired is not null", "0");
    expect(db, "select count(*) from hd.device where retired is not null", "0");
    free(node_ids);
    free(device_ids);
    folder_remove(&plant);
}

/* What the request function needs of a profile, and narrowed limits. */
static void test_profile_points(void **state)
{
    (void)state;
    char db[64];
    struct folder plant;
    make_database("hd_points", db, sizeof db);
    folder_make(&plant);
    folder_fill(&plant);
    free(run(exchange_import, db, &plant, true));
    expect(db,
           "select string_agg(concat_ws(',', idx, point, access, set_low, set_high, step, unit), "
           "' ' order by idx) from hd.profile_point where profile = 'demo'",
           "0,SP.1,write,20,70,5,C 1,T1g,read,C");
    expect(db,
           "select concat_ws(',', o.low, o.high, o.step) from hd.point_override o "
           "join hd.device d on d.id = o.device_id join hd.node n on n.id = d.node_id "
           "where n.code = 'S1'",
           "35,60,2");
    /* a shipped profile needs no file, and is exported with the plant */
    write_text(&plant, "devices.csv",
               "node,device,profile,endpoint,unit,period_s\n"
               "S1,plc,station-plc,tcp:192.0.2.1,1,\n");
    write_text(&plant, "points.csv", "node,device,point,low,high,step\n");
    free(run(exchange_import, db, &plant, true));
    expect(db, "select count(*) > 20 from hd.profile_point where profile = 'station-plc'", "t");
    struct folder out;
    folder_make(&out);
    free(run(exchange_export, db, &out, true));
    char *text = folder_read(&out, "profiles/station-plc.profile");
    assert_non_null(text);
    free(text);
    assert_null(folder_read(&out, "profiles/demo.profile"));
    folder_remove(&out);
    folder_remove(&plant);
}

/* Two devices of one profile, whose sections stand in this order. */
static void write_pair(const struct folder *plant, const char *sections)
{
    char text[400];
    snprintf(text, sizeof text, "[profile]\nzh = 甲\nen = A\n%s", sections);
    write_text(plant, "profiles/pair.profile", text);
    write_text(plant, "devices.csv",
               "node,device,profile,endpoint,unit,period_s\n"
               "S1,plc,pair,tcp:192.0.2.1,1,\n");
    write_text(plant, "points.csv", "node,device,point,low,high,step\n");
}

/* "A 45 C 0, B 600 kPa 0": point, value, unit and quality. */
static void expect_values(const char *db, const char *expected)
{
    struct query_station station;
    char why[400], got[200] = "";
    if (!query_station(db, "S1", NULL, &station, why, sizeof why))
        fail_msg("%s", why);
    for (size_t i = 0; i < station.point_count; i++) {
        const struct query_point *p = &station.point[i];
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s %g %s %d", i ? ", " : "",
                 p->point->id, p->reading.value, p->point->unit, p->reading.quality);
    }
    query_station_finish(&station);
    assert_string_equal(got, expected);
}

/* Values stand at the points they were read for, or nowhere. */
static void test_points_move(void **state)
{
    (void)state;
    static const char a[] = "[A]\naddress = 1\ntype = int16\nunit = C\n";
    static const char b[] = "[B]\naddress = 2\ntype = int16\nunit = kPa\n";
    static const char bar[] = "[B]\naddress = 2\ntype = int16\nunit = bar\n";
    static const char *const moved[][3] = {
        {b, a, "B nan kPa 8, A nan C 8"}, /* as many, elsewhere */
        {a, bar, "A nan C 8, B nan bar 8"},
        {a, "", "A nan C 8"},
    };
    char db[64], sections[200];
    struct folder plant;
    make_database("hd_move", db, sizeof db);
    folder_make(&plant);
    folder_fill(&plant);
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++) {
        snprintf(sections, sizeof sections, "%s%s", a, b);
        write_pair(&plant, sections);
        free(run(exchange_import, db, &plant, true));
        free(ask(db, "select hd.values_put(array[d.id], array[clock_timestamp()], array[p.layout],"
                     " array[2], '{45,600}', '\\x0000', '{}', '{}', '{}', '{}')"
                     " from hd.device d join hd.profile p on p.name = d.profile"
                     " where d.retired is null"));
        expect_values(db, "A 45 C 0, B 600 kPa 0");
        snprintf(sections, sizeof sections, "%s%s", moved[i][0], moved[i][1]);
        write_pair(&plant, sections);
        free(run(exchange_import, db, &plant, true));
        expect_values(db, moved[i][2]);
    }
    snprintf(sections, sizeof sections, "%s%s", a, b); /* as they were read: they are true again */
    write_pair(&plant, sections);
    free(run(exchange_import, db, &plant, true));
    expect_values(db, "A 45 C 0, B 600 kPa 0");
    folder_remove(&plant);
}

static void test_no_database(void **state)
{
    (void)state;
    struct folder plant;
    folder_make(&plant);
    folder_fill(&plant);
    char *said = run(exchange_import, "host=127.0.0.1 port=1 dbname=none", &plant, false);
    assert_memory_equal(said, "nothing imported: ", 18);
    free(said);
    said = run(exchange_export, "host=127.0.0.1 port=1 dbname=none", &plant, false);
    assert_memory_equal(said, "not exported: ", 14);
    free(said);
    folder_remove(&plant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),  cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_ids_stay),    cmocka_unit_test(test_profile_points),
        cmocka_unit_test(test_points_move), cmocka_unit_test(test_no_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
