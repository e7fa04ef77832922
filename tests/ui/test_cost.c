/* What a frame costs does not depend on how many stations there are: counted, not timed. */
#include "tests/ui/check.h"
#include "ui/rows_network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The linker leads these calls through here and on to the real ones (--wrap). */
static long row_calls, reading_calls, find_calls;

void __real_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out);
void __wrap_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out);
struct reading __real_site_reading(const struct site *site, int32_t device, int point,
                                   struct wall now);
struct reading __wrap_site_reading(const struct site *site, int32_t device, int point,
                                   struct wall now);
bool __real_site_find_point(const struct site *site, int32_t node, const char *id, int32_t *device,
                            int *point);
bool __wrap_site_find_point(const struct site *site, int32_t node, const char *id, int32_t *device,
                            int *point);

void __wrap_rows_network_row(const struct network_look *look, const struct outline_row *in,
                             struct row *out)
{
    row_calls++;
    __real_rows_network_row(look, in, out);
}

struct reading __wrap_site_reading(const struct site *site, int32_t device, int point,
                                   struct wall now)
{
    reading_calls++;
    return __real_site_reading(site, device, point, now);
}

bool __wrap_site_find_point(const struct site *site, int32_t node, const char *id, int32_t *device,
                            int *point)
{
    find_calls++;
    return __real_site_find_point(site, node, id, device, point);
}

struct cost {
    long rows, readings, finds;
    size_t watched;
    int watches;
};

static struct cost cost_of(int stations, const char *keys, int times)
{
    struct fixture f;
    fixture_start_large(&f, stations);
    fixture_draw(&f, 200, 60);
    fixture_keys(&f, "Down Down Down");
    fixture_draw(&f, 200, 60);
    row_calls = reading_calls = find_calls = 0;
    f.watches = 0;
    for (int i = 0; i < times; i++) {
        fixture_keys(&f, keys);
        fixture_draw(&f, 200, 60);
        check_frame(&f.frame);
    }
    struct cost cost = {row_calls, reading_calls, find_calls, f.watched_count, f.watches};
    fixture_finish(&f);
    return cost;
}

static void check_same(const char *keys, int times)
{
    struct cost few = cost_of(500, keys, times), many = cost_of(10000, keys, times);
    print_message("%s: %ld rows, %ld readings, %ld searches, %d questions\n", keys, many.rows,
                  many.readings, many.finds, many.watches);
    assert_int_equal(few.rows, many.rows);
    assert_int_equal(few.readings, many.readings);
    assert_int_equal(few.finds, many.finds);
    assert_int_equal(few.watches, many.watches);
    assert_true(many.rows <= 60L * times);
    assert_true(many.watched < 400);
}

static void test_cursor_down(void **state)
{
    (void)state;
    check_same("Down", 50);
}

static void test_a_page(void **state)
{
    (void)state;
    check_same("PgDn", 4);
}

static void test_standing_still(void **state)
{
    (void)state;
    check_same("", 20);
}

static void test_the_station_screen(void **state)
{
    (void)state;
    check_same("Enter Down Down Esc", 5);
}

/* A page further on asks for values once, not with each line. */
static void test_scrolling_asks_seldom(void **state)
{
    (void)state;
    struct cost cost = cost_of(10000, "Down", 300);
    assert_in_range(cost.watches, 1, 8);
}

/* The whole device is observed anew, half a second later, with one value changed. */
static void change(struct fixture *f, const char *station, const char *point, double value)
{
    struct reading readings[512];
    int32_t index = fixture_device(f, station);
    const struct site_device *device = &f->site->device[index];
    assert_true(device->profile->point_count <= 512);
    memcpy(readings, device->reading, device->profile->point_count * sizeof *readings);
    int at = profile_find(device->profile, point);
    assert_true(at >= 0);
    readings[at] = (struct reading){value, QUALITY_GOOD, 0};
    site_observe(f->site, index, (struct wall){device->at.us + 500000}, readings);
}

/* All but the top line, whose clock and age move with the second. */
static void check_equal(const struct frame *a, const struct frame *b)
{
    assert_int_equal(a->cursor_y, b->cursor_y);
    for (int y = 1; y < a->height; y++) {
        assert_int_equal(a->line[y].cells, b->line[y].cells);
        assert_string_equal(a->line[y].text, b->line[y].text);
    }
}

/* One row's new value draws one row, and what is then shown is what a whole frame would show. A
 * value as it was draws nothing; one of the selected row draws all. */
static void test_one_value(void **state)
{
    static const int sizes[][2] = {{200, 60}, {132, 43}, {80, 24}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct fixture f;
        fixture_start_calm(&f, "en");
        fixture_keys(&f, "Home");
        fixture_draw(&f, sizes[i][0], sizes[i][1]);
        uint64_t drawn = f.site->changes;
        change(&f, "S0003", "T1g", 88.4);
        change(&f, "S0003", "T1g", 88.4);
        assert_int_equal(f.site->changes, drawn + 1);
        assert_true(console_is_outdated(&f.console, drawn));
        row_calls = 0;
        assert_true(console_refresh(&f.console, &f.frame, drawn));
        assert_int_equal(row_calls, 1);
        struct frame refreshed = f.frame;
        frame_init(&f.frame);
        fixture_draw(&f, sizes[i][0], sizes[i][1]);
        check_equal(&refreshed, &f.frame);
        frame_finish(&refreshed);
        assert_false(console_is_outdated(&f.console, f.site->changes));
        fixture_finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cursor_down),           cmocka_unit_test(test_a_page),
        cmocka_unit_test(test_standing_still),        cmocka_unit_test(test_the_station_screen),
        cmocka_unit_test(test_scrolling_asks_seldom), cmocka_unit_test(test_one_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
