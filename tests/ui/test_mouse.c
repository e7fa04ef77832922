/* The mouse: a click does what the arrows do, one on the selected row opens it, the bottom line's
 * keys can be pressed; off it does nothing, and no bytes of a mouse are ever keys. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "ui/console_mouse.h"
#include "ui/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LEFT 0
#define UP   64
#define DOWN 65

static struct fixture *play(const char *scene)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", 132, 43);
    fixture_keys(f, "F8");
    fixture_draw(f, 132, 43);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void mouse(struct fixture *f, int button, int x, int y)
{
    fixture_turn(f);
    console_mouse(&f->console, &f->frame, button, x, y);
    fixture_draw(f, 132, 43);
    check_frame(&f->frame);
}

static int row_of(const struct fixture *f, const char *text)
{
    for (int y = 2; y < f->frame.height - 1; y++)
        if (strstr(f->frame.line[y].text, text))
            return y;
    fail_msg("nowhere: %s", text);
    return -1;
}

static void test_network(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    int y = row_of(f, "+ S0004");
    mouse(f, LEFT, 10, y);
    assert_int_equal(f->frame.cursor_y, y);
    assert_int_equal(f->console.place, ON_NETWORK);
    mouse(f, LEFT, 10, y); /* once more: it opens */
    assert_int_equal(f->console.place, ON_STATION);
    assert_true(fixture_shows(f, "学校换热站"));
    drop(f);
}

/* Headings are passed over: a click on one leaves the cursor beside it. */
static void test_every_row(void **state)
{
    static const char *const names[] = {"network",      "station",      "alarms-critical",
                                        "alarms-flood", "tickets-late", "outages",
                                        "journal",      "crews"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int y = 0; y < 42; y++) {
            struct fixture *f = play(names[i]);
            int sent = f->sends, asked = f->alarm_asks, place = (int)f->console.place;
            if (f->frame.cursor_y != y)
                mouse(f, LEFT, 5, y);
            assert_int_equal(f->console.place, place);
            assert_int_equal(f->sends, sent);
            assert_int_equal(f->alarm_asks, asked);
            assert_int_equal(f->console.mode, MODE_SCREEN);
            drop(f);
        }
}

static void test_bottom_line(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "Down"); /* the message goes */
    fixture_draw(f, 132, 43);
    const char *line = f->frame.line[42].text, *at = strstr(line, "2 alarms");
    assert_non_null(at);
    mouse(f, LEFT, (int)(at - line), 42);
    assert_int_equal(f->console.place, ON_ALARMS);
    mouse(f, LEFT, 131, 42); /* nothing stands there */
    assert_int_equal(f->console.place, ON_ALARMS);
    drop(f);
}

static void test_wheel(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    int before = f->frame.cursor_y;
    mouse(f, DOWN, 10, 20);
    assert_int_equal(f->frame.cursor_y, before + 3);
    mouse(f, UP, 10, 20);
    assert_int_equal(f->frame.cursor_y, before);
    drop(f);
}

static void test_off(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, ": 'mouse Space 'off Enter");
    int before = f->frame.cursor_y;
    mouse(f, LEFT, 10, row_of(f, "+ S0004"));
    assert_int_equal(f->frame.cursor_y, before);
    fixture_keys(f, ": 'mouse Space 'maybe Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "mouse: on or off"));
    drop(f);
}

/* No click while a dialog is open, none on a set-point's confirmation. */
static void test_dialogs(void **state)
{
    (void)state;
    struct fixture *f = play("setpoint-guard");
    int sent = f->sends;
    for (int y = 0; y < 43; y++)
        mouse(f, LEFT, 60, y);
    assert_int_equal(f->sends, sent);
    assert_int_equal(f->console.mode, MODE_SETPOINT);
    drop(f);
}

static void test_anywhere(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    static const int far[] = {-5, 0, 1, 42, 43, 131, 132, 9999};
    for (size_t x = 0; x < 8; x++)
        for (size_t y = 0; y < 8; y++) {
            mouse(f, LEFT, far[x], far[y]);
            fixture_keys(f, "1");
        }
    drop(f);
}

/* ---- bytes ---- */

static int presses, clicks, at[3];

static void on_press(void *ctx, uint32_t press)
{
    (void)ctx, (void)press;
    presses++;
}

static void on_mouse(void *ctx, int button, int x, int y)
{
    (void)ctx;
    clicks++;
    at[0] = button;
    at[1] = x;
    at[2] = y;
}

static void feed(const char *bytes)
{
    struct input input = {.on_press = on_press, .on_mouse = on_mouse};
    presses = clicks = 0;
    for (const char *c = bytes; *c; c++)
        input_feed(&input, c, 1);
}

static void test_bytes(void **state)
{
    static const char *const nothing[] = {
        "\033[<0;5;7m", "\033[<0;0;1M",        "\033[<1;5;7M",  "\033[<16;5;7M", "\033[<0;5M",
        "\033[<;;M",    "\033[<0;99999999;1M", "\033[<-1;5;7M", "\033[<0;5;7X",  "\033[<35;5;7M",
    };
    (void)state;
    feed("\033[<0;12;7M");
    assert_true(clicks == 1 && at[0] == 0 && at[1] == 11 && at[2] == 6 && presses == 0);
    feed("\033[<65;1;1M");
    assert_true(clicks == 1 && at[0] == 65 && at[1] == 0);
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        feed(nothing[i]);
        if (clicks || presses)
            fail_msg("\"%s\" was %d clicks, %d keys", nothing[i] + 1, clicks, presses);
    }
    feed("\033[200~\033[<0;12;7M\033[201~");
    assert_int_equal(clicks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_network),     cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_bottom_line), cmocka_unit_test(test_wheel),
        cmocka_unit_test(test_off),         cmocka_unit_test(test_dialogs),
        cmocka_unit_test(test_anywhere),    cmocka_unit_test(test_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
