/* Golden screens: each scene at each size and language, as text and, below it, the style of each
 * cell as a letter; those of alarms also without any colour, with how each cell is to be seen then.
 * HEATDESK_GOLDEN=write writes them anew, to be read in the diff.
 * `test_screens SCENE WIDTHxHEIGHT THEME LANGUAGE` prints one in colour. */
#include "backend/base/text.h"
#include "tests/ui/scene.h"
#include "ui/lang.h"
#include "widgets/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char letters[] = ".deHTSbkENp~uvwxyzsmXL12345678rohlcBM";
_Static_assert(sizeof letters == STYLE_COUNT + 1, "a letter a style");

static const struct {
    const char *name;
    int width, height;
} sizes[] = {{"80x24", 80, 24}, {"132x43", 132, 43}, {"200x60", 200, 60}, {"40x20", 40, 20}};

static void put_trimmed(FILE *out, const char *text, size_t length, char blank)
{
    while (length && text[length - 1] == blank)
        length--;
    fprintf(out, "%.*s\n", (int)length, text);
}

/* Of a cell without colours, by enum look_attribute: bold, reverse, both, underlined … */
static const char plain_letters[] = ".brRuUvV";

/* A letter a cell: its style, or with a theme how that looks. */
static size_t style_line(const struct row *row, const struct theme *theme, char *out)
{
    size_t at = 0;
    for (int i = 0; i < row->count; i++) {
        char text[ROW_TEXT];
        snprintf(text, sizeof text, "%.*s", row->span[i].length, row->text + row->span[i].at);
        for (int cells = text_width(text); cells > 0 && at < 600; cells--)
            out[at++] = theme ? plain_letters[theme->look[row->span[i].style].attributes]
                              : letters[row->span[i].style];
    }
    return at;
}

static void write_screen(FILE *out, const struct frame *frame, const struct theme *theme)
{
    char styles[601];
    for (int y = 0; y < frame->height; y++)
        put_trimmed(out, frame->line[y].text, strlen(frame->line[y].text), ' ');
    fprintf(out, "---- cursor %d,%d%s\n", frame->cursor_x, frame->cursor_y,
            frame->is_typing ? " typing" : "");
    for (int y = 0; y < frame->height; y++)
        put_trimmed(out, styles, style_line(&frame->line[y], theme, styles), '.');
}

static char *screen_text(const struct frame *frame, const struct theme *theme)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    write_screen(out, frame, theme);
    fclose(out);
    return text;
}

static char *golden_text(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = calloc(1, 1 << 18);
    assert_non_null(text);
    if (in) {
        size_t length = fread(text, 1, (1 << 18) - 1, in);
        text[length] = '\0';
        fclose(in);
    }
    return text;
}

static void first_difference(const char *path, const char *want, const char *have)
{
    for (int line = 1;; line++) {
        size_t w = strcspn(want, "\n"), h = strcspn(have, "\n");
        if (w != h || memcmp(want, have, w)) {
            print_error("%s:%d\n  kept  |%.*s|\n  drawn |%.*s|\n", path, line, (int)w, want, (int)h,
                        have);
            return;
        }
        if (!want[w] || !have[h])
            return;
        want += w + 1;
        have += h + 1;
    }
}

static bool is_writing(void)
{
    const char *mode = getenv("HEATDESK_GOLDEN");
    return mode && !strcmp(mode, "write");
}

/* Returns 1 if the screen is not as kept. */
static int compare(const struct frame *frame, const struct theme *theme, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.txt", GOLDEN_DIR, name);
    char *have = screen_text(frame, theme);
    if (is_writing()) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        fputs(have, out);
        fclose(out);
    }
    char *want = golden_text(path);
    int differs = strcmp(want, have) != 0;
    if (differs)
        first_difference(path, want, have);
    free(want);
    free(have);
    return differs;
}

static void check_width(const struct frame *frame, const char *name)
{
    for (int y = 0; y < frame->height; y++)
        if (text_width(frame->line[y].text) != frame->width)
            fail_msg("%s line %d is %d cells wide", name, y, text_width(frame->line[y].text));
}

static int compare_plain(const char *language)
{
    static const char *const names[] = {"alarms-calm", "alarms-critical", "alarms-flood",
                                        "alarms-shelf"};
    struct theme mono;
    int wrong = 0;
    assert_true(theme_shipped("mono", &mono));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct fixture f;
        char name[120];
        snprintf(name, sizeof name, "%s.80x24.%s.mono", names[i], language);
        scene_play(scene_of(names[i]), &f, language, 80, 24);
        wrong += compare(&f.frame, &mono, name);
        fixture_finish(&f);
    }
    return wrong;
}

static void check_language(const char *language)
{
    int wrong = 0;
    for (size_t i = 0; i < scene_count; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct fixture f;
            char name[120];
            if (s > 0 && !scenes[i].everywhere)
                continue;
            snprintf(name, sizeof name, "%s.%s.%s", scenes[i].name, sizes[s].name, language);
            scene_play(&scenes[i], &f, language, sizes[s].width, sizes[s].height);
            check_width(&f.frame, name);
            wrong += compare(&f.frame, NULL, name);
            fixture_finish(&f);
        }
    wrong += compare_plain(language);
    if (wrong)
        fail_msg("%d screens are not as kept", wrong);
}

static void test_english(void **state)
{
    (void)state;
    check_language("en");
}

static void test_chinese(void **state)
{
    (void)state;
    if (access(CATALOGUE_DIR "/zh_CN/LC_MESSAGES/heatdesk.mo", R_OK)) {
        print_message("skipped: no zh_CN catalogue in this build\n");
        skip();
    }
    check_language("zh_CN");
}

/* ---- one screen, in colour ---- */

static void print_row(const struct row *row, const struct theme *theme)
{
    for (int i = 0; i < row->count; i++) {
        const struct look *look = &theme->look[row->span[i].style];
        printf("\033[0");
        if (look->ink >= 0)
            printf(";38;5;%d", look->ink);
        if (look->paper >= 0)
            printf(";48;5;%d", look->paper);
        printf("%s%s%sm%.*s", look->attributes & LOOK_BOLD ? ";1" : "",
               look->attributes & LOOK_REVERSE ? ";7" : "",
               look->attributes & LOOK_UNDERLINE ? ";4" : "", row->span[i].length,
               row->text + row->span[i].at);
    }
}

static int print_scene(char **argument)
{
    struct fixture f;
    struct theme theme;
    int width, height;
    const struct scene *scene = scene_of(argument[1]);
    if (!scene || sscanf(argument[2], "%dx%d", &width, &height) != 2 ||
        !theme_shipped(argument[3], &theme))
        return 2;
    scene_play(scene, &f, argument[4], width, height);
    if (argument[5])
        f.console.glyphs = &glyphs_narrow;
    fixture_draw(&f, width, height);
    for (int y = 0; y < height; y++) {
        printf("\033[%d;1H", y + 1);
        print_row(&f.frame.line[y], &theme);
    }
    printf("\033[0m");
    fflush(stdout);
    fixture_finish(&f);
    return 0;
}

int main(int count, char **argument)
{
    setenv("HEATDESK_LOCALE_DIR", CATALOGUE_DIR, 0);
    if (count >= 5)
        return print_scene(argument);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_chinese),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
