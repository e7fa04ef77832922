/* Links, lines, isolated registers, and whether the right type of device answers. */
#include "backend/collector_inside.h"
#include "backend/core/wire.h"
#include "backend/run.h"

#include <stdio.h>

enum { IDENTITY_AGAIN_MS = 10000 };

/* Odd, with the device in it: one such read a device is out at most. */
static uint64_t identity_ticket(int32_t device)
{
    return (uint64_t)device << 1 | 1;
}

void collector_tell_state(struct collector *collector, int32_t device)
{
    const struct watch *watch = &collector->watch[device];
    int bad = watch->bad_points > 0 ? watch->bad_points : 0;
    site_observe_state(collector->site, device, watch->is_lost, bad, watch->since);
    collector->world.state(collector->world.ctx, collector->site->device[device].id, watch->is_lost,
                           bad, watch->since);
}

void collector_ask_identity(struct collector *collector, int32_t device)
{
    struct watch *watch = &collector->watch[device];
    const struct site_device *d = &collector->site->device[device];
    struct mono now = collector_now(collector);
    if (d->profile->identity_address < 0 || watch->is_identity_out ||
        !mono_is_due(watch->identity_at, now))
        return;
    struct modbus_request request =
        wire_read_register((uint16_t)d->profile->identity_address, d->unit);
    watch->identity_at = mono_after_ms(now, IDENTITY_AGAIN_MS);
    watch->is_identity_out = true;
    collector->world.send(collector->world.ctx, d->id, identity_ticket(device), &request,
                          mono_after_ms(now, IDENTITY_AGAIN_MS));
}

/* Told when it is news and there is a token; else again when there is one. */
void collector_tell_link(struct collector *collector, int32_t device)
{
    struct watch *watch = &collector->watch[device];
    struct mono now = collector_now(collector);
    struct fact fact;
    if (watch->is_lost == watch->is_lost_told)
        return;
    if (!flap_take(&watch->flap, now)) {
        struct mono next = flap_next(&watch->flap);
        if (!collector->flap_at.ns || next.ns < collector->flap_at.ns)
            collector->flap_at = next;
        return;
    }
    watch->is_lost_told = watch->is_lost;
    collector_fact(collector, &fact, watch->is_lost ? FACT_DEVICE_LOST : FACT_DEVICE_BACK, device,
                   NULL);
    fact.at = watch->since;
    snprintf(fact.code, sizeof fact.code, "%s", watch->code);
    collector_append(collector, &fact, 1);
}

void collector_on_link(struct collector *collector, int32_t device_id, bool is_up, const char *code)
{
    int32_t device = site_device_of_id(collector->site, device_id);
    if (device < 0)
        return;
    struct watch *watch = &collector->watch[device];
    if (watch->is_known && watch->is_lost == !is_up)
        return;
    watch->is_known = true;
    watch->is_lost = !is_up;
    watch->since = collector->world.wall(collector->world.ctx);
    snprintf(watch->code, sizeof watch->code, "%s", is_up || !code ? "" : code);
    collector_tell_state(collector, device);
    collector_tell_link(collector, device);
    collector_watch_link(collector, device);
    if (!is_up)
        return;
    watch->identity_at = (struct mono){0}; /* another device may have been put there meanwhile */
    collector_ask_identity(collector, device);
    for (size_t i = 0; i < collector->run.count; i++)
        if (run_command(collector->run.at[i])->device == device_id)
            run_on_link_up(collector->run.at[i]);
}

void collector_on_identity(struct collector *collector, int32_t device,
                           const struct modbus_reply *reply)
{
    struct watch *watch = &collector->watch[device];
    const struct profile *profile = collector->site->device[device].profile;
    struct fact fact;
    watch->is_identity_out = false;
    if (reply->kind != REPLY_DATA)
        return;
    uint16_t found = reply->registers[0];
    watch->is_other = found < profile->identity_low || found > profile->identity_high;
    if (watch->is_other && !watch->is_other_told) {
        collector_fact(collector, &fact, FACT_DEVICE_CHANGED, device, NULL);
        fact.new_value = found;
        snprintf(fact.text, sizeof fact.text, "identity register %d is %u, expected %u..%u",
                 (int)profile->identity_address, found, profile->identity_low,
                 profile->identity_high);
        collector_append(collector, &fact, 1);
    }
    watch->is_other_told = watch->is_other;
}

void collector_on_point(struct collector *collector, int32_t device_id, int point, bool is_refused,
                        uint8_t exception)
{
    int32_t device = site_device_of_id(collector->site, device_id);
    if (device < 0)
        return;
    uint8_t *told = &collector->watch[device].refused[point];
    struct fact fact;
    if (*told == is_refused)
        return;
    *told = is_refused;
    collector_fact(collector, &fact, is_refused ? FACT_POINT_REFUSED : FACT_POINT_ACCEPTED, device,
                   collector->site->device[device].profile->point[point].id);
    if (is_refused)
        snprintf(fact.code, sizeof fact.code, "%u", exception);
    snprintf(fact.text, sizeof fact.text, "%s", is_refused ? exception_name(exception) : "");
    collector_append(collector, &fact, 1);
}

void collector_on_overload(struct collector *collector, const char *endpoint, bool is_overloaded,
                           int64_t round_ms)
{
    struct fact fact;
    fact_init(&fact, is_overloaded ? FACT_LINE_OVERLOADED : FACT_LINE_RECOVERED,
              collector->world.wall(collector->world.ctx));
    snprintf(fact.who, sizeof fact.who, "%s", collector->name);
    snprintf(fact.text, sizeof fact.text, "%s", endpoint);
    fact.new_value = (double)round_ms;
    collector_append(collector, &fact, 1);
}
