/* Themes: the shipped ones are whole and readable (WCAG contrast computed), a mistake is named with
 * its line, and without colour the signs and attributes still tell things apart. */
#include "widgets/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const shipped[] = {"day",     "night", "contrast", "cvd",
                                      "nvision", "mono",  "linux"};
#define SHIPPED (sizeof shipped / sizeof *shipped)

static void test_shipped_by_name(void **state)
{
    (void)state;
    struct theme theme;
    size_t count = 0;
    while (theme_shipped_name(count))
        count++;
    assert_int_equal(count, SHIPPED);
    for (size_t i = 0; i < SHIPPED; i++) {
        assert_true(theme_shipped(shipped[i], &theme));
        assert_string_equal(theme.name, shipped[i]);
    }
    assert_false(theme_shipped("none", &theme));
    assert_false(theme_shipped("", &theme));
}

static void test_by_the_hour(void **state)
{
    (void)state;
    assert_string_equal(theme_of_hour("auto", 6), "night");
    assert_string_equal(theme_of_hour("auto", 7), "day");
    assert_string_equal(theme_of_hour("auto", 18), "day");
    assert_string_equal(theme_of_hour("auto", 19), "night");
    assert_string_equal(theme_of_hour("auto", 0), "night");
    assert_string_equal(theme_of_hour("mono", 0), "mono");
}

/* ---- contrast, by WCAG 2.1 ---- */

static double linear(int channel)
{
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(int colour)
{
    int rgb[3];
    theme_rgb(colour, rgb);
    return 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
}

static double contrast(int one, int other)
{
    double a = luminance(one), b = luminance(other);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

static void test_colours_of_the_cube(void **state)
{
    (void)state;
    static const struct {
        int colour, rgb[3];
    } cases[] = {{16, {0, 0, 0}},  {231, {255, 255, 255}}, {124, {175, 0, 0}},  {24, {0, 95, 135}},
                 {232, {8, 8, 8}}, {255, {238, 238, 238}}, {172, {215, 135, 0}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int rgb[3];
        theme_rgb(cases[i].colour, rgb);
        assert_memory_equal(rgb, cases[i].rgb, sizeof rgb);
    }
    assert_float_equal(contrast(16, 231), 21, 1e-6);
}

/* Lines between panes are no text: WCAG asks 3:1 of them. */
static double least(const char *theme, enum style style)
{
    if (style == STYLE_BORDER)
        return 3.0;
    return strcmp(theme, "contrast") ? 4.5 : 7.0;
}

static void test_every_text_is_readable(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHIPPED; i++) {
        struct theme theme;
        assert_true(theme_shipped(shipped[i], &theme));
        for (int style = 0; style < STYLE_COUNT; style++) {
            const struct look *look = &theme.look[style];
            if (look->ink < 0 && look->paper < 0)
                continue; /* the terminal's own */
            bool is_clock = style == STYLE_CLOCK_SHORT || style == STYLE_CLOCK_BREACHED;
            if (is_clock && look->ink >= 0 && look->ink < 8 && look->paper < 0) {
                assert_true(contrast(look->ink, 0) >= 3.5 && contrast(look->ink, 231) >= 3.5);
                continue; /* whatever page the terminal has */
            }
            if (look->ink < 0 || look->paper < 0)
                fail_msg("%s: %s mixes own and given colours", shipped[i],
                         style_name((enum style)style));
            double found = contrast(look->ink, look->paper);
            if (found < least(shipped[i], (enum style)style))
                fail_msg("%s: %s has %.2f:1", shipped[i], style_name((enum style)style), found);
        }
    }
}

static bool is_same(const struct look *a, const struct look *b)
{
    return a->ink == b->ink && a->paper == b->paper && a->attributes == b->attributes;
}

static bool is_chip(enum style style)
{
    return style >= STYLE_ALARM_CRITICAL && style <= STYLE_ALARM_OFF;
}

static bool is_marker(enum style style)
{
    return style == STYLE_NOTICE || style == STYLE_VALUE_BAD || style == STYLE_CLOCK_MARK ||
           is_chip(style);
}

/* Trouble never looks like anything that is well, and lost never like merely bad. */
static void test_trouble_stands_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHIPPED; i++) {
        struct theme theme;
        assert_true(theme_shipped(shipped[i], &theme));
        for (int style = 0; style < STYLE_COUNT; style++) {
            if (is_marker((enum style)style))
                continue;
            assert_false(is_same(&theme.look[style], &theme.look[STYLE_NOTICE]));
        }
        assert_false(is_same(&theme.look[STYLE_NOTICE], &theme.look[STYLE_VALUE_BAD]));
        if (theme.look[STYLE_TEXT].paper >= 0) {
            int page = theme.look[STYLE_TEXT].paper;
            assert_true(contrast(theme.look[STYLE_NOTICE].paper, page) >= 1.5);
            assert_true(contrast(theme.look[STYLE_VALUE_BAD].paper, page) >= 1.5);
        }
    }
}

/* An alarm that flashes is seen to flash, one that was answered looks otherwise than one that
 * waits, and so does one that has gone by itself: by colour where there is any, always beside its
 * sign. */
static void test_chips_tell_states_apart(void **state)
{
    (void)state;
    enum { PRIORITIES = STYLE_ALARM_CRITICAL_SEEN - STYLE_ALARM_CRITICAL, MAY_FLASH = 3 };
    for (size_t i = 0; i < SHIPPED; i++) {
        struct theme theme;
        assert_true(theme_shipped(shipped[i], &theme));
        const struct look *off = &theme.look[STYLE_ALARM_OFF];
        for (int p = 0; p < PRIORITIES; p++) {
            const struct look *waits = &theme.look[STYLE_ALARM_CRITICAL + p];
            const struct look *seen = &theme.look[STYLE_ALARM_CRITICAL_SEEN + p];
            bool is_told_by_sign = off->paper < 0 && p >= MAY_FLASH;
            assert_true(is_told_by_sign || !is_same(waits, seen));
            assert_false(is_same(waits, &theme.look[STYLE_ALARM_RETURNED]));
            assert_true(is_told_by_sign || !is_same(waits, off));
            for (int other = 0; other < p; other++)
                assert_false(is_same(waits, &theme.look[STYLE_ALARM_CRITICAL + other]));
        }
        assert_int_equal(off->paper, theme.look[STYLE_TEXT].paper);
    }
}

/* Hue only where something is wrong, is typed or selected: all else is grey. */
static bool is_grey(int colour)
{
    int rgb[3];
    theme_rgb(colour, rgb);
    return rgb[0] == rgb[1] && rgb[1] == rgb[2];
}

static void test_well_is_grey(void **state)
{
    (void)state;
    static const enum style well[] = {STYLE_TEXT,  STYLE_DIM,    STYLE_EMPHASIS, STYLE_HEADING,
                                      STYLE_TITLE, STYLE_BORDER, STYLE_KEY,      STYLE_TREND};
    static const char *const themes[] = {"day", "night", "cvd", "contrast"};
    for (size_t t = 0; t < sizeof themes / sizeof *themes; t++) {
        struct theme theme;
        assert_true(theme_shipped(themes[t], &theme));
        for (size_t i = 0; i < sizeof well / sizeof *well; i++)
            if (!is_grey(theme.look[well[i]].ink) || !is_grey(theme.look[well[i]].paper))
                fail_msg("%s: %s has a hue", themes[t], style_name(well[i]));
    }
}

static void test_mono_has_no_colour(void **state)
{
    (void)state;
    struct theme theme;
    assert_true(theme_shipped("mono", &theme));
    for (int style = 0; style < STYLE_COUNT; style++) {
        assert_int_equal(theme.look[style].ink, -1);
        assert_int_equal(theme.look[style].paper, -1);
    }
    assert_int_equal(theme.look[STYLE_SELECTION].attributes, LOOK_REVERSE);
    assert_int_equal(theme.look[STYLE_NOTICE].attributes, LOOK_REVERSE | LOOK_BOLD);
}

/* The text console: eight colours, and no sign vanishes into the page, whatever colour that has.
 * There bold is bright: never of black. */
static void test_eight_colours(void **state)
{
    (void)state;
    struct theme theme;
    assert_true(theme_shipped("linux", &theme));
    for (int style = 0; style < STYLE_COUNT; style++) {
        const struct look *look = &theme.look[style];
        assert_true(look->ink < 8 && look->paper < 8);
        assert_false(look->ink == 0 && (look->attributes & LOOK_BOLD));
        if (is_marker((enum style)style) && look->ink >= 0)
            assert_true(look->paper >= 0);
    }
}

static const char *within(const char *name, int colours)
{
    static struct theme theme, instead;
    assert_true(theme_shipped(name, &theme));
    return theme_within(&theme, colours, &instead)->name;
}

static void test_fewer_colours(void **state)
{
    (void)state;
    for (size_t i = 0; i < SHIPPED; i++) {
        bool is_small = !strcmp(shipped[i], "linux") || !strcmp(shipped[i], "mono");
        assert_string_equal(within(shipped[i], 256), shipped[i]);
        assert_string_equal(within(shipped[i], 16777216), shipped[i]);
        assert_string_equal(within(shipped[i], 88), is_small ? shipped[i] : "linux");
        assert_string_equal(within(shipped[i], 8), is_small ? shipped[i] : "linux");
        assert_string_equal(within(shipped[i], 2), "mono");
        assert_string_equal(within(shipped[i], 0), "mono");
    }
}

/* ---- reading ---- */

static bool parse(const char *text, struct theme *theme, struct conf_errors *errors)
{
    memset(errors, 0, sizeof *errors);
    errors->file = "x.theme";
    return theme_parse("x", text, strlen(text), theme, errors);
}

static void test_a_missing_role_falls_back(void **state)
{
    (void)state;
    struct theme theme;
    struct conf_errors errors;
    assert_true(parse("[roles]\ntext = 235 on 255\ntext.dim = 241 on 255 bold\n", &theme, &errors));
    assert_int_equal(theme.look[STYLE_DIM].ink, 241);
    assert_int_equal(theme.look[STYLE_DIM].attributes, LOOK_BOLD);
    assert_int_equal(theme.look[STYLE_EMPHASIS].ink, 235);
    assert_int_equal(theme.look[STYLE_VALUE_LOST].ink, 235);
}

static void test_a_mistake_is_named_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line;
        const char *word;
    } cases[] = {
        {"[roles]\ntext = 235 on 255\nalarm = 1 on 2\n", 3, "alarm"},
        {"[roles]\ntext = 235 on 255\n\nkey = purple on 255\n", 4, "purple"},
        {"[roles]\ntext = 235 255\n", 2, "255"},
        {"[roles]\ntext = 235\n", 2, "INK on PAPER"},
        {"[roles]\ntext = 235 on 255 blink\n", 2, "blink"},
        {"[roles]\ntext = 7 on 255\n", 2, "7"},
        {"[palette]\nink = 256\n[roles]\ntext = 20 on 255\n", 2, "256"},
        {"[colours]\nink = 20\n[roles]\ntext = 20 on 255\n", 1, "colours"},
        {"[roles]\nkey = 20 on 255\n", 1, "text"},
        {"[roles]\ntext = 20 on 255\n[plain]\nkey = bold\n", 3, "plain"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct theme theme;
        struct conf_errors errors;
        if (parse(cases[i].text, &theme, &errors))
            fail_msg("accepted: %s", cases[i].text);
        char where[32];
        snprintf(where, sizeof where, "x.theme:%d", cases[i].line);
        if (!strstr(errors.text, where) || !strstr(errors.text, cases[i].word))
            fail_msg("%s\nsaid only: %s", cases[i].text, errors.text);
    }
}

static void test_styles_by_name(void **state)
{
    (void)state;
    for (int style = 0; style < STYLE_COUNT; style++)
        assert_int_equal(style_of(style_name((enum style)style)), style);
    assert_int_equal(style_of("nothing"), STYLE_COUNT);
    assert_string_equal(style_name(STYLE_COUNT), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_by_name),
        cmocka_unit_test(test_by_the_hour),
        cmocka_unit_test(test_colours_of_the_cube),
        cmocka_unit_test(test_every_text_is_readable),
        cmocka_unit_test(test_trouble_stands_out),
        cmocka_unit_test(test_chips_tell_states_apart),
        cmocka_unit_test(test_well_is_grey),
        cmocka_unit_test(test_mono_has_no_colour),
        cmocka_unit_test(test_eight_colours),
        cmocka_unit_test(test_fewer_colours),
        cmocka_unit_test(test_a_missing_role_falls_back),
        cmocka_unit_test(test_a_mistake_is_named_with_its_line),
        cmocka_unit_test(test_styles_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
