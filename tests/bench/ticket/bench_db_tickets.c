/* The desk at work: 500 open tickets, five calls and five deeds a second, in a database of 10,000
 * stations. Twenty processes hold what a console holds; a twenty-first is the real console on a
 * terminal of 200x60, at its board, with somebody who types. */
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"
#include "tests/bench/common/tickets.h"
#include "tests/bench/ticket/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { STATIONS = 10000, KEYS = 2000, PAGE = 30, PATIENCE_S = 120 };
#define DOWN  "\033OB"
#define HOME  "\033OH"
#define QUIET 0.002 /* ends a key's answer: one write is all in the pipe at once */

static struct pty console, bare;
static struct stage *stage;

static void add_people(struct pg *pg)
{
    database_run(pg, "do $$ begin create role bench_intake login in role hd_intake; end $$");
    database_run(pg, "insert into hd.crew (id, code, name) select i, 'B' || i, i || '班' from"
                     " generate_series(1, 4) i");
}

static bool are_all_loaded(void)
{
    bool are_loaded = true;
    for (int i = 0; i < CONSOLES; i++)
        are_loaded &= stage->view[i].is_loaded;
    return are_loaded;
}

static bool is_work_done(void)
{
    int done = 0;
    for (int i = 0; i <= DESKS; i++)
        done += stage->done[i];
    return done == MARKS;
}

static bool have_all(void)
{
    bool have = true;
    for (int i = 0; i < CONSOLES; i++)
        have &= stage->view[i].count == MARKS;
    return have;
}

static bool are_all_judged(void)
{
    bool are_judged = true;
    for (int i = 0; i < CONSOLES; i++)
        are_judged &= stage->view[i].is_judged;
    return are_judged;
}

/* The console's screen is read all the while. False when it is in vain. */
static bool wait_until(bool (*is_so)(void), double most_s)
{
    double end = now_s() + most_s;
    while (!is_so()) {
        if (now_s() > end)
            return false;
        pty_read(&console, 0, 0.02);
    }
    return true;
}

static void start_bare(void)
{
    static char program[4096];
    static const char *const variables[] = {NULL};
    build_path(program, sizeof program, "tests/bench/console/bare_list");
    char *arguments[] = {program, NULL};
    pty_start(&bare, arguments, variables);
    if (!pty_read(&bare, 0.2, 5))
        give_up("bare_list", "shows nothing");
}

static double press_down(struct pty *pty)
{
    pty_read(pty, 0, 0); /* what has come on its own */
    double start = now_s();
    pty_send(pty, DOWN);
    if (!pty_read(pty, QUIET, 2))
        give_up("key", "nothing came");
    return (pty->at - start) * 1e3;
}

static void go_home(struct pty *pty)
{
    pty_send(pty, HOME);
    pty_read(pty, 0.05, 0.2);
}

/* While the others work, in turn with a bare list of curses: with twenty consoles, their server and
 * the desks on one machine, waiting for the processor is most of a key's time. */
static double key_p95_ms(double *ratio)
{
    static double ours[KEYS], theirs[KEYS];
    size_t count = 0;
    for (; count < KEYS && !is_work_done(); count++) {
        if (count % PAGE == 0) {
            go_home(&console);
            go_home(&bare);
        }
        ours[count] = press_down(&console);
        theirs[count] = press_down(&bare);
        nanosleep(&(struct timespec){0, (long)(5 + count * 7 % 13) * 1000000}, NULL);
    }
    *ratio = median(ours, count) / median(theirs, count);
    printf(
        "keys meanwhile: %zu, median %.2f ms, p99 %.2f; of a bare list %.2f, p95 %.2f, p99 %.2f\n",
        count, median(ours, count), percentile(ours, count, 0.99), median(theirs, count),
        percentile(theirs, count, 0.95), percentile(theirs, count, 0.99));
    return percentile(ours, count, 0.95);
}

/* Of each fact the last of the consoles; what has not come counts as lost. */
static double action_p99_ms(double *lost)
{
    static double worst[MARKS], each[MARKS * CONSOLES];
    size_t count = 0, shown = 0;
    for (int mark = 0; mark < MARKS; mark++) {
        double ms = 0;
        for (int i = 0; i < CONSOLES; i++) {
            double seen = stage->view[i].seen[mark];
            *lost += seen == 0;
            if (seen > 0)
                each[shown++] = (seen - stage->told[mark]) * 1e3;
            ms = seen > 0 && (seen - stage->told[mark]) * 1e3 > ms ? each[shown - 1] : ms;
        }
        worst[count++] = ms;
    }
    printf("from asked to shown: median %.1f ms on a console, %.1f ms until it is on all\n",
           median(each, shown), median(worst, count));
    return percentile(worst, count, 0.99);
}

static void judge(struct pg *pg, double *lost, double *doubled)
{
    struct pg_rows *rows =
        database_ask(pg, "select id, seq, state from hd.ticket where state <> 'archived'");
    stage->held_count = pg_rows_count(rows);
    for (int i = 0; i < stage->held_count && i < TICKETS_MOST; i++) {
        struct held *held = &stage->held[i];
        held->id = strtoll(pg_cell(rows, i, 0), NULL, 10);
        held->seq = strtoll(pg_cell(rows, i, 1), NULL, 10);
        snprintf(held->state, sizeof held->state, "%s", pg_cell(rows, i, 2));
    }
    pg_rows_free(rows);
    stage->is_judgement_wanted = true;
    if (!wait_until(are_all_judged, PATIENCE_S))
        give_up("consoles", "do not judge");
    for (int i = 0; i < CONSOLES; i++) {
        *lost += stage->view[i].lost;
        *doubled += stage->view[i].doubled;
    }
    *lost += INTAKES - database_number(pg, "select count(distinct extern) from hd.ticket where"
                                           " extern like 'W-%'");
    *doubled += database_number(pg, "select count(*) - count(distinct extern) from hd.ticket where"
                                    " extern like 'W-%'");
}

int main(void)
{
    char dir[64];
    pid_t pids[CONSOLES + DESKS + 1];
    double lost = 0, doubled = 0;
    database_init();
    database_city(STATIONS, NULL, dir);
    stage = mmap(NULL, sizeof *stage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct pg *pg = database_open("");
    add_people(pg);
    tickets_open(HELD);
    for (int i = 0; i < CONSOLES; i++)
        pids[i] = watcher_start(stage, i);
    for (int i = 0; i < DESKS; i++)
        pids[CONSOLES + i] = desk_start(stage, i);
    pids[CONSOLES + DESKS] = intake_start(stage);
    tickets_show_board(&console, HELD);
    start_bare();
    if (!wait_until(are_all_loaded, PATIENCE_S))
        give_up("consoles", "do not come up");
    stage->is_wanted = true;
    double ratio, key_ms = key_p95_ms(&ratio);
    if (!wait_until(is_work_done, PATIENCE_S))
        give_up("desks", "do not come to an end");
    wait_until(have_all, 10);
    double action_ms = action_p99_ms(&lost);
    judge(pg, &lost, &doubled);
    for (int i = 0; i <= CONSOLES + DESKS; i++)
        end_child(pids[i]);
    pg_close(pg);
    pty_end(&console);
    pty_end(&bare);
    database_remove(dir);
    bool is_ok = figure("ticket.action_p99_ms", action_ms, "ms", 100);
    is_ok &= figure("ticket.lost", lost, "", 0);
    is_ok &= figure("ticket.doubled", doubled, "", 0);
    is_ok &= figure("ticket.load_key_p95_ms", key_ms, "ms", 1);
    is_ok &= figure("ticket.load_key_ratio_bare", ratio, "x", 1.5);
    return is_ok ? 0 : 1;
}
