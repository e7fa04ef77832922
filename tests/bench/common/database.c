#include "tests/bench/common/database.h"

#include "backend/store/exchange.h"
#include "backend/store/query.h"
#include "backend/store/schema.h"
#include "tests/bench/common/measure.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void database_init(void)
{
    char why[400];
    FILE *nowhere = fopen("/dev/null", "w");
    if (!getenv("PGHOST"))
        give_up("database", "run it inside tests/with-postgres");
    if (!nowhere || !schema_init("", nowhere, why, sizeof why) ||
        !query_user_add("", "bench_collector", "collector", why, sizeof why) ||
        !query_user_add("", "bench_dispatcher", "dispatcher", why, sizeof why))
        give_up("schema", why);
    fclose(nowhere);
}

void run_program(char *const arguments[])
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDOUT_FILENO);
        execv(arguments[0], arguments);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
        give_up(arguments[0], "failed");
}

void database_city(int stations, const char *more, char dir[64])
{
    char program[4096], count[16];
    snprintf(dir, 64, "/tmp/heatdesk-bench-XXXXXX");
    if (!mkdtemp(dir))
        give_up(dir, strerror(errno));
    build_path(program, sizeof program, "backend/plant/heatplant");
    snprintf(count, sizeof count, "%d", stations);
    char *arguments[] = {program,        "city", "--out",          dir, "--stations", count,
                         "--households", "0",    "--serial-lines", "0", (char *)more, NULL};
    run_program(arguments);
    FILE *nowhere = fopen("/dev/null", "w");
    if (!nowhere || !exchange_import("", dir, nowhere))
        give_up("import", dir);
    fclose(nowhere);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void database_remove(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct pg *database_open(const char *conninfo)
{
    char why[400];
    struct pg *pg = pg_open(conninfo, "bench", why, sizeof why);
    if (!pg)
        give_up("database", why);
    return pg;
}

struct pg_rows *database_ask(struct pg *pg, const char *sql)
{
    char why[400];
    struct pg_rows *rows = pg_ask(pg, sql, NULL, 0, why, sizeof why);
    if (!rows)
        give_up(sql, why);
    return rows;
}

void database_run(struct pg *pg, const char *sql)
{
    pg_rows_free(database_ask(pg, sql));
}

double database_number(struct pg *pg, const char *sql)
{
    struct pg_rows *rows = database_ask(pg, sql);
    double number = pg_rows_count(rows) ? strtod(pg_cell(rows, 0, 0), NULL) : 0;
    pg_rows_free(rows);
    return number;
}

pid_t database_process(struct pg *pg)
{
    char path[64];
    long parent = 0;
    snprintf(path, sizeof path, "/proc/%d/stat",
             (int)database_number(pg, "select pg_backend_pid()"));
    FILE *in = fopen(path, "r");
    if (!in || fscanf(in, "%*d (%*[^)]) %*c %ld", &parent) != 1)
        give_up("database", "its process cannot be found");
    fclose(in);
    return (pid_t)parent;
}
