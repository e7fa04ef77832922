#include "tests/terminal/live.h"

#include "backend/base/clock.h"
#include "backend/store/exchange.h"
#include "tests/exchange/folder.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define BEAT_MS 500

/* Times are whole seconds, so that ages change with the clock on the screen and never between. */
#define PUT_VALUES                                                                                 \
    "select hd.values_put(array_agg(id), array_agg(at), array_agg(layout), array_agg(n),"          \
    " (select array_agg((20 + random() * 60)::float8) from generate_series(1, sum(n))),"           \
    " decode(repeat('00', sum(n)::int), 'hex'), '{}', '{}', '{}', '{}')"                           \
    " from (select d.id, date_trunc('second', clock_timestamp()) as at, f.layout,"                 \
    "       (select count(*)::int from hd.profile_point p where p.profile = d.profile) as n"       \
    "       from hd.device d join hd.profile f on f.name = d.profile"                              \
    "       where d.retired is null order by d.id) x"
#define HOLD_LEASE                                                                                 \
    "select hd.lease_hold('live', coalesce((select epoch from hd.lease where owner = 'live'), 0)," \
    " 30, 0)"

struct player {
    char conninfo[128];
    struct pg *pg; /* NULL: tried again */
    enum live_mode mode;
    struct mono beaten;
};

static void act(struct player *player)
{
    char why[300];
    if (!player->pg)
        player->pg = pg_open(player->conninfo, "live", why, sizeof why);
    bool ok = player->pg != NULL;
    if (ok && (!player->beaten.ns || mono_ms_since(player->beaten, clock_mono()) >= BEAT_MS)) {
        ok = pg_run(player->pg, HOLD_LEASE, why, sizeof why);
        player->beaten = clock_mono();
    }
    if (ok && player->mode == LIVE_STORM)
        ok = pg_run(player->pg, PUT_VALUES, why, sizeof why);
    if (ok)
        return;
    pg_close(player->pg);
    player->pg = NULL;
}

/* Ends when the test does: the pipe's other end is gone. */
static void play(const struct live *live, int orders, int answers)
{
    struct player player = {.mode = LIVE_STORM};
    char why[300];
    snprintf(player.conninfo, sizeof player.conninfo, "dbname=%s user=%s", live->ground.name,
             ground_login[COLLECTOR]);
    for (;;) {
        struct pollfd order = {.fd = orders, .events = POLLIN};
        char mode;
        if (poll(&order, 1, player.mode == LIVE_STORM ? 5 : 50) == 1) {
            if (read(orders, &mode, 1) != 1)
                _exit(0);
            player.mode = (enum live_mode)mode;
            if (player.pg && player.mode == LIVE_STILL)
                pg_run(player.pg, PUT_VALUES, why, sizeof why);
            if (write(answers, &mode, 1) != 1)
                _exit(1);
        }
        act(&player);
    }
}

static void make_city(const struct folder *folder)
{
    const char *const words[] = {HEATPLANT_PROGRAM,
                                 "city",
                                 "--out",
                                 folder->path,
                                 "--stations",
                                 "30",
                                 "--households",
                                 "900",
                                 "--sources",
                                 "2",
                                 "--serial-lines",
                                 "0",
                                 NULL};
    pid_t pid;
    int status;
    extern char **environ;
    assert_int_equal(
        posix_spawn(&pid, HEATPLANT_PROGRAM, NULL, NULL, (char *const *)(uintptr_t)words, environ),
        0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

void live_start(struct live *live, const char *name)
{
    struct folder city;
    int orders[2], answers[2];
    ground_make(&live->ground, name);
    folder_make(&city);
    make_city(&city);
    assert_true(exchange_import(live->ground.conninfo, city.path, stderr));
    folder_remove(&city);
    snprintf(live->console, sizeof live->console, "dbname=%s user=%s", name,
             ground_login[DISPATCHER]);
    assert_int_equal(pipe2(orders, O_CLOEXEC), 0);
    assert_int_equal(pipe2(answers, O_CLOEXEC), 0);
    live->collector = fork();
    if (live->collector == 0) {
        close(orders[1]);
        play(live, orders[0], answers[1]);
    }
    close(orders[0]);
    close(answers[1]);
    live->order = orders[1];
    live->answer = answers[0];
}

void live_set(struct live *live, enum live_mode mode)
{
    char byte = (char)mode;
    assert_int_equal(write(live->order, &byte, 1), 1);
    assert_int_equal(read(live->answer, &byte, 1), 1);
}

void live_stop(struct live *live)
{
    close(live->order);
    close(live->answer);
    waitpid(live->collector, NULL, 0);
    ground_drop(&live->ground);
}
