/* What run.c, run_write.c and run_proof.c share. */
#pragma once
#include "backend/run.h"

enum run_stage {
    RUN_NEW,       /* came while the lease was in doubt */
    RUN_READING,   /* identity, authority, preconditions, and the register itself, fresh */
    RUN_RECORDING, /* the "sent" fact is on its way to the disk; nothing was written yet */
    RUN_READY,     /* it is durable; waits for lease enough to write the next frame */
    RUN_PREPARING, /* a precondition's write is out */
    RUN_WRITING,   /* the set-point's write is out */
    RUN_PROVING,   /* echoed; read back at once, at 3 s and at 10 s */
    RUN_RESOLVING, /* it may have been written: only reading can tell */
    RUN_WATCHING,  /* verified; does it stay so? the point is free for the next command */
    RUN_ENDED,
};

/* What is read before the write, in this order; the register itself last, so that it is freshest.
 */
enum run_read { READ_IDENTITY, READ_AUTHORITY, READ_LEVEL, READ_UNLOCK, READ_POINT, READ_COUNT };

struct run {
    struct collector *collector;
    struct command command;
    int32_t device; /* index */
    int point;
    double value; /* wanted, as it will stand in the device */
    enum run_stage stage;
    struct mono deadline; /* of the command's life */
    int64_t epoch;        /* of the claim */
    uint64_t ticket;      /* request that is out, 0 = none */
    uint64_t durable;     /* ticket of the last of the facts that say what is sent */
    uint64_t recorded;    /* how many they are */
    struct mono next_at;  /* when run_on_time() wants to be called, ns 0 = never */

    enum run_read read;
    struct modbus_request request; /* the one that is out */
    struct reading before, authority;
    bool is_identity_good, needs_level, needs_unlock, is_level_next;
    struct mono read_at; /* of the fresh read */

    struct mono wrote_at;    /* when the outcome of the write became known or unknown */
    struct mono answered_at; /* first answered read while resolving */
    struct reading last;     /* newest reading after the write */
    int tries;
    bool was_broken; /* the device answered the write, but wrongly */
    bool is_orphan;
    bool is_halted; /* something came while the lease was in doubt; run_on_lease() goes on */
};

const struct profile *run_profile(const struct run *run);
const struct point *run_point(const struct run *run);
struct mono run_now(const struct run *run);

struct fact run_fact(const struct run *run, enum fact_kind kind);
uint64_t run_tell(struct run *run, const struct fact *fact);
void run_fail(struct run *run, const char *code, const char *text); /* and ends */
void run_send(struct run *run, const struct modbus_request *request, struct mono deadline);

/* run_write.c: the next precondition, or the write itself, if lease and life allow it now. */
void run_go_on(struct run *run);
void run_on_prepared(struct run *run, const struct modbus_reply *reply);
/* The level coil is a point, too: our own writing of it is no change from outside. */
void run_explain_coil(struct run *run, bool is_certain);

/* run_proof.c */
void run_send_proof(struct run *run); /* reads the set-point's register */
void run_on_written(struct run *run, const struct modbus_reply *reply);
void run_on_proof(struct run *run, const struct modbus_reply *reply);
void run_become_unknown(struct run *run, const char *code, const char *text);
