/* What screen 2 says about times and people: a time of another day is whole, and a name stands
 * only where its answer counts. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "backend/base/text.h"
#include "backend/core/alarm_book.h"
#include "ui/alarm_text.h"
#include "ui/rows_alarm_dialog.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_US 60000000LL

static struct fixture *start(void)
{
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    fixture_keys(f, "2");
    return f;
}

static void show(struct fixture *f, const char *keys, int width, int height)
{
    fixture_keys(f, keys);
    fixture_draw(f, width, height);
    check_frame(&f->frame);
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void assert_time(int minutes_ago, int cells, const char *wanted)
{
    char text[24];
    struct wall now = {FIXTURE_NOW_US};
    alarm_text_time((struct wall){now.us - minutes_ago * MINUTE_US}, now, cells, text, sizeof text);
    assert_string_equal(text, wanted);
}

static void assert_moment(int minutes_ago, const char *wanted)
{
    char text[24];
    struct wall now = {FIXTURE_NOW_US};
    alarm_text_moment((struct wall){now.us - minutes_ago * MINUTE_US}, now, text, sizeof text);
    assert_string_equal(text, wanted);
}

/* The fixture's moment is 01-15 03:17:42. */
static void test_times(void **state)
{
    (void)state;
    struct fixture *f = start();
    assert_time(60, 5, "02:17");
    assert_time(60, 8, "02:17:42");
    assert_time(240, 5, "23:17");
    assert_time(240, 8, "23:17:42");
    assert_time(24 * 60 - 1, 5, "03:18");
    assert_time(24 * 60, 5, "01-14");
    assert_time(24 * 60, 8, "01-14");
    assert_moment(60, "02:17");
    assert_moment(240, "01-14 23:17");
    assert_moment(3 * 24 * 60, "01-12 03:17");
    assert_moment(-24 * 60, "01-16 03:17");
    drop(f);
}

/* Names give way, then they are the point's code; direction, value and limit stay whole. */
static void test_fit(void **state)
{
    (void)state;
    static const struct {
        int cells;
        const char *wanted;
    } rows[] = {
        {52, "~ much too low 0.120 < 0.15 MPa"},
        {40, "P2h.2 much too low 0.120 < 0.15 MPa"},
        {34, "P2h.2 0.120 < 0.15 MPa"},
        {20, "P2h.2 much too low"},
    };
    struct fixture *f = start();
    int64_t id = alarms_raise(f, 600, 1002, 0, "P2h.2", "LL/1", 0.12, 0.15);
    const struct alarm *alarm = alarm_of_id(f->site, id);
    char text[ALARM_TEXT];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        alarm_text_fit(f->site, alarm, rows[i].cells, text, sizeof text);
        assert_non_null(strstr(text, rows[i].wanted));
        assert_true(text_width(text) <= rows[i].cells);
    }
    static const int widths[] = {132, 80};
    for (int i = 0; i < 2; i++) { /* in the list and in the strip */
        show(f, "", widths[i], 24);
        for (int y = 1; y < 5; y += 3)
            assert_non_null(strstr(f->frame.line[y].text, "much too low 0.120 < 0.15 MPa"));
    }
    drop(f);
}

static void test_across_midnight(void **state)
{
    (void)state;
    struct fixture *f = start();
    int64_t id = alarms_raise(f, 4 * 3600, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    alarms_answer(f, 4 * 3600 - 60, id, "wanglei");
    show(f, "", 80, 24);
    assert_true(fixture_shows(f, "23:17"));
    assert_true(fixture_shows(f, "wanglei 01-14 23:18"));
    show(f, "", 200, 60);
    assert_true(fixture_shows(f, "23:17:42"));
    assert_true(fixture_shows(f, "wanglei 01-14 23:18"));
    struct alarm_answer answer = {.deed = DEED_ACKNOWLEDGE,
                                  .refused = 1,
                                  .refusal = DEED_REFUSED_DONE,
                                  .at = {FIXTURE_NOW_US - 239 * MINUTE_US},
                                  .who = "wanglei"};
    console_alarm_answer(&f->console, &answer);
    show(f, "", 200, 60);
    assert_true(fixture_shows(f, "wanglei was faster, at 01-14 23:18"));
    drop(f);
}

static bool have(const struct row *rows, int count, const char *text)
{
    for (int i = 0; i < count; i++)
        if (strstr(rows[i].text, text))
            return true;
    return false;
}

static void test_shelf_ends_tomorrow(void **state)
{
    (void)state;
    static struct row rows[ROWS_ALARM_DIALOG];
    struct fixture *f = start();
    int edit, column;
    int64_t id = alarms_raise(f, 600, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    struct alarm_dialog dialog = {0};
    struct world world = f->world;
    alarm_dialog_open(&dialog, DEED_SHELVE, &id, 1, 0, 60);
    int count = rows_alarm_dialog(&dialog, &world, 76, rows, &edit, &column);
    assert_true(have(rows, count, "silent until 04:17,"));
    world.now.us -= 4 * 60 * MINUTE_US; /* 01-14 23:17:42 */
    count = rows_alarm_dialog(&dialog, &world, 76, rows, &edit, &column);
    assert_true(have(rows, count, "silent until 01-15 00:17,"));
    alarm_dialog_finish(&dialog);
    drop(f);
}

/* Off its shelf it calls anew: who had answered before is history. */
static void test_name_of_an_answer(void **state)
{
    (void)state;
    struct fixture *f = start();
    int64_t id = alarms_raise(f, 600, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    alarms_answer(f, 500, id, "zhanglei");
    show(f, "", 132, 43);
    assert_true(fixture_shows(f, " zhanglei  |"));
    assert_true(fixture_shows(f, "answered    zhanglei"));
    alarms_shelve(f, id, -1, "wanglei", "valve"); /* over a minute ago */
    assert_int_equal(alarm_of_id(f->site, id)->state, ALARM_UNACKNOWLEDGED);
    show(f, "", 132, 43);
    assert_false(fixture_shows(f, " zhanglei  |"));
    show(f, "", 80, 24);
    assert_false(fixture_shows(f, "zhanglei"));
    drop(f);
}

/* What can be done stands beside it in the words of the table of its life, and changes with it. */
static void test_what_can_be_done(void **state)
{
    (void)state;
    struct fixture *f = start();
    int64_t id = alarms_raise(f, 600, 1002, 0, "P2h.1", "LL/1l", 0.1, 0.15);
    show(f, "", 200, 60);
    assert_true(fixture_shows(f, "what can be done"));
    assert_true(fixture_shows(f, "acknowledge Somebody takes care: silent and steady."));
    assert_true(fixture_shows(f, "out         Taken out of service for work."));
    assert_false(fixture_shows(f, "reset       "));
    alarms_answer(f, 500, id, "zhanglei");
    alarms_fact(f, FACT_ALARM_RETURNED, 400, id, 200, 0.2, "", "");
    show(f, "", 200, 60);
    assert_true(fixture_shows(f, "reset       A person let it go: it is over."));
    assert_false(fixture_shows(f, "answer     "));
    alarms_fact(f, FACT_ALARM_OUT_OF_SERVICE, 300, id, NAN, NAN, "wanglei", "new gauge");
    show(f, "", 200, 60);
    assert_false(fixture_shows(f, "reset       "));
    drop(f);
}

/* A few seconds are no alarm that anybody could have looked at: it is told so. */
static void test_fleeting(void **state)
{
    (void)state;
    struct fixture *f = start();
    int64_t one = alarms_raise(f, 600, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    show(f, "", 132, 43);
    assert_false(fixture_shows(f, "fleeting"));
    alarms_fact(f, FACT_ALARM_RETURNED, 591, one, 9, 64, "", "");
    show(f, "", 132, 43);
    assert_true(fixture_shows(f, "fleeting"));
    one = alarms_raise(f, 300, 1002, 0, "T2g.1", "H/3", 66.2, 65);
    alarms_fact(f, FACT_ALARM_RETURNED, 200, one, 100, 64, "", "");
    show(f, "", 132, 43);
    assert_false(fixture_shows(f, "fleeting"));
    drop(f);
}

static void test_answer_on_the_fold(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    alarms_start_flood(f, "en");
    fixture_keys(f, "2 1 2");
    show(f, "End", 80, 12);
    const struct alarm_list *list = &f->console.alarms.alarms;
    while (list->row.at[f->console.alarms.list.cursor].kind != ALARM_ROW_MORE)
        show(f, "Up", 80, 12);
    show(f, "Enter", 80, 12); /* folded, the cursor on it */
    show(f, "a", 80, 12);
    assert_int_equal(f->alarm_asks, 0);
    assert_true(fixture_shows(f, "unfold it first (Enter)"));
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_across_midnight),
        cmocka_unit_test(test_shelf_ends_tomorrow),
        cmocka_unit_test(test_name_of_an_answer),
        cmocka_unit_test(test_what_can_be_done),
        cmocka_unit_test(test_fleeting),
        cmocka_unit_test(test_answer_on_the_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
