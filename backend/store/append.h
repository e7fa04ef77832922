/* The collector's side of the store: plant description in, facts, values, history and command
 * claims through one pipelined connection; a spool file while the database is away. */
#pragma once
#include "backend/core/site.h"
#include "backend/store/session.h"

struct append;

struct append_events {
    void *ctx;
    void (*on_status)(void *ctx, const struct session_status *status);
    /* The plant as imported: nodes down to circuits, devices, profiles, overrides. Called after
     * each connect on which the plant's version differs from the one held; the collector owns the
     * site from then on. */
    void (*on_plant)(void *ctx, struct site *site);
    /* This collector holds the lease (epoch) until `until`, or holds it no longer (epoch 0).
     * Renewed each second; its life on the database's clock is kept as a monotonic deadline. */
    void (*on_lease)(void *ctx, int64_t epoch, struct mono until);
    /* Commands claimed for this epoch. `life_ms` = time left on the database's clock. Commands
     * found claimed or sent under an older epoch come with is_orphan: to be resolved by reading. */
    void (*on_command)(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan);
    /* What a person said of an alarm, or anybody raised or returned, in order, once a recall was
     * handed over; own facts come back, too. */
    void (*on_word)(void *ctx, const struct fact *fact);
    /* Facts up to and including this ticket are durable in the database. */
    void (*on_durable)(void *ctx, uint64_t ticket);
    /* The database has refused this one fact for good: it is in the log file alone. May be NULL. */
    void (*on_lost)(void *ctx, uint64_t ticket);
};

struct append_options {
    const char *conninfo;  /* "" = PG* environment */
    const char *name;      /* this collector, "host:pid" if NULL */
    const char *spool_dir; /* NULL: no spool (tests) */
    int32_t batch_ms;      /* values are sent this often, default 100 */
    size_t spool_bytes;    /* facts and samples together; samples give way. 0 = 256 MB */
};

struct append *append_new(uv_loop_t *loop, const struct append_options *options,
                          const struct append_events *events);
/* Flushes what it can within 2 s, then closes. */
void append_free(struct append *append, void (*on_closed)(void *ctx), void *ctx);
/* The database's time by now, also while it is away; us 0 before the first connection. */
struct wall append_now(const struct append *append);

/* Asks for what a collector that begins to lead has to know: the plant with its alarms, the newest
 * values and link states, and the commands that ended as verified or failed within the last day,
 * oldest first.
 * `on_done` is called once, unless append_free() comes before: with the site (then the caller's),
 * or with NULL when the database went away. False, and no call, when it is away now,
 * or while facts wait in the spool: what they say of alarms would be missing. */
typedef void append_recalled(void *ctx, struct site *site, const struct command *done,
                             size_t count);
bool append_recall(struct append *append, append_recalled *on_done, void *ctx);

/* Durable, in order, never dropped: to the database, or to the spool while it is away.
 * Returns a ticket that on_durable reports. */
uint64_t append_facts(struct append *append, const struct fact *facts, size_t count);

/* A device's values; only the newest a batch goes to `latest`, every one to the history chunk. */
void append_values(struct append *append, int32_t device_id, const struct profile *profile,
                   struct wall at, const struct reading *readings);
/* A line of the field as the collector counts it; backend/field/field.h says what is what. */
struct append_line {
    const char *endpoint; /* borrowed for the call */
    int32_t device_id;    /* one of its devices */
    int32_t units, lost;
    bool is_up, is_overloaded;
    int64_t requests, replies, timeouts, exceptions, broken, connects;  /* since `since` */
    int64_t asked, failed, replied, unopened, rtt_us_mean, rtt_us_most; /* of the last minute */
    int64_t round_ms;                                                   /* -1 = none */
};
/* All lines there are; nothing while the database is away. */
void append_lines(struct append *append, struct wall since, const struct append_line *lines,
                  size_t count);
void append_device_state(struct append *append, int32_t device_id, bool is_lost, int bad_points,
                         struct wall since);
