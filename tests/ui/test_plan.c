/* The plan of an outage by its keys: a card is chosen out of those that came, the key ticks the
 * step that is next and says which, another takes a tick back; what the outage tells its tickets;
 * any size, any text. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/desks.h"
#include "tests/ui/scene.h"
#include "tests/ui/tickets.h"

#include "backend/core/alarm_rule.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *play(const char *scene, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", width, height);
    check_frame(&f->frame);
    return f;
}

static void press(struct fixture *f, const char *keys)
{
    fixture_keys(f, keys);
    fixture_draw(f, f->frame.width, f->frame.height);
    check_frame(&f->frame);
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void expect_step(const struct fixture *f, int n, const char *word)
{
    assert_int_equal(f->desk.call, DESK_OUTAGE_ASK);
    assert_string_equal(f->desk.deed, "step");
    assert_int_equal(f->desk.id, 9);
    assert_int_equal((int)f->desk.other, n);
    assert_string_equal(f->desk.word, word);
}

/* The card that is about the cause stands first and is chosen; another one by its digit. */
static void test_choose(void **state)
{
    (void)state;
    struct fixture *f = play("outages-plan", 132, 43);
    assert_true(fixture_shows(f, "Cold spell"));
    assert_true(fixture_shows(f, "steps 2: Find the leak"));
    press(f, "Enter");
    assert_string_equal(f->desk.deed, "plan");
    assert_string_equal(f->desk.word, "primary");
    drop(f);
    f = play("outages-plan", 132, 43);
    press(f, "2 Tab 'minus Space '20 Enter");
    assert_string_equal(f->desk.word, "cold");
    assert_string_equal(f->desk.words, "minus 20");
    drop(f);
}

static void test_tick(void **state)
{
    (void)state;
    struct fixture *f = play("outages", 132, 43);
    press(f, "s");
    expect_step(f, 3, "done"); /* the first that is not done, at once */
    assert_true(fixture_shows(f, "Close the section valves"));
    press(f, ": 'step Space '6 Enter");
    expect_step(f, 6, "done");
    int asked = f->desk.count;
    press(f, ": 'step Space '8 Enter");
    assert_int_equal(f->desk.count, asked);
    assert_true(fixture_shows(f, "no such step"));
    press(f, "Down s"); /* no plan is under way there */
    assert_int_equal(f->desk.count, asked);
    assert_true(fixture_shows(f, "no plan was started yet"));
    drop(f);
}

/* What was ticked last stands chosen, only what is ticked is offered. */
static void test_untick(void **state)
{
    (void)state;
    struct fixture *f = play("outages-unstep", 132, 43);
    press(f, "Tab 'wrong Enter"); /* "it is: not done" is no choice */
    expect_step(f, 2, "void");
    assert_string_equal(f->desk.words, "wrong");
    drop(f);
    f = play("outages", 132, 43);
    press(f, "Down u");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
}

static void test_shown(void **state)
{
    (void)state;
    struct fixture *f = play("outages", 132, 43);
    assert_true(fixture_shows(f, "step 2/7"));
    assert_true(fixture_shows(f, "1 Find the leaking section  zhangwei"));
    assert_true(fixture_shows(f, "3 Close the section valves  repair crew  overdue"));
    assert_true(fixture_shows(f, "7 Bring the stations back"));
    drop(f);
    f = play("outages", 80, 24); /* no room for the list */
    assert_true(fixture_shows(f, "step 2/7"));
    assert_true(fixture_shows(f, "next: Close"));
    assert_false(fixture_shows(f, "7 Bring the stations back"));
    drop(f);
    f = play("outages", 40, 20);
    assert_true(fixture_shows(f, "step 2/7"));
    drop(f);
}

/* All its tickets are closed: it is asked about, and not by one that has none or is over. */
static void test_doubt(void **state)
{
    (void)state;
    struct fixture *f = play("outages", 132, 43);
    struct outage outage[2] = {*outage_of_id(f->site, 9), *outage_of_id(f->site, 5)};
    assert_false(fixture_shows(f, "all tickets closed"));
    outage[1].tickets_all = 3;
    site_put_outages(f->site, outage, 2);
    press(f, "");
    assert_false(fixture_shows(f, "all tickets closed"));
    outage[0].tickets_all = 2;
    site_put_outages(f->site, outage, 2);
    press(f, "");
    assert_true(fixture_shows(f, "all tickets closed: restored?"));
    outage[0].tickets = 1;
    site_put_outages(f->site, outage, 2);
    press(f, "");
    assert_false(fixture_shows(f, "all tickets closed"));
    drop(f);
}

/* The mark on the board comes with the outage's word, goes when it takes that back, when the user
 * denies it, and when the ticket is closed. */
static void test_heat_back(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", 200, 60);
    assert_false(fixture_shows(f, "heat back?"));
    tickets_fact(f, FACT_TICKET_NOTED, 0, 48, NAN, 9, "restored", "O9 01-15 14:00");
    press(f, "");
    assert_true(fixture_shows(f, "heat back?"));
    assert_true(ticket_is_open(ticket_of_id(f->site, 48)));
    tickets_fact(f, FACT_TICKET_NOTED, 0, 48, NAN, 9, "not_restored", "");
    press(f, "");
    assert_false(fixture_shows(f, "heat back?"));
    tickets_fact(f, FACT_TICKET_NOTED, 0, 48, NAN, 9, "restored", "");
    tickets_fact(f, FACT_TICKET_FINISHED, 0, 48, NAN, NAN, "outage", "");
    assert_int_equal(ticket_of_id(f->site, 48)->state, TICKET_TO_CONFIRM);
    tickets_fact(f, FACT_TICKET_UNCONFIRMED, 0, 48, NAN, NAN, "", "cold");
    press(f, "");
    assert_false(fixture_shows(f, "heat back?"));
    assert_int_equal(ticket_of_id(f->site, 48)->state, TICKET_ACCEPTED); /* nobody was sent */
    drop(f);
}

/* The form says whom it tells; and who closes a ticket while its alarm stands is told. */
static void test_told(void **state)
{
    (void)state;
    struct fixture *f = play("outages", 132, 43);
    press(f, "x");
    assert_false(fixture_shows(f, "are told")); /* it has no tickets */
    press(f, "Esc Down x");
    assert_true(fixture_shows(f, "4 are told"));
    drop(f);
    f = play("tickets-late", 132, 43);
    press(f, ": 'ticket Space '48 Enter x 3 'words Enter");
    assert_string_equal(f->desk.deed, "close");
    struct desk_answer answer = {.call = DESK_TICKET_ASK, .asked = 48, .is_ok = true};
    snprintf(answer.deed, sizeof answer.deed, "close");
    snprintf(answer.why, sizeof answer.why, "alarm_stands");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "but: the alarm still stands"));
    drop(f);
}

static void test_sizes(void **state)
{
    (void)state;
    static const char *const names[] = {"outages", "outages-plan", "outages-unstep"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fixture *f = play(names[i], 80, 24);
        for (int width = 1; width <= 210; width += 7)
            for (int height = 1; height <= 62; height += 5) {
                fixture_draw(f, width, height);
                check_frame(&f->frame);
            }
        drop(f);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    static const char raw[] = "\x1b[2J\xe2\x80\xae%n%s\r\n\t\xff\xf0\x9f\x98\x80";
    char text[sizeof raw], *cells[24];
    memcpy(text, raw, sizeof raw);
    for (int i = 0; i < 24; i++)
        cells[i] = text;
    const struct desk_table table = {.rows = 3, .columns = 8, .cell = cells};
    const struct desk_table lost = {.is_lost = true};
    struct fixture *f = play("outages", 132, 43);
    struct outage_step step = {.outage = 9, .n = 1};
    snprintf(step.text, sizeof step.text, "%s", raw);
    snprintf(step.text_en, sizeof step.text_en, "%s", raw);
    snprintf(step.who, sizeof step.who, "%s", raw);
    site_put_outage_steps(f->site, &step, 1);
    press(f, "p");
    console_desk_list(&f->console, DESK_LIST_PLANS, 9, &table);
    press(f, "");
    press(f, "Esc p");
    console_desk_list(&f->console, DESK_LIST_PLANS, 7, &table); /* of another outage */
    console_desk_list(&f->console, DESK_LIST_PLANS, 9, &lost);
    press(f, "Enter");
    assert_int_equal(f->console.mode, MODE_FORM); /* no card, nothing asked */
    drop(f);
}

/* ---- cards bound to kinds of alarms ---- */

static void hear_cards(struct fixture *f, int64_t of)
{
    static char *cells[] = {"power",     "停电",     "Power loss", "1", "5", "crew", "查", "Look",
                            "primary",   "一次网",   "Primary",    "1", "5", "crew", "查", "Look",
                            "secondary", "二次网漏", "Leak",       "1", "5", "crew", "查", "Look"};
    const struct desk_table table = {.rows = 3, .columns = 8, .cell = cells};
    console_desk_list(&f->console, DESK_LIST_PLANS, of, &table);
}

/* The alarm says which card is for it, and its outage begins with what it says. */
static void test_alarm(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", 200, 60);
    hear_cards(f, 0);
    press(f, "");
    assert_true(fixture_shows(f, "plan        Leak"));
    press(f, "o");
    assert_true(fixture_shows(f, "plan card"));
    press(f, "Enter");
    assert_int_equal(f->desk.call, DESK_OUTAGE_START);
    assert_string_equal(f->desk.deed, "secondary");
    assert_non_null(strstr(f->desk.words, "0.12"));
    drop(f);
    f = play("alarms-critical", 80, 24);
    hear_cards(f, 0);
    press(f, "");
    assert_true(fixture_shows(f, "plan: Leak"));
    drop(f);
}

/* The worst alarm that stands at the outage or below it says which card comes first. */
static void test_alarm_below(void **state)
{
    (void)state;
    for (int has_power = 1; has_power >= 0; has_power--) {
        struct fixture *f = play("outages", 132, 43);
        f->site->rules = alarm_rules_start();
        alarms_raise(f, 500, 1009, 0, "PWR", "state/1gn", 1, 1); /* elsewhere */
        if (has_power)
            alarms_raise(f, 450, 1002, 0, "PWR", "state/1gn", 1, 1);
        alarms_raise(f, 400, 1002, 0, "P1g", "L/2", 0.3, 0.4);
        fixture_turn(f);
        press(f, "Down p"); /* at S0002 */
        hear_cards(f, f->console.form.id);
        press(f, "Enter");
        assert_string_equal(f->desk.word, has_power ? "power" : "primary");
        drop(f);
    }
}

/* Without such an alarm the cause tells the card, in either language. One that only bears the name
 * of the outage's kind stands first, and a person chooses: no plan starts by one Enter. */
static void test_cause(void **state)
{
    (void)state;
    static const struct {
        const char *cause, *card, *first;
    } rows[] = {
        {"站内停电", "power", "1 Power loss"}, {"热力站停电", "power", "1 Power loss"},
        {"no power", "power", "1 Power loss"}, {"二次网漏水", "secondary", "1 Leak"},
        {"循环泵更换", "", "1 Leak"},          {"station", "", "1 Leak"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture *f = play("outages", 132, 43);
        struct outage outage = *outage_of_id(f->site, 7);
        f->site->rules = alarm_rules_start();
        alarms_raise(f, 400, 1002, 0, "", "lost-long", NAN, NAN); /* bound to none */
        snprintf(outage.cause, sizeof outage.cause, "%s", rows[i].cause);
        site_put_outages(f->site, &outage, 1);
        fixture_turn(f);
        press(f, "p");
        hear_cards(f, f->console.form.id);
        press(f, "");
        assert_true(fixture_shows(f, rows[i].first));
        int asked = f->desk.count;
        press(f, "Enter");
        assert_int_equal(f->desk.count, asked + (rows[i].card[0] != '\0'));
        if (rows[i].card[0])
            assert_string_equal(f->desk.word, rows[i].card);
        else
            assert_true(fixture_shows(f, "plan card: something is expected here."));
        press(f, "1 Enter");
        assert_int_equal(f->desk.count, asked + 1);
        drop(f);
    }
}

/* A plan that was started by mistake is taken back, with why; where there is none it is not. */
static void test_stop(void **state)
{
    (void)state;
    struct fixture *f = play("outages", 132, 43);
    press(f, "p");
    assert_true(fixture_shows(f, "X stops it"));
    press(f, "Esc X Enter");
    assert_true(fixture_shows(f, "why: something is expected here."));
    press(f, "'wrong Space 'key Enter");
    assert_int_equal(f->desk.call, DESK_OUTAGE_ASK);
    assert_int_equal(f->desk.id, 9);
    assert_string_equal(f->desk.deed, "unplan");
    assert_string_equal(f->desk.words, "wrong key");
    drop(f);
    f = play("outages", 132, 43);
    press(f, "Down X");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choose),      cmocka_unit_test(test_tick),
        cmocka_unit_test(test_untick),      cmocka_unit_test(test_shown),
        cmocka_unit_test(test_doubt),       cmocka_unit_test(test_heat_back),
        cmocka_unit_test(test_told),        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_alarm),
        cmocka_unit_test(test_alarm_below), cmocka_unit_test(test_cause),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
