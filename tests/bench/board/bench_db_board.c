/* A key on the countdown board: the real console on a terminal of 200x60, in a database of 10,000
 * stations and 500 open tickets that were called in over the last day, a third of them overdue. */
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"

#include <stdio.h>
#include <time.h>

enum { STATIONS = 10000, TICKETS = 500, SCROLLED = 300, PAGE = 30 };
#define DOWN  "\033OB"
#define HOME  "\033OH"
#define QUIET 0.004 /* ends a key's answer: one write is all in the pipe at once */

static struct pty console;

static void open_tickets(void)
{
    struct pg *pg = database_open(BENCH_DISPATCHER);
    char sql[1200];
    snprintf(sql, sizeof sql,
             "select hd.ticket_open(gen_random_uuid(),"
             " (array['repair', 'complaint', 'temp_check', 'enquiry', 'defect'])[1 + i %% 5], n.id,"
             " clock_timestamp() - make_interval(secs => i * 170), '室温不到十八度，老人和孩子受冻 "
             "' || i,"
             " jsonb_build_object('phone', '0315-' || (8000000 + i), 'place', '阳光小区 ' || i,"
             " 'urgency', case when i %% 9 = 0 then 'urgent' else 'normal' end))"
             " from generate_series(1, %d) i join (select id, row_number() over (order by id) as k"
             " from hd.node where kind = 'station') n on n.k = i * 7",
             TICKETS);
    database_run(pg, sql);
    pg_close(pg);
}

static void open_console(void)
{
    static char program[4096];
    static const char *const variables[] = {"PGUSER=bench_dispatcher", NULL};
    build_path(program, sizeof program, "ui/heatdesk");
    char *arguments[] = {program, "--lang", "en", NULL};
    pty_start(&console, arguments, variables);
    if (!pty_wait(&console, "S0001", 30))
        give_up("console", "does not come up");
    pty_send(&console, "3");
    if (!pty_wait(&console, "in work 500", 10))
        give_up("console", "does not show the board");
    pty_read(&console, 0.5, 5);
}

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
    open_tickets();
    open_console();
    double ms = key_p95_ms();
    pty_end(&console);
    database_remove(dir);
    return figure("ticket.board_key_p95_ms", ms, "ms", 1) ? 0 : 1;
}
