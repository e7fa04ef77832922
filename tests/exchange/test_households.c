/* households.csv: what is wrong with it is said with file, line and what was expected, all or
 * nothing with the plant, and what goes in comes out. */
#include "backend/store/exchange.h"
#include "backend/store/exchange_files.h"
#include "tests/exchange/folder.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD  "node,name,phone,card,area_m2,heat_status,arrears,contract_c\n"
#define PHONE ", expected 3 to 20 digits with + before or - between, one blank between two phones\n"

static const struct mistake {
    const char *text, *message;
} mistakes[] = {
    {"node,name,phone,card,area,heat_status,arrears,contract_c\n",
     "households.csv:1: unknown column 'area', expected 'area_m2'\n"
     "households.csv:1: column 'area_m2' is missing, expected node, name, phone, card, area_m2, "
     "heat_status, arrears and contract_c\n"},
    {HEAD "H9,,,,,supplied,,\n",
     "households.csv:2: unknown node 'H9', expected a code of nodes.csv\n"},
    {HEAD "S1,,,,,supplied,,\n",
     "households.csv:2: a user at the station 'S1', expected a household or a building\n"},
    {HEAD "H1,,,,,supplied,,\nH2,,,,,supplied,,\nH1,,,,,supplied,,\n",
     "households.csv:4: node 'H1' again, expected it once (line 2)\n"},
    {HEAD ",,,,,supplied,,\n", "households.csv:2: node is empty, expected a value\n"},
    {HEAD "H1,,138 0315x,,,supplied,,\n", "households.csv:2: phone '138 0315x'" PHONE},
    {HEAD "H1,,13,,,supplied,,\n", "households.csv:2: phone '13'" PHONE},
    {HEAD "H1,,138  139,,,supplied,,\n", "households.csv:2: phone '138  139'" PHONE},
    {HEAD "H1,,138-,,,supplied,,\n", "households.csv:2: phone '138-'" PHONE},
    {HEAD "H1,,1+38,,,supplied,,\n", "households.csv:2: phone '1+38'" PHONE},
    {HEAD "H1,,123456789012345678901,,,supplied,,\n",
     "households.csv:2: phone '123456789012345678901'" PHONE},
    {HEAD "H1,a\x1b[31m,,,,supplied,,\n",
     "households.csv:2: name holds U+001B, expected printable UTF-8 text\n"},
    {HEAD "H1,,,C1,,supplied,,\nH2,,,C1,,supplied,,\n",
     "households.csv:3: card 'C1' again, expected another than that of line 2\n"},
    {HEAD "H1,,,,-1,supplied,,\n",
     "households.csv:2: area_m2 '-1', expected a number from 0 to 1e+07\n"},
    {HEAD "H1,,,,,,,\n", "households.csv:2: heat_status is empty, expected a value\n"},
    {HEAD "H1,,,,,off,,\n",
     "households.csv:2: unknown heat_status 'off', expected supplied, stopped or resumed\n"},
    {HEAD "H1,,,,,supplied,maybe,\n", "households.csv:2: arrears 'maybe', expected yes or no\n"},
    {HEAD "H1,,,,,supplied,,98\n",
     "households.csv:2: contract_c '98', expected a number from 5 to 40\n"},
    {HEAD "H1,,x,,y,z,,\nH9,,,,,supplied,,\n",
     "households.csv:2: phone 'x'" PHONE
     "households.csv:2: area_m2 'y', expected a number from 0 to 1e+07\n"
     "households.csv:2: unknown heat_status 'z', expected supplied, stopped or resumed\n"
     "households.csv:3: unknown node 'H9', expected a code of nodes.csv\n"},
};

static struct ground ground;
static struct pg *root;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_users");
    root = ground_open_root(&ground);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    ground_drop(&ground);
    return 0;
}

static void fill(struct folder *folder, const char *text)
{
    folder_make(folder);
    folder_fill(folder);
    if (text)
        folder_write(folder, "households.csv", text, strlen(text));
}

static void test_mistakes(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct folder folder;
        struct inventory inventory = {0};
        char *text = NULL;
        size_t length = 0;
        fill(&folder, mistakes[i].text);
        struct exchange_errors errors = {.out = open_memstream(&text, &length)};
        assert_false(exchange_files_read(folder.path, &inventory, &errors));
        fclose(errors.out);
        if (strcmp(text, mistakes[i].message) != 0 && ++failed)
            print_message("case %zu gave\n%sinstead of\n%s", i, text, mistakes[i].message);
        free(text);
        inventory_finish(&inventory);
        folder_remove(&folder);
    }
    assert_int_equal(failed, 0);
}

/* Runs it as the admin and returns what it said; the caller frees. */
static char *run(bool (*exchange)(const char *, const char *, FILE *), const char *conninfo,
                 const struct folder *folder, bool expected)
{
    char *said = NULL, as[160];
    size_t length = 0;
    FILE *out = open_memstream(&said, &length);
    snprintf(as, sizeof as, "%s user=%s", conninfo, ground_login[ADMIN]);
    bool is_good = exchange(as, folder->path, out);
    fclose(out);
    if (is_good != expected)
        fail_msg("said %s", said);
    return said;
}

/* Exported in the order of codes, numbers and words in one form, and so again from elsewhere. */
static void test_round_trip(void **state)
{
    (void)state;
    struct ground other;
    struct folder plant, first, second;
    fill(&plant,
         "phone,node,name,heat_status,card,area_m2,arrears,contract_c\n"
         "13803151234 +86-315-2231234,H2,\"=王, \"\"小\"\" 红\",resumed,0017,90.50,ON,18.0\n"
         ",B1,物业,stopped,,,,\n"
         "110,H1,,supplied,'-5,1e3,0,\n");
    ground_make(&other, "hd_users_other");
    folder_make(&first);
    folder_make(&second);
    char *said = run(exchange_import, ground.conninfo, &plant, true);
    assert_non_null(strstr(said, ", 2 limits, 3 heat users\n"));
    free(said);
    free(run(exchange_export, ground.conninfo, &first, true));
    char *text = folder_read(&first, "households.csv");
    assert_string_equal(
        text,
        HEAD "B1,物业,,,,stopped,no,\n"
             "H1,,110,'-5,1000,supplied,no,\n"
             "H2,\"'=王, \"\"小\"\" 红\",13803151234 +86-315-2231234,0017,90.5,resumed,yes,18\n");
    free(text);
    free(run(exchange_import, other.conninfo, &first, true));
    free(run(exchange_export, other.conninfo, &second, true));
    assert_true(folder_equal(&first, &second));
    /* the keys are the same, too, though the numbers of nodes are not */
    static const char keys[] = "select string_agg(n.code || k.key, ' ' order by n.code, k.key)"
                               " from hd.household_key k join hd.node n on n.id = k.node_id";
    struct pg *pg = ground_open_root(&other);
    char *mine = ground_ask(root, keys), *theirs = ground_ask(pg, keys);
    assert_true(strlen(mine) > 100);
    assert_string_equal(mine, theirs);
    free(mine);
    free(theirs);
    pg_close(pg);
    folder_remove(&plant);
    folder_remove(&first);
    folder_remove(&second);
    ground_drop(&other);
}

/* All of the plant that households.csv touches, and the log. */
static const char everything[] =
    "select md5(string_agg(t, '|' order by t)) from (select n::text as t from hd.node n union all"
    " select h::text from hd.household h union all select p::text from hd.household_place p union"
    " all select k::text from hd.household_key k union all select f::text from hd.fact f) t";

/* One row wrong, here or in another file, and nothing of either is taken. */
static void test_all_or_nothing(void **state)
{
    (void)state;
    struct folder plant;
    fill(&plant, HEAD "H1,before,,,,supplied,,\n");
    free(run(exchange_import, ground.conninfo, &plant, true));
    char *before = ground_ask(root, everything);
    folder_remove(&plant);
    fill(&plant, HEAD "H1,after,,,,supplied,,\nH2,,x,,,supplied,,\n");
    char *said = run(exchange_import, ground.conninfo, &plant, false);
    assert_string_equal(said, "households.csv:3: phone 'x'" PHONE "1 mistake, nothing imported\n");
    free(said);
    folder_remove(&plant);
    fill(&plant, HEAD "H1,after,,,,supplied,,\n");
    folder_write(&plant, "points.csv", "node\n", 5);
    free(run(exchange_import, ground.conninfo, &plant, false));
    folder_remove(&plant);
    /* the database refuses at its very end */
    fill(&plant, HEAD "H1,after,,,,supplied,,\n");
    ground_run(root, "alter function hd.household_done() rename to hidden");
    free(run(exchange_import, ground.conninfo, &plant, false));
    ground_run(root, "alter function hd.hidden() rename to household_done");
    char *after = ground_ask(root, everything);
    assert_string_equal(before, after);
    folder_remove(&plant);
    free(before);
    free(after);
}

/* Unchanged rows are not written again; those of a changed one are. */
static void test_only_changes(void **state)
{
    (void)state;
    static const char rows[] = "select string_agg(n.code, ' ' order by n.code) from hd.%s h join"
                               " hd.node n on n.id = h.node_id where h.xmin::text ="
                               " (select max(f.xmin::text::bigint)::text from hd.plant f)";
    struct folder plant;
    char sql[300];
    fill(&plant, HEAD "H1,a,,,50,supplied,,18\nH2,b,,,60,supplied,,\n");
    free(run(exchange_import, ground.conninfo, &plant, true));
    folder_remove(&plant);
    fill(&plant, HEAD "H1,a,,,50,supplied,,18\nH2,b,,,61,stopped,,\n");
    free(run(exchange_import, ground.conninfo, &plant, true));
    snprintf(sql, sizeof sql, rows, "household");
    ground_expect(root, sql, "H2");
    snprintf(sql, sizeof sql, rows, "household_place"); /* it is found by the same words */
    ground_expect(root, sql, "");
    ground_expect(root,
                  "select h.area_m2 || h.heat_status from hd.household h join hd.node n"
                  " on n.id = h.node_id where n.code = 'H2'",
                  "61stopped");
    folder_remove(&plant);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_only_changes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
