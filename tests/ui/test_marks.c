/* Alarms outside their list: chips in the tree and at points, the top line's counts, the strip, the
 * flashing rule, the metrics line. */
#include "tests/ui/alarms.h"
#include "tests/ui/scene.h"
#include "ui/flash.h"
#include "ui/mark.h"
#include "ui/rows_metrics.h"
#include "ui/screen.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *play(const char *scene, const char *language, int width, int height)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, language, width, height);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void raise_alarm(struct fixture *f, int64_t id, int32_t device, const char *code)
{
    fixture_fact(f, FACT_ALARM_RAISED, device, "P2g.1", id, 0.5, 0.4, "collector", code, "");
}

static const struct row *line_with(const struct fixture *f, const char *text)
{
    for (int y = 2; y < f->frame.height; y++)
        if (strstr(f->frame.line[y].text, text))
            return &f->frame.line[y];
    fail_msg("no line with %s", text);
    return NULL;
}

/* How many spans of the frame have a style, from line `first` on. */
static int count_style(const struct fixture *f, enum style style, int first)
{
    int count = 0;
    for (int y = first; y < f->frame.height; y++)
        for (int i = 0; i < f->frame.line[y].count; i++)
            count += f->frame.line[y].span[i].style == (short)style;
    return count;
}

static bool has_span(const struct row *row, enum style style, const char *text)
{
    size_t length = strlen(text);
    for (int i = 0; i < row->count; i++)
        if (row->span[i].style == (short)style && (size_t)row->span[i].length >= length &&
            !strncmp(row->text + row->span[i].at, text, length))
            return true;
    return false;
}

/* ---- chips ---- */

static void test_every_state_has_its_sign(void **state)
{
    (void)state;
    for (int a = ALARM_UNACKNOWLEDGED; a < ALARM_STATE_COUNT; a++)
        for (int b = ALARM_UNACKNOWLEDGED; b < a; b++)
            assert_int_not_equal(mark_sign((enum alarm_state)a), mark_sign((enum alarm_state)b));
    for (int p = 1; p <= ALARM_PRIORITY_COUNT; p++) {
        enum style waits = mark_style(ALARM_UNACKNOWLEDGED, p);
        assert_int_not_equal(waits, mark_style(ALARM_ACKNOWLEDGED, p));
        assert_int_not_equal(waits, mark_style(ALARM_RETURNED, p));
        assert_int_not_equal(mark_style(ALARM_ACKNOWLEDGED, p), mark_style(ALARM_RETURNED, p));
        for (int other = 1; other < p; other++)
            assert_int_not_equal(waits, mark_style(ALARM_UNACKNOWLEDGED, other));
    }
}

static void test_tree_bubbles_up(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 80, 24);
    assert_true(has_span(line_with(f, "S0002"), STYLE_ALARM_CRITICAL, "1!"));
    assert_true(has_span(line_with(f, "S0006"), STYLE_ALARM_RETURNED, "2~"));
    assert_true(has_span(line_with(f, "S0009"), STYLE_ALARM_MEDIUM, "3!"));
    assert_null(strstr(line_with(f, "S0001")->text, "3s")); /* shelved: not in the tree */
    fixture_keys(f, "Left");                                /* the source is folded */
    fixture_draw(f, 80, 24);
    assert_true(has_span(line_with(f, "HS1"), STYLE_ALARM_CRITICAL, "1!"));
    assert_non_null(strstr(line_with(f, "HS1")->text, "1!+3"));
    drop(f);
}

static void test_a_lost_station_keeps_its_mark(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
    raise_alarm(f, FIXTURE_NOW_US, 1003, "lost/2d");
    fixture_draw(f, 80, 24);
    const struct row *row = line_with(f, "S0003");
    assert_non_null(strstr(row->text, "2! / 4:12"));
    assert_true(has_span(row, STYLE_ALARM_HIGH, "2!"));
    assert_true(has_span(row, STYLE_NOTICE, "/ 4:12"));
    fixture_later(f, 14400000); /* an age that has no room behind the chip */
    fixture_draw(f, 80, 24);
    row = line_with(f, "S0003");
    assert_non_null(strstr(row->text, "2! /"));
    assert_null(strstr(row->text, "/ 4"));
    drop(f);
}

static void lose(struct fixture *f, int32_t id, int seconds, const char *code)
{
    struct fact fact;
    fact_init(&fact, FACT_DEVICE_LOST, (struct wall){FIXTURE_NOW_US - seconds * 1000000LL});
    fact.seq = f->site->seq + 1;
    fact.device = id;
    snprintf(fact.code, sizeof fact.code, "%s", code);
    site_apply(f->site, &fact);
}

static void test_the_longest_loss_is_told(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    int32_t station = site_node_of_code(f->site, "S0003");
    struct device_input more = {.id = 2003,
                                .node_id = f->site->node[station].id,
                                .code = "meter",
                                .endpoint = "tcp://10.9.0.3:502",
                                .profile = "station-plc",
                                .unit = 1,
                                .period_ms = 5000};
    site_add_device(f->site, &more);
    for (int turn = 0; turn < 2; turn++) {
        lose(f, turn ? 1003 : 2003, 165 - 151 * turn, turn ? "timeout" : "unreachable");
        fixture_draw(f, 80, 24);
        assert_non_null(strstr(line_with(f, "S0003")->text, "/ 2:45"));
    }
    drop(f);
}

static void test_next_trouble_stops_at_alarms(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 80, 24);
    static const char *const stops[] = {"S0002", "S0006", "S0008", "S0009", "S0002"};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        fixture_keys(f, ";");
        int32_t node = screen_network_selected(&f->console);
        assert_string_equal(f->site->node[node].code, stops[i]);
    }
    drop(f);
}

static void test_next_trouble_stops_at_a_source(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    struct fact fact;
    fixture_start_calm(f, "en");
    fact_init(&fact, FACT_ALARM_RAISED, f->world.now);
    fact.seq = f->site->seq + 1;
    fact.node = f->site->node[site_node_of_code(f->site, "HS2")].id;
    fact.alarm = FIXTURE_NOW_US;
    snprintf(fact.code, sizeof fact.code, "state/1b");
    site_apply(f->site, &fact);
    fixture_draw(f, 80, 24);
    fixture_keys(f, ";");
    assert_string_equal(f->site->node[screen_network_selected(&f->console)].code, "HS2");
    drop(f);
}

static void test_station_points_bear_chips(void **state)
{
    (void)state;
    struct fixture *f = play("station-alarms", "en", 90, 170);
    assert_true(has_span(line_with(f, " P2h.1 "), STYLE_ALARM_CRITICAL, "1!"));
    assert_true(has_span(line_with(f, " T2g.1  "), STYLE_ALARM_HIGH_SEEN, "2 "));
    assert_true(fixture_shows(f, "unacknowledged"));
    assert_true(fixture_shows(f, "< 0.15"));
    drop(f);
}

static void test_top_line_counts_by_priority(void **state)
{
    (void)state;
    static const int widths[] = {40, 80, 132, 200};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct fixture *f = play("network-alarms", "en", widths[i], 24);
        assert_non_null(strstr(f->frame.line[0].text, "1!1 2!1"));
        assert_true(has_span(&f->frame.line[0], STYLE_ALARM_CRITICAL, "1!"));
        if (widths[i] >= 132)
            assert_non_null(strstr(f->frame.line[0].text, "1!1 2!1 3!1 2~1 2:1"));
        drop(f);
    }
    struct fixture *f = play("calm", "en", 132, 43);
    assert_null(strstr(f->frame.line[0].text, "alarms"));
    drop(f);
}

static void test_strip_names_what_waits(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 200, 60);
    const char *strip = f->frame.line[1].text;
    const char *critical = strstr(strip, "1! S0002"), *high = strstr(strip, "2! S0008");
    assert_non_null(critical);
    assert_true(high > critical);
    assert_null(strstr(strip, "S0009")); /* of medium priority */
    assert_non_null(strstr(strip, "shelf ends in 4:10: S0001"));
    assert_null(strstr(strip, "silent"));
    fixture_keys(f, "m");
    fixture_draw(f, 200, 60);
    assert_non_null(strstr(f->frame.line[1].text, "horn silent for 5:00"));
    fixture_later(f, 60000);
    fixture_draw(f, 200, 60);
    assert_non_null(strstr(f->frame.line[1].text, "horn silent for 4:00"));
    drop(f);
}

/* A device in trouble and a value of it: the strip says the device. */
static void test_strip_has_causes_first(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    fixture_fact(f, FACT_ALARM_RAISED, 1002, "", FIXTURE_NOW_US + 1, 1, 1, "collector", "state/1d",
                 "");
    raise_alarm(f, FIXTURE_NOW_US + 2, 1002, "H/1");
    fixture_draw(f, 200, 60);
    const char *strip = f->frame.line[1].text, *first = strstr(strip, "1! S0002");
    assert_non_null(first);
    assert_null(strstr(first + 1, "1! S0002"));
    drop(f);
}

/* However many consequences came after it: another cause stands beside the one that explains them.
 */
static void test_strip_hides_no_cause_behind_many(void **state)
{
    static const char *const points[] = {"T2g.1", "T2h.1", "T2g.2", "T2h.2", "T1g", "T1h"};
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    alarms_raise(f, 500, 1009, 0, "LEAK", "state/1in", 1, 1);
    alarms_raise(f, 430, 0, f->site->node[site_node_of_code(f->site, "HS1")].id, "F1", "LL/1bn", 0,
                 1);
    for (int i = 0; i < 48; i++)
        alarms_raise(f, 400 - i, 1001 + i % 8, 0, points[i / 8], "L/1", 24, 25);
    fixture_draw(f, 200, 60);
    const char *strip = f->frame.line[1].text;
    assert_non_null(strstr(strip, "1! HS1"));
    assert_non_null(strstr(strip, "1! S0009"));
    assert_null(strstr(strip, "1! S0001"));
    drop(f);
}

/* What is put aside as a whole is seen where it hangs, and counted. */
static void test_held_subtree_is_seen(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    struct row row;
    fixture_start_calm(f, "en");
    int32_t node = site_node_of_code(f->site, "N12");
    fixture_draw(f, 132, 43);
    assert_null(strstr(line_with(f, "- N12")->text, " s "));
    alarms_shelve_node(f, f->site->node[node].id, 240, "wanglei", "trial");
    fixture_draw(f, 132, 43);
    assert_non_null(strstr(line_with(f, "- N12")->text, " s "));
    row_clear(&row);
    rows_metrics(&f->world, 130, &row);
    assert_non_null(strstr(row.text, "shelved 1"));
    fixture_later(f, 241 * 60000);
    site_pass_time(f->site, f->world.now);
    fixture_draw(f, 132, 43);
    assert_null(strstr(line_with(f, "- N12")->text, " s "));
    drop(f);
}

/* ---- flashing ---- */

static void test_flash_rule(void **state)
{
    (void)state;
    static const struct {
        enum alarm_state state;
        int priority;
        bool may;
    } cases[] = {{ALARM_UNACKNOWLEDGED, 1, true},  {ALARM_UNACKNOWLEDGED, 2, true},
                 {ALARM_UNACKNOWLEDGED, 3, true},  {ALARM_UNACKNOWLEDGED, 4, false},
                 {ALARM_ACKNOWLEDGED, 1, false},   {ALARM_RETURNED, 1, false},
                 {ALARM_LATCHED, 1, false},        {ALARM_SHELVED, 1, false},
                 {ALARM_OUT_OF_SERVICE, 1, false}, {ALARM_SUPPRESSED, 1, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum style style = mark_style(cases[i].state, cases[i].priority);
        bool is_flashing = style >= STYLE_ALARM_CRITICAL && style <= STYLE_ALARM_MEDIUM;
        assert_int_equal(flash_may(cases[i].state, cases[i].priority), cases[i].may);
        assert_int_equal(is_flashing, cases[i].may);
    }
}

static void test_flash_has_one_phase(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 80, 24);
    assert_true(flash_is_on(&f->world));
    assert_int_equal(count_style(f, STYLE_ALARM_OFF, 0), 0);
    assert_true(f->console.flashing > 0);
    int chips = f->console.flashing;
    fixture_later(f, 500);
    fixture_draw(f, 80, 24);
    assert_false(flash_is_on(&f->world));
    assert_int_equal(count_style(f, STYLE_ALARM_OFF, 0), chips);
    assert_int_equal(f->console.flashing, chips);
    assert_true(has_span(line_with(f, "S0006"), STYLE_ALARM_RETURNED, "2~"));
    fixture_later(f, 500);
    fixture_draw(f, 80, 24);
    assert_int_equal(count_style(f, STYLE_ALARM_OFF, 0), 0);
    drop(f);
}

static void test_nothing_flashes_when_all_is_answered(void **state)
{
    (void)state;
    struct fixture *f = play("calm", "en", 132, 43);
    assert_int_equal(f->console.flashing, 0);
    raise_alarm(f, FIXTURE_NOW_US, 1002, "H/1");
    fixture_draw(f, 132, 43);
    assert_true(f->console.flashing > 0);
    fixture_fact(f, FACT_ALARM_ACKNOWLEDGED, 1002, "P2g.1", FIXTURE_NOW_US, NAN, NAN, "wanglei",
                 "H", "");
    fixture_draw(f, 132, 43);
    assert_int_equal(f->console.flashing, 0);
    drop(f);
}

static void test_away_nothing_flashes(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 80, 24);
    f->session.state = SESSION_DOWN;
    f->session.since = f->world.mono;
    fixture_draw(f, 80, 24);
    assert_int_equal(f->console.flashing, 0);
    assert_int_equal(count_style(f, STYLE_ALARM_CRITICAL, 0), 0);
    assert_true(fixture_shows(f, "1!"));
    drop(f);
}

/* The counter flashes only while something that waits is out of sight. */
static void test_counter_flashes_for_what_is_hidden(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 80, 24);
    fixture_later(f, 500);
    fixture_draw(f, 80, 24);
    assert_true(has_span(&f->frame.line[0], STYLE_ALARM_CRITICAL, "1!"));
    fixture_keys(f, "2"); /* all of them stand in the list */
    fixture_draw(f, 80, 24);
    assert_true(has_span(&f->frame.line[0], STYLE_ALARM_CRITICAL, "1!"));
    fixture_keys(f, "9");
    fixture_draw(f, 80, 24);
    assert_true(has_span(&f->frame.line[0], STYLE_ALARM_OFF, "1!"));
    drop(f);
}

static void put_chips(struct fixture *f, int height)
{
    frame_start(&f->frame, 80, height);
    for (int y = 2; y < height; y++) {
        struct row row;
        row_clear(&row);
        mark_add(&row, &f->world, ALARM_UNACKNOWLEDGED, y % 3 + 1);
        frame_put(&f->frame, 0, y, 80, &row);
    }
}

static void test_many_chips_flash_critical_only(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    fixture_later(f, 500);
    put_chips(f, FLASH_MOST + 2);
    assert_int_equal(flash_frame(&f->frame, &f->world), FLASH_MOST);
    put_chips(f, FLASH_MOST + 3);
    int flashing = flash_frame(&f->frame, &f->world);
    assert_int_equal(flashing, count_style(f, STYLE_ALARM_OFF, 2));
    assert_int_equal(count_style(f, STYLE_ALARM_CRITICAL, 2), 0);
    assert_true(count_style(f, STYLE_ALARM_HIGH, 2) > 0);
    assert_int_equal(flash_frame(&f->frame, &f->world), flashing); /* the same, done again */
    drop(f);
}

static void test_a_flood_flashes_critical_only(void **state)
{
    (void)state;
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start_calm(f, "en");
    fixture_later(f, 500);
    for (int i = 0; i < 9; i++) {
        fixture_fact(f, FACT_ALARM_RAISED, 1001 + i, "P2g.1", FIXTURE_NOW_US + i, 1, 1, "collector",
                     "H/2", "");
        fixture_fact(f, FACT_ALARM_RAISED, 1001 + i, "P2h.1", FIXTURE_NOW_US + 20 + i, 1, 1,
                     "collector", "L/1", "");
    }
    assert_true(alarm_flood_of(f->site)->is_flood);
    fixture_draw(f, 80, 24);
    assert_int_equal(count_style(f, STYLE_ALARM_CRITICAL, 2), 0);
    assert_true(count_style(f, STYLE_ALARM_OFF, 2) > 0);
    assert_true(fixture_shows(f, "FLOOD"));
    drop(f);
}

/* ---- the metrics line ---- */

static void test_metrics_drop_the_least(void **state)
{
    (void)state;
    struct fixture *f = play("network-alarms", "en", 132, 43);
    for (int cells = 40; cells <= 200; cells++) {
        struct row row;
        row_clear(&row);
        rows_metrics(&f->world, cells, &row);
        assert_true(row.cells <= cells);
        assert_non_null(strstr(row.text, "unacknowledged 3 oldest 10:04"));
        assert_null(strchr(row.text, '~')); /* figures go whole */
    }
    struct row row;
    row_clear(&row);
    rows_metrics(&f->world, 200, &row);
    static const char *const figures[] = {"10 min 3", "unacknowledged 3", "shelved 1",
                                          "answered after 1:40"};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (!strstr(row.text, figures[i]))
            fail_msg("%s is not in %s", figures[i], row.text);
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_has_its_sign),
        cmocka_unit_test(test_tree_bubbles_up),
        cmocka_unit_test(test_a_lost_station_keeps_its_mark),
        cmocka_unit_test(test_the_longest_loss_is_told),
        cmocka_unit_test(test_next_trouble_stops_at_alarms),
        cmocka_unit_test(test_next_trouble_stops_at_a_source),
        cmocka_unit_test(test_station_points_bear_chips),
        cmocka_unit_test(test_top_line_counts_by_priority),
        cmocka_unit_test(test_strip_names_what_waits),
        cmocka_unit_test(test_strip_has_causes_first),
        cmocka_unit_test(test_held_subtree_is_seen),
        cmocka_unit_test(test_strip_hides_no_cause_behind_many),
        cmocka_unit_test(test_flash_rule),
        cmocka_unit_test(test_flash_has_one_phase),
        cmocka_unit_test(test_nothing_flashes_when_all_is_answered),
        cmocka_unit_test(test_away_nothing_flashes),
        cmocka_unit_test(test_counter_flashes_for_what_is_hidden),
        cmocka_unit_test(test_many_chips_flash_critical_only),
        cmocka_unit_test(test_a_flood_flashes_critical_only),
        cmocka_unit_test(test_metrics_drop_the_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
