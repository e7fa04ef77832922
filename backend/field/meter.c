#include "backend/field/meter.h"

#include <string.h>

/* Brings the present half up to now. */
static struct meter_half *turn(struct meter *meter, uint64_t now_ms, int32_t half_ms)
{
    if (now_ms >= meter->half_until_ms) {
        meter->half[1] = meter->half[0];
        if (now_ms >= meter->half_until_ms + (uint64_t)half_ms)
            memset(&meter->half[1], 0, sizeof meter->half[1]);
        memset(&meter->half[0], 0, sizeof meter->half[0]);
        meter->half_until_ms = now_ms + (uint64_t)half_ms;
    }
    return &meter->half[0];
}

static void count_rtt(struct meter_half *half, uint64_t rtt_ns)
{
    half->replies++;
    half->sum_ns += rtt_ns;
    if (rtt_ns > half->most_ns)
        half->most_ns = rtt_ns;
}

void meter_reply(struct meter *meter, const struct modbus_reply *reply, uint64_t rtt_ns,
                 uint64_t now_ms, int32_t half_ms)
{
    struct meter_half *half = turn(meter, now_ms, half_ms);
    enum reply_kind kind = (enum reply_kind)reply->kind;
    bool is_failure = kind == REPLY_EXCEPTION || kind == REPLY_TIMEOUT || kind == REPLY_BROKEN;
    half->failed += is_failure;
    half->asked += is_failure || kind == REPLY_DATA; /* the others were never sent */
    switch (kind) {
    case REPLY_EXCEPTION: meter->exceptions++; /* fall through */
    case REPLY_DATA:
        meter->replies++;
        count_rtt(half, rtt_ns);
        break;
    case REPLY_TIMEOUT: meter->timeouts++; break;
    case REPLY_BROKEN: meter->broken++; break;
    case REPLY_NO_LINK:
    case REPLY_LATE: break;
    }
}

void meter_unopened(struct meter *meter, uint64_t now_ms, int32_t half_ms)
{
    turn(meter, now_ms, half_ms)->unopened++;
}

void meter_read(const struct meter *meter, uint64_t now_ms, int32_t half_ms, struct line_stats *out)
{
    uint64_t count = 0, sum = 0, most = 0;
    out->asked_lately = out->failed_lately = out->unopened_lately = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t until = meter->half_until_ms + (i == 0 ? (uint64_t)half_ms : 0);
        if (now_ms >= until)
            continue; /* nothing has come for longer than the window */
        const struct meter_half *half = &meter->half[i];
        count += half->replies;
        sum += half->sum_ns;
        most = half->most_ns > most ? half->most_ns : most;
        out->asked_lately += half->asked;
        out->failed_lately += half->failed;
        out->unopened_lately += half->unopened;
    }
    out->requests = meter->requests;
    out->replies = meter->replies;
    out->timeouts = meter->timeouts;
    out->exceptions = meter->exceptions;
    out->broken = meter->broken;
    out->connects = meter->connects;
    out->replies_lately = count;
    out->rtt_us_mean = count ? (int64_t)(sum / count / 1000) : 0;
    out->rtt_us_most = (int64_t)(most / 1000);
}
