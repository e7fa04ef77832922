#include "tests/terminal/screen.h"

#include "backend/base/alloc.h"
#include "backend/base/clock.h"
#include "tests/terminal/sequences.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#define FRAME_END "\033[?2026l"
#define READ_MOST 65536

static void fail_with_screen(struct screen *screen, const char *what, const char *text)
{
    char *shown = screen_text(screen);
    print_error("%s: %s\n--- the screen:\n%s---\n", what, text, shown);
    free(shown);
    fail();
}

/* ---- the emulator ---- */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct screen *screen = user;
    if (property == VTERM_PROP_ALTSCREEN)
        screen->is_other_screen = value->boolean;
    if (property == VTERM_PROP_CURSORVISIBLE)
        screen->is_cursor_shown = value->boolean;
    return 1;
}

static void on_answer(const char *bytes, size_t length, void *user)
{
    struct screen *screen = user;
    char answer[64];
    if (screen->is_mute)
        return;
    snprintf(answer, sizeof answer, "%.*s", (int)length, bytes);
    if (screen->box_column && !strcmp(answer, "\033[1;2R"))
        snprintf(answer, sizeof answer, "\033[1;%dR", screen->box_column);
    screen_send(screen, answer);
}

static void make_emulator(struct screen *screen)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    screen->vterm = vterm_new(screen->height, screen->width);
    vterm_set_utf8(screen->vterm, 1);
    vterm_output_set_callback(screen->vterm, on_answer, screen);
    screen->cells = vterm_obtain_screen(screen->vterm);
    vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
}

/* ---- the program ---- */

#define WORDS_MOST 16

static void become_program(const struct screen_options *options)
{
    static const char *const plain[] = {"LC_ALL=en_US.UTF-8", NULL};
    const char *const *extra = options->environment ? options->environment : plain;
    const char *words[WORDS_MOST] = {HEATDESK_PROGRAM};
    unsetenv("LINES");
    unsetenv("COLUMNS");
    setenv("TERM", options->term ? options->term : "xterm-256color", 1);
    for (; *extra; extra++)
        putenv((char *)(uintptr_t)*extra);
    for (int i = 0; options->arguments && options->arguments[i]; i++)
        words[i + 1] = options->arguments[i];
    if (options->is_hangup_ignored)
        signal(SIGHUP, SIG_IGN);
    execv(HEATDESK_PROGRAM, (char *const *)(uintptr_t)words);
    _exit(127);
}

static void set_size(const struct screen *screen, int width, int height)
{
    struct winsize size = {.ws_col = (unsigned short)width, .ws_row = (unsigned short)height};
    ioctl(screen->fd, TIOCSWINSZ, &size);
}

void screen_open(struct screen *screen, const struct screen_options *options)
{
    *screen = (struct screen){.width = options->width ? options->width : 80,
                              .height = options->height ? options->height : 24,
                              .box_column = options->box_column,
                              .is_mute = options->is_mute,
                              .is_cursor_shown = true};
    make_emulator(screen);
    assert_int_equal(openpty(&screen->fd, &screen->slave, NULL, NULL, NULL), 0);
    fcntl(screen->fd, F_SETFD, FD_CLOEXEC);
    fcntl(screen->fd, F_SETFL, O_NONBLOCK);
    set_size(screen, screen->width, screen->height);
    tcgetattr(screen->slave, &screen->before);
    screen->pid = fork();
    assert_true(screen->pid >= 0);
    if (screen->pid == 0) {
        login_tty(screen->slave);
        become_program(options);
    }
    fcntl(screen->slave, F_SETFD, FD_CLOEXEC);
}

static bool has_ended(struct screen *screen)
{
    if (!screen->is_ended && waitpid(screen->pid, &screen->status, WNOHANG) == screen->pid)
        screen->is_ended = true;
    return screen->is_ended;
}

void screen_close(struct screen *screen)
{
    if (!has_ended(screen)) {
        kill(screen->pid, SIGKILL);
        waitpid(screen->pid, &screen->status, 0);
    }
    if (screen->fd >= 0)
        close(screen->fd);
    close(screen->slave);
    vterm_free(screen->vterm);
    free(screen->raw);
}

/* ---- input and output ---- */

static void keep(struct screen *screen, const char *bytes, size_t length)
{
    size_t seen = screen->raw_length;
    if (seen + length > screen->raw_room) {
        screen->raw_room = (seen + length) * 2;
        screen->raw = alloc_resize(screen->raw, screen->raw_room, 1);
    }
    memcpy(screen->raw + seen, bytes, length);
    screen->raw_length += length;
    /* an end that was cut between two reads is found too */
    size_t tail = sizeof FRAME_END - 2;
    const char *at = screen->raw + (seen > tail ? seen - tail : 0);
    const char *end = screen->raw + screen->raw_length;
    while ((at = memmem(at, (size_t)(end - at), FRAME_END, tail + 1))) {
        screen->frames++;
        at += tail + 1;
    }
}

/* Bytes at the end that begin a character and do not complete it. */
static size_t begun(const char *bytes, size_t length)
{
    for (size_t back = 1; back <= 3 && back <= length; back++) {
        unsigned char byte = (unsigned char)bytes[length - back];
        size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        if (byte < 0x80 || byte >= 0xc0)
            return whole > back ? back : 0;
    }
    return 0;
}

/* Takes what has not been fed yet. The emulator wants whole characters; and it overruns when a
 * frame for the size before brings a wide character into its one column: there, a character beyond
 * ASCII is shown to it as '?'. */
static void feed(struct screen *screen, size_t length)
{
    static char shown[2 * READ_MOST];
    const char *bytes = screen->raw + screen->raw_length - length - screen->unfed;
    size_t all = length + screen->unfed, kept = 0;
    screen->unfed = begun(bytes, all);
    for (size_t i = 0; i < all - screen->unfed; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (screen->width > 1 || byte < 0x80)
            shown[kept++] = bytes[i];
        else if (byte >= 0xc0)
            shown[kept++] = '?';
    }
    vterm_input_write(screen->vterm, shown, kept);
}

bool screen_read(struct screen *screen, int ms)
{
    char bytes[READ_MOST];
    struct pollfd readable = {.fd = screen->fd, .events = POLLIN};
    if (screen->fd < 0 || poll(&readable, 1, ms) != 1)
        return false;
    ssize_t got = read(screen->fd, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    keep(screen, bytes, (size_t)got);
    feed(screen, (size_t)got);
    return true;
}

void screen_send_bytes(struct screen *screen, const char *bytes, size_t length)
{
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    while (length) {
        ssize_t sent = write(screen->fd, bytes, length);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (errno != EAGAIN || mono_is_due(end, clock_mono())) {
            fail_with_screen(screen, "the program takes no keys", strerror(errno));
        } else {
            screen_read(screen, 1);
        }
    }
}

void screen_send(struct screen *screen, const char *keys)
{
    screen_send_bytes(screen, keys, strlen(keys));
}

void screen_resize(struct screen *screen, int width, int height)
{
    while (screen_read(screen, 0))
        continue;
    screen->width = width > 0 ? width : 80;
    screen->height = height > 0 ? height : 24;
    vterm_set_size(screen->vterm, screen->height, screen->width);
    set_size(screen, width, height);
}

void screen_hang_up(struct screen *screen)
{
    close(screen->fd);
    screen->fd = -1;
}

void screen_scribble(struct screen *screen, const char *bytes)
{
    vterm_input_write(screen->vterm, bytes, strlen(bytes));
}

int screen_unread(const struct screen *screen)
{
    int count = 0;
    ioctl(screen->fd, FIONREAD, &count);
    return count;
}

/* ---- what is seen ---- */

static size_t put_character(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out[0] = (char)((0xff00 >> (more + 1)) | (c >> (6 * more)));
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | ((c >> (6 * (more - i))) & 0x3f));
    return (size_t)more + 1;
}

char *screen_text(const struct screen *screen)
{
    size_t row = (size_t)screen->width * VTERM_MAX_CHARS_PER_CELL * 4 + 1, at = 0;
    char *text = alloc_array((size_t)screen->height, row + 1);
    for (int y = 0; y < screen->height; y++) {
        VTermScreenCell cell = {.width = 1};
        size_t end = at;
        for (int x = 0; x<screen->width; x += cell.width> 0 ? cell.width : 1) {
            vterm_screen_get_cell(screen->cells, (VTermPos){.row = y, .col = x}, &cell);
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
                at += put_character(text + at, cell.chars[i]);
            if (cell.chars[0] && cell.chars[0] != ' ')
                end = at;
            else if (!cell.chars[0])
                text[at++] = ' ';
        }
        at = end;
        text[at++] = '\n';
    }
    text[at] = '\0';
    return text;
}

bool screen_shows(const struct screen *screen, const char *text)
{
    char *shown = screen_text(screen);
    bool is_there = strstr(shown, text) != NULL;
    free(shown);
    return is_there;
}

static void wait_shown(struct screen *screen, const char *text, bool is_wanted)
{
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    while (screen_shows(screen, text) != is_wanted) {
        bool is_over = has_ended(screen) || mono_is_due(end, clock_mono());
        if (!screen_read(screen, 50) && is_over)
            fail_with_screen(screen, is_wanted ? "never shown" : "still shown", text);
    }
}

void screen_wait(struct screen *screen, const char *text)
{
    wait_shown(screen, text, true);
}

void screen_wait_gone(struct screen *screen, const char *text)
{
    wait_shown(screen, text, false);
}

void screen_wait_frames(struct screen *screen, unsigned long long count)
{
    unsigned long long wanted = screen->frames + count;
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    while (screen->frames < wanted) {
        screen_read(screen, 50);
        if (has_ended(screen) || mono_is_due(end, clock_mono()))
            fail_with_screen(screen, "no frame comes", screen->is_ended ? "it ended" : "");
    }
}

int screen_wait_end(struct screen *screen)
{
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    while (!has_ended(screen)) {
        if (!screen_read(screen, 20) && screen->fd < 0)
            poll(NULL, 0, 5);
        if (mono_is_due(end, clock_mono()))
            fail_with_screen(screen, "it does not end", "");
    }
    while (screen_read(screen, 0))
        continue;
    return WIFEXITED(screen->status) ? WEXITSTATUS(screen->status) : -WTERMSIG(screen->status);
}

void screen_check_restored(const struct screen *screen)
{
    struct termios now;
    assert_int_equal(tcgetattr(screen->slave, &now), 0);
    assert_int_equal(now.c_iflag, screen->before.c_iflag);
    assert_int_equal(now.c_oflag, screen->before.c_oflag);
    assert_int_equal(now.c_lflag, screen->before.c_lflag);
    assert_memory_equal(now.c_cc, screen->before.c_cc, sizeof now.c_cc);
    assert_false(screen->is_other_screen);
    assert_true(screen->is_cursor_shown);
}

void screen_check_sequences(const struct screen *screen)
{
    char why[200];
    if (!sequences_are_ours(screen->raw, screen->raw_length, why, sizeof why))
        fail_msg("%s", why);
}
