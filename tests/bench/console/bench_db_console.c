/* The console as a dispatcher's terminal sees it: 200x60, xterm-256color, Chinese, the network
 * screen of 10,000 stations (11,800 devices) from a live database. A small writer in the
 * collector's place polls the devices in and near sight every 5 s, in batches each 100 ms, and
 * gives new values to a twentieth of them a second. Keys alternate between the console and a bare
 * ncurses list; at last 20 chips in sight flash (UI.md: at most 1,000 B/s then). */
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"
#include "tests/bench/console/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEYS = 300, PAGE = 50, STARTS = 7, IDLE_S = 20 };
#define DOWN   "\033OB"
#define UP     "\033OA"
#define HOME   "\033OH"
#define LIVE   "77.7"
#define QUIET  0.004 /* ends a key's answer: one write is all in the pipe at once */
#define SETTLE 1.0

static struct pty console, bare;

static void start_console(void)
{
    static char program[4096];
    static const char *const variables[] = {"PGUSER=bench_dispatcher", NULL};
    build_path(program, sizeof program, "ui/heatdesk");
    char *arguments[] = {program, "--lang", "zh_CN", NULL};
    pty_start(&console, arguments, variables);
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

/* Nothing changes meanwhile, so the last live value that comes is the last of the first paint. */
static double first_paint_ms(void)
{
    double painted = 0, end = now_s() + 15;
    start_console();
    while (now_s() < end && (!painted || now_s() < painted + SETTLE))
        if (pty_wait(&console, LIVE, 0.2))
            painted = console.at;
    if (!painted)
        give_up("console", "shows no live value");
    return (painted - console.started) * 1e3;
}

struct answers {
    double ms[KEYS], bytes[KEYS];
    size_t count;
};

/* What has come on its own is read away first; the answer's end is its last byte. */
static void press(struct pty *pty, const char *key, struct answers *answers)
{
    pty_read(pty, 0, 0);
    size_t before = pty->bytes;
    double start = now_s();
    pty_send(pty, key);
    if (!pty_read(pty, QUIET, 2))
        give_up("key", "nothing came");
    answers->ms[answers->count] = (pty->at - start) * 1e3;
    answers->bytes[answers->count++] = (double)(pty->bytes - before);
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* Down the page, home, and down again; then on, where each key moves the whole list. */
static void press_all(struct answers *ours, struct answers *theirs, struct answers *scrolled)
{
    for (int i = 0; i < KEYS; i++) {
        if (i % PAGE == 0) {
            pty_send(&console, HOME);
            pty_send(&bare, HOME);
            pause_ms(100);
        }
        press(&console, DOWN, ours);
        press(&bare, DOWN, theirs);
        pause_ms(5 + i * 7 % 13);
    }
    for (int i = 0; i < 2 * PAGE; i++) {
        press(&console, DOWN, i < PAGE ? &(struct answers){0} : scrolled);
        pause_ms(5);
    }
}

/* ---- programs that people know, where they are installed ---- */

struct peer {
    const char *name, *path, *needs; /* needs: a file without which it shows nothing */
    double limit;
    double ratio; /* 0 = not measured */
};
static struct peer peers[] = {
    {"console.key_ratio_htop", "/usr/bin/htop", "/proc/stat", 1, 0},
    {"console.key_ratio_tig", "/usr/bin/tig", ".git", 1.2, 0},
};
#define PEERS (sizeof peers / sizeof *peers)

static void press_peer(struct peer *peer)
{
    static struct answers ours, theirs;
    static const char *const variables[] = {NULL};
    char *arguments[] = {(char *)peer->path, NULL};
    static struct pty pty;
    if (access(peer->path, X_OK) || access(peer->needs, F_OK))
        return;
    ours.count = theirs.count = 0;
    pty_start(&pty, arguments, variables);
    pty_read(&pty, 0.5, 5);
    for (int i = 0; i < KEYS / 2; i++) {
        bool is_down = i / PAGE % 2 == 0; /* down a page, and up again */
        press(&console, is_down ? DOWN : UP, &ours);
        press(&pty, is_down ? DOWN : UP, &theirs);
        pause_ms(5 + i * 7 % 13);
    }
    peer->ratio = median(ours.ms, ours.count) / median(theirs.ms, theirs.count);
    pty_end(&pty);
}

static bool print_peers(void)
{
    bool is_ok = true;
    for (size_t i = 0; i < PEERS; i++) {
        if (peers[i].ratio > 0)
            is_ok &= figure(peers[i].name, peers[i].ratio, "x", peers[i].limit);
        else
            printf("%s: skipped, %s or %s is not there\n", peers[i].name, peers[i].path,
                   peers[i].needs);
    }
    return is_ok;
}

static void idle(double *bytes_s, double *cpu_percent)
{
    pty_read(&console, 0.02, 2);
    size_t bytes = console.bytes;
    double start = now_s(), cpu = process_cpu_s(console.pid), end = start + IDLE_S;
    while (now_s() < end)
        pty_read(&console, 0.5, end - now_s());
    double passed = now_s() - start;
    *bytes_s = (double)(console.bytes - bytes) / passed;
    *cpu_percent = (process_cpu_s(console.pid) - cpu) / passed * 100;
}

/* Unacknowledged and critical, so that they flash in a flood, too: of 20 stations in sight. */
#define RAISE                                                                                      \
    "with recursive t (id, path) as (select node_id, array[code] from hd.tree where parent_id is " \
    "null union all select c.node_id, t.path || c.code from hd.tree c join t on c.parent_id = "    \
    "t.id), d as (select distinct on (t.path) d.id from t join hd.device d on d.node_id = t.id "   \
    "order by t.path limit 20) select hd.fact_append(array_agg((null, clock_timestamp(), "         \
    "'alarm_raised', null, d.id, '', 1768418262000000 + d.id, null, null, 'lost/1d', '')"          \
    "::hd.fact_input)) from d"

static void raise_alarms(void)
{
    struct pg *pg = database_open("");
    database_run(pg, RAISE);
    pg_close(pg);
    if (!pty_wait(&console, "1!", 10))
        give_up("console", "shows no alarm");
    pause_ms(2000);
}

int main(void)
{
    char dir[64];
    double paint[STARTS], bytes_s, cpu_percent, flash_bytes_s, flash_cpu_percent;
    static struct answers ours, theirs, scrolled;
    database_init();
    database_city(10000, NULL, dir);
    pid_t writer = writer_start();
    for (int i = 0; i < STARTS; i++) {
        if (i)
            pty_end(&console);
        paint[i] = first_paint_ms();
    }
    writer_pace(PACE_LIVELY);
    pause_ms(6000); /* all in sight have been polled since */
    idle(&bytes_s, &cpu_percent);
    start_bare();
    press_all(&ours, &theirs, &scrolled);
    pty_send(&console, HOME);
    for (size_t i = 0; i < PEERS; i++)
        press_peer(&peers[i]);
    double rss = process_rss_mib(console.pid);
    pty_end(&console);
    pty_end(&bare);
    start_console();
    raise_alarms();
    idle(&flash_bytes_s, &flash_cpu_percent);
    pty_end(&console);
    end_child(writer);
    database_remove(dir);
    double bare_ms = median(theirs.ms, theirs.count), ours_ms = median(ours.ms, ours.count);
    bool is_ok = figure("console.key_ratio_bare", ours_ms / bare_ms, "x", 1.5);
    is_ok &= print_peers();
    is_ok &= figure("console.key_p95_ms", percentile(ours.ms, ours.count, 0.95), "ms", 1);
    is_ok &= figure("console.key_bytes", median(ours.bytes, ours.count), "B", 900);
    is_ok &= figure("console.idle_bytes_s", bytes_s, "B/s", 900);
    is_ok &= figure("console.idle_cpu_percent", cpu_percent, "%", 0.2);
    is_ok &= figure("console.flash_bytes_s", flash_bytes_s, "B/s", 1000);
    is_ok &= figure("console.flash_cpu_percent", flash_cpu_percent, "%", 0.5);
    is_ok &= figure("console.first_paint_ms", median(paint, STARTS), "ms", 150);
    is_ok &= figure("console.rss_mib", rss, "MiB", 25);
    printf("a key: console %.2f ms (p95 %.2f), bare list %.2f ms (p95 %.2f, %.0f B)\n", ours_ms,
           percentile(ours.ms, ours.count, 0.95), bare_ms,
           percentile(theirs.ms, theirs.count, 0.95), median(theirs.bytes, theirs.count));
    printf("a key that moves the whole list: %.2f ms, %.0f B\n",
           median(scrolled.ms, scrolled.count), median(scrolled.bytes, scrolled.count));
    return is_ok ? 0 : 1;
}
