/* Values that cannot be true (TESTS A19): all stands still, heat and temperatures that do not fit,
 * an outdoor sensor in the sun. */
#include "drive.h"

static struct drive drive;

static void begin(const char *rules)
{
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), rules);
}

static int raises(const char *point, const char *code)
{
    int count = 0;
    for (size_t i = 0; i < drive.fact.count; i++) {
        const struct fact *fact = &drive.fact.at[i];
        count += fact->kind == FACT_ALARM_RAISED && !strcmp(fact->point, point) &&
                 !strncmp(fact->code, code, strlen(code));
    }
    return count;
}

static void measure(double shift)
{
    static const struct {
        const char *point;
        double value;
    } values[] = {{"OT", -5},  {"T1g", 95},    {"T1h", 45},   {"P1g", 0.9},   {"P1h", 0.5},
                  {"F1", 60},  {"Q1", 3.489},  {"T2g.1", 50}, {"T2h.1", 40},  {"P2g.1", 0.45},
                  {"TL", 1.2}, {"P2h.1", 0.3}, {"F2.1", 200}, {"CV_U.1", 50}, {"CP1_Run.1", 1}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        drive_set(&drive, 0, values[i].point, values[i].value);
    drive_set(&drive, 0, "P1g", 0.9 + shift);
}

/* Told within a quarter of an hour and a minute, by the starting set. */
static void test_all_stands_still(void **state)
{
    (void)state;
    begin(NULL);
    for (int round = 0; round < 120; round++) { /* one value that moves is enough */
        measure(round % 80 / 1000.0);
        drive_rounds(&drive, 1);
    }
    assert_int_equal(raises("", "frozen/"), 0);
    drive_rounds(&drive, 89);
    assert_int_equal(raises("", "frozen/"), 0);
    drive_rounds(&drive, 2);
    const struct alarm *still = drive_alarm(&drive, 0, "", "frozen");
    assert_true(alarm_is_active(still));
    assert_int_equal(still->state, ALARM_UNACKNOWLEDGED);
    drive_restart(&drive); /* a new program neither ends it nor tells it anew */
    drive_rounds(&drive, 30);
    assert_true(alarm_is_active(still));
    assert_int_equal(raises("", "frozen/"), 1);
    for (int round = 0; round < 10; round++) {
        measure(round / 1000.0);
        drive_rounds(&drive, 1);
    }
    assert_false(alarm_is_active(still));
    /* what nobody heard for an hour has not stood still, and out of the season it may */
    drive_rounds(&drive, 60);
    drive_link(&drive, 0, false);
    drive_rounds(&drive, 360);
    drive_link(&drive, 0, true);
    drive_rounds(&drive, 89);
    assert_int_equal(raises("", "frozen/"), 1);
    drive.moment.is_season = false;
    drive_rounds(&drive, 200);
    assert_int_equal(raises("", "frozen/"), 1);
    drive_finish(&drive);
}

#define TWO                                                                                        \
    "any,,frozen,,,,,900,60,3,season,device,,,\nany,,frozen-short,,,,,300,60,2,season,device,,,\n"

/* Two of them: each has a delay of its own, and both live. */
static void test_each_rule_of_what_stands_still(void **state)
{
    (void)state;
    begin(TWO);
    for (int round = 0; round < 5; round++) {
        measure(round / 1000.0);
        drive_rounds(&drive, 1);
    }
    drive_rounds(&drive, 29);
    assert_int_equal(drive_active(&drive), 0);
    drive_rounds(&drive, 2);
    const struct alarm *soon = drive_alarm(&drive, 0, "", "frozen-short");
    assert_true(alarm_is_active(soon));
    assert_int_equal(raises("", "frozen/"), 0);
    drive_rounds(&drive, 60);
    const struct alarm *late = drive_alarm(&drive, 0, "", "frozen");
    assert_true(alarm_is_active(late));
    for (int round = 0; round < 8; round++) {
        measure(round / 1000.0);
        drive_rounds(&drive, 1);
    }
    assert_false(alarm_is_active(soon) || alarm_is_active(late));
    drive_finish(&drive);
}

/* A value that comes and goes hides nothing; one that is another whenever it comes is a sign of
 * life. */
static void test_still_with_a_value_that_flickers(void **state)
{
    (void)state;
    for (int moves = 0; moves <= 1; moves++) {
        begin(NULL);
        for (int round = 0; round < 120; round++) {
            measure(0);
            drive_set(&drive, 0, "TL", moves ? 1 + round / 1000.0 : 1.2);
            if (round % 2)
                drive_set_quality(&drive, 0, "TL", QUALITY_INVALID);
            drive_rounds(&drive, 1);
        }
        assert_int_equal(raises("", "frozen/"), !moves);
        drive_finish(&drive);
    }
    begin(NULL); /* every other round has no number at all */
    for (int round = 0; round < 120; round++) {
        static const char *const point[] = {"OT", "T1g",   "T1h",   "P1g",   "P1h",
                                            "F1", "Q1",    "T2g.1", "T2h.1", "P2g.1",
                                            "TL", "P2h.1", "F2.1",  "CV_U.1"};
        measure(0);
        for (size_t i = 0; round % 2 && i < sizeof point / sizeof *point; i++)
            drive_set_quality(&drive, 0, point[i], QUALITY_INVALID);
        drive_rounds(&drive, 1);
    }
    assert_int_equal(raises("", "frozen/"), 1);
    drive_finish(&drive);
}

/* A plant that is imported anew forgets neither what stood still nor what each value was. */
static void test_still_over_an_import(void **state)
{
    (void)state;
    for (int moves = 0; moves <= 1; moves++) {
        static char endpoint[] = "tcp:10.9.9.9:502";
        begin(NULL);
        measure(0);
        drive_rounds(&drive, 60);
        drive_move_device(&drive, 0, endpoint);
        measure(moves / 1000.0);
        drive_rounds(&drive, 40);
        assert_int_equal(raises("", "frozen/"), !moves);
        drive_finish(&drive);
    }
}

/* A temperature that is made up does not fit the heat that flows. */
static void test_heat_of_flow_and_temperatures(void **state)
{
    (void)state;
    begin(NULL);
    for (int round = 0; round < 120; round++) {
        measure(round % 80 / 1000.0);
        drive_set(&drive, 0, "Q1", 3.489 * (1 + 0.15 * (round % 2 ? 1 : -1)));
        drive_rounds(&drive, 1);
    }
    assert_int_equal(raises("Q1", "differ/"), 0);
    int rounds = 0;
    for (; rounds < 90 && !raises("Q1", "differ/"); rounds++) {
        measure(rounds % 80 / 1000.0);
        drive_set(&drive, 0, "T1g", 80); /* and in truth it is 95 */
        drive_rounds(&drive, 1);
    }
    assert_in_range(rounds, 60, 62);
    const struct alarm *alarm = drive_alarm(&drive, 0, "Q1", "differ");
    assert_true(fabs(alarm->limit - 1.163 * 60 * 35 / 1000) < 1e-9 && alarm->value == 3.489);
    /* little flow proves nothing */
    drive_set(&drive, 0, "F1", 4);
    drive_rounds(&drive, 1);
    assert_int_equal(alarm->state, ALARM_SUPPRESSED);
    drive_finish(&drive);
}

/* Rounds of ten minutes and more with these; whether it is told. */
static bool is_told(double flow, double supply, double back, double power)
{
    begin(NULL);
    for (int round = 0; round < 70; round++) {
        measure(round % 80 / 1000.0);
        drive_set(&drive, 0, "F1", flow);
        drive_set(&drive, 0, "T1g", supply);
        drive_set(&drive, 0, "T1h", back);
        drive_set(&drive, 0, "Q1", power);
        drive_rounds(&drive, 1);
    }
    bool is_there = raises("Q1", "differ/");
    drive_finish(&drive);
    return is_there;
}

/* Where the water hardly cools a share of the heat is less than the sensors' error. */
static void test_heat_of_a_small_fall(void **state)
{
    (void)state;
    assert_false(is_told(12, 44.9, 45.0, 0));
    assert_false(is_told(12, 46.1, 45.0, 0.011)); /* in truth 45.8 */
    assert_false(is_told(12, 50, 45, 0.8 * 0.0698 + 1e-4));
    assert_true(is_told(12, 50, 45, 0.78 * 0.0698));
    assert_true(is_told(60, 46, 45, 3.489)); /* made up as no fall at all */
    assert_true(is_told(60, 95, 45, 0));
}

/* What is measured in other units is not computed with. */
static void test_heat_needs_its_units(void **state)
{
    static struct {
        char flow[8], supply[8], back[8], power[8];
        bool is_known;
    } units[] = {
        {"m3/h", "°C", "°C", "MW", true},  {"t/h", "C", "°C", "kW", true},
        {"t/h", "°C", "°C", "GJ/h", true}, {"l/h", "°C", "°C", "MW", false},
        {"kg/s", "°C", "°C", "MW", false}, {"m3/h", "K", "°C", "MW", false},
        {"m3/h", "°C", "°F", "MW", false}, {"m3/h", "°C", "°C", "W", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char *const unit[] = {units[i].flow, units[i].supply, units[i].back, units[i].power};
        static const char *const id[] = {"F1", "T1g", "T1h", "Q1"};
        struct point point[4] = {0};
        struct profile profile = {.point = point, .point_count = 4};
        struct heat heat;
        for (int p = 0; p < 4; p++) {
            snprintf(point[p].id, sizeof point[p].id, "%s", id[p]);
            point[p].unit = unit[p];
        }
        heat_find(&heat, &profile);
        assert_int_equal(heat.power >= 0, units[i].is_known);
    }
}

static void test_outdoor_against_the_city(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 7, "station-plc", 0),
               "any,OT,differ,4,K,city,1,60,,4,,,,,\n");
    for (int n = 0; n < 7; n++)
        drive_set(&drive, n, "OT", -3 + 0.1 * n);
    drive_set(&drive, 2, "OT", 9); /* the sun is on it */
    drive_rounds(&drive, 20);
    assert_int_equal(drive_active(&drive), 1);
    assert_true(alarm_is_active(drive_alarm(&drive, 2, "OT", "differ")));
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_stands_still),
        cmocka_unit_test(test_each_rule_of_what_stands_still),
        cmocka_unit_test(test_still_with_a_value_that_flickers),
        cmocka_unit_test(test_still_over_an_import),
        cmocka_unit_test(test_heat_of_flow_and_temperatures),
        cmocka_unit_test(test_heat_of_a_small_fall),
        cmocka_unit_test(test_heat_needs_its_units),
        cmocka_unit_test(test_outdoor_against_the_city),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
