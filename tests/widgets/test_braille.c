/* Dots become the braille characters of Unicode; nothing is drawn beyond the plot. */
#include "widgets/braille.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct braille plot;

static const char *cell(int column, int row)
{
    static char text[BRAILLE_BYTES];
    braille_cell(&plot, column, row, text);
    return text;
}

/* Each of the eight dots by its number in Unicode: 1 2 3 7 left from above, 4 5 6 8 right. */
static void test_dots(void **state)
{
    static const struct {
        int x, y;
        const char *text;
    } dots[] = {{0, 3, "⠁"}, {0, 2, "⠂"}, {0, 1, "⠄"}, {0, 0, "⡀"},
                {1, 3, "⠈"}, {1, 2, "⠐"}, {1, 1, "⠠"}, {1, 0, "⢀"}};
    (void)state;
    for (size_t i = 0; i < sizeof dots / sizeof *dots; i++) {
        braille_clear(&plot, 1, 1);
        braille_dot(&plot, dots[i].x, dots[i].y, 1);
        assert_string_equal(cell(0, 0), dots[i].text);
    }
    braille_line(&plot, 0, 0, 1, 3, 1);
    braille_line(&plot, 1, 0, 0, 3, 1);
    assert_string_equal(cell(0, 0), "⣿");
}

static void test_lines(void **state)
{
    (void)state;
    braille_clear(&plot, 3, 2);
    braille_line(&plot, 0, 7, 5, 7, 2);
    assert_string_equal(cell(0, 0), "⠉");
    assert_string_equal(cell(2, 0), "⠉");
    assert_string_equal(cell(1, 1), " ");
    assert_int_equal(plot.owner[0][1], 2);
    braille_line(&plot, 5, 0, 5, 7, 3); /* straight up: what lies there keeps its dots */
    assert_string_equal(cell(2, 0), "⢹");
    assert_string_equal(cell(2, 1), "⢸");
    assert_int_equal(plot.owner[0][2], 3);
}

/* Beyond the edges, far beyond, sizes beyond the most: the plot only takes what is inside. */
static void test_edges(void **state)
{
    (void)state;
    braille_clear(&plot, 2, 1);
    braille_dot(&plot, -1, 0, 1);
    braille_dot(&plot, 4, 0, 1);
    braille_dot(&plot, 0, 4, 1);
    braille_dot(&plot, 0, -1, 1);
    braille_line(&plot, 0, 0, INT32_MAX / 4, INT32_MAX / 4, 1);
    assert_string_equal(cell(0, 0), " ");
    assert_string_equal(cell(1, 0), " ");
    assert_string_equal(cell(-1, 0), " ");
    assert_string_equal(cell(0, 7), " ");
    braille_line(&plot, -3, 0, 9, 0, 1);
    assert_string_equal(cell(0, 0), "⣀");
    assert_string_equal(cell(1, 0), "⣀");
    braille_clear(&plot, 100000, 100000);
    assert_int_equal(plot.width, BRAILLE_WIDTH);
    assert_int_equal(plot.height, BRAILLE_HEIGHT);
    braille_clear(&plot, -1, -1);
    assert_string_equal(cell(0, 0), " ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dots),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
