#include "ui/terminal.h"

#include "backend/base/alloc.h"
#include "ui/frame_file.h"
#include "ui/input.h"
#include "ui/paint.h"
#include "ui/record.h"
#include "ui/tty.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#define ESC_MS      50
#define KEPT_BYTES  65536
#define READ_BYTES  4096
#define FRAME_START "\033[?2026h"
#define FRAME_END   "\033[?2026l"
/* Who it is, which some do not answer, and how wide it draws a line. */
#define PROBES "\033[>0q\0337\033[H\xe2\x94\x80\033[6n\0338"

/* Signals of a terminal; the console ends with all but the first two. */
static const int signal_numbers[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT};
#define SIGNALS ((int)(sizeof signal_numbers / sizeof *signal_numbers))
#define HANDLES (SIGNALS + 2)

struct terminal {
    struct terminal_events events;
    struct tty tty;
    struct input input;
    struct record *record;
    struct frame shown; /* what curses holds; compared line by line */
    bool is_whole_wanted, is_entry_wanted, is_hung, has_probed;
    struct frame_file out;
    FILE *in;
    SCREEN *screen;
    char *pending; /* of the frame in flight */
    size_t pending_length, pending_at, pending_room;
    uv_poll_t poll;
    uv_timer_t escape;
    uv_signal_t signal[SIGNALS];
    int closing;
};

static void on_poll(uv_poll_t *poll, int status, int events);

static void hang_up(struct terminal *terminal)
{
    if (terminal->is_hung)
        return;
    terminal->is_hung = true;
    uv_poll_stop(&terminal->poll);
    terminal->events.on_hangup(terminal->events.ctx);
}

static void watch(struct terminal *terminal)
{
    int wanted = UV_READABLE | (terminal->pending_length ? UV_WRITABLE : 0);
    if (!terminal->is_hung && !uv_is_closing((uv_handle_t *)&terminal->poll))
        uv_poll_start(&terminal->poll, wanted, on_poll);
}

/* Sends what is pending; what does not fit now goes when the terminal reads again. */
static void flush_pending(struct terminal *terminal)
{
    while (terminal->pending_at < terminal->pending_length) {
        ssize_t sent = write(terminal->tty.fd, terminal->pending + terminal->pending_at,
                             terminal->pending_length - terminal->pending_at);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            watch(terminal);
            return;
        }
        if (sent <= 0) {
            hang_up(terminal);
            return;
        }
        terminal->pending_at += (size_t)sent;
    }
    terminal->pending_at = terminal->pending_length = 0;
}

static void make_room(struct terminal *terminal, size_t length)
{
    if (terminal->pending_length + length <= terminal->pending_room)
        return;
    terminal->pending_room = (terminal->pending_length + length) * 2;
    terminal->pending = alloc_resize(terminal->pending, terminal->pending_room, 1);
}

static void pend(struct terminal *terminal, const char *bytes, size_t length)
{
    make_room(terminal, length);
    memcpy(terminal->pending + terminal->pending_length, bytes, length);
    terminal->pending_length += length;
}

/* Moves what curses wrote out of its file into the pending bytes; a frame without a byte is none.
 */
static void collect(struct terminal *terminal)
{
    size_t before = terminal->pending_length, start, got;
    if (terminal->is_entry_wanted)
        pend(terminal, TTY_ENTER, sizeof TTY_ENTER - 1);
    pend(terminal, FRAME_START, sizeof FRAME_START - 1);
    start = terminal->pending_length;
    do {
        make_room(terminal, READ_BYTES);
        got = frame_file_take(&terminal->out, terminal->pending + terminal->pending_length,
                              READ_BYTES);
        terminal->pending_length += got;
    } while (got == READ_BYTES);
    if (terminal->pending_length == start) {
        terminal->pending_length = before;
        return;
    }
    terminal->is_entry_wanted = false;
    record_write(terminal->record, terminal->pending + start, terminal->pending_length - start);
    pend(terminal, FRAME_END, sizeof FRAME_END - 1);
}

static void on_press(void *ctx, uint32_t press)
{
    struct terminal *terminal = ctx;
    terminal->events.on_press(terminal->events.ctx, press);
}

static void on_paste(void *ctx, uint32_t character)
{
    struct terminal *terminal = ctx;
    terminal->events.on_paste(terminal->events.ctx, character);
}

static void on_column(void *ctx, int row, int column)
{
    struct terminal *terminal = ctx;
    if (!terminal->has_probed && row == 1)
        terminal->events.on_narrow(terminal->events.ctx, column == 2);
    terminal->has_probed = true;
}

static void on_mouse(void *ctx, int button, int x, int y)
{
    const struct terminal_events *events = &((struct terminal *)ctx)->events;
    events->on_mouse(events->ctx, button, x, y);
}

static void on_version(void *ctx, const char *version)
{
    struct terminal *terminal = ctx;
    terminal->events.on_version(terminal->events.ctx, version);
}

static void on_escape(uv_timer_t *timer)
{
    input_timeout(&((struct terminal *)timer->data)->input);
}

static void read_keys(struct terminal *terminal)
{
    char bytes[1024];
    ssize_t got = read(terminal->tty.fd, bytes, sizeof bytes);
    if (got > 0) {
        input_feed(&terminal->input, bytes, (size_t)got);
        if (input_is_waiting(&terminal->input))
            uv_timer_start(&terminal->escape, on_escape, ESC_MS, 0);
        else
            uv_timer_stop(&terminal->escape);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        hang_up(terminal);
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct terminal *terminal = poll->data;
    if (status < 0) {
        hang_up(terminal);
        return;
    }
    if (events & UV_WRITABLE) {
        flush_pending(terminal);
        if (!terminal->pending_length && !terminal->is_hung) {
            watch(terminal);
            terminal->events.on_ready(terminal->events.ctx);
        }
    }
    if (events & UV_READABLE && !terminal->is_hung)
        read_keys(terminal);
}

static void fit(struct terminal *terminal)
{
    int width, height;
    tty_size(&terminal->tty, &width, &height);
    if (width != COLS || height != LINES) {
        resizeterm(height, width);
        record_size(terminal->record, width, height);
    }
    terminal->is_whole_wanted = true;
}

static void on_signal(uv_signal_t *signal, int number)
{
    struct terminal *terminal = signal->data;
    if (number != SIGWINCH && number != SIGCONT) {
        hang_up(terminal);
        return;
    }
    if (number == SIGCONT) { /* somebody else had the terminal */
        tty_enter(&terminal->tty);
        terminal->is_entry_wanted = true;
    }
    fit(terminal);
    terminal->events.on_resize(terminal->events.ctx);
}

void terminal_use_theme(struct terminal *terminal, const struct theme *theme)
{
    paint_use_theme(theme);
    terminal_repaint(terminal);
}

void terminal_repaint(struct terminal *terminal)
{
    terminal->is_whole_wanted = true;
}

/* What curses sends to open a terminal is thrown away: tty.c does it. Ending once takes curses out
 * of its opening state, in which each move of the cursor is a write(). */
static void forget_opening(struct terminal *terminal)
{
    refresh();
    endwin();
    refresh();
    frame_file_forget(&terminal->out);
}

/* newterm() leaks what it began for a type it does not know. */
static bool is_known(const char *type)
{
    int error;
    if (setupterm(type, -1, &error) != OK)
        return false;
    del_curterm(cur_term);
    return true;
}

/* Terminals that this machine does not know are tried as the common ones they resemble. */
static SCREEN *new_screen(struct terminal *terminal)
{
    const char *const names[] = {getenv("TERM"), "xterm-256color", "xterm", "vt100"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!names[i] || !*names[i] || !is_known(names[i]))
            continue;
        SCREEN *screen = newterm(names[i], terminal->out.stream, terminal->in);
        if (screen)
            return screen;
    }
    return NULL;
}

static bool open_screen(struct terminal *terminal, char *why, size_t size)
{
    bool has_file = frame_file_open(&terminal->out);
    terminal->in = fopen("/dev/null", "r");
    if (!has_file || !terminal->in) {
        snprintf(why, size, "cannot make the memory file for frames: %s", strerror(errno));
        return false;
    }
    signal(SIGTSTP, SIG_IGN); /* before curses looks: else it holds it off anew in each frame */
    terminal->screen = new_screen(terminal);
    if (!terminal->screen) {
        snprintf(why, size, "the terminal type TERM=%s cannot be used", getenv("TERM"));
        return false;
    }
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    nonl();
    leaveok(newscr, FALSE);
    idlok(newscr, FALSE);
    scrollok(newscr, FALSE);
    typeahead(-1); /* keys are not curses' to look for */
    forget_opening(terminal);
    return true;
}

static void close_screen(struct terminal *terminal)
{
    if (terminal->screen) {
        endwin();
        delscreen(terminal->screen);
    }
    frame_file_close(&terminal->out);
    if (terminal->in)
        fclose(terminal->in);
    record_close(terminal->record);
    frame_finish(&terminal->shown);
}

static bool open_record(struct terminal *terminal, const char *path, char *why, size_t size)
{
    int width, height;
    tty_size(&terminal->tty, &width, &height);
    terminal->record = path ? record_open(path, width, height) : NULL;
    if (path && !terminal->record)
        snprintf(why, size, "cannot write the record %s: %s", path, strerror(errno));
    return !path || terminal->record;
}

static void start_handles(struct terminal *terminal, uv_loop_t *loop)
{
    uv_poll_init(loop, &terminal->poll, terminal->tty.fd);
    uv_timer_init(loop, &terminal->escape);
    terminal->poll.data = terminal->escape.data = terminal;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(loop, &terminal->signal[i]);
        terminal->signal[i].data = terminal;
        uv_signal_start(&terminal->signal[i], on_signal, signal_numbers[i]);
    }
    signal(SIGPIPE, SIG_IGN);
    watch(terminal);
}

struct terminal *terminal_open(uv_loop_t *loop, const struct terminal_events *events,
                               const struct theme *theme, const char *record, char *why,
                               size_t size)
{
    struct terminal *terminal = alloc_new(sizeof *terminal);
    terminal->events = *events;
    terminal->input = (struct input){.ctx = terminal,
                                     .on_press = on_press,
                                     .on_paste = on_paste,
                                     .on_column = on_column,
                                     .on_version = on_version,
                                     .on_mouse = on_mouse};
    frame_init(&terminal->shown);
    if (!tty_open(&terminal->tty, why, size) || !open_screen(terminal, why, size) ||
        !open_record(terminal, record, why, size)) {
        tty_close(&terminal->tty);
        close_screen(terminal);
        free(terminal);
        return NULL;
    }
    tty_enter(&terminal->tty);
    fit(terminal);
    terminal_use_theme(terminal, theme);
    pend(terminal, TTY_ENTER PROBES, sizeof TTY_ENTER PROBES - 1);
    start_handles(terminal, loop);
    return terminal;
}

void terminal_size(const struct terminal *terminal, int *width, int *height)
{
    (void)terminal;
    *width = COLS;
    *height = LINES;
}

bool terminal_draw(struct terminal *terminal, const struct frame *frame)
{
    if (terminal->pending_length || terminal->is_hung)
        return false;
    struct frame *shown = &terminal->shown;
    bool is_whole =
        terminal->is_whole_wanted || shown->width != frame->width || shown->height != frame->height;
    if (is_whole) {
        frame_start(shown, frame->width, frame->height);
        paint_blank();
    }
    for (int y = 0; y < frame->height; y++)
        if (is_whole || !row_is_same(&shown->line[y], &frame->line[y])) {
            paint_line(y, &frame->line[y], is_whole ? NULL : &shown->line[y]);
            row_copy(&shown->line[y], &frame->line[y]);
        }
    terminal->is_whole_wanted = false;
    wmove(newscr, frame->cursor_y, frame->cursor_x);
    doupdate();
    collect(terminal);
    flush_pending(terminal);
    return true;
}

void terminal_send(struct terminal *terminal, const char *bytes, size_t length)
{
    if (terminal->is_hung || terminal->pending_length > KEPT_BYTES)
        return; /* one that reads nothing needs none of it */
    pend(terminal, bytes, length);
    record_write(terminal->record, bytes, length);
    flush_pending(terminal);
}

static void on_closed(uv_handle_t *handle)
{
    struct terminal *terminal = handle->data;
    if (--terminal->closing)
        return;
    free(terminal->pending);
    free(terminal);
}

/* The answer to our question would be typed into the shell that follows. */
static void take_answer(const struct terminal *terminal)
{
    struct pollfd readable = {.fd = terminal->tty.fd, .events = POLLIN};
    char bytes[256];
    if (!terminal->has_probed && !terminal->is_hung && poll(&readable, 1, 200) == 1)
        (void)!read(terminal->tty.fd, bytes, sizeof bytes);
}

/* Half a frame would leave half a character before what restores the terminal. One that does not
 * read is waited for no longer. */
static void finish_frame(struct terminal *terminal)
{
    struct pollfd writable = {.fd = terminal->tty.fd, .events = POLLOUT};
    while (terminal->pending_at < terminal->pending_length && poll(&writable, 1, 200) == 1) {
        ssize_t sent = write(terminal->tty.fd, terminal->pending + terminal->pending_at,
                             terminal->pending_length - terminal->pending_at);
        if (sent <= 0)
            break;
        terminal->pending_at += (size_t)sent;
    }
    terminal->pending_at = terminal->pending_length = 0;
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    finish_frame(terminal);
    take_answer(terminal);
    tty_close(&terminal->tty);
    close_screen(terminal);
    terminal->closing = HANDLES;
    uv_close((uv_handle_t *)&terminal->poll, on_closed);
    uv_close((uv_handle_t *)&terminal->escape, on_closed);
    for (int i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&terminal->signal[i], on_closed);
}
