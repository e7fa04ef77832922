/* The test bed: a loop, a field with short time constants, and a record of what it told. */
#pragma once
#include "backend/field/field.h"
#include "backend/field/tuning.h"
#include "tests/field/peer.h"

#define BED_POINTS  64
#define BED_DEVICES 400
#define BED_REPLIES 64

struct bed_device {
    uint32_t rounds, downs, ups, failed; /* failed: rounds with a point touched and LOST */
    bool is_up;
    char code[16]; /* of the last loss */
    struct reading reading[BED_POINTS];
    uint8_t touched[BED_POINTS], refused[BED_POINTS];
    struct mono started;
    uint32_t seen[BED_POINTS]; /* rounds in which the point was touched */
};

struct bed_reply {
    uint64_t ticket;
    struct modbus_reply reply;
};

struct bed {
    uv_loop_t loop;
    uv_timer_t pulse; /* the loop never sleeps long: conditions are looked at again */
    struct field *field;
    struct tuning tuning;
    struct profile *profile;
    struct bed_device device[BED_DEVICES];
    struct bed_reply reply[BED_REPLIES];
    size_t replies;
    uint32_t overloads, recoveries;
    bool is_closed;
    void *hook_ctx;
    void (*hook)(struct bed *bed, uint32_t key); /* after each on_round */
    void (*reply_hook)(struct bed *bed, uint64_t ticket);
};

/* `points` uint16 holding registers from address 0, "R0", "R1" …; `extra` is put into [profile]
 * and more points may follow in `more`. */
struct profile *bed_profile(int points, const char *extra, const char *more);
/* Takes the profile over. */
void bed_init(struct bed *bed, struct profile *profile);
/* Device `key` (below BED_DEVICES) as `unit` of the peer. */
void bed_add(struct bed *bed, uint32_t key, const struct peer *peer, uint8_t unit,
             int32_t period_ms);
void bed_add_at(struct bed *bed, uint32_t key, const char *endpoint, uint8_t unit,
                int32_t period_ms);
void bed_send(struct bed *bed, uint32_t key, uint64_t ticket, uint8_t function, uint16_t address,
              uint16_t value, int32_t deadline_ms);
const struct bed_reply *bed_reply(const struct bed *bed, uint64_t ticket);

/* Runs the loop until the condition holds; fails the test after a long bound. */
#define bed_until(bed, condition)                                                                  \
    do {                                                                                           \
        uint64_t bed_end = uv_hrtime() + UINT64_C(20000000000);                                    \
        while (!(condition) && uv_hrtime() < bed_end)                                              \
            uv_run(&(bed)->loop, UV_RUN_ONCE);                                                     \
        assert_true(condition);                                                                    \
    } while (0)

/* Stops the field, closes the peers and proves that nothing is left on the loop. */
void bed_finish(struct bed *bed, struct peer *peers, size_t count);
