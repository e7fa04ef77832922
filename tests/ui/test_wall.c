/* The wall: which board is shown and for how long, the digits, the districts, what it asks for, and
 * that no key but a few does anything. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/desks.h"
#include "tests/ui/scene.h"
#include "tests/ui/tickets.h"

#include "backend/core/alarm_book.h"
#include "backend/core/outage.h"
#include "ui/bigdigit.h"
#include "ui/keymap.h"
#include "ui/screen_wall.h"
#include "widgets/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIT(board) (1U << (board))

static struct mono at_ms(int64_t ms)
{
    return (struct mono){1000000000000 + ms * 1000000};
}

/* ---- turning ---- */

static void test_turns_in_order(void **state)
{
    (void)state;
    struct wall_turn turn;
    wall_turn_start(&turn, 15);
    for (int s = 0; s < 120; s++) {
        wall_turn_look(&turn, at_ms(s * 1000), 0);
        assert_int_equal(turn.board, s / 15 % 4);
    }
}

static void test_urgent_comes_first_and_stays_twice(void **state)
{
    (void)state;
    struct wall_turn turn;
    static const enum wall_board wanted[] = {WALL_OUTAGES, WALL_OUTAGES, WALL_ALARMS,
                                             WALL_ALARMS,  WALL_TICKETS, WALL_RATES};
    wall_turn_start(&turn, 15);
    for (int s = 0; s < 4 * 90; s++) {
        wall_turn_look(&turn, at_ms(s * 1000), BIT(WALL_OUTAGES) | BIT(WALL_ALARMS));
        assert_int_equal(turn.board, wanted[s / 15 % 6]);
    }
}

/* At once if nothing urgent is shown, else when that has had its time. */
static void test_what_becomes_urgent(void **state)
{
    (void)state;
    struct wall_turn turn;
    wall_turn_start(&turn, 15);
    wall_turn_look(&turn, at_ms(0), 0);
    assert_true(wall_turn_look(&turn, at_ms(4000), BIT(WALL_ALARMS)));
    assert_int_equal(turn.board, WALL_ALARMS);
    wall_turn_look(&turn, at_ms(10000), BIT(WALL_ALARMS) | BIT(WALL_TICKETS));
    assert_int_equal(turn.board, WALL_ALARMS);
    wall_turn_look(&turn, at_ms(33000), BIT(WALL_ALARMS) | BIT(WALL_TICKETS));
    assert_int_equal(turn.board, WALL_ALARMS);
    wall_turn_look(&turn, at_ms(34000), BIT(WALL_ALARMS) | BIT(WALL_TICKETS));
    assert_int_equal(turn.board, WALL_TICKETS);
    /* what is no longer urgent has had its time */
    assert_true(wall_turn_look(&turn, at_ms(60000), 0));
    assert_int_equal(turn.board, WALL_OUTAGES);
    assert_false(wall_turn_look(&turn, at_ms(74000), 0));
    assert_true(wall_turn_look(&turn, at_ms(75000), 0));
}

/* The last of a round that is urgent by now does not begin the next one. */
static void test_no_board_twice_running(void **state)
{
    (void)state;
    struct wall_turn turn;
    uint64_t seed = 7;
    unsigned urgent = 0;
    enum wall_board before = WALL_RATES;
    wall_turn_start(&turn, 5);
    for (int s = 0; s < 20000; s++) {
        if (chance(&seed) % 11 == 0)
            urgent = (unsigned)(chance(&seed) % 8);
        if (!wall_turn_look(&turn, at_ms(s * 1000), urgent))
            continue;
        assert_int_not_equal(turn.board, before);
        before = turn.board;
    }
}

static void test_by_hand(void **state)
{
    (void)state;
    struct wall_turn turn;
    wall_turn_start(&turn, 15);
    wall_turn_look(&turn, at_ms(0), 0);
    wall_turn_by_hand(&turn, at_ms(14000), -1);
    assert_int_equal(turn.board, WALL_RATES);
    assert_false(wall_turn_look(&turn, at_ms(28000), 0));
    assert_true(wall_turn_look(&turn, at_ms(29000), 0)); /* its whole time */
    assert_int_equal(turn.board, WALL_OUTAGES);          /* the next that was not shown yet */
}

/* A machine that slept an hour turns once, and has not to make up for it. */
static void test_after_a_sleep(void **state)
{
    (void)state;
    struct wall_turn turn;
    wall_turn_start(&turn, 15);
    wall_turn_look(&turn, at_ms(0), 0);
    assert_true(wall_turn_look(&turn, at_ms(3600000), 0));
    assert_false(wall_turn_look(&turn, at_ms(3601000), 0));
    assert_true(wall_turn_look(&turn, at_ms(3615000), 0));
}

/* ---- digits ---- */

static void test_digits(void **state)
{
    (void)state;
    static const char *const texts[] = {"0123456789", "99.5%", "-", "", "100%", "?x"};
    for (int size = 0; size < BIGDIGIT_SIZE_COUNT; size++)
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            for (int line = 0; line < bigdigit_lines((enum bigdigit_size)size); line++)
                for (int narrow = 0; narrow < 2; narrow++) {
                    struct row row;
                    const char *block = (narrow ? &glyphs_narrow : &glyphs_ascii)->spark[7];
                    row_clear(&row);
                    bigdigit_add(&row, STYLE_TEXT, texts[i], (enum bigdigit_size)size, block, line);
                    assert_int_equal(row.cells, bigdigit_cells(texts[i], (enum bigdigit_size)size));
                    assert_true(narrow || row.length == row.cells); /* no ambiguous width */
                }
    struct row row;
    row_clear(&row);
    bigdigit_add(&row, STYLE_TEXT, "42", BIGDIGIT_SMALL, "#", 2);
    assert_string_equal(row.text, "### ###");
    row_clear(&row);
    bigdigit_add(&row, STYLE_TEXT, "4", BIGDIGIT_MEDIUM, "#", 0);
    assert_string_equal(row.text, "##  ##");
}

/* Each digit is told from every other one. */
static void test_digits_differ(void **state)
{
    (void)state;
    char shape[10][5][8] = {{{0}}};
    for (int d = 0; d < 10; d++)
        for (int line = 0; line < bigdigit_lines(BIGDIGIT_SMALL); line++) {
            struct row row;
            char text[2] = {(char)('0' + d), '\0'};
            row_clear(&row);
            bigdigit_add(&row, STYLE_TEXT, text, BIGDIGIT_SMALL, "#", line);
            snprintf(shape[d][line], sizeof shape[d][line], "%.7s", row.text);
        }
    for (int a = 0; a < 10; a++)
        for (int b = a + 1; b < 10; b++)
            assert_memory_not_equal(shape[a], shape[b], sizeof shape[a]);
}

/* More changes of style than a row holds: the digits keep theirs, and so does what follows. */
static void test_digits_of_many_styles(void **state)
{
    (void)state;
    struct row row;
    row_clear(&row);
    for (int i = 0; i < 30; i++)
        bigdigit_add(&row, i % 2 ? STYLE_NOTICE : STYLE_CLOCK_BREACHED, "48", BIGDIGIT_SMALL, "#",
                     0);
    assert_int_equal(row.cells, 30 * 7);
    assert_true(row.count <= ROW_SPANS);
}

/* A block in reverse is a hole, and one in its own colour is nothing. */
static void test_digits_in_every_theme(void **state)
{
    (void)state;
    static const enum style used[] = {STYLE_TEXT,
                                      STYLE_DIM,
                                      STYLE_CLOCK_SHORT,
                                      STYLE_CLOCK_BREACHED,
                                      STYLE_ALARM_CRITICAL_SEEN,
                                      STYLE_ALARM_HIGH_SEEN,
                                      STYLE_ALARM_MEDIUM_SEEN,
                                      STYLE_ALARM_NOTICE_SEEN};
    const char *name;
    for (size_t i = 0; (name = theme_shipped_name(i)) != NULL; i++) {
        struct theme theme;
        assert_true(theme_shipped(name, &theme));
        for (size_t u = 0; u < sizeof used / sizeof *used; u++) {
            const struct look *look = &theme.look[used[u]];
            assert_false(look->attributes & LOOK_REVERSE);
            assert_true(look->ink < 0 || look->ink != look->paper);
        }
    }
}

/* ---- the boards ---- */

static int rate_asks; /* lists that others ask for are not the wall's */

static void count_asks(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                       const char *text)
{
    (void)ctx;
    (void)id;
    (void)node;
    (void)number;
    (void)text;
    rate_asks += list == DESK_LIST_RATES;
}

static void watch_asks(struct fixture *f)
{
    f->console.ports.ask_list = count_asks;
    rate_asks = 0;
}

static struct fixture *play(const char *scene, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", width, height);
    check_frame(&f->frame);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static const struct wall_district *district_of(const struct fixture *f, const char *code)
{
    const struct wall_districts *all = &f->console.desk.wall.districts;
    for (size_t i = 0; i < all->row.count; i++)
        if (all->row.at[i].node >= 0 && !strcmp(f->site->node[all->row.at[i].node].code, code))
            return &all->row.at[i];
    return NULL;
}

static void test_districts(void **state)
{
    (void)state;
    struct fixture *f = play("wall-alarms", 132, 43);
    const struct wall_districts *all = &f->console.desk.wall.districts;
    assert_int_equal(all->row.count, 4); /* HS2 itself has none: no line */
    assert_null(district_of(f, "HS2"));
    assert_string_equal(f->site->node[all->row.at[0].node].code, "HS1"); /* critical first */
    const struct wall_district *east = district_of(f, "N11");
    assert_non_null(east);
    assert_int_equal(east->all[0], 1);
    assert_int_equal(east->waiting[0], 0); /* answered */
    assert_int_equal(east->unanswered, 16);
    assert_int_equal(east->oldest, FIXTURE_NOW_US - 430 * 1000000LL + east->oldest % 1000);
    int shown = 0;
    for (size_t i = 0; i < all->row.count; i++)
        for (int p = 0; p < 4; p++)
            shown += all->row.at[i].all[p];
    assert_int_equal(shown, alarm_tally_shown(alarm_tally_all(f->site)));
    alarms_raise(f, 1, 1009, 0, "T2g.1", "HH/1", 90, 85);
    alarms_raise(f, 1, 0, 0, "", "network/1", NAN, NAN);
    fixture_later(f, 1000);
    fixture_draw(f, 132, 43);
    assert_int_equal(district_of(f, "N21")->waiting[0], 1);
    assert_true(fixture_shows(f, "the plant"));
    drop(f);
}

/* Whatever happens to the screen 3 list of this desk: the wall has its own. */
static void test_leaves_the_board_alone(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    tickets_start_late(f, "en");
    fixture_keys(f, "3 b / 'S0002 Enter : 'wall Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "T50")); /* of another station */
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_TICKETS);
    assert_string_equal(f->console.tickets.tickets.filter, "S0002");
    assert_int_equal(f->console.tickets.tickets.order, TICKETS_BY_AGE);
    drop(f);
}

static void test_no_other_key_does_anything(void **state)
{
    (void)state;
    struct fixture *f = play("wall-tickets", 132, 43);
    enum wall_board board = f->console.desk.wall.turn.board;
    watch_asks(f);
    for (uint32_t press = 0; press < 0x300; press++) {
        enum action_id id = keymap_action(ON_WALL, press);
        if (!screen_wall_takes(id))
            console_key(&f->console, press);
    }
    for (uint32_t press = PRESS_UP; press <= PRESS_F1 + 12; press++)
        if (!screen_wall_takes(keymap_action(ON_WALL, press)))
            console_key(&f->console, press);
    console_key(&f->console, 0xFF11); /* a full-width 1 */
    assert_int_equal(f->console.place, ON_WALL);
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_int_equal(f->console.desk.wall.turn.board, board);
    assert_string_equal(f->console.message, "");
    assert_int_equal(f->quits + f->sends + f->alarm_asks + f->desk.count, 0);
    assert_int_equal(rate_asks, 0);
    fixture_keys(f, "Right");
    assert_int_equal(f->console.desk.wall.turn.board, (board + 1) % 4);
    fixture_keys(f, "Up Left");
    assert_int_equal(f->console.desk.wall.turn.board, (board + 3) % 4);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_NETWORK);
    drop(f);
}

/* As `heatdesk --wall 20`: before there is a session, a site, a world. */
static void test_begins_with_it(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_connecting(f, "en");
    const struct console_ports ports = f->console.ports;
    console_finish(&f->console);
    console_init(&f->console, &ports);
    watch_asks(f);
    screen_wall_begin(&f->console, 20);
    fixture_draw(f, 80, 24);
    check_frame(&f->frame);
    assert_int_equal(rate_asks, 0);
    f->site = site_new();
    f->session.state = SESSION_UP;
    f->session.role[0] = '\0';
    fixture_reload(f);
    fixture_later(f, 1000);
    fixture_draw(f, 80, 24);
    assert_int_equal(f->console.place, ON_WALL);
    assert_int_equal(f->console.desk.wall.turn.stay_s, 20);
    assert_int_equal(rate_asks, 2);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_NETWORK);
    drop(f);
}

static void test_not_for_a_crew(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    desks_start_crew(f, "en");
    watch_asks(f);
    screen_wall_begin(&f->console, 15);
    fixture_later(f, 1000);
    assert_int_equal(f->console.place, ON_JOBS);
    assert_int_equal(rate_asks, 0);
    drop(f);
}

static void test_seconds_asked_for(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    static const char *const wrong[] = {"2", "3601", "x", "15s", "-5", "99999999999999999999"};
    fixture_start_calm(f, "en");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        console_act(&f->console, ACTION_BOARDS, wrong[i]);
        assert_int_equal(f->console.place, ON_NETWORK);
        assert_non_null(strstr(f->console.message, "expected 3 to 3600"));
    }
    console_act(&f->console, ACTION_BOARDS, "40");
    assert_int_equal(f->console.desk.wall.turn.stay_s, 40);
    fixture_keys(f, "Esc");
    console_act(&f->console, ACTION_BOARDS, "");
    assert_int_equal(f->console.desk.wall.turn.stay_s, 40);
    drop(f);
}

/* Nothing due is a dash; what is short of its target is never shown as all of it. */
static void test_rates(void **state)
{
    (void)state;
    struct fixture *f = play("wall-rates", 40, 20);
    char *cells[] = {"emergency", "0",   "0",    "0", "100", "dispatch", "99999", "100000",
                     "0",         "100", "room", "9", "10",  "0",        "98"};
    const struct desk_table table = {.rows = 3, .columns = 5, .cell = cells};
    console_desk_list(&f->console, DESK_LIST_RATES, 1, &table);
    fixture_draw(f, 60, 10); /* as text */
    assert_true(fixture_shows(f, "emergency response -  0/0"));
    assert_true(fixture_shows(f, "repair response 99.9%  99999/100000"));
    assert_true(fixture_shows(f, "repair timeliness -  ?/?"));
    assert_true(fixture_shows(f, "room temperature 90.0%  9/10"));
    drop(f);
}

static void test_away_asks_nothing(void **state)
{
    (void)state;
    struct fixture *f = play("wall-rates", 80, 24);
    watch_asks(f);
    f->session.state = SESSION_DOWN;
    for (int s = 0; s < 300; s++)
        fixture_later(f, 1000);
    assert_int_equal(rate_asks, 0);
    f->session.state = SESSION_UP;
    for (int s = 0; s < 120; s++)
        fixture_later(f, 1000);
    assert_true(rate_asks > 0);
    drop(f);
}

/* At every size there is near the edges, each board, calm and not. */
static void test_every_size(void **state)
{
    static const char *const names[] = {"wall-tickets", "wall-alarms", "wall-rates", "wall-calm"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int board = 0; board < 4; board++) {
            struct fixture *f = play(names[i], 80, 24);
            wall_turn_by_hand(&f->console.desk.wall.turn, f->world.mono, board);
            for (int width = 1; width <= 100; width += 1 + width / 30)
                for (int height = 1; height <= 26; height++) {
                    fixture_draw(f, width, height);
                    check_frame(&f->frame);
                }
            fixture_draw(f, 500, 200);
            check_frame(&f->frame);
            drop(f);
        }
}

static void test_hostile_text(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_hostile(f);
    struct outage outage[30];
    for (int i = 0; i < 30; i++) {
        outage[i] = (struct outage){.id = 900000000000 + i,
                                    .node = f->site->node[i].id,
                                    .started = {1},
                                    .eta = {i % 2},
                                    .households = 2000000000,
                                    .area_m2 = NAN};
        memset(outage[i].cause, 'x', sizeof outage[i].cause - 1);
        memset(outage[i].crews, 'y', sizeof outage[i].crews - 1);
    }
    site_put_outages(f->site, outage, 30);
    alarms_raise(f, 1, 2000, 0, "T2g.1", "HH/1", 1e300, -1e300);
    console_act(&f->console, ACTION_BOARDS, "");
    for (int board = 0; board < 4; board++) {
        fixture_keys(f, "Right");
        fixture_draw(f, 80, 24);
        check_frame(&f->frame);
        fixture_draw(f, 200, 60);
        check_frame(&f->frame);
    }
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turns_in_order),
        cmocka_unit_test(test_urgent_comes_first_and_stays_twice),
        cmocka_unit_test(test_what_becomes_urgent),
        cmocka_unit_test(test_no_board_twice_running),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_after_a_sleep),
        cmocka_unit_test(test_digits),
        cmocka_unit_test(test_digits_differ),
        cmocka_unit_test(test_digits_of_many_styles),
        cmocka_unit_test(test_digits_in_every_theme),
        cmocka_unit_test(test_districts),
        cmocka_unit_test(test_leaves_the_board_alone),
        cmocka_unit_test(test_no_other_key_does_anything),
        cmocka_unit_test(test_begins_with_it),
        cmocka_unit_test(test_not_for_a_crew),
        cmocka_unit_test(test_seconds_asked_for),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_away_asks_nothing),
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_hostile_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
