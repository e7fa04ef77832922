/* One endpoint: a queue of jobs by rank, one request outstanding, a link that is opened when there
 * is something to ask and not before its back-off has passed. A line knows nothing of devices. */
#pragma once
#include "backend/field/link.h"
#include "backend/field/meter.h"

enum job_rank {
    JOB_COMMAND, /* before everything else */
    JOB_POLL,
    JOB_PROBE, /* of a lost unit: after everything else, but before the polls once a full round of
                * the line has passed over it (an overloaded line never runs out of polls); and
                * never two timeouts a round while there are live units */
};
#define JOB_RANKS 3

/* One request to come. Owned by its asker; from line_submit() until on_done it is the line's. */
struct job {
    struct job *next;
    uint8_t rank, unit;
    bool any_id;
    int32_t timeout_ms, pause_ms; /* pause: between the reply and the line's next request */
    struct mono deadline;         /* not sent later (REPLY_LATE); ns 0 = none */
    void (*prepare)(struct job *job, struct modbus_request *request);
    void (*on_done)(struct job *job, const struct modbus_reply *reply, enum link_cause cause);
};

struct job_queue {
    struct job *first, *last;
};

enum line_state { LINE_DOWN, LINE_OPENING, LINE_IDLE, LINE_ASKING, LINE_RESTING };

struct quiet_unit {
    uint8_t unit;
    uint64_t until_ms;
};

/* Owned by the field; freed when its link is gone. */
struct line {
    struct hub *hub;
    struct link *link;
    struct endpoint endpoint;
    struct wheel_entry wake; /* the end of a rest, of a back-off, of a quarantine */
    struct job_queue queue[JOB_RANKS];
    struct job *asked; /* its request is out */
    struct modbus_request request;
    uint64_t asked_ns;
    uint8_t state, faults; /* faults in a row: the step of the back-off */
    uint8_t down_cause;    /* why the last open failed; CAUSE_NONE if it did not */
    bool is_stopping, owes_probe;
    uint64_t gate_ms, tried_ms; /* not opened before; last tried */
    uint64_t probe_gate_ms;
    VEC(struct quiet_unit) quiet;
    struct meter meter;
    uint32_t units, live, late; /* all, not lost, with overlong rounds: kept by the units */
    int32_t period_ms;          /* shortest of its units */
    int64_t round_ms; /* last full round: the longest that one of its units took, -1 = none */
    int64_t most_ms;  /* so far in the present one, after `ended` units */
    uint32_t ended;
    void *owner;
    void (*on_gone)(struct line *line);
};

struct line *line_new(struct hub *hub, const struct endpoint *endpoint);
/* A further unit on this line. */
void line_join(struct line *line, int32_t period_ms);
/* Behind the jobs of its rank, or before them. on_done comes later, never inside this call. */
void line_submit(struct line *line, struct job *job, bool is_first);
/* A unit no longer answers. */
void line_lose_unit(struct line *line);
/* A unit has ended its round, `ms` after it was due. */
void line_note_round(struct line *line, int64_t ms);
/* Whether the job's request is out just now. */
bool line_is_asking(const struct line *line, const struct job *job);
/* Lets the link be opened within `ms`, whatever the back-off says. */
void line_hurry(struct line *line, int64_t ms);
/* Answers all jobs and ends in on_gone; then line_free(). */
void line_stop(struct line *line);
void line_free(struct line *line);
