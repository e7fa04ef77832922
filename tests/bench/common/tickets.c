#include "tests/bench/common/tickets.h"

#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <stdio.h>

void tickets_open(int count)
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
             count);
    database_run(pg, sql);
    pg_close(pg);
}

void tickets_show_board(struct pty *console, int count)
{
    char shown[40];
    static char program[4096];
    static const char *const variables[] = {"PGUSER=bench_dispatcher", NULL};
    build_path(program, sizeof program, "ui/heatdesk");
    char *arguments[] = {program, "--lang", "en", NULL};
    pty_start(console, arguments, variables);
    if (!pty_wait(console, "S0001", 30))
        give_up("console", "does not come up");
    pty_send(console, "3");
    snprintf(shown, sizeof shown, "in work %d", count);
    if (!pty_wait(console, shown, 10))
        give_up("console", "does not show the board");
    pty_read(console, 0.5, 5);
}
