/* What feed.c and feed_tail.c share: the feed itself. */
#pragma once
#include "backend/store/feed_ask.h"
#include "backend/store/watch_set.h"

struct snapshot;

/* One kind of thing that hints speak of, read at most so often. */
struct tail {
    void (*read)(struct feed *feed);
    double a_second; /* reads at most; as many at once when it has rested */
    int64_t seq;     /* read up to here */
    bool is_wanted, is_asked;
    bool is_anew;     /* the next read is of everything */
    double allowance; /* reads that may be made at once */
    struct mono counted;
};
enum tail_kind {
    TAIL_FACTS,
    TAIL_VALUES,
    TAIL_STATES,
    TAIL_CLAIMS,
    TAIL_OUTAGES,
    TAIL_CREWS,
    TAIL_PULSE,
    TAIL_COUNT
};

struct feed {
    struct session *session;
    struct feed_events events;
    struct site *site;
    int64_t version;     /* of the plant that the site holds, and when it became so: */
    struct wall changed; /* another database may have the same number */
    enum { RUNNING, RESUMING, STARTING } stage; /* the latter two wait for a pulse to be sure */
    struct snapshot *snapshot;
    struct tail tail[TAIL_COUNT];
    struct watch_set watched, sight; /* sight: of the watched, those that are seen */
    bool is_behind;                  /* values of some out of sight have not been read */
    bool is_all_due;                 /* the next read is of all that are watched … */
    bool is_all_asked;               /* … as the one under way is */
    int64_t sight_seq;               /* those in sight are read up to here, all to the tail's */
    uv_timer_t heartbeat, pace;
    int open_handles;
    struct collector_status collector;
    uint64_t told_changes;
    int beats; /* counts the heartbeats */
    bool is_closing;
    void (*on_closed)(void *ctx);
    void *closed_ctx;
};

/* Says that the site has changed, if it has. */
void feed_tell(struct feed *feed);
/* Reads what is wanted as far as the allowance goes; the rest when some has grown back. */
void feed_pump(struct feed *feed);
/* A read that was refused is made again with the next pulse. */
bool feed_is_answered(struct tail *tail, const struct pg_rows *rows);

void feed_read_values(struct feed *feed);
void feed_read_states(struct feed *feed);
void feed_read_claims(struct feed *feed);
void feed_read_outages(struct feed *feed);
void feed_read_steps(struct feed *feed); /* of their plans */
/* The rows of DESK_LIST_OUTAGES into a site. */
void feed_put_outages(struct site *site, const struct desk_table *table);
void feed_read_crews(struct feed *feed);
