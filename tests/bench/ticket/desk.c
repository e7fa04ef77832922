#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/ticket/stage.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static void sleep_until(double moment)
{
    double rest = moment - now_s();
    if (rest > 0)
        nanosleep(&(struct timespec){(time_t)rest, (long)(fmod(rest, 1) * 1e9)}, NULL);
}

static void wait_for_start(const struct stage *stage)
{
    while (!stage->is_wanted)
        sleep_until(now_s() + 0.01);
}

static bool is_done(struct pg *pg, const char *sql)
{
    struct pg_rows *rows = database_ask(pg, sql);
    bool is_ok = pg_rows_count(rows) == 1 && pg_cell(rows, 0, 0)[0] == 't';
    if (!is_ok)
        fprintf(stderr, "refused: %s %s: %s\n", pg_cell(rows, 0, 1), pg_cell(rows, 0, 2), sql);
    pg_rows_free(rows);
    return is_ok;
}

/* A repair's way as far as a desk leads it; the crews report by phone. */
static const struct {
    const char *deed, *number, *word;
} steps[] = {{"dispatch", "(select id from hd.crew where code = 'B%d')", ""},
             {"take", "null", ""},
             {"note", "null", ""},
             {"go", "null", ""},
             {"arrive", "null", ""},
             {"hold", "null", "parts"},
             {"resume", "null", ""}};
enum { STEPS = sizeof steps / sizeof *steps };

/* The desk's own tickets in turn, each a step further at a time. */
static void act(struct stage *stage, struct pg *pg, int desk, int number)
{
    char who[200], sql[900];
    int place = number / STEPS, step = number % STEPS, mark = INTAKES + desk + DESKS * number;
    snprintf(who, sizeof who, steps[step].number, 1 + desk);
    snprintf(sql, sizeof sql,
             "select is_ok, code, why from hd.ticket_ask(gen_random_uuid(), '%s', (select id from"
             " hd.ticket where kind = 'repair' and id <= (select min(id) + %d from hd.ticket) order"
             " by id offset %d limit 1), null, %s, null, '%s', '#%d 阀门井检查', '{\"second\":"
             "\"1\"}')",
             steps[step].deed, HELD - 1, desk + DESKS * place, who, steps[step].word, mark);
    stage->told[mark] = now_s();
    if (!is_done(pg, sql))
        give_up("desk", "a deed was refused");
}

static _Noreturn void run_desk(struct stage *stage, int desk)
{
    struct pg *pg = database_open(BENCH_DISPATCHER);
    wait_for_start(stage);
    double start = now_s();
    for (int number = 0; number < DEEDS / DESKS; number++) {
        sleep_until(start + (number * DESKS + desk + 0.5) / DEEDS_S);
        act(stage, pg, desk, number);
        stage->done[desk]++;
    }
    _exit(0);
}

pid_t desk_start(struct stage *stage, int desk)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_desk(stage, desk);
}

/* Each call is told twice, as a caller does who has not heard the answer. */
static _Noreturn void run_intake(struct stage *stage)
{
    struct pg *pg = database_open("user=bench_intake");
    char sql[700];
    wait_for_start(stage);
    double start = now_s();
    for (int mark = 0; mark < INTAKES; mark++) {
        sleep_until(start + (double)mark / INTAKES_S);
        snprintf(sql, sizeof sql,
                 "select is_ok, code, why from hd.ticket_open(md5('call %d')::uuid, '%s', null,"
                 " null, '#%d 家里一直不热', '{\"source\":\"wechat\",\"extern\":\"W-%d\","
                 "\"phone\":\"1380000%04d\",\"place\":\"阳光小区 %d\",\"caller\":\"李女士\"}')",
                 mark, mark % 3 ? "complaint" : "repair", mark, mark, mark, mark);
        stage->told[mark] = now_s();
        if (!is_done(pg, sql) || !is_done(pg, sql))
            give_up("intake", "a call was refused");
        stage->done[DESKS]++;
    }
    _exit(0);
}

pid_t intake_start(struct stage *stage)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run_intake(stage);
}
