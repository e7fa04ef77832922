/* Flood: more than 10 in 10 minutes begins it, fewer than 5 ends it; the figures of the line. */
#include "drive.h"

static struct wall at(int64_t second)
{
    return (struct wall){GROUND_START + second * GROUND_SECOND};
}

static void test_begin_and_end(void **state)
{
    struct alarm_flood flood = {0};
    (void)state;
    for (int i = 0; i < 10; i++)
        alarm_flood_add(&flood, at(i * 60));
    assert_false(flood.is_flood); /* ten in ten minutes are still no flood */
    alarm_flood_add(&flood, at(599));
    assert_true(flood.is_flood);
    assert_int_equal(flood.since.us, at(599).us);
    assert_int_equal(flood.in_window, 11);
    assert_false(alarm_flood_pass(&flood, at(600 + 5 * 60 + 59))); /* five left: goes on */
    assert_int_equal(flood.in_window, 5);
    assert_true(alarm_flood_pass(&flood, at(600 + 6 * 60)));
    assert_int_equal(flood.in_window, 4);
    assert_false(flood.is_flood);
    for (int i = 0; i < 6; i++) /* up to ten again: none, an eleventh: flood */
        alarm_flood_add(&flood, at(961));
    assert_false(flood.is_flood);
    alarm_flood_add(&flood, at(962));
    assert_true(flood.is_flood);
    assert_true(alarm_flood_pass(&flood, at(100000)));
    assert_int_equal(flood.in_window, 0);
}

/* Late ones are counted where they belong, those before the window not at all; a clock that is
 * stepped back takes nothing out. */
static void test_out_of_order(void **state)
{
    struct alarm_flood a = {0}, b = {0};
    static const int seconds[] = {5, 700, 130, 101, 100, 400, 250, 699, 620, 90, 10, 333};
    enum { COUNT = sizeof seconds / sizeof *seconds };
    (void)state;
    for (int i = 0; i < COUNT; i++)
        alarm_flood_add(&a, at(seconds[i]));
    for (int i = COUNT; i-- > 0;)
        alarm_flood_add(&b, at(seconds[i]));
    alarm_flood_pass(&a, at(701));
    alarm_flood_pass(&b, at(701));
    assert_int_equal(a.in_window, b.in_window);
    assert_int_equal(a.in_window, 7); /* from 102 on */
    assert_memory_equal(a.in_second, b.in_second, sizeof a.in_second);
    assert_false(alarm_flood_pass(&a, at(0)));
    assert_int_equal(a.in_window, 7);
}

/* What is raised on the shelf, below a shelved node or out of service calls nobody, also in a
 * console that is told of it later. */
static void test_held_is_no_flood(void **state)
{
    struct site *site = ground_site(1, 30, "station-plc", 0), *loaded;
    (void)state;
    struct fact shelve = ground_fact(FACT_ALARM_SHELVED, GROUND_START, 0, 100, 0, "", "");
    shelve.new_value = (double)GROUND_START / 1e6 + 3600;
    site_apply(site, &shelve);
    for (int n = 0; n < 20; n++) {
        struct fact raise = ground_raise(GROUND_START + (1 + n) * GROUND_SECOND, 1000 + n,
                                         100000 + n, "P2h.1", "LL/1");
        site_apply(site, &raise);
    }
    assert_int_equal(alarm_flood_of(site)->in_window, 0);
    assert_false(alarm_flood_of(site)->is_flood);
    loaded = ground_site(1, 30, "station-plc", 0);
    site_put_alarm_subtree(loaded, alarm_subtree_at(site, 0));
    for (size_t i = 0; i < alarm_count(site); i++)
        site_put_alarm(loaded, alarm_at(site, i));
    assert_int_equal(alarm_flood_of(loaded)->in_window, 0);
    struct fact raise = ground_raise(GROUND_START + 50 * GROUND_SECOND, 0, 0, "", "network/1a");
    site_apply(loaded, &raise);
    assert_int_equal(alarm_flood_of(loaded)->in_window, 1);
    site_free(site);
    site_free(loaded);
}

static void test_metrics(void **state)
{
    struct drive drive;
    (void)state;
    drive_init(&drive, ground_site(1, 30, "station-plc", 0),
               "any,T2g,H,65,°C,,,,,2,,,,,\nany,P2h,LL,0.15,MPa,,,,,1,,,,,\n");
    for (int n = 0; n < 30; n++) {
        drive_set(&drive, n, "P2h.1", 0.3);
        drive_set(&drive, n, "T2g.1", n < 12 ? 70 : 50);
    }
    drive_rounds(&drive, 1);
    struct wall raised = drive.moment.at;
    drive_set(&drive, 20, "P2h.1", 0.1);
    drive_rounds(&drive, 1);
    struct alarm_metrics m = alarm_metrics_of(drive.site, drive.moment.at);
    assert_int_equal(m.last_10_min, 13);
    assert_true(m.is_flood);
    assert_int_equal(m.unacknowledged, 13);
    assert_int_equal(m.oldest.us, raised.us);
    assert_int_equal(m.active[0], 1);
    assert_int_equal(m.active[1], 12);
    assert_true(isnan(m.median_ack_s));
    for (int n = 0; n < 10; n++) { /* each ten seconds later */
        drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, drive_alarm(&drive, n, "T2g.1", "H"));
        drive_rounds(&drive, 1);
    }
    m = alarm_metrics_of(drive.site, drive.moment.at);
    assert_int_equal(m.unacknowledged, 3);
    assert_int_equal(m.unacknowledged_high, 3);
    assert_true(fabs(m.median_ack_s - 50) < 0.01);
    assert_true(fabs(m.p90_ack_s - 90) < 0.01);
    drive_rounds(&drive, 24 * 360 + 10);
    m = alarm_metrics_of(drive.site, drive.moment.at);
    assert_int_equal(m.last_10_min, 0);
    assert_false(m.is_flood);
    assert_int_equal(m.standing, 13);
    for (int n = 0; n < 12; n++)
        drive_set(&drive, n, "T2g.1", 50);
    drive_rounds(&drive, 2);
    m = alarm_metrics_of(drive.site, drive.moment.at);
    assert_int_equal(m.standing, 1);
    assert_int_equal(m.unacknowledged, 1); /* two are over, and nobody has answered them */
    assert_int_equal(m.returned, 2);
    drive_finish(&drive);
}

/* A collector's clock that is ahead neither hides a flood nor makes it last. */
static void test_clock_ahead(void **state)
{
    struct site *site = ground_site(1, 40, "station-plc", 0);
    (void)state;
    for (int i = 0; i < 40; i++) {
        int64_t second = i < 20 ? 3600 + i : i;
        struct fact raise = ground_raise(at(second).us, 1000 + i, 100000 + i, "T2g.1", "H/2");
        if (i == 10) /* ten were loaded before the database's time was heard of */
            site_pass_time(site, at(10));
        site_apply(site, &raise);
    }
    assert_int_equal(alarm_metrics_of(site, at(40)).last_10_min, 30);
    assert_true(alarm_flood_of(site)->is_flood);
    site_pass_time(site, at(700));
    assert_int_equal(alarm_metrics_of(site, at(700)).last_10_min, 0);
    assert_false(alarm_flood_of(site)->is_flood);
    site_free(site);
}

static void test_lasted(void **state)
{
    struct site *site = ground_site(1, 1, "station-plc", 0);
    (void)state;
    struct fact raise = ground_raise(GROUND_START, 1000, 100000, "T2g.1", "H/2");
    struct fact back =
        ground_fact(FACT_ALARM_RETURNED, at(5).us, GROUND_START, 1000, 100000, "T2g.1", "H");
    site_apply(site, &raise);
    const struct alarm *alarm = alarm_find(site, 100000, 0, "T2g.1", "H");
    assert_true(isnan(alarm->lasted_s));
    back.old_value = 5;
    site_apply(site, &back);
    assert_true(alarm->lasted_s == 5);
    site_free(site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_begin_and_end),    cmocka_unit_test(test_out_of_order),
        cmocka_unit_test(test_held_is_no_flood), cmocka_unit_test(test_metrics),
        cmocka_unit_test(test_clock_ahead),      cmocka_unit_test(test_lasted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
