/* A database with a small plant, and a collector's store on a loop of its own, for tests. */
#pragma once
#include "backend/store/append.h"
#include "backend/store/pg.h"

#define BED_COMMANDS 256

struct bed_command {
    struct command command;
    int64_t life_ms;
    bool is_orphan;
};

/* One append and what it said. */
struct bed {
    uv_loop_t loop;
    uv_timer_t tick; /* wakes the loop, so that conditions are looked at */
    struct append *append;
    struct site *site;
    int plants;
    int64_t epoch;
    struct mono lease_until;
    int leases; /* told */
    bool is_up;
    int ups;
    uint64_t durable;
    struct fact word; /* the newest */
    int words;
    struct bed_command command[BED_COMMANDS];
    size_t command_count;
    bool is_closed;
};

/* A database of that name with the small plant of tests/exchange/folder.c and the roles
 * test_collector and test_dispatcher. Its devices are 1 S1/plc, 2 S1/meter, 3 S2/plc. */
void bed_database(const char *name);

void bed_start(struct bed *bed, const char *database, const char *spool_dir);
/* The same with a spool of so many bytes. */
void bed_start_small(struct bed *bed, const char *database, const char *spool_dir, size_t bytes);
/* Turns the loop until the condition holds; the test fails after a minute. */
void bed_until(struct bed *bed, bool (*is_so)(const struct bed *bed, uint64_t what), uint64_t what);
void bed_turn(struct bed *bed);
void bed_stop(struct bed *bed);

bool bed_is_up(const struct bed *bed, uint64_t ups);
bool bed_leads(const struct bed *bed, uint64_t unused);
bool bed_has_plant(const struct bed *bed, uint64_t plants);
bool bed_is_durable(const struct bed *bed, uint64_t ticket);

/* Another connection, blocking, as the database's owner, or as `user`. */
struct pg *bed_open(const char *database, const char *user);
/* One value as text; the caller frees it. */
char *bed_ask(struct pg *pg, const char *sql);
long long bed_number(struct pg *pg, const char *sql);
void bed_expect(struct pg *pg, const char *sql, const char *value);
/* Cuts the collector's connection. */
void bed_cut(struct pg *pg);
