/* What is wrong with a plant's files is said with file, line, and what was expected; a right plant
 * gets its tree. No database. */
#include "backend/store/exchange_files.h"
#include "tests/exchange/folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NODES   "code,kind,name,parent,circuit,households\n"
#define LINKS   "code,from,to,length_m,diameter_mm,valve\n"
#define DEVICES "node,device,profile,endpoint,unit,period_s\n"
#define POINTS  "node,device,point,low,high,step\n"

/* One file of the small plant replaced. */
struct mistake {
    const char *file, *text, *message;
};

/* Files that others refer to keep what the others need, in this head. */
#define HEAD                                                                                       \
    NODES                                                                                          \
    "Q1,source,a,,,\nQ2,source,,,,\nS1,station,b,Q1,,\nS2,station,c,Q1,,\nJ1,junction,,Q1,,\n"     \
    "J2,junction,,Q1,,\n"
#define PLC "S1,plc,demo,tcp:192.0.2.1,1,5\nS2,plc,demo,tcp:192.0.2.2,1,\n"

static const struct mistake mistakes[] = {
    /* form */
    {"nodes.csv", "",
     "nodes.csv:1: empty, expected a header with the columns code, kind, name, parent, circuit and "
     "households\n"},
    {"nodes.csv", "code,kind,nmae,parent,circuit,households\n",
     "nodes.csv:1: unknown column 'nmae', expected 'name'\n"
     "nodes.csv:1: column 'name' is missing, expected code, kind, name, parent, circuit and "
     "households\n"},
    {"nodes.csv", "code,kind,name,parent,circuit,households,colour of door\n",
     "nodes.csv:1: unknown column 'colour of door', expected code, kind, name, parent, circuit and "
     "households\n"},
    {"nodes.csv", "code,kind,name,parent,circuit,households,kind\n",
     "nodes.csv:1: column 'kind' twice, expected it once\n"},
    {"links.csv", LINKS "P1,Q1\n", "links.csv:2: 2 fields, expected 6 as in the header\n"},
    {"links.csv", LINKS "P1,Q1,S1,1,1,\nP2,\"Q1,S1,1,1,\n\n",
     "links.csv:3: a quoted field that never ends, expected a closing quote\n"},
    {"nodes.csv", HEAD "X,station,a\x1b[31m,Q1,,\n",
     "nodes.csv:8: name holds U+001B, expected printable UTF-8 text\n"},
    {"nodes.csv", HEAD "X,station,a\xe2\x80\xae,Q1,,\n",
     "nodes.csv:8: name holds U+202E, expected printable UTF-8 text\n"},
    {"nodes.csv", HEAD "X,station,\"a\nb\",Q1,,\n",
     "nodes.csv:8: name holds U+000A, expected printable UTF-8 text\n"},
    {"nodes.csv", HEAD "X,station,\xb1\xb1,Q1,,\n",
     "nodes.csv:8: name holds byte 0xB1, which is not UTF-8, expected printable UTF-8 text\n"},
    {"nodes.csv", HEAD " X,station,,Q1,,\n",
     "nodes.csv:8: code ' X' starts or ends with a blank, expected none\n"},
    {"nodes.csv",
     HEAD "x23456789012345678901234567890123456789012345678901234567890123x,station,,Q1,,\n",
     "nodes.csv:8: code has 64 bytes, expected at most 63\n"},
    /* nodes */
    {"nodes.csv", HEAD ",station,a,Q1,,\n", "nodes.csv:8: code is empty, expected a value\n"},
    {"nodes.csv", HEAD "S1,station,again,Q1,,\n",
     "nodes.csv:8: code 'S1' again, expected another than that of line 4\n"},
    {"nodes.csv", HEAD "X,statoin,a,Q1,,\n",
     "nodes.csv:8: unknown kind 'statoin', expected source, network, station, circuit, building, "
     "household or junction\n"},
    {"nodes.csv", HEAD "X,station,a,Q9,,\n",
     "nodes.csv:8: unknown parent 'Q9', expected the code of a node in this file\n"},
    {"nodes.csv", HEAD "X,circuit,a,Q1,1,\n",
     "nodes.csv:8: circuit 'X' under source 'Q1', expected a station\n"},
    {"nodes.csv", HEAD "X,circuit,a,S1,,\n",
     "nodes.csv:8: no circuit number, expected 1 to 99 for a circuit\n"},
    {"nodes.csv", HEAD "X,circuit,a,S1,1,\nY,circuit,b,S1,1,\n",
     "nodes.csv:9: circuit 1 again in 'S1', expected another number than that of line 8\n"},
    {"nodes.csv", HEAD "X,circuit,a,S1,one,\n",
     "nodes.csv:8: circuit 'one', expected a whole number from 1 to 99\n"},
    {"nodes.csv", HEAD "X,station,a,Q1,1,\n",
     "nodes.csv:8: circuit 1 on a station, expected an empty cell\n"},
    {"nodes.csv", HEAD "X,building,a,S1,,-1\n",
     "nodes.csv:8: households '-1', expected a whole number from 0 to 10000000\n"},
    {"nodes.csv", HEAD "X,household,a,S1,,2\n",
     "nodes.csv:8: 2 households in one household, expected 1 or an empty cell\n"},
    {"nodes.csv", HEAD "X,station,a,,,\n",
     "nodes.csv:8: station 'X' has no parent, expected a code, or links that lead to it from a "
     "source, network or junction\n"},
    {"nodes.csv", HEAD "X/1,station,a,Q1,,\n",
     "nodes.csv:8: code 'X/1' holds a '/', expected none in the code of a station\n"},
    {"nodes.csv", HEAD "A,network,,B,,\nB,network,,C,,\nC,network,,A,,\n",
     "nodes.csv:8: 'A' is above itself (under 'B'), expected parents that lead up to a source or "
     "network\n"},
    {"nodes.csv", HEAD "A,network,,A,,\n",
     "nodes.csv:8: 'A' is above itself (under 'A'), expected parents that lead up to a source or "
     "network\n"},
    /* links */
    {"links.csv", LINKS "P1,Q1,S1,1,,\nP1,Q1,S2,1,,\n",
     "links.csv:3: code 'P1' again, expected another than that of line 2\n"},
    {"links.csv", LINKS "P1,Q1,S9,1,,\n",
     "links.csv:2: unknown node 'S9' in 'to', expected a code of nodes.csv\n"},
    {"links.csv", LINKS "P1,Q1,Q1,1,,\n",
     "links.csv:2: from and to are both 'Q1', expected two nodes\n"},
    {"links.csv", LINKS "P1,Q1,S1,-1,,\n",
     "links.csv:2: length_m '-1', expected a number from 0 to 1e+06\n"},
    {"links.csv", LINKS "P1,Q1,S1,nan,,\n",
     "links.csv:2: length_m 'nan', expected a number from 0 to 1e+06\n"},
    {"links.csv", LINKS "P1,Q1,S1,,,\n", "links.csv:2: length_m is empty, expected a value\n"},
    {"links.csv", LINKS "P1,Q1,S1,1,0,\n",
     "links.csv:2: diameter_mm '0', expected a number from 1 to 5000\n"},
    {"links.csv", LINKS "P1,Q1,S1,1,,shut\n",
     "links.csv:2: valve 'shut', expected open, closed or none\n"},
    /* devices */
    {"devices.csv", DEVICES PLC "S9,plc,demo,tcp:192.0.2.3,1,\n",
     "devices.csv:4: unknown node 'S9', expected a code of nodes.csv\n"},
    {"devices.csv", DEVICES PLC "J1,plc,demo,tcp:192.0.2.3,1,\n",
     "devices.csv:4: a device at the junction 'J1', expected a source, network, station or "
     "circuit\n"},
    {"devices.csv", DEVICES PLC "S1,x,dmeo,tcp:192.0.2.3,1,\n",
     "devices.csv:4: unknown profile 'dmeo', expected 'demo'\n"},
    {"devices.csv", DEVICES PLC "S1,x,siemens-s7,tcp:192.0.2.3,1,\n",
     "devices.csv:4: unknown profile 'siemens-s7', expected a file profiles/*.profile or a shipped "
     "profile\n"},
    {"devices.csv", DEVICES PLC "S1,x,demo,tcp:192.0.2.3,256,\n",
     "devices.csv:4: unit '256', expected a whole number from 0 to 255\n"},
    {"devices.csv", DEVICES PLC "S1,x,demo,tcp:192.0.2.3,1,0\n",
     "devices.csv:4: period_s '0', expected a number from 0.1 to 86400\n"},
    {"devices.csv", DEVICES PLC "S1,plc,demo,tcp:192.0.2.3,1,\n",
     "devices.csv:4: device 'plc' again in 'S1', expected another code than that of line 2\n"},
    {"devices.csv", DEVICES PLC "S2,x,demo,tcp:192.0.2.1:502,1,\n",
     "devices.csv:4: endpoint tcp:192.0.2.1:502 unit 1 again, expected another than that of line "
     "2\n"},
    {"devices.csv", DEVICES PLC "S1,a/b,demo,tcp:192.0.2.3,1,\n",
     "devices.csv:4: device 'a/b' holds a '/', expected none\n"},
    /* points */
    {"points.csv", POINTS "S1,plc,SP.2,30,,\n",
     "points.csv:2: unknown point 'SP.2' of profile demo, expected SP.1\n"},
    {"points.csv", POINTS "S1,plc,T1g,30,,\n",
     "points.csv:2: point 'T1g' of profile demo can only be read, expected a set-point\n"},
    {"points.csv", POINTS "S1,plcc,SP.1,30,,\n",
     "points.csv:2: unknown device 'plcc' of node 'S1', expected one of devices.csv\n"},
    {"points.csv", POINTS "S1,plc,SP.1,,,\n",
     "points.csv:2: low, high and step are all empty, expected one of them\n"},
    {"points.csv", POINTS "S1,plc,SP.1,19,,\n",
     "points.csv:2: low 19 widens the profile's, expected 20 to 70\n"},
    {"points.csv", POINTS "S1,plc,SP.1,,71,\n",
     "points.csv:2: high 71 widens the profile's, expected 20 to 70\n"},
    {"points.csv", POINTS "S1,plc,SP.1,,,6\n",
     "points.csv:2: step 6 widens the profile's, expected at most 5\n"},
    {"points.csv", POINTS "S1,plc,SP.1,50,40,\n",
     "points.csv:2: low 50 above high 40, expected low first\n"},
    {"points.csv", POINTS "S1,plc,SP.1,30,,\nS1,plc,SP,30,,\n",
     "points.csv:3: point 'SP.1' again, expected it once (line 2)\n"},
    {"points.csv", POINTS "S1,plc,SP.1,30,,-1\n",
     "points.csv:2: step '-1', expected a number from 1e-09 to 1e+09\n"},
};

/* Reads the folder; the mistakes as one text, which the caller frees. */
static char *read_folder(const struct folder *folder, struct inventory *inventory)
{
    char *text = NULL;
    size_t length = 0;
    struct exchange_errors errors = {.out = open_memstream(&text, &length)};
    bool is_good = exchange_files_read(folder->path, inventory, &errors);
    fclose(errors.out);
    assert_int_equal(is_good, length == 0);
    return text;
}

static void test_mistakes(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        const struct mistake *mistake = &mistakes[i];
        struct folder folder;
        folder_make(&folder);
        folder_fill(&folder);
        /* a plant without what hangs below the file under test */
        if (strcmp(mistake->file, "nodes.csv") == 0) {
            folder_write(&folder, "links.csv", LINKS, strlen(LINKS));
            folder_write(&folder, "devices.csv", DEVICES, strlen(DEVICES));
        } else if (strcmp(mistake->file, "links.csv") == 0) {
            folder_write(&folder, "nodes.csv", HEAD, strlen(HEAD));
        }
        if (strcmp(mistake->file, "points.csv") != 0)
            folder_write(&folder, "points.csv", POINTS, strlen(POINTS));
        folder_write(&folder, mistake->file, mistake->text, strlen(mistake->text));
        struct inventory inventory = {0};
        char *text = read_folder(&folder, &inventory);
        if (strcmp(text, mistake->message) != 0 && ++failed)
            print_message("case %zu gave\n%sinstead of\n%s", i, text, mistake->message);
        free(text);
        inventory_finish(&inventory);
        folder_remove(&folder);
    }
    assert_int_equal(failed, 0);
}

static void test_small_plant(void **state)
{
    (void)state;
    struct folder folder;
    struct inventory inventory = {0};
    folder_make(&folder);
    folder_fill(&folder);
    char *text = read_folder(&folder, &inventory);
    assert_string_equal(text, "");
    static const char *const parents[][2] = {
        {"Q1", NULL}, {"N1", "Q1"}, {"S1", "N1"}, {"S2", "Q1"}, {"J1", "Q1"}, {"J2", "Q1"},
    };
    for (size_t i = 0; i < sizeof parents / sizeof parents[0]; i++) {
        int32_t parent = inventory.nodes.at[inventory_find_node(&inventory, parents[i][0])].parent;
        if (parents[i][1])
            assert_string_equal(inventory.nodes.at[parent].code, parents[i][1]);
        else
            assert_int_equal(parent, -1);
    }
    /* P3 is closed, P6 is the longer way round */
    for (size_t i = 0; i < inventory.links.count; i++)
        assert_int_equal(inventory.links.at[i].is_closing,
                         strstr("P3 P6", inventory.links.at[i].code) != NULL);
    assert_string_equal(inventory.devices.at[0].endpoint, "tcp:192.0.2.1:502");
    assert_int_equal(inventory.devices.at[2].period_ms, 2500);
    assert_int_equal(inventory.overrides.count, 2);
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
}

/* Columns in any order, CRLF, BOM, the spreadsheet's '. */
static void test_free_form(void **state)
{
    (void)state;
    static const char nodes[] = "\xef\xbb\xbfname,households,kind,circuit,parent,code\r\n"
                                "'=cmd,,source,,,'-Q1\r\n\r\n"
                                "\"a, \"\"b\"\"\",3,network,,'-Q1,N1";
    struct folder folder;
    struct inventory inventory = {0};
    folder_make(&folder);
    folder_write(&folder, "nodes.csv", nodes, sizeof nodes - 1);
    folder_write(&folder, "links.csv", LINKS, strlen(LINKS));
    folder_write(&folder, "devices.csv", DEVICES, strlen(DEVICES));
    folder_write(&folder, "points.csv", POINTS, strlen(POINTS));
    char *text = read_folder(&folder, &inventory);
    assert_string_equal(text, "");
    assert_string_equal(inventory.nodes.at[0].code, "-Q1");
    assert_string_equal(inventory.nodes.at[0].name, "=cmd");
    assert_string_equal(inventory.nodes.at[1].name, "a, \"b\"");
    assert_int_equal(inventory.nodes.at[1].households, 3);
    assert_int_equal(inventory.nodes.at[1].parent, 0);
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
}

static void test_missing_files(void **state)
{
    (void)state;
    struct folder folder;
    struct inventory inventory = {0};
    folder_make(&folder);
    char *text = read_folder(&folder, &inventory);
    assert_non_null(strstr(text, "nodes.csv: cannot be opened (No such file or directory), "
                                 "expected this file"));
    free(text);
    inventory_finish(&inventory);
    folder_write(&folder, "nodes.csv", HEAD, strlen(HEAD));
    text = read_folder(&folder, &inventory);
    assert_non_null(strstr(text, "links.csv: cannot be opened"));
    assert_non_null(strstr(text, "devices.csv: cannot be opened"));
    assert_non_null(strstr(text, "points.csv: cannot be opened"));
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
    text = read_folder(&folder, &inventory);
    assert_non_null(strstr(text, ": cannot be opened (No such file or directory), expected a "
                                 "folder\n"));
    free(text);
    inventory_finish(&inventory);
}

/* A sparse file: 3 GiB that take no room. Refused by its size, unread. */
static void test_huge_file(void **state)
{
    (void)state;
    struct folder folder;
    struct inventory inventory = {0};
    char path[200];
    folder_make(&folder);
    folder_fill(&folder);
    snprintf(path, sizeof path, "%s/links.csv", folder.path);
    assert_int_equal(truncate(path, 3LL << 30), 0);
    char *text = read_folder(&folder, &inventory);
    assert_non_null(strstr(text, "links.csv: 3221225472 bytes, expected at most 2 GiB\n"));
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
}

/* The first hundred are printed, all are counted. */
static void test_many_mistakes(void **state)
{
    (void)state;
    struct folder folder;
    struct inventory inventory = {0};
    char *nodes = NULL, *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&nodes, &length);
    fputs(HEAD, out);
    for (int i = 0; i < 500; i++)
        fprintf(out, "X%d,station,,nowhere,,\n", i);
    fclose(out);
    folder_make(&folder);
    folder_fill(&folder);
    folder_write(&folder, "nodes.csv", nodes, length);
    folder_write(&folder, "links.csv", LINKS, strlen(LINKS));
    struct exchange_errors errors = {.out = open_memstream(&text, &length)};
    assert_false(exchange_files_read(folder.path, &inventory, &errors));
    fclose(errors.out);
    assert_int_equal(errors.count, 500);
    int lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 100);
    free(nodes);
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
}

static void test_bad_profile(void **state)
{
    (void)state;
    static const char profile[] = "[profile]\n[T1]\naddress = 70000\ntype = int16\n"
                                  "[T2]\naddress = 40001\ntype = int16\n";
    struct folder folder;
    struct inventory inventory = {0};
    folder_make(&folder);
    folder_fill(&folder);
    folder_write(&folder, "profiles/demo.profile", profile, sizeof profile - 1);
    char *text = read_folder(&folder, &inventory);
    assert_memory_equal(text, "profiles/demo.profile:3: ", 25);
    assert_null(strstr(text, ": note: ")); /* no mistake of an import */
    free(text);
    inventory_finish(&inventory);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes),    cmocka_unit_test(test_small_plant),
        cmocka_unit_test(test_free_form),   cmocka_unit_test(test_missing_files),
        cmocka_unit_test(test_huge_file),   cmocka_unit_test(test_many_mistakes),
        cmocka_unit_test(test_bad_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
