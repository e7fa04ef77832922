/* The plant was imported anew: a new site, the same controllers. */
#include "backend/collector_inside.h"
#include "backend/run_inside.h"

#include <math.h>
#include <string.h>

bool collector_is_busy(const struct collector *collector)
{
    for (size_t i = 0; i < collector->run.count; i++)
        if (run_is_busy(collector->run.at[i]) && collector->run.at[i]->stage != RUN_RESOLVING)
            return true;
    return false;
}

static bool has_same_unit(const struct point *a, const struct point *b)
{
    return strcmp(a->unit ? a->unit : "", b->unit ? b->unit : "") == 0;
}

static void inherit_device(struct collector *collector, int32_t device,
                           const struct collector *former, int32_t old)
{
    struct watch *watch = &collector->watch[device];
    const struct watch *before = &former->watch[old];
    const struct profile *profile = collector->site->device[device].profile;
    const struct profile *old_profile = former->site->device[old].profile;
    watch->is_lost_told = before->is_lost_told;
    watch->is_other_told = before->is_other_told;
    watch->flap = before->flap;
    for (int i = 0; i < (int)profile->point_count; i++) {
        struct drift *drift = collector_drift(collector, device, i);
        int point = profile_find(old_profile, profile->point[i].id);
        const struct drift *held = point < 0 ? NULL : collector_drift(former, old, point);
        if (drift && held && has_same_unit(&profile->point[i], &old_profile->point[point]))
            *drift = *held;
    }
}

/* The point may stand elsewhere in its profile now; in another unit, only the number of writes is
 * still worth something. */
static void inherit_write(struct collector *collector, const struct collector *former,
                          struct write_done done)
{
    int32_t device = site_device_of_id(collector->site, done.device);
    int32_t old = site_device_of_id(former->site, done.device);
    if (device < 0 || old < 0)
        return;
    const struct profile *profile = collector->site->device[device].profile;
    const struct point *before = &former->site->device[old].profile->point[done.point];
    int point = profile_find(profile, before->id);
    if (point < 0)
        return;
    done.point = point;
    if (!has_same_unit(&profile->point[point], before))
        done.before = done.after = NAN;
    writes_add(&collector->writes, &done);
}

void collector_inherit(struct collector *collector, struct collector *former)
{
    collector_inherit_alarms(collector, former);
    collector->epoch = former->epoch;
    collector->led_epoch = former->led_epoch;
    collector->lease_until = former->lease_until;
    collector->settled_at = former->settled_at;
    collector->next_ticket = former->next_ticket;
    collector->ended_count = former->ended_count;
    memcpy(collector->ended, former->ended, sizeof former->ended);
    for (size_t i = 0; i < collector->site->device_count; i++) {
        int32_t old = site_device_of_id(former->site, collector->site->device[i].id);
        if (old >= 0)
            inherit_device(collector, (int32_t)i, former, old);
    }
    for (size_t i = 0; i < former->run.count; i++)
        if (run_is_busy(former->run.at[i]))
            collector_on_command(collector, run_command(former->run.at[i]), 0, true);
    collector->writes.done.count = 0;
    for (size_t i = 0; i < former->writes.done.count; i++)
        inherit_write(collector, former, former->writes.done.at[i]);
}
