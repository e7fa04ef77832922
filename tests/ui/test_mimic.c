/* The station in pipes: values stand where they belong, what is broken is said in words, nothing
 * without a good quality is a number, and controllers with few points are drawn with what they
 * have. */
#include "tests/ui/alarms.h"
#include "tests/ui/check.h"
#include "tests/ui/scene.h"

#include "backend/base/text.h"

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

static void redraw(struct fixture *f)
{
    fixture_turn(f);
    fixture_draw(f, f->frame.width, f->frame.height);
    check_frame(&f->frame);
}

static void drop(struct fixture *f)
{
    fixture_finish(f);
    free(f);
}

static void test_values(void **state)
{
    (void)state;
    struct fixture *f = play("station", 132, 43);
    int32_t d = fixture_device(f, "S0002");
    fixture_value(f, d, "T1g", 97.4, QUALITY_GOOD);
    fixture_value(f, d, "CV_U.1", 63, QUALITY_GOOD);
    fixture_value(f, d, "CP1_Run.1", 1, QUALITY_GOOD);
    fixture_value(f, d, "CP1_Hz.1", 38.2, QUALITY_GOOD);
    redraw(f);
    assert_true(fixture_shows(f, "supply  97.4 C"));
    assert_true(fixture_shows(f, "[valve  63 %]"));
    assert_true(fixture_shows(f, "(1 38.2 Hz)"));
    assert_true(fixture_shows(f, "> 高区"));
    assert_true(fixture_shows(f, "> 低区"));
    drop(f);
}

static void test_trouble(void **state)
{
    (void)state;
    struct fixture *f = play("station", 132, 43);
    int32_t d = fixture_device(f, "S0002");
    fixture_value(f, d, "CP1_Run.1", 0, QUALITY_GOOD);
    fixture_value(f, d, "CP1_Flt.1", 1, QUALITY_GOOD);
    fixture_value(f, d, "CP2_Run.1", NAN, QUALITY_LOST);
    fixture_value(f, d, "XSV.1", 1, QUALITY_GOOD);
    fixture_value(f, d, "T2g.1", NAN, QUALITY_INVALID);
    redraw(f);
    assert_true(fixture_shows(f, "(1 FAULT)(2 /)"));
    assert_true(fixture_shows(f, "relief valve OPEN"));
    assert_true(fixture_shows(f, "supply     x"));
    drop(f);
}

/* -12 C: 60, 0 C: 48, the others beyond both. */
static void bend(struct fixture *f, int32_t d)
{
    char id[POINT_ID_SIZE];
    for (int i = 1; i <= 8; i++) {
        snprintf(id, sizeof id, "CURVE_%d_OT.1", i);
        fixture_value(f, d, id, i == 1 ? 0 : i == 2 ? -12 : -20, QUALITY_GOOD);
        snprintf(id, sizeof id, "CURVE_%d.1", i);
        fixture_value(f, d, id, i == 1 ? 48 : i == 2 ? 60 : 70, QUALITY_GOOD);
    }
    fixture_value(f, d, "OT", -8, QUALITY_GOOD);
    fixture_value(f, d, "SLOT_2.1", 0.5, QUALITY_GOOD); /* it is past two and later than three */
    fixture_value(f, d, "SLOT_1.1", 0.7, QUALITY_GOOD);
}

/* In pipes, as a table, and beside the tree: the target is the one that the controller follows. */
static void test_the_target_is_what_is_in_force(void **state)
{
    static const struct {
        const char *scene, *fixed, *by_curve, *bad, *none;
        int width;
    } views[] = {{"station", "target  53.0 C", "curve  56.7 C", "curve     x", "target  none", 132},
                 {"network", " 53.0   0.43", " 56.7   0.43", "    x   0.43", " none   0.43", 132}};
    (void)state;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        struct fixture *f = play(views[i].scene, views[i].width, 43);
        int32_t d = fixture_device(f, "S0002");
        if (i)
            fixture_keys(f, "/ 'S0002 Enter");
        bend(f, d);
        redraw(f);
        assert_true(fixture_shows(f, views[i].fixed));
        fixture_value(f, d, "CV_Mode.1", 2, QUALITY_GOOD);
        redraw(f);
        assert_true(fixture_shows(f, views[i].by_curve));
        fixture_value(f, d, "CURVE_3.1", NAN, QUALITY_INVALID);
        redraw(f);
        assert_true(fixture_shows(f, views[i].bad));
        fixture_value(f, d, "CV_Mode.1", 0, QUALITY_GOOD);
        redraw(f);
        assert_true(fixture_shows(f, views[i].none));
        fixture_value(f, d, "CV_Mode.1", NAN, QUALITY_INVALID); /* nobody knows */
        redraw(f);
        assert_true(fixture_shows(f, views[i].fixed));
        drop(f);
    }
}

/* Its chip stands at the value that raised it. */
static void test_alarm(void **state)
{
    (void)state;
    struct fixture *f = play("station-alarms", 132, 43);
    bool is_shown = false;
    for (int y = 3; y < 11; y++)
        is_shown |= strstr(f->frame.line[y].text, "1!") || strstr(f->frame.line[y].text, "2!");
    assert_true(is_shown);
    drop(f);
}

static void test_few_points(void **state)
{
    (void)state;
    struct fixture *f = play("station-trovis", 132, 43);
    assert_true(fixture_shows(f, "#"));
    assert_false(fixture_shows(f, "make-up"));
    drop(f);
}

/* Lost and unread stations, narrow and low screens: never torn, never a number. */
static void test_sizes(void **state)
{
    static const int sizes[][2] = {{1, 1},   {30, 9},  {64, 20},  {65, 12},
                                   {80, 24}, {99, 30}, {200, 60}, {500, 200}};
    static const char *const names[] = {"station", "station-lost", "station-bad", "station-trovis",
                                        "database-away-station"};
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        struct fixture *f = play(names[n], 80, 24);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            fixture_draw(f, sizes[i][0], sizes[i][1]);
            check_frame(&f->frame);
        }
        drop(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_trouble),
        cmocka_unit_test(test_the_target_is_what_is_in_force),
        cmocka_unit_test(test_alarm),
        cmocka_unit_test(test_few_points),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
