/* The console in many terminals: sizes, storms, keys in pieces, pastes, widths (TESTS A14, A32). */
#include "tests/terminal/live.h"
#include "tests/terminal/repaint.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PAUSE_MS 120 /* longer than an ESC is waited for */

static struct live live;

static const char *const *console_words(void)
{
    static const char *words[] = {"--db", NULL, NULL};
    words[1] = live.console;
    return words;
}

static void open_console(struct screen *screen, const struct screen_options *options)
{
    struct screen_options with_words = *options;
    with_words.arguments = console_words();
    screen_open(screen, &with_words);
    screen_wait(screen, "S0001");
}

static void finish(struct screen *screen)
{
    screen_send(screen, "\033[21~"); /* F10 */
    assert_int_equal(screen_wait_end(screen), 0);
    screen_check_restored(screen);
    screen_check_sequences(screen);
    screen_close(screen);
}

static void leave_find(struct screen *screen)
{
    screen_wait(screen, "Enter keeps it");
    screen_send(screen, "\r");
    screen_wait_gone(screen, "Enter keeps it");
}

static void test_every_size(void **state)
{
    static const int sizes[][2] = {{1, 1},   {2, 1},  {1, 2},   {20, 5},  {500, 200}, {0, 0},
                                   {40, 20}, {3, 60}, {300, 2}, {80, 24}, {200, 60}};
    struct screen screen;
    (void)state;
    live_set(&live, LIVE_STILL);
    open_console(&screen, &(struct screen_options){0});
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char name[32];
        snprintf(name, sizeof name, "%dx%d", sizes[i][0], sizes[i][1]);
        unsigned long long frames = screen.frames;
        screen_resize(&screen, sizes[i][0], sizes[i][1]);
        if (screen.frames == frames)
            screen_wait_frames(&screen, 1);
        repaint_check(&screen, name);
    }
    screen_wait(&screen, "S0001");
    finish(&screen);
}

static void test_storms_leave_the_screen_whole(void **state)
{
    struct screen screen;
    (void)state;
    live_set(&live, LIVE_STORM);
    open_console(&screen, &(struct screen_options){.width = 132, .height = 43});
    for (uint64_t seed = 1; seed <= 6; seed++) {
        char name[32];
        snprintf(name, sizeof name, "storm %d", (int)seed);
        live_set(&live, LIVE_STORM);
        repaint_storm(&screen, seed * 977, 60);
        live_set(&live, LIVE_STILL);
        repaint_check(&screen, name);
    }
    finish(&screen);
}

/* The row of the cursor after `keys` in pieces: at each '|' a pause. */
static int row_after(const char *keys)
{
    struct screen screen;
    VTermPos at;
    open_console(&screen, &(struct screen_options){0});
    for (const char *end; *keys; keys = *end ? end + 1 : end) {
        end = keys + strcspn(keys, "|");
        screen_send_bytes(&screen, keys, (size_t)(end - keys));
        poll(NULL, 0, PAUSE_MS);
    }
    screen_send(&screen, ":zz"); /* shown once all before it was read */
    screen_wait(&screen, ":zz");
    screen_send(&screen, "\033");
    screen_wait_gone(&screen, ":zz");
    vterm_state_get_cursorpos(vterm_obtain_state(screen.vterm), &at);
    finish(&screen);
    return at.row;
}

static void test_sequences_in_pieces(void **state)
{
    (void)state;
    live_set(&live, LIVE_STILL);
    int once = row_after("\033[6~"), home = row_after("");
    assert_int_not_equal(once, home);
    assert_int_equal(row_after("\033[6|~"), once);
    assert_int_equal(row_after("\033[6~\033[6~\033[1|~\033[6~"), once);
    assert_int_equal(row_after("\033[200~q\rq|\nq\033[20|1~\033[6|~"), once);
}

static void test_characters_in_pieces(void **state)
{
    struct screen screen;
    (void)state;
    open_console(&screen, &(struct screen_options){0});
    screen_send(&screen, "/\xe6");
    poll(NULL, 0, PAUSE_MS);
    screen_send(&screen, "\xbb");
    poll(NULL, 0, PAUSE_MS);
    screen_send(&screen, "\xa8\xe6\xb2");
    poll(NULL, 0, PAUSE_MS);
    screen_send(&screen, "\xb3");
    screen_wait(&screen, "\xe6\xbb\xa8\xe6\xb2\xb3"); /* both, beside each other */
    leave_find(&screen);
    finish(&screen);
}

/* Each line of it would do something if it were typed. */
#define HOSTILE_PASTE                                                                              \
    "\033[200~q\n:quit\r\n?\n9\n5w1\n\033[21~:theme mono\r\f\x03\x1a\x1c\x04\x13\033[201~"

static void test_paste_acts_on_nothing(void **state)
{
    struct screen screen;
    (void)state;
    open_console(&screen, &(struct screen_options){0});
    screen_send(&screen, HOSTILE_PASTE);
    screen_send(&screen, ":station S0002\r"); /* keys again */
    screen_wait(&screen, "T2g.1");
    screen_send(&screen, "\033");
    screen_wait(&screen, "S0001");
    screen_send(&screen, "/\033[200~s0\n01\033[201~");
    screen_wait(&screen, "s0 01"); /* a field takes it as text, in one line */
    leave_find(&screen);
    finish(&screen);
}

static void test_control_keys_are_harmless(void **state)
{
    struct screen screen;
    (void)state;
    open_console(&screen, &(struct screen_options){0});
    screen_send_bytes(&screen, "\x13\x1a\x1c\x03\x04\x16\x0f\x11\x13\x19\0\x1e", 12);
    screen_send(&screen, "9"); /* it reads, draws, and stands on no other screen than before */
    screen_wait(&screen, "9 journal");
    screen_send(&screen, "1");
    screen_wait(&screen, "S0001");
    finish(&screen);
}

static bool has_other_than_ascii_and_wide(const struct screen *screen)
{
    for (int y = 0; y < screen->height; y++)
        for (int x = 0; x < screen->width; x++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(screen->cells, (VTermPos){.row = y, .col = x}, &cell);
            if (cell.width < 2 && cell.chars[0] > 0x7e && cell.chars[0] != (uint32_t)-1)
                return true;
        }
    return false;
}

static void test_chrome_by_the_terminals_width(void **state)
{
    struct screen screen;
    const struct screen_options narrow = {.width = 132, .height = 43};
    const struct screen_options wide = {.width = 132, .height = 43, .box_column = 3};
    const struct screen_options mute = {.width = 132, .height = 43, .is_mute = true};
    const struct screen_options *const careful[] = {&wide, &mute};
    (void)state;
    open_console(&screen, &narrow);
    screen_wait(&screen, "\xe2\x94\x82");
    finish(&screen);
    for (int i = 0; i < 2; i++) {
        open_console(&screen, careful[i]);
        screen_send(&screen, ":station S0001\r");
        screen_wait(&screen, "T2g.1");
        screen_wait_frames(&screen, 1);
        assert_false(has_other_than_ascii_and_wide(&screen));
        finish(&screen);
    }
}

static void test_terminal_types(void **state)
{
    static const char *const types[] = {"xterm-256color", "tmux-256color", "screen",
                                        "linux",          "vt220",         "xterm-kitty",
                                        "xterm",          "no such \033[c"};
    (void)state;
    live_set(&live, LIVE_STILL);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct screen screen;
        open_console(&screen, &(struct screen_options){.term = types[i]});
        screen_send(&screen, "\033[6~\033OB.?");
        screen_send(&screen, "1");
        repaint_check(&screen, types[i]);
        finish(&screen);
    }
}

static void test_no_terminal_is_said(void **state)
{
    static const char *const types[] = {"dumb", ""};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct screen screen;
        struct screen_options options = {.term = types[i], .arguments = console_words()};
        screen_open(&screen, &options);
        assert_int_equal(screen_wait_end(&screen), 1);
        screen_wait(&screen, "heatdesk: TERM is");
        assert_null(memchr(screen.raw, '\033', screen.raw_length));
        screen_check_restored(&screen);
        screen_close(&screen);
    }
}

static void test_any_locale(void **state)
{
    static const char *const locales[] = {"LC_ALL=C", "LC_ALL=zh_CN.GB18030", "LC_ALL=xx_XX",
                                          "LANG="};
    (void)state;
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        struct screen screen;
        const char *const environment[] = {locales[i], NULL};
        open_console(&screen, &(struct screen_options){.environment = environment});
        screen_wait(&screen, "\xe6\x8d\xa2\xe7\x83\xad\xe7\xab\x99"); /* a station's name */
        repaint_check(&screen, locales[i]);
        finish(&screen);
    }
}

static int start(void **state)
{
    (void)state;
    live_start(&live, "terminal");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    live_stop(&live);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_storms_leave_the_screen_whole),
        cmocka_unit_test(test_sequences_in_pieces),
        cmocka_unit_test(test_characters_in_pieces),
        cmocka_unit_test(test_paste_acts_on_nothing),
        cmocka_unit_test(test_control_keys_are_harmless),
        cmocka_unit_test(test_chrome_by_the_terminals_width),
        cmocka_unit_test(test_terminal_types),
        cmocka_unit_test(test_no_terminal_is_said),
        cmocka_unit_test(test_any_locale),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, start, stop);
}
