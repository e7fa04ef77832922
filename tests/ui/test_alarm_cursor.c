/* The cursor of screen 2 stays on its alarm whatever a flood folds, a filter hides or a cause
 * gathers: a key acts at once on what is selected. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "backend/core/alarm_book.h"

#include <setjmp.h>
#include <stdarg.h>
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

static const struct alarm_list_row *selected_row(const struct fixture *f)
{
    const struct alarm_screen *screen = &f->console.alarms;
    return &screen->alarms.row.at[screen->list.cursor];
}

static void select_id(struct fixture *f, int64_t id)
{
    press(f, "Home");
    for (int i = 0; i < f->console.alarms.list.count && selected_row(f)->id != id; i++)
        press(f, "Down");
    assert_true(selected_row(f)->id == id);
}

static bool is_folded(const struct fixture *f)
{
    const struct alarm_list *list = &f->console.alarms.alarms;
    for (size_t i = 0; i < list->row.count; i++)
        if (list->row.at[i].kind == ALARM_ROW_MORE)
            return !list->row.at[i].is_open;
    return false;
}

static void raise_some(struct fixture *f, const char *code, int from, int count)
{
    static const char *const points[] = {"T1g", "P1g", "F1", "T2g.1", "T2h.1"};
    for (int i = 0; i < count; i++)
        alarms_raise(f, from - i, 1001 + i % 8, 0, points[i / 8 % 5], code, 130, 120);
}

/* Answered long ago and low: the first that a flood would fold. */
static void test_flood_begins(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-calm", "", 80, 24);
    int64_t id = 0;
    for (int i = 0; i < 4; i++) {
        int64_t other = alarms_raise(f, 5000 + i, 1001 + i, 0, "DOOR", "state/4k", 1, 1);
        alarms_answer(f, 4000, other, "wanglei");
        id = i == 2 ? other : id;
    }
    select_id(f, id);
    raise_some(f, "H/4", 200, 40);
    press(f, "");
    assert_true(alarm_flood_of(f->site)->is_flood);
    assert_true(selected_row(f)->id == id);
    press(f, "1 2"); /* all is seen now, and what is low is folded */
    assert_true(is_folded(f));
    assert_true(selected_row(f)->id == id);
    int rest = f->console.alarms.alarms.rest;
    press(f, "Home");
    assert_true(is_folded(f));
    assert_int_equal(f->console.alarms.alarms.rest, rest + (selected_row(f)->id != id));
    press(f, "End");
    assert_false(is_folded(f));
    drop(f);
}

static void test_cause_gathers(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-calm", "", 132, 43);
    int64_t id = alarms_raise(f, 300, 1003, 0, "T2g.1", "dev/2", 45, 53);
    alarms_raise(f, 310, 1004, 0, "T2g.1", "dev/2", 45, 53);
    alarms_raise(f, 305, 1005, 0, "LEAK", "state/1in", 1, 1);
    press(f, "");
    select_id(f, id);
    int32_t source = f->site->node[site_node_of_code(f->site, "HS1")].id;
    int64_t cause = alarms_raise(f, 320, 0, source, "F1", "LL/1bn", 0, 1);
    press(f, "");
    assert_int_equal(alarm_list_row_of(&f->console.alarms.alarms, id), -1);
    assert_true(selected_row(f)->id == cause);
    press(f, "Right"); /* open, it shows the alarm itself, which is gathered no more */
    select_id(f, id);
    raise_some(f, "HH/1", 100, 8);
    press(f, "");
    assert_true(selected_row(f)->id == id);
    drop(f);
}

static void test_filter_is_left(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "/ 'S0003 Enter", 80, 12);
    const struct alarm_list *list = &f->console.alarms.alarms;
    press(f, "Down");
    int64_t id = selected_row(f)->id;
    assert_int_equal(selected_row(f)->kind, ALARM_ROW_CHILD);
    press(f, "Esc");
    assert_false(list->filter[0]);
    assert_true(selected_row(f)->id == id);
    press(f, "Left Left"); /* its cause is folded again */
    press(f, "/ 'DOOR Enter Down Down Down");
    id = selected_row(f)->id;
    press(f, "Esc");
    assert_true(is_folded(f));
    assert_true(selected_row(f)->id == id);
    press(f, "s 'x Enter");
    assert_true(f->alarm_id == id);
    drop(f);
}

/* Each answer is followed by the next alarm: none is skipped, none answered twice. */
static void test_answer_and_next(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-calm", "", 80, 24);
    int64_t asked[4];
    raise_some(f, "H/3", 300, 4);
    press(f, "1 ,");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(f->console.alarms.list.cursor, i);
        press(f, "a");
        assert_int_equal(f->alarm_asks, i + 1);
        asked[i] = f->alarm_id;
        for (int j = 0; j < i; j++)
            assert_true(asked[j] != asked[i]);
        press(f, ",");
    }
    assert_true(fixture_shows(f, "no alarm waits for an answer"));
    drop(f);
    f = play("alarms-calm", "", 80, 24);
    raise_some(f, "H/3", 300, 4);
    press(f, "Home a , ,"); /* the second is a step of its own */
    assert_int_equal(f->console.alarms.list.cursor, 2);
    press(f, "Home Down a Up Down ,"); /* not at once */
    assert_int_equal(f->console.alarms.list.cursor, 3);
    drop(f);
}

static void test_opens_what_is_active(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-critical", "Tab", 80, 24);
    const struct alarm_list *list = &f->console.alarms.alarms;
    assert_int_equal(list->part, PART_SHELF);
    press(f, "5 Esc");
    assert_int_equal(f->console.place, ON_ALARMS);
    assert_int_equal(list->part, PART_SHELF);
    press(f, "1 2");
    assert_int_equal(list->part, PART_ACTIVE);
    assert_int_equal(f->console.alarms.list.cursor, 0);
    press(f, "Tab 2"); /* it is open */
    assert_int_equal(list->part, PART_SHELF);
    drop(f);
}

/* Nothing is folded while there is room for all of it. */
static void test_fold_needs_a_full_pane(void **state)
{
    (void)state;
    struct fixture *f = play("alarms-flood", "", 80, 24);
    const struct alarm_list *list = &f->console.alarms.alarms;
    assert_true(alarm_flood_of(f->site)->is_flood);
    assert_int_equal(list->row.count, list->groups.count);
    press(f, "Right"); /* the cause's 21 are too many */
    assert_true(is_folded(f));
    press(f, "Left");
    assert_int_equal(list->row.count, list->groups.count);
    press(f, "End");
    int64_t id = selected_row(f)->id;
    fixture_draw(f, 80, 12); /* a smaller terminal */
    assert_true(selected_row(f)->id == id);
    press(f, "Home");
    assert_true(is_folded(f));
    fixture_draw(f, 80, 24);
    assert_false(is_folded(f));
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flood_begins),         cmocka_unit_test(test_cause_gathers),
        cmocka_unit_test(test_filter_is_left),       cmocka_unit_test(test_answer_and_next),
        cmocka_unit_test(test_opens_what_is_active), cmocka_unit_test(test_fold_needs_a_full_pane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
