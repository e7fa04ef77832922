/* The form by its keys: what is typed becomes one request, a refusal loses nothing, and what is
 * missing or no time at all is told before anything is asked. */
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "ui/console_form.h"
#include "ui/form_time.h"
#include "ui/lang.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *start(void)
{
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void press(struct fixture *f, const char *keys)
{
    fixture_keys(f, keys);
    fixture_draw(f, 80, 24);
    check_frame(&f->frame);
}

/* Each kind of row: measure, kind of call, visit, temperature, whether it is solved, promise. */
static void open_form(struct fixture *f)
{
    struct form *form =
        console_form_start(&f->console, DESK_TICKET_ASK, "respond", 41, "respond T41");
    form_tell(form, "ticket", "T41 %s", "滨河里 5-2-301");
    form_add(form, FORM_TEXT, FORM_TO_WORDS, "measure", "measure")->is_needed = true;
    form_options(form_add(form, FORM_CHOICE, FORM_TO_WORD, "code", "cause"), ticket_causes);
    struct form_row *row = form_add(form, FORM_TIME, FORM_TO_NUMBER, "visit", "visit");
    row->is_ahead = row->is_needed = true;
    row = form_add(form, FORM_NUMBER, FORM_TO_OTHER, "room", "room");
    row->low = -30;
    row->high = 60;
    form_add(form, FORM_TICK, FORM_TO_DETAIL, "resolved", "solved");
    row = form_add(form, FORM_TIME, FORM_TO_DETAIL, "promised", "promise");
    row->is_ahead = row->is_needed = true;
    row->unless = "resolved";
    form_fix(form, "desk", "3");
    assert_true(console_form_open(&f->console));
    fixture_draw(f, 80, 24);
    check_frame(&f->frame);
}

static struct desk_answer refusal(const char *code, const char *why)
{
    struct desk_answer answer = {.call = DESK_TICKET_ASK, .asked = 41};
    snprintf(answer.deed, sizeof answer.deed, "respond");
    snprintf(answer.code, sizeof answer.code, "%s", code);
    snprintf(answer.why, sizeof answer.why, "%s", why);
    return answer;
}

static const char *member(const struct fixture *f, const char *name)
{
    for (int i = 0; i < f->desk.members; i++)
        if (!strncmp(f->desk.member[i], name, strlen(name)) &&
            f->desk.member[i][strlen(name)] == '=')
            return f->desk.member[i] + strlen(name) + 1;
    return "";
}

static void test_request(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    press(f, "'派二班上门 Tab 3 Tab '0430 Tab '17.5 Tab Tab '+2h");
    assert_true(fixture_shows(f, "= 2026-01-15 05:17  in 2 h 0 min"));
    assert_true(fixture_shows(f, "= 2026-01-15 04:30  in 1 h 13 min"));
    assert_int_equal(f->desk.count, 0);
    press(f, "Enter");
    assert_int_equal(f->desk.count, 1);
    assert_int_equal(f->desk.call, DESK_TICKET_ASK);
    assert_int_equal(f->desk.id, 41);
    assert_string_equal(f->desk.deed, "respond");
    assert_string_equal(f->desk.words, "派二班上门");
    assert_string_equal(f->desk.word, "dirt");
    assert_true(f->desk.number == 1768422600.0); /* 04:30 of the same night */
    assert_true(f->desk.other == 17.5);
    assert_string_equal(member(f, "promised"), "1768425462.000000");
    assert_string_equal(member(f, "desk"), "3");
    assert_string_equal(member(f, "resolved"), "");
    assert_true(fixture_shows(f, "asked: waiting"));
    press(f, "Enter"); /* a second one asks nothing */
    assert_int_equal(f->desk.count, 1);
    struct desk_answer answer = refusal("", "");
    answer.is_ok = true;
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_true(fixture_shows(f, "done: respond T41"));
    drop(f);
}

/* A tick makes the promise needless, and what it held is not sent. */
static void test_needless(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    press(f, "'x Tab Tab '+1h Tab Tab Tab '+2h Up Space");
    assert_false(fixture_shows(f, "promise"));
    press(f, "Enter");
    assert_int_equal(f->desk.count, 1);
    assert_string_equal(member(f, "resolved"), "1");
    assert_string_equal(member(f, "promised"), "");
    drop(f);
}

static void test_incomplete(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    press(f, "Enter");
    assert_true(fixture_shows(f, "measure: something is expected here."));
    press(f, "'x Enter");
    assert_true(fixture_shows(f, "visit: something is expected here."));
    press(f, "'2561 Enter");
    assert_true(fixture_shows(f, "A time is expected"));
    press(f, "Backspace Backspace Backspace Backspace '+30 Tab '99 Enter");
    assert_true(fixture_shows(f, "-30 to 60 is expected."));
    press(f, "Backspace Backspace Enter");
    assert_true(fixture_shows(f, "promise: something is expected here."));
    assert_int_equal(f->desk.count, 0);
    press(f, "Esc");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_int_equal(f->desk.count, 0);
    drop(f);
}

/* What was typed stays; the row that is meant has the cursor; it is sent again. */
static void test_refused(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    press(f, "'abc Tab Tab '+1h Tab Tab Tab '+2h Enter");
    struct desk_answer answer = refusal("missing", "visit");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_int_equal(f->console.mode, MODE_FORM);
    assert_true(fixture_shows(f, "Something is missing: when somebody comes"));
    assert_string_equal(f->console.form.row[f->console.form.at].name, "visit");
    assert_true(fixture_shows(f, "abc"));
    answer = refusal("gone", "");
    answer.asked = 42; /* another's answer */
    console_desk_answer(&f->console, &answer);
    assert_int_equal(f->console.form.state, FORM_OPEN);
    press(f, "Enter");
    assert_int_equal(f->desk.count, 2);
    assert_string_equal(f->desk.words, "abc");
    drop(f);
}

/* A breach without a reason: its rows come into the same form. */
static void test_reason(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    press(f, "'abc Tab Tab '+1h Tab Tab Tab '+2h Enter");
    struct desk_answer answer = refusal("reason", "dispatch");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "its reason is needed first. dispatch"));
    assert_true(fixture_shows(f, "crews busy"));
    press(f, "Enter");
    assert_int_equal(f->desk.count, 1); /* the reason is needed */
    press(f, "4 Tab 'no Enter");
    assert_int_equal(f->desk.count, 2);
    assert_string_equal(member(f, "reason"), "parts");
    assert_string_equal(member(f, "reason_words"), "no");
    drop(f);
}

/* Another desk has it: taken over with a reason, which the ticket's record keeps. */
static void test_claimed(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    f->console.form.claim = 41;
    press(f, "'abc Tab Tab '+1h Tab Tab Tab '+2h");
    assert_int_equal(f->desk.call, DESK_CLAIM);
    assert_int_equal(f->desk.id, 41);
    press(f, "Enter");
    struct desk_answer answer = refusal("claimed", "");
    snprintf(answer.who, sizeof answer.who, "zhanglei");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "Another desk has it in hand.  zhanglei"));
    int before = f->desk.count;
    press(f, "Space Tab 'urgent Enter");
    assert_int_equal(f->desk.count, before + 3); /* the mark, the note, the deed */
    assert_string_equal(f->desk.deed, "respond");
    assert_string_equal(member(f, "take"), "1");
    press(f, "Esc");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    fixture_later(f, 100);
    assert_int_equal(f->desk.call, DESK_UNCLAIM);
    drop(f);
}

/* Options that are being read: nothing is sent before they are there, then Enter takes the first.
 */
static void test_list(void **state)
{
    (void)state;
    struct fixture *f = start();
    struct form *form =
        console_form_start(&f->console, DESK_TICKET_ASK, "dispatch", 7, "dispatch T7");
    struct form_row *row = form_add(form, FORM_CHOICE, FORM_TO_NUMBER, "crew", "crew");
    row->is_list = row->is_awaited = row->is_needed = true;
    console_form_open(&f->console);
    press(f, "Enter");
    assert_int_equal(f->desk.count, 0);
    assert_true(fixture_shows(f, "It is still being read."));
    form_option(row, "11", "维修一班", "free, area");
    form_option(row, "12", "维修二班", "busy");
    form_arrived(row);
    press(f, "");
    assert_true(fixture_shows(f, "free, area"));
    press(f, "Down w Enter");
    assert_int_equal(f->desk.count, 1);
    assert_true(f->desk.number == 11);
    drop(f);
}

/* A crew that would be refused says so in the list; the tick for a second job is there at once, and
 * after a refusal the cursor stands in it. Nobody passes over a crew that is off duty. */
static void test_busy_crew(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of("tickets-dispatch"), f, "en", 132, 43);
    assert_true(fixture_shows(f, "busy (second job); its area, on duty"));
    assert_true(fixture_shows(f, "a second job"));
    press(f, "Down Enter");
    assert_string_equal(member(f, "second"), "");
    struct desk_answer answer = {
        .call = DESK_TICKET_ASK, .asked = f->desk.id, .deed = "dispatch", .code = "crew"};
    snprintf(answer.why, sizeof answer.why, "busy");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "Space ticks a second job"));
    press(f, "Space Enter");
    assert_string_equal(member(f, "second"), "1");
    snprintf(answer.why, sizeof answer.why, "off_duty");
    console_desk_answer(&f->console, &answer);
    press(f, "");
    assert_false(fixture_shows(f, "Space ticks"));
    assert_string_equal(f->console.form.row[f->console.form.at].name, "crew");
    drop(f);
}

static void test_away(void **state)
{
    (void)state;
    struct fixture *f = start();
    f->session.state = SESSION_DOWN;
    fixture_turn(f);
    console_form_start(&f->console, DESK_TICKET_ASK, "note", 7, "note T7");
    assert_false(console_form_open(&f->console));
    press(f, "");
    assert_true(fixture_shows(f, "The database is away: nothing was asked."));
    drop(f);
}

/* The lowest terminal keeps the row that is filled. */
static void test_small(void **state)
{
    (void)state;
    struct fixture *f = start();
    open_form(f);
    for (int height = 1; height < 30; height++) {
        fixture_draw(f, 40, height);
        check_frame(&f->frame);
    }
    fixture_draw(f, 40, 20);
    assert_true(f->frame.is_typing);
    assert_true(fixture_shows(f, "measure"));
    drop(f);
}

/* Words that were filled in are read from their beginning; what is typed, at its end. */
static void test_beginning(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of("ticket-from-alarm"), f, "en", 80, 24);
    assert_true(fixture_shows(f, "| words           smoke: alarm (T1g"));
    press(f, "'hurry");
    assert_false(fixture_shows(f, "smoke: alarm (T1g 95.0 C, T1h 45.5 C, P1g"));
    assert_true(fixture_shows(f, "42.8 C) hurry "));
    press(f, "Tab");
    assert_true(fixture_shows(f, "| words           smoke: alarm (T1g"));
    press(f, "Esc");
    drop(f);
    f = calloc(1, sizeof *f);
    scene_play(scene_of("intake"), f, "en", 80, 24);
    assert_true(fixture_shows(f, "Enter takes the call"));
    press(f, "Enter 7");
    assert_true(fixture_shows(f, "a repair, too   [ ]"));
    drop(f);
}

/* A time of day that has passed is tomorrow's: told before Enter, at any width. */
static void test_tomorrow(void **state)
{
    (void)state;
    static const int widths[] = {132, 80, 40};
    for (int i = 0; i < 3; i++) {
        struct fixture *f = start();
        open_form(f);
        fixture_keys(f, "'x Tab Tab '02:00");
        fixture_draw(f, widths[i], 24);
        check_frame(&f->frame);
        assert_true(fixture_shows(f, "= 2026-01-16 02:00  in 22 h 43 min"));
        fixture_keys(f, "Tab Tab Tab '20 Space '8:00");
        fixture_draw(f, widths[i], 24);
        check_frame(&f->frame);
        assert_true(fixture_shows(f, "= 2026-01-20 08:00  in 5 d 4 h"));
        drop(f);
    }
    struct wall now = {FIXTURE_NOW_US}, then;
    char text[80];
    assert_true(form_time_read("02:00", now, true, &then));
    assert_true(form_time_is_turned("02:00", then, now));
    assert_false(form_time_is_turned("+23h", then, now));
    assert_false(form_time_is_turned("16 02:00", then, now));
    form_time_distance((struct wall){now.us - 5 * 60000000LL}, now, text, sizeof text);
    assert_string_equal(text, "5 min ago");
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_ahead;
        const char *want; /* NULL = no time */
    } rows[] = {
        {"14:30", true, "2026-01-15 14:30"},
        {"14:30", false, "2026-01-14 14:30"},
        {"0310", false, "2026-01-15 03:10"},
        {"310", true, "2026-01-16 03:10"},
        {"20 8:00", true, "2026-01-20 08:00"},
        {"20 8:00", false, "2025-12-20 08:00"},
        {"12-31 23:59", false, "2025-12-31 23:59"},
        {"2024-02-29 00:00", false, "2024-02-29 00:00"},
        {"+90", true, "2026-01-15 04:47"},
        {"+2h", true, "2026-01-15 05:17"},
        {"-15", false, "2026-01-15 03:02"},
        {"-1d", false, "2026-01-14 03:17"},
        {"", true, NULL},
        {"x", true, NULL},
        {"25:00", true, NULL},
        {"12:60", true, NULL},
        {"13-01 10:00", true, NULL},
        {"02-30 10:00", true, NULL},
        {"1", true, NULL},
        {"12:30:10:1:1:1", true, NULL},
        {"+9999999", true, NULL},
        {"+2y", true, NULL},
        {"--5", true, NULL},
    };
    struct wall now = {FIXTURE_NOW_US};
    setenv("TZ", "CST-8", 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wall at;
        char text[24] = "";
        bool is_time = form_time_read(rows[i].text, now, rows[i].is_ahead, &at);
        if (is_time)
            wall_text(at, text, sizeof text);
        text[16] = '\0';
        if (is_time != (rows[i].want != NULL) || (rows[i].want && strcmp(text, rows[i].want)))
            fail_msg("\"%s\" is read as %s", rows[i].text, is_time ? text : "no time");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),    cmocka_unit_test(test_needless),
        cmocka_unit_test(test_incomplete), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_reason),     cmocka_unit_test(test_claimed),
        cmocka_unit_test(test_list),       cmocka_unit_test(test_away),
        cmocka_unit_test(test_small),      cmocka_unit_test(test_times),
        cmocka_unit_test(test_tomorrow),   cmocka_unit_test(test_beginning),
        cmocka_unit_test(test_busy_crew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
