/* Blocking questions of the command line: get, set, journal, people. Each opens its own
 * connection; `conninfo` "" = the PG* environment. */
#pragma once
#include "backend/core/command.h"
#include "backend/core/site.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether the database answers and has this program's schema; `why` if not. */
bool query_database(const char *conninfo, char *why, size_t size);

struct query_point {
    int32_t device_id;
    const char *device;        /* its code; borrowed from the site */
    const struct point *point; /* borrowed from the site */
    struct reading reading;    /* as of now, stale if it is */
    double age_s;              /* NaN = never */
};

/* Owned by the caller; query_station_finish(). */
struct query_station {
    char code[64], name[128];
    struct query_point *point;
    size_t point_count;
    struct site *site;
    struct wall now; /* the database's clock when it was asked */
};

/* `point`: "T2g.1", "T2g" if that is the only one, or "DEVICE/T2g.1"; NULL = all. Of
 * several devices with the point the one that site_find_point() would choose. False with `why`
 * if there is no such station or point (with the nearest). */
bool query_station(const char *conninfo, const char *station, const char *point,
                   struct query_station *out, char *why, size_t size);
void query_station_finish(struct query_station *station);

/* Asks for the set-point and waits for the command's end; `on_state` on each state seen. Returns
 * the final command; a command that no collector took within its life ends as expired, one whose
 * end nobody knows after a minute, or that was asked for without an answer, as unresolved. False
 * with `why` if it certainly was not asked. */
bool query_set(const char *conninfo, const struct query_point *point, double wanted,
               const char *reason, void (*on_state)(void *ctx, const struct command *command),
               void *ctx, struct command *out, char *why, size_t size);

struct query_fact {
    struct fact fact;
    struct wall stored;        /* when the database numbered it */
    char node[64], device[64]; /* codes, "" = none */
    char kind[40];             /* as stored, also if this program does not know it */
};

/* Facts stored since `since` ("2026-01-15 06:00" local time, "2 hours"; NULL = a day), in the order
 * in which they were stored. Before the first, `names` gets the crews, so that it knows them. */
bool query_journal(const char *conninfo, const char *since, struct site *names,
                   void (*on_fact)(void *ctx, const struct query_fact *fact), void *ctx, char *why,
                   size_t size);

extern const char *const query_roles[]; /* "dispatcher" …, NULL at the end */
/* Creates the login, or gives it this role in place of another. */
bool query_user_add(const char *conninfo, const char *name, const char *role, char *why,
                    size_t size);
/* For who has forgotten his PIN: he sets a new one. False with `why` also if he has none. */
bool query_user_clear_pin(const char *conninfo, const char *name, char *why, size_t size);
bool query_users(const char *conninfo,
                 void (*on_user)(void *ctx, const char *name, const char *role), void *ctx,
                 char *why, size_t size);
