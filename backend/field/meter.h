/* What a line counts: requests, answers by kind, and of the last minute round-trip times and how
 * many requests and connects failed. */
#pragma once
#include "backend/field/field.h"

struct meter {
    uint64_t requests, replies, timeouts, exceptions, broken, connects;
    struct meter_half {
        uint64_t asked, failed; /* asked: answered or given up */
        uint64_t replies, sum_ns, most_ns;
        uint64_t unopened; /* connects in vain */
    } half[2];             /* of the window: the present one and the one before */
    uint64_t half_until_ms;
};

void meter_reply(struct meter *meter, const struct modbus_reply *reply, uint64_t rtt_ns,
                 uint64_t now_ms, int32_t half_ms);
void meter_unopened(struct meter *meter, uint64_t now_ms, int32_t half_ms);
/* Fills the counters and what is of the last minute; nothing else. */
void meter_read(const struct meter *meter, uint64_t now_ms, int32_t half_ms,
                struct line_stats *out);
