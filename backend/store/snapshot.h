/* Loads the plant into a new site: nodes down to circuits, devices, profiles, overrides, alarms and
 * their definitions, in one trip. Used by the console's feed and by the collector. */
#pragma once
#include "backend/core/site.h"
#include "backend/store/session.h"

struct snapshot;

/* Asks at once; NULL if the session is not up. `on_done` is called once, unless cancelled: with the
 * site (then the caller's) and the plant's version, or with NULL when the database went away. */
struct snapshot *snapshot_ask(struct session *session,
                              void (*on_done)(void *ctx, struct site *site, int64_t version),
                              void *ctx);
/* The same as the log was at a past moment: alarms and tickets of then, no orders under way. */
struct snapshot *snapshot_ask_past(struct session *session, struct wall at,
                                   void (*on_done)(void *ctx, struct site *site, int64_t version),
                                   void *ctx);
/* on_done will not be called any more. NULL is fine. */
void snapshot_cancel(struct snapshot *snapshot);

/* A row of FACT_COLUMNS into a fact, its texts made safe; the detail stays the rows'. */
#define FACT_COLUMNS                                                                               \
    "seq, at, kind, node_id, device_id, point, command_id, old_value, new_value, who, code, text," \
    " hd.fact_detail(detail)"
void snapshot_fact(const struct pg_rows *rows, int row, struct fact *out);

/* A row of NODE_COLUMNS into the site. False if the site would not have it. */
#define NODE_COLUMNS "node_id, parent_id, kind, circuit, households, has_more, code, name, initials"
bool snapshot_node(const struct pg_rows *rows, int row, struct site *site);

/* A row of LATEST_COLUMNS into the site; values read by another layout of points than the
 * profile's are skipped. */
#define LATEST_COLUMNS "device_id, seq, at, v, q, layout, lag"
void snapshot_latest(const struct pg_rows *rows, int row, struct site *site);
