/* Set-points that were changed outside. */
#include "drive.h"

static struct drive drive;

#define OUTSIDE "any,T2g_SP,outside,,,,,,,1,,event,,,\nany,,mass,3,,,,,,1,,event alike note,,,\n"

static void test_outside(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 0), OUTSIDE);
    drive_outside(&drive, 0, "T2g_SP.1", 50, 60);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g_SP.1", "outside");
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    drive_outside(&drive, 0, "T2g_SP.1", 60, 50); /* put back */
    assert_int_equal(alarm->state, ALARM_RETURNED);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    drive_outside(&drive, 0, "T2g_SP.1", 50, 55);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    assert_int_equal(alarm->state, ALARM_NORMAL); /* seen: an event is over */
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 0);
    drive_rounds(&drive, 10);
    for (int n = 1; n <= 50; n++) { /* fifty stations within a minute (TESTS A19) */
        drive_outside(&drive, n, "T2g_SP.1", 50, 70);
        if (n % 10 == 0)
            drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "outside"), 52);
    drive_finish(&drive);
}

/* What was answered is over: the next change is told, the way back, too; so is a wave that goes on.
 */
static void test_outside_after_the_answer(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 60, "station-plc", 0), OUTSIDE);
    drive_outside(&drive, 0, "T2g_SP.1", 50, 60);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g_SP.1", "outside");
    drive_rounds(&drive, 1);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    assert_int_equal(alarm->state, ALARM_NORMAL);
    drive_rounds(&drive, 60);
    drive_outside(&drive, 0, "T2g_SP.1", 60, 50);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    assert_true(alarm->limit == 60 && alarm->value == 50);
    drive_rounds(&drive, 60);
    for (int n = 10; n < 15; n++)
        drive_outside(&drive, n, "T2g_SP.1", 50, 70);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1);
    drive_rounds(&drive, 1);
    const struct alarm *mass = alarm_find(drive.site, 0, 0, "", "mass");
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, mass);
    drive_outside(&drive, 20, "T2g_SP.1", 50, 70);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 2);
    assert_true(mass->value == 6);
    drive_finish(&drive);
}

/* Stations are counted once each, and only within the minute. */
static void test_outside_counts_stations(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 9, "station-plc", 0), OUTSIDE);
    for (int round = 0; round < 20; round++) {
        drive_outside(&drive, 0, "T2g_SP.1", 50, 60 + round);
        drive_outside(&drive, 1 + round / 7, "T2g_SP.1", 50, 60 + round);
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1); /* 0, 1 and 2 */
    assert_true(alarm_find(drive.site, 0, 0, "", "mass")->value == 3);
    drive_rounds(&drive, 12);
    drive_outside(&drive, 5, "T2g_SP.1", 50, 60);
    drive_outside(&drive, 5, "T2g_SP.1", 50, 61);
    drive_outside(&drive, 6, "T2g_SP.1", 50, 61);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "mass"), 1);
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_outside_after_the_answer),
        cmocka_unit_test(test_outside_counts_stations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
