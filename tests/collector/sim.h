/* A small world under a seed: controllers on lines that fail in every way, a database that stalls
 * and goes away, collectors that are killed at any call or stopped and resumed. It keeps the books
 * that the invariants need. Any seed replays bit-identically. */
#pragma once
#include "backend/base/vec.h"
#include "backend/collector.h"

#include <setjmp.h>

enum {
    SIM_DEVICES = 3,
    SIM_POINTS = 2, /* set-points of a device: with preconditions, without */
    SIM_POINT_COUNT = 6,
    SIM_COMMANDS = 12,
    SIM_LEASE_MS = 6000,
    SIM_LIFE_MS = 30000,
    SIM_TIMEOUT_MS = 1000, /* as in the profile */
};

/* What may go wrong, in thousandths a request or a second. */
struct sim_faults {
    int silent_before, silent_after, late, refuse, forget, wrong_echo, revert;
    int link, database, crash, stop, foreign;
    bool has_spool;
};

struct sim_device {
    uint16_t holding[32];
    uint8_t coil;
    bool is_up;
    struct mono free_at; /* its line */
    struct mono polled_at;
};

struct sim_command {
    struct command command; /* as the database holds it */
    int device, point;      /* of the simulation */
    uint16_t raw;           /* what its frame carries: no other command or foreign hand uses it */
    int64_t epoch;
    struct mono deadline;
    int frames;       /* set-point writes that left */
    bool is_taken;    /* exists */
    bool is_replayed; /* an earlier leader's facts came after its successor had begun */
    bool is_sent_durable;
    int proven_by; /* collector that has read the value since, 0 = none */
};

struct sim_pending {
    struct fact fact;
    uint64_t ticket;
    int64_t epoch; /* under which it was told */
};

struct sim_collector {
    struct sim *sim;
    int number; /* from 1 */
    struct collector *collector;
    int64_t epoch;
    struct mono lease_until;
    struct mono stopped_until;       /* 0 = runs */
    bool is_dead, is_spooled;        /* its spool is replayed when the next one starts */
    VEC(struct sim_pending) pending; /* appended, not yet durable */
    uint64_t next_ticket;
};

enum sim_event_kind {
    EVENT_ROUND,
    EVENT_ROUND_END,
    EVENT_REPLY,
    EVENT_APPLY,
    EVENT_COMMIT,
    EVENT_LEASE,
    EVENT_ASK,
    EVENT_CLAIM,
    EVENT_CLAIMED,
    EVENT_ORPHAN,
    EVENT_LINK_DOWN,
    EVENT_LINK_UP,
    EVENT_DATABASE_UP,
    EVENT_START,
    EVENT_FRAME,
    EVENT_MISHAP,
};

struct sim_event {
    struct mono at;
    uint64_t order;
    enum sim_event_kind kind;
    int collector, device; /* numbers, 0 / -1 = nobody's */
    uint64_t ticket;
    int64_t number;
    struct mono deadline, started;
    uint16_t value;
    struct modbus_request request;
    struct modbus_reply *reply; /* owned */
    struct command command;     /* as it was handed out */
    struct reading readings[SIM_POINT_COUNT];
};

/* Ends and events that the seeds together must have met, or the simulation proves little. */
enum sim_outcome {
    MET_VERIFIED,
    MET_RESOLVED,
    MET_LIMIT,
    MET_CHANGED,
    MET_AUTHORITY,
    MET_IDENTITY,
    MET_LOST,
    MET_BUSY,
    MET_EXPIRED,
    MET_NOT_SENT,
    MET_NOT_APPLIED,
    MET_DIFFERS,
    MET_PRECONDITION,
    MET_EXCEPTION,
    MET_UNKNOWN,
    MET_OUTSIDE,
    MET_LATE,
    MET_ORPHAN,
    SIM_OUTCOMES
};
extern const char *const sim_outcome_name[SIM_OUTCOMES];

struct sim {
    uint64_t seed, state, hash;
    struct sim_faults faults;
    struct mono now, quiet_at, end_at; /* faults stop at quiet_at */
    struct sim_device device[SIM_DEVICES];
    struct sim_command command[SIM_COMMANDS];
    int asked;
    bool is_database_up;
    int64_t epoch; /* newest granted */
    struct mono lease_until;
    int lease_holder;
    VEC(struct fact) log; /* durable */
    VEC(struct sim_collector *) collector;
    VEC(struct sim_event *) event; /* a heap */
    uint64_t next_order;
    struct reading latest[SIM_DEVICES][SIM_POINT_COUNT];
    struct wall latest_at[SIM_DEVICES];
    VEC(uint64_t) outside; /* device, point, raw of changes made by other hands */
    uint16_t next_raw;     /* values not used yet */
    int crashes;
    jmp_buf killed;
    bool is_inside;             /* a collector's call is on the stack */
    int outcomes[SIM_OUTCOMES]; /* how often each end was seen */
    char wrong[256];            /* the first broken invariant, "" = none */
};

void sim_init(struct sim *sim, uint64_t seed, const struct sim_faults *faults);
void sim_run(struct sim *sim);
void sim_finish(struct sim *sim);

/* Between the simulation's files. */
uint32_t sim_draw(struct sim *sim, uint32_t below);
bool sim_chance(struct sim *sim, int thousandths); /* never once it is quiet */
/* Inside a collector's call: it may end here. */
void sim_maybe_kill(struct sim_collector *collector);
void sim_note(struct sim *sim, uint64_t what); /* into the hash of the run */
void sim_wrong(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct sim_event *sim_push(struct sim *sim, enum sim_event_kind kind, int64_t in_us);
struct wall sim_wall(const struct sim *sim);
void sim_lead(struct sim_collector *collector); /* it got the lease for the first time */
extern const char *const sim_point_id[SIM_POINT_COUNT];
struct site *sim_site(struct sim *sim);

/* sim_line.c: the field and the controllers. */
void sim_send(void *ctx, int32_t device_id, uint64_t ticket, const struct modbus_request *request,
              struct mono deadline);
void sim_on_frame(struct sim *sim, struct sim_event *event);
void sim_on_apply(struct sim *sim, const struct sim_event *event);
void sim_on_round(struct sim *sim, const struct sim_event *event);
void sim_foreign(struct sim *sim, int device, int what);
void sim_link(struct sim *sim, int device, bool is_up);

/* sim_base.c: the database. */
uint64_t sim_append(void *ctx, const struct fact *facts, size_t count);
void sim_values(void *ctx, int32_t device_id, struct wall at, const struct reading *readings);
void sim_state(void *ctx, int32_t device_id, bool is_lost, int bad_points, struct wall since);
void sim_commit(struct sim *sim, struct sim_collector *collector, uint64_t ticket);
void sim_on_commit(struct sim *sim, struct sim_collector *collector, uint64_t ticket);
void sim_on_lease(struct sim *sim, struct sim_collector *collector);
void sim_ask(struct sim *sim);
void sim_claim(struct sim *sim, struct sim_command *command);

/* sim_check.c: what must never be. */
void sim_check_frame(struct sim *sim, const struct sim_collector *collector, int device,
                     const struct modbus_request *request);
void sim_check_fact(struct sim *sim, const struct sim_collector *collector,
                    const struct fact *fact);
void sim_check_read(struct sim *sim, const struct sim_collector *collector, int device,
                    const struct modbus_request *request, const struct modbus_reply *reply);
void sim_check_end(struct sim *sim);
