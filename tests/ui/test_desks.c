/* Calls, outages, crews, indicators and a crew's phone by their keys: what is asked for is what was
 * seen, a list that became another is looked at anew, a database that is away is not told as
 * "nobody", a crew reaches its own work only; any size, any text. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/desks.h"
#include "tests/ui/scene.h"
#include "tests/ui/tickets.h"

#include "backend/core/crew.h"
#include "backend/core/outage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *play(const char *scene, const char *keys, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", width, height);
    fixture_keys(f, keys);
    fixture_draw(f, width, height);
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

static const char *member(const struct fixture *f, const char *name)
{
    for (int i = 0; i < f->desk.members; i++)
        if (!strncmp(f->desk.member[i], name, strlen(name)) &&
            f->desk.member[i][strlen(name)] == '=')
            return f->desk.member[i] + strlen(name) + 1;
    return "";
}

/* F2, the end of a phone number, Enter, what it is, the words, Enter: far within fifteen keys. */
static void test_call(void **state)
{
    (void)state;
    struct fixture *f = play("intake", "", 132, 43);
    assert_int_equal(f->list.list, DESK_LIST_OUTAGE_AT); /* the last that was asked */
    press(f, "Enter 2 Enter");                           /* what the user said is asked for first */
    assert_true(fixture_shows(f, "words: something is expected here."));
    assert_string_equal(f->desk.deed, "");
    press(f, "'leak Enter");
    assert_int_equal(f->desk.call, DESK_TICKET_OPEN);
    assert_string_equal(f->desk.deed, "repair");
    assert_string_equal(f->desk.words, "leak");
    assert_string_equal(member(f, "template"), "leak");
    assert_string_equal(member(f, "phone"), "13803151234");
    assert_string_equal(member(f, "outage"), "7");
    assert_int_equal(f->desk.node, 70001);
    drop(f);
    /* who begins with the words themselves writes words; what is no choice is said so */
    f = play("intake", "", 132, 43);
    press(f, "Enter '阳台漏水 Up '漏");
    assert_true(fixture_shows(f, "a digit or a first letter"));
    press(f, "Enter");
    assert_string_equal(f->desk.words, "阳台漏水");
    drop(f);
}

/* Neighbours have called: one job with theirs, or an outage, which the next call is part of. */
static void test_call_is_an_outage(void **state)
{
    (void)state;
    struct fixture *f = play("intake", "", 132, 43);
    f->console.desk.intake.outage = 0;
    press(f, "Enter");
    assert_true(fixture_shows(f, "2 tickets around: Esc, then o starts an outage"));
    press(f, "Esc o");
    assert_int_equal(f->console.mode, MODE_FORM);
    assert_true(fixture_shows(f, "outage starts"));
    press(f, "'pipe Enter");
    assert_int_equal(f->desk.call, DESK_OUTAGE_START);
    assert_int_equal(f->desk.node, strtol(desk_cell(&f->console.desk.intake.hits, 0, 6), NULL, 10));
    struct desk_answer told = {.call = DESK_OUTAGE_START, .is_ok = true, .id = 9};
    console_desk_answer(&f->console, &told);
    assert_int_equal(f->list.list, DESK_LIST_OUTAGE_AT); /* looked at anew */
    drop(f);
}

/* What is called about says what kind it is, until the kind is chosen by hand: a complaint's 15
 * minutes run, and a question is sent nobody. */
static void test_call_kind(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *kind, *shown, *hidden;
    } calls[] = {
        {"1", "repair", "repair", "a repair, too"},
        {"2", "repair", "repair", "a repair, too"},
        {"5", "repair", "repair", "a repair, too"},
        {"6", "enquiry", "enquiry", "a repair, too"},
        {"7", "complaint", "a repair, too", "enquiry"},
        {"7 Up Up Up 1", "repair", "not warm", "a repair, too"},
        {"Tab Right Up 1 Up", "complaint", "a repair, too", "enquiry"},
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct fixture *f = play("intake", "Enter", 132, 43);
        press(f, calls[i].keys);
        assert_true(fixture_shows(f, calls[i].shown));
        assert_false(fixture_shows(f, calls[i].hidden));
        while (strcmp(f->console.form.row[f->console.form.at].name, "words") != 0)
            press(f, "Tab");
        press(f, "'abc Enter");
        assert_string_equal(f->desk.deed, calls[i].kind);
        drop(f);
    }
    struct fixture *f = play("intake", "Enter 7 'x Up Space Enter", 132, 43);
    assert_string_equal(member(f, "also_repair"), "1");
    drop(f);
}

/* After a call its own page is shown, and behind it the hits as they are now: the new ticket can be
 * joined there, and no Enter opens a second one unasked. */
static void test_call_opened(void **state)
{
    (void)state;
    struct fixture *f = play("intake", "Down Up Enter 2 'leak Enter", 132, 43);
    const struct desk_answer opened = {
        .call = DESK_TICKET_OPEN, .deed = "repair", .is_ok = true, .id = 99};
    console_desk_answer(&f->console, &opened);
    press(f, "");
    assert_int_equal(f->console.place, ON_TICKET);
    assert_true(fixture_shows(f, "T99 opened"));
    assert_true(fixture_shows(f, "it is being recorded"));
    press(f, "Enter Enter");
    assert_int_equal(f->desk.call, DESK_CLAIM); /* nothing more is opened */
    tickets_open(f, 99, TICKET_REPAIR, 0, "S0002", "惠民园5-2-301", "leak");
    press(f, "");
    assert_true(fixture_shows(f, "惠民园5-2-301"));
    assert_false(fixture_shows(f, "it is being recorded"));
    int64_t before = f->console.desk.intake.serial;
    press(f, "Esc");
    assert_int_equal(f->console.place, ON_INTAKE);
    assert_int_equal(f->list.list, DESK_LIST_HOUSEHOLDS);
    assert_true(f->console.desk.intake.serial > before);
    f->console.desk.intake.list.cursor = 1;
    f->console.desk.intake.list.key = 70002;
    desks_found(f);
    assert_int_equal(f->console.desk.intake.node, 70002); /* who was selected, asked for anew */
    drop(f);
}

/* An answer to an older question than the last is not shown. */
static void test_late_answer(void **state)
{
    (void)state;
    struct fixture *f = play("intake", "", 132, 43);
    char *cells[] = {"1", "c", "somebody else", "1", "1", "elsewhere", "0", "supplied", "0"};
    const struct desk_table late = {.rows = 1, .columns = 9, .cell = cells};
    console_desk_list(&f->console, DESK_LIST_HOUSEHOLDS, f->console.desk.intake.serial - 1, &late);
    press(f, "");
    assert_false(fixture_shows(f, "somebody else"));
    drop(f);
}

static void test_away(void **state)
{
    (void)state;
    struct fixture *f = play("intake-nobody", "", 132, 43);
    assert_true(fixture_shows(f, "nobody found"));
    const struct desk_table lost = {.is_lost = true};
    console_desk_list(&f->console, DESK_LIST_HOUSEHOLDS, f->console.desk.intake.serial, &lost);
    press(f, "");
    assert_false(fixture_shows(f, "nobody found"));
    assert_true(fixture_shows(f, "nobody was looked for"));
    f->session.state = SESSION_DOWN;
    int asked = f->list.count;
    press(f, "'x");
    assert_int_equal(f->list.count, asked);
    assert_false(fixture_shows(f, "nobody found"));
    drop(f);
}

/* Between what was drawn and the key the feed replaced the list by a shorter one. */
static void test_list_replaced(void **state)
{
    (void)state;
    struct fixture *f = play("outages", "End", 80, 24);
    site_put_outages(f->site, NULL, 0);
    press(f, "Down Up f");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
    f = play("crews", "End", 80, 24);
    site_put_crews(f->site, NULL, 0);
    press(f, "Down Up s");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
}

static void test_outage_deeds(void **state)
{
    (void)state;
    struct fixture *f = play("outages", "", 132, 43);
    press(f, "x Enter"); /* what was restored is asked for once, and only that */
    assert_int_equal(f->desk.call, DESK_OUTAGE_ASK);
    assert_string_equal(f->desk.deed, "restore");
    assert_int_equal(f->desk.id, 9); /* the one that is due first */
    press(f, "Esc End f");
    assert_int_equal(f->console.mode, MODE_SCREEN); /* it is over */
    drop(f);
    f = play("outages-none", "o 'pipe Enter", 132, 43);
    drop(f);
    /* letters are the cause, also those that the kinds begin with */
    f = play("outages-start", "'secondary Space 'pipe Enter", 132, 43);
    assert_string_equal(f->desk.words, "secondary pipe");
    assert_string_equal(f->desk.deed, "source");
    drop(f);
    f = play("outages-start", "2 'pipe Enter", 132, 43);
    assert_string_equal(f->desk.words, "pipe");
    assert_string_equal(f->desk.deed, "primary");
    drop(f);
    /* at a station there is nothing to choose: the cause is typed at once, figures too */
    f = play("outages-none", "1 / 'S0002 Enter o '2 'nd Enter", 132, 43);
    assert_string_equal(f->desk.words, "2nd");
    assert_string_equal(f->desk.deed, "secondary");
    drop(f);
    f = play("outages-start", "Tab 'pipe Enter", 132, 43);
    assert_int_equal(f->desk.call, DESK_OUTAGE_START);
    assert_string_equal(f->desk.words, "pipe");
    assert_string_equal(f->desk.deed, "source");
    drop(f);
    /* the place that is named, not the one the cursor stands on */
    f = play("outages-none", "1 : 'outage Space 'S0002 Space 'leak Enter", 132, 43);
    assert_true(fixture_shows(f, "S0002"));
    press(f, "Enter");
    assert_string_equal(f->desk.words, "leak");
    assert_string_equal(f->desk.deed, "secondary");
    assert_int_equal(f->desk.node, f->site->node[site_node_of_code(f->site, "S0002")].id);
    drop(f);
}

static void test_crew_heard_of(void **state)
{
    (void)state;
    struct fixture *f = play("crews", "Down c", 132, 43);
    assert_int_equal(f->desk.call, DESK_CREW_ASK);
    assert_string_equal(f->desk.deed, "check_in");
    assert_int_equal(f->desk.id, 902);
    drop(f);
}

/* What a crew has in hand stands in its row, not that it is free. */
static void test_crew_in_hand(void **state)
{
    (void)state;
    struct fixture *f = play("crews", "", 132, 43);
    struct crew crew = *crew_at(f->site, 0);
    snprintf(crew.status, sizeof crew.status, "given");
    snprintf(crew.jobs, sizeof crew.jobs, "T-43");
    site_put_crews(f->site, &crew, 1);
    tickets_fact(f, FACT_TICKET_DISPATCHED, 3, 43, NAN, crew.id, "", "");
    press(f, "");
    assert_true(fixture_shows(f, "has a job"));
    assert_true(fixture_shows(f, "T43 滨河里 12-1-102  地沟有热气冒出"));
    assert_false(fixture_shows(f, "free"));
    press(f, ": 'status Enter Enter"); /* what it does is asked for, from the first on */
    assert_string_equal(f->desk.word, "free");
    drop(f);
}

/* A crew's phone leads nowhere else, whatever is pressed or typed. */
static void test_crew_reaches_its_own(void **state)
{
    (void)state;
    static const char *const ways[] = {"1",
                                       "2",
                                       "3",
                                       "4",
                                       "5",
                                       "7",
                                       "8",
                                       "9",
                                       "F2",
                                       ".",
                                       ",",
                                       "B",
                                       ": 'network Enter",
                                       ": 'tickets Enter",
                                       ": 'call Enter",
                                       ": 'station Space 'S0001 Enter",
                                       "Esc Esc"};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct fixture *f = play("jobs", ways[i], 40, 20);
        if (f->console.place != ON_JOBS && f->console.place != ON_HELP)
            fail_msg("%s leads to %d", ways[i], f->console.place);
        drop(f);
    }
    struct fixture *f = play("jobs", "s", 40, 20); /* its own: under way, on site, refused */
    assert_int_equal(f->console.mode, MODE_FORM);
    press(f, "Enter");
    assert_int_equal(f->desk.call, DESK_TICKET_ASK);
    assert_int_equal(f->desk.id, 48);
    drop(f);
}

/* Nor does its top line or its strip speak of others: no alarm, no other crew's ticket or silence,
 * no outage, no station that is lost. */
static void test_crew_sees_its_own(void **state)
{
    (void)state;
    static const int widths[] = {40, 80, 132, 200};
    for (int i = 0; i < 4; i++) {
        struct fixture *f = play("jobs", "", widths[i], 24);
        alarms_raise(f, 60, 1002, 0, "T1g", "H/1", 130, 120);
        fixture_turn(f);
        fixture_draw(f, widths[i], 24);
        for (int y = 0; y < 2; y++) {
            static const char *const others[] = {"T50", "O-7",   "O-9",  "silent",  "1!",
                                                 "T1g", "alarm", "lost", "bad val", "S0007"};
            for (size_t k = 0; k < sizeof others / sizeof *others; k++)
                if (strstr(f->frame.line[y].text, others[k]))
                    fail_msg("%d: %s", widths[i], f->frame.line[y].text);
        }
        assert_non_null(strstr(f->frame.line[1].text, "T4")); /* its own is there */
        drop(f);
    }
}

/* Nothing due is a dash. */
static void test_dash(void **state)
{
    (void)state;
    struct fixture *f = play("rates", "", 132, 43);
    assert_true(fixture_shows(f, "--  0/0"));
    assert_false(fixture_shows(f, "nan"));
    drop(f);
    /* in the least width no number runs into another, and none is cut */
    f = play("rates", "", 80, 24);
    assert_true(fixture_shows(f, "99.75 %  405/406 "));
    assert_true(fixture_shows(f, "88.89 %  8/9"));
    assert_false(fixture_shows(f, "9100.00"));
    drop(f);
}

static int lines_asks;

static void count_lines(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                        const char *text)
{
    (void)ctx;
    (void)id;
    (void)node;
    (void)number;
    (void)text;
    lines_asks += list == DESK_LIST_LINES;
}

static const char *selected_line(const struct fixture *f)
{
    const struct lines_screen *screen = &f->console.desk.lines;
    return line_list_cell(&screen->lines, screen->list.cursor, LINE_ENDPOINT);
}

static void pass(struct fixture *f, int64_t ms)
{
    f->world.mono.ns += ms * 1000000;
    f->console.world.mono = f->world.mono;
    fixture_turn(f);
}

/* The worst first; other orders keep the line that is looked at; asked anew while it is seen. */
static void test_lines(void **state)
{
    (void)state;
    struct fixture *f = play("lines", "", 80, 24);
    struct line_list *lines = &f->console.desk.lines.lines;
    assert_int_equal(f->list.list, DESK_LIST_LINES);
    assert_string_equal(selected_line(f), "tcp:10.12.0.7:502");
    assert_true(fixture_shows(f, "in trouble 6"));
    press(f, "Down Down b"); /* by round trip */
    assert_string_equal(selected_line(f), "rtutcp:10.12.9.2:4001");
    assert_string_equal(line_list_cell(lines, 0, LINE_RTT_MS), "71.00");
    press(f, "b");
    assert_string_equal(line_list_cell(lines, 0, LINE_ROUND_MS), "64100");
    press(f, "b");
    assert_string_equal(line_list_cell(lines, 1, LINE_NODE), "S0001");
    press(f, "b Home");
    assert_string_equal(selected_line(f), "tcp:10.12.0.7:502");
    press(f, "/ 'hmy Enter"); /* pinyin initials, as everywhere */
    assert_int_equal(lines->row.count, 1);
    assert_string_equal(line_list_cell(lines, 0, LINE_NODE), "S0002");
    press(f, "Esc");
    assert_int_equal(lines->row.count, 9);
    assert_int_equal(f->console.place, ON_LINES);
    f->console.ports.ask_list = count_lines;
    lines_asks = 0;
    pass(f, 9000);
    assert_int_equal(lines_asks, 0);
    pass(f, 1100);
    assert_int_equal(lines_asks, 1);
    /* what was not answered leaves what is known */
    console_desk_list(&f->console, DESK_LIST_LINES, 0, &(struct desk_table){.is_lost = true});
    assert_int_equal(lines->row.count, 9);
    press(f, "Enter");
    assert_int_equal(f->console.place, ON_STATION);
    pass(f, 20000);
    assert_int_equal(lines_asks, 1); /* of what nobody sees nothing is asked */
    drop(f);
}

static const char *const names[] = {"intake", "intake-nobody", "outages", "outages-forecast",
                                    "crews",  "rates",         "jobs",    "lines"};
#define NAMES (sizeof names / sizeof *names)

static void test_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        struct fixture *f = play(names[i], "", 80, 24);
        for (int width = 1; width <= 210; width += 7)
            for (int height = 1; height <= 62; height += 6) {
                fixture_draw(f, width, height);
                check_frame(&f->frame);
            }
        drop(f);
    }
}

static void test_hostile(void **state)
{
    (void)state;
    static const char raw[] = "\x1b[2J\xe2\x80\xae%n%s\r\n\t\xff"
                              "e\xcc\x81\xcc\x81\xf0\x9f\x98\x80千";
    char *cells[80];
    char text[sizeof raw];
    memcpy(text, raw, sizeof raw);
    for (int i = 0; i < 80; i++)
        cells[i] = text;
    const struct desk_table table = {.rows = 4, .columns = 20, .cell = cells};
    for (size_t i = 0; i < NAMES; i++) {
        struct fixture *f = play(names[i], "", 132, 43);
        for (int list = 0; list < DESK_LIST_COUNT; list++)
            for (int64_t id = 0; id < 3; id++)
                console_desk_list(&f->console, (enum desk_list)list,
                                  list == DESK_LIST_HOUSEHOLDS ? f->console.desk.intake.serial : id,
                                  &table);
        struct outage outage = *outage_at(f->site, 0);
        snprintf(outage.cause, sizeof outage.cause, "%s", raw);
        snprintf(outage.crews, sizeof outage.crews, "%s", raw);
        snprintf(outage.plan, sizeof outage.plan, "%.20s", raw);
        site_put_outages(f->site, &outage, 1);
        struct crew crew = *crew_at(f->site, 0);
        snprintf(crew.name, sizeof crew.name, "%s", raw);
        snprintf(crew.status, sizeof crew.status, "%.12s", raw);
        site_put_crews(f->site, &crew, 1);
        press(f, "");
        drop(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_call_is_an_outage),
        cmocka_unit_test(test_call_kind),
        cmocka_unit_test(test_call_opened),
        cmocka_unit_test(test_late_answer),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_list_replaced),
        cmocka_unit_test(test_outage_deeds),
        cmocka_unit_test(test_crew_heard_of),
        cmocka_unit_test(test_crew_in_hand),
        cmocka_unit_test(test_crew_reaches_its_own),
        cmocka_unit_test(test_crew_sees_its_own),
        cmocka_unit_test(test_dash),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
