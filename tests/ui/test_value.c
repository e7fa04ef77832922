/* A20 on the screen: a reading of bad quality never shows a number, an old one never looks live,
 * and a number that has no room shows none of its figures. */
#include "backend/base/text.h"
#include "tests/ui/check.h"
#include "ui/columns.h"
#include "ui/rows_station.h"
#include "ui/value.h"

#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool has_digit(const char *text)
{
    for (const char *p = text; *p; p++)
        if (isdigit((unsigned char)*p))
            return true;
    return false;
}

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    fixture_start(f, "en");
    *state = f;
    return 0;
}

static int stop(void **state)
{
    fixture_finish(*state);
    free(*state);
    return 0;
}

static const struct profile *profile(const struct fixture *f)
{
    return f->site->device[fixture_device(f, "S0002")].profile;
}

static void test_only_a_number_of_good_quality_is_a_number(void **state)
{
    struct fixture *f = *state;
    for (size_t p = 0; p < profile(f)->point_count; p++)
        for (int quality = 0; quality < QUALITY_COUNT; quality++) {
            const struct point *point = &profile(f)->point[p];
            struct reading reading = {12.5, (uint8_t)quality, 0};
            char text[128];
            struct row row;
            row_clear(&row);
            value_cell(&row, &f->world, point, reading, 9);
            assert_int_equal(row.cells, 9);
            value_text(point, reading, text, sizeof text);
            if (quality_has_number((enum quality)quality))
                continue;
            assert_false(has_digit(row.text));
            assert_false(has_digit(text));
            assert_non_null(strchr(row.text, quality_mark((enum quality)quality)));
        }
}

static void test_only_what_is_live_looks_live(void **state)
{
    struct fixture *f = *state;
    for (int quality = 0; quality < QUALITY_COUNT; quality++) {
        enum style style = value_style(&f->world, (struct reading){1, (uint8_t)quality, 0});
        assert_int_equal(style == STYLE_TEXT, quality == QUALITY_GOOD);
    }
    f->world.is_live = false;
    for (int quality = 0; quality < QUALITY_COUNT; quality++)
        assert_int_equal(value_style(&f->world, (struct reading){1, (uint8_t)quality, 0}),
                         STYLE_DIM);
}

static void test_figures_are_those_of_printf(void **state)
{
    struct fixture *f = *state;
    const struct point *point = &profile(f)->point[profile_find(profile(f), "T2g_SP.1")];
    int decimals = point_decimals(point);
    uint64_t seed = 99;
    for (int i = 0; i < 100000; i++) {
        char have[64], want[64];
        double value = (double)(int64_t)(chance(&seed) % 4000000001 - 2000000000) / 4096.0;
        if (fabs(value * 10 - floor(value * 10) - 0.5) < 1e-6)
            continue; /* just between two figures both are right */
        value_number(point, value, have, sizeof have);
        snprintf(want, sizeof want, "%.*f", decimals, value);
        if (!strcmp(want, "-0.0"))
            snprintf(want, sizeof want, "0.0");
        assert_string_equal(have, want);
    }
}

static void test_numbers_without_room(void **state)
{
    struct fixture *f = *state;
    const struct point *point = &profile(f)->point[profile_find(profile(f), "T2g_SP.1")];
    static const double values[] = {1e6, -1e6, 1e15, -1e300, 123456.7};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct row row;
        row_clear(&row);
        value_cell(&row, &f->world, point, (struct reading){values[i], QUALITY_GOOD, 0}, 6);
        assert_string_equal(row.text, "######");
    }
    char text[64];
    value_number(point, -0.04, text, sizeof text);
    assert_string_equal(text, "0.0");
    value_figure(point, 3000, text, sizeof text);
    assert_string_equal(text, "3000");
    value_figure(point, 0.5, text, sizeof text);
    assert_string_equal(text, "0.5");
}

/* A8: a point that not every round asks for says its own age, in its row and below. */
static void test_a_value_is_as_old_as_its_reading(void **state)
{
    struct fixture *f = *state;
    int32_t device = fixture_device(f, "S0002");
    int point = profile_find(profile(f), "T1g");
    struct station_list list = {0};
    station_list_build(&list, f->site, site_node_of_code(f->site, "S0002"));
    struct station_look look = {.world = &f->world, .list = &list, .cells = 100};
    f->site->device[device].at = f->site->device[device].read_at = f->world.now;
    for (size_t i = 0; i < list.row.count; i++) {
        struct row row, line, detail[STATION_DETAIL_MOST];
        if (list.row.at[i].kind != STATION_POINT || list.row.at[i].device != device)
            continue;
        bool is_late = list.row.at[i].point == point;
        f->site->device[device].reading[list.row.at[i].point].lag_ms = is_late ? 9000 : 0;
        row_clear(&row);
        row_clear(&line);
        rows_station_row(&look, i, &row);
        rows_station_line(&look, i, &line);
        rows_station_detail(&look, i, detail);
        assert_int_equal(strstr(row.text, "9s ago") != NULL, is_late);
        assert_int_equal(strstr(line.text, " 9s") != NULL, is_late);
        assert_int_equal(strstr(detail[1].text, " 9s") != NULL, is_late);
    }
    station_list_finish(&list);
}

/* Of an order that was asked before the oldest fact held only its end is known. */
static void test_an_order_says_only_what_is_known(void **state)
{
    struct fixture *f = *state;
    struct row row;
    fixture_fact(f, FACT_COMMAND_VERIFIED, 1002, "T2g_SP.1", 90, NAN, 54, "collector", "", "");
    row_clear(&row);
    rows_station_order(&f->world, site_command_of_id(f->site, 90), &row);
    assert_null(strstr(row.text, "nan"));
    assert_null(strstr(row.text, "->"));
    assert_non_null(strstr(row.text, "T2g_SP.1 verified"));
    fixture_fact(f, FACT_COMMAND_ASKED, 1002, "T2g_SP.1", 91, NAN, 54, "wanglei", "", "");
    row_clear(&row);
    rows_station_order(&f->world, site_command_of_id(f->site, 91), &row);
    assert_non_null(strstr(row.text, "T2g_SP.1 ? -> 54.0 > asked"));
}

/* Sensors that need not be fitted are no trouble beside a station, until one fails that was. */
static void test_what_is_not_fitted_is_not_missed(void **state)
{
    struct fixture *f = *state;
    int32_t device = fixture_device(f, "S0009");
    fixture_value(f, device, "OT_2", NAN, QUALITY_INVALID);
    fixture_value(f, device, "T1h", NAN, QUALITY_RANGE);
    site_observe_state(f->site, device, false, 1, (struct wall){FIXTURE_NOW_US});
    fixture_keys(f, "/ 'S0009 Enter");
    fixture_turn(f);
    fixture_draw(f, 200, 60);
    assert_true(fixture_shows(f, "values that are not good"));
    assert_true(fixture_shows(f, "out of range"));
    assert_false(fixture_shows(f, "outdoor temp 2"));
    site_observe_state(f->site, device, false, 2, (struct wall){FIXTURE_NOW_US});
    fixture_draw(f, 200, 60);
    assert_true(fixture_shows(f, "outdoor temp 2"));
}

/* What comes back to the heat source is no return of the circuits: a controller that does not
 * measure theirs leaves the column blank. */
static void test_a_column_shows_one_side(void **state)
{
    struct fixture *f = *state;
    static const char *const primary[] = {"T1h.1", "T1h.2", "T1h.3"};
    struct columns kept = {0};
    int32_t node = site_node_of_code(f->site, "S0009");
    for (int32_t d = f->site->node[node].first_device; d >= 0; d = f->site->device[d].next)
        for (size_t i = 0; i < sizeof primary / sizeof *primary; i++)
            fixture_value(f, d, primary[i], 33.3, QUALITY_GOOD);
    fixture_turn(f);
    fixture_draw(f, 80, 24);
    assert_true(fixture_shows(f, "S0009"));
    assert_false(fixture_shows(f, "33.3"));
    for (size_t n = 0; n < f->site->node_count; n++) {
        bool is_secondary =
            f->site->node[n].kind == NODE_STATION || f->site->node[n].kind == NODE_CIRCUIT;
        const struct column_place *place = columns_of(&kept, f->site, (int32_t)n);
        for (int i = COLUMN_SUPPLY; is_secondary && i <= COLUMN_RETURN_PRESSURE; i++)
            if (place[i].device >= 0)
                assert_int_equal(
                    f->site->device[place[i].device].profile->point[place[i].point].id[1], '2');
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_only_a_number_of_good_quality_is_a_number),
        TEST(test_only_what_is_live_looks_live),
        TEST(test_figures_are_those_of_printf),
        TEST(test_numbers_without_room),
        TEST(test_a_value_is_as_old_as_its_reading),
        TEST(test_an_order_says_only_what_is_known),
        TEST(test_what_is_not_fitted_is_not_missed),
        TEST(test_a_column_shows_one_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
