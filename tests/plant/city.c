/* Made-up cities: unique codes and names, right totals, the same every time, and all of it loads.
 */
#include "folder.h"

#include "backend/base/csv.h"
#include "backend/plant/names.h"
#include "backend/plant/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_init(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_finish(&folder);
    return 0;
}

static void write_city(int stations, uint64_t seed)
{
    char why[200];
    struct city_wish wish = folder_wish(&folder, stations);
    wish.seed = seed;
    if (!city_write(&wish, why, sizeof why))
        fail_msg("%s", why);
}

struct counted {
    int sources, networks, stations, circuits, buildings, households, junctions;
};

static int *count_of(struct counted *counted, const char *kind)
{
    const struct {
        const char *kind;
        int *count;
    } kinds[] = {
        {"source", &counted->sources},     {"network", &counted->networks},
        {"station", &counted->stations},   {"circuit", &counted->circuits},
        {"building", &counted->buildings}, {"household", &counted->households},
        {"junction", &counted->junctions},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].count;
    fail_msg("kind %s", kind);
    return NULL;
}

/* Every code once, parents before children, totals as asked. */
static void test_nodes(void **state)
{
    (void)state;
    write_city(60, 4);
    size_t length;
    char *text = folder_read(&folder, "nodes.csv", &length);
    struct csv csv;
    struct codes seen = {0}, names = {0};
    struct counted counted = {0};
    VEC(char *) kept = {0};
    csv_init(&csv, text, length);
    assert_true(csv_next(&csv));
    while (csv_next(&csv)) {
        assert_int_equal(csv.fields, 6);
        char *code = alloc_text(csv.field[0]), *name = alloc_text(csv.field[2]);
        *VEC_PUSH(&kept) = code;
        *VEC_PUSH(&kept) = name;
        assert_true(codes_add(&seen, code, 1));
        assert_true(*csv.field[2] != '\0');
        if (*csv.field[3])
            assert_true(codes_find(&seen, csv.field[3]) == 1);
        if (strcmp(csv.field[1], "station") == 0)
            assert_true(codes_add(&names, name, 1));
        ++*count_of(&counted, csv.field[1]);
    }
    assert_null(csv.error);
    assert_int_equal(counted.sources, 2);
    assert_int_equal(counted.stations, 60);
    assert_int_equal(counted.households, 60 * 500);
    assert_true(counted.circuits > 60 && counted.circuits <= 180);
    assert_true(counted.networks >= 4);
    for (size_t i = 0; i < kept.count; i++)
        free(kept.at[i]);
    free(kept.at);
    codes_finish(&seen);
    codes_finish(&names);
    csv_finish(&csv);
    free(text);
}

/* Everybody that the tree lists has a row, cards are told apart, and the odd cases are there. */
static void test_households(void **state)
{
    (void)state;
    write_city(20, 4);
    size_t length;
    char *nodes = folder_read(&folder, "nodes.csv", &length), kind[40];
    char *text = folder_read(&folder, "households.csv", &length);
    struct csv csv;
    struct codes cards = {0};
    int rows = 0, stopped = 0, in_arrears = 0, two_phones = 0;
    VEC(char *) kept = {0};
    csv_init(&csv, text, length);
    assert_true(csv_next(&csv));
    assert_string_equal(csv.field[7], "contract_c");
    for (; csv_next(&csv); rows++) {
        char *card = alloc_text(csv.field[3]);
        *VEC_PUSH(&kept) = card;
        assert_true(codes_add(&cards, card, 1));
        stopped += strcmp(csv.field[5], "stopped") == 0;
        in_arrears += strcmp(csv.field[6], "yes") == 0;
        two_phones += strchr(csv.field[2], ' ') != NULL;
        if (rows % 500 == 0) {
            snprintf(kind, sizeof kind, "\n%.20s,household,", csv.field[0]);
            assert_non_null(strstr(nodes, kind));
        }
    }
    assert_int_equal(rows, 20 * 500);
    assert_in_range(stopped, 200, 400);
    assert_in_range(in_arrears, 300, 500);
    assert_in_range(two_phones, 500, 1100);
    for (size_t i = 0; i < kept.count; i++)
        free(kept.at[i]);
    free(kept.at);
    codes_finish(&cards);
    csv_finish(&csv);
    free(text);
    free(nodes);
}

static void test_same_seed_same_city(void **state)
{
    (void)state;
    static const char *const files[] = {"nodes.csv", "links.csv", "devices.csv", "households.csv"};
    char *first[4];
    size_t lengths[4], length;
    write_city(30, 9);
    for (int i = 0; i < 4; i++)
        first[i] = folder_read(&folder, files[i], &lengths[i]);
    write_city(30, 9);
    for (int i = 0; i < 4; i++) {
        char *again = folder_read(&folder, files[i], &length);
        assert_int_equal(length, lengths[i]);
        assert_memory_equal(again, first[i], length);
        free(again);
    }
    write_city(30, 10);
    char *other = folder_read(&folder, "nodes.csv", &length);
    assert_false(length == lengths[0] && memcmp(other, first[0], length) == 0);
    free(other);
    for (int i = 0; i < 4; i++)
        free(first[i]);
}

static void test_names_are_unique(void **state)
{
    (void)state;
    struct codes seen = {0};
    char(*name)[64] = alloc_array(20000, sizeof *name);
    for (int i = 0; i < 20000; i++) {
        names_community(12345, i, name[i], sizeof name[i]);
        assert_true(codes_add(&seen, name[i], i));
    }
    codes_finish(&seen);
    free(name);
}

/* It loads, every station has a device, and its network carries what was meant. */
static void test_loads(void **state)
{
    (void)state;
    write_city(60, 4);
    struct fleet *fleet = folder_load(&folder);
    assert_int_equal(fleet->plant.station.count, 60);
    assert_int_equal(fleet->plant.source.count, 2);
    assert_true(fleet->controller.count > 60);
    int tcp = 0, gateways = 0, lines = 0;
    for (size_t i = 0; i < fleet->outlet.count; i++) {
        const struct outlet *outlet = &fleet->outlet.at[i];
        tcp += outlet->endpoint.kind == ENDPOINT_TCP;
        gateways += outlet->endpoint.kind == ENDPOINT_RTU_TCP && outlet->controller.count > 3;
        lines += outlet->endpoint.kind == ENDPOINT_SERIAL && outlet->controller.count > 1;
    }
    assert_true(tcp > 50);
    assert_int_equal(gateways, 1);
    assert_int_equal(lines, 1);
    assert_int_equal(fleet->profile.count, 5);
    plant_advance(&fleet->plant, 3 * 3600);
    double area = 0;
    for (size_t i = 0; i < 60; i++) {
        const struct station *station = &fleet->plant.station.at[i];
        int32_t index[8];
        assert_true(fleet_find(fleet, station->code, index) >= 1);
        assert_true(station->primary.p_supply_mpa - station->primary.p_return_mpa > 0.04);
        for (int k = 0; k < station->circuit_count; k++) {
            area += station->circuit[k].design.area_m2;
            assert_true(station->circuit[k].supply_c > 28);
        }
    }
    assert_float_equal(area, 60 * 500 * 95.0, 1);
    fleet_finish(fleet);
    free(fleet);
}

static void test_mistakes_have_lines(void **state)
{
    (void)state;
    char said[4000] = "";
    write_city(5, 4);
    folder_write(&folder, "devices.csv",
                 "node,device,profile,endpoint,unit,period_s\n"
                 "S0001,plc,station-plc,tcp:127.0.0.1:20001,1,\n"
                 "S0099,plc,station-plc,tcp:127.0.0.1:20002,1,\n"
                 "S0002,plc,station-plq,tcp:127.0.0.1:20003,1,\n"
                 "S0003,plc,station-plc,udp:127.0.0.1:20003,1,\n"
                 "S0003,plc,station-plc,tcp:127.0.0.1:20004,300,\n"
                 "S0004,plc,station-plc,tcp:127.0.0.1:20001,1,\n");
    FILE *out = fmemopen(said, sizeof said, "w");
    struct fleet *fleet = alloc_new(sizeof *fleet);
    plant_init(&fleet->plant, 1, 1768449600.0);
    assert_false(load_fleet(fleet, folder.path, out));
    fclose(out);
    static const char *const expected[] = {
        "devices.csv:3: unknown node 'S0099'", "devices.csv:4: profile 'station-plq'",
        "devices.csv:5: endpoint", "devices.csv:6: '300', expected a number from 0 to 255",
        "devices.csv:7: unit 1 again"};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (!strstr(said, expected[i]))
            fail_msg("not said: %s\n%s", expected[i], said);
    fleet_finish(fleet);
    free(fleet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nodes),
        cmocka_unit_test(test_households),
        cmocka_unit_test(test_same_seed_same_city),
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_loads),
        cmocka_unit_test(test_mistakes_have_lines),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
