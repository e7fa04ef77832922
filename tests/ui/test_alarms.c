/* Screen 2 by its keys: what is asked for is what was in sight, the cursor stays on its alarm, and
 * nothing is dropped, neither by a fold nor by a flood. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"
#include "tests/ui/tickets.h"

#include "backend/core/alarm_book.h"

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

static int64_t selected_id(const struct fixture *f)
{
    const struct alarm_screen *screen = &f->console.alarms;
    return screen->alarms.row.at[screen->list.cursor].id;
}

static const struct alarm *selected(const struct fixture *f)
{
    return alarm_of_id(f->site, selected_id(f));
}

static struct alarm_answer answer_of(enum alarm_deed deed, int done, int refused,
                                     enum alarm_refusal refusal, const char *who)
{
    struct alarm_answer answer = {.deed = deed,
                                  .done = done,
                                  .refused = refused,
                                  .refusal = refusal,
                                  .at = {FIXTURE_NOW_US - 61000000}};
    snprintf(answer.who, sizeof answer.who, "%s", who);
    return answer;
}

/* ---- answers ---- */

static void test_answer(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "Down", 132, 43);
    int64_t id = selected_id(f);
    assert_int_equal(selected(f)->state, ALARM_LATCHED);
    press(f, "a");
    assert_int_equal(f->alarm_asks, 0); /* answered already */
    assert_true(fixture_shows(f, "nothing here waits for an answer"));
    press(f, "R");
    assert_int_equal(f->alarm_ask.deed, DEED_RESET);
    assert_int_equal(f->alarm_id, id);
    press(f, "Down a");
    assert_int_equal(f->alarm_ask.deed, DEED_ACKNOWLEDGE);
    assert_int_equal(f->alarm_ask.count, 1);
    assert_int_equal(alarm_of_id(f->site, f->alarm_id)->state, ALARM_RETURNED);
    assert_true(fixture_shows(f, "> ack"));
    id = f->alarm_id;
    alarms_answer(f, 0, id, "wanglei");
    press(f, "");
    assert_false(fixture_shows(f, "> ack"));
    assert_int_equal(alarm_of_id(f->site, id)->state, ALARM_NORMAL);
    drop(f);
}

/* What asks nobody has no answer that could be given or taken back, and does not say that it has.
 */
static void test_nobody_is_asked(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "", 132, 43);
    alarms_raise(f, 1, 1007, 0, "DOOR", "state/4k", 1, 1);
    press(f, "/ 'S0007 Enter");
    assert_string_equal(selected(f)->code.name, "state");
    assert_true(fixture_shows(f, "no answer needed"));
    press(f, "a");
    assert_true(fixture_shows(f, "nothing here waits for an answer"));
    press(f, "U");
    assert_true(fixture_shows(f, "nothing here is acknowledged"));
    assert_int_equal(f->alarm_asks, 0);
    drop(f);
}

/* The first is critical and asks for a note: Enter without one asks nothing. */
static void test_note_is_required(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "a", 80, 24);
    int64_t id = selected_id(f);
    assert_int_equal(f->alarm_asks, 0);
    assert_true(f->frame.is_typing);
    press(f, "Enter");
    assert_int_equal(f->alarm_asks, 0);
    assert_true(fixture_shows(f, "This alarm asks for a note."));
    press(f, "'crew2 Enter");
    assert_int_equal(f->alarm_asks, 1);
    assert_int_equal(f->alarm_id, id);
    assert_string_equal(f->alarm_text, "crew2");
    assert_int_equal(f->console.mode, MODE_SCREEN);
    drop(f);
    f = play("alarms-critical", ": 'ack Space 'seen Enter", 80, 24);
    assert_int_equal(f->alarm_asks, 1);
    assert_string_equal(f->alarm_text, "seen");
    drop(f);
    f = play("alarms-critical", "a 'x Esc", 80, 24);
    assert_int_equal(f->alarm_asks, 0);
    drop(f);
}

/* What comes while the dialog is open is not asked for: nobody has seen it. */
static void test_dialog_asks_for_what_was_seen(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "A 'x", 80, 24);
    alarms_raise(f, 1, 1007, 0, "T1g", "HH/1", 130, 120);
    press(f, "Enter");
    assert_int_equal(f->alarm_ask.count, 2);
    drop(f);
}

static void test_faster(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "Down Down a", 132, 43);
    struct alarm_answer answer = answer_of(DEED_ACKNOWLEDGE, 0, 1, DEED_REFUSED_DONE, "zhanglei");
    assert_true(fixture_shows(f, "> ack"));
    console_alarm_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "zhanglei was faster, at 03:16"));
    assert_false(fixture_shows(f, "> ack"));
    answer = answer_of(DEED_ACKNOWLEDGE, 16, 2, DEED_REFUSED_NOTE, "");
    console_alarm_answer(&f->console, &answer);
    press(f, "");
    assert_true(fixture_shows(f, "acknowledged: 16; not 2: This alarm asks for a note"));
    drop(f);
}

/* A folded cause stands for its children, an open one for itself. */
static void test_cause(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "", 132, 43);
    assert_true(fixture_shows(f, "+21!"));
    press(f, ": 'ack Space 'called Enter");
    assert_int_equal(f->alarm_ask.count, 22);
    press(f, "Home");
    alarms_raise(f, 0, 1001, 0, "T2g.1", "dev/2", 44, 53); /* anew, and not drawn yet */
    fixture_keys(f, ": 'ack Space 'called Enter");
    assert_int_equal(f->alarm_ask.count, 21);
    press(f, "Home Right : 'ack Space 'called Enter");
    assert_int_equal(f->alarm_ask.count, 1);
    press(f, "Home Right Down");
    assert_int_equal(f->console.alarms.alarms.row.at[1].kind, ALARM_ROW_CHILD);
    press(f, "Left");
    assert_int_equal(f->console.alarms.list.cursor, 0);
    press(f, "Left");
    assert_int_equal(f->console.alarms.alarms.row.at[1].kind, ALARM_ROW_TOP);
    drop(f);
}

static void test_marks(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "Right Down Space Space Space", 80, 24);
    assert_int_equal(f->console.alarms.alarms.marked.count, 3);
    assert_true(fixture_shows(f, "marked 3"));
    press(f, "End a");
    assert_int_equal(f->alarm_ask.count, 3);
    assert_int_equal(f->console.alarms.alarms.marked.count, 0);
    press(f, "Home Down Space Esc");
    assert_int_equal(f->console.alarms.alarms.marked.count, 0);
    assert_int_equal(f->console.place, ON_ALARMS);
    drop(f);
}

static void test_away(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "Down Down", 80, 24);
    f->session.state = SESSION_DOWN;
    press(f, "a");
    assert_int_equal(f->alarm_asks, 0);
    assert_true(fixture_shows(f, "The database is away: nothing was asked."));
    drop(f);
}

/* ---- shelf and service ---- */

static void test_shelve(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "s", 80, 24);
    int64_t id = selected_id(f);
    assert_true(fixture_shows(f, "silent until 04:17,"));
    press(f, "Enter");
    assert_true(fixture_shows(f, "A shelf asks for a reason."));
    press(f, "'valve Tab '481 Enter");
    assert_true(fixture_shows(f, "1 to 480 minutes"));
    assert_int_equal(f->alarm_asks, 0);
    press(f, "Backspace Backspace Backspace Tab Space Enter"); /* the database takes none without */
    assert_true(fixture_shows(f, "1 to 480 minutes"));
    assert_false(fixture_shows(f, "until it clears"));
    assert_int_equal(f->alarm_asks, 0);
    press(f, "'90 Enter");
    assert_int_equal(f->alarm_asks, 1);
    assert_int_equal(f->alarm_ask.deed, DEED_SHELVE);
    assert_int_equal(f->alarm_ask.minutes, 90);
    assert_true(f->alarm_ask.is_one_shot);
    assert_int_equal(f->alarm_id, id);
    assert_string_equal(f->alarm_text, "valve");
    press(f, ": 'shelve Space '30 Space 'pump Space 'work Enter");
    assert_int_equal(f->alarm_ask.minutes, 30);
    assert_string_equal(f->alarm_text, "pump work");
    press(f, ": 'shelve Space '900 Space 'pump Enter");
    assert_int_equal(f->alarm_asks, 2);
    drop(f);
}

static void test_shelve_subtree(void **state)
{
    (void)state;
    struct fixture *f = play("network", "Home Down s 'switching Enter", 80, 24);
    assert_int_equal(f->alarm_ask.deed, DEED_SHELVE);
    assert_int_equal(f->alarm_ask.count, 0);
    assert_int_equal(f->alarm_ask.node, f->site->node[site_node_of_code(f->site, "N11")].id);
    assert_int_equal(f->alarm_ask.minutes, 60);
    press(f, "s");
    assert_false(fixture_shows(f, "only once")); /* a node does not clear */
    press(f, "'more Tab Tab Space Enter");
    assert_false(f->alarm_ask.is_one_shot);
    assert_string_equal(f->alarm_text, "more ");
    drop(f);
}

static void test_parts(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-shelf", "Home", 132, 43);
    int32_t branch = f->site->node[site_node_of_code(f->site, "N12")].id;
    assert_true(fixture_shows(f, "!4:00"));
    assert_true(fixture_shows(f, "until clear"));
    assert_true(fixture_shows(f, "with what is above it"));
    press(f, "S");
    assert_int_equal(f->alarm_ask.deed, DEED_UNSHELVE);
    assert_int_equal(f->alarm_ask.node, branch);
    press(f, "Down S");
    assert_int_equal(f->alarm_ask.node, 0);
    assert_int_equal(f->alarm_ask.count, 1);
    press(f, "Tab End O");
    assert_int_equal(f->alarm_ask.deed, DEED_IN_SERVICE);
    assert_true(fixture_shows(f, "T-0231"));
    press(f, "Tab");
    assert_int_equal(f->console.alarms.alarms.part, PART_REPORT);
    press(f, "Tab");
    assert_int_equal(f->console.alarms.alarms.part, PART_ACTIVE);
    assert_true(fixture_shows(f, "no alarm is active"));
    drop(f);
}

static void test_out(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "O 'new Space 'seal Enter", 80, 24);
    assert_int_equal(f->alarm_ask.deed, DEED_OUT_OF_SERVICE);
    drop(f);
    f = play("alarms-critical", "O 'T-99 Enter Enter", 80, 24);
    assert_int_equal(f->alarm_ask.deed, DEED_OUT_OF_SERVICE);
    assert_string_equal(f->alarm_text, "T-99");
    press(f, "End U");
    assert_int_equal(f->alarm_ask.deed, DEED_UNACKNOWLEDGE);
    drop(f);
}

/* The ticket that is named is shown; one that is closed, unknown or of another place is asked
 * about: nothing would take the alarm back, or a stranger's work would. */
static void test_out_for_ticket(void **state)
{
    (void)state;
    static const struct {
        const char *node, *shown;
        bool is_asked;
    } rows[] = {
        {"", "T77 is not known here", true},
        {"S0001", "T77 is at another place: ", true},
        {"S0002", "T77 repair", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int by_line = 0; by_line < 2; by_line++) {
            struct fixture *f = play("alarms-calm", "", 132, 43);
            alarms_raise(f, 60, 1002, 0, "T1g", "H/1", 130, 120);
            if (rows[i].node[0])
                tickets_open(f, 77, TICKET_REPAIR, 5, rows[i].node, "", "seal");
            fixture_turn(f);
            press(f, "");
            press(f, by_line ? ": 'out Space 'T77 Space 'seal" : "O 'T77 Space 'seal");
            if (!by_line)
                assert_true(fixture_shows(f, rows[i].shown));
            int asked = f->alarm_asks;
            press(f, "Enter");
            assert_int_equal(f->alarm_asks, asked + !rows[i].is_asked);
            if (rows[i].is_asked) {
                assert_true(fixture_shows(f, rows[i].shown));
                press(f, "'s Enter"); /* told anew, as the words are others */
                assert_int_equal(f->alarm_asks, asked);
                press(f, "Enter");
            }
            assert_int_equal(f->alarm_asks, asked + 1);
            assert_int_equal(f->alarm_ask.deed, DEED_OUT_OF_SERVICE);
            drop(f);
        }
}

/* ---- the list ---- */

static void raise_some(struct fixture *f, const char *code, int from, int count)
{
    static const char *const points[] = {"T1g", "P1g", "F1", "T2g.1", "T2h.1"};
    for (int i = 0; i < count; i++)
        alarms_raise(f, from - i, 1001 + i % 8, 0, points[i / 8 % 5], code, 130, 120);
}

static void test_cursor_stays(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "", 80, 24);
    raise_some(f, "H/3", 300, 40);
    press(f, "End Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up");
    int64_t id = selected_id(f);
    int line = f->frame.cursor_y;
    raise_some(f, "HH/1", 60, 30);
    press(f, "");
    assert_int_equal(selected_id(f), id);
    assert_int_equal(f->frame.cursor_y, line);
    assert_true(fixture_shows(f, "above"));
    /* raised anew: another id, the same alarm */
    struct alarm was = *selected(f);
    alarms_raise(f, 0, was.device, 0, was.point, "H/3", 131, 120);
    press(f, "");
    assert_true(selected_id(f) > id);
    assert_int_equal(selected(f)->device, was.device);
    assert_string_equal(selected(f)->point, was.point);
    fixture_reload(f);
    press(f, "Down Up 1 2");
    drop(f);
}

static void test_filter(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "/ 'S0003 Enter", 80, 24);
    const struct alarm_list *list = &f->console.alarms.alarms;
    assert_int_equal(list->row.at[0].kind, ALARM_ROW_TOP); /* the cause, of another place */
    assert_int_equal(list->row.at[1].kind, ALARM_ROW_CHILD);
    for (size_t i = 1; i < list->row.count; i++)
        assert_string_equal(
            "S0003",
            f->site
                ->node[site_station_of(f->site, alarm_list_alarm(list, f->site, (int)i)->site_node)]
                .code);
    assert_int_equal(list->row.count, 1 + 3 + 2);
    press(f, "/ 'nothing Enter");
    assert_true(fixture_shows(f, "nothing fits"));
    press(f, "Esc");
    assert_false(list->filter[0]);
    drop(f);
}

/* In a flood the rest is folded under one line and is reached by End; nothing is dropped. */
static void test_flood(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "", 80, 12);
    const struct alarm_list *list = &f->console.alarms.alarms;
    assert_true(alarm_flood_of(f->site)->is_flood);
    assert_int_equal(list->row.at[list->row.count - 1].kind, ALARM_ROW_MORE);
    int front = (int)list->row.count - 1;
    press(f, "End");
    assert_int_equal((int)list->row.count, front + 1 + list->rest);
    assert_int_equal(front + list->rest, (int)list->groups.count);
    assert_int_equal(f->console.alarms.list.cursor, (int)list->row.count - 1);
    press(f, "1 2"); /* another look: all but what is selected is folded */
    assert_int_equal(list->row.at[list->row.count - 1].kind, ALARM_ROW_MORE);
    assert_int_equal((int)list->row.count - 1, front + 1);
    press(f, "Home");
    assert_int_equal((int)list->row.count - 1, front);
    alarms_raise(f, 0, 1009, 0, "T1g", "H/4", 121, 120);
    press(f, ""); /* new since the look: in front of the fold */
    assert_int_equal((int)list->row.count - 1, front + 1);
    press(f, "End Home"); /* a look at it: it is in the rest now */
    assert_int_equal((int)list->row.count - 1, front);
    press(f, "End / 'DOOR Enter");
    assert_int_equal(list->row.count, 5);
    drop(f);
}

static void test_order(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "End b b", 132, 43);
    const struct alarm_list *list = &f->console.alarms.alarms;
    const char *before = "";
    assert_int_equal(list->order, ORDER_PLACE);
    for (size_t i = (size_t)list->groups.count - (size_t)list->rest + 1; i < list->row.count; i++) {
        const struct alarm *alarm = alarm_list_alarm(list, f->site, (int)i);
        const char *code = f->site->node[site_station_of(f->site, alarm->site_node)].code;
        assert_true(strcmp(before, code) <= 0);
        before = code;
    }
    press(f, "b");
    assert_int_equal(list->order, ORDER_PRIORITY);
    drop(f);
}

static void test_next(void **state)
{
    (void)state;
    struct fixture *f = play("network", ",", 80, 24);
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_true(fixture_shows(f, "no alarm waits for an answer"));
    drop(f);
    f = play("alarms-critical", "1 ,", 80, 24);
    assert_int_equal(selected(f)->state, ALARM_UNACKNOWLEDGED);
    press(f, ",");
    assert_int_equal(selected(f)->state, ALARM_RETURNED);
    press(f, ",");
    assert_int_equal(selected(f)->state, ALARM_UNACKNOWLEDGED);
    press(f, "Enter");
    assert_int_equal(f->console.place, ON_STATION);
    press(f, "2 g");
    assert_int_equal(f->console.place, ON_NETWORK);
    drop(f);
}

/* Long texts in every place, at every size: no row wider than the screen, nothing unprintable. */
static void test_hostile(void **state)
{
    static const int sizes[][2] = {{1, 1},   {12, 4},   {40, 20},  {59, 9},
                                   {80, 24}, {100, 30}, {132, 43}, {200, 60}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct fixture *f = calloc(1, sizeof *f);
        char note[FACT_TEXT_SIZE];
        memset(note, '%', sizeof note);
        note[sizeof note - 1] = '\0';
        fixture_start_hostile(f);
        int64_t id = 0;
        for (int d = 0; d < 20; d++) {
            id = alarms_raise(f, 100 - d, 2000 + d, 0, d % 2 ? "T2g_SP.1" : "no such point",
                              d % 3 ? "outside/2vn" : "HH/1", 1e300, -1e300);
            if (d % 4 == 1)
                alarms_fact(f, FACT_ALARM_ACKNOWLEDGED, 5, id, NAN, NAN, note, note);
            if (d % 4 == 2)
                alarms_fact(f, FACT_ALARM_SHELVED, 5, id, NAN, 1e18, note, note);
            if (d % 4 == 3)
                alarms_fact(f, FACT_ALARM_OUT_OF_SERVICE, 5, id, NAN, NAN, note, note);
        }
        fixture_keys(f, "2");
        fixture_draw(f, sizes[i][0], sizes[i][1]);
        check_frame(&f->frame);
        press(f, "Down Right Space A '%s%n");
        press(f, "Enter s");
        press(f, "Esc Tab End");
        press(f, "Tab End / '%s");
        drop(f);
    }
}

/* ---- cost ---- */

/* With 10,000 open alarms moving the cursor makes no list anew. */
static void test_many(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    alarms_start_many(f, 10000);
    fixture_keys(f, "2");
    fixture_draw(f, 200, 60);
    const struct alarm_list *list = &f->console.alarms.alarms;
    assert_int_equal(alarm_open_count(f->site), 10000);
    assert_int_equal(list->row.count, 10000);
    int32_t mark = list->row.at[9999].loud_before;
    f->console.alarms.alarms.row.at[9999].loud_before = -1; /* a new list would not have it */
    for (int i = 0; i < 50; i++)
        press(f, i % 7 ? "Down" : "PgDn");
    assert_int_equal(list->row.at[9999].loud_before, -1);
    f->console.alarms.alarms.row.at[9999].loud_before = mark;
    press(f, "A 'x Enter");
    assert_true(f->alarm_ask.count > 0);
    drop(f);
}

/* A mark on a folded cause is one on all that it gathers. */
static void test_marked_cause(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "Home : 'ack Space 'seen Enter", 132, 43);
    size_t whole = f->alarm_ask.count;
    assert_true(whole > 10);
    drop(f);
    f = play("alarms-flood", "Home Space : 'ack Space 'seen Enter", 132, 43);
    assert_int_equal(f->alarm_ask.count, whole);
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marked_cause),
        cmocka_unit_test(test_answer),
        cmocka_unit_test(test_nobody_is_asked),
        cmocka_unit_test(test_note_is_required),
        cmocka_unit_test(test_dialog_asks_for_what_was_seen),
        cmocka_unit_test(test_faster),
        cmocka_unit_test(test_cause),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_away),
        cmocka_unit_test(test_shelve),
        cmocka_unit_test(test_shelve_subtree),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_out),
        cmocka_unit_test(test_out_for_ticket),
        cmocka_unit_test(test_cursor_stays),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_flood),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
