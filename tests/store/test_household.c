/* Whatever a caller says first finds them: every form of a word, several words, the best first, and
 * nobody who is gone. */
#include "backend/core/desk.h"
#include "backend/store/exchange.h"
#include "backend/store/household_key.h"
#include "backend/store/query_desk.h"
#include "tests/exchange/folder.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char nodes[] = "code,kind,name,parent,circuit,households\n"
                            "Q1,source,城东热源厂,,,\n"
                            "S0007,station,惠民园换热站,Q1,,\n"
                            "S0007-1,circuit,惠民园低区,S0007,1,\n"
                            "S0007-1-05,building,惠民园5号楼,S0007-1,,\n"
                            "S0007-1-05-2-301,household,5号楼2单元301,S0007-1-05,,\n"
                            "S0007-1-05-2-302,household,5号楼2单元302,S0007-1-05,,\n"
                            "S0007-1-50,building,惠民园50号楼,S0007-1,,\n"
                            "S0007-1-50-2-301,household,50号楼2单元301,S0007-1-50,,\n"
                            "S0008,station,滨河换热站,Q1,,\n"
                            "B1,building,1号楼,S0008,,\n"
                            "H1,household,1-101,B1,,\n"
                            "H2,household,1-102室,B1,,\n"
                            "H3,household,3#-2-602,S0008,,\n"
                            "B2,building,医院门诊楼,S0008,,\n";
static const char households[] =
    "node,name,phone,card,area_m2,heat_status,arrears,contract_c\n"
    "S0007-1-05-2-301,王小红,13803151234,60000001,90.5,supplied,no,18\n"
    "S0007-1-05-2-302,汪志强,+86138-0000-5678 0315-2231234,60000002,90,stopped,yes,\n"
    "S0007-1-50-2-301,欧阳秀英,13911112222,60000003,,resumed,,20\n"
    "H1,王伟,13803159999,A-17,60,supplied,no,18\n"
    "H2,单小红,,,60,supplied,no,18\n"
    "B2,市医院,120,60000009,12000,supplied,no,22\n";

static struct ground ground;
static struct folder plant;
static struct pg *root;

static void import(const char *nodes_text, const char *households_text)
{
    char *said = NULL;
    size_t length = 0;
    folder_write(&plant, "nodes.csv", nodes_text, strlen(nodes_text));
    if (households_text)
        folder_write(&plant, "households.csv", households_text, strlen(households_text));
    FILE *out = open_memstream(&said, &length);
    bool is_good = exchange_import(ground.conninfo, plant.path, out);
    fclose(out);
    if (!is_good)
        fail_msg("%s", said);
    free(said);
}

static int set_up(void **state)
{
    (void)state;
    static const char links[] = "code,from,to,length_m,diameter_mm,valve\n";
    static const char devices[] = "node,device,profile,endpoint,unit,period_s\n";
    static const char points[] = "node,device,point,low,high,step\n";
    ground_make(&ground, "hd_household");
    root = ground_open_root(&ground);
    folder_make(&plant);
    folder_write(&plant, "links.csv", links, strlen(links));
    folder_write(&plant, "devices.csv", devices, strlen(devices));
    folder_write(&plant, "points.csv", points, strlen(points));
    import(nodes, households);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    folder_remove(&plant);
    ground_drop(&ground);
    return 0;
}

/* What a dispatcher finds; freed with desk_table_finish(). */
static struct desk_table find(const char *words, int most)
{
    char conninfo[128], why[300];
    struct desk_table table;
    snprintf(conninfo, sizeof conninfo, "%s user=%s", ground.conninfo, ground_login[DISPATCHER]);
    if (!query_list(conninfo, DESK_LIST_HOUSEHOLDS, 0, 0, most, words, &table, why, sizeof why))
        fail_msg("%s: %s", words, why);
    return table;
}

static void expect(const char *words, const char *codes)
{
    char got[600] = "";
    struct desk_table table = find(words, 50);
    for (int i = 0; i < table.rows; i++)
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "",
                 desk_cell(&table, i, 1));
    if (strcmp(got, codes) != 0)
        fail_msg("'%s' found '%s', expected '%s'", words, got, codes);
    desk_table_finish(&table);
}

#define R301 "S0007-1-05-2-301"
#define R302 "S0007-1-05-2-302"
#define R50  "S0007-1-50-2-301"

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *words, *codes;
    } cases[] = {
        /* a phone from its beginning, and four digits or more of its end */
        {"13803151234", R301},
        {"1380315", R301 " H1"},
        {"1234", R302 " " R301},
        {"31234", R302},
        {"234", ""},
        {"13800005678", R302},
        {"138-0000-5678", R302},
        {"0315-2231234", R302},
        /* names: written, by initials, family name in pinyin with its own reading */
        {"王小红", R301},
        {"王", "H1 " R301},
        {"wxh", R301},
        {"WXH", R301},
        {"wang", "H1 " R301 " " R302},
        {"wangx", R301},
        {"ouyangxy", R50},
        {"oyxy", R50},
        {"shanxh", "H2"},
        {"sxh", "H2"},
        {"dxh", ""},
        /* cards, codes */
        {"60000003", R50},
        {"a-17", "H1"},
        {"s0007-1-05-2-301", R301},
        {"H2", "H2"},
        {"h2", "H2"},
        /* places: the building before its households; number 5 is not 50 once it is whole */
        {"惠民园", "S0007-1-05 S0007-1-50 " R301 " " R302 " " R50},
        {"hmy5", "S0007-1-05 S0007-1-50 " R301 " " R302 " " R50},
        {"惠民园5号楼", "S0007-1-05 " R301 " " R302},
        {"惠民园5-2-301", R301},
        {"惠民园5号楼2单元301室", R301},
        {"惠民园５栋２单元３０１", R301},
        {"hmy 5-2-301", R301},
        {"惠民园　5-2-301", R301},
        {"bh1-1-101", "H1"},
        {"bh 1-1-102", "H2"},
        {"滨河3-2-602", "H3"},
        {"yymzl", "B2"},
        /* several words */
        {"hmy wang", R301 " " R302},
        {"wang hmy", R301 " " R302},
        {"王 1234", R301},
        {"hmy 301", R301 " " R50},
        {"hmy 2-302", R302},
        {"小红 hmy", ""},
        {"hmy wang xxx", ""},
        /* nothing, and what means something elsewhere */
        {"", ""},
        {"   ", ""},
        {"%", ""},
        {"' or 1=1 --", ""},
        {"\\", ""},
        {"\x1f", ""},
        {"zzzz", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        expect(cases[i].words, cases[i].codes);
}

static void expect_row(const char *words, const char *const cells[8])
{
    struct desk_table table = find(words, 1);
    assert_int_equal(table.rows, 1);
    for (int i = 0; i < 8; i++)
        assert_string_equal(desk_cell(&table, 0, i + 1), cells[i]);
    desk_table_finish(&table);
}

static void test_cells(void **state)
{
    (void)state;
    char *seven = ground_ask(root, "select id from hd.node where code = 'S0007'");
    char *eight = ground_ask(root, "select id from hd.node where code = 'S0008'");
    expect_row("汪志强",
               (const char *const[]){R302, "汪志强", "+86138-0000-5678 0315-2231234", "60000002",
                                     "惠民园 5-2-302", seven, "stopped", "1"});
    expect_row("滨河3-2-602",
               (const char *const[]){"H3", "", "", "", "滨河 3-2-602", eight, "", "0"});
    expect_row("bh1", (const char *const[]){"B1", "", "", "", "滨河 1号楼", eight, "", "0"});
    expect_row("市医院", (const char *const[]){"B2", "市医院", "120", "60000009", "医院门诊楼",
                                               eight, "supplied", "0"});
    ground_expect(root,
                  "select n.code from hd.household_find('wxh') h join hd.node n"
                  " on n.id = h.building_id",
                  "S0007-1-05");
    free(seven);
    free(eight);
}

/* Never more than wanted, however little was typed. */
static void test_most(void **state)
{
    (void)state;
    char text[40000];
    size_t used = (size_t)snprintf(text, sizeof text, "%s", nodes);
    for (int i = 0; i < 200; i++)
        used += (size_t)snprintf(text + used, sizeof text - used,
                                 "X%d,household,5号楼3单元%d,S0007-1-05,,\n", i, 1000 + i);
    import(text, NULL);
    static const char *const typed[] = {"h", "惠", "hmy", "hmy 5-3", "hmy5-3", "X", "h 5"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        struct desk_table all = find(typed[i], 1000), few = find(typed[i], 3);
        if (all.rows != 50 || few.rows != 3)
            fail_msg("'%s' found %d and %d", typed[i], all.rows, few.rows);
        desk_table_finish(&all);
        desk_table_finish(&few);
    }
    struct desk_table none = find("h", 0);
    assert_int_equal(none.rows, 0);
    desk_table_finish(&none);
    ground_expect(root, "select count(*) from hd.household_find(null)", "0");
    import(nodes, NULL);
    expect("hmy5-3", "");
}

static char *replaced(const char *text, const char *from, const char *to)
{
    char *edited = NULL;
    size_t length = 0;
    const char *place = strstr(text, from);
    assert_non_null(place);
    FILE *out = open_memstream(&edited, &length);
    fprintf(out, "%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    fclose(out);
    return edited;
}

static const char orphans[] =
    "select count(*) from hd.household_key k where not exists (select from hd.household_place p"
    " where p.node_id = k.node_id and strpos(p.keys, chr(31) || k.key || chr(31)) > 0)";

/* Keys follow what they are made of: a user, a phone, a building's name, a station's. */
static void test_changes(void **state)
{
    (void)state;
    char *moved = replaced(households, "13803151234", "13700001111");
    import(nodes, moved);
    expect("13803151234", "");
    expect("1111", R301);
    char *named = replaced(nodes, "惠民园5号楼", "和平里5号楼");
    import(named, moved);
    expect("hpl5-2-301", R301);
    expect("hmy5-2-301", "");
    char *served = replaced(nodes, "滨河换热站", "翠湖换热站");
    import(served, moved);
    expect("ch1-1-101", "H1");
    expect("bh", "");
    ground_expect(root, orphans, "0");
    free(moved);
    free(named);
    free(served);
    import(nodes, households);
    expect("13803151234", R301);
}

/* Without the file users stay; who is gone from the plant or the file is not found, nor kept. */
static void test_gone(void **state)
{
    (void)state;
    char path[300];
    snprintf(path, sizeof path, "%s/households.csv", plant.path);
    assert_int_equal(remove(path), 0);
    char *fewer = replaced(nodes, "S0007-1-05-2-301,household,5号楼2单元301,S0007-1-05,,\n", "");
    import(fewer, NULL);
    expect("wxh", "");
    expect("13803151234", "");
    expect("惠民园5-2-301", "");
    expect(R301, "");
    expect("汪志强", R302);
    ground_expect(root, "select count(*) from hd.household", "5");
    ground_expect(root, orphans, "0");
    /* back again, the tree alone */
    import(nodes, NULL);
    expect("惠民园5-2-301", R301);
    expect("wxh", "");
    /* a header alone: nobody is known, the places are */
    import(nodes, "node,name,phone,card,area_m2,heat_status,arrears,contract_c\n");
    ground_expect(root, "select count(*) from hd.household", "0");
    expect("汪志强", "");
    expect("5678", "");
    expect("hmy 5-2-302", R302);
    ground_expect(root, orphans, "0");
    import(nodes, households);
    expect("汪志强", R302);
    free(fewer);
}

/* An import's end refuses a user of no node, as a foreign key would. */
static void test_no_node(void **state)
{
    (void)state;
    static const char sql[] = "begin; insert into hd.household (node_id, heat_status) values"
                              " (999999, 'supplied'); select hd.household_done()";
    assert_string_equal(ground_state(root, sql), "23503");
}

/* The database writes a typed word as the import writes keys. */
static void test_form(void **state)
{
    (void)state;
    static const char *const words[] = {
        "5号楼2单元301室",
        "５＃－２－３０１",
        "A座1502",
        "3号院2栋1单元101户",
        "5号2单元301号",
        "惠民园二期5--2",
        "五号楼",
        "Wang",
        "5#",
        "5楼",
        "楼5",
        "单元",
        "-5-",
        "12室3",
        "曹妃甸01—02",
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        char folded[200], sql[300];
        household_fold(folded, sizeof folded, words[i]);
        snprintf(sql, sizeof sql, "select hd.household_word('%s')", words[i]);
        ground_expect(root, sql, folded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),   cmocka_unit_test(test_cells), cmocka_unit_test(test_most),
        cmocka_unit_test(test_changes), cmocka_unit_test(test_gone),  cmocka_unit_test(test_form),
        cmocka_unit_test(test_no_node),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
