/* Rounds of readings: what they say about set-points, sensors and devices. */
#include "backend/collector_inside.h"
#include "backend/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct drift *collector_drift(const struct collector *collector, int32_t device, int point)
{
    const struct profile *profile = collector->site->device[device].profile;
    struct drift *drift = collector->watch[device].drift;
    if (point < 0 || profile->point[point].access != ACCESS_WRITE)
        return NULL;
    for (int i = 0; i < point; i++)
        drift += profile->point[i].access == ACCESS_WRITE;
    return drift;
}

bool collector_judge(struct collector *collector, int32_t device, int point, double value,
                     struct mono started)
{
    struct drift *drift = collector_drift(collector, device, point);
    const struct point *p = &collector->site->device[device].profile->point[point];
    struct mono now = collector_now(collector);
    bool is_settled = collector->settled_at.ns && mono_is_due(collector->settled_at, now);
    struct drift_input in = {p, value, started, now, is_settled};
    double old = NAN;
    struct mono since = drift->unjudged_since.ns ? drift->unjudged_since : now;
    if (!collector_leads(collector)) {
        drift_keep(drift, &in);
        return true;
    }
    struct fact fact;
    int64_t late;
    enum drift_news news = drift_observe(drift, &in, &old, &late);
    if (news == DRIFT_NONE || news == DRIFT_HELD)
        return news == DRIFT_NONE;
    collector_fact(collector, &fact, FACT_CHANGED_OUTSIDE, device, p->id);
    fact.at.us -= (now.ns - since.ns) / 1000;
    fact.old_value = old;
    fact.new_value = value;
    if (news == DRIFT_LATE) {
        fact.command = late;
        snprintf(fact.code, sizeof fact.code, "late");
        snprintf(fact.text, sizeof fact.text, "an order that was given up took effect");
    }
    collector_append(collector, &fact, 1);
    if (news != DRIFT_OUTSIDE)
        return true;
    writes_add(&collector->writes, &(struct write_done){collector->site->device[device].id, point,
                                                        now, old, value, true});
    collector_watch_outside(collector, device, point, old, value);
    return true;
}

void collector_judge_kept(struct collector *collector)
{
    for (size_t d = 0; d < collector->site->device_count; d++) {
        const struct profile *profile = collector->site->device[d].profile;
        for (int p = 0; p < (int)profile->point_count; p++) {
            const struct drift *drift = collector_drift(collector, (int32_t)d, p);
            if (drift && drift->unjudged_since.ns &&
                !collector_is_busy_point(collector, (int32_t)d, p, NULL))
                collector_judge(collector, (int32_t)d, p, drift->unjudged, drift->unjudged_since);
        }
    }
}

bool collector_is_busy_point(const struct collector *collector, int32_t device, int point,
                             const struct run *besides)
{
    for (size_t i = 0; i < collector->run.count; i++) {
        const struct run *run = collector->run.at[i];
        if (run != besides && run_is_changing(run, device, point))
            return true;
    }
    return false;
}

/* What was not read at `at` is older than the device's time by what has passed since its own. */
static uint32_t lag_now(const struct site_device *device, size_t point, struct wall at)
{
    int64_t passed_ms = device->at.us ? wall_ms_since(device->at, at) : 0;
    int64_t lag_ms = device->reading ? device->reading[point].lag_ms + passed_ms : 0;
    return lag_ms < 0 ? 0 : lag_ms < UINT32_MAX ? (uint32_t)lag_ms : UINT32_MAX;
}

void collector_publish(struct collector *collector, int32_t device, int point,
                       struct reading reading)
{
    const struct site_device *d = &collector->site->device[device];
    struct wall at = collector->world.wall(collector->world.ctx);
    if (!collector->watch[device].is_polled)
        return;
    memcpy(collector->scratch, d->reading, d->profile->point_count * sizeof *d->reading);
    for (size_t i = 0; i < d->profile->point_count; i++)
        collector->scratch[i].lag_ms = lag_now(d, i, at);
    collector->scratch[point] = reading;
    collector->scratch[point].lag_ms = 0;
    site_observe(collector->site, device, at, collector->scratch);
    collector->world.values(collector->world.ctx, d->id, at, collector->scratch);
}

/* A sensor that need not be fitted and never gave a value is not missed. */
static bool is_bad(const struct reading *reading, bool is_missed)
{
    return reading->quality == QUALITY_RANGE || reading->quality == QUALITY_REFUSED ||
           reading->quality == QUALITY_FROZEN || (reading->quality == QUALITY_INVALID && is_missed);
}

/* The lock closes by itself after a while: no news. */
static bool is_lock(const struct profile *profile, const struct point *point)
{
    return point->area == AREA_HOLDING && point->address == profile->unlock_address;
}

/* Behind a level coil the set-point shows the value in force: while the controller is autonomous
 * it moves it by itself. That the coil moved is the news. */
static bool is_own_master(const struct collector *collector, const struct point *point)
{
    if (point->level_coil < 0)
        return false;
    const struct reading *coil = &collector->scratch[point->level_coil];
    return coil->quality != QUALITY_GOOD || (coil->value != 0) != point->level_value;
}

/* A set-point's value out of a round: what was read before our own write ended is no longer true,
 * and what is not judged yet is not shown, or the next collector would take it as explained. */
static void take_setpoint(struct collector *collector, int32_t device, int point,
                          struct reading *reading, struct mono started)
{
    struct drift *drift = collector_drift(collector, device, point);
    const struct profile *profile = collector->site->device[device].profile;
    if (reading->quality != QUALITY_GOOD || is_lock(profile, &profile->point[point]))
        return;
    if (started.ns < drift->fence.ns && drift->has_last)
        reading->value = drift->last;
    else if (is_own_master(collector, &profile->point[point]))
        drift_forget(drift, drift->fence);
    else if (!collector_is_busy_point(collector, device, point, NULL) &&
             !collector_judge(collector, device, point, reading->value, started))
        reading->value = drift->last;
}

static int take_readings(struct collector *collector, int32_t device, const uint8_t *touched,
                         struct mono started)
{
    struct watch *watch = &collector->watch[device];
    const struct profile *profile = collector->site->device[device].profile;
    struct mono now = collector_now(collector);
    int bad = 0;
    for (int i = 0; i < (int)profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        struct reading *reading = &collector->scratch[i];
        if (touched[i] && point->access == ACCESS_WRITE)
            take_setpoint(collector, device, i, reading, started);
        else if (point->frozen_s > 0 && reading->quality == QUALITY_GOOD &&
                 frozen_observe(&watch->frozen[i], point, reading->value, now))
            reading->quality = QUALITY_FROZEN;
        watch->fitted[i] |= quality_has_number(reading->quality);
        bad += is_bad(reading, !point->is_optional || watch->fitted[i]) &&
               watch->circuits >> point->circuit % 32 & 1;
    }
    return bad;
}

void collector_on_round(struct collector *collector, int32_t device_id,
                        const struct reading *readings, const uint8_t *touched, struct mono started,
                        struct mono ended)
{
    int32_t device = site_device_of_id(collector->site, device_id);
    if (device < 0)
        return;
    const struct site_device *d = &collector->site->device[device];
    struct watch *watch = &collector->watch[device];
    struct wall wall = collector->world.wall(collector->world.ctx);
    watch->is_polled = true;
    struct wall at = {wall.us - (collector_now(collector).ns - ended.ns) / 1000};
    memcpy(collector->scratch, readings, d->profile->point_count * sizeof *readings);
    for (size_t i = 0; i < d->profile->point_count; i++)
        collector->scratch[i].lag_ms = touched[i] ? 0 : lag_now(d, i, at);
    int bad = take_readings(collector, device, touched, started);
    site_observe(collector->site, device, at, collector->scratch);
    collector->world.values(collector->world.ctx, device_id, at, collector->scratch);
    if (bad != watch->bad_points) {
        watch->bad_points = bad;
        if (!watch->since.us)
            watch->since = wall;
        collector_tell_state(collector, device);
    }
    if (!watch->is_lost)
        collector_ask_identity(collector, device);
    collector_watch_round(collector, device);
}
