#include "backend/field/meter.h"

#include <string.h>

static void count_rtt(struct meter *meter, uint64_t rtt_ns, uint64_t now_ms, int32_t half_ms)
{
    if (now_ms >= meter->half_until_ms) {
        meter->rtt[1] = meter->rtt[0];
        if (now_ms >= meter->half_until_ms + (uint64_t)half_ms)
            memset(&meter->rtt[1], 0, sizeof meter->rtt[1]);
        memset(&meter->rtt[0], 0, sizeof meter->rtt[0]);
        meter->half_until_ms = now_ms + (uint64_t)half_ms;
    }
    meter->rtt[0].count++;
    meter->rtt[0].sum_ns += rtt_ns;
    if (rtt_ns > meter->rtt[0].most_ns)
        meter->rtt[0].most_ns = rtt_ns;
}

void meter_reply(struct meter *meter, const struct modbus_reply *reply, uint64_t rtt_ns,
                 uint64_t now_ms, int32_t half_ms)
{
    switch ((enum reply_kind)reply->kind) {
    case REPLY_EXCEPTION: meter->exceptions++; /* fall through */
    case REPLY_DATA:
        meter->replies++;
        count_rtt(meter, rtt_ns, now_ms, half_ms);
        break;
    case REPLY_TIMEOUT: meter->timeouts++; break;
    case REPLY_BROKEN: meter->broken++; break;
    case REPLY_NO_LINK:
    case REPLY_LATE: break;
    }
}

void meter_read(const struct meter *meter, uint64_t now_ms, int32_t half_ms, struct line_stats *out)
{
    uint64_t count = 0, sum = 0, most = 0;
    for (int i = 0; i < 2; i++) {
        uint64_t until = meter->half_until_ms + (i == 0 ? (uint64_t)half_ms : 0);
        if (now_ms >= until)
            continue; /* nothing has come for longer than the window */
        count += meter->rtt[i].count;
        sum += meter->rtt[i].sum_ns;
        most = meter->rtt[i].most_ns > most ? meter->rtt[i].most_ns : most;
    }
    out->requests = meter->requests;
    out->replies = meter->replies;
    out->timeouts = meter->timeouts;
    out->exceptions = meter->exceptions;
    out->broken = meter->broken;
    out->connects = meter->connects;
    out->rtt_us_mean = count ? (int64_t)(sum / count / 1000) : 0;
    out->rtt_us_most = (int64_t)(most / 1000);
}
