/* The set-point dialog: two keys and two digits send, nothing else does, and what it shows on the
 * way is what happens. */
#include "tests/ui/fixture.h"
#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/screen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ORDER 31

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
    fixture_draw(f, 132, 43);
    fixture_keys(f, "/ 'S0002 Enter Enter");
    fixture_draw(f, 132, 43);
    *state = f;
    return 0;
}

static int stop(void **state)
{
    fixture_finish(*state);
    free(*state);
    return 0;
}

static void shows(struct fixture *f, const char *text)
{
    fixture_draw(f, 132, 43);
    if (!fixture_shows(f, text))
        fail_msg("not on the screen: %s", text);
}

static enum setpoint_state state_of(const struct fixture *f)
{
    return f->console.setpoint.state;
}

static void test_value_enter_two_digits(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54 Enter '0");
    assert_int_equal(f->sends, 0);
    fixture_keys(f, "'2");
    assert_int_equal(f->sends, 1);
    assert_int_equal(f->sent.device_id, 1002);
    assert_string_equal(f->sent.point, "T2g_SP.1");
    assert_float_equal(f->sent.seen, 53, 1e-9);
    assert_float_equal(f->sent.wanted, 54, 1e-9);
    assert_int_equal(state_of(f), SETPOINT_ASKING);
    fixture_keys(f, "'2 Enter '02");
    assert_int_equal(f->sends, 1);
}

static void test_enter_alone_never_sends(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w Enter Enter Enter Enter");
    shows(f, "Type a number");
    assert_int_equal(state_of(f), SETPOINT_VALUE);
    fixture_keys(f, "'54 Enter Enter Enter Enter Space Tab");
    assert_int_equal(state_of(f), SETPOINT_GUARD);
    assert_int_equal(f->sends, 0);
}

static void test_wrong_digits_are_refused(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54 Enter");
    for (int digits = 0; digits < 100; digits++) {
        char keys[8];
        if (digits == 2)
            continue;
        snprintf(keys, sizeof keys, "'%02d", digits);
        fixture_keys(f, keys);
    }
    assert_int_equal(f->sends, 0);
    shows(f, "not the last two");
    fixture_keys(f, "'02");
    assert_int_equal(f->sends, 1);
}

static void test_limits_and_steps_with_figures(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *typed, *error;
    } cases[] = {
        {"'154", "Outside the limits 30.0 to 70.0"},
        {"'12", "Outside the limits 30.0 to 70.0"},
        {"'-54", "Outside the limits"},
        {"'64", "A step may be at most 3.0"},
        {"'49.9", "A step may be at most 3.0"},
        {"'53", "That is the present value"},
        {"'53.00", "That is the present value"},
        {"'5-4", "Type a number"},
        {"'..", "Type a number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_keys(f, "w");
        fixture_keys(f, cases[i].typed);
        fixture_keys(f, "Enter");
        assert_int_equal(state_of(f), SETPOINT_VALUE);
        shows(f, cases[i].error);
        fixture_keys(f, "'02 Esc");
    }
    assert_int_equal(f->sends, 0);
}

/* What the command line brings is a value as it stands, or none: no character of it is passed over.
 */
static void test_a_typed_command_is_taken_whole(void **state)
{
    struct fixture *f = *state;
    static const char *const wrong[] = {"'5x4", "'5,4", "'54C", "'5\uff14", "'0000000000054"};
    fixture_keys(f, ": 'set Space '54 Enter");
    assert_int_equal(state_of(f), SETPOINT_GUARD);
    shows(f, "53.0 -> 54.0");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fixture_keys(f, "Esc : 'set Space");
        fixture_keys(f, wrong[i]);
        fixture_keys(f, "Enter");
        assert_int_equal(state_of(f), SETPOINT_VALUE);
        assert_string_equal(f->console.setpoint.input, "");
        shows(f, "Type a number");
    }
    fixture_keys(f, "'54 Enter '02");
    assert_int_equal(f->sends, 1);
    assert_float_equal(f->sent.wanted, 54, 1e-9);
}

/* No character is passed over: what stands there is what was typed. */
static void test_a_comma_makes_no_number(void **state)
{
    struct fixture *f = *state;
    static const char *const wrong[] = {"'5,5", "'5五5", "'5，5", "'5 Space '5", "'5o5"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fixture_keys(f, "w");
        fixture_keys(f, wrong[i]);
        assert_string_not_equal(f->console.setpoint.input, "55");
        fixture_keys(f, "Backspace");
        fixture_keys(f, "'5 Enter");
        shows(f, "Type a number");
        assert_int_equal(state_of(f), SETPOINT_VALUE);
        fixture_keys(f, "Esc");
    }
    fixture_keys(f, "w '5,");
    shows(f, "Only digits, a point and a sign make a number");
    fixture_keys(f, "Backspace '4 Up Enter '02");
    assert_float_equal(f->sent.wanted, 54, 1e-9);
    fixture_keys(f, "Esc w '54.0000000000");
    shows(f, "at most 12 characters");
}

/* 53.04 is no number that a register of tenths can hold. */
static void test_the_value_is_what_the_register_holds(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54.04 Enter");
    shows(f, "53.0 -> 54.0");
    shows(f, "54.04 is written as 54: the register holds steps of 0.1");
    fixture_keys(f, "Esc w '51.55 Enter");
    shows(f, "51.55 is written as 51.5: the register holds steps of 0.1");
    fixture_keys(f, "Esc w '54.000 Enter");
    fixture_draw(f, 132, 43);
    assert_false(fixture_shows(f, "is written as"));
    fixture_keys(f, "Esc w '54.04 Enter '02");
    assert_float_equal(f->sent.wanted, 54, 1e-9);
}

static void test_undo_offers_the_old_value(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "u");
    assert_string_equal(f->console.setpoint.input, "51.0");
    shows(f, "the value before the last change");
    fixture_keys(f, "Enter '02");
    assert_int_equal(f->sends, 1);
    assert_float_equal(f->sent.wanted, 51, 1e-9);
    fixture_keys(f, "Esc Down u");
    shows(f, "no change to undo is known");
    fixture_keys(f, "Up u '54 Enter"); /* typing replaces what was offered */
    shows(f, "53.0 -> 54.0");
}

/* It is said in the list, in the pane and in the dialog, and refuses nobody. */
static void test_what_is_not_in_force_is_said(void **state)
{
    struct fixture *f = *state;
    static const char *const words = "not in force now: the controller follows its curve";
    fixture_draw(f, 132, 43);
    assert_false(fixture_shows(f, words));
    fixture_value(f, fixture_device(f, "S0002"), "CV_Mode.1", 2, QUALITY_GOOD);
    shows(f, "not in force");
    shows(f, "not in force now: the controller follows"); /* wrapped in the pane */
    fixture_keys(f, "w '54");
    fixture_draw(f, 132, 43);
    shows(f, "note         not in force now: the controller follows its curve");
    shows(f, "(CV_Mode.1 2)");
    fixture_keys(f, "Enter");
    shows(f, "note         not in force now: the controller follows its curve");
    fixture_keys(f, "'02");
    assert_int_equal(f->sends, 1);
    fixture_keys(f, "Esc");
    fixture_value(f, fixture_device(f, "S0002"), "CV_Mode.1", 3, QUALITY_GOOD);
    fixture_keys(f, "w");
    shows(f, "not in force now: valve mode is constant flow");
}

static void changed_outside(struct fixture *f, int seconds_ago, double from, double to)
{
    struct wall now = f->world.now;
    f->world.now.us -= seconds_ago * 1000000LL;
    fixture_fact(f, FACT_CHANGED_OUTSIDE, 1002, "T2g_SP.1", 0, from, to, "collector", "", "");
    f->world.now = now;
    fixture_value(f, fixture_device(f, "S0002"), "T2g_SP.1", to, QUALITY_GOOD);
    fixture_turn(f);
}

/* However far it went, and in how many turns of the knob: the value from before is offered, and no
 * step is too far for it. */
static void test_a_change_from_outside_is_undone(void **state)
{
    struct fixture *f = *state;
    changed_outside(f, 120, 53, 58);
    changed_outside(f, 60, 58, 62);
    fixture_keys(f, "u");
    assert_string_equal(f->console.setpoint.input, "53.0");
    shows(f, "changed outside: back to 53 at once");
    fixture_keys(f, "Enter '02");
    assert_int_equal(f->sends, 1);
    assert_float_equal(f->sent.seen, 62, 1e-9);
    assert_float_equal(f->sent.wanted, 53, 1e-9);
    fixture_keys(f, "Esc w '54 Enter");
    shows(f, "A step may be at most 3.0");
    fixture_keys(f, "Esc");
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", ORDER, 62, 53, "wanglei", "", "");
    static const enum fact_kind way[] = {FACT_COMMAND_CLAIMED, FACT_COMMAND_SENT,
                                         FACT_COMMAND_ACCEPTED, FACT_COMMAND_VERIFIED};
    for (size_t i = 0; i < sizeof way / sizeof *way; i++)
        fixture_fact(f, way[i], 1002, "T2g_SP.1", ORDER, 62, 53, "collector", "", "");
    fixture_value(f, fixture_device(f, "S0002"), "T2g_SP.1", 53, QUALITY_GOOD);
    fixture_keys(f, "w '62 Enter"); /* that one is not had back */
    shows(f, "A step may be at most 3.0");
}

static void test_a_change_from_long_ago_goes_back_in_steps(void **state)
{
    struct fixture *f = *state;
    changed_outside(f, 1801, 53, 62);
    fixture_keys(f, "u");
    assert_string_equal(f->console.setpoint.input, "53.0");
    fixture_keys(f, "Enter");
    shows(f, "A step may be at most 3.0");
}

static void test_what_was_seen_is_what_is_asked(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54");
    fixture_value(f, fixture_device(f, "S0002"), "T2g_SP.1", 58, QUALITY_GOOD);
    fixture_keys(f, "Enter '02");
    assert_float_equal(f->sent.seen, 53, 1e-9);
    assert_float_equal(f->sent.wanted, 54, 1e-9);
}

/* ---- why it may not be opened ---- */

/* In the dialog, where the eye is, as far as a line of it goes; whatever is typed there is nothing.
 */
static void refuses(struct fixture *f, const char *sentence)
{
    char begin[40];
    snprintf(begin, sizeof begin, "refused: %.24s", _(sentence));
    fixture_keys(f, "w");
    assert_int_equal(state_of(f), SETPOINT_BARRED);
    shows(f, begin);
    fixture_keys(f, "'19 Enter '02 Backspace Enter w");
    assert_int_equal(state_of(f), SETPOINT_BARRED);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_int_equal(f->console.place, ON_STATION);
}

static void value_of(struct fixture *f, enum quality quality)
{
    fixture_value(f, fixture_device(f, "S0002"), "T2g_SP.1", 53, quality);
}

static void test_only_a_good_fresh_value_opens(void **state)
{
    struct fixture *f = *state;
    const char *sentence = refusal_sentence(REFUSAL_STALE);
    for (int quality = 0; quality < QUALITY_COUNT; quality++) {
        if (quality == QUALITY_GOOD || quality == QUALITY_LOST)
            continue;
        value_of(f, (enum quality)quality);
        refuses(f, sentence);
    }
    value_of(f, QUALITY_GOOD);
    fixture_later(f, 4000);
    f->collector.seen.us += 30000000;
    fixture_later(f, 20000); /* three periods and more */
    refuses(f, sentence);
    assert_int_equal(f->sends, 0);
}

static void test_obstacles_each_have_their_sentence(void **state)
{
    struct fixture *f = *state;
    int32_t d = fixture_device(f, "S0002");
    snprintf(f->session.role, sizeof f->session.role, "supervisor");
    refuses(f, refusal_sentence(REFUSAL_RIGHT));
    snprintf(f->session.role, sizeof f->session.role, "dispatcher");
    fixture_value(f, d, "AUTH", 0, QUALITY_GOOD);
    refuses(f, refusal_sentence(REFUSAL_AUTHORITY));
    fixture_keys(f, "w");
    shows(f, "needs        authority = remote, now: local");
    fixture_keys(f, "Esc");
    fixture_value(f, d, "AUTH", 1, QUALITY_STALE);
    refuses(f, refusal_sentence(REFUSAL_AUTHORITY));
    fixture_value(f, d, "AUTH", 1, QUALITY_GOOD);
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", 77, 53, 54, "other", "", "");
    refuses(f, refusal_sentence(REFUSAL_BUSY));
    fixture_fact(f, FACT_COMMAND_EXPIRED, 1002, "T2g_SP.1", 77, NAN, NAN, "collector", "", "");
    f->site->device[d].is_lost = true;
    refuses(f, refusal_sentence(REFUSAL_LOST));
    f->site->device[d].is_lost = false;
    f->collector.is_known = false;
    refuses(f, "The collector is silent");
    f->session.state = SESSION_DOWN;
    refuses(f, "No connection to the database");
    f->session.state = SESSION_UP;
    f->collector.is_known = true;
    fixture_keys(f, "End");
    refuses(f, refusal_sentence(REFUSAL_READ_ONLY));
    assert_int_equal(f->sends, 0);
}

static void test_nothing_is_sent_once_values_are_old(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54 Enter");
    f->session.state = SESSION_DOWN;
    fixture_keys(f, "'02");
    shows(f, "no longer live: nothing was sent");
    assert_int_equal(f->sends, 0);
    f->session.state = SESSION_UP;
    fixture_keys(f, "Enter Enter");
    assert_int_equal(f->sends, 0);
    fixture_keys(f, "Backspace '2");
    assert_int_equal(f->sends, 1);
}

/* ---- its way ---- */

static void order(struct fixture *f)
{
    fixture_keys(f, "w '54 Enter '02");
    console_setpoint_answer(&f->console, f->console.setpoint.ticket, true, ORDER, "", "");
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", ORDER, 53, 54, "wanglei", "", "");
}

static void happens(struct fixture *f, enum fact_kind kind, double value, const char *code)
{
    fixture_fact(f, kind, 1002, "T2g_SP.1", ORDER, 53, value, "collector", code, "");
}

static void test_progress_through_the_states(void **state)
{
    struct fixture *f = *state;
    order(f);
    shows(f, "* asked  > claimed  . sent  . accepted  . verified");
    happens(f, FACT_COMMAND_CLAIMED, 3, "");
    shows(f, "* asked  * claimed  > sent  . accepted  . verified");
    happens(f, FACT_COMMAND_SENT, 54, "");
    shows(f, "* asked  * claimed  * sent  > accepted  . verified");
    happens(f, FACT_COMMAND_ACCEPTED, NAN, "");
    shows(f, "* asked  * claimed  * sent  * accepted  > verified");
    assert_false(fixture_shows(f, "the device holds"));
    happens(f, FACT_COMMAND_VERIFIED, 54, "");
    shows(f, "verified: the device holds 54.0");
    assert_int_equal(state_of(f), SETPOINT_ENDED);
    fixture_keys(f, "Enter");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    shows(f, "53.0 -> 54.0 verified"); /* in the strip, for a minute */
}

static void test_every_refusal_has_its_sentence(void **state)
{
    (void)state;
    for (int refusal = 1; refusal < REFUSAL_COUNT; refusal++) {
        struct fixture f;
        char begin[40];
        const char *sentence = refusal_sentence((enum refusal)refusal);
        fixture_start(&f, "en");
        fixture_keys(&f, "/ 'S0002 Enter Enter");
        order(&f);
        happens(&f, FACT_COMMAND_REFUSED, NAN, refusal_name((enum refusal)refusal));
        snprintf(begin, sizeof begin, "%.24s", sentence);
        if (refusal != REFUSAL_EXPIRED) /* that word is a state of its own */
            shows(&f, begin);
        shows(&f, "refused");
        assert_int_equal(f.console.setpoint.state, SETPOINT_ENDED);
        fixture_finish(&f);
    }
}

static void test_the_database_refuses(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54 Enter '02");
    console_setpoint_answer(&f->console, f->console.setpoint.ticket, false, 0, "right", "x");
    char begin[40];
    snprintf(begin, sizeof begin, "%.24s", refusal_sentence(REFUSAL_RIGHT));
    shows(f, begin);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.mode, MODE_SCREEN);
}

/* The connection broke before the answer: the order may stand, whatever the screen shows. */
static void test_no_answer_is_no_refusal(void **state)
{
    struct fixture *f = *state;
    for (int is_left = 0; is_left < 2; is_left++) {
        fixture_keys(f, "w '54 Enter '02");
        int64_t ticket = f->console.setpoint.ticket;
        fixture_keys(f, is_left ? "Esc" : "");
        console_setpoint_answer(&f->console, ticket, false, 0, "",
                                "The database went away; the journal will tell whether the order "
                                "was taken.");
        shows(f, "The database went away");
        assert_false(fixture_shows(f, "refused"));
        fixture_keys(f, is_left ? "" : "Esc");
    }
}

static void test_unknown_is_not_called_failed(void **state)
{
    struct fixture *f = *state;
    order(f);
    happens(f, FACT_COMMAND_CLAIMED, 3, "");
    happens(f, FACT_COMMAND_SENT, 54, "");
    happens(f, FACT_COMMAND_UNRESOLVED, NAN, "timeout");
    shows(f, "do not send again");
    assert_int_equal(state_of(f), SETPOINT_UNDERWAY);
    happens(f, FACT_COMMAND_VERIFIED, 54, "");
    shows(f, "the device holds 54.0");
}

/* ---- a value typed for a dialog that did not open ---- */

static void stays_on(struct fixture *f, enum action_place place, enum console_mode mode,
                     const char *text)
{
    fixture_draw(f, 132, 43);
    assert_int_equal(f->console.place, place);
    assert_int_equal(f->console.mode, mode);
    shows(f, text);
    assert_int_equal(f->sends, 0);
}

static void test_a_refused_value_does_not_navigate(void **state)
{
    struct fixture *f = *state;
    static const char *const stale = "refused: The present value is not";
    value_of(f, QUALITY_STALE);
    fixture_keys(f, "w '51 Enter '05 Enter");
    stays_on(f, ON_STATION, MODE_SETPOINT, stale);
    fixture_keys(f, "'５－．， Backspace '19");
    stays_on(f, ON_STATION, MODE_SETPOINT, stale);
    fixture_later(f, 60000); /* however slowly */
    fixture_keys(f, "Enter '9 Down '9");
    stays_on(f, ON_STATION, MODE_SETPOINT, stale);
    fixture_keys(f, "Esc '9");
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, "Esc : 'set Space '54 Enter '05 Enter");
    stays_on(f, ON_STATION, MODE_SETPOINT, "refused: The collector is silent");
}

/* Where there is no point to open a dialog on, what follows the key is no command for a while. */
static void test_a_value_for_nothing_does_not_navigate(void **state)
{
    struct fixture *f = *state;
    static const char *const elsewhere = "select a set-point on its station's screen first";
    fixture_keys(f, "1 w '51 Enter '05 Enter");
    stays_on(f, ON_NETWORK, MODE_SCREEN, elsewhere);
    fixture_keys(f, "'５－．， Backspace '19");
    stays_on(f, ON_NETWORK, MODE_SCREEN, elsewhere);
    fixture_keys(f, "Down '9"); /* another key: what follows is meant */
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, "1 w '19");
    stays_on(f, ON_NETWORK, MODE_SCREEN, elsewhere);
    fixture_later(f, 2500);
    fixture_keys(f, "9");
    assert_int_equal(f->console.place, ON_JOURNAL);
}

static void test_the_head_says_who_has_the_controller(void **state)
{
    struct fixture *f = *state;
    int32_t d = fixture_device(f, "S0002");
    fixture_draw(f, 132, 43);
    assert_false(fixture_shows(f, "plc data 2s  local"));
    fixture_value(f, d, "AUTH", 0, QUALITY_GOOD);
    shows(f, "plc data 2s  local");
    fixture_keys(f, "1");
    shows(f, "plc data 2s  local"); /* beside the tree */
    fixture_value(f, d, "AUTH", 0, QUALITY_LOST);
    fixture_draw(f, 132, 43);
    assert_false(fixture_shows(f, "  local"));
}

static void test_no_setpoint_is_said_everywhere(void **state)
{
    struct fixture *f = *state;
    static const char *const elsewhere = "select a set-point on its station's screen first";
    fixture_keys(f, "End w '51 Enter '9");
    stays_on(f, ON_STATION, MODE_SETPOINT, "refused: ");
    fixture_keys(f, "Esc Esc w '59 Enter '05 Enter");
    stays_on(f, ON_NETWORK, MODE_SCREEN, elsewhere);
    fixture_keys(f, "Esc 9 w '15 Enter");
    stays_on(f, ON_JOURNAL, MODE_SCREEN, elsewhere);
}

/* ---- leaving ---- */

static char *picture(struct fixture *f)
{
    char *text = calloc(1, 1 << 16);
    fixture_draw(f, 132, 43);
    for (int y = 0; y < f->frame.height; y++)
        strcat(text, f->frame.line[y].text);
    return text;
}

static void test_esc_leaves_all_as_it_was(void **state)
{
    struct fixture *f = *state;
    static const char *const ways[] = {
        "w Esc",           "w '5 Esc",           "w '154 Enter Esc",
        "w '54 Enter Esc", "w '54 Enter '0 Esc", "w '54 Enter '03 Esc",
        "u Esc",           "u Enter '0 Esc"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char *before = picture(f);
        fixture_keys(f, ways[i]);
        char *after = picture(f);
        assert_string_equal(before, after);
        free(before);
        free(after);
    }
    assert_int_equal(f->sends, 0);
}

static void test_left_orders_go_on(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54 Enter '02");
    int64_t ticket = f->console.setpoint.ticket;
    fixture_keys(f, "Esc Down Down");
    console_setpoint_answer(&f->console, ticket, false, 0, "busy", "Another order is under way.");
    shows(f, "the set-point was refused: Another order is under way.");
    fixture_keys(f, "Up Up w '54");
    console_setpoint_answer(&f->console, ticket, true, 5, "", "");
    assert_int_equal(state_of(f), SETPOINT_VALUE); /* an answer to an earlier dialog */
    assert_string_equal(f->console.setpoint.input, "54");
}

static void test_a_reload_keeps_the_dialog(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "w '54");
    fixture_reload(f);
    shows(f, "S0002 惠民园换热站");
    fixture_keys(f, "Enter '02");
    assert_int_equal(f->sends, 1);
    assert_int_equal(f->sent.device_id, 1002);
}

static void test_what_else_is_touched_is_shown(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "1 / 'S0009 Enter Enter w");
    shows(f, "also sets");
    fixture_keys(f, "Esc 1 / 'S0002 Enter Enter Home w");
    shows(f, "choices");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_value_enter_two_digits),
        TEST(test_enter_alone_never_sends),
        TEST(test_wrong_digits_are_refused),
        TEST(test_limits_and_steps_with_figures),
        TEST(test_a_typed_command_is_taken_whole),
        TEST(test_a_comma_makes_no_number),
        TEST(test_the_value_is_what_the_register_holds),
        TEST(test_undo_offers_the_old_value),
        TEST(test_what_is_not_in_force_is_said),
        TEST(test_a_change_from_outside_is_undone),
        TEST(test_a_change_from_long_ago_goes_back_in_steps),
        TEST(test_what_was_seen_is_what_is_asked),
        TEST(test_only_a_good_fresh_value_opens),
        TEST(test_obstacles_each_have_their_sentence),
        TEST(test_nothing_is_sent_once_values_are_old),
        TEST(test_progress_through_the_states),
        TEST(test_every_refusal_has_its_sentence),
        TEST(test_the_database_refuses),
        TEST(test_no_answer_is_no_refusal),
        TEST(test_unknown_is_not_called_failed),
        TEST(test_a_refused_value_does_not_navigate),
        TEST(test_a_value_for_nothing_does_not_navigate),
        TEST(test_the_head_says_who_has_the_controller),
        TEST(test_no_setpoint_is_said_everywhere),
        TEST(test_esc_leaves_all_as_it_was),
        TEST(test_left_orders_go_on),
        TEST(test_a_reload_keeps_the_dialog),
        TEST(test_what_else_is_touched_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
