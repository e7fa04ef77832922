/* When a rule looks at all: conditions that hold, fail, or that nobody knows. */
#include "drive.h"

static struct drive drive;

static void begin(const char *rules)
{
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), rules);
}

static void test_state_and_condition(void **state)
{
    (void)state;
    begin("any,CP1_Run,state,0,,,,30,,1,season CP2_Run=0,note,,,\n"
          "any,DP2,L,0.03,MPa,,0.005,,,3,CP1_Run=1|CP2_Run=1,,,,\n");
    drive_set(&drive, 0, "DP2.1", 0.01);
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_set(&drive, 0, "CP2_Run.1", 1);
    drive_rounds(&drive, 10);
    assert_int_equal(drive_active(&drive), 1); /* the pump runs without head */
    drive_set(&drive, 0, "CP2_Run.1", 0);
    drive_rounds(&drive, 1);
    const struct alarm *head = drive_alarm(&drive, 0, "DP2.1", "L");
    assert_int_equal(head->state, ALARM_SUPPRESSED); /* no pump runs: by design */
    drive_rounds(&drive, 3);
    const struct alarm *pump = drive_alarm(&drive, 0, "CP1_Run.1", "state");
    assert_int_equal(pump->state, ALARM_UNACKNOWLEDGED);
    assert_true(pump->code.needs_note);
    drive_set(&drive, 0, "CP1_Run.1", 1);
    drive_rounds(&drive, 1);
    assert_int_equal(head->state, ALARM_UNACKNOWLEDGED);
    drive_set(&drive, 0, "DP2.1", 0.1);
    drive_rounds(&drive, 1);
    assert_int_equal(head->state, ALARM_RETURNED);
    drive.moment.is_season = false;
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_rounds(&drive, 10);
    assert_int_equal(drive_active(&drive), 0); /* in summer pumps may stand */
    drive_finish(&drive);
}

/* What became normal while its condition did not hold is over: it cries no more when it holds. */
static void test_gone_while_suppressed(void **state)
{
    (void)state;
    begin("any,T2h,L,25,°C,,,10,,2,CP1_Run=1,,,,\n");
    drive_set(&drive, 0, "CP1_Run.1", 1);
    drive_set(&drive, 0, "T2h.1", 20);
    drive_rounds(&drive, 5);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2h.1", "L");
    assert_non_null(alarm);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_rounds(&drive, 2);
    assert_int_equal(alarm->state, ALARM_SUPPRESSED);
    drive_set(&drive, 0, "T2h.1", 40);
    drive_rounds(&drive, 5);
    assert_int_equal(alarm->state, ALARM_NORMAL);
    drive_set(&drive, 0, "CP1_Run.1", 1);
    drive_rounds(&drive, 5);
    assert_int_equal(alarm->state, ALARM_NORMAL);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "L"), 1);
    drive_set(&drive, 0, "T2h.1", 20); /* and a later one is as any other */
    drive_rounds(&drive, 5);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    drive_finish(&drive);
}

/* A pump that the station does not have: its sister's stop is told all the same, and where
 * none runs, what needs one that runs stays silent. */
static void test_condition_of_what_is_refused(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0),
               "any,CP1_Run,state,0,,,,30,,1,CP2_Run=0,,,,\n"
               "any,T2g,order,0,K,T2h,,30,,3,CP1_Run=1|CP2_Run=1,,,,\n");
    drive_set(&drive, 0, "T2g.1", 40);
    drive_set(&drive, 0, "T2h.1", 41);
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_set_quality(&drive, 0, "CP2_Run.1", QUALITY_REFUSED);
    drive_rounds(&drive, 5);
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "CP1_Run.1", "state")));
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "order"), 0); /* nothing runs */
    drive_set(&drive, 0, "CP1_Run.1", 1);
    drive_rounds(&drive, 5);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "order"), 1);
    drive_finish(&drive);
}

/* No number for a while is waited for, no number for ever is not. */
static void test_condition_without_a_number(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0),
               "any,T2g,H,65,°C,,,30,,2,CP1_Run=1,,,,\n");
    drive_set(&drive, 0, "T2g.1", 70);
    drive_set_quality(&drive, 0, "CP1_Run.1", QUALITY_NEVER);
    drive_rounds(&drive, 20);
    assert_int_equal(drive_active(&drive), 0);
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_rounds(&drive, 60);
    assert_int_equal(drive_active(&drive), 0);
    drive_set_quality(&drive, 0, "CP1_Run.1", QUALITY_INVALID);
    drive_rounds(&drive, 40);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
    assert_true(alarm_is_active(alarm));
    /* suppressed, and then nobody can say any more whether it should be */
    drive_set(&drive, 0, "CP1_Run.1", 0);
    drive_rounds(&drive, 1);
    assert_int_equal(alarm->state, ALARM_SUPPRESSED);
    drive_set_quality(&drive, 0, "CP1_Run.1", QUALITY_INVALID);
    drive_rounds(&drive, 20);
    assert_int_equal(alarm->state, ALARM_SUPPRESSED);
    drive_rounds(&drive, 20);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state_and_condition),
        cmocka_unit_test(test_gone_while_suppressed),
        cmocka_unit_test(test_condition_of_what_is_refused),
        cmocka_unit_test(test_condition_without_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
