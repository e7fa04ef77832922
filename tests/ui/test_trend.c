/* The trend screen: what it asks for is what it shows, time moves by whole cells and never past the
 * present, gaps stay gaps, a peak is never hidden, old answers are no answers, and the sheet holds
 * what is seen. */
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "tests/ui/trends.h"
#include "ui/lang.h"
#include "ui/rows_trend.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOUR_US INT64_C(3600000000)

static struct fixture *play(const char *scene, const char *keys, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", width, height);
    fixture_keys(f, keys);
    fixture_turn(f);
    fixture_draw(f, width, height);
    check_frame(&f->frame);
    return f;
}

static void press(struct fixture *f, const char *keys)
{
    fixture_keys(f, keys);
    fixture_turn(f);
    fixture_draw(f, f->frame.width, f->frame.height);
    check_frame(&f->frame);
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static struct trend_view *view_of(struct fixture *f)
{
    return &f->console.trend;
}

/* v on a point: the circuit's main points and that one; v on another adds it; v again does not. */
static void test_choose(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    struct trend_view *view = view_of(f);
    assert_string_equal(view->line[0].point, "T2g.1");
    assert_string_equal(view->line[1].point, "T2h.1");
    assert_string_equal(view->line[view->selected].point, "T2g_SP.1");
    int before = view->count;
    press(f, "Esc v");
    assert_int_equal(view->count, before);
    press(f, "x x");
    assert_int_equal(view->count, before - 2);
    press(f, ": 'trend Space 'F1 Enter");
    press(f, ": 'trend Space 'P1g Enter");
    assert_true(fixture_shows(f, "P1g"));
    press(f, ": 'trend Space 'nonsense Enter");
    assert_true(fixture_shows(f, "S0002 has no point nonsense"));
    press(f, ": 'trend Space 'S9999 Enter");
    assert_true(fixture_shows(f, "no point S9999"));
    press(f, ": 'trend Space 'S9999/F1 Enter");
    assert_true(fixture_shows(f, "no place has the code S9999"));
    press(f, ": 'trend Space 'S0009 Enter");
    assert_true(fixture_shows(f, "南苑小区换热站"));
    for (int i = 0; i < TREND_LINES + 1; i++)
        press(f, "x");
    assert_true(fixture_shows(f, "nothing chosen"));
    drop(f);
}

/* v on a ticket's page: the station that heats its place; on an alarm: the point that raised it. */
static void test_from_elsewhere(void **state)
{
    (void)state;
    struct fixture *f = play("ticket-page", "v", 132, 43);
    assert_int_equal(f->console.place, ON_TREND);
    assert_true(view_of(f)->count > 0);
    drop(f);
    f = play("alarms-critical", "v", 132, 43);
    assert_int_equal(f->console.place, ON_TREND);
    assert_true(view_of(f)->count > 0);
    press(f, "Esc");
    assert_int_equal(f->console.place, ON_ALARMS);
    drop(f);
}

/* What raised the alarm stands first and is selected, however full the station's own lines are. */
static void test_of_an_alarm(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "v", 132, 43);
    const struct alarm *alarm =
        alarm_list_alarm(&f->console.alarms.alarms, f->site, f->console.alarms.list.cursor);
    assert_non_null(alarm);
    assert_string_equal(view_of(f)->line[0].point, alarm->point);
    assert_int_equal(view_of(f)->selected, 0);
    assert_int_equal(view_of(f)->count, TREND_LINES);
    for (int i = 1; i < view_of(f)->count; i++)
        assert_string_not_equal(view_of(f)->line[i].point, alarm->point);
    drop(f);
}

static void test_seventh_line(void **state)
{
    (void)state;
    struct fixture *f = play("trend", ": 'trend Space 'P1g Enter", 132, 43);
    press(f, ": 'trend Space 'P1h Enter");
    press(f, ": 'trend Space 'F1 Enter");
    assert_int_equal(view_of(f)->count, TREND_LINES);
    assert_true(fixture_shows(f, "6 lines are shown already"));
    drop(f);
}

/* Two slots a cell of the plot; of the window that is shown. */
static void test_asked(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    struct wall from, to;
    trend_view_window(view_of(f), f->world.now, &from, &to);
    assert_int_equal(view_of(f)->slots, 2 * trend_plot_cells(132));
    assert_true(f->trend_from.us == from.us && f->trend_to.us == to.us - 1);
    assert_true(to.us - from.us <= 24 * HOUR_US && to.us - from.us > 23 * HOUR_US);
    assert_true(to.us >= f->world.now.us);
    int asked = f->trends;
    fixture_turn(f);
    assert_int_equal(f->trends, asked); /* nothing new to ask */
    press(f, "-");
    assert_true(f->trends > asked);
    asked = f->trends;
    fixture_draw(f, 80, 24); /* other cells, other slots */
    fixture_turn(f);
    assert_true(f->trends > asked);
    drop(f);
}

/* A window that follows the present is asked for again by and by; one of the past is not. */
static void test_follows(void **state)
{
    (void)state;
    struct fixture *f = play("trend-hour", "End", 132, 43);
    int asked = f->trends;
    fixture_later(f, 60000);
    fixture_draw(f, 132, 43);
    assert_true(f->trends > asked);
    press(f, "PgUp PgUp");
    asked = f->trends;
    fixture_later(f, 600000);
    fixture_draw(f, 132, 43);
    assert_int_equal(f->trends, asked);
    drop(f);
}

static void test_time(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    struct trend_view *view = view_of(f);
    struct wall now = f->world.now, from, to;
    int64_t cell = 2 * trend_view_slot_us(view);
    struct wall before = trend_view_moment(view, now);
    trend_view_move(view, now, -1);
    assert_true(before.us / cell - trend_view_moment(view, now).us / cell == 1);
    trend_view_move(view, now, 1);
    assert_true(view->cursor.us == 0 && view->to.us == 0);
    trend_view_move(view, now, 1); /* the present is the end */
    assert_true(view->cursor.us == 0 && view->to.us == 0);
    trend_view_first(view, now);
    trend_view_window(view, now, &from, &to);
    assert_true(trend_view_moment(view, now).us == from.us);
    trend_view_move(view, now, -1); /* the window goes along */
    assert_true(view->to.us && view->to.us < now.us);
    assert_true(trend_view_moment(view, now).us < from.us);
    for (int i = 0; i < 300; i++)
        trend_view_move(view, now, 1);
    assert_true(view->to.us == 0);
    trend_view_page(view, now, -3);
    trend_view_window(view, now, &from, &to);
    assert_true(to.us < now.us - 35 * HOUR_US);
    trend_view_page(view, now, 4);
    assert_true(view->to.us == 0);
    drop(f);
}

/* Zooming keeps the moment looked at in the window; the ends of the scale hold. */
static void test_zoom(void **state)
{
    (void)state;
    struct fixture *f = play("trend-past", "", 132, 43);
    struct trend_view *view = view_of(f);
    struct wall now = f->world.now, from, to, at = trend_view_moment(view, now);
    for (int step = -1; step <= 1; step += 2)
        for (int i = 0; i < 12; i++) {
            trend_view_zoom(view, now, step);
            trend_view_window(view, now, &from, &to);
            assert_true(at.us >= from.us && at.us < to.us);
            assert_true(view->span >= 0 && view->span <= TREND_LAST_SPAN);
            press(f, "");
        }
    assert_true(trend_view_span(view, now, "7d"));
    assert_false(trend_view_span(view, now, "8d"));
    press(f, ": 'span Space '1h Enter");
    assert_int_equal(view->span, 0);
    press(f, ": 'span Space 'x Enter");
    assert_true(fixture_shows(f, "spans: 1h"));
    drop(f);
}

/* The value at the cursor is the history's, a gap is none. */
static void test_values(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "Up Up Up", 132, 43);
    struct trend_view *view = view_of(f);
    char text[40];
    for (int i = 0; i < 5; i++) {
        press(f, "Left Left Left");
        struct wall at = trend_view_moment(view, f->world.now);
        snprintf(text, sizeof text, "%.1f C", trends_value("T2g.1", (double)at.us / 1e6).mean);
        assert_true(fixture_shows(f, text));
    }
    view->cursor.us = f->world.now.us - 52200000000; /* in the hour that is missing */
    press(f, "");
    assert_true(isnan(trend_line_at(&view->line[0], view->cursor).mean));
    assert_true(fixture_shows(f, "- C"));
    drop(f);
}

/* What was asked before the window became another, or about a line that is gone. */
static void test_stale_answer(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    struct trend_view *view = view_of(f);
    struct trend_slot none[4] = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    double before = trend_line_at(&view->line[0], view->line[0].from).mean;
    assert_null(trend_view_answer(view, 1, none, 4));
    assert_null(trend_view_answer(view, 99999, none, 4));
    assert_true(trend_line_at(&view->line[0], view->line[0].from).mean == before);
    /* the database was away: what is known stays */
    view->line[0].serial = 77777;
    assert_null(trend_view_answer(view, 77777, none, 0));
    assert_true(trend_line_at(&view->line[0], view->line[0].from).mean == before);
    assert_true(view->line[0].serial == 0);
    drop(f);
}

static void test_marks(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "N", 132, 43);
    assert_true(fixture_shows(f, "verified: read back 53.0"));
    press(f, "N");
    assert_true(fixture_shows(f, "changed outside: 53.0 -> 58.0"));
    assert_true(fixture_shows(f, "too high")); /* the same cell */
    press(f, "N");
    assert_true(fixture_shows(f, "ticket T2041 opened"));
    press(f, "N");
    assert_true(fixture_shows(f, "no more marks"));
    press(f, "n n");
    assert_true(fixture_shows(f, "verified: read back 53.0"));
    assert_int_equal(f->list.list, DESK_LIST_MARKS);
    drop(f);
}

/* The sheet: a row a slot, empty where nothing was measured. */
static void test_sheet(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "e", 132, 43);
    assert_non_null(f->saved);
    assert_string_equal(f->saved_name, "trend-S0002-2026-01-15-031742.csv");
    assert_non_null(strstr(f->saved, "time,S0002/T2g.1 C mean,S0002/T2g.1 C least,"));
    int rows = 0, gaps = 0;
    for (const char *at = f->saved; *at; at++) {
        rows += *at == '\n';
        gaps += !strncmp(at, ",,,", 3);
    }
    assert_int_equal(rows, view_of(f)->slots + 1);
    assert_true(gaps > 0);
    press(f, ": 'csv Space 'my.csv Enter");
    assert_string_equal(f->saved_name, "my.csv");
    assert_true(fixture_shows(f, "my.csv is written"));
    drop(f);
}

/* What the heating curve wanted of each moment follows the outdoor history. */
static void test_target(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    const struct trend_view *view = view_of(f);
    const struct trend_line *target = NULL;
    for (int i = 0; i < view->count; i++)
        if (view->line[i].circuit == 1)
            target = &view->line[i];
    assert_non_null(target);
    assert_string_equal(target->point, "OT"); /* what it is made from */
    assert_true(fixture_shows(f, "wanted by the heating curve"));
    for (size_t i = 0; i < target->count; i++)
        assert_true(isnan(target->slot[i].mean) || target->slot[i].mean > 20);
    drop(f);
}

static void test_scale(void **state)
{
    (void)state;
    struct trend_scale s = trend_scale_of(40, 55, 1, 5);
    assert_true(s.step == 5 && s.decimals == 0 && s.low < 40 && s.low > 39 && s.high > 55);
    s = trend_scale_of(0.41, 0.43, 0.01, 4);
    assert_true(fabs(s.step - 0.005) < 1e-9 && s.decimals == 3);
    s = trend_scale_of(50, 50, 1, 4);
    assert_true(s.high - s.low >= 1);
    s = trend_scale_of(NAN, NAN, 1, 4);
    assert_true(s.step == 0);
    assert_true(trend_tick_us(24 * HOUR_US, 12) == 2 * HOUR_US);
    assert_true(trend_tick_us(HOUR_US, 4) == HOUR_US / 4);
    setenv("TZ", "CST-8", 1);
    tzset();
    /* a day's tick is midnight in China, not in Greenwich */
    struct wall tick = trend_tick_first((struct wall){FIXTURE_NOW_US}, 24 * HOUR_US);
    char text[24];
    wall_text(tick, text, sizeof text);
    assert_string_equal(text, "2026-01-16 00:00:00");
}

/* Every size, with and without history. */
static void test_sizes(void **state)
{
    static const int sizes[][2] = {{1, 1},   {2, 2},   {9, 4},   {12, 7},   {20, 10},
                                   {40, 20}, {60, 15}, {80, 24}, {200, 60}, {500, 200}};
    static const char *const names[] = {"trend", "trend-none", "trend-away", "trend-mark"};
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        struct fixture *f = play(names[n], "", 80, 24);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            fixture_draw(f, sizes[i][0], sizes[i][1]);
            check_frame(&f->frame);
            press(f, "Left + PgUp Home - Down");
        }
        drop(f);
    }
}

/* The plant is loaded anew, and one of the lines' devices is gone. */
static void test_reload(void **state)
{
    (void)state;
    struct fixture *f = play("trend", "", 132, 43);
    fixture_reload(f);
    fixture_draw(f, 132, 43);
    check_frame(&f->frame);
    assert_true(fixture_shows(f, "T2g.1"));
    view_of(f)->line[0].device_id = 424242;
    press(f, "");
    assert_true(fixture_shows(f, "no longer there"));
    press(f, "e");
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choose),       cmocka_unit_test(test_of_an_alarm),
        cmocka_unit_test(test_seventh_line), cmocka_unit_test(test_from_elsewhere),
        cmocka_unit_test(test_asked),        cmocka_unit_test(test_follows),
        cmocka_unit_test(test_time),         cmocka_unit_test(test_zoom),
        cmocka_unit_test(test_values),       cmocka_unit_test(test_stale_answer),
        cmocka_unit_test(test_marks),        cmocka_unit_test(test_sheet),
        cmocka_unit_test(test_target),       cmocka_unit_test(test_scale),
        cmocka_unit_test(test_sizes),        cmocka_unit_test(test_reload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
