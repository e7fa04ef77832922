/* What a frame costs does not depend on how many stations there are: counted, not timed. */
#include "tests/ui/check.h"
#include "ui/rows_network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cursor_down),           cmocka_unit_test(test_a_page),
        cmocka_unit_test(test_standing_still),        cmocka_unit_test(test_the_station_screen),
        cmocka_unit_test(test_scrolling_asks_seldom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
