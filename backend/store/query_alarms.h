/* Blocking questions of the command line about alarms: the plant with its alarms as a console has
 * them, what was raised since a time, a person's deeds, definitions, the report. `conninfo` "" =
 * the PG* environment; false with `why` when the question was not answered. */
#pragma once
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_deed.h"
#include "backend/core/alarm_load.h"
#include "backend/core/site.h"

#include <stdbool.h>
#include <stddef.h>

/* The plant with its alarms and definitions, its time the database's. Owned by the caller:
 * site_free(). */
struct query_site {
    struct site *site;
    struct wall now; /* of the database, when it was loaded */
};
bool query_site(const char *conninfo, struct query_site *out, char *why, size_t size);

struct query_raise {
    struct fact fact;          /* alarm_raised */
    char node[64], device[64]; /* codes, "" = none */
    struct wall returned;      /* us 0 = not yet */
    double lasted_s;           /* NaN = unknown */
    struct wall acknowledged;  /* us 0 = not yet: the newest word */
    char who[FACT_WHO_SIZE];   /* by whom */
    char note[FACT_TEXT_SIZE];
};
/* The raises since `since` ("2h", "2026-01-15 03:00" local time), oldest first. */
bool query_raises(const char *conninfo, const char *since,
                  void (*on_raise)(void *ctx, const struct query_raise *raise), void *ctx,
                  char *why, size_t size);

struct query_deed {
    enum alarm_refusal refusal; /* DEED_REFUSED_NOT: done */
    char who[FACT_WHO_SIZE];    /* who was faster, "" */
    struct wall at;             /* when */
};
/* Asks for all of them in one question; `out` has a place for each alarm in the order asked, or one
 * for the node. An answer that was lost is asked for again, which does nothing twice. */
bool query_deeds(const char *conninfo, const struct alarm_ask *ask, struct query_deed *out,
                 char *why, size_t size);

/* Which definitions there are: counts up with each import, 0 = none yet. */
struct query_rules_head {
    int64_t version;
    char who[FACT_WHO_SIZE]; /* who imported them, and when */
    struct wall changed;
    bool is_mine; /* the one who asks did */
};
/* The definitions as imported, "" = none; freed by the caller. NULL with `why`. */
char *query_rules(const char *conninfo, struct query_rules_head *head, char *why, size_t size);
enum query_put {
    QUERY_PUT,
    QUERY_PUT_MAY_NOT, /* this person; `why` says it */
    QUERY_PUT_CHANGED, /* they are not those of `head` any more: it tells whose they are now */
    QUERY_PUT_FAILED,  /* `why` says it */
};
/* Replaces the definitions of head->version; head tells of the new ones then. */
enum query_put query_rules_put(const char *conninfo, const char *rules, const char *counts,
                               struct query_rules_head *head, char *why, size_t size);

#define QUERY_ACTORS 10
struct query_actor { /* one alarm: a rule of a point of a device */
    char node[64], device[64], point[FACT_POINT_SIZE], rule[24];
    int64_t count;
};
struct query_report {
    double days; /* that the log covers of those asked for, at least one */
    int64_t alarms, priority[4];
    struct alarm_load load;
    int64_t standing;   /* for more than 24 h at the same time, at the worst of it */
    int64_t chattering; /* alarms that did: three raises in a minute, or held for it */
    int64_t fleeting;   /* raises that lasted less than ALARM_FLEETING_S */
    int64_t acknowledged;
    double median_ack_s, p90_ack_s; /* NaN = none */
    struct query_actor actor[QUERY_ACTORS];
    size_t actor_count;
};

/* With it another thread breaks a question off: the connection is shut under it, and it fails. */
struct query_stop;
struct query_stop *query_stop_new(void);
void query_stop_now(struct query_stop *stop); /* from any thread, before or while it runs */
void query_stop_free(struct query_stop *stop);

/* `stop` NULL = nobody breaks it off. */
bool query_report(const char *conninfo, int days, struct query_stop *stop, struct query_report *out,
                  char *why, size_t size);
