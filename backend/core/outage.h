/* Heat outages as the database has computed them from their facts (hd.outage_keep); DB1302 7.3.
 *
 * Facts (fact.ticket = the outage's number, node = where):
 *   outage_started      code = primary | secondary | source, text = cause; detail: limits
 *   outage_forecast     new_value = expected back (s since 1970), text = why (7.3.4 b)
 *   outage_plan_started code = plan card, detail: its title and steps as they were then;
 *   outage_plan_stopped point = plan card, text = why: started by mistake
 *                       outage_reallocated (7.3.6)
 *   outage_crew         new_value = crew id, code = on | off: the repair goes on (7.3.4 a)
 *   outage_step         point = plan card, old_value = step, code = void: not done after all
 *   outage_notice       text = as published
 *   outage_affected     old_value = stations, new_value = households
 *   outage_restored     outage_explained: point = purpose, code = reason
 *   outage_noted        code = gap, 75% …, again (point = purpose) when time said it, all_closed:
 *                       the last of its tickets is closed
 *   outage_amended      as ticket_amended */
#pragma once
#include "backend/core/ticket.h"

struct site;

#define OUTAGE_CLOCKS 4

struct outage {
    int64_t id;
    int32_t node; /* id */
    char kind[12];
    char cause[FACT_TEXT_SIZE];
    struct wall started, eta, plan_started, reallocated, gap_since, noticed, restored; /* 0 = not */
    int32_t forecasts;
    char plan[24];
    char plan_title[64], plan_title_en[96];
    char crews[64]; /* names of those at it */
    int32_t stations, households;
    double area_m2;  /* NaN = unknown */
    int32_t tickets; /* open ones linked to it */
    int32_t tickets_all;
    struct ticket_clock clock[OUTAGE_CLOCKS];
    int clock_count;
};

/* A step of the plan of an outage, as its card was when the plan was started (7.3.1). */
struct outage_step {
    int64_t outage;
    int32_t n;                                          /* from 1 */
    char text[FACT_TEXT_SIZE], text_en[FACT_TEXT_SIZE]; /* English may be "" */
    char who[FACT_WHO_SIZE];                            /* a code of plan_people, or a name */
    struct wall due, done;                              /* us 0 = no time; not done */
    char done_by[FACT_WHO_SIZE];
};
extern const struct ticket_word plan_people[]; /* who does a step */

/* What is due first of a ticket: a clock of its own, or the repair of the outage that it is below
 * (8.2.3 against 7.3.6: the earliest is shown). NULL = none runs. */
const struct ticket_clock *ticket_due_clock(const struct site *site, const struct ticket *ticket);

/* Whether all its tickets are closed and nobody has said that heat is back. */
bool outage_is_doubtful(const struct outage *outage);

/* Replaces all outages: those not restored, and those restored within a day. Copied. */
void site_put_outages(struct site *site, const struct outage *outages, size_t count);
size_t outage_count(const struct site *site);
/* Not restored first, by the due time of the next clock. */
const struct outage *outage_at(const struct site *site, size_t index);
const struct outage *outage_of_id(const struct site *site, int64_t id); /* NULL = not among them */
/* Replaces the steps of all outages. Copied. */
void site_put_outage_steps(struct site *site, const struct outage_step *steps, size_t count);
/* Those of one outage in order; NULL if it has none. They live until the next site_put_…(). */
const struct outage_step *outage_steps(const struct site *site, int64_t outage, size_t *count);
/* The first that is not done, NULL = none; and the one that was done last. */
const struct outage_step *outage_next_step(const struct site *site, int64_t outage);
const struct outage_step *outage_last_step(const struct site *site, int64_t outage);
/* How many are done. */
size_t outage_steps_done(const struct site *site, int64_t outage);
/* The running clock that is due first, NULL = none. */
const struct ticket_clock *outage_next_clock(const struct outage *outage);
/* Reads the clocks as the list carries them: "PURPOSE STARTED DUE STOPPED EXPLAINED;…", times in s
 * since 1970, STOPPED "-" = runs, EXPLAINED 0 or 1. */
void outage_read_clocks(struct outage *outage, const char *text);
