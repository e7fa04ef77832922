/* The whole chain at work: 2,000 stations of 30 points behind real Modbus TCP, polled every 5 s by
 * the real collector into a durable PostgreSQL. What that costs, how soon a change of a register is
 * on a dispatcher's screen, and how long a set-point takes from asked to verified. */
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/common/pty.h"
#include "tests/bench/live/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COST_S = 30, SETPOINTS = 200, CHANGES = 60, SETTLE_S = 12 };

static struct pty console;

static void wait_s(double seconds)
{
    nanosleep(
        &(struct timespec){(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)},
        NULL);
}

static bool measure_cost(struct pg *pg)
{
    pid_t server = database_process(pg);
    double start = now_s();
    double cpu = family_cpu_s(server) + process_cpu_s(live_collector());
    wait_s(COST_S);
    cpu = family_cpu_s(server) + process_cpu_s(live_collector()) - cpu;
    return figure("ingest.core_percent", 100 * cpu / (now_s() - start), "%", 15);
}

/* From the request to the moment at which its asker has read that it is verified. */
static double setpoint_ms(struct pg *pg, int station, double wanted)
{
    char sql[500], payload[100];
    double start = now_s(), end = start + 20;
    snprintf(sql, sizeof sql,
             "select command_id from hd.setpoint_ask(gen_random_uuid(),"
             " (select d.id from hd.device d join hd.node n on n.id = d.node_id"
             " where n.code = 'S%04d'), '" LIVE_SETPOINT "',"
             " (select l.v[%d] from hd.latest l join hd.device d on d.id = l.device_id"
             " join hd.node n on n.id = d.node_id where n.code = 'S%04d'), %.1f, 'bench')",
             station, LIVE_POINTS, station, wanted);
    double id = database_number(pg, sql);
    snprintf(
        sql, sizeof sql,
        "select coalesce(max(case when kind = 'command_verified' then 1"
        " when kind in ('command_refused', 'command_failed', 'command_expired') then 2 end), 0)"
        " from hd.fact where command_id = %.0f",
        id);
    while (now_s() < end) {
        double ended = database_number(pg, sql);
        if (ended == 1)
            return (now_s() - start) * 1e3;
        if (ended == 2)
            break;
        pg_wait(pg, 1000, payload, sizeof payload);
    }
    give_up("set-point", "was not verified");
}

static bool measure_setpoints(void)
{
    static double ms[SETPOINTS];
    char why[300];
    struct pg *pg = database_open(BENCH_DISPATCHER);
    if (!pg_run(pg, "listen hd_fact", why, sizeof why))
        give_up("listen", why);
    for (int i = 0; i < SETPOINTS; i++) {
        wait_s(0.15); /* claims are paced: as fast as a person, not as a flood */
        ms[i] = setpoint_ms(pg, 2 + i * 9, 40 + i % 20);
    }
    pg_close(pg);
    printf("set-points: median %.1f ms of %d\n", median(ms, SETPOINTS), SETPOINTS);
    return figure("setpoint.enter_to_verified_p99_ms", percentile(ms, SETPOINTS, 0.99), "ms", 60);
}

static void open_console(void)
{
    static char program[4096];
    static const char *const variables[] = {"PGUSER=bench_dispatcher", NULL};
    build_path(program, sizeof program, "ui/heatdesk");
    char *arguments[] = {program, "--lang", "en", NULL};
    pty_start(&console, arguments, variables);
    if (!pty_wait(&console, "S0001", 20))
        give_up("console", "does not come up");
    pty_send(&console, ":station S0001\n");
    if (!pty_wait(&console, LIVE_SETPOINT, 20))
        give_up("console", "does not show the station");
}

/* Beyond the period: the poll that finds it may come a whole period later. */
static bool measure_changes(void)
{
    static double ms[CHANGES];
    unsigned seed = 1;
    open_console();
    for (int i = 0; i < CHANGES; i++) {
        char text[16];
        double value = 41.1 + i % 2 * 10 + i * 0.1;
        wait_s(0.3 + (double)rand_r(&seed) / RAND_MAX);
        pty_read(&console, 0.01, 0.02); /* what came meanwhile */
        snprintf(text, sizeof text, "%.1f", value);
        double start = now_s();
        live_write(value);
        if (!pty_wait(&console, text, 10))
            give_up("console", "does not show the change");
        ms[i] = (console.at - start) * 1e3 - LIVE_WATCHED_PERIOD_S * 1e3;
    }
    pty_end(&console);
    return figure("value.to_screen_p99_ms", percentile(ms, CHANGES, 0.99), "ms", 100);
}

int main(void)
{
    char dir[64];
    database_init();
    live_make(dir);
    live_start(dir);
    struct pg *pg = database_open("");
    wait_s(SETTLE_S); /* past the first round's connects and plans */
    bool ok = measure_cost(pg);
    ok &= measure_setpoints();
    ok &= measure_changes();
    pg_close(pg);
    live_stop();
    database_remove(dir);
    return ok ? 0 : 1;
}
