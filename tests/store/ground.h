/* A database with the small plant of tests/exchange and a login of each role, for the store's
 * tests. Failures fail the test. */
#pragma once
#include "backend/store/pg.h"

enum person {
    DISPATCHER,
    LEADER,
    SUPERVISOR,
    CREW,
    COLLECTOR,
    ADMIN,
    AUDITOR,
    READER,   /* in hd_reader alone */
    COURIER,  /* reads nothing */
    OUTSIDER, /* in no group */
    VICTIM,   /* another dispatcher, whom the others try to hurt */
    PERSON_COUNT
};
extern const char *const ground_login[PERSON_COUNT]; /* "proof_dispatcher" … */

struct ground {
    char name[32];     /* of the database */
    char conninfo[64]; /* as superuser */
};

/* Drops what was there, migrates, imports, adds the logins. */
void ground_make(struct ground *ground, const char *name);
void ground_drop(const struct ground *ground);
/* As somebody; the caller closes. */
struct pg *ground_open(const struct ground *ground, enum person person);
struct pg *ground_open_root(const struct ground *ground);
/* NULL if they are not let in, with `why`. */
struct pg *ground_try(const struct ground *ground, enum person person, char *why, size_t size);

void ground_run(struct pg *pg, const char *sql);
/* Runs and gives the SQLSTATE, "" = it was done. Ends any transaction that it left open. */
const char *ground_state(struct pg *pg, const char *sql);
/* The first cell as text, "" for null or no row; the caller frees. */
char *ground_ask(struct pg *pg, const char *sql);
long long ground_number(struct pg *pg, const char *sql);
void ground_expect(struct pg *pg, const char *sql, const char *value);
/* One text over all rows of all tables and all that a database is made of; the caller frees. */
char *ground_hash(struct pg *root);
