/* A past moment on the screen: framed as such, stepped and played, never passed beyond where it was
 * entered; nothing that would change something is done there, by no key and no verb. */
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "ui/console_past.h"
#include "ui/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE_US INT64_C(60000000)

static struct fixture *play(const char *scene)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", 132, 43);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void redraw(struct fixture *f, int width, int height)
{
    fixture_turn(f);
    fixture_draw(f, width, height);
    check_frame(&f->frame);
}

static void test_framed(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, ": 'at Space '02:13 Enter");
    assert_true(f->gone_to.us == FIXTURE_NOW_US / MINUTE_US * MINUTE_US - 64 * MINUTE_US);
    static const int sizes[][2] = {{1, 1}, {20, 6}, {40, 20}, {80, 24}, {200, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        redraw(f, sizes[i][0], sizes[i][1]);
    assert_true(fixture_shows(f, "PAST 2026-01-15 02:13:00"));
    assert_int_equal(f->frame.line[0].span[0].style, STYLE_EDIT);
    fixture_keys(f, ": 'at Space 'noon Enter");
    redraw(f, 132, 43);
    assert_true(fixture_shows(f, "noon is no time"));
    fixture_keys(f, "Esc");
    assert_true(f->gone_to.us == 0);
    redraw(f, 132, 43);
    assert_false(fixture_shows(f, "PAST"));
    drop(f);
}

static void test_steps(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "]"); /* there is nothing behind now */
    assert_int_equal(f->goings, 0);
    fixture_keys(f, "[");
    assert_true(f->gone_to.us == FIXTURE_NOW_US - MINUTE_US);
    fixture_keys(f, "[ [ ]");
    assert_true(f->gone_to.us == FIXTURE_NOW_US - 2 * MINUTE_US);
    fixture_keys(f, "] ] ] ]");
    assert_true(f->gone_to.us < FIXTURE_NOW_US);
    fixture_keys(f, ": 'now Enter");
    assert_true(f->gone_to.us == 0);
    drop(f);
}

static void test_plays(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, ": 'at Space '-90 Enter P");
    int64_t from = f->gone_to.us;
    fixture_later(f, 1000);
    assert_true(f->gone_to.us == from + 60 * 1000000);
    f->console.past.is_busy = true; /* still loading: it waits */
    fixture_later(f, 1000);
    assert_true(f->gone_to.us == from + 60 * 1000000);
    f->console.past.is_busy = false;
    fixture_keys(f, ": 'speed Space '3600 Enter");
    fixture_later(f, 1000);
    assert_true(f->gone_to.us > from + 3600 * INT64_C(1000000));
    for (int i = 0; i < 10; i++)
        fixture_later(f, 1000);
    assert_false(f->console.past.is_playing); /* it has come to where it was left */
    assert_true(f->gone_to.us < FIXTURE_NOW_US);
    fixture_keys(f, ": 'speed Space '0 Enter");
    redraw(f, 132, 43);
    assert_true(fixture_shows(f, "speed: 1 to 3600"));
    drop(f);
}

/* Enter on what happened: its moment, at its station. */
static void test_journal(void **state)
{
    (void)state;
    struct fixture *f = play("journal");
    fixture_keys(f, "Enter");
    assert_true(f->gone_to.us == FIXTURE_NOW_US - 4 * MINUTE_US);
    assert_int_equal(f->console.place, ON_STATION);
    drop(f);
}

static void test_nothing_changes(void **state)
{
    static const char *const scenes_of[] = {"network",     "station", "alarms-critical",
                                            "ticket-page", "outages", "tickets-late",
                                            "trend",       "journal"};
    (void)state;
    for (size_t s = 0; s < sizeof scenes_of / sizeof *scenes_of; s++) {
        struct fixture *f = play(scenes_of[s]);
        enum action_place place = f->console.place;
        for (int id = 1; id < ACTION_COUNT; id++)
            for (int argued = 0; argued < 2; argued++) {
                if (id == ACTION_THEME || id == ACTION_LANGUAGE || id == ACTION_NOW ||
                    id == ACTION_BACK || id == ACTION_LOCK || id == ACTION_OPERATOR ||
                    id == ACTION_CALL)
                    continue; /* one's own matter, or a way out */
                console_past_go(&f->console, (struct wall){FIXTURE_NOW_US - 30 * MINUTE_US});
                int asked = f->desk.count, sent = f->sends, answered = f->alarm_asks;
                console_act(&f->console, (enum action_id)id, argued ? "2" : "");
                fixture_keys(f, "Enter Enter 'x Enter");
                if (f->desk.count != asked && f->desk.call != DESK_UNCLAIM &&
                    f->desk.call != DESK_PREFERENCE_PUT)
                    fail_msg("%s on %s asked the database: %d", actions[id].sentence, scenes_of[s],
                             (int)f->desk.call);
                assert_int_equal(f->sends, sent);
                assert_int_equal(f->alarm_asks, answered);
                assert_int_equal(f->console.mode, MODE_SCREEN);
                screen_go(&f->console, place);
            }
        drop(f);
    }
}

/* Whoever is on the phone is there now. */
static void test_a_call_leads_to_now(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "[ F2");
    assert_false(console_is_past(&f->console));
    assert_int_equal(f->gone_to.us, 0);
    assert_int_equal(f->console.place, ON_INTAKE);
    drop(f);
}

/* Lists of now are no part of then; nor does a ticket that is looked at count as in hand. */
static void test_lists_of_now(void **state)
{
    (void)state;
    struct fixture *f = play("rates");
    fixture_keys(f, "[");
    assert_int_equal(f->console.place, ON_NETWORK);
    fixture_keys(f, "7 8");
    assert_int_equal(f->console.place, ON_NETWORK);
    drop(f);
    f = play("ticket-page");
    fixture_keys(f, "[");
    int asked = f->desk.count;
    fixture_later(f, 60000);
    assert_true(f->desk.count == asked || f->desk.call == DESK_UNCLAIM);
    drop(f);
    f = play("jobs"); /* a crew sees its jobs, no past */
    fixture_keys(f, "[");
    assert_int_equal(f->goings, 0);
    drop(f);
}

static void test_now_is_not_hidden(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "[");
    f->console.past.waiting = 3;
    redraw(f, 132, 43);
    assert_true(fixture_shows(f, "now unanswered: 3"));
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_framed),          cmocka_unit_test(test_steps),
        cmocka_unit_test(test_plays),           cmocka_unit_test(test_journal),
        cmocka_unit_test(test_nothing_changes), cmocka_unit_test(test_a_call_leads_to_now),
        cmocka_unit_test(test_lists_of_now),    cmocka_unit_test(test_now_is_not_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
