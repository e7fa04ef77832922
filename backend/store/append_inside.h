/* What the files of append share. The spools are the queues: a fact or a finished chunk is written
 * there first and leaves when the database has it, so one way serves a database that is up,
 * slow or away. */
#pragma once
#include "backend/core/lookup.h"
#include "backend/store/append.h"
#include "backend/store/chunk_record.h"
#include "backend/store/fact_record.h"
#include "backend/store/snapshot.h"
#include "backend/store/spool.h"

/* Records that came while the database was away, or from an earlier process. */
struct backlog {
    uint64_t until; /* number of its last record, 0 = there is none */
    uint64_t count; /* of those that have arrived */
    struct wall from, to;
};

/* What is sent at one time out of a spool. */
struct outgoing {
    struct spool *spool;
    struct backlog backlog;
    bool is_asked;
    uint64_t asked_last; /* number of the last record under way */
    int asked_count;     /* records it takes along, those of no known form too */
    int sent_count;      /* records that are in it */
    int limit;           /* records a question: halved to find the one that is refused */
    char refused[8];     /* SQLSTATE of the question under way, "" = none */
    struct mono retry;   /* nothing is sent before; ns 0 = now */
    int64_t retry_ms;
    char complained[8]; /* the state that was logged last */
};

struct fact_queue {
    struct outgoing out;
    unsigned char source[8]; /* random, with the number makes the ticket */
    uint64_t plain;          /* number of the fact that is sent without its particulars */
    struct bytes bytes;
    struct array column[11];
};

struct lease {
    int64_t epoch;
    bool is_asked, is_known;
    struct mono asked_at;
    bool is_claim_wanted, is_claim_asked, is_claim_again;
    struct mono claimed_at; /* when the claim under way, or the last, was sent */
    double claims;          /* that may be made at once; grows back with time … */
    struct mono counted;    /* … since then */
    uint64_t claim_after;   /* facts up to here may speak of commands: they go first */
};

struct append_device {
    int32_t id;
    int32_t period_ms; /* 0 = the profile's */
    bool has_values, is_fresh;
    struct wall at;
    int64_t value_layout; /* of the profile that these were read by */
    size_t points;
    double *value;
    uint8_t *quality;
    uint32_t *lag_ms; /* as in struct reading */
    bool has_lag;     /* one of them is not 0 */
    bool has_state, is_state_fresh, is_lost;
    int16_t bad_points;
    struct wall since;
    struct layout *layout; /* of the chunks, NULL = none yet */
    struct chunk chunk;    /* of ten minutes, being filled */
    struct chunk minute;   /* the same for the tail */
    struct chunk tail;     /* a full minute on its way to the database */
    bool is_tail_waiting;
};

struct value_batch {
    VEC(struct append_device *) device;
    struct lookup by_id;
    VEC(int32_t) fresh, fresh_state; /* indices */
    bool is_asked;
    bool is_resend_due; /* a new connection: the database may have lost what it held */
    int32_t lost;       /* devices that are lost */
    struct mono retry;  /* after a refusal nothing is sent before */
    int64_t retry_ms;
    struct array ids, ats, layouts, counts, v, state_ids, state_lost, state_bad, state_since;
    struct array lags, lag_counts;
    struct bytes q;
};

struct history_queue {
    struct outgoing out;
    struct layouts layouts;
    struct chunk_record record;
    struct bytes bytes;
    struct chunk_params params;
    struct array mean, below, above;
    VEC(int32_t) tail; /* indices of devices whose minute waits, from `tail_head` on */
    size_t tail_head;
    int tail_asked;
};

struct line_batch {
    bool is_asked;
    struct array endpoints, devices, units, lost, up, overloaded, number[13];
};

struct word_queue {
    int64_t seq; /* of the newest word given */
    bool is_followed, is_wanted, is_asked;
    double reads;        /* that may be made at once; grows back with time … */
    struct mono counted; /* … since then */
};

struct append {
    struct append_events events;
    struct session *session;
    char name[64];
    int32_t batch_ms;
    size_t spool_bytes;
    struct snapshot *snapshot;
    struct recall *recall;
    int64_t version; /* of the plant that was given, -1 = none */
    int32_t devices; /* in it */
    bool is_version_asked, is_version_wanted;
    uv_timer_t batch, beat;
    uv_prepare_t turn;
    struct lease lease;
    struct fact_queue facts;
    struct value_batch values;
    struct history_queue history;
    struct line_batch lines;
    struct word_queue words;
    struct mono partitions_due, listeners_due, tick_due, words_due;
    /* closing */
    bool is_closing, is_releasing, is_released, is_leaving;
    bool has_folder; /* what is not sent stays in it */
    struct mono close_by;
    int open_handles;
    void (*on_closed)(void *ctx);
    void *closed_ctx;
};

/* append.c */
void append_take_plant(struct append *append, const struct site *site, int64_t version);
bool append_is_up(const struct append *append);
/* It was tried, and the database is not there; a first connection being made is not that. */
bool append_is_away(const struct append *append);
/* Before the loop sleeps again, what has been put into the spool is sent or made durable. */
void append_turn(struct append *append);
/* Something waits to be sent: the batch timer runs until nothing does. */
void append_wake(struct append *append);

/* append_outgoing.c */
void outgoing_init(struct outgoing *out, const struct append_options *options, const char *name,
                   int limit);
bool outgoing_is_ready(const struct outgoing *out);
/* What became of the question: done, or from the oldest again. True if it is done. */
bool outgoing_answered(struct outgoing *out, bool is_done, const char *state, int most);
/* The refusal is the record's own fault, not the database's condition. */
bool outgoing_is_at_fault(const char *state);
/* Records from now on count as a backlog; so do those that are waiting. */
void outgoing_away(struct outgoing *out);
void backlog_see(struct outgoing *out, uint64_t seq, struct wall at);
bool backlog_is_gone(const struct outgoing *out);

/* append_facts.c */
void append_facts_init(struct append *append, const struct append_options *options);
void append_facts_pump(struct append *append);
void append_facts_finish(struct append *append);
/* Once what was waiting has arrived, a fact says so. */
void append_tell_replay(struct append *append);

/* append_lease.c */
void append_lease_beat(struct append *append);
void append_claim(struct append *append);
bool append_lease_release(struct append *append, pipeline_answered *on_answer);

/* append_values.c */
void append_values_take_plant(struct append *append, const struct site *site);
void append_values_pump(struct append *append);
/* After a new connection or a refusal: the newest of every device once more. */
void append_values_resend(struct append *append);
void append_values_finish(struct append *append);

/* append_history.c */
void append_history_init(struct append *append, const struct append_options *options);
void append_history_add(struct append *append, int32_t index, const struct profile *profile,
                        struct wall at, const struct reading *readings);
/* Finishes the chunks whose time is over, or all of them. */
void append_history_sweep(struct append *append, bool is_all);
void append_history_pump(struct append *append);
void append_history_finish(struct append *append);
/* append_lines.c */
void append_lines_finish(struct append *append);
/* append_words.c */
void append_words_pump(struct append *append);
/* From that fact on; what is before it the collector knows. */
void append_words_follow(struct append *append, int64_t seq);
/* append_recall.c */
void append_recall_cancel(struct append *append);
/* append_tail.c */
void append_tail_pump(struct append *append);
