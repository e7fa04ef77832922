/* A desk left alone: view only after its minutes, everything that only looks goes on, the horn too;
 * whatever would change something waits for the PIN, by each key and verb there is. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "ui/console_seat.h"
#include "ui/keymap.h"
#include "ui/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *play(const char *scene, bool has_pin)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", 132, 43);
    f->console.seat.has_pin = has_pin;
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void redraw(struct fixture *f)
{
    fixture_turn(f);
    fixture_draw(f, 132, 43);
    check_frame(&f->frame);
}

static void answer(struct fixture *f, enum desk_call call, bool is_ok, const char *code)
{
    struct desk_answer answer = {.call = call, .is_ok = is_ok};
    snprintf(answer.code, sizeof answer.code, "%s", code);
    console_desk_answer(&f->console, &answer);
}

static void test_idle(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    fixture_later(f, 9 * 60000);
    assert_false(f->console.seat.is_locked);
    fixture_keys(f, "Down"); /* a key: ten minutes from here */
    fixture_later(f, 9 * 60000);
    assert_false(f->console.seat.is_locked);
    fixture_later(f, 61000);
    assert_true(f->console.seat.is_locked);
    redraw(f);
    assert_true(fixture_shows(f, "view only since"));
    assert_true(fixture_shows(f, "滨河里换热站")); /* never a black screen */
    drop(f);
}

static void test_never(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    fixture_keys(f, ": 'idle Space '0 Enter");
    fixture_later(f, 24 * 3600000LL);
    assert_false(f->console.seat.is_locked);
    fixture_keys(f, ": 'idle Space '-1 Enter");
    redraw(f);
    assert_true(fixture_shows(f, "idle: minutes, 0 to 720"));
    snprintf(f->session.role, sizeof f->session.role, "supervisor"); /* who only looks anyway */
    fixture_keys(f, ": 'idle Space '1 Enter");
    fixture_later(f, 3600000);
    assert_false(f->console.seat.is_locked);
    drop(f);
}

/* A set-point's dialog is left; after the PIN it opens. */
static void test_wake(void **state)
{
    (void)state;
    struct fixture *f = play("station", true);
    fixture_keys(f, "w '5");
    assert_int_equal(f->console.mode, MODE_SETPOINT);
    fixture_later(f, 601000);
    assert_int_equal(f->console.mode, MODE_SCREEN);
    fixture_keys(f, "Down Up 2 1 5"); /* looking goes on */
    assert_int_equal(f->console.place, ON_STATION);
    fixture_keys(f, "w");
    assert_int_equal(f->console.mode, MODE_SECRET);
    fixture_keys(f, "'12345");
    redraw(f);
    assert_true(fixture_shows(f, "*****"));
    assert_false(fixture_shows(f, "12345"));
    fixture_keys(f, "Enter");
    assert_int_equal(f->desk.call, DESK_PIN_TRY);
    assert_string_equal(f->desk.words, "12345");
    assert_string_equal(f->console.field.text, ""); /* it stays nowhere */
    assert_true(f->console.seat.is_locked);         /* until the database has said so */
    answer(f, DESK_PIN_TRY, false, "pin");
    redraw(f);
    assert_true(fixture_shows(f, "The PIN is wrong."));
    fixture_keys(f, "w");
    assert_int_equal(f->console.mode, MODE_SECRET);
    fixture_keys(f, "'0815 Enter");
    answer(f, DESK_PIN_TRY, true, "");
    assert_false(f->console.seat.is_locked);
    f->collector.seen = f->world.now; /* it beats on, and polls */
    f->site->device[fixture_device(f, "S0002")].at = f->world.now;
    fixture_keys(f, "w");
    assert_int_equal(f->console.mode, MODE_SETPOINT);
    drop(f);
}

/* An answer that nobody waits for wakes nothing. */
static void test_stray_answer(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    fixture_keys(f, ": 'lock Enter");
    answer(f, DESK_PIN_TRY, true, "");
    assert_true(f->console.seat.is_locked);
    drop(f);
}

static void test_without_pin(void **state)
{
    (void)state;
    struct fixture *f = play("station", false);
    fixture_keys(f, ": 'lock Enter w");
    assert_false(f->console.seat.is_locked);
    assert_int_equal(f->console.mode, MODE_SCREEN); /* it only woke it */
    redraw(f);
    assert_true(fixture_shows(f, ":pin sets a PIN"));
    drop(f);
}

static void test_set(void **state)
{
    (void)state;
    struct fixture *f = play("network", false);
    fixture_keys(f, ": 'pin Enter '4711 Enter '4712 Enter");
    redraw(f);
    assert_true(fixture_shows(f, "not the same"));
    int before = f->desk.count;
    fixture_keys(f, ": 'pin Enter '4711 Enter '4711 Enter");
    assert_int_equal(f->desk.count, before + 1);
    assert_int_equal(f->desk.call, DESK_PIN_PUT);
    assert_string_equal(f->desk.words, "4711");
    answer(f, DESK_PIN_PUT, true, "");
    assert_true(f->console.seat.has_pin);
    fixture_keys(f, ": 'pin Enter '4711 Enter '9999 Enter '9999 Enter");
    assert_string_equal(f->desk.word, "4711");
    assert_string_equal(f->desk.words, "9999");
    drop(f);
}

/* Every key there is, on every screen, and every verb with an argument: nothing is asked of the
 * database but lists, nothing is sent, no dialog stays open. */
static void test_nothing_changes(void **state)
{
    static const char *const scenes_of[] = {
        "network", "station", "alarms-critical", "tickets-late", "ticket-page", "outages",
        "crews",   "intake",  "trend",           "journal",      "rates",       "jobs"};
    (void)state;
    for (size_t s = 0; s < sizeof scenes_of / sizeof *scenes_of; s++) {
        if (!scene_of(scenes_of[s]))
            fail_msg("no scene %s", scenes_of[s]);
        for (int id = 1; id < ACTION_COUNT; id++)
            for (int argued = 0; argued < 2; argued++) {
                struct fixture *f = play(scenes_of[s], true);
                console_act(&f->console, ACTION_LOCK, "");
                int asked = f->desk.count, sent = f->sends, answered = f->alarm_asks;
                if (id == ACTION_THEME || id == ACTION_LANGUAGE || id == ACTION_QUIT) {
                    drop(f);
                    continue; /* one's own matter */
                }
                console_act(&f->console, (enum action_id)id, argued ? "2" : "");
                fixture_keys(f, "Enter Enter 'x Enter");
                if (f->desk.count != asked && f->desk.call != DESK_PIN_TRY &&
                    f->desk.call != DESK_CLAIM && f->desk.call != DESK_UNCLAIM)
                    fail_msg("%s on %s asked the database: %d", actions[id].sentence, scenes_of[s],
                             (int)f->desk.call);
                assert_int_equal(f->sends, sent);
                assert_int_equal(f->alarm_asks, answered);
                assert_true(f->console.seat.is_locked);
                drop(f);
            }
    }
}

/* Alarms go on: they ring, they flash, they are told. */
static void test_alarms_go_on(void **state)
{
    (void)state;
    struct fixture *f = play("calm", true);
    horn_hear(&f->console.horn, &f->world);
    fixture_keys(f, ": 'lock Enter");
    fixture_fact(f, FACT_ALARM_RAISED, 1002, "P2g.1", FIXTURE_NOW_US, 0.5, 0.4, "collector", "HH/1",
                 "");
    fixture_turn(f);
    assert_true(horn_hear(&f->console.horn, &f->world));
    redraw(f);
    assert_true(f->console.flashing > 0);
    drop(f);
}

static void test_preferences(void **state)
{
    static char *cells[][2] = {
        {"theme", "night"}, {"idle", "3"}, {"start", "alarms"}, {"pin", "set"}, {"what", "ever"}};
    (void)state;
    struct desk_table table = {.rows = 5, .columns = 2, .cell = &cells[0][0]};
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
    fixture_turn(f);
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &table);
    assert_string_equal(f->theme, "night");
    assert_int_equal(f->console.seat.idle_minutes, 3);
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_true(f->console.seat.has_pin);
    f->console.seat.is_theme_given = true;
    cells[0][1] = "day";
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &table);
    assert_string_equal(f->theme, "night");
    fixture_keys(f, "3 : 'start Enter");
    assert_int_equal(f->desk.call, DESK_PREFERENCE_PUT);
    assert_string_equal(f->desk.word, "start");
    assert_string_equal(f->desk.words, "tickets");
    fixture_keys(f, ": 'theme Space 'mono Enter");
    assert_string_equal(f->desk.words, "mono");
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_never),
        cmocka_unit_test(test_wake),
        cmocka_unit_test(test_stray_answer),
        cmocka_unit_test(test_without_pin),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_nothing_changes),
        cmocka_unit_test(test_alarms_go_on),
        cmocka_unit_test(test_preferences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
