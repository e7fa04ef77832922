/* The report on the alarm screen: when it is asked for, what stands there meanwhile and when it
 * fails, and the verdicts. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "ui/alarm_report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void press(struct fixture *f, const char *keys)
{
    fixture_keys(f, keys);
    fixture_turn(f);
    fixture_draw(f, f->frame.width, f->frame.height);
    check_frame(&f->frame);
}

static struct fixture *start(const char *keys, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    alarms_start_shelf(f, "en");
    fixture_draw(f, width, height);
    press(f, keys);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

/* ---- the lines ---- */

static struct alarm_report_figure figure_of(const struct query_report *report, const char *name)
{
    for (size_t i = 0; i < alarm_report_figures(); i++) {
        struct alarm_report_figure figure = alarm_report_figure(report, i);
        if (!strcmp(figure.name, name))
            return figure;
    }
    fail_msg("no figure %s", name);
    return (struct alarm_report_figure){0};
}

static void test_verdicts(void **state)
{
    (void)state;
    struct query_report report = {.days = 30, .alarms = 10000, .priority = {99, 504, 1506, 7891}};
    report.median_ack_s = NAN;
    assert_string_equal(figure_of(&report, "alarms").verdict, "");
    assert_string_equal(figure_of(&report, "alarms").target, "");
    assert_string_equal(figure_of(&report, "alarms_a_day").verdict, "over");
    /* 0.99 % is drawn as 1.0 %, which is not less than 1; 5.04 % as 5.0 %, which is at most 5 */
    assert_string_equal(figure_of(&report, "critical_share").value, "1.0 %");
    assert_string_equal(figure_of(&report, "critical_share").verdict, "over");
    assert_string_equal(figure_of(&report, "high_share").verdict, "ok");
    assert_string_equal(figure_of(&report, "medium_share").verdict, "over");
    assert_string_equal(figure_of(&report, "notice_share").verdict, "under");
    assert_string_equal(figure_of(&report, "notice_share").target, ">= 80 %");
    assert_string_equal(figure_of(&report, "median_ack_s").value, "-");
    report.alarms = 0;
    assert_string_equal(figure_of(&report, "high_share").value, "-");
    assert_string_equal(figure_of(&report, "high_share").verdict, "");
}

static void test_actor(void **state)
{
    (void)state;
    struct query_report report = {.alarms = 8, .actor_count = 2};
    report.actor[0] = (struct query_actor){"S1", "plc", "T1g", "L", 3};
    report.actor[1] = (struct query_actor){"N1", "", "", "storm", 1};
    assert_string_equal(alarm_report_actor(&report, 0).what, "plc T1g too low");
    assert_string_equal(alarm_report_actor(&report, 0).share, "37.5 %");
    assert_string_equal(alarm_report_actor(&report, 1).what, "device raises too many alarms");
    assert_string_equal(alarm_report_actor(&report, 1).count, "1");
}

/* ---- asking ---- */

static void test_asked_when_opened(void **state)
{
    (void)state;
    struct fixture *f = start("2 Tab Tab", 80, 24);
    assert_int_equal(f->reports, 0);
    press(f, "Tab");
    assert_int_equal(f->reports, 1);
    assert_int_equal(f->report_days, 30);
    assert_true(fixture_shows(f, "computing 30 d"));
    press(f, "Tab Tab Tab Tab 5 Esc"); /* it is still computed */
    assert_int_equal(f->reports, 1);
    alarms_report(f);
    press(f, "");
    assert_true(fixture_shows(f, "30 d to 01-15 03:17"));
    assert_false(fixture_shows(f, "computing"));
    assert_true(fixture_shows(f, "alarms a day"));
    fixture_later(f, 299000);
    press(f, "5 Esc");
    assert_int_equal(f->reports, 1);
    fixture_later(f, 1000);
    press(f, "");
    assert_int_equal(f->reports, 1); /* it does not change before one's eyes */
    press(f, "5 Esc");
    assert_int_equal(f->reports, 2);
    assert_true(fixture_shows(f, "alarms a day")); /* the old one, meanwhile */
    assert_true(fixture_shows(f, "computing 30 d"));
    drop(f);
}

static void test_verb(void **state)
{
    (void)state;
    struct fixture *f = start("9 : 'report Space '7 Enter", 80, 24);
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_int_equal(f->report_days, 7);
    press(f, "Esc");
    assert_int_equal(f->console.place, ON_JOURNAL);
    press(f, ": 'report Space '367 Enter");
    assert_true(fixture_shows(f, "'367' is no number of days, expected 1 to 366"));
    press(f, ": 'report Space '%s%n Enter");
    assert_true(fixture_shows(f, "is no number of days"));
    assert_int_equal(f->console.place, ON_JOURNAL);
    press(f, ": 'report Enter");
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_int_equal(f->reports, 1);
    drop(f);
}

/* Other days are wanted while the first are computed: one after the other, the last is shown. */
static void test_other_days(void **state)
{
    (void)state;
    struct fixture *f = start(": 'report Space '7 Enter : 'report Space '90 Enter", 80, 24);
    assert_int_equal(f->reports, 1);
    alarms_report(f);
    press(f, "");
    assert_false(fixture_shows(f, "alarms a day"));
    assert_int_equal(f->reports, 2);
    assert_int_equal(f->report_days, 90);
    alarms_report(f);
    press(f, "");
    assert_true(fixture_shows(f, "90 d to"));
    assert_int_equal(f->reports, 2);
    drop(f);
}

static void test_failed(void **state)
{
    (void)state;
    struct query_report nothing = {.days = 0};
    struct fixture *f = start("2 Tab Tab Tab", 80, 24);
    console_report(&f->console, &nothing, "the database does not answer");
    press(f, "Down Up");
    assert_int_equal(f->reports, 1);
    assert_true(fixture_shows(f, "no report: the database does not answer"));
    press(f, "5 Esc");
    assert_int_equal(f->reports, 2);
    console_report(&f->console, &nothing, "");
    press(f, "");
    assert_int_equal(f->reports, 2);
    assert_true(fixture_shows(f, "no report: ?"));
    drop(f);
}

static void test_away(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    alarms_start_shelf(f, "en");
    f->session.state = SESSION_DOWN;
    fixture_turn(f);
    fixture_draw(f, 80, 24);
    press(f, "2 Tab Tab Tab");
    assert_int_equal(f->reports, 0);
    assert_true(fixture_shows(f, "no report while the database is away"));
    f->session.state = SESSION_UP;
    press(f, "");
    assert_int_equal(f->reports, 1);
    drop(f);
}

/* ---- keys ---- */

static void test_open(void **state)
{
    (void)state;
    struct fixture *f = start("2 Tab Tab Tab", 80, 24);
    press(f, "Enter End Down Home"); /* nothing is there yet */
    alarms_report(f);
    press(f, "Enter");
    assert_int_equal(f->console.place, ON_ALARMS); /* a figure leads nowhere */
    press(f, "End");
    assert_true(fixture_shows(f, "N11"));
    press(f, "Up Up Up Up Enter");
    assert_int_equal(f->console.place, ON_STATION);
    assert_true(fixture_shows(f, "S0003"));
    press(f, "Esc");
    assert_int_equal(f->console.place, ON_ALARMS);
    press(f, "Down Down Down Down Enter");
    assert_int_equal(f->console.place, ON_NETWORK);
    drop(f);
}

/* Keys that are about alarms find none here; a filter is about the list. */
static void test_other_keys(void **state)
{
    (void)state;
    struct fixture *f = start("2 Tab Tab Tab", 132, 43);
    alarms_report(f);
    press(f, "a A s O U R S b Space Left Right n N");
    assert_int_equal(f->alarm_asks, 0);
    assert_int_equal(f->console.alarms.alarms.part, PART_REPORT);
    press(f, "/ 'S0");
    assert_int_equal(f->console.alarms.alarms.part, PART_ACTIVE);
    press(f, "Esc Tab Tab Tab Tab");
    assert_int_equal(f->console.alarms.alarms.part, PART_ACTIVE);
    drop(f);
}

static void test_sizes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{40, 20}, {60, 20}, {80, 24}, {132, 43}, {200, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct fixture *f = start("2 Tab Tab Tab", sizes[i][0], sizes[i][1]);
        alarms_report(f);
        for (int k = 0; k < 30; k++)
            press(f, k % 5 ? "Down" : "PgDn");
        press(f, "Home PgUp End");
        assert_true(fixture_shows(f, "N11"));
        assert_true(fixture_shows(f, "0.3 %"));
        drop(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_actor),
        cmocka_unit_test(test_asked_when_opened),
        cmocka_unit_test(test_verb),
        cmocka_unit_test(test_other_days),
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_other_keys),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
