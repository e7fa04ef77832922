/* What a line counts: requests, answers by kind, round-trip times of the last minute. */
#pragma once
#include "backend/field/field.h"

struct meter {
    uint64_t requests, replies, timeouts, exceptions, broken, connects;
    struct {
        uint64_t count, sum_ns, most_ns;
    } rtt[2]; /* the window's present half and the one before */
    uint64_t half_until_ms;
};

void meter_reply(struct meter *meter, const struct modbus_reply *reply, uint64_t rtt_ns,
                 uint64_t now_ms, int32_t half_ms);
/* Fills the counters and round-trip times of `out`; nothing else. */
void meter_read(const struct meter *meter, uint64_t now_ms, int32_t half_ms,
                struct line_stats *out);
