/* A desk left alone (TESTS A41): view only after its minutes, everything that only looks goes on,
 * the horn too; whatever would change something waits for the PIN, by each key and verb there is.
 */
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
    f->console.seat.has_no_pin = !has_pin;
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

static void answer(struct fixture *f, const char *deed, bool is_ok, const char *code,
                   const char *who)
{
    struct desk_answer answer = {.call = DESK_PIN_DO, .is_ok = is_ok, .id = 7};
    snprintf(answer.deed, sizeof answer.deed, "%s", deed);
    snprintf(answer.who, sizeof answer.who, "%s", who);
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
    fixture_draw(f, 80, 24);
    assert_true(fixture_shows(f, "view only since"));
    for (int width = 20; width < 200; width++) {
        fixture_draw(f, width, 24);
        assert_true(fixture_shows(f, "view only"));
    }
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
    assert_int_equal(f->desk.call_before, DESK_PIN_ASK); /* laid down, then judged: two questions */
    assert_string_equal(f->desk.words_before, "12345");
    assert_int_equal(f->desk.call, DESK_PIN_DO);
    assert_string_equal(f->desk.deed, "wake");
    assert_string_equal(f->desk.words, "");
    assert_string_equal(f->console.field.text, ""); /* it stays nowhere */
    assert_true(f->console.seat.is_locked);         /* until the database has said so */
    answer(f, "wake", false, "pin", "wanglei");
    redraw(f);
    assert_true(fixture_shows(f, "The PIN is wrong."));
    fixture_keys(f, "w");
    assert_int_equal(f->console.mode, MODE_SECRET);
    fixture_keys(f, "'0815 Enter");
    answer(f, "wake", true, "", "wanglei");
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
    answer(f, "wake", true, "", "wanglei");
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
    assert_int_equal(f->desk.count, before + 1); /* there is no old one to be judged */
    assert_int_equal(f->desk.call, DESK_PIN_DO);
    assert_string_equal(f->desk.deed, "pin");
    assert_string_equal(f->desk.words, "4711");
    answer(f, "pin", true, "", "wanglei");
    assert_false(f->console.seat.has_no_pin);
    redraw(f);
    assert_true(fixture_shows(f, "your number at any desk is 7"));
    fixture_keys(f, ": 'pin Enter '4711 Enter '9999 Enter '9999 Enter");
    assert_int_equal(f->desk.call_before, DESK_PIN_ASK);
    assert_string_equal(f->desk.words_before, "4711");
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
        struct fixture *f = play(scenes_of[s], true);
        enum action_place place = f->console.place;
        for (int id = 1; id < ACTION_COUNT; id++)
            for (int argued = 0; argued < 2; argued++) {
                console_act(&f->console, ACTION_LOCK, "");
                int asked = f->desk.count, sent = f->sends, answered = f->alarm_asks;
                console_act(&f->console, (enum action_id)id, argued ? "2" : "");
                fixture_keys(f, "Enter Enter 'x Enter");
                fixture_turn(f);
                /* a claim may be let go: nobody is there */
                if (f->desk.count != asked && f->desk.call != DESK_PIN_DO &&
                    f->desk.call != DESK_UNCLAIM)
                    fail_msg("%s on %s asked the database: %d", actions[id].sentence, scenes_of[s],
                             (int)f->desk.call);
                assert_int_equal(f->sends, sent);
                assert_int_equal(f->alarm_asks, answered);
                assert_int_equal(f->quits, 0);
                assert_true(f->console.seat.is_locked);
                fixture_keys(f, "Esc");
                assert_int_equal(f->console.mode, MODE_SCREEN);
                screen_go(&f->console, place);
            }
        drop(f);
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
        {"theme", "night"}, {"idle", "3"}, {"start", "alarms"}, {"pin", "0"}, {"what", "ever"}};
    (void)state;
    struct desk_table table = {.rows = 5, .columns = 2, .cell = &cells[0][0]};
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
    fixture_turn(f);
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &table);
    assert_string_equal(f->theme, "night");
    assert_int_equal(f->console.seat.idle_minutes, 3);
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_true(f->console.seat.has_no_pin);
    fixture_keys(f, "1");
    f->console.seat.is_theme_given = true;
    cells[0][1] = "day";
    cells[1][1] = "-3";
    cells[3][1] = "7";
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &table);
    assert_string_equal(f->theme, "night");
    assert_int_equal(f->console.seat.idle_minutes, 3); /* no number of minutes: as before */
    assert_int_equal(f->console.place, ON_NETWORK);    /* it starts once */
    assert_false(f->console.seat.has_no_pin);
    fixture_keys(f, "3 : 'start Enter");
    assert_int_equal(f->desk.call, DESK_PREFERENCE_PUT);
    assert_string_equal(f->desk.word, "start");
    assert_string_equal(f->desk.words, "tickets");
    fixture_keys(f, ": 'theme Space 'mono Enter");
    assert_string_equal(f->desk.words, "mono");
    fixture_keys(f, ": 'lock Enter : 'theme Space 'night Enter"); /* who passes by */
    assert_string_equal(f->theme, "night");
    assert_string_equal(f->desk.words, "mono");
    drop(f);
}

/* Not known to have none is not known: nothing but the database's word lets a key alone wake. */
static void test_unknown(void **state)
{
    (void)state;
    struct fixture *f = play("station", true);
    struct desk_table nothing = {.rows = 0, .columns = 2};
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &nothing); /* the question failed */
    fixture_keys(f, ": 'lock Enter w");
    assert_int_equal(f->console.mode, MODE_SECRET);
    fixture_keys(f, "'x Enter");
    answer(f, "wake", false, "lost", "");
    assert_true(f->console.seat.is_locked);
    fixture_keys(f, "w 'x Enter");
    answer(f, "wake", false, "no_pin", "");
    assert_false(f->console.seat.is_locked);
    drop(f);
}

/* Nobody who passes by ends the alarms; without a database there is nothing to guard. */
static void test_quit(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    fixture_keys(f, ": 'lock Enter q");
    assert_int_equal(f->console.mode, MODE_SECRET);
    fixture_keys(f, "Esc");
    f->session.state = SESSION_DOWN;
    fixture_turn(f);
    fixture_keys(f, "q");
    assert_int_equal(f->quits, 1);
    drop(f);
}

static void test_claim(void **state)
{
    (void)state;
    struct fixture *f = play("ticket-page", true);
    fixture_turn(f);
    assert_int_equal(f->desk.call, DESK_CLAIM);
    fixture_keys(f, ": 'lock Enter");
    fixture_turn(f);
    assert_int_equal(f->desk.call, DESK_UNCLAIM);
    int asked = f->desk.count;
    fixture_later(f, 60000);
    assert_int_equal(f->desk.count, asked);
    drop(f);
}

static void sit_down(struct fixture *f)
{
    fixture_keys(f, ": 'operator Space '12 Enter '2580 Enter");
    assert_int_equal(f->desk.call_before, DESK_PIN_ASK);
    assert_string_equal(f->desk.words_before, "2580");
    assert_int_equal(f->desk.call, DESK_PIN_DO);
    assert_string_equal(f->desk.deed, "operator");
    assert_true(f->desk.number == 12);
}

static void test_operator(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    fixture_keys(f, ": 'operator Enter"); /* whose login it is sits here */
    redraw(f);
    assert_true(fixture_shows(f, "the number that :pin told, 1 to 9999"));
    fixture_keys(f, ": 'operator Space '12 Enter");
    redraw(f);
    assert_true(fixture_shows(f, "PIN of number 12"));
    fixture_keys(f, "Esc : 'lock Enter"); /* he may sit down at a locked desk */
    sit_down(f);
    answer(f, "operator", false, "pin", "");
    assert_true(f->console.seat.is_locked);
    assert_string_equal(f->console.seat.operator, "");
    sit_down(f);
    answer(f, "operator", true, "", "zhaoliu");
    assert_false(f->console.seat.is_locked);
    redraw(f);
    assert_true(fixture_shows(f, "zhaoliu@wanglei dispatcher"));
    fixture_draw(f, 80, 24);
    assert_true(fixture_shows(f, "zhaoliu"));
    assert_int_equal(f->list.list, DESK_LIST_PREFERENCES); /* his likes */
    fixture_keys(f, ": 'operator Enter '4711 Enter");
    assert_true(f->desk.number == 0);
    answer(f, "operator", true, "", "wanglei");
    redraw(f);
    assert_false(fixture_shows(f, "zhaoliu@"));
    drop(f);
}

/* It holds for one connection. */
static void test_reconnect(void **state)
{
    (void)state;
    struct fixture *f = play("station", true);
    fixture_turn(f);
    sit_down(f);
    answer(f, "operator", true, "", "zhaoliu");
    f->session.state = SESSION_DOWN;
    fixture_turn(f);
    f->session.state = SESSION_UP;
    f->session.since.ns += 1000;
    fixture_turn(f);
    assert_true(f->console.seat.is_locked);
    assert_string_equal(f->console.seat.operator, "");
    fixture_keys(f, "w");
    assert_int_equal(f->console.mode, MODE_SECRET);
    drop(f);
}

/* Nobody is locked out by what he cannot undo. */
static void test_reader(void **state)
{
    (void)state;
    struct fixture *f = play("network", true);
    snprintf(f->session.role, sizeof f->session.role, "auditor");
    fixture_keys(f, ": 'lock Enter");
    assert_false(f->console.seat.is_locked);
    drop(f);
}

/* What is a dispatcher's is neither offered to who only reads nor begun by him. */
static void test_reader_begins_nothing(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", false);
    redraw(f);
    assert_true(fixture_shows(f, "a acknowledge"));
    snprintf(f->session.role, sizeof f->session.role, "supervisor");
    redraw(f);
    assert_true(fixture_shows(f, "Enter open"));
    assert_false(fixture_shows(f, "a acknowledge"));
    assert_false(fixture_shows(f, "s shelve"));
    assert_false(fixture_shows(f, "O out/in service"));
    assert_false(fixture_shows(f, "t ticket"));
    assert_false(fixture_shows(f, "o outage"));
    static const char *const keys[] = {"a", "s", "O", "t", "o", "A"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fixture_keys(f, keys[i]);
        redraw(f);
        assert_true(
            fixture_shows(f, "this needs a dispatcher or shift leader; you are supervisor"));
        assert_int_equal(f->console.mode, MODE_SCREEN);
        fixture_later(f, 60000);
    }
    assert_int_equal(f->desk.count, 0);
    fixture_keys(f, "F2 '惠民园 Enter");
    redraw(f);
    assert_true(fixture_shows(f, "this needs a dispatcher or shift leader"));
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
}

/* Their order is what was chosen; with all of them again it is as before. */
static void test_columns(void **state)
{
    static char *cells[][2] = {{"columns", "flow"}, {"columns", "what ever"}};
    (void)state;
    struct desk_table table = {.rows = 2, .columns = 2, .cell = &cells[0][0]};
    struct fixture *f = play("network", true);
    redraw(f);
    assert_true(fixture_shows(f, "supply return P sup P ret    flow"));
    fixture_keys(f, ": 'columns Space 'return Space 'supply Enter");
    assert_string_equal(f->desk.word, "columns");
    assert_string_equal(f->desk.words, "return supply");
    redraw(f);
    assert_true(fixture_shows(f, " return supply state"));
    int asked = f->desk.count;
    fixture_keys(f, ": 'columns Space 'flow Space 'flow Enter");
    redraw(f);
    assert_true(fixture_shows(f, "each once"));
    assert_int_equal(f->desk.count, asked);
    assert_true(fixture_shows(f, " return supply state"));
    console_desk_list(&f->console, DESK_LIST_PREFERENCES, 0, &table);
    redraw(f);
    assert_true(fixture_shows(f, "    flow state"));
    assert_false(fixture_shows(f, "supply state"));
    fixture_keys(f, ": 'columns Enter");
    assert_string_equal(f->desk.words, "");
    redraw(f);
    assert_true(fixture_shows(f, "supply return P sup P ret    flow"));
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
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_quit),
        cmocka_unit_test(test_claim),
        cmocka_unit_test(test_operator),
        cmocka_unit_test(test_reconnect),
        cmocka_unit_test(test_reader),
        cmocka_unit_test(test_reader_begins_nothing),
        cmocka_unit_test(test_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
