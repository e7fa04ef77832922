/* What flashing costs on the wire: the console's frames through the real terminal into a
 * pseudo-terminal, half a second apart by the plant's clock, as fast as the machine goes. */
#include "tests/ui/fixture.h"
#include "ui/terminal.h"

#include <errno.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { WIDTH = 200, HEIGHT = 60, STATIONS = 100, CHIPS = 20, SECONDS = 20, MOST_BYTES_S = 1000 };

static void on_press(void *ctx, uint32_t press)
{
    (void)ctx;
    (void)press;
}

static void on_narrow(void *ctx, bool is_narrow)
{
    (void)ctx;
    (void)is_narrow;
}

static void on_event(void *ctx)
{
    (void)ctx;
}

/* Apart from each other: a flood would let only the critical ones flash. */
static void add_alarms(struct fixture *f, int count)
{
    struct wall now = f->world.now;
    for (int i = 0; i < count; i++) {
        f->world.now.us = now.us - (count - i) * 180 * 1000000LL;
        fixture_fact(f, FACT_ALARM_RAISED, 1001 + 2 * i, "P2g.1", f->world.now.us, 0.5, 0.6,
                     "collector", "H/3", "");
    }
    fixture_turn(f);
}

/* The collector beats, and has polled everything; nothing has changed. */
static void next_half(struct fixture *f)
{
    fixture_later(f, 500);
    f->collector.seen = f->world.now;
    for (size_t i = 0; i < f->site->device_count; i++)
        f->site->device[i].at = f->site->device[i].read_at = f->world.now;
}

static void on_mouse(void *ctx, int button, int x, int y)
{
    (void)ctx, (void)button, (void)x, (void)y;
}

static void on_version(void *ctx, const char *version)
{
    (void)ctx, (void)version;
}

/* Exits with how many chips flash. */
static void play(int chips, int halves)
{
    static struct fixture f;
    uv_loop_t loop;
    struct theme theme;
    char why[200];
    const struct terminal_events events = {.on_press = on_press,
                                           .on_paste = on_press,
                                           .on_resize = on_event,
                                           .on_narrow = on_narrow,
                                           .on_version = on_version,
                                           .on_mouse = on_mouse,
                                           .on_ready = on_event,
                                           .on_hangup = on_event};
    setenv("TERM", "xterm-256color", 1);
    fixture_start_large(&f, STATIONS);
    add_alarms(&f, chips);
    uv_loop_init(&loop);
    theme_shipped("night", &theme);
    struct terminal *terminal = terminal_open(&loop, &events, &theme, NULL, why, sizeof why);
    if (!terminal)
        _exit(255);
    for (int i = 0; i <= halves; i++) {
        fixture_draw(&f, WIDTH, HEIGHT);
        while (!terminal_draw(terminal, &f.frame))
            uv_run(&loop, UV_RUN_ONCE);
        next_half(&f);
    }
    while (!terminal_draw(terminal, &f.frame)) /* all has left */
        uv_run(&loop, UV_RUN_ONCE);
    terminal_close(terminal);
    _exit(f.console.flashing);
}

static size_t bytes_of(int chips, int halves, int *flashing)
{
    struct winsize size = {.ws_row = HEIGHT, .ws_col = WIDTH};
    char bytes[4096];
    size_t sum = 0;
    int master, status;
    pid_t child = forkpty(&master, NULL, NULL, &size);
    assert_true(child >= 0);
    if (child == 0)
        play(chips, halves);
    for (;;) {
        ssize_t got = read(master, bytes, sizeof bytes);
        if (got > 0)
            sum += (size_t)got;
        else if (got == 0 || errno != EINTR)
            break;
    }
    close(master);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 255);
    *flashing = WEXITSTATUS(status);
    return sum;
}

static double bytes_s(int chips, int *flashing)
{
    return (double)(bytes_of(chips, 2 * SECONDS, flashing) - bytes_of(chips, 0, flashing)) /
           SECONDS;
}

static void test_a_frame_costs_its_chips(void **state)
{
    (void)state;
    int flashing;
    double calm = bytes_s(0, &flashing);
    assert_int_equal(flashing, 0);
    double busy = bytes_s(CHIPS, &flashing);
    print_message("calm %.0f B/s, %d chips flashing %.0f B/s\n", calm, flashing, busy);
    assert_true(flashing >= CHIPS);
    assert_true(busy <= MOST_BYTES_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_frame_costs_its_chips)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
