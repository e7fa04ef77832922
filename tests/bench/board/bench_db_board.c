/* A key on the countdown board: the real console on a terminal of 200x60, in a database of 10,000
 * stations and 500 open tickets that were called in over the last day, a third of them overdue. */
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"
#include "tests/bench/common/tickets.h"

#include <stdio.h>
#include <time.h>

enum { STATIONS = 10000, TICKETS = 500, SCROLLED = 300, PAGE = 30 };
#define DOWN  "\033OB"
#define HOME  "\033OH"
#define QUIET 0.004 /* ends a key's answer: one write is all in the pipe at once */

static struct pty console;

static double press_down(void)
{
    pty_read(&console, 0, 0); /* what has come on its own */
    double start = now_s();
    pty_send(&console, DOWN);
    if (!pty_read(&console, QUIET, 2))
        give_up("key", "nothing came");
    return (console.at - start) * 1e3;
}

/* Down the page, home, and down again; then on, where each key moves the whole list. */
static double key_p95_ms(void)
{
    static double ms[SCROLLED], moved[SCROLLED];
    double cpu = process_cpu_s(console.pid);
    for (int i = 0; i < SCROLLED; i++) {
        if (i % PAGE == 0) {
            pty_send(&console, HOME);
            pty_read(&console, 0.1, 0.5);
        }
        ms[i] = press_down();
        nanosleep(&(struct timespec){0, (5 + i * 7 % 13) * 1000000}, NULL);
    }
    cpu = process_cpu_s(console.pid) - cpu;
    for (int i = 0; i < SCROLLED; i++) {
        moved[i] = press_down();
        nanosleep(&(struct timespec){0, (5 + i * 7 % 13) * 1000000}, NULL);
    }
    printf(
        "a key: median %.2f ms, CPU %.2f ms; one that moves the whole list: %.2f ms (p95 %.2f)\n",
        median(ms, SCROLLED), cpu / SCROLLED * 1e3, median(moved, SCROLLED),
        percentile(moved, SCROLLED, 0.95));
    return percentile(ms, SCROLLED, 0.95);
}

int main(void)
{
    char dir[64];
    database_init();
    database_city(STATIONS, NULL, dir);
    tickets_open(TICKETS);
    tickets_show_board(&console, TICKETS);
    double ms = key_p95_ms();
    pty_end(&console);
    database_remove(dir);
    return figure("ticket.board_key_p95_ms", ms, "ms", 1) ? 0 : 1;
}
