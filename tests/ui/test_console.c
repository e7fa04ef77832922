/* What keys do to the console, screen by screen; every row of the action table in each place. */
#include "tests/ui/alarms.h"
#include "ui/keymap.h"
#include "ui/screen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
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

static const char *selected_code(const struct fixture *f)
{
    int32_t node = screen_network_selected(&f->console);
    return node < 0 ? "" : f->site->node[node].code;
}

static const char *selected_point(const struct fixture *f)
{
    const struct station_screen *station = &f->console.station;
    const struct station_row *row = &station->points.row.at[station->list.cursor];
    return row->kind == STATION_POINT ? f->site->device[row->device].profile->point[row->point].id
                                      : "";
}

/* ---- finding ---- */

static void test_find_by_name_code_and_initials(void **state)
{
    struct fixture *f = *state;
    static const char *const typed[] = {"惠民", "s0002", "hmy", "HMY"};
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        char keys[64];
        snprintf(keys, sizeof keys, "/ '%s", typed[i]);
        fixture_keys(f, keys);
        fixture_draw(f, 132, 43);
        assert_int_equal(f->console.network.outline.hits, 1);
        assert_string_equal(selected_code(f), "S0002");
        assert_false(fixture_shows(f, "S0006"));
        assert_true(fixture_shows(f, "N11")); /* where it is */
        fixture_keys(f, "Esc");
        fixture_draw(f, 132, 43);
        assert_true(fixture_shows(f, "S0006"));
        assert_string_equal(selected_code(f), "S0002");
    }
}

static void test_find_narrows_as_typed(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S000");
    assert_int_equal(f->console.network.outline.hits, 9);
    fixture_keys(f, "'6");
    assert_int_equal(f->console.network.outline.hits, 1);
    fixture_keys(f, "Backspace");
    assert_int_equal(f->console.network.outline.hits, 9);
    fixture_keys(f, "Enter n");
    assert_string_equal(selected_code(f), "S0007");
    fixture_keys(f, "N N");
    assert_string_equal(selected_code(f), "S0005");
}

static void test_find_in_journal(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "9");
    fixture_draw(f, 132, 43);
    size_t all = f->console.journal.journal.shown.count;
    fixture_keys(f, "/ '锦绣");
    assert_int_equal(f->console.journal.journal.shown.count, 0);
    fixture_keys(f, "Esc / 'changed Enter");
    assert_int_equal(f->console.journal.journal.shown.count, 1);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.journal.journal.shown.count, all);
    assert_int_equal(f->console.place, ON_JOURNAL);
}

/* ---- the cursor stays on its object ---- */

static void test_cursor_stays_over_a_reload(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S0003 Enter Esc");
    fixture_reload(f);
    fixture_draw(f, 132, 43);
    assert_string_equal(selected_code(f), "S0003");
    fixture_keys(f, "Enter Down Down");
    char point[POINT_ID_SIZE];
    snprintf(point, sizeof point, "%s", selected_point(f));
    fixture_reload(f);
    fixture_draw(f, 132, 43);
    assert_string_equal(selected_point(f), point);
    assert_true(fixture_shows(f, "S0003"));
}

/* Leaving a filter folds what was unfolded by it; another station must not slip under the cursor.
 */
static void test_cursor_goes_up_when_its_row_folds_away(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "Home / 'S0006 Enter Right Down");
    assert_string_equal(selected_code(f), "C1");
    int32_t circuit = screen_network_selected(&f->console);
    fixture_keys(f, "Esc");
    assert_int_equal(screen_network_selected(&f->console), circuit);
    fixture_keys(f, "/ 'S0008 Esc");
    assert_string_equal(selected_code(f), "S0008");
    fixture_keys(f, "/ 'S0008 Space 'C1 Esc / 'C1 Enter");
    assert_string_equal(selected_code(f), "C1");
    int32_t station = f->site->node[screen_network_selected(&f->console)].parent;
    fixture_keys(f, "Esc");
    assert_int_equal(screen_network_selected(&f->console), station);
}

static void test_cursor_stays_on_its_fact(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 100; i++)
        fixture_fact(f, FACT_DEVICE_BACK, 1003, "", 0, NAN, NAN, "collector", "", "");
    fixture_keys(f, "9");
    fixture_draw(f, 132, 43);
    fixture_keys(f, "Down Down");
    int64_t key = f->console.journal.list.key;
    int line = f->console.journal.list.cursor - f->console.journal.list.top;
    for (int i = 0; i < 60; i++)
        fixture_fact(f, FACT_DEVICE_BACK, 1003, "", 0, NAN, NAN, "collector", "", "");
    fixture_draw(f, 132, 43);
    assert_int_equal(f->console.journal.list.key, key);
    assert_int_equal(f->console.journal.list.cursor - f->console.journal.list.top, line);
    assert_true(fixture_shows(f, "newer above"));
}

/* Older pages follow without a hole when the ring has let go of facts meanwhile. */
static void test_journal_has_no_hole(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "9");
    for (int i = 0; i < 1200; i++)
        fixture_fact(f, FACT_DEVICE_BACK, 1003, "", 0, NAN, NAN, "collector", "", "");
    fixture_draw(f, 132, 43);
    fixture_keys(f, "End");
    fixture_draw(f, 132, 43);
    int64_t before = f->facts_before;
    assert_true(before > 1);
    struct fact older;
    fact_init(&older, FACT_DEVICE_BACK, f->world.now);
    older.seq = before - 1;
    console_facts(&f->console, &older, 1);
    fixture_draw(f, 132, 43);
    assert_int_equal(f->console.journal.journal.shown.count, SITE_JOURNAL + 1);
    assert_int_equal(f->facts_before, before - 1); /* the next page is on its way already */
    fixture_fact(f, FACT_DEVICE_BACK, 1003, "", 0, NAN, NAN, "collector", "", "");
    fixture_draw(f, 132, 43);
    older.seq = before - 2;
    console_facts(&f->console, &older, 1);
    fixture_draw(f, 132, 43);
    assert_int_equal(f->console.journal.journal.shown.count, SITE_JOURNAL);
    fixture_keys(f, "End");
    fixture_draw(f, 132, 43);
    assert_int_equal(f->facts_before, before + 1);
}

/* ---- trouble ---- */

static void test_next_trouble_wherever_it_is(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, ";");
    assert_string_equal(selected_code(f), "S0003");
    fixture_keys(f, ";");
    assert_string_equal(selected_code(f), "S0004");
    fixture_keys(f, "Home Left ;");
    assert_string_equal(selected_code(f), "S0003");
    fixture_keys(f, "/ 'S0008 Enter F4");
    assert_string_equal(selected_code(f), "S0003");
    fixture_keys(f, "Enter ;");
    assert_int_equal(f->console.place, ON_STATION);
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, " S0004 学校换热站"));
}

static void test_no_trouble_is_said(void **state)
{
    struct fixture *f = *state;
    for (size_t d = 0; d < f->site->device_count; d++)
        site_observe_state(f->site, (int32_t)d, false, 0, (struct wall){FIXTURE_NOW_US});
    fixture_keys(f, ";");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "no station is lost"));
}

/* Before it counts as lost it has no data, which must not look like nothing to say. */
static void test_a_device_that_never_answered_is_marked(void **state)
{
    struct fixture *f = *state;
    struct site_device *device = &f->site->device[fixture_device(f, "S0002")];
    fixture_keys(f, "/ 'S0002 Enter");
    fixture_draw(f, 132, 43);
    assert_false(fixture_shows(f, "no data"));
    for (size_t i = 0; i < device->profile->point_count; i++)
        device->reading[i] = (struct reading){NAN, QUALITY_NEVER, 0};
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "no data"));
    fixture_keys(f, "Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "plc never polled"));
}

/* ---- the second line ---- */

static int place_on_strip(struct fixture *f, const char *text)
{
    const char *strip = f->frame.line[1].text, *at = strstr(strip, text);
    if (!at)
        fail_msg("not on the second line: %s", text);
    return (int)(at - strip);
}

/* The line is cut at its end: what went wrong and what was asked last must not be there. */
static void test_the_newest_order_leads_the_strip(void **state)
{
    struct fixture *f = *state;
    static const char *const stations[] = {"S0001 T2g", "S0002 T2g", "S0005 T2g"};
    static const int32_t devices[] = {1001, 1002, 1005};
    for (int i = 0; i < 3; i++) {
        fixture_later(f, 1000);
        fixture_fact(f, FACT_COMMAND_ASKED, devices[i], "T2g_SP.1", 50 + i, 53, 54, "wanglei", "",
                     "");
    }
    fixture_fact(f, FACT_COMMAND_REFUSED, 1002, "T2g_SP.1", 51, NAN, NAN, "collector", "step", "");
    fixture_draw(f, 132, 43);
    assert_true(place_on_strip(f, stations[1]) < place_on_strip(f, stations[2]));
    assert_true(place_on_strip(f, stations[2]) < place_on_strip(f, stations[0]));
    fixture_draw(f, 80, 24);
    place_on_strip(f, "S0002 T2g_SP.1 53.0 -> 54.0 refused");
    place_on_strip(f, stations[2]);
}

/* ---- the command line ---- */

static void test_commands_by_any_clear_beginning(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, ": 'jou Enter");
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, ": 'ne Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "could be"));
    fixture_keys(f, ": 'nonsense Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "no such command"));
    fixture_keys(f, ": 'set Space '55 Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "does nothing on this screen"));
    fixture_keys(f, ": 'station Space 'S0006 Enter");
    assert_int_equal(f->console.place, ON_STATION);
    fixture_keys(f, ": 'station Space 'S9999 Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "no station is called S9999"));
    fixture_keys(f, ": 'set Space '54 Enter");
    assert_int_equal(f->console.setpoint.state, SETPOINT_GUARD);
    assert_int_equal(f->sends, 0);
}

static void test_tab_completes(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, ": 'th Tab");
    assert_string_equal(f->console.field.text, "theme ");
    fixture_keys(f, "'nv Tab Enter");
    assert_string_equal(f->theme, "nvision");
    fixture_keys(f, ": Tab");
    assert_string_equal(f->console.field.text, "");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "network"));
    fixture_keys(f, "Backspace");
    assert_int_equal(f->console.mode, MODE_SCREEN);
}

/* Places by code, name and initials; Tab goes through what fits. */
static void test_places_are_found(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, ": 'go Space 'hmy");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "S0002 惠民园换热站"));
    fixture_keys(f, "Tab");
    assert_string_equal(f->console.field.text, "go S0002 ");
    fixture_keys(f, "Enter");
    assert_int_equal(f->console.place, ON_NETWORK);
    assert_string_equal(f->site->node[screen_network_selected(&f->console)].code, "S0002");
    fixture_keys(f, ": 'go Space '锦绣 Enter");
    assert_string_equal(f->site->node[screen_network_selected(&f->console)].code, "S0006");
    fixture_keys(f, "9 g"); /* nothing is selected there: what is to be found is asked for */
    fixture_keys(f, "9 : 'go Space 'xyzzy Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "nothing is called xyzzy"));
    fixture_keys(f, ": 'station Space 'S0 Tab Tab");
    assert_string_equal(f->console.field.text, "station S0001");
    fixture_keys(f, "Tab");
    assert_string_equal(f->console.field.text, "station S0002");
    fixture_keys(f, "Enter");
    assert_int_equal(f->console.place, ON_STATION);
    fixture_keys(f, ": 'trend Space 'S0002/P2 Tab");
    assert_string_equal(f->console.field.text, "trend S0002/P2g.1");
    fixture_keys(f, "Enter");
    assert_int_equal(f->console.place, ON_TREND);
}

static void test_history(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f,
                 ": 'theme Space 'mono Enter : 'theme Space 'day Enter : 'theme Space 'day Enter");
    fixture_keys(f, ": Up");
    assert_string_equal(f->console.field.text, "theme day");
    fixture_keys(f, "Up");
    assert_string_equal(f->console.field.text, "theme mono"); /* the repeated one is kept once */
    fixture_keys(f, "Up");
    assert_string_equal(f->console.field.text, "theme mono");
    fixture_keys(f, "Enter");
    assert_string_equal(f->theme, "mono");
    fixture_keys(f, ": Up Down");
    assert_string_equal(f->console.field.text, "");
    fixture_keys(f, "Esc");
    for (int i = 0; i < 2 * HISTORY_MOST; i++)
        fixture_keys(f, i % 2 ? ": 'lang Space 'en Enter" : ": 'theme Space 'day Enter");
    assert_int_equal(f->console.command.past.count, HISTORY_MOST);
}

/* ---- full-width, pastes ---- */

static void test_full_width_keys(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "'９");
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, "'？");
    assert_int_equal(f->console.place, ON_HELP);
    fixture_keys(f, "'。");
    assert_int_equal(f->console.place, ON_TICKETS);
    fixture_keys(f, "'１ '；");
    assert_string_equal(selected_code(f), "S0003");
    fixture_keys(f, "'：ｊｏｕ Enter");
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, "'１ '、 'Ａ");
    assert_string_equal(f->console.field.text, "Ａ"); /* in a text field as it was typed */
    fixture_keys(f, "Esc '／ 'S0002 Enter Enter 'ｗ '５４ Enter '０２");
    assert_int_equal(f->sends, 1);
}

static void paste(struct fixture *f, const char *text)
{
    for (const char *p = text; *p; p++)
        console_paste(&f->console, (uint32_t)(unsigned char)*p);
}

static void test_a_paste_cannot_act(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S0002 Enter Enter");
    struct console before = f->console;
    paste(f, "w54\n02q\x1b:quit\n");
    assert_memory_equal(&before, &f->console, sizeof before);
    fixture_keys(f, "w");
    before = f->console;
    paste(f, "54\n02\n");
    assert_memory_equal(&before, &f->console, sizeof before);
    fixture_keys(f, "Esc 1 :");
    paste(f, "quit\n\r\t");
    assert_string_equal(f->console.field.text, "quit");
    assert_int_equal(f->console.mode, MODE_COMMAND);
    assert_int_equal(f->quits, 0);
    assert_int_equal(f->sends, 0);
}

/* ---- going and coming back ---- */

static void test_back_leads_the_way_one_came(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S0002 Enter Enter 9 ?");
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_JOURNAL);
    fixture_keys(f, "Esc Backspace");
    assert_int_equal(f->console.place, ON_NETWORK);
    assert_string_equal(selected_code(f), "S0002");
    assert_string_equal(f->console.network.outline.filter, "S0002");
    fixture_keys(f, "Esc Esc Esc");
    assert_int_equal(f->console.place, ON_NETWORK);
    assert_string_equal(f->console.network.outline.filter, "");
}

static void test_circuit_opens_its_own_setpoint(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S0002 Enter Esc Right Down Down Enter");
    assert_int_equal(f->console.place, ON_STATION);
    assert_string_equal(selected_point(f), "T2g_SP.2");
    fixture_draw(f, 132, 43);
    assert_string_equal(f->trend_point, "T2g.2");
}

static void test_quit_asks_while_an_order_is_under_way(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "/ 'S0002 Enter Enter w '54 Enter '02");
    console_act(&f->console, ACTION_QUIT, "");
    assert_int_equal(f->quits, 0);
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "quit again"));
    console_act(&f->console, ACTION_QUIT, "");
    assert_int_equal(f->quits, 1);
}

/* ---- the whole action table ---- */

/* Keys that lead to `place` with something in the middle of it selected. */
static void go_to(struct fixture *f, unsigned place)
{
    fixture_keys(f, "/ 'S0002 Enter Esc");
    if (place == ON_STATION)
        fixture_keys(f, "Enter");
    else if (place == ON_JOURNAL)
        fixture_keys(f, "9 Down Down Down");
    else if (place == ON_HELP)
        fixture_keys(f, "? Down Down Down");
    else if (place == ON_ALARMS)
        fixture_keys(f, "2 Right Down Down");
    fixture_draw(f, 132, 12);
    if (place == ON_HELP || place == ON_JOURNAL)
        fixture_keys(f, "Down Down");
    fixture_draw(f, 132, 12);
}

static char *picture(struct fixture *f)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fixture_draw(f, 132, 12);
    for (int y = 0; y < f->frame.height; y++)
        for (int i = 0; i < f->frame.line[y].count; i++)
            fprintf(out, "%d%s", f->frame.line[y].span[i].style, f->frame.line[y].text);
    fprintf(out, "%d %d %d %d", f->frame.cursor_x, f->frame.cursor_y, f->redraws, f->quits);
    fclose(out);
    return text;
}

/* What makes the key's effect visible: something to fold, a filter to leave. */
static void prepare(struct fixture *f, enum action_id id, unsigned place)
{
    if (id == ACTION_FOLD && place == ON_NETWORK)
        fixture_keys(f, "Right");
    if (id == ACTION_BACK && place == ON_NETWORK)
        fixture_keys(f, "/ 'S000 Enter");
    if (id == ACTION_UNFOLD && place == ON_ALARMS)
        fixture_keys(f, "Left Left");
}

static bool opens_where_one_is(enum action_id id, unsigned place)
{
    const struct screen *screen = screen_opened_by(id);
    return screen && screen->place == place;
}

static void check_key(enum action_id id, unsigned place, const char *key)
{
    struct fixture f;
    if (place == ON_ALARMS)
        alarms_start_flood(&f, "en");
    else
        fixture_start(&f, "en");
    fixture_draw(&f, 132, 12);
    go_to(&f, place);
    prepare(&f, id, place);
    assert_int_equal(f.console.place, place);
    assert_int_equal(keymap_action(place, keymap_press(key)), id);
    char *before = picture(&f);
    fixture_keys(&f, key);
    char *after = picture(&f);
    bool is_same = !strcmp(before, after);
    if (is_same != opens_where_one_is(id, place))
        fail_msg("%s at %u: the screen %s", key, place, is_same ? "stays" : "changes");
    free(before);
    free(after);
    fixture_finish(&f);
}

static void test_each_key_of_the_table_acts(void **state)
{
    (void)state;
    for (int id = 1; id < ACTION_COUNT; id++)
        for (unsigned place = ON_NETWORK; place <= ON_HELP; place <<= 1)
            for (const char *at = actions[id].keys; *at && (actions[id].place & place);
                 at += strspn(at, " ")) {
                char key[16];
                size_t length = strcspn(at, " ");
                snprintf(key, sizeof key, "%.*s", (int)length, at);
                check_key((enum action_id)id, place, key);
                at += length;
            }
}

/* Help shows each row of the table, and each label of the bottom line has a key. */
static void test_help_is_complete(void **state)
{
    struct fixture *f = *state;
    fixture_keys(f, "?");
    fixture_draw(f, 160, 160);
    for (int id = 1; id < ACTION_COUNT; id++) {
        if (!fixture_shows(f, actions[id].sentence))
            fail_msg("help does not say: %s", actions[id].sentence);
        if (!*actions[id].keys && !*actions[id].verb)
            fail_msg("nobody can reach: %s", actions[id].sentence);
    }
    assert_true(fixture_shows(f, "out of range"));
    assert_true(fixture_shows(f, "never polled"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_find_by_name_code_and_initials),
        TEST(test_find_narrows_as_typed),
        TEST(test_find_in_journal),
        TEST(test_cursor_stays_over_a_reload),
        TEST(test_cursor_goes_up_when_its_row_folds_away),
        TEST(test_cursor_stays_on_its_fact),
        TEST(test_journal_has_no_hole),
        TEST(test_next_trouble_wherever_it_is),
        TEST(test_no_trouble_is_said),
        TEST(test_a_device_that_never_answered_is_marked),
        TEST(test_the_newest_order_leads_the_strip),
        TEST(test_places_are_found),
        TEST(test_history),
        TEST(test_commands_by_any_clear_beginning),
        TEST(test_tab_completes),
        TEST(test_full_width_keys),
        TEST(test_a_paste_cannot_act),
        TEST(test_back_leads_the_way_one_came),
        TEST(test_circuit_opens_its_own_setpoint),
        TEST(test_quit_asks_while_an_order_is_under_way),
        TEST(test_each_key_of_the_table_acts),
        TEST(test_help_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
