#include "tests/drills/callers.h"

#include "backend/store/pg.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define TRIES 1000 /* of one call: a line that stays dead ends the drill */

struct callers *callers_new(void)
{
    return mmap(NULL, sizeof(struct callers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
}

/* Its ticket; 0 = the line was cut, -1 = refused. */
static int64_t say(struct pg **pg, const char *conninfo, int call)
{
    static const char *const kinds[] = {"repair", "complaint", "enquiry"};
    char sql[500], why[200];
    if (!*pg)
        *pg = pg_open(conninfo, "caller", why, sizeof why);
    if (!*pg)
        return 0;
    snprintf(sql, sizeof sql,
             "select is_ok, id from hd.ticket_open(md5('call %d')::uuid, '%s', null, null,"
             " '#%d 家里不热', '{\"source\":\"wechat\",\"phone\":\"1380000%04d\","
             "\"place\":\"阳光小区 %d\"}')",
             call, kinds[call % 3], call, call, call);
    struct pg_rows *rows = pg_ask(*pg, sql, NULL, 0, why, sizeof why);
    if (!rows) {
        int64_t ticket = pg_state(*pg)[0] ? -1 : 0;
        if (ticket < 0)
            fprintf(stderr, "%s\n", why);
        pg_close(*pg);
        *pg = NULL;
        return ticket;
    }
    int64_t ticket = pg_cell(rows, 0, 0)[0] == 't' ? strtoll(pg_cell(rows, 0, 1), NULL, 10) : -1;
    pg_rows_free(rows);
    return ticket;
}

static _Noreturn void run(struct callers *callers, int caller, const char *conninfo)
{
    struct pg *pg = NULL;
    int first = caller ? CALLS / 2 - BOTH_SAY / 2 : 0, count = CALLS / 2 + BOTH_SAY / 2;
    for (int call = first; call < first + count; call++) {
        int64_t ticket = say(&pg, conninfo, call);
        for (int i = 0; ticket == 0 && i < TRIES; i++) {
            callers->repeated++;
            ticket = say(&pg, conninfo, call);
        }
        if (ticket <= 0)
            _exit(1);
        callers->answer[caller][call] = ticket;
        callers->answered++;
    }
    _exit(0);
}

pid_t callers_start(struct callers *callers, int caller, const char *conninfo, const int go[2])
{
    char nothing;
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(go[1]);
    while (read(go[0], &nothing, 1) > 0)
        ;
    run(callers, caller, conninfo);
}
