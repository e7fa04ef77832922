#include "backend/collector.h"

#include "backend/base/alloc.h"
#include "backend/core/wire.h"
#include "backend/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SETTLE_MS = 5000, /* after the lease, until the earlier leader's commands are known */
};

struct mono collector_now(const struct collector *collector)
{
    return collector->world.now(collector->world.ctx);
}

bool collector_leads(const struct collector *collector)
{
    return collector->epoch && !mono_is_due(collector->lease_until, collector_now(collector));
}

void collector_fact(const struct collector *collector, struct fact *fact, enum fact_kind kind,
                    int32_t device, const char *point)
{
    const struct site_device *d = &collector->site->device[device];
    int32_t station = site_station_of(collector->site, d->node);
    fact_init(fact, kind, collector->world.wall(collector->world.ctx));
    fact->device = d->id;
    fact->node = collector->site->node[station >= 0 ? station : d->node].id;
    snprintf(fact->who, sizeof fact->who, "%s", collector->name);
    snprintf(fact->point, sizeof fact->point, "%s", point ? point : "");
}

uint64_t collector_append(struct collector *collector, const struct fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        site_apply(collector->site, &facts[i]);
    uint64_t ticket = collector->world.append(collector->world.ctx, facts, count);
    for (size_t i = 0; i < count; i++)
        if (facts[i].kind == FACT_COMMAND_VERIFIED)
            collector_watch_verified(collector, &facts[i]);
    return ticket;
}

uint64_t collector_send(struct collector *collector, int32_t device,
                        const struct modbus_request *request, struct mono deadline)
{
    uint64_t ticket = collector->next_ticket += 2; /* the odd ones are identity reads */
    collector->world.send(collector->world.ctx, collector->site->device[device].id, ticket, request,
                          deadline);
    return ticket;
}

/* ---- start and end ---- */

static uint32_t circuits_of(const struct site *site, const struct site_device *device)
{
    uint32_t circuits = 1;
    int32_t station = site_station_of(site, device->node);
    int32_t child = station < 0 ? -1 : site->node[station].first_child;
    for (; child >= 0; child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT)
            circuits |= 1u << site->node[child].circuit % 32;
    return circuits;
}

/* What the store held when we started is the baseline, or a change in our absence stays unseen. */
static void watch_init(struct watch *watch, const struct site_device *device)
{
    const struct profile *profile = device->profile;
    size_t setpoints = 0;
    bool has_frozen = false;
    for (size_t i = 0; i < profile->point_count; i++) {
        setpoints += profile->point[i].access == ACCESS_WRITE;
        has_frozen = has_frozen || profile->point[i].frozen_s > 0;
    }
    watch->drift = alloc_array(setpoints, sizeof *watch->drift);
    watch->frozen = has_frozen ? alloc_array(profile->point_count, sizeof *watch->frozen) : NULL;
    watch->refused = alloc_array(profile->point_count, 1);
    for (size_t i = 0; device->reading && i < profile->point_count; i++)
        watch->refused[i] = device->reading[i].quality == QUALITY_REFUSED;
    watch->fitted = alloc_array(profile->point_count, 1);
    for (size_t i = 0; device->reading && i < profile->point_count; i++)
        watch->fitted[i] = quality_has_number(device->reading[i].quality);
    watch->is_lost_told = device->is_lost;
    watch->bad_points = -1; /* told once in any case */
    struct drift *drift = watch->drift;
    for (size_t i = 0; i < profile->point_count; i++) {
        if (profile->point[i].access != ACCESS_WRITE)
            continue;
        if (device->reading && device->reading[i].quality == QUALITY_GOOD) {
            drift_set(drift, device->reading[i].value, (struct mono){0});
            drift->is_stored = true;
        }
        drift++;
    }
}

/* What one command of the last day explains: the value it left, the value it may still bring, the
 * level coil it brought down; and it counts for budget and rate. */
static void remember(struct collector *collector, const struct command *command, int32_t device,
                     int point)
{
    const struct point *p = &collector->site->device[device].profile->point[point];
    struct drift *drift = collector_drift(collector, device, point);
    struct drift *coil = collector_drift(collector, device, p->level_coil);
    struct wall wall = collector->world.wall(collector->world.ctx);
    int64_t ago_ms = wall_ms_since(command->changed_at, wall);
    struct mono at = mono_after_ms(collector_now(collector), ago_ms > 0 ? -ago_ms : 0);
    struct mono late = mono_after_ms(at, RUN_LATE_MS);
    struct write_done done = {command->device, point, at, command->seen, command->wanted, false};
    if (command->state == COMMAND_FAILED)
        drift_expect_late(drift, command->wanted, command->id, late);
    if (coil)
        drift_expect_late(coil, p->level_value, command->id, late);
    bool is_read = isfinite(command->read_back);
    if (!is_read && strcmp(command->code, RUN_NOT_READABLE) != 0)
        return; /* never sent, or the device said no */
    writes_add(&collector->writes, &done);
    if (is_read && command->changed_at.us >= collector->site->device[device].at.us) {
        drift_set(drift, command->read_back, (struct mono){0});
        drift->is_stored = true;
    }
}

void collector_remember(struct collector *collector, const struct command *command)
{
    int32_t device = site_device_of_id(collector->site, command->device);
    int point =
        device < 0 ? -1 : profile_find(collector->site->device[device].profile, command->point);
    if (point >= 0 && collector_drift(collector, device, point) &&
        (command->state == COMMAND_VERIFIED || command->state == COMMAND_FAILED))
        remember(collector, command, device, point);
}

struct collector *collector_new(const struct world *world, struct site *site, struct limits *limits,
                                const char *name)
{
    struct collector *collector = alloc_new(sizeof *collector);
    size_t most_points = 1;
    collector->world = *world;
    collector->site = site;
    collector->limits = limits;
    snprintf(collector->name, sizeof collector->name, "%s", name);
    collector->watch = alloc_array(site->device_count, sizeof *collector->watch);
    for (size_t i = 0; i < site->device_count; i++) {
        watch_init(&collector->watch[i], &site->device[i]);
        collector->watch[i].circuits = circuits_of(site, &site->device[i]);
        if (site->device[i].profile->point_count > most_points)
            most_points = site->device[i].profile->point_count;
    }
    collector->scratch = alloc_array(most_points, sizeof *collector->scratch);
    return collector;
}

void collector_free(struct collector *collector)
{
    if (!collector)
        return;
    collector_finish_alarms(collector);
    for (size_t i = 0; i < collector->site->device_count; i++) {
        free(collector->watch[i].drift);
        free(collector->watch[i].frozen);
        free(collector->watch[i].refused);
        free(collector->watch[i].fitted);
    }
    for (size_t i = 0; i < collector->run.count; i++)
        free(collector->run.at[i]);
    free(collector->run.at);
    free(collector->watch);
    free(collector->scratch);
    writes_finish(&collector->writes);
    limits_free(collector->limits);
    site_free(collector->site);
    free(collector);
}

/* ---- commands ---- */

static void sweep(struct collector *collector)
{
    size_t kept = 0;
    for (size_t i = 0; i < collector->run.count; i++) {
        struct run *run = collector->run.at[i];
        if (!run_is_ended(run)) {
            collector->run.at[kept++] = run;
            continue;
        }
        collector->ended[collector->ended_count++ % COLLECTOR_ENDED] = run_command(run)->id;
        free(run);
    }
    collector->run.count = kept;
}

void collector_on_reply(struct collector *collector, uint64_t ticket,
                        const struct modbus_reply *reply)
{
    if (ticket & 1) {
        collector_on_identity(collector, (int32_t)(ticket >> 1), reply);
        return;
    }
    for (size_t i = 0; i < collector->run.count; i++) {
        if (run_has_ticket(collector->run.at[i], ticket)) {
            run_on_reply(collector->run.at[i], reply);
            sweep(collector);
            return;
        }
    }
}

void collector_on_durable(struct collector *collector, uint64_t ticket)
{
    for (size_t i = 0; i < collector->run.count; i++)
        run_on_durable(collector->run.at[i], ticket);
    sweep(collector);
}

void collector_on_lost(struct collector *collector, uint64_t ticket)
{
    for (size_t i = 0; i < collector->run.count; i++)
        run_on_lost(collector->run.at[i], ticket);
    sweep(collector);
}

bool collector_may_lead(const struct collector *collector, int64_t epoch)
{
    return !collector->led_epoch || epoch == collector->led_epoch ||
           epoch == collector->led_epoch + 1;
}

void collector_on_lease(struct collector *collector, int64_t epoch, struct mono until)
{
    bool is_new = epoch && epoch != collector->led_epoch;
    bool is_regained = epoch && !collector_leads(collector);
    collector->epoch = epoch;
    collector->lease_until = epoch ? until : (struct mono){0};
    if (epoch)
        collector->led_epoch = epoch;
    if (is_new)
        collector->settled_at = mono_after_ms(collector_now(collector), SETTLE_MS);
    if (is_regained)
        collector_judge_kept(collector);
    for (size_t i = 0; i < collector->run.count; i++)
        run_on_lease(collector->run.at[i]);
    sweep(collector);
}

static bool is_known_command(const struct collector *collector, int64_t id)
{
    for (size_t i = 0; i < COLLECTOR_ENDED; i++)
        if (collector->ended[i] == id)
            return true;
    for (size_t i = 0; i < collector->run.count; i++)
        if (run_command(collector->run.at[i])->id == id)
            return true;
    return false;
}

static void refuse_unknown_point(struct collector *collector, const struct command *command,
                                 int32_t device)
{
    struct fact fact;
    bool may_be_sent = command->state == COMMAND_SENT || command->state == COMMAND_ACCEPTED ||
                       command->state == COMMAND_UNRESOLVED;
    enum fact_kind kind = may_be_sent ? FACT_COMMAND_FAILED : FACT_COMMAND_REFUSED;
    fact_init(&fact, kind, collector->world.wall(collector->world.ctx));
    if (device >= 0)
        collector_fact(collector, &fact, kind, device, command->point);
    fact.command = command->id;
    fact.device = command->device;
    snprintf(fact.who, sizeof fact.who, "%s", collector->name);
    snprintf(fact.point, sizeof fact.point, "%s", command->point);
    snprintf(fact.code, sizeof fact.code, "%s", refusal_name(REFUSAL_READ_ONLY));
    snprintf(fact.text, sizeof fact.text, "the plant has no such set-point");
    collector_append(collector, &fact, 1);
}

void collector_on_command(struct collector *collector, const struct command *command,
                          int64_t life_ms, bool is_orphan)
{
    if (is_known_command(collector, command->id))
        return;
    int32_t device = site_device_of_id(collector->site, command->device);
    int point =
        device < 0 ? -1 : profile_find(collector->site->device[device].profile, command->point);
    if (point < 0 || !collector_drift(collector, device, point)) {
        refuse_unknown_point(collector, command, device);
        return;
    }
    for (size_t i = 0; i < collector->run.count; i++)
        if (run_is_at(collector->run.at[i], device, point) && !run_is_busy(collector->run.at[i]))
            run_end(collector->run.at[i]);
    struct run *run = run_new(collector, command, device, point);
    *VEC_PUSH(&collector->run) = run;
    run_start(run, life_ms, is_orphan);
    sweep(collector);
}

/* ---- time ---- */

static struct mono sooner(struct mono a, struct mono b)
{
    if (!a.ns || !b.ns)
        return a.ns ? a : b;
    return a.ns < b.ns ? a : b;
}

struct mono collector_next_deadline(const struct collector *collector)
{
    struct mono next = sooner(collector->flap_at, collector_alarm_deadline(collector));
    for (size_t i = 0; i < collector->run.count; i++)
        next = sooner(next, run_next(collector->run.at[i]));
    return next;
}

void collector_on_time(struct collector *collector)
{
    struct mono now = collector_now(collector);
    for (size_t i = 0; i < collector->run.count; i++)
        run_on_time(collector->run.at[i]);
    sweep(collector);
    collector_watch_time(collector);
    if (!collector->flap_at.ns || !mono_is_due(collector->flap_at, now))
        return;
    collector->flap_at = (struct mono){0};
    for (size_t i = 0; i < collector->site->device_count; i++)
        collector_tell_link(collector, (int32_t)i);
}
