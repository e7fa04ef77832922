/* A watch that takes over: from a program that was killed while a delay ran, from a plant that was
 * imported anew, after what persons said by another clock. */
#include "drive.h"

#define LINKS                                                                                      \
    "any,,lost,,,,,30,10,3,,device,,,\nany,,lost-long,,,,,600,10,2,,device,,,\n"                   \
    "any,,gateway,,,,,30,10,2,,line,,,\n"

static struct drive drive;

/* What was lost before the program began waits for its delay like any other. */
static void test_lost_before_the_start(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 3, "station-plc", 0), LINKS);
    int32_t device = ground_device(drive.site, 1);
    site_observe_state(drive.site, device, true, 0, drive.moment.at);
    drive_link(&drive, 1, false);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost"), 1);
    drive_restart(&drive);
    drive_link(&drive, 1, false);
    drive_rounds(&drive, 70);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost"), 1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost-long"), 1);
    drive_finish(&drive);
}

/* A delay of ten minutes is none of twenty because the program changed in between. */
static void test_delay_goes_on_over_a_restart(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 3, "station-plc", 0), LINKS);
    int32_t device = ground_device(drive.site, 1);
    site_observe_state(drive.site, device, true, 0, drive.moment.at);
    drive_link(&drive, 1, false);
    drive_rounds(&drive, 40);
    drive_restart(&drive);
    drive_link(&drive, 1, false);
    drive_rounds(&drive, 19);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost-long"), 0);
    drive_rounds(&drive, 2);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost-long"), 1);
    /* back, and lost anew: from then on */
    site_observe_state(drive.site, device, false, 0, drive.moment.at);
    drive_link(&drive, 1, true);
    drive_rounds(&drive, 3);
    drive_link(&drive, 1, false);
    drive_rounds(&drive, 50);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost-long"), 1);
    drive_finish(&drive);
}

/* A raise after an end by hand is a new one, even if the collector's clock is behind. */
static void test_raise_after_unshelving(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), "any,T2g,H,65,°C,,,,,2,,,,,\n");
    drive_set(&drive, 0, "T2g.1", 70);
    drive_rounds(&drive, 2);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
    drive_person(&drive, FACT_ALARM_SHELVED, alarm);
    assert_int_equal(alarm->state, ALARM_SHELVED);
    drive_set(&drive, 0, "T2g.1", 50);
    drive_rounds(&drive, 2);
    drive_person(&drive, FACT_ALARM_UNSHELVED, alarm);
    assert_int_equal(alarm->state, ALARM_NORMAL);
    drive_step_clock(&drive, -3600);
    drive_set(&drive, 0, "T2g.1", 70);
    drive_rounds(&drive, 2);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "H"), 2);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED);
    drive_finish(&drive);
}

/* An alarm at a circuit that an import took away has to be returned. */
static void test_circuit_is_gone(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), "any,T2g,H,65,°C,,,,,2,,,,,\n");
    drive_set(&drive, 0, "T2g.1", 70);
    drive_rounds(&drive, 2);
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
    assert_true(alarm_watch_knows(&drive.watch, alarm));
    alarm_watch_circuits(&drive.watch, 0, 1);
    assert_false(alarm_watch_knows(&drive.watch, alarm));
    drive_finish(&drive);
}

/* What an outage has raised is not the collector's to return. */
static void test_outage_stands_behind(void **state)
{
    struct fact fact;
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), "any,T2g,H,65,°C,,,,,2,,,,,\n");
    fact_init(&fact, FACT_ALARM_RAISED, drive.moment.at);
    fact.alarm = drive.moment.at.us;
    fact.node = drive.site->node[0].id;
    snprintf(fact.code, sizeof fact.code, "closed/2bk");
    site_apply(drive.site, &fact);
    assert_int_equal(alarm_count(drive.site), 1);
    assert_int_equal(alarm_at(drive.site, 0)->state, ALARM_ACKNOWLEDGED);
    assert_true(alarm_watch_knows(&drive.watch, alarm_at(drive.site, 0)));
    drive_finish(&drive);
}

/* A line is dead, and the device that its alarm stands at is moved: the alarm goes to another. */
static void test_first_of_a_dead_line_moves(void **state)
{
    char elsewhere[] = "tcp:10.9.9.9:502";
    (void)state;
    drive_init(&drive, ground_site(1, 3, "station-plc", 3), LINKS);
    for (int n = 0; n < 3; n++)
        drive_link(&drive, n, false);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "gateway"), 1);
    drive_move_device(&drive, 0, elsewhere);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "gateway"), 2);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "gateway"), 1);
    assert_true(alarm_is_active(drive_alarm(&drive, 1, "", "gateway")));
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "", "lost")));
    drive_finish(&drive);
}

/* One answer without a number does not begin a delay of half an hour anew. */
static void test_unknown_while_it_waits(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), "any,T2g,H,65,°C,,,60,30,2,,,,,\n");
    for (int i = 0; i < 12; i++) {
        drive_set(&drive, 0, "T2g.1", 70);
        if (i % 4 == 3)
            drive_set_quality(&drive, 0, "T2g.1", QUALITY_INVALID);
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 1);
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost_before_the_start),
        cmocka_unit_test(test_delay_goes_on_over_a_restart),
        cmocka_unit_test(test_raise_after_unshelving),
        cmocka_unit_test(test_circuit_is_gone),
        cmocka_unit_test(test_outage_stands_behind),
        cmocka_unit_test(test_first_of_a_dead_line_moves),
        cmocka_unit_test(test_unknown_while_it_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
