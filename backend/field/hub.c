#include "backend/field/hub.h"

const struct tuning tuning_default = {
    .tick = 10,
    .connect = 3000,
    .user_timeout = 3000,
    .reopen = {200, 1000, 5000, 10000, 20000, 60000},
    .probe = {5000, 10000, 20000, 60000},
    .jitter_percent = 25,
    .lost_after = 2,
    .busy_low = 100,
    .busy_high = 1000,
    .busy_tries = 6,
    .drain = 100,
    .quarantine = 3000,
    .splits = 8,
    .retry_refused = 4 * 3600 * 1000,
    .retry_all_refused = 60 * 1000,
    .wave = 10000,
    .wave_rest = 30000,
    .first_round = 2000,
    .statistics = 30000,
};

void hub_init(struct hub *hub, uv_loop_t *loop, const struct field_events *events)
{
    *hub = (struct hub){.loop = loop, .tuning = tuning_default, .events = *events};
    hub->random = uv_hrtime() | 1;
}

/* xorshift64: good enough to keep devices from falling into step. */
int64_t hub_random(struct hub *hub, int64_t below)
{
    hub->random ^= hub->random << 13;
    hub->random ^= hub->random >> 7;
    hub->random ^= hub->random << 17;
    return below > 0 ? (int64_t)((hub->random >> 11) % (uint64_t)below) : 0;
}

int64_t hub_jitter(struct hub *hub, int64_t ms)
{
    return ms + hub_random(hub, ms * hub->tuning.jitter_percent / 100 + 1);
}
