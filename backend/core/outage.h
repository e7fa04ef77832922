/* Heat outages as the database has computed them from their facts (hd.outage_keep); DB1302 7.3.
 *
 * Facts (fact.ticket = the outage's number, node = where):
 *   outage_started      code = primary | secondary | source, text = cause; detail: limits
 *   outage_forecast     new_value = expected back (s since 1970), text = why (7.3.4 b)
 *   outage_plan_started code = plan card; outage_reallocated (7.3.6)
 *   outage_crew         new_value = crew id, code = on | off: the repair goes on (7.3.4 a)
 *   outage_step         old_value = step of the card, code = void: not done after all
 *   outage_notice       text = as published
 *   outage_affected     old_value = stations, new_value = households
 *   outage_restored     outage_explained: point = purpose, code = reason
 *   outage_noted        code = gap | late PURPOSE when time said it
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
    char crews[64]; /* names of those at it */
    char steps[64]; /* done, "1 2 4" */
    int32_t stations, households;
    double area_m2;  /* NaN = unknown */
    int32_t tickets; /* open ones linked to it */
    struct ticket_clock clock[OUTAGE_CLOCKS];
    int clock_count;
};

/* Replaces all outages: those not restored, and those restored within a day. Copied. */
void site_put_outages(struct site *site, const struct outage *outages, size_t count);
size_t outage_count(const struct site *site);
/* Not restored first, by the due time of the next clock. */
const struct outage *outage_at(const struct site *site, size_t index);
const struct outage *outage_of_id(const struct site *site, int64_t id); /* NULL = not among them */
/* The running clock that is due first, NULL = none. */
const struct ticket_clock *outage_next_clock(const struct outage *outage);
/* Reads the clocks as the list carries them: "PURPOSE STARTED DUE STOPPED EXPLAINED;…", times in s
 * since 1970, STOPPED "-" = runs, EXPLAINED 0 or 1. */
void outage_read_clocks(struct outage *outage, const char *text);
