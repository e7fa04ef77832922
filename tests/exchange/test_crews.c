/* crews.csv and roster.csv: what is wrong with them is said with file and line, what goes in comes
 * out, all or nothing, and what they do not speak of stays. */
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

#define CREWS  "code,name,phone,leader,skills,areas,login,hook\n"
#define ROSTER "crew,person,phone,role,from,to,replaces\n"
#define K1     "K1,抢修一班,13900000001,王磊,leak;valve,N1;S2,crew1;crew2,https://example.org/k1\n"
#define K2     "K2,抢修二班,,,,,,\n"
#define DAY    "2099-11-15 08:00,2099-11-15 20:00"

static const struct mistake {
    const char *crews, *roster, *message; /* NULL: no such file */
} mistakes[] = {
    {CREWS "K1,,,,,,,\n", NULL, "crews.csv:2: name is empty, expected a value\n"},
    {CREWS K1 "K1,x,,,,,,\n", NULL,
     "crews.csv:3: code 'K1' again, expected another than that of line 2\n"},
    {CREWS "K1,x,,,,S1;S9,,\n", NULL,
     "crews.csv:2: unknown area 'S9', expected a code of nodes.csv\n"},
    {CREWS "K1,x,,,leak;;valve,,,\n", NULL,
     "crews.csv:2: skills 'leak;;valve', expected words with ; between and no blank around it\n"},
    {CREWS "K1,x,,,leak; valve,,,\n", NULL,
     "crews.csv:2: skills 'leak; valve', expected words with ; between and no blank around it\n"},
    {CREWS "K1,x,,,a_skill_of_more_than_23_bytes,,,\n", NULL,
     "crews.csv:2: skill 'a_skill_of_more_than_23_bytes', expected at most 23 bytes\n"},
    {CREWS K1 "K2,x,,,,,crew9;crew2,\n", NULL,
     "crews.csv:3: login 'crew2' again, expected it in one crew only (line 2)\n"},
    {CREWS "K1,x,,,,,a b,\n", NULL,
     "crews.csv:2: login 'a b', expected a name of at most 63 bytes without blanks\n"},
    {CREWS "K1,x,,,,,,ftp://x\n", NULL,
     "crews.csv:2: hook 'ftp://x', expected http:// or https:// without blanks\n"},
    {CREWS "K1,x,,,,,,https://\n", NULL,
     "crews.csv:2: hook 'https://', expected http:// or https:// without blanks\n"},
    {CREWS "K1,a\x1b[31m,,,,,,\n", NULL,
     "crews.csv:2: name holds U+001B, expected printable UTF-8 text\n"},
    {NULL, ROSTER, "roster.csv: there is no crews.csv, expected it beside this\n"},
    {CREWS K1, ROSTER "K9,,,primary," DAY ",\n",
     "roster.csv:2: unknown crew 'K9', expected a code of crews.csv\n"},
    {CREWS K1, ROSTER ",,,primary," DAY ",\n",
     "roster.csv:2: neither crew nor person, expected either a crew or a person\n"},
    {CREWS K1, ROSTER "K1,wang,,primary," DAY ",\n",
     "roster.csv:2: crew and person, expected either a crew or a person\n"},
    {CREWS K1, ROSTER "K1,,,night," DAY ",\n",
     "roster.csv:2: unknown role 'night', expected primary, secondary, dispatcher, leader, "
     "supervisor or vacation\n"},
    {CREWS K1, ROSTER "K1,,,primary,2099-02-29 08:00,2099-13-01 08:00,\n",
     "roster.csv:2: from '2099-02-29 08:00', expected a local time as 2026-11-15 08:00\n"
     "roster.csv:2: to '2099-13-01 08:00', expected a local time as 2026-11-15 08:00\n"},
    {CREWS K1, ROSTER "K1,,,primary,2099-11-15 8:00,2099-11-15 24:00,\n",
     "roster.csv:2: from '2099-11-15 8:00', expected a local time as 2026-11-15 08:00\n"
     "roster.csv:2: to '2099-11-15 24:00', expected a local time as 2026-11-15 08:00\n"},
    {CREWS K1, ROSTER "K1,,,primary,2099-11-15 08:00,2099-11-15 08:00,\n",
     "roster.csv:2: to '2099-11-15 08:00', expected a time after '2099-11-15 08:00'\n"},
    {CREWS K1,
     ROSTER "K1,,,primary,2099-11-15 19:00,2099-11-16 08:00,\nK1,,,primary," DAY
            ",\nK1,,,secondary," DAY ",\n",
     "roster.csv:2: K1 as primary from 2099-11-15 19:00, expected it to begin after the shift of "
     "line 3 ends\n"},
    {CREWS K1 K2, ROSTER "K1,,,primary," DAY ",\nK2,,,secondary," DAY ",K1\n",
     "roster.csv:3: replaces 'K1', expected a shift of theirs as secondary that holds this one\n"},
    {CREWS K1 K2,
     ROSTER "K1,,,primary," DAY ",\nK2,,,primary,2099-11-15 19:00,2099-11-15 20:01,K1\n",
     "roster.csv:3: replaces 'K1', expected a shift of theirs as primary that holds this one\n"},
    {CREWS K1, ROSTER "K1,,,primary," DAY ",K1\n",
     "roster.csv:2: replaces 'K1', expected a shift of theirs as primary that holds this one\n"},
    {CREWS K1, ROSTER "K1,,,primary," DAY ",nobody\n",
     "roster.csv:2: replaces 'nobody', expected a shift of theirs as primary that holds this "
     "one\n"},
};

static void put(const struct folder *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    if (text)
        folder_write(folder, name, text, strlen(text));
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
        put(&folder, "crews.csv", mistakes[i].crews);
        put(&folder, "roster.csv", mistakes[i].roster);
        struct exchange_errors errors = {.out = open_memstream(&said, &length)};
        assert_false(exchange_files_read(folder.path, &inventory, &errors));
        fclose(errors.out);
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
    ground_make(&ground, "hd_exchange_crews");
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

/* As an admin, who has no more than the rights of one. */
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

static void import(const char *crews, const char *roster, const char *ending)
{
    put(&plant, "crews.csv", crews);
    put(&plant, "roster.csv", roster);
    char *said = exchange(exchange_import, ADMIN, &plant, true);
    if (!strstr(said, ending))
        fail_msg("said %s, expected %s", said, ending);
    free(said);
}

static void expect_same(const struct folder *one, const char *name, const char *text)
{
    char *out = folder_read(one, name);
    assert_non_null(out);
    assert_string_equal(out, text);
    free(out);
}

static const char crews[] = CREWS K1 K2;
static const char roster[] = ROSTER "K1,,,primary," DAY ",\n"
                                    ",wang,13900000009,leader," DAY ",\n"
                                    "K2,,13900000002,primary,2099-11-15 10:00,2099-11-15 12:00,K1\n"
                                    ",wang,,vacation,2099-11-15 12:00,2099-11-15 13:00,\n";

static void test_round_trip(void **state)
{
    (void)state;
    struct folder out;
    folder_make(&out);
    import(crews, roster, "2 limits, 2 crews, 4 shifts\n");
    ground_expect(
        root,
        "select string_agg(concat_ws(' ', d.role, c.code, d.person, d.phone), ',' order by"
        " d.role) from hd.on_duty('2099-11-15 11:00+08') d left join hd.crew c on"
        " c.id = d.crew_id",
        "leader wang 13900000009,primary K2  13900000002");
    free(exchange(exchange_export, LEADER, &out, true));
    expect_same(&out, "crews.csv", crews);
    expect_same(&out, "roster.csv", roster);
    /* the same again changes nothing and says nothing but that there was an import */
    long long facts = ground_number(root, "select seq from hd.fact_head");
    import(crews, roster, "4 shifts\n");
    assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts + 1);
    /* without the files all stays */
    import(NULL, NULL, "2 limits\n");
    assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts + 2);
    ground_expect(root, "select count(*) from hd.crew where not retired", "2");
    /* where messages go is not for everybody, and a file without it would take it away */
    folder_remove(&out);
    folder_make(&out);
    char *said = exchange(exchange_export, DISPATCHER, &out, true);
    assert_non_null(strstr(said, "crews.csv and roster.csv are left out"));
    assert_null(folder_read(&out, "crews.csv"));
    char *nodes = folder_read(&out, "nodes.csv");
    assert_non_null(nodes);
    free(nodes);
    free(said);
    folder_remove(&out);
}

/* Ids stay, a login goes from one crew to the other, who is not named any more is retired and comes
 * back as the same. */
static void test_changes(void **state)
{
    (void)state;
    static const char list[] =
        "select string_agg(concat_ws(' ', code, login, retired), ',' order by"
        " code) from hd.crew";
    import(crews, roster, "4 shifts\n");
    char *id = ground_ask(root, "select id from hd.crew where code = 'K1'");
    import(CREWS "K1,x,,,,,crew1,\nK2,y,,,,,crew2,\n", NULL, "2 crews\n");
    ground_expect(root, list, "K1 crew1 f,K2 crew2 f");
    import(CREWS "K2,y,,,,,crew2;crew1,\n", NULL, "1 crews\n");
    ground_expect(root, list, "K1  t,K2 crew1 crew2 f");
    import(crews, NULL, "2 crews\n");
    ground_expect(root, list, "K1 crew1 crew2 f,K2  f");
    ground_expect(root, "select id from hd.crew where code = 'K1'", id);
    import(CREWS, NULL, "0 crews\n");
    ground_expect(root, "select count(*) from hd.crew where not retired", "0");
    import(crews, NULL, "2 crews\n");
    free(id);
}

/* What is over stays, what runs ends now, what is to come goes. */
static void test_roster_changes(void **state)
{
    (void)state;
    import(crews, ROSTER, "0 shifts\n");
    ground_run(root,
               "delete from hd.roster;"
               " insert into hd.roster (crew_id, person, role, starts, ends)"
               " select null, 'wang', 'leader', now() + i * interval '8 h' - interval '5 min',"
               " now() + (i + 1) * interval '8 h' - interval '1 h' from generate_series(-2, 1) i");
    import(crews, ROSTER "K1,,,primary," DAY ",\n", "1 shifts\n");
    ground_expect(root,
                  "select string_agg(concat_ws(' ', role, ends <= now(), starts < ends), ',' order"
                  " by starts) from hd.roster",
                  "leader t t,leader t t,leader t t,primary f t");
    ground_expect(root, "select text from hd.fact where kind = 'roster_changed' order by seq desc",
                  "+3");
}

/* What was put with seconds in it comes out and goes in as one shift, again and again. */
static void test_minutes(void **state)
{
    (void)state;
    struct folder out;
    folder_make(&out);
    import(crews, roster, "4 shifts\n");
    ground_run(root, "delete from hd.roster; select hd.roster_put('K1', '', '', 'primary',"
                     " clock_timestamp() - interval '2 h 0.3 s', clock_timestamp() + interval"
                     " '9 h 7.7 s', null)");
    for (int i = 0; i < 2; i++) {
        free(exchange(exchange_export, ADMIN, &out, true));
        char *text = folder_read(&out, "roster.csv");
        put(&plant, "roster.csv", text);
        free(exchange(exchange_import, ADMIN, &plant, true));
        ground_expect(root, "select count(*) from hd.roster", "1");
        free(text);
    }
    folder_remove(&out);
}

/* A crew with a job cannot go: then nothing of the import is there. */
static void test_all_or_nothing(void **state)
{
    (void)state;
    import(crews, roster, "4 shifts\n");
    struct pg *pg = ground_open(&ground, DISPATCHER);
    ground_run(pg,
               "select hd.ticket_open(gen_random_uuid(), 'repair', (select id from hd.node where"
               " code = 'H1'), null, 'cold', '{}')");
    ground_expect(
        pg,
        "select is_ok from hd.ticket_ask(gen_random_uuid(), 'dispatch', (select max(id)"
        " from hd.ticket), null, (select id from hd.crew where code = 'K1'), null, '', '',"
        " '{}')",
        "t");
    pg_close(pg);
    static const char all[] =
        "select (select md5(string_agg(c::text, ',' order by id)) from hd.crew c)"
        " || (select md5(string_agg(r::text, ',' order by id)) from hd.roster"
        " r) || (select seq from hd.fact_head)";
    char *before = ground_ask(root, all);
    put(&plant, "crews.csv", CREWS K2 "K3,new,,,,,,\n");
    put(&plant, "roster.csv", ROSTER);
    char *said = exchange(exchange_import, ADMIN, &plant, false);
    assert_non_null(strstr(said, "nothing imported: "));
    assert_non_null(strstr(said, "crew K1: has open tickets"));
    free(said);
    ground_expect(root, all, before);
    free(before);
    /* nor by anybody but an admin */
    put(&plant, "crews.csv", crews);
    free(exchange(exchange_import, DISPATCHER, &plant, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_changes),  cmocka_unit_test(test_roster_changes),
        cmocka_unit_test(test_minutes),  cmocka_unit_test(test_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
