/* Alarms on the way from the collector to the screens (TESTS A10), in a database of 10,000
 * stations: 300 alarms at ten a second, then 10,000 within ten seconds, through the collector's own
 * store. Twenty processes hold what a console holds; a twenty-first is the real console on a
 * terminal of 200x60, at its alarm list, with somebody who types. */
#include "tests/bench/alarm_db/stage.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { KEYS = 400, LINE = 20, TYPED_MS = 25, SCROLLED = 300, PAGE = 40, PATIENCE_S = 120 };
#define DOWN   "\033OB"
#define HOME   "\033OH"
#define ESCAPE "\033"
#define QUIET  0.004 /* ends a key's answer: one write is all in the pipe at once */

static struct pty console;
static struct stage *stage;

static void open_console(void)
{
    static char program[4096];
    static const char *const variables[] = {"PGUSER=bench_dispatcher", NULL};
    build_path(program, sizeof program, "ui/heatdesk");
    char *arguments[] = {program, "--lang", "en", NULL};
    pty_start(&console, arguments, variables);
    if (!pty_wait(&console, "S0001", 30))
        give_up("console", "does not come up");
    pty_send(&console, "2");
    pty_read(&console, 0.5, 5);
}

static void find_stations(struct pg *pg)
{
    struct pg_rows *rows = database_ask(
        pg, "select distinct on (d.node_id) d.node_id, d.id from hd.device d join hd.node n on"
            " n.id = d.node_id where n.kind = 'station' order by d.node_id, d.id limit 10000");
    if (pg_rows_count(rows) != FLOOD)
        give_up("city", "does not have so many stations");
    for (int i = 0; i < FLOOD; i++) {
        stage->node[i] = (int32_t)strtol(pg_cell(rows, i, 0), NULL, 10);
        stage->device[i] = (int32_t)strtol(pg_cell(rows, i, 1), NULL, 10);
    }
    pg_rows_free(rows);
    stage->source =
        (int32_t)database_number(pg, "select min(id) from hd.node where kind = 'source'");
}

static bool are_all_loaded(void)
{
    bool are_loaded = stage->is_up;
    for (int i = 0; i < CONSOLES; i++)
        are_loaded &= stage->view[i].is_loaded;
    return are_loaded;
}

static bool have_all(int count)
{
    bool have = stage->durable_count >= count;
    for (int i = 0; i < CONSOLES; i++)
        have &= stage->view[i].count >= count;
    return have;
}

static bool have_all_calm(void)
{
    return have_all(CALM);
}

static bool have_everything(void)
{
    return have_all(ALARMS);
}

static bool are_all_judged(void)
{
    bool are_judged = true;
    for (int i = 0; i < CONSOLES; i++)
        are_judged &= stage->view[i].is_judged;
    return are_judged;
}

/* The console's screen is read all the while. */
static void wait_until(bool (*is_so)(void), const char *what)
{
    double end = now_s() + PATIENCE_S;
    while (!is_so()) {
        if (now_s() > end)
            give_up(what, "waited in vain");
        pty_read(&console, 0, 0.02);
    }
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* ---- the figures ---- */

/* Of every alarm on every console. */
static double to_screen_p99_ms(void)
{
    static double ms[CALM * CONSOLES];
    size_t count = 0;
    for (int i = 0; i < CONSOLES; i++)
        for (int n = 0; n < CALM; n++)
            ms[count++] = (stage->view[i].seen[n] - stage->told[n]) * 1e3;
    printf("to the screen: median %.1f ms\n", median(ms, count));
    return percentile(ms, count, 0.99);
}

/* Letters that stand nowhere else on the screen, so that the echo is known from what the flood
 * paints. */
static double flood_key_p99_ms(void)
{
    static double ms[KEYS];
    size_t count = 0;
    double end = now_s() + PATIENCE_S;
    for (; !have_everything() && now_s() < end; pause_ms(TYPED_MS)) {
        int letter = 0x9F00 + (int)count % LINE;
        const char text[] = {(char)(0xE0 | letter >> 12), (char)(0x80 | (letter >> 6 & 0x3F)),
                             (char)(0x80 | (letter & 0x3F)), '\0'};
        if (count == KEYS)
            break;
        if (count % LINE == 0) {
            pty_send(&console, count ? ESCAPE : "");
            pty_read(&console, 0.1, 0.15);
            pty_send(&console, ":");
            pty_read(&console, 0.02, 0.05);
        }
        double start = now_s();
        pty_send(&console, text);
        if (!pty_wait(&console, text, 10))
            give_up("console", "does not echo a key");
        ms[count++] = (console.at - start) * 1e3;
    }
    wait_until(have_everything, "the flood");
    printf("keys in the flood: %zu, median %.1f ms\n", count, median(ms, count));
    return percentile(ms, count, 0.99);
}

static void tell_flood(void)
{
    double first = stage->told[CALM], last = stage->told[ALARMS - 1], late = last;
    for (int i = 0; i < CONSOLES; i++)
        for (int n = CALM; n < ALARMS; n++)
            late = fmax(late, stage->view[i].seen[n]);
    printf("the flood: %d alarms within %.1f s, on every console %.2f s after the last\n", FLOOD,
           last - first, late - last);
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
static double scroll_p95_ms(void)
{
    static double ms[SCROLLED], moved[SCROLLED];
    pty_send(&console, ESCAPE);
    pty_read(&console, 0.5, 5);
    double cpu = process_cpu_s(console.pid);
    for (int i = 0; i < SCROLLED; i++) {
        if (i % PAGE == 0) {
            pty_send(&console, HOME);
            pty_read(&console, 0.1, 0.5);
        }
        ms[i] = press_down();
        pause_ms(5 + i * 7 % 13);
    }
    cpu = process_cpu_s(console.pid) - cpu;
    for (int i = 0; i < SCROLLED; i++) {
        moved[i] = press_down();
        pause_ms(5 + i * 7 % 13);
    }
    printf(
        "a key: median %.2f ms, CPU %.2f ms; one that moves the whole list: %.2f ms (p95 %.2f)\n",
        median(ms, SCROLLED), cpu / SCROLLED * 1e3, median(moved, SCROLLED),
        percentile(moved, SCROLLED, 0.95));
    return percentile(ms, SCROLLED, 0.95);
}

/* What twenty consoles and the log itself have lost or doubled. */
static void judge(struct pg *pg, double *lost, double *doubled, double *grouped_ms)
{
    *lost = ALARMS - database_number(pg, "select count(distinct command_id) from hd.fact where kind"
                                         " = 'alarm_raised'");
    *doubled = database_number(pg, "select count(*) - count(distinct command_id) from hd.fact where"
                                   " kind = 'alarm_raised'");
    *grouped_ms = 0;
    stage->is_judgement_wanted = true;
    wait_until(are_all_judged, "the judgement");
    for (int i = 0; i < CONSOLES; i++) {
        *lost += stage->view[i].lost;
        *doubled += stage->view[i].doubled;
        *grouped_ms = fmax(*grouped_ms, stage->view[i].grouped_s * 1e3);
    }
}

int main(void)
{
    char dir[64];
    pid_t pids[CONSOLES + 1];
    double lost, doubled, grouped_ms;
    database_init();
    database_city(FLOOD, NULL, dir);
    stage = mmap(NULL, sizeof *stage, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    struct pg *pg = database_open("");
    find_stations(pg);
    stage->first_id = clock_wall().us;
    pids[CONSOLES] = raiser_start(stage, dir);
    for (int i = 0; i < CONSOLES; i++)
        pids[i] = watcher_start(stage, i);
    open_console();
    wait_until(are_all_loaded, "the consoles' start");
    stage->is_calm_wanted = true;
    wait_until(have_all_calm, "the alarms");
    double to_screen_ms = to_screen_p99_ms(), rss = process_rss_mib(console.pid);
    stage->is_flood_wanted = true;
    double key_ms = flood_key_p99_ms();
    tell_flood();
    judge(pg, &lost, &doubled, &grouped_ms);
    for (int i = 0; i <= CONSOLES; i++)
        end_child(pids[i]);
    double scroll_ms = scroll_p95_ms();
    rss = process_rss_mib(console.pid) - rss;
    pg_close(pg);
    pty_end(&console);
    database_remove(dir);
    bool is_ok = figure("alarm.to_screen_p99_ms", to_screen_ms, "ms", 100);
    is_ok &= figure("alarm.flood_lost", lost, "", 0);
    is_ok &= figure("alarm.flood_doubled", doubled, "", 0);
    is_ok &= figure("alarm.flood_key_p99_ms", key_ms, "ms", 100);
    is_ok &= figure("alarm.grouped_ms", grouped_ms, "ms", 1000);
    is_ok &= figure("alarm.flood_rss_mib", rss, "MiB", 50);
    is_ok &= figure("alarm.scroll_key_p95_ms", scroll_ms, "ms", 1);
    return is_ok ? 0 : 1;
}
