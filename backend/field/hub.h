/* What all lines of one field share: the loop, the wheel, the constants, the caller's events. */
#pragma once
#include "backend/base/vec.h"
#include "backend/field/field.h"
#include "backend/field/tuning.h"
#include "backend/field/wheel.h"

struct hub {
    uv_loop_t *loop;
    struct wheel wheel;
    struct tuning tuning;
    struct field_events events;
    uint64_t random;           /* state of hub_random() */
    struct modbus_reply reply; /* scratch of the link that reports just now: 2 kB, not a link */
    bool is_stopping;
    void *owner;
    void (*on_return)(void *owner); /* a lost unit answers again */
};

void hub_init(struct hub *hub, uv_loop_t *loop, const struct field_events *events);
/* 0 .. below-1, for jitter only. */
int64_t hub_random(struct hub *hub, int64_t below);
/* `ms` and up to jitter_percent more. */
int64_t hub_jitter(struct hub *hub, int64_t ms);
