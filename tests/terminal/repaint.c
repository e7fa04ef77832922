#include "tests/terminal/repaint.h"

#include "backend/base/alloc.h"
#include "backend/base/clock.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <cmocka.h>

#define TRIES       20
#define QUIET_MS    100 /* long against a frame and against the wait for an ESC's rest */
#define SECOND_MS   1000
#define SECOND_HALF ((uint32_t)-1)
#define LEAVE_KEYS  4

static VTermScreenCell *grid_of(const struct screen *screen)
{
    size_t count = (size_t)screen->width * (size_t)screen->height;
    VTermScreenCell *grid = alloc_array(count, sizeof *grid);
    for (size_t i = 0; i < count; i++)
        vterm_screen_get_cell(screen->cells,
                              (VTermPos){.row = (int)(i / (size_t)screen->width),
                                         .col = (int)(i % (size_t)screen->width)},
                              &grid[i]);
    return grid;
}

static bool is_blank(const VTermScreenCell *cell)
{
    return !cell->chars[0] || cell->chars[0] == ' ';
}

static bool is_same_text(const VTermScreenCell *a, const VTermScreenCell *b)
{
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL; i++) {
        if (a->chars[i] != b->chars[i])
            return false;
        if (!a->chars[i])
            break;
    }
    return a->width == b->width;
}

/* The ink of a blank is not seen, and the emulator keeps no look of a wide character's second half.
 */
static bool is_same_cell(const VTermScreenCell *a, const VTermScreenCell *b)
{
    if (a->chars[0] == SECOND_HALF && b->chars[0] == SECOND_HALF)
        return true;
    bool is_same = a->attrs.reverse == b->attrs.reverse &&
                   a->attrs.underline == b->attrs.underline && vterm_color_is_equal(&a->bg, &b->bg);
    if (is_blank(a) && is_blank(b))
        return is_same;
    return is_same && a->attrs.bold == b->attrs.bold && is_same_text(a, b) &&
           vterm_color_is_equal(&a->fg, &b->fg);
}

/* The time in the top line, which tells whether both drawings are of the same second. */
static void clock_of(const struct screen *screen, char *out, size_t size)
{
    char *text = screen_text(screen);
    snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
    free(text);
}

/* All keys read, all frames shown: nothing has come for a while that is long against a frame. */
static void settle(struct screen *screen)
{
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    int unread = 0;
    do {
        while (screen_read(screen, QUIET_MS))
            if (mono_is_due(end, clock_mono()))
                break;
        assert_int_equal(ioctl(screen->slave, FIONREAD, &unread), 0);
    } while (unread && !mono_is_due(end, clock_mono()));
}

static const char *describe(const VTermScreenCell *cell, char *out, size_t size)
{
    snprintf(out, size, "U+%04X width %d ink %x.%d paper %x.%d%s%s%s", cell->chars[0], cell->width,
             cell->fg.type, cell->fg.indexed.idx, cell->bg.type, cell->bg.indexed.idx,
             cell->attrs.bold ? " bold" : "", cell->attrs.reverse ? " reverse" : "",
             cell->attrs.underline ? " underline" : "");
    return out;
}

static bool is_same_grid(const struct screen *screen, const VTermScreenCell *before,
                         const VTermScreenCell *after, const char *what)
{
    char texts[2][80];
    for (int y = 0; y < screen->height; y++)
        for (int x = 0; x < screen->width; x++) {
            size_t i = (size_t)y * (size_t)screen->width + (size_t)x;
            if (is_same_cell(&before[i], &after[i]))
                continue;
            print_error("%s: row %d column %d had %s, drawn anew it has %s\n", what, y, x,
                        describe(&before[i], texts[0], sizeof texts[0]),
                        describe(&after[i], texts[1], sizeof texts[1]));
            return false;
        }
    return true;
}

/* Waits for the drawing of a new second, after which nothing changes by itself for most of one;
 * a screen too small for a clock has none. */
static struct mono wait_for_second(struct screen *screen)
{
    struct mono end = mono_after_ms(clock_mono(), SECOND_MS + QUIET_MS);
    unsigned long long frames = screen->frames;
    settle(screen);
    while (screen->frames == frames && !mono_is_due(end, clock_mono()))
        screen_read(screen, QUIET_MS);
    return clock_mono();
}

void repaint_check(struct screen *screen, const char *what)
{
    for (int tries = 0; tries < TRIES; tries++) {
        char then[256], now[256];
        struct mono start = wait_for_second(screen);
        clock_of(screen, then, sizeof then);
        VTermScreenCell *before = grid_of(screen);
        kill(screen->pid, SIGWINCH);
        screen_wait_frames(screen, 1);
        clock_of(screen, now, sizeof now);
        VTermScreenCell *after = grid_of(screen);
        bool is_same_second =
            !strcmp(then, now) && mono_ms_since(start, clock_mono()) < SECOND_MS - QUIET_MS;
        bool is_same = is_same_second && is_same_grid(screen, before, after, what);
        free(before);
        free(after);
        if (is_same)
            return;
        if (is_same_second)
            fail();
        repaint_storm(screen, (uint64_t)tries, 20); /* a second passed: damaged again, seen again */
    }
    fail_msg("%s: never two drawings in the same second", what);
}

static const char *const keys[] = {
    "j",
    "k",
    "l",
    "h",
    "\033[A",
    "\033[B",
    "\033[C",
    "\033[D",
    "\033[5~",
    "\033[6~",
    "\033[H",
    "\033[F",
    "\t",
    "\r",
    " ",
    "1",
    "5",
    "9",
    "?",
    "n",
    ".",
    "/s00",
    "/\xe6\xbb\xa8",
    ":theme night\r",
    ":theme mono\r",
    ":theme day\r",
    ":lang zh_CN\r",
    ":lang en\r",
    "w4",
    "u",
    "\x7f",
    "\xe6\xb2\xb3",
    "\033OP",
    "g",
    ":st",
    "\t",
};
static const int sizes[][2] = {{80, 24}, {132, 43}, {40, 20}, {200, 60},
                               {61, 7},  {20, 5},   {100, 30}};

static uint64_t chance(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

void repaint_storm(struct screen *screen, uint64_t seed, int count)
{
    for (int i = 0; i < count; i++) {
        uint64_t draw = chance(&seed);
        if (draw % 12 == 0) {
            const int *size = sizes[chance(&seed) % (sizeof sizes / sizeof *sizes)];
            screen_resize(screen, size[0], size[1]);
        } else {
            screen_send(screen, keys[draw % (sizeof keys / sizeof *keys)]);
        }
        while (screen_read(screen, (int)(draw % 3)))
            continue;
    }
    for (int i = 0; i < LEAVE_KEYS; i++) {
        screen_send(screen, "\033"); /* a key by itself: nothing follows for longer than 50 ms */
        settle(screen);
    }
}
