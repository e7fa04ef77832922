/* A database with crews, their roster and tickets, in which time passes as a test wants it: all
 * that is there moves into the past. Failures fail the test. */
#pragma once
#include "tests/store/ground.h"

struct crew_bed {
    struct ground ground;
    struct pg *root, *dispatcher, *leader, *crew;
};

#define NEW "gen_random_uuid(), "

void crew_bed_make(struct crew_bed *bed, const char *name);
void crew_bed_drop(struct crew_bed *bed);
/* No ticket, crew or shift is left, and settings and steps are those of a new database. */
void crew_bed_clear(struct crew_bed *bed);

/* `areas` as "{N1,S1}"; it has the login of CREW if `is_ours`. Returns its id. */
long long crew_bed_crew(struct crew_bed *bed, const char *code, const char *areas, bool is_ours);
/* A person's shift for the hours around now. */
void crew_bed_duty(struct crew_bed *bed, const char *person, const char *role);
/* A ticket at H1, reported so many minutes ago. */
long long crew_bed_open(struct crew_bed *bed, const char *kind, int minutes_ago);
/* A deed of ticket_ask(); `rest` = "at, number, other, word, words, detail" in SQL. It must be
 * done. */
void crew_bed_do(struct pg *pg, const char *deed, long long ticket, const char *rest);
/* The same, which gives "CODE WHY". */
void crew_bed_refused(struct pg *pg, const char *deed, long long ticket, const char *rest,
                      const char *wanted);
void crew_bed_dispatch(struct crew_bed *bed, long long ticket, long long crew);

void crew_bed_pass(struct crew_bed *bed, int minutes);
/* One tick, however short a time ago the last one was: how many were told. */
long long crew_bed_tick(struct crew_bed *bed);
/* Escalations of a ticket as "dispatch 75% wanglei,dispatch 90% …". */
void crew_bed_told(struct crew_bed *bed, long long ticket, const char *wanted);
/* ground_expect() with one number in the text. */
void crew_bed_expect(struct pg *pg, const char *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void crew_bed_run(struct pg *pg, const char *format, ...) __attribute__((format(printf, 2, 3)));
