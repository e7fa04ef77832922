/* Each kind of alarm with its delays and deadband; links, chatter, restarts, stepped clocks. */
#include "drive.h"

static struct drive drive;

static void begin(const char *rules)
{
    drive_init(&drive, ground_site(1, 1, "station-plc", 0), rules);
}

/* Rounds until it is raised, or returns; -1: not within `most`. */
static int rounds_until(bool is_active, const char *point, const char *name, int most)
{
    for (int i = 0; i < most; i++) {
        const struct alarm *alarm = alarm_find(drive.site, 100000, 0, point, name);
        if ((alarm && alarm_is_active(alarm)) == is_active)
            return i;
        drive_rounds(&drive, 1);
    }
    return -1;
}

static void test_limit_deadband_delays(void **state)
{
    (void)state;
    begin("any,T2g,H,65,°C,,2,60,30,2,,,,,\n");
    drive_set(&drive, 0, "T2g.1", 65);
    drive_rounds(&drive, 20);
    assert_int_equal(drive_active(&drive), 0); /* at the limit is not above it */
    drive_set(&drive, 0, "T2g.1", 66);
    assert_int_equal(rounds_until(true, "T2g.1", "H", 20), 7); /* seen first, then 60 s */
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
    assert_true(alarm->value == 66 && alarm->limit == 65);
    assert_string_equal(drive.fact.at[0].text, "66.0 > 65.0 °C");
    drive_set(&drive, 0, "T2g.1", 63.5); /* inside the deadband: stays */
    drive_rounds(&drive, 20);
    assert_true(alarm_is_active(alarm));
    drive_set(&drive, 0, "T2g.1", 62.9);
    assert_int_equal(rounds_until(false, "T2g.1", "H", 20), 4);
    assert_true(alarm->lasted_s > 200);
    /* shorter than the on-delay: nothing; and the wait begins anew */
    drive_set(&drive, 0, "T2g.1", 70);
    drive_rounds(&drive, 6);
    drive_set(&drive, 0, "T2g.1", 60);
    drive_rounds(&drive, 1);
    drive_set(&drive, 0, "T2g.1", 70);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "H"), 1);
    drive_finish(&drive);
}

static void test_low_against_and_share(void **state)
{
    (void)state;
    begin("any,P2h,L,-0.05,MPa,BP_P2h,0.01,,,2,,,,,\n"
          "any,P2h,LL,0.15,MPa,,,,,1,,latch,,,\n"
          "any,Fm,HH,2%,%,F2,0.1,,,2,,,,,\n");
    drive_set(&drive, 0, "BP_P2h.1", 0.30);
    drive_set(&drive, 0, "P2h.1", 0.26);
    drive_set(&drive, 0, "F2.1", 200);
    drive_set(&drive, 0, "Fm.1", 3.9);
    drive_rounds(&drive, 2);
    assert_int_equal(drive_active(&drive), 0);
    drive_set(&drive, 0, "P2h.1", 0.24);
    drive_set(&drive, 0, "Fm.1", 4.1);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 2);
    assert_true(fabs(drive_alarm(&drive, 0, "Fm.1", "HH")->limit - 4) < 1e-6);
    drive_set(&drive, 0, "P2h.1", 0.10);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 3);
    drive_set(&drive, 0, "P2h.1", 0.30);
    drive_rounds(&drive, 1);
    const struct alarm *latched = drive_alarm(&drive, 0, "P2h.1", "LL");
    assert_int_equal(latched->state, ALARM_RETURNED);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, latched);
    assert_int_equal(latched->state, ALARM_LATCHED);
    drive_person(&drive, FACT_ALARM_RESET, latched);
    assert_int_equal(latched->state, ALARM_NORMAL);
    drive_finish(&drive);
}

/* Off the controller's own curve at this outdoor temperature, with the offset of the hour. */
static void test_deviation_from_curve(void **state)
{
    static const double outdoor[] = {10, 5, 2, 0, -3, -6, -9, -12};
    static const double supply[] = {34, 41, 45, 48, 52, 56, 60, 63};
    char id[24];
    (void)state;
    begin("any,T2g,dev-curve,5,K,curve,1,,,2,CV_Mode=2,,,,\n");
    for (int i = 0; i < 8; i++) {
        snprintf(id, sizeof id, "CURVE_%d_OT.1", i + 1);
        drive_set(&drive, 0, id, outdoor[i]);
        snprintf(id, sizeof id, "CURVE_%d.1", i + 1);
        drive_set(&drive, 0, id, supply[i]);
    }
    drive_set(&drive, 0, "SLOT_5.1", -1); /* 10 to 12 o'clock */
    drive_set(&drive, 0, "OT", -4.5);     /* halfway: 54, less 1 */
    drive_set(&drive, 0, "T2g.1", 58);
    drive_set(&drive, 0, "CV_Mode.1", 2);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 0);
    drive_set(&drive, 0, "T2g.1", 58.1);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 1);
    assert_true(fabs(drive_alarm(&drive, 0, "T2g.1", "dev-curve")->limit - 53) < 1e-9);
    drive_set(&drive, 0, "OT", -30); /* beyond the last pair: it holds */
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 0);
    drive_set_quality(&drive, 0, "OT", QUALITY_INVALID); /* no target: nothing is said */
    drive_set(&drive, 0, "T2g.1", 20);
    drive_rounds(&drive, 3);
    assert_int_equal(drive_active(&drive), 0);
    drive_finish(&drive);
}

static void test_rate(void **state)
{
    (void)state;
    begin("any,T2g,rate,5,K/min,,1,120,,3,,,,,\n");
    for (int i = 0; i < 40; i++) {
        drive_set(&drive, 0, "T2g.1", 40 + 0.5 * i); /* 3 K a minute */
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 0);
    for (int i = 0; i < 40; i++) {
        drive_set(&drive, 0, "T2g.1", 60 - i); /* 6 K a minute, downwards */
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 1);
    drive_rounds(&drive, 30);
    assert_int_equal(drive_active(&drive), 0);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "rate"), 1);
    drive_finish(&drive);
}

/* The delay runs on between the ends of the windows; what changes too fast again ends the wait. */
static void test_rate_returns(void **state)
{
    (void)state;
    begin("any,T2g,rate,5,K/min,,1,120,120,3,,,,,\n");
    for (int i = 0; i < 30; i++) {
        drive_set(&drive, 0, "T2g.1", 40 + i); /* 6 K a minute */
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 1);
    for (int i = 0; i < 80; i++) {
        drive_set(&drive, 0, "T2g.1", 69 + 0.75 * i); /* 4.5: in the deadband */
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 1);
    for (int i = 0; i < 13; i++) {
        drive_set(&drive, 0, "T2g.1", i % 2 ? 60.1 : 60);
        drive_rounds(&drive, 1);
    }
    assert_int_equal(drive_active(&drive), 1); /* no window and delay are over yet */
    assert_int_not_equal(rounds_until(false, "T2g.1", "rate", 26), -1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "rate"), 1);
    drive_finish(&drive);
}

static void hold(double value, int rounds)
{
    drive_set(&drive, 0, "T2g.1", value);
    drive_rounds(&drive, rounds);
}

/* What changed while nobody saw it is no speed: lost and back, a sensor off and on. */
static void test_rate_over_a_gap(void **state)
{
    (void)state;
    begin("any,T2g,rate,5,K/min,,1,120,120,3,,,,,\n");
    for (int gap = 1; gap < 30; gap += 4) {
        hold(55, 20 + gap);
        drive_link(&drive, 0, false);
        drive_rounds(&drive, gap);
        drive_link(&drive, 0, true);
        hold(20, 20);
        drive_set_quality(&drive, 0, "T2g.1", QUALITY_INVALID);
        drive_rounds(&drive, gap);
        hold(55, 1);
    }
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "rate"), 0);
    for (int i = 0; i < 30; i++)
        hold(55 - i, 1);
    assert_int_equal(drive_active(&drive), 1); /* and still it is seen */
    drive_link(&drive, 0, false);
    drive_rounds(&drive, 6);
    drive_link(&drive, 0, true);
    hold(80, 12);
    assert_int_equal(drive_active(&drive), 1); /* unknown: it stays */
    assert_int_not_equal(rounds_until(false, "T2g.1", "rate", 15), -1);
    drive_finish(&drive);
}

static void test_bits_raise_anew(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 1, "trovis-5578", 0), "any,ERR,bits,0 4 5,,,,,,3,,,,,\n");
    drive_set(&drive, 0, "ERR", 1 << 7);
    drive_rounds(&drive, 2);
    assert_int_equal(drive_active(&drive), 0);
    drive_set(&drive, 0, "ERR", 1 << 4);
    drive_rounds(&drive, 3);
    const struct alarm *alarm = drive_alarm(&drive, 0, "ERR", "bits");
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    assert_int_equal(alarm->state, ALARM_ACKNOWLEDGED);
    drive_set(&drive, 0, "ERR", 1 << 4 | 1 << 5);
    drive_rounds(&drive, 3);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED); /* a further fault calls again */
    drive_set(&drive, 0, "ERR", 1 << 5);
    drive_rounds(&drive, 3);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "bits"), 2);
    drive_person(&drive, FACT_ALARM_ACKNOWLEDGED, alarm);
    drive_set(&drive, 0, "ERR", 1 << 4 | 1 << 5);
    drive_rounds(&drive, 3);
    assert_int_equal(alarm->state, ALARM_UNACKNOWLEDGED); /* the first fault, come back */
    drive_set(&drive, 0, "ERR", 1 << 0 | 1 << 4 | 1 << 5);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "bits"), 4);
    assert_int_equal(drive_told(&drive, FACT_ALARM_CHATTERING, "bits"), 0); /* other faults */
    drive_finish(&drive);
}

static void test_frozen_order_sensor(void **state)
{
    (void)state;
    begin("any,E1,frozen,,,,,3600,,3,F1>1,,,,\nany,T2g,frozen,,,,,,,4,,noack,,,\n"
          "any,T2g,order,0,K,T2h,,,,3,,,,,\nany,T2g,sensor,,,,,30,,2,,,,,\n");
    drive_set(&drive, 0, "E1", 100);
    drive_set(&drive, 0, "F1", 50);
    drive_set(&drive, 0, "T2h.1", 35);
    drive_set(&drive, 0, "T2g.1", 35.1);
    drive_rounds(&drive, 359);
    assert_int_equal(drive_active(&drive), 0);
    drive_rounds(&drive, 3);
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "E1", "frozen")));
    drive_set(&drive, 0, "E1", 100.1);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_active(&drive), 0);
    drive_set(&drive, 0, "T2g.1", 35);
    drive_rounds(&drive, 1);
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "T2g.1", "order")));
    drive_set_quality(&drive, 0, "T2g.1", QUALITY_FROZEN);
    drive_rounds(&drive, 1);
    assert_int_equal(drive_alarm(&drive, 0, "T2g.1", "frozen")->state, ALARM_ACKNOWLEDGED);
    drive_set_quality(&drive, 0, "T2g.1", QUALITY_RANGE);
    drive_rounds(&drive, 5);
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "T2g.1", "sensor")));
    assert_true(alarm_is_active(drive_alarm(&drive, 0, "T2g.1", "order"))); /* unknown: it stays */
    drive_finish(&drive);
}

/* ---- links ---- */

#define LINKS                                                                                      \
    "any,,lost,,,,,30,10,3,,device,,,\nany,,gateway,,,,,30,10,2,,line,,,\n"                        \
    "any,,network,20,%,,,30,30,1,,alike,,,\n"

/* A gateway whose first device's station is out of service, or for which there is no rule, hides no
 * other station. */
static void test_gateway_that_is_held(void **state)
{
    (void)state;
    for (int has_rule = 0; has_rule <= 1; has_rule++) {
        drive_init(&drive, ground_site(1, 6, "station-plc", 5),
                   has_rule
                       ? "any,,lost,,,,,30,10,3,,device,,,\nany,,gateway,,,,,30,10,2,,line,,,\n"
                       : "any,,lost,,,,,30,10,3,,device,,,\n");
        drive_rounds(&drive, 2);
        if (has_rule) {
            struct fact fact =
                ground_fact(FACT_ALARM_OUT_OF_SERVICE, drive.moment.at.us, 0, 1000, 0, "", "");
            fact.new_value = NAN;
            site_apply(drive.site, &fact);
        }
        for (int n = 0; n < 5; n++)
            drive_link(&drive, n, false);
        drive_rounds(&drive, 30);
        for (int n = has_rule; n < 5; n++) {
            int32_t node = site_node_of_id(drive.site, 1000 + n);
            assert_true(alarm_tally_shown(alarm_tally_of(drive.site, node)) > 0);
        }
        drive_finish(&drive);
    }
}

static void test_one_alarm_a_gateway(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 40, "vlt-fc51", 5), LINKS);
    for (int n = 0; n < 5; n++)
        drive_link(&drive, n, false);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "gateway"), 1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost"), 0);
    drive_link(&drive, 3, true); /* the others behind it stand up by themselves */
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "gateway"), 1);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "lost"), 4);
    assert_int_equal(drive_active(&drive), 4);
    drive_link(&drive, 20, false); /* alone on its endpoint */
    drive_rounds(&drive, 2);
    assert_int_equal(drive_active(&drive), 4);
    drive_rounds(&drive, 3);
    assert_int_equal(drive_active(&drive), 5);
    for (int n = 21; n < 24; n++)
        drive_link(&drive, n, false);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "network"), 1); /* 8 of 40 */
    drive_link(&drive, 21, true);
    drive_rounds(&drive, 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "network"), 1);
    drive_finish(&drive);
}

#define OUTSIDE "any,T2g_SP,outside,,,,,,,1,,event,,,\nany,,mass,3,,,,,,1,,event alike note,,,\n"

/* ---- life in time ---- */

static void test_chatter_is_held(void **state)
{
    (void)state;
    begin("any,T2g,H,65,°C,,,,,2,,,,,\n");
    for (int i = 0; i < 100; i++) {
        drive_set(&drive, 0, "T2g.1", i % 2 ? 64 : 66);
        drive_rounds(&drive, 1);
    }
    const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "H"), 3);
    assert_int_equal(drive_told(&drive, FACT_ALARM_CHATTERING, "H"), 1);
    assert_true(alarm->chatter.is_on && alarm_is_active(alarm));
    assert_int_equal(alarm->count, 3);
    drive_set(&drive, 0, "T2g.1", 60);
    drive_rounds(&drive, 29);
    assert_true(alarm_is_active(alarm));
    drive_rounds(&drive, 3); /* five minutes normal: over */
    assert_false(alarm_is_active(alarm));
    assert_false(alarm->chatter.is_on);
    drive_finish(&drive);
}

static void test_storm_gathers(void **state)
{
    (void)state;
    begin("any,T2g,H,1,°C,,,,,2,,,,,\nany,T2h,H,1,°C,,,,,2,,,,,\nany,P2g,H,1,MPa,,,,,2,,,,,\n"
          "any,P2h,H,1,MPa,,,,,2,,,,,\nany,,storm,4,,,,,60,3,,device,,,\n");
    drive_set(&drive, 0, "T2g.1", 2);
    drive_set(&drive, 0, "T2h.1", 2);
    drive_set(&drive, 0, "P2g.1", 2);
    drive_rounds(&drive, 3);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "storm"), 0);
    drive_set(&drive, 0, "P2h.1", 2);
    drive_rounds(&drive, 2);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "storm"), 1);
    drive_rounds(&drive, 20);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "storm"), 1);
    drive_finish(&drive);
}

/* A step of the wall clock neither loses nor doubles an alarm, and ids only grow (TESTS A46). */
static void test_stepped_clock(void **state)
{
    (void)state;
    begin("any,T2g,H,65,°C,,,60,30,2,,,,,\n");
    int64_t last = 0;
    for (int i = 0; i < 6; i++) {
        drive_set(&drive, 0, "T2g.1", 70);
        drive_rounds(&drive, 4);
        drive_step_clock(&drive, i % 2 ? 7200 : -86400);
        assert_int_equal(drive_active(&drive), 0);
        drive_rounds(&drive, 3);
        assert_int_equal(drive_active(&drive), 1);
        drive_step_clock(&drive, i % 2 ? -3600 : 30);
        drive_rounds(&drive, 30);
        const struct alarm *alarm = drive_alarm(&drive, 0, "T2g.1", "H");
        assert_true(alarm->id > last);
        last = alarm->id;
        drive_set(&drive, 0, "T2g.1", 50);
        drive_rounds(&drive, 10);
        assert_int_equal(drive_active(&drive), 0);
        assert_true(alarm->lasted_s > 300 && alarm->lasted_s < 400); /* on the steady clock */
    }
    assert_int_equal(drive_told(&drive, FACT_ALARM_RAISED, "H"), 6);
    assert_int_equal(drive_told(&drive, FACT_ALARM_RETURNED, "H"), 6);
    drive_finish(&drive);
}

/* A new program tells nothing twice, and ends what the former one raised. */
static void test_restart(void **state)
{
    (void)state;
    drive_init(&drive, ground_site(1, 3, "station-plc", 0),
               "any,T2g,H,65,°C,,,,,2,,,,,\n" LINKS OUTSIDE);
    drive_set(&drive, 0, "T2g.1", 70);
    drive_link(&drive, 1, false);
    drive_outside(&drive, 2, "T2g_SP.1", 50, 60);
    drive_rounds(&drive, 6);
    size_t told = drive.fact.count;
    assert_int_equal(drive_active(&drive), 3);
    drive_restart(&drive);
    drive_rounds(&drive, 20);
    assert_int_equal(drive.fact.count, told);
    drive_set(&drive, 0, "T2g.1", 50);
    drive_link(&drive, 1, true);
    drive_outside(&drive, 2, "T2g_SP.1", 60, 50);
    drive_rounds(&drive, 3);
    assert_int_equal(drive_active(&drive), 0);
    drive_finish(&drive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit_deadband_delays), cmocka_unit_test(test_low_against_and_share),
        cmocka_unit_test(test_deviation_from_curve),  cmocka_unit_test(test_rate),
        cmocka_unit_test(test_rate_returns),          cmocka_unit_test(test_rate_over_a_gap),
        cmocka_unit_test(test_bits_raise_anew),       cmocka_unit_test(test_frozen_order_sensor),
        cmocka_unit_test(test_gateway_that_is_held),  cmocka_unit_test(test_one_alarm_a_gateway),
        cmocka_unit_test(test_chatter_is_held),       cmocka_unit_test(test_storm_gathers),
        cmocka_unit_test(test_stepped_clock),         cmocka_unit_test(test_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
