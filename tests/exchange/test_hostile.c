/* Import as an admin does it: a city with loops, text that means something elsewhere, broken files.
 */
#include "backend/store/exchange.h"
#include "tests/exchange/folder.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SOURCES    3
#define JUNCTIONS  60 /* on a ring that joins the sources, each with a station */
#define BUILDINGS  5  /* a circuit, of which each station has two */
#define HOUSEHOLDS 40 /* a building */
#define MUTATIONS  200

static struct ground ground;
static struct pg *root;
static char admin[80];
static uint64_t chance_state = 7;

static uint32_t chance(uint32_t below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance_state >> 33) % below;
}

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_hostile");
    root = ground_open_root(&ground);
    snprintf(admin, sizeof admin, "dbname=hd_hostile user=%s", ground_login[ADMIN]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    ground_drop(&ground);
    return 0;
}

static bool run(bool (*exchange)(const char *, const char *, FILE *), const char *conninfo,
                const struct folder *folder, char **said)
{
    size_t length = 0;
    *said = NULL;
    FILE *out = open_memstream(said, &length);
    bool ok = exchange(conninfo, folder->path, out);
    fclose(out);
    return ok;
}

static void must(bool (*exchange)(const char *, const char *, FILE *), const char *conninfo,
                 const struct folder *folder)
{
    char *said;
    if (!run(exchange, conninfo, folder, &said))
        fail_msg("%s", said);
    free(said);
}

struct text {
    char *at;
    size_t length;
    FILE *out;
};

static FILE *begin(struct text *text)
{
    return text->out = open_memstream(&text->at, &text->length);
}

static void end(struct text *text, const struct folder *folder, const char *name)
{
    fclose(text->out);
    folder_write(folder, name, text->at, text->length);
    free(text->at);
}

static void write_city_nodes(const struct folder *folder)
{
    struct text text;
    FILE *out = begin(&text);
    fputs("code,kind,name,parent,circuit,households\n", out);
    for (int i = 0; i < SOURCES; i++)
        fprintf(out, "Q%d,source,热源%d,,,\n", i, i);
    for (int i = 0; i < JUNCTIONS; i++) {
        fprintf(out, "J%d,junction,,,,\nS%d,station,换热站%d,,,\n", i, i, i);
        for (int c = 1; c <= 2; c++) {
            fprintf(out, "S%d-%d,circuit,,S%d,%d,\n", i, c, i, c);
            for (int b = 0; b < BUILDINGS; b++) {
                fprintf(out, "B%d-%d-%d,building,%d号楼,S%d-%d,,\n", i, c, b, b, i, c);
                for (int h = 0; h < HOUSEHOLDS; h++)
                    fprintf(out, "H%d-%d-%d-%d,household,%d室,B%d-%d-%d,,\n", i, c, b, h, h, i, c,
                            b);
            }
        }
    }
    end(&text, folder, "nodes.csv");
}

static void write_city(const struct folder *folder)
{
    struct text text;
    write_city_nodes(folder);
    FILE *out = begin(&text);
    fputs("code,from,to,length_m,diameter_mm,valve\n", out);
    for (int i = 0; i < JUNCTIONS; i++) {
        fprintf(out, "R%d,J%d,J%d,%d,600,open\n", i, i, (i + 1) % JUNCTIONS, 300 + i);
        fprintf(out, "T%d,J%d,S%d,50.5,200,\n", i, i, i);
    }
    for (int i = 0; i < SOURCES; i++)
        fprintf(out, "M%d,Q%d,J%d,1000,800,open\n", i, i, i * JUNCTIONS / SOURCES);
    fputs("X1,J5,J35,700,300,closed\nX2,S1,S2,900,,\n", out);
    end(&text, folder, "links.csv");
    out = begin(&text);
    fputs("node,device,profile,endpoint,unit,period_s\n", out);
    for (int i = 0; i < JUNCTIONS; i++)
        fprintf(out, "S%d,plc,demo,tcp:192.0.2.%d:502,1,5\n", i, i + 1);
    end(&text, folder, "devices.csv");
    out = begin(&text);
    fputs("node,device,point,low,high,step\n", out);
    for (int i = 0; i < JUNCTIONS; i += 2)
        fprintf(out, "S%d,plc,SP.1,30,6%d.5,\n", i, i % 10);
    end(&text, folder, "points.csv");
}

/* In by an admin, out, in elsewhere, out again: the same bytes; every loop kept, one way up each.
 */
static void test_city(void **state)
{
    (void)state;
    struct ground other;
    struct folder plant, first, second;
    ground_make(&other, "hd_hostile_other");
    folder_make(&plant);
    folder_make(&first);
    folder_make(&second);
    folder_fill(&plant);
    write_city(&plant);
    must(exchange_import, admin, &plant);
    must(exchange_export, admin, &first);
    must(exchange_import, other.conninfo, &first);
    must(exchange_export, other.conninfo, &second);
    assert_true(folder_equal(&first, &second));
    must(exchange_import, other.conninfo, &first); /* once more changes nothing */
    folder_remove(&second);
    folder_make(&second);
    must(exchange_export, other.conninfo, &second);
    assert_true(folder_equal(&first, &second));
    ground_expect(root, "select who || ' ' || kind from hd.fact order by seq desc",
                  "proof_admin imported");
    assert_int_equal(
        ground_number(root, "select sum(households) from hd.tree where kind = 'source'"),
        JUNCTIONS * 2 * BUILDINGS * HOUSEHOLDS);
    /* a forest needs a link for each node but its sources; each further one closes a loop */
    int links = 2 * JUNCTIONS + SOURCES + 2;
    assert_int_equal(ground_number(root, "select count(*) from hd.link"), links);
    assert_int_equal(ground_number(root, "select count(*) from hd.link where closing"),
                     links - 2 * JUNCTIONS);
    ground_expect(root, "select count(*) from hd.tree where parent_id is null and kind <> 'source'",
                  "0");
    ground_expect(root,
                  "select count(distinct parent_id) from hd.node where kind = 'station'"
                  " and retired is null",
                  "3");
    folder_remove(&plant);
    folder_remove(&first);
    folder_remove(&second);
    ground_drop(&other);
}

/* What means something to a shell, SQL, COPY, a spreadsheet or a terminal is only text. */
static const char *const names[] = {
    "\\.",
    "\\N",
    "\\x41\\t\\n",
    "'; drop table hd.node; --",
    "$$ $1 %s %n %d",
    "=cmd|'/c calc'!A1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "'=1",
    "''",
    "a\"\"b",
    "\"",
    ",",
    ";|`id`$(id)",
    "<script>",
    "null",
    "𠮷é한",
    "e\xcc\x81",
    "../../etc/passwd",
};

static void test_text(void **state)
{
    (void)state;
    struct folder plant, first, second;
    struct text text;
    char why[300];
    const int count = sizeof names / sizeof names[0];
    folder_make(&plant);
    folder_make(&first);
    folder_make(&second);
    folder_fill(&plant);
    FILE *out = begin(&text);
    fputs("\xef\xbb\xbf"
          "code,kind,name,parent,circuit,households\r\nQ1,source,a,,,\r\n",
          out);
    for (int i = 0; i < count; i++) {
        /* one that begins as a formula does is a spreadsheet's own quoting: '= means = */
        fprintf(out, "S%d,station,\"", i);
        for (const char *c = names[i]; *c; c++)
            fprintf(out, *c == '"' ? "\"\"" : "%c", *c);
        fputs("\",Q1,,\r\n", out);
    }
    end(&text, &plant, "nodes.csv");
    folder_write(&plant, "links.csv", "code,from,to,length_m,diameter_mm,valve\n", 40);
    folder_write(&plant, "devices.csv", "node,device,profile,endpoint,unit,period_s\n", 43);
    folder_write(&plant, "points.csv", "node,device,point,low,high,step\n", 32);
    must(exchange_import, admin, &plant);
    struct pg_rows *rows = pg_ask(root,
                                  "select substr(code, 2)::int, name from hd.node where kind ="
                                  " 'station' and retired is null",
                                  NULL, 0, why, sizeof why);
    assert_non_null(rows);
    assert_int_equal(pg_rows_count(rows), count);
    for (int i = 0; i < count; i++) {
        const char *written = names[atoi(pg_cell(rows, i, 0))];
        assert_string_equal(pg_cell(rows, i, 1), strcmp(written, "'=1") ? written : "=1");
    }
    pg_rows_free(rows);
    must(exchange_export, admin, &first);
    char *nodes = folder_read(&first, "nodes.csv");
    assert_non_null(strstr(nodes, ",'=cmd"));
    assert_null(strstr(nodes, ",=cmd"));
    free(nodes);
    must(exchange_import, admin, &first);
    must(exchange_export, admin, &second);
    assert_true(folder_equal(&first, &second));
    folder_remove(&plant);
    folder_remove(&first);
    folder_remove(&second);
}

static const char *const files[] = {
    "nodes.csv",     "links.csv", "devices.csv", "points.csv", "profiles/demo.profile",
    "households.csv"};
static const char users[] = "node,name,phone,card,area_m2,heat_status,arrears,contract_c\n"
                            "H1,王小红,13803151234 0315-2231234,60000001,90.5,supplied,no,18\n"
                            "B1,物业,120,A-17,,stopped,yes,\n";

/* Some bytes turned, cut, doubled, or put where they have no business. */
static char *mutate(const char *text, size_t *length)
{
    static const char odd[] = "\"\",\n\r\x00'\\;=\xff\xfe\x1b\t0-9eE.";
    size_t had = strlen(text), kept = 0;
    char *out = malloc(2 * had + 16);
    assert_non_null(out);
    uint32_t rate = 1 + chance(400);
    for (size_t i = 0; i < had; i++) {
        uint32_t what = chance(rate * 8);
        if (what == 0)
            out[kept++] = odd[chance(sizeof odd - 1)];
        else if (what == 1)
            i += chance(20);
        else if (what == 2)
            out[kept++] = (char)chance(256);
        if (i < had)
            out[kept++] = text[i];
    }
    *length = kept;
    return out;
}

/* Whatever the files hold: either all of it is taken and comes out again, or nothing happened. */
static void test_mutations(void **state)
{
    (void)state;
    int taken = 0;
    for (int i = 0; i < MUTATIONS; i++) {
        struct folder plant, first, second;
        char *said;
        folder_make(&plant);
        folder_fill(&plant);
        folder_write(&plant, "households.csv", users, strlen(users));
        const char *name = files[chance(sizeof files / sizeof files[0])];
        char *text = folder_read(&plant, name);
        size_t length;
        char *mutated = mutate(text, &length);
        folder_write(&plant, name, mutated, length);
        long long facts = ground_number(root, "select seq from hd.fact_head");
        long long version = ground_number(root, "select version from hd.plant");
        bool ok = run(exchange_import, admin, &plant, &said);
        taken += ok;
        assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts + ok);
        assert_int_equal(ground_number(root, "select version from hd.plant"), version + ok);
        if (!ok && !strstr(said, "nothing imported"))
            fail_msg("%s: said %s", name, said);
        free(said);
        if (ok) {
            folder_make(&first);
            folder_make(&second);
            must(exchange_export, admin, &first);
            must(exchange_import, admin, &first);
            must(exchange_export, admin, &second);
            assert_true(folder_equal(&first, &second));
            folder_remove(&first);
            folder_remove(&second);
        }
        free(text);
        free(mutated);
        folder_remove(&plant);
    }
    print_message("%d of %d were taken\n", taken, MUTATIONS);
    assert_in_range(taken, 1, MUTATIONS - 1);
}

/* Only an admin imports; who does not gets told, and nothing stays. */
static void test_rights(void **state)
{
    (void)state;
    static const enum person others[] = {DISPATCHER, LEADER,  SUPERVISOR, CREW,
                                         COLLECTOR,  AUDITOR, READER};
    struct folder plant;
    folder_make(&plant);
    folder_fill(&plant);
    char *before = ground_hash(root);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char conninfo[80], *said;
        snprintf(conninfo, sizeof conninfo, "dbname=hd_hostile user=%s", ground_login[others[i]]);
        assert_false(run(exchange_import, conninfo, &plant, &said));
        assert_non_null(strstr(said, "nothing imported: it needs the role admin; you are "));
        free(said);
    }
    char *after = ground_hash(root);
    assert_string_equal(before, after);
    free(before);
    free(after);
    folder_remove(&plant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_city),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_rights),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
