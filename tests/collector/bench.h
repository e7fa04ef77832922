/* One collector in a world that records: what it sends and tells stands in lists, and the test is
 * the field, the device and the database. */
#pragma once
#include "backend/base/vec.h"
#include "backend/collector.h"

enum { BENCH_DEVICE = 7 };

/* Of the bench's profile, in its order. */
enum bench_point { POINT_SETPOINT, POINT_PLAIN, POINT_AUTHORITY, POINT_LEVEL, POINT_LOCK, POINTS };

struct bench_frame {
    uint64_t ticket;
    struct modbus_request request;
    struct mono deadline;
    bool is_answered;
};

struct bench {
    struct collector *collector;
    struct mono now;
    int64_t wall_step_us; /* of this host's clock against the database's */
    uint16_t holding[32]; /* 0 identity, 10 set-point, 11 plain one, 12 authority, 20 lock */
    uint8_t coil;
    uint8_t exception[32]; /* answered for that register instead, 0 = none */
    bool is_silent;        /* the device does not answer */
    VEC(struct bench_frame) frame;
    VEC(struct fact) fact;
    uint64_t ticket;
    struct reading shown[POINTS]; /* last values given to everyone */
    int64_t next_command;
    int64_t epoch; /* held; renewed each second while time goes on, 0 = not */
};

/* Led, linked, polled once; everything allows a write of the set-point, which holds 50. `limits` is
 * root's file, NULL = none. */
void bench_init(struct bench *bench, const char *limits);
void bench_finish(struct bench *bench);
/* As bench_init(), but neither led nor linked nor polled. */
void bench_init_idle(struct bench *bench, const char *limits);
/* The same over a site that knows something already; the bench owns it. */
struct site *bench_site(void);
void bench_init_with(struct bench *bench, struct site *site, const char *limits);

/* Another plant is imported, whose profile has the two set-points the other way round. */
void bench_swap_points(struct bench *bench);

void bench_lease(struct bench *bench, int64_t epoch, int64_t life_ms);
void bench_round(struct bench *bench);
/* Hands a new command to the collector; its id. */
int64_t bench_order(struct bench *bench, const char *point, double seen, double wanted);
int64_t bench_hand_out(struct bench *bench, enum command_state state, double seen, double wanted,
                       bool is_orphan);
int64_t bench_orphan(struct bench *bench, enum command_state state, double seen, double wanted);
/* Answers what is out, one request after the other, until nothing is. */
void bench_answer(struct bench *bench);
/* Answers one request; false if none is out. */
bool bench_answer_one(struct bench *bench);
/* Answers the one request that is out as told. */
void bench_reply(struct bench *bench, enum reply_kind kind, bool was_sent);
/* All that was told becomes durable. */
void bench_durable(struct bench *bench);
/* Time goes on to there; the collector is called when it wants to be. */
void bench_wait(struct bench *bench, int64_t ms);
/* Durable and answered, as often as it takes, without time going on. */
void bench_run(struct bench *bench);

size_t bench_writes(const struct bench *bench); /* frames that would change the device */
size_t bench_writes_to(const struct bench *bench, uint8_t function, uint16_t address);
size_t bench_told(const struct bench *bench, enum fact_kind kind);
/* The last fact of that kind; fails the test if there is none. */
const struct fact *bench_last(const struct bench *bench, enum fact_kind kind);
