/* The plant of a bench in its private database (tests/with-postgres), and people to look at it. */
#pragma once
#include "backend/store/pg.h"

#include <sys/types.h>

#define BENCH_COLLECTOR  "user=bench_collector"
#define BENCH_DISPATCHER "user=bench_dispatcher"

/* The schema, the two people. */
void database_init(void);
/* A city as heatplant makes it, imported; its folder stays in `dir` (database_remove()). */
void database_city(int stations, const char *more, char dir[64]);
void database_remove(const char *dir);

/* The rest end the bench on failure. */
struct pg *database_open(const char *conninfo);
struct pg_rows *database_ask(struct pg *pg, const char *sql);
void database_run(struct pg *pg, const char *sql);
double database_number(struct pg *pg, const char *sql);
/* The server's own process: its CPU time is family_cpu_s() of it. */
pid_t database_process(struct pg *pg);

/* Starts a program of this build with its output thrown away; ends the bench if it fails. */
void run_program(char *const arguments[]);
