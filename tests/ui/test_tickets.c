/* Screens of tickets by their keys: nothing due is out of order or out of sight, a deed asks for
 * what was seen, the cursor stays on its ticket, and what a desk has open it has in hand. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "tests/ui/tickets.h"

#include "backend/base/text.h"
#include "backend/core/ticket_book.h"
#include "ui/clock_mark.h"

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

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void press(struct fixture *f, const char *keys)
{
    fixture_keys(f, keys);
    fixture_draw(f, f->frame.width, f->frame.height);
    check_frame(&f->frame);
}

static int64_t selected(const struct fixture *f)
{
    const struct ticket_screen *screen = &f->console.tickets;
    return screen->tickets.row.at[screen->list.cursor].id;
}

static const char *member(const struct fixture *f, const char *name)
{
    for (int i = 0; i < f->desk.members; i++)
        if (!strncmp(f->desk.member[i], name, strlen(name)) &&
            f->desk.member[i][strlen(name)] == '=')
            return f->desk.member[i] + strlen(name) + 1;
    return "";
}

static void answer(struct fixture *f, const char *deed, int64_t id, bool is_ok, const char *code,
                   const char *why)
{
    struct desk_answer told = {.call = DESK_TICKET_ASK, .asked = id, .is_ok = is_ok};
    snprintf(told.deed, sizeof told.deed, "%s", deed);
    snprintf(told.code, sizeof told.code, "%s", code);
    snprintf(told.why, sizeof told.why, "%s", why);
    console_desk_answer(&f->console, &told);
    press(f, "");
}

static void assert_order(const struct fixture *f, const int64_t *ids, size_t count)
{
    const struct ticket_list *list = &f->console.tickets.tickets;
    assert_int_equal(list->row.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list->row.at[i].id, ids[i]);
}

/* ---- order ---- */

static void test_by_due(void **state)
{
    (void)state;
    static const int64_t due[] = {50, 47, 48, 49, 44, 43, 45, 51, 46, 41};
    static const int64_t age[] = {50, 51, 41, 45, 46, 48, 49, 47, 43, 44};
    struct fixture *f = play("tickets-late", "", 132, 43);
    assert_order(f, due, 10);
    press(f, "b");
    assert_order(f, age, 10);
    assert_true(fixture_shows(f, "by age"));
    press(f, "b b b Tab");
    assert_int_equal(f->console.tickets.tickets.row.at[0].id, 53);
    press(f, "Tab");
    assert_int_equal(f->console.tickets.tickets.row.count, 2);
    drop(f);
}

/* A merged complaint of its own limit is not hidden by the job that it was merged into. */
static void test_child_lends_its_time(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-calm", "", 132, 43);
    tickets_fact(f, FACT_TICKET_MERGED, 1, 44, NAN, 41, "", "");
    tickets_fact(f, FACT_TICKET_GATHERED, 1, 41, NAN, 44, "", "");
    press(f, "Home");
    assert_int_equal(selected(f), 41);
    assert_true(fixture_shows(f, "+13:00 ..||| respond +T41"));
    press(f, "Space Down");
    assert_int_equal(selected(f), 44);
    press(f, "Left");
    assert_int_equal(selected(f), 41);
    press(f, "Left");
    assert_int_equal(f->console.tickets.tickets.row.count, 4);
    press(f, "/ 'T44 Enter"); /* found, though it is folded */
    assert_int_equal(selected(f), 44);
    drop(f);
}

static void test_cursor_stays(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "Down Down", 132, 43);
    assert_int_equal(selected(f), 48);
    tickets_open(f, 60, TICKET_COMPLAINT, 40, "S0001", "滨河里", "not warm");
    press(f, "");
    assert_int_equal(selected(f), 48);
    assert_int_equal(f->console.tickets.list.cursor, 3);
    press(f, "x 'abc Esc .");
    assert_int_equal(selected(f), 49);
    press(f, "1 .");
    assert_int_equal(f->console.place, ON_TICKETS);
    assert_int_equal(selected(f), 50); /* an hour over, the other 25 minutes */
    drop(f);
}

static void test_find(void **state)
{
    (void)state;
    static const char *const filters[] = {"T51", "抢修", "8123051", "xx", "under", "asked 1"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char keys[64];
        struct fixture *f = play("tickets-late", "", 80, 24);
        ticket_list_set_filter(&f->console.tickets.tickets, filters[i]);
        snprintf(keys, sizeof keys, "Home");
        press(f, keys);
        if (f->console.tickets.tickets.row.count != 1 || selected(f) != 51)
            fail_msg("%s finds %zu", filters[i], f->console.tickets.tickets.row.count);
        press(f, "Esc");
        assert_int_equal(f->console.tickets.tickets.row.count, 10);
        drop(f);
    }
}

/* ---- deeds ---- */

static void test_dispatch(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-dispatch", "", 132, 43);
    assert_int_equal(f->list.list, DESK_LIST_SUGGEST);
    assert_int_equal(f->list.id, 48);
    assert_true(fixture_shows(f, "to dispatch -> dispatched"));
    assert_true(fixture_shows(f, "dispatch +02:00"));
    press(f, "Enter");
    assert_string_equal(f->desk.deed, "dispatch");
    assert_int_equal(f->desk.id, 48);
    assert_true(f->desk.number == 13); /* the first fits best */
    answer(f, "dispatch", 48, true, "", "");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_true(fixture_shows(f, ">dispatch"));
    tickets_fact(f, FACT_TICKET_DISPATCHED, 0, 48, NAN, 13, "", "");
    press(f, "");
    assert_false(fixture_shows(f, ">dispatch"));
    assert_int_equal(ticket_of_id(f->site, 48)->state, TICKET_DISPATCHED);
    drop(f);
}

/* A second job for a busy crew needs a second word, in the same form. */
static void test_gate(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-dispatch", "Down Enter", 132, 43);
    assert_true(f->desk.number == 11);
    answer(f, "dispatch", 48, false, "crew", "busy");
    assert_int_equal(f->console.mode, MODE_FORM);
    assert_true(fixture_shows(f, "This crew cannot take it."));
    assert_false(fixture_shows(f, ">dispatch"));
    press(f, "Space Enter");
    assert_string_equal(member(f, "second"), "1");
    assert_true(f->desk.number == 11);
    drop(f);
}

/* A digit leads on to the words and says so; who presses Tab all the same stays there. */
static void test_digit_leads(void **state)
{
    (void)state;
    for (int has_tab = 0; has_tab < 2; has_tab++) {
        struct fixture *f = play("tickets-late", "Down Down Down f", 132, 43);
        assert_true(fixture_shows(f, "A digit chooses and goes on"));
        press(f, has_tab ? "4 Tab" : "4");
        assert_true(fixture_shows(f, "Tab next row"));
        press(f, "'balanced Tab 'washer Enter");
        assert_string_equal(f->desk.deed, "finish");
        assert_string_equal(f->desk.word, "balance");
        assert_string_equal(f->desk.words, "balanced");
        assert_string_equal(member(f, "materials"), "washer");
        drop(f);
    }
}

static void test_command_line(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "Down Down", 132, 43);
    press(f, ": 'dispatch Space '2 Space 'hurry Enter");
    assert_string_equal(f->desk.deed, "dispatch");
    assert_true(f->desk.number == 12);
    assert_string_equal(f->desk.words, "hurry");
    press(f, "Esc : 'hold Space 'parts Space 'pump Enter");
    assert_string_equal(f->desk.deed, "hold");
    assert_string_equal(f->desk.word, "parts");
    assert_string_equal(f->desk.words, "pump");
    press(f, "Esc : 'promise Space '+2h Space 'soon Enter");
    assert_string_equal(f->desk.deed, "promise");
    assert_true(f->desk.number == (double)(FIXTURE_NOW_US / 1000000 + 7200));
    press(f, "Esc : 'note Space 'called Space 'twice Enter");
    assert_string_equal(f->desk.words, "called twice");
    press(f, "Esc : 'finish Space 'leak Enter"); /* no cause of that name: it is the words */
    assert_int_equal(f->console.mode, MODE_FORM);
    assert_string_not_equal(f->desk.deed, "finish");
    drop(f);
}

/* "/s 2 on_site": the crew's job is found, whatever is selected and wherever one is. */
static void test_crew_said(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-calm", "1", 132, 43);
    press(f, ": 's Space '1 Space 'refuse Enter");
    assert_string_equal(f->desk.deed, ""); /* on site already: it cannot refuse any more */
    assert_true(fixture_shows(f, "keyed in late: say when"));
    press(f, "Esc : 's Space '1 Space 'go Enter"); /* but it was under way, at some time */
    assert_string_equal(f->desk.deed, "");
    press(f, "'03:05 Enter");
    assert_string_equal(f->desk.deed, "go");
    assert_true(f->desk.at.us > 0);
    answer(f, "go", f->desk.id, true, "", "");
    tickets_fact(f, FACT_TICKET_DISPATCHED, 1, 43, NAN, 12, "", "");
    press(f, ": 's Space '2 Space 'on Enter");
    assert_string_equal(f->desk.deed, "arrive");
    assert_int_equal(f->desk.id, 43);
    answer(f, "arrive", 43, true, "", "");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    press(f, ": 's Space '3 Space 'on Enter");
    assert_true(fixture_shows(f, "has no job"));
    drop(f);
}

/* A crew itself says what it does now. */
static void test_crew_says_now(void **state)
{
    (void)state;
    struct fixture *f = play("jobs", "Down Enter", 80, 24);
    press(f, "s");
    assert_int_equal(f->console.mode, MODE_FORM);
    assert_false(fixture_shows(f, "keyed in late"));
    drop(f);
}

/* That a crew was there is told before it is typed who sent it: a leader's. */
static void test_said_before_sent(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-calm", "", 132, 43);
    int64_t id = 0;
    for (size_t i = 0; !id && i < ticket_count(f->site); i++)
        if (ticket_at(f->site, i)->state == TICKET_ACCEPTED && !ticket_at(f->site, i)->parent)
            id = ticket_at(f->site, i)->id;
    char keys[80];
    snprintf(keys, sizeof keys, ": 'ticket Space '%lld Enter : 's Space 'on Enter", (long long)id);
    press(f, keys);
    assert_true(fixture_shows(f, "Not possible in this state."));
    assert_int_equal(f->console.mode, MODE_SCREEN);
    snprintf(f->session.role, sizeof f->session.role, "leader");
    press(f, keys);
    press(f, "'03:05 Enter");
    assert_string_equal(f->desk.deed, "arrive");
    assert_int_equal(f->desk.id, id);
    drop(f);
}

static void test_hold_and_resume(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "h", 80, 24);
    assert_string_equal(f->desk.deed, "resume"); /* T50 is held */
    assert_int_equal(f->desk.id, 50);
    press(f, "d");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    assert_true(fixture_shows(f, "It is on hold: resume it first."));
    press(f, "Down h 2 Enter");
    assert_string_equal(f->desk.deed, "hold");
    assert_string_equal(f->desk.word, "appointment");
    drop(f);
}

static void test_explain(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "e", 132, 43);
    press(f, "3 Enter"); /* the cursor stands on the reason: there is but one to give */
    assert_string_equal(f->desk.deed, "explain");
    assert_string_equal(member(f, "purpose"), "repair");
    assert_string_equal(f->desk.word, "access");
    drop(f);
}

/* A digit leads from the result to its words; a duplicate names its original. */
static void test_duplicate(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", ": 'ticket Space '48 Enter x", 132, 43);
    press(f, "4 'seen Enter");
    answer(f, "close", 48, false, "missing", "original");
    assert_true(fixture_shows(f, "which ticket it repeats"));
    press(f, "'41 Enter");
    assert_string_equal(f->desk.word, "duplicate");
    assert_string_equal(f->desk.words, "seen");
    assert_true(f->desk.number == 41);
    drop(f);
}

/* The answer was lost: asked again it is the same deed, and who typed on meanwhile is told. */
static void test_asked_again(void **state)
{
    unsigned char first[16], none[16] = {0};
    (void)state;
    struct fixture *f = play("tickets-late", ": 'ticket Space '48 Enter x 3 'words Enter", 132, 43);
    memcpy(first, f->desk.client, sizeof first);
    assert_memory_not_equal(first, none, sizeof first);
    answer(f, "close", 48, false, "lost", "");
    press(f, "Enter");
    assert_memory_equal(f->desk.client, first, sizeof first);
    answer(f, "close", 48, true, "done", "");
    assert_true(fixture_shows(f, "done at the first asking"));
    press(f, "x 3 'words Enter"); /* another form, another deed */
    assert_memory_not_equal(f->desk.client, first, sizeof first);
    drop(f);
}

/* What the state or the right forbids is neither offered nor opened. */
static void test_offers(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-callback", "", 200, 60);
    assert_true(fixture_shows(f, "c call back"));
    assert_false(fixture_shows(f, "d dispatch"));
    press(f, "d");
    assert_true(fixture_shows(f, "Not possible in this state."));
    assert_int_equal(f->console.mode, MODE_SCREEN);
    snprintf(f->session.role, sizeof f->session.role, "supervisor");
    press(f, "c");
    assert_true(fixture_shows(f, "You may not do this."));
    assert_false(fixture_shows(f, "c call back"));
    assert_int_equal(f->desk.count, 0);
    drop(f);
}

static void test_amend(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "A", 132, 43);
    assert_int_equal(f->console.mode, MODE_SCREEN); /* a shift leader's */
    snprintf(f->session.role, sizeof f->session.role, "leader");
    press(f, "A Tab Space Tab 'wrong Enter");
    assert_string_equal(f->desk.deed, "amend");
    assert_true(isnan(f->desk.number)); /* never happened */
    assert_true(f->desk.other > 0);
    drop(f);
}

static void test_away(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "", 80, 24);
    f->session.state = SESSION_DOWN;
    press(f, "h d n");
    assert_int_equal(f->desk.count, 0);
    assert_true(fixture_shows(f, "The database is away: nothing was asked."));
    drop(f);
}

/* ---- in hand ---- */

static void test_claim(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "Down Enter", 132, 43);
    fixture_later(f, 100);
    assert_int_equal(f->desk.call, DESK_CLAIM);
    assert_int_equal(f->desk.id, 47);
    int before = f->desk.count;
    fixture_later(f, 9000);
    assert_int_equal(f->desk.count, before);
    fixture_later(f, 1000);
    assert_int_equal(f->desk.count, before + 1);
    press(f, "Esc");
    fixture_later(f, 100);
    assert_int_equal(f->desk.call, DESK_UNCLAIM);
    assert_int_equal(f->desk.id, 47);
    drop(f);
}

static void test_who_reads_has_nothing_in_hand(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "", 132, 43);
    snprintf(f->session.role, sizeof f->session.role, "supervisor");
    press(f, "Down Enter");
    fixture_later(f, 100);
    assert_int_equal(f->console.place, ON_TICKET);
    assert_int_equal(f->desk.count, 0);
    drop(f);
}

static void test_held_by_another_is_told(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "", 200, 60);
    assert_true(fixture_shows(f, "@zhanglei"));
    press(f, "Down Down Enter");
    assert_true(fixture_shows(f, "in hand"));
    assert_true(fixture_shows(f, "zhanglei"));
    drop(f);
}

/* ---- the page ---- */

static void test_page(void **state)
{
    (void)state;
    struct fixture *f = play("ticket-page", "", 132, 43);
    assert_true(fixture_shows(f, "(struck)"));
    assert_true(fixture_shows(f, "03:05  crew under way"));
    assert_true(fixture_shows(f, "(time corrected)"));
    assert_true(fixture_shows(f, "地板已经泡了"));
    assert_true(fixture_shows(f, "S0002 惠民园换热站"));
    int before = f->list.count;
    press(f, "");
    assert_int_equal(f->list.count, before);
    tickets_fact(f, FACT_TICKET_NOTED, 0, 47, NAN, NAN, "", "x");
    press(f, "");
    assert_int_equal(f->list.count, before + 2); /* entries and words, anew */
    assert_true(fixture_shows(f, "its station when it came  03:01"));
    assert_true(fixture_shows(f, "T1g 71.3 C, T2g.1 41.5 C, P2h.1 0.21")); /* the main ones */
    press(f, "v");
    assert_int_equal(f->console.place, ON_TREND);
    assert_int_equal(f->console.trend.cursor.us / 1000000, 1768417290);
    press(f, ": 'ticket Space '999 Enter");
    assert_true(fixture_shows(f, "no ticket that is kept here has the number 999"));
    press(f, ": 'ticket Space 'T41 Enter");
    assert_int_equal(f->console.ticket.id, 41);
    assert_false(fixture_shows(f, "地板已经泡了"));
    drop(f);
}

static void test_page_scrolls(void **state)
{
    (void)state;
    struct fixture *f = play("ticket-page", "", 40, 20);
    assert_true(fixture_shows(f, "clocks"));
    press(f, "End");
    assert_true(fixture_shows(f, "ticket opened"));
    int top = f->console.ticket.top;
    press(f, "Down");
    assert_int_equal(f->console.ticket.top, top);
    press(f, "Home");
    assert_int_equal(f->console.ticket.top, 0);
    drop(f);
}

/* ---- the room's board ---- */

static void test_wall(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    tickets_start_many(f, 500);
    fixture_keys(f, ": 'board Space 'wall Enter");
    fixture_draw(f, 200, 60);
    check_frame(&f->frame);
    int shown = 0;
    for (int i = 0; i < 500; i++) {
        char number[16];
        snprintf(number, sizeof number, "T%d ", 1000 + i);
        shown += fixture_shows(f, number);
    }
    assert_true(shown >= 40);
    fixture_keys(f, "d Down x");
    assert_int_equal(f->console.mode, MODE_SCREEN); /* nobody sees a cursor there */
    fixture_keys(f, "Esc");
    fixture_draw(f, 200, 60);
    assert_false(f->console.tickets.is_wall);
    drop(f);
}

/* ---- flashing ---- */

static int cells_of(const struct fixture *f, enum style style, int first)
{
    int cells = 0;
    for (int y = first; y < f->frame.height; y++)
        for (int i = 0; i < f->frame.line[y].count; i++)
            if (f->frame.line[y].span[i].style == (short)style)
                cells += f->frame.line[y].span[i].length;
    return cells;
}

/* Of the four that stand out, three wait: two overdue without a reason, one at 90 %. */
static void test_only_markers_flash(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "", 80, 24);
    assert_int_equal(cells_of(f, STYLE_CLOCK_MARK, 3), 3 * 2 + 2); /* and T50's in the foot */
    assert_int_equal(f->console.flashing, 3);
    fixture_later(f, 500);
    fixture_draw(f, 80, 24);
    assert_int_equal(cells_of(f, STYLE_ALARM_OFF, 0), 3 * 2);
    assert_true(fixture_shows(f, "!!  -1:00:00"));
    f->session.state = SESSION_DOWN;
    fixture_draw(f, 80, 24);
    assert_int_equal(f->console.flashing, 0);
    drop(f);
    f = play("tickets-late", "1", 80, 24); /* no marker in sight: the strip's flash */
    assert_true(f->console.flashing > 0);
    drop(f);
}

static void test_calm_is_grey(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-calm", "", 132, 43);
    for (int style = STYLE_CLOCK_HALF; style <= STYLE_CLOCK_MARK; style++)
        assert_int_equal(cells_of(f, (enum style)style, 0), 0);
    assert_int_equal(cells_of(f, STYLE_NOTICE, 0), 0);
    drop(f);
}

/* ---- the strip and the top line ---- */

static int place_of(const struct fixture *f, int y, const char *text)
{
    const char *at = strstr(f->frame.line[y].text, text);
    return at ? (int)(at - f->frame.line[y].text) : -1;
}

/* A critical alarm of ten minutes stands between what is an hour and what is a minute late. */
static void test_strip_mixes(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late", "", 200, 60);
    alarms_raise(f, 604, 1002, 0, "P2h.1", "LL/1l", 0.12, 0.15);
    press(f, "");
    assert_true(place_of(f, 1, "T50") >= 0);
    assert_true(place_of(f, 1, "T50") < place_of(f, 1, "1! S0002"));
    assert_true(place_of(f, 1, "1! S0002") < place_of(f, 1, "T47"));
    assert_true(place_of(f, 0, "tickets 11  to dispatch 7  overdue 2") >= 0);
    drop(f);
}

/* ---- from an alarm ---- */

static void test_from_alarm(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "t", 132, 43);
    int64_t alarm = f->console.alarms.alarms.row.at[0].id;
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)alarm);
    assert_true(f->frame.is_typing);
    press(f, "Enter");
    assert_int_equal(f->desk.call, DESK_TICKET_OPEN);
    assert_string_equal(f->desk.deed, "repair");
    assert_string_equal(member(f, "alarm"), id);
    assert_string_equal(member(f, "source"), "alarm");
    assert_true(f->desk.node > 0);
    assert_non_null(strstr(f->desk.words, "T1g "));
    struct desk_answer told = {.call = DESK_TICKET_OPEN, .is_ok = true, .id = 77};
    snprintf(told.deed, sizeof told.deed, "repair");
    snprintf(told.code, sizeof told.code, "known"); /* another desk was faster */
    console_desk_answer(&f->console, &told);
    press(f, "");
    assert_true(fixture_shows(f, "T77 is open for it"));
    told.code[0] = '\0';
    press(f, "t Enter");
    console_desk_answer(&f->console, &told);
    press(f, "");
    assert_true(fixture_shows(f, "T77 opened"));
    tickets_open(f, 77, TICKET_REPAIR, 1, "S0002", "", "x");
    assert_false(fixture_shows(f, "T77 to dispatch"));
    tickets_fact(f, FACT_TICKET_LINKED, 1, 77, NAN, (double)alarm, "alarm", "");
    press(f, "");
    assert_true(fixture_shows(f, "T77 to dispatch")); /* beside the alarm, what is done about it */
    press(f, "t");
    assert_int_equal(f->console.place, ON_TICKET); /* it is open for it: no second one */
    assert_int_equal(f->console.ticket.id, 77);
    tickets_fact(f, FACT_TICKET_CLOSED, 0, 77, NAN, NAN, "done", "");
    press(f, "2");
    assert_true(fixture_shows(f, "T77 closed"));
    press(f, "t");
    assert_true(f->frame.is_typing); /* a closed one does nothing more about it */
    drop(f);
}

/* ---- any size, any text ---- */

/* A deed says what was seen when it was begun; what somebody did meanwhile is told, and asked once
 * more it is meant. */
static void test_seen(void **state)
{
    (void)state;
    char seq[24];
    struct fixture *f = play("tickets-calm", "", 132, 43);
    int64_t id = selected(f);
    long long before = (long long)ticket_of_id(f->site, id)->seq;
    press(f, "n 'abc");
    tickets_fact(f, FACT_TICKET_NOTED, 0, id, NAN, NAN, "", "somebody else's");
    press(f, "Enter");
    snprintf(seq, sizeof seq, "%lld", before);
    assert_string_equal(member(f, "seen"), seq);
    answer(f, "note", id, false, "changed", "");
    assert_true(fixture_shows(f, "has changed since you looked"));
    press(f, "Enter");
    snprintf(seq, sizeof seq, "%lld", (long long)ticket_of_id(f->site, id)->seq);
    assert_string_equal(member(f, "seen"), seq);
    drop(f);
}

static void test_sizes(void **state)
{
    (void)state;
    static const char *const names[] = {"tickets-late", "tickets-wall", "ticket-page",
                                        "tickets-dispatch", "tickets-respond"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
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
    char clean[FACT_TEXT_SIZE], text[200];
    struct fixture *f = play("tickets-late", "", 132, 43);
    snprintf(text, sizeof text, "%s%s%s%s", raw, raw, raw, raw);
    text_clean(clean, sizeof clean, text, strlen(text));
    tickets_open(f, 66, TICKET_COMPLAINT, 14, "S0001", clean, clean);
    press(f, "/ 'T66 Enter");
    press(f, "r");
    press(f, "Esc Enter");
    press(f, "Esc Esc B");
    drop(f);
}

/* Once it stopped in time, a clock no longer asks for anybody; a breach stays one. */
static void test_stopped_clock(void **state)
{
    struct fixture *f = play("tickets-calm", "", 80, 24);
    struct wall now = f->world.now;
    struct ticket_clock clock = {.started = {now.us - 3600000000}, .due = {now.us + 1800000000}};
    struct row row;
    (void)state;
    row_clear(&row);
    clock_mark_add(&row, &f->world, &clock);
    assert_string_equal(row.text, "50");
    assert_int_equal(clock_mark_style(&f->world, &clock), STYLE_CLOCK_HALF);
    clock.stopped = (struct wall){now.us - 1};
    clock.stopped_by = 9;
    row_clear(&row);
    clock_mark_add(&row, &f->world, &clock);
    assert_int_equal(row.cells, CLOCK_MARK_CELLS);
    assert_int_equal(strspn(row.text, " "), row.length);
    assert_int_equal(clock_mark_style(&f->world, &clock), STYLE_DIM);
    clock.due = (struct wall){now.us - 2000000};
    row_clear(&row);
    clock_mark_add(&row, &f->world, &clock);
    assert_string_equal(row.text, "!?");
    assert_int_equal(clock_mark_style(&f->world, &clock), STYLE_CLOCK_BREACHED);
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stopped_clock),
        cmocka_unit_test(test_by_due),
        cmocka_unit_test(test_child_lends_its_time),
        cmocka_unit_test(test_cursor_stays),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_dispatch),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_said_before_sent),
        cmocka_unit_test(test_crew_says_now),
        cmocka_unit_test(test_digit_leads),
        cmocka_unit_test(test_command_line),
        cmocka_unit_test(test_crew_said),
        cmocka_unit_test(test_hold_and_resume),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_duplicate),
        cmocka_unit_test(test_asked_again),
        cmocka_unit_test(test_offers),
        cmocka_unit_test(test_amend),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_claim),
        cmocka_unit_test(test_who_reads_has_nothing_in_hand),
        cmocka_unit_test(test_held_by_another_is_told),
        cmocka_unit_test(test_page),
        cmocka_unit_test(test_page_scrolls),
        cmocka_unit_test(test_wall),
        cmocka_unit_test(test_only_markers_flash),
        cmocka_unit_test(test_calm_is_grey),
        cmocka_unit_test(test_strip_mixes),
        cmocka_unit_test(test_from_alarm),
        cmocka_unit_test(test_seen),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
