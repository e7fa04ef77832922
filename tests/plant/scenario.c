/* Scenario lines: what they mean, and what is said of wrong ones. */
#include "folder.h"

#include "backend/plant/scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct folder folder;
static struct fleet *fleet;

static int set_up(void **state)
{
    (void)state;
    char why[200];
    folder_init(&folder);
    struct city_wish wish = folder_wish(&folder, 12);
    if (!city_write(&wish, why, sizeof why))
        return -1;
    fleet = folder_load(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fleet_finish(fleet);
    free(fleet);
    folder_finish(&folder);
    return 0;
}

static struct controller *plc(void)
{
    int32_t index = codes_find(&fleet->controller_of, "S0001/plc");
    assert_true(index >= 0);
    return &fleet->controller.at[index];
}

static void test_lines(void **state)
{
    (void)state;
    struct scenario_order order;
    char why[300];
    assert_true(scenario_read_line(fleet, "at 90s S0001 silent for 2m # dinner", true, &order, why,
                                   sizeof why));
    assert_int_equal(order.at_ms, 90000);
    assert_int_equal(order.for_ms, 120000);
    assert_int_equal(order.fault.kind, FAULT_SILENT);
    assert_string_equal(order.who, "S0001");
    free(order.who);
    assert_true(scenario_read_line(fleet, "S0001/plc foreign-write T2g_SP.1 47.5", false, &order,
                                   why, sizeof why));
    assert_string_equal(order.point, "T2g_SP.1");
    assert_float_equal(order.fault.number, 47.5, 0);
    free(order.who);
    assert_true(scenario_read_line(fleet, "  # nothing", true, &order, why, sizeof why));
    assert_null(order.who);
    assert_true(
        scenario_read_line(fleet, "at 1h weather wave 10 for 48h", true, &order, why, sizeof why));
    assert_true(order.is_weather);
    free(order.who);
}

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *line, *says;
    } cases[] = {
        {"at 60 S0001 silent", "expected: at TIME"},
        {"S0001 silent", "expected: at TIME"},
        {"at 1s S9999 silent", "no devices at 'S9999'"},
        {"at 1s S0001 silnt", "perhaps 'silent'"},
        {"at 1s S0001 slow", "expected a number from 0"},
        {"at 1s S0001 exception 999", "expected a number from 1 to 255"},
        {"at 1s S0001 frozen T9x", "no point 'T9x'"},
        {"at 1s S0001 silent for ever", "time 'ever'"},
        {"at 1s S0001 silent please", "'please' too much"},
        {"at 1s weather wave 10", "without 'for'"},
        {"at 1s", "nobody named"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scenario_order order;
        char why[300] = "";
        assert_false(scenario_read_line(fleet, cases[i].line, true, &order, why, sizeof why));
        if (!strstr(why, cases[i].says))
            fail_msg("%s: said '%s'", cases[i].line, why);
        assert_null(order.who);
    }
}

static void test_file(void **state)
{
    (void)state;
    struct scenario scenario;
    char said[2000] = "", path[200];
    folder_write(&folder, "scenario", "at 1s S0001 silent\n\nat 2s S0001 nonsense\nat x\n");
    snprintf(path, sizeof path, "%s/scenario", folder.path);
    FILE *out = fmemopen(said, sizeof said, "w");
    assert_false(scenario_load(&scenario, fleet, path, out));
    fclose(out);
    assert_non_null(strstr(said, "/scenario:3: no fault 'nonsense'"));
    assert_non_null(strstr(said, "/scenario:4: "));
    scenario_finish(&scenario);
    folder_write(&folder, "scenario", "at 5s S0001 heal\nat 1s S0001 silent\nat 3s S0001 slow 9\n");
    assert_true(scenario_load(&scenario, fleet, path, stderr));
    struct mono start = {1000000000};
    assert_true(scenario_run(&scenario, fleet, start, mono_after_ms(start, 999)));
    assert_int_equal(plc()->faults.count, 0);
    assert_true(scenario_run(&scenario, fleet, start, mono_after_ms(start, 3000)));
    assert_int_equal(plc()->faults.count, 2);
    assert_false(scenario_run(&scenario, fleet, start, mono_after_ms(start, 5000)));
    assert_int_equal(plc()->faults.count, 0);
    scenario_finish(&scenario);
}

/* Named by one device, the whole station is dark. */
static void test_power_is_the_stations(void **state)
{
    (void)state;
    struct scenario_order order;
    char why[300];
    assert_true(scenario_read_line(fleet, "S0005/meter power-loss for 10s", false, &order, why,
                                   sizeof why));
    struct mono now = {1000000000};
    scenario_obey(fleet, &order, now);
    free(order.who);
    int32_t other = codes_find(&fleet->controller_of, "S0005/plc");
    assert_true(other >= 0);
    assert_int_equal(fleet->controller.at[other].faults.count, 1);
    assert_false(fleet->controller.at[other].image.place.station->is_powered);
    fleet_expire(fleet, mono_after_ms(now, 10000));
    assert_true(fleet->controller.at[other].image.place.station->is_powered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_power_is_the_stations),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
