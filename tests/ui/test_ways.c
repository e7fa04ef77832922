/* Ways in and out: leaving, a filter, the help of where one is, a desk that wakes. */
#include "tests/ui/scene.h"
#include "ui/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct fixture *play(const char *scene)
{
    struct fixture *f = calloc(1, sizeof *f);
    scene_play(scene_of(scene), f, "en", 132, 43);
    return f;
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

/* Who answers for the desk is told what he leaves behind. */
static void test_quit_asks_while_a_ticket_is_overdue(void **state)
{
    (void)state;
    struct fixture *f = play("tickets-late");
    fixture_keys(f, "q");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "tickets overdue: "));
    assert_int_equal(f->quits, 0);
    fixture_keys(f, "Down q");
    assert_int_equal(f->quits, 0);
    fixture_keys(f, "q");
    assert_int_equal(f->quits, 1);
    drop(f);
}

/* A filter that fits nothing leaves a way out, and the way to trouble. */
static void test_filter_without_a_hit(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "/ 'zzqq Enter");
    assert_int_equal(f->console.network.list.count, 0);
    fixture_keys(f, "Esc");
    assert_string_equal(f->console.network.outline.filter, "");
    assert_true(f->console.network.list.count > 0);
    fixture_keys(f, "/ 'zzqq Enter ;");
    assert_string_equal(f->console.network.outline.filter, "");
    assert_true(f->console.network.list.count > 0);
    drop(f);
}

/* The keys of where one is stand first; / shows those that fit. */
static void test_help_begins_here(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, "2 ?");
    fixture_draw(f, 132, 43);
    assert_non_null(strstr(f->frame.line[3].text, "here: alarms"));
    fixture_keys(f, "/ 'shelv Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, ":shelve"));
    assert_false(fixture_shows(f, ":ack"));
    fixture_keys(f, "/ 'zzqq Enter");
    fixture_draw(f, 132, 43);
    assert_true(fixture_shows(f, "nothing fits"));
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_HELP);
    fixture_keys(f, "Esc");
    assert_int_equal(f->console.place, ON_ALARMS);
    drop(f);
}

/* Whoever types on without looking does not reach the desk that woke. */
static void test_what_follows_the_waking_key_goes_with_it(void **state)
{
    (void)state;
    struct fixture *f = play("network");
    fixture_keys(f, ": 'lock Enter");
    assert_true(f->console.seat.is_locked);
    f->console.seat.has_no_pin = true;
    fixture_keys(f, "w 9 3 w Enter");
    assert_false(f->console.seat.is_locked);
    assert_int_equal(f->console.place, ON_NETWORK);
    fixture_later(f, 400);
    fixture_keys(f, "9");
    assert_int_equal(f->console.place, ON_JOURNAL);
    drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quit_asks_while_a_ticket_is_overdue),
        cmocka_unit_test(test_filter_without_a_hit),
        cmocka_unit_test(test_help_begins_here),
        cmocka_unit_test(test_what_follows_the_waking_key_goes_with_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
