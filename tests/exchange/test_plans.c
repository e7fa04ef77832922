/* plans.csv: what is wrong with it is said with file and line, what goes in comes out, all or
 * nothing; without the file the cards stay; only an admin changes them. */
#include "backend/store/exchange.h"
#include "backend/store/exchange_files.h"
#include "tests/exchange/folder.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "card,title,title_en,step,minutes,who,text,text_en\n"
#define LONG                                                                                       \
    "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"   \
    "123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"   \
    "123456789012345678901234567890123456789012345678901234567890"

static const struct mistake {
    const char *plans, *message;
} mistakes[] = {
    {"", "plans.csv:1: empty, expected a header with the columns card, title, title_en, step, "
         "minutes, who, text and text_en\n"},
    {HEAD "power,停电,,1,5,crew,,\n", "plans.csv:2: text is empty, expected a value\n"},
    {HEAD ",停电,,1,5,crew,x,\n", "plans.csv:2: card is empty, expected a value\n"},
    {HEAD "power,,,1,5,crew,x,\n",
     "plans.csv:2: title is empty, expected one in the first row of card 'power'\n"},
    {HEAD "power,停电,,1,,,x,\npower,断电,,2,,,y,\n",
     "plans.csv:3: title '断电', expected '停电' as in line 2, or nothing\n"},
    {HEAD "power,停电,,1,,,x,\npower,,Power,2,,,y,\n",
     "plans.csv:3: title_en 'Power', expected '' as in line 2, or nothing\n"},
    {HEAD "power,停电,,2,,,x,\npower,,,3,,,y,\n",
     "plans.csv:2: step 2 of card 'power', expected 1: in order, without a gap\n"},
    {HEAD "power,停电,,1,,,x,\npower,,,1,,,y,\n",
     "plans.csv:3: step 1 of card 'power', expected 2: in order, without a gap\n"},
    {HEAD "power,停电,,0,,,x,\n", "plans.csv:2: step '0', expected a whole number from 1 to 40\n"},
    {HEAD "power,停电,,1,-5,,x,\n",
     "plans.csv:2: minutes '-5', expected a whole number from 0 to 10080\n"},
    {HEAD "power,停电,,1,5 min,,x,\n",
     "plans.csv:2: minutes '5 min', expected a whole number from 0 to 10080\n"},
    {HEAD "power,停电,,1,,,a\x1b[31m,\n",
     "plans.csv:2: text holds U+001B, expected printable UTF-8 text\n"},
    {HEAD "power,停电,,1,,,x\xff,\n",
     "plans.csv:2: text holds byte 0xFF, which is not UTF-8, expected printable UTF-8 text\n"},
    {HEAD "power,停电,,1,,," LONG ",\n", "plans.csv:2: text has 240 bytes, expected at most 230\n"},
    {HEAD "a_card_of_more_than_23_bytes,停电,,1,,,x,\n",
     "plans.csv:2: card has 28 bytes, expected at most 23\n"},
    {HEAD "power,停电,,1,,,x\n", "plans.csv:2: 7 fields, expected 8 as in the header\n"},
    {"card,title\n", NULL},
};

static void put(const struct folder *folder, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/plans.csv", folder->path);
    if (text)
        folder_write(folder, "plans.csv", text, strlen(text));
    else
        unlink(path);
}

static void test_mistakes(void **state)
{
    (void)state;
    struct folder folder;
    folder_make(&folder);
    folder_fill(&folder);
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        struct inventory inventory = {0};
        char *said = NULL;
        size_t length = 0;
        put(&folder, mistakes[i].plans);
        struct exchange_errors errors = {.out = open_memstream(&said, &length)};
        assert_false(exchange_files_read(folder.path, &inventory, &errors));
        fclose(errors.out);
        if (mistakes[i].message)
            assert_string_equal(said, mistakes[i].message);
        inventory_finish(&inventory);
        free(said);
    }
    folder_remove(&folder);
}

static struct ground ground;
static struct pg *root;
static struct folder plant;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_exchange_plans");
    root = ground_open_root(&ground);
    folder_make(&plant);
    folder_fill(&plant);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    ground_drop(&ground);
    folder_remove(&plant);
    return 0;
}

static char *exchange(bool (*run)(const char *, const char *, FILE *), enum person person,
                      const struct folder *folder, bool expected)
{
    char conninfo[128], *said = NULL;
    size_t length = 0;
    snprintf(conninfo, sizeof conninfo, "%s user=%s", ground.conninfo, ground_login[person]);
    FILE *out = open_memstream(&said, &length);
    bool is_good = run(conninfo, folder->path, out);
    fclose(out);
    if (is_good != expected)
        fail_msg("said %s", said);
    return said;
}

static void import(const char *plans, bool expected, const char *ending)
{
    put(&plant, plans);
    char *said = exchange(exchange_import, ADMIN, &plant, expected);
    if (!strstr(said, ending))
        fail_msg("said %s, expected %s", said, ending);
    free(said);
}

static const char plans[] =
    HEAD "heat,停热,No heat,1,5,dispatcher,核实,\n"
         "heat,停热,No heat,2,,李队长,\"抢修, 不间断\",\"'=repair, on and on\"\n"
         "test,演练,,1,0,,集合,Meet\n";

/* The starting set comes out of a new database and goes into it again. */
static void test_shipped(void **state)
{
    (void)state;
    struct folder out;
    folder_make(&out);
    import(NULL, true, "2 limits\n");
    free(exchange(exchange_export, ADMIN, &out, true));
    char *first = folder_read(&out, "plans.csv");
    assert_non_null(first);
    static const char *const cards[] = {"source", "primary", "secondary", "power", "cold"};
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        char row[40];
        snprintf(row, sizeof row, "\n%s,", cards[i]);
        assert_non_null(strstr(first, row));
    }
    import(first, true, "5 plan cards\n");
    free(exchange(exchange_export, ADMIN, &out, true));
    char *second = folder_read(&out, "plans.csv");
    assert_string_equal(first, second);
    free(first);
    free(second);
    folder_remove(&out);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct folder out;
    folder_make(&out);
    import(plans, true, "2 limits, 2 plan cards\n");
    ground_expect(root, "select string_agg(code, ' ' order by code) from hd.plan_card",
                  "heat test");
    ground_expect(root, "select text_en from hd.plan_card_step where card = 'heat' and n = 2",
                  "=repair, on and on");
    free(exchange(exchange_export, SUPERVISOR, &out, true)); /* everybody may read them */
    char *text = folder_read(&out, "plans.csv");
    assert_string_equal(text, plans);
    free(text);
    import(NULL, true, "2 limits\n"); /* without the file they stay */
    ground_expect(root, "select count(*) from hd.plan_card", "2");
    import(HEAD "x,x,,1,,,x,\nx,x,,3,,,x,\n", false, "plans.csv:3: step 3");
    ground_expect(root, "select count(*) from hd.plan_card", "2");
    import(HEAD, true, "0 plan cards\n");
    ground_expect(root, "select count(*) from hd.plan_card_step", "0");
    folder_remove(&out);
}

static void test_rights(void **state)
{
    (void)state;
    put(&plant, plans);
    free(exchange(exchange_import, DISPATCHER, &plant, false));
    struct pg *leader = ground_open(&ground, LEADER);
    assert_string_equal(
        ground_state(leader, "select hd.plan_load('{a}', '{a}', '{}', '{1}', '{}', '{a}', '{}')"),
        "42501");
    pg_close(leader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_rights),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
