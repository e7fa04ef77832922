/* What comes one after the other is one line: changes outside, losses. */
#include "backend/core/alarm_cause.h"
#include "drive.h"

/* Fifty stations changed outside within a minute are one line (TESTS A19). */
static void test_one_line_for_a_wave(void **state)
{
    struct drive drive;
    struct alarm_groups groups = {0};
    (void)state;
    drive_init(&drive, ground_site(2, 60, "station-plc", 0), NULL);
    for (int n = 0; n < 50; n++) {
        drive_outside(&drive, n, "T2g_SP.1", 50, 70);
        if (n % 10 == 9)
            drive_rounds(&drive, 1);
        if (n == 2) {
            alarm_groups_make(&groups, drive.site);
            assert_int_equal(groups.count, 1); /* at the third station already */
        }
    }
    alarm_groups_make(&groups, drive.site);
    size_t waves = 0;
    for (size_t i = 0; i < groups.count; i++) {
        const struct alarm_group *group = &groups.group[i];
        const struct alarm *alarm = alarm_at(drive.site, group->alarm);
        assert_int_not_equal(alarm->code.kind, ALARM_OUTSIDE);
        if (alarm->code.kind != ALARM_MASS)
            continue;
        waves++;
        assert_int_equal(group->children, 50);
        assert_int_equal(group->stations, 50);
        assert_int_equal(group->households, 50 * 500);
        assert_int_equal(group->priority, ALARM_CRITICAL);
    }
    assert_int_equal(waves, 1);
    alarm_groups_finish(&groups);
    drive_finish(&drive);
}

/* Whole controllers rewritten, at one station and then at fifty: a line a station, and then one. */
static void test_controllers_rewritten(void **state)
{
    static const char *const point[] = {
        "T2g_SP.1", "CV_SP.1",   "CV_Min.1",  "CV_Max.1",  "F1_SP.1",  "XP_Hz.1",
        "BP_P2h.1", "CURVE_1.1", "CURVE_2.1", "SLOT_0.1",  "SLOT_1.1", "SLOT_2.1",
        "SLOT_3.1", "SLOT_4.1",  "SLOT_5.1",  "SLOT_6.1",  "SLOT_7.1", "SLOT_8.1",
        "SLOT_9.1", "SLOT_10.1", "SLOT_11.1", "CP1_Cmd.1", "CP2_Cmd.1"};
    enum { POINTS = sizeof point / sizeof *point };
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 0), NULL);
    drive_rounds(&drive, 1);
    for (int p = 0; p < POINTS; p++)
        drive_outside(&drive, 55, point[p], 50, 70);
    const struct alarm *first = drive_alarm(&drive, 55, "T2g_SP.1", "outside");
    for (int p = 1; p < POINTS; p++)
        assert_ptr_equal(alarm_cause_of(drive.site, drive_alarm(&drive, 55, point[p], "outside")),
                         first);
    assert_null(alarm_cause_of(drive.site, first));
    drive_rounds(&drive, 70); /* another hand, ten minutes later, is told by itself */
    drive_outside(&drive, 55, "XP_Mode.1", 0, 1);
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 55, "XP_Mode.1", "outside")));
    for (int n = 0; n < 50; n++)
        for (int p = 0; p < POINTS; p++)
            drive_outside(&drive, n, point[p], 50, 70);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "storm"), 0);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1);
    const struct alarm *mass = alarm_find(drive.site, 0, 0, "", "mass");
    for (int n = 0; n < 50; n++)
        for (int p = 0; p < POINTS; p++)
            assert_ptr_equal(alarm_root_of(drive.site, drive_alarm(&drive, n, point[p], "outside")),
                             mass);
    drive_finish(&drive);
}

/* A wave explains what came with it, not what is changed at another station an hour later. */
static void test_a_wave_is_over(void **state)
{
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 0),
               "any,T2g_SP,outside,,,,,,,1,,event,,,\nany,,mass,3,,,,,,1,,event alike note,,,\n");
    for (int n = 0; n < 5; n++)
        drive_outside(&drive, n, "T2g_SP.1", 50, 70);
    drive_rounds(&drive, 360);
    drive_outside(&drive, 30, "T2g_SP.1", 50, 70);
    assert_non_null(alarm_cause_of(drive.site, drive_alarm(&drive, 4, "T2g_SP.1", "outside")));
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 30, "T2g_SP.1", "outside")));
    drive_finish(&drive);
}

/* An intruder who takes his time: a station each half a minute for half an hour is one line, and
 * one cry, and a collector that takes over in between does not change that. */
static void test_a_long_wave_is_one(void **state)
{
    struct drive drive;
    struct alarm_groups groups = {0};
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 0),
               "any,T2g_SP,outside,,,,,,,1,,event,,,\nany,,mass,3,,,,,,1,,event alike note,,,\n");
    for (int n = 0; n < 60; n++) {
        drive_outside(&drive, n, "T2g_SP.1", 50, 70);
        drive_rounds(&drive, n == 20 ? 20 : 2);
        if (n == 40)
            drive_restart(&drive);
    }
    alarm_groups_make(&groups, drive.site);
    assert_int_equal(groups.count, 1);
    assert_int_equal(groups.group[0].children, 60);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1);
    alarm_groups_finish(&groups);
    drive_finish(&drive);
}

#define LOSSES                                                                                     \
    "any,,lost,,,,,30,10,3,,device,,,\nany,,lost-long,,,,,600,10,2,,device,,,\n"                   \
    "any,,gateway,,,,,30,10,2,,line,,,\nany,,network,20,%,,,30,30,1,,alike,,,\n"

/* A network that dies slowly, a station every two minutes, is one line in the end, from the first
 * station on; the modem that broke hours before is none of its. */
static void test_a_network_dies_slowly(void **state)
{
    struct drive drive;
    struct alarm_groups groups = {0};
    (void)state;
    drive_init(&drive, ground_site(1, 100, "station-plc", 0), LOSSES);
    drive_rounds(&drive, 1);
    drive_link(&drive, 99, false);
    drive_rounds(&drive, 3 * 360);
    for (int n = 0; n < 30; n++) {
        drive_link(&drive, n, false);
        drive_rounds(&drive, 12);
        if (n == 25)
            drive_restart(&drive);
    }
    alarm_groups_make(&groups, drive.site);
    assert_int_equal(groups.count, 2);
    assert_int_equal(alarm_at(drive.site, groups.group[0].alarm)->code.kind, ALARM_NETWORK);
    assert_int_equal(groups.group[0].stations, 30);
    const struct alarm *modem = drive_alarm(&drive, 99, "", "lost");
    assert_ptr_equal(alarm_at(drive.site, groups.group[1].alarm), modem);
    /* most are back: those that are not stand up by themselves */
    for (int n = 0; n < 27; n++)
        drive_link(&drive, n, true);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "network"), 1);
    for (int n = 27; n < 30; n++)
        assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, n, "", "lost")));
    alarm_groups_finish(&groups);
    drive_finish(&drive);
}

/* In a big plant a modem breaks every few minutes: a network that falls out gathers an hour of it,
 * not days. */
static void test_losses_of_long_ago(void **state)
{
    enum { MODEMS = 20, EACH = 54 }; /* rounds: nine minutes */
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 200, "station-plc", 0), LOSSES);
    drive_rounds(&drive, 1);
    for (int n = 0; n < MODEMS; n++) {
        drive_link(&drive, n, false);
        drive_rounds(&drive, EACH);
    }
    for (int n = MODEMS; n < 60; n++)
        drive_link(&drive, n, false);
    drive_rounds(&drive, 10);
    const struct alarm *network = alarm_find(drive.site, 0, 0, "", "network");
    assert_true(alarm_is_active(network));
    for (int n = 0; n < 60; n++) {
        const struct alarm *lost = drive_alarm(&drive, n, "", "lost");
        bool is_near = lost->id >= network->id - 3600 * GROUND_SECOND;
        assert_ptr_equal(alarm_root_of(drive.site, lost), is_near ? network : lost);
        assert_int_equal(is_near, n >= MODEMS - 6);
    }
    drive_finish(&drive);
}

/* A line on which one device after the other falls silent. */
static void test_a_line_dies_slowly(void **state)
{
    struct drive drive;
    struct alarm_groups groups = {0};
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 8), LOSSES);
    drive_rounds(&drive, 1);
    drive_link(&drive, 7, false);
    drive_rounds(&drive, 360);
    for (int n = 0; n < 7; n++) {
        drive_link(&drive, n, false);
        drive_rounds(&drive, 24);
    }
    drive_rounds(&drive, 6);
    const struct alarm *gateway = drive_alarm(&drive, 0, "", "gateway");
    assert_true(alarm_is_active(gateway));
    for (int n = 0; n < 6; n++)
        assert_ptr_equal(alarm_root_of(drive.site, drive_alarm(&drive, n, "", "lost")), gateway);
    assert_null(alarm_cause_of(drive.site, drive_alarm(&drive, 7, "", "lost")));
    alarm_groups_make(&groups, drive.site);
    assert_int_equal(groups.count, 2);
    alarm_groups_finish(&groups);
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line_for_a_wave),   cmocka_unit_test(test_controllers_rewritten),
        cmocka_unit_test(test_a_wave_is_over),        cmocka_unit_test(test_a_long_wave_is_one),
        cmocka_unit_test(test_a_network_dies_slowly), cmocka_unit_test(test_a_line_dies_slowly),
        cmocka_unit_test(test_losses_of_long_ago),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
