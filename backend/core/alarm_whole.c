/* What is said of whole devices, endpoints and the plant: loss, storms, changes outside. */
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_watch_inside.h"
#include "backend/core/still.h"

#include <math.h>
#include <string.h>

enum { STORM_WINDOW_MS = 60000, NETWORK_LEAST = 3, HELD_LOOK_MS = 10000 };

static bool is_endpoint_lost(const struct endpoint *endpoint)
{
    return endpoint->devices > 1 && endpoint->lost == endpoint->devices;
}

/* Whether the gateway's own alarm is told, or will be, and is not held back with the station of its
 * first device: else nobody would hear of the other stations. Looked at again after a while, as
 * people hold back and let go at any time. */
static bool gateway_tells(struct alarm_watch_inside *in, const struct endpoint *endpoint,
                          struct mono now)
{
    const struct watched *first = &in->device[endpoint->first];
    for (int32_t i = first->whole; i < (int32_t)first->list->count; i++) {
        if (first->list->rule[i].kind != ALARM_GATEWAY)
            continue;
        const struct alarm_memory *memory = &first->memory[i];
        const struct alarm *alarm = alarm_find(in->site, in->site->device[endpoint->first].id, 0,
                                               "", first->list->rule[i].code.name);
        struct mono look = mono_after_ms(now, HELD_LOOK_MS);
        if (!in->next.ns || look.ns < in->next.ns)
            in->next = look;
        return !alarm || alarm->id != memory->id || !alarm_is_active(alarm) ||
               alarm_state_is_shown(alarm->state);
    }
    return false;
}

/* A gateway that is lost stands for its devices; those that were told stay told. */
static enum alarm_verdict verdict_of(struct alarm_watch_inside *in, int32_t device,
                                     const struct alarm_step *step, struct mono now)
{
    const struct watched *watched = &in->device[device];
    const struct endpoint *endpoint = &in->endpoint[watched->endpoint];
    bool is_all = is_endpoint_lost(endpoint);
    if (step->rule->kind == ALARM_LOST)
        return !watched->is_lost                            ? VERDICT_NORMAL
               : is_all && gateway_tells(in, endpoint, now) ? VERDICT_BETWEEN
                                                            : VERDICT_ABNORMAL;
    if (step->rule->kind == ALARM_GATEWAY)
        return is_all && endpoint->first == device ? VERDICT_ABNORMAL : VERDICT_NORMAL;
    bool is_now = mono_ms_since((struct mono){watched->storm_from}, now) <= STORM_WINDOW_MS;
    return is_now && (double)watched->storm_count >= (double)step->rule->limit ? VERDICT_ABNORMAL
                                                                               : VERDICT_NORMAL;
}

/* What was lost under a former program has waited since then. */
static void wait_from_before(const struct watched *watched, const struct alarm_step *step,
                             const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    int64_t ago_us = moment->at.us - watched->lost_since;
    if (step->rule->kind != ALARM_LOST || step->verdict != VERDICT_ABNORMAL ||
        memory->phase != PHASE_CLEAR || !watched->lost_since || ago_us < 0)
        return;
    memory->phase = PHASE_PENDING;
    memory->since = moment->now.ns - ago_us * 1000;
}

static void whole_device(struct alarm_watch *watch, int32_t device,
                         const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    struct watched *watched = &in->device[device];
    for (int32_t i = watched->whole; i < (int32_t)watched->list->count; i++) {
        struct alarm_step step = {.device = device,
                                  .rule = &watched->list->rule[i],
                                  .memory = &watched->memory[i],
                                  .value = NAN,
                                  .limit = NAN,
                                  .count = in->endpoint[watched->endpoint].lost};
        if (step.rule->kind == ALARM_FROZEN)
            continue; /* decided with the rounds */
        step.verdict = verdict_of(in, device, &step, moment->now);
        wait_from_before(watched, &step, moment);
        if (step.memory->phase != PHASE_CLEAR || step.verdict == VERDICT_ABNORMAL)
            alarm_watch_step(watch, &step, moment);
    }
}

void alarm_watch_whole(struct alarm_watch *watch, int32_t device, const struct alarm_moment *moment)
{
    whole_device(watch, device, moment);
}

void alarm_watch_plant(struct alarm_watch *watch, const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    for (size_t i = 0; i < in->plant->count; i++) {
        const struct alarm_rule *rule = &in->plant->rule[i];
        double share = in->stations ? 100.0 * in->stations_lost / in->stations : 0;
        if (rule->kind != ALARM_NETWORK)
            continue;
        bool is_many = share >= (double)rule->limit && in->stations_lost >= NETWORK_LEAST;
        struct alarm_step step = {.device = -1,
                                  .rule = rule,
                                  .memory = &in->plant_memory[i],
                                  .verdict = is_many ? VERDICT_ABNORMAL : VERDICT_NORMAL,
                                  .value = share,
                                  .limit = (double)rule->limit,
                                  .count = in->stations_lost};
        if (step.memory->phase != PHASE_CLEAR || is_many)
            alarm_watch_step(watch, &step, moment);
    }
}

void alarm_watch_count_station(struct alarm_watch_inside *in, int32_t node, int change)
{
    if (node < 0)
        return;
    struct station *station = &in->station[node];
    in->stations_lost -= station->lost == station->devices;
    station->lost += change;
    in->stations_lost += station->lost == station->devices;
}

void alarm_watch_link(struct alarm_watch *watch, int32_t device, bool is_lost,
                      const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    struct watched *watched = &in->device[device];
    struct endpoint *endpoint = &in->endpoint[watched->endpoint];
    if (watched->is_lost == is_lost)
        return;
    bool was_all = is_endpoint_lost(endpoint);
    watched->is_lost = is_lost;
    watched->lost_since = 0;
    for (int32_t i = 0; i < (int32_t)watched->list->count; i++)
        alarm_decide_anew(&watched->list->rule[i], &watched->memory[i]);
    if (watched->held)
        still_forget(watched->list->profile, watched->held);
    endpoint->lost += is_lost ? 1 : -1;
    alarm_watch_count_station(in, watched->station, is_lost ? 1 : -1);
    if (was_all == is_endpoint_lost(endpoint)) {
        whole_device(watch, device, moment);
    } else {
        for (int32_t d = endpoint->first; d >= 0; d = in->next_at_endpoint[d]) {
            in->device[d].lost_since = 0; /* the line was lost, or is back: a wait of its own */
            whole_device(watch, d, moment);
        }
    }
    alarm_watch_plant(watch, moment);
}

/* ---- changed outside ---- */

static int32_t find_outside(const struct watched *watched, int point)
{
    for (int32_t i = 0; i < watched->whole; i++)
        if (watched->list->rule[i].point == point && watched->list->rule[i].kind == ALARM_OUTSIDE)
            return i;
    return -1;
}

/* Each station once, by its newest change: an older one of it is passed over when it leaves. */
static void forget_outside(struct alarm_watch_inside *in, struct mono now)
{
    for (; in->outside_first < in->outside.count; in->outside_first++) {
        struct outside *oldest = &in->outside.at[in->outside_first];
        struct station *station = &in->station[oldest->station];
        if (mono_ms_since(oldest->at, now) <= ALARM_MASS_WINDOW_MS)
            break;
        if (station->outside_at == oldest->at.ns) {
            station->outside_at = 0;
            in->stations_outside--;
        }
    }
    if (2 * in->outside_first < in->outside.count)
        return;
    in->outside.count -= in->outside_first;
    memmove(in->outside.at, in->outside.at + in->outside_first,
            in->outside.count * sizeof *in->outside.at);
    in->outside_first = 0;
}

static int32_t count_outside(struct alarm_watch_inside *in, int32_t node, struct mono now)
{
    int32_t place = node >= 0 ? node : (int32_t)in->site->node_count;
    struct station *station = &in->station[place];
    if (station->outside_at != now.ns)
        *VEC_PUSH(&in->outside) = (struct outside){place, now};
    in->stations_outside += !station->outside_at;
    station->outside_at = now.ns;
    forget_outside(in, now);
    return in->stations_outside;
}

/* Raised, and nobody has answered it: an event that was answered is over, whatever is undone. */
static bool is_standing(const struct alarm_watch_inside *in, const struct alarm_step *step)
{
    const struct alarm_rule *rule = step->rule;
    const struct site_device *device = step->device < 0 ? NULL : &in->site->device[step->device];
    const char *point = rule->point < 0 ? "" : device->profile->point[rule->point].id;
    const struct alarm *alarm =
        alarm_find(in->site, device ? device->id : 0, 0, point, rule->code.name);
    return step->memory->phase == PHASE_RAISED &&
           (!alarm || alarm->id != step->memory->id || alarm_is_active(alarm));
}

/* One alarm for a wave; the next is told when the last has been over, or was answered. */
static void count_mass(struct alarm_watch *watch, int32_t station,
                       const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    int32_t stations = count_outside(in, station, moment->now);
    for (size_t i = 0; i < in->plant->count; i++) {
        struct alarm_memory *memory = &in->plant_memory[i];
        struct alarm_step step = {.device = -1,
                                  .rule = &in->plant->rule[i],
                                  .memory = memory,
                                  .value = stations,
                                  .limit = (double)in->plant->rule[i].limit,
                                  .count = stations};
        if (step.rule->kind != ALARM_MASS || stations < (int32_t)step.limit)
            continue;
        bool is_new = !is_standing(in, &step) ||
                      !alarm_is_one_wave(in->site, ALARM_WAVE_OUTSIDE, memory->id, in->last_id);
        if (is_new)
            alarm_watch_raise(watch, &step, moment);
    }
}

void alarm_watch_outside(struct alarm_watch *watch, int32_t device, int point, double old_value,
                         double new_value, const struct alarm_moment *moment)
{
    struct watched *watched = &watch->inside->device[device];
    int32_t rule = find_outside(watched, point);
    if (rule < 0)
        return;
    struct alarm_memory *memory = &watched->memory[rule];
    struct alarm_step step = {.device = device,
                              .rule = &watched->list->rule[rule],
                              .memory = memory,
                              .value = new_value,
                              .limit = old_value};
    bool is_raised = is_standing(watch->inside, &step);
    step.limit = is_raised ? memory->reference : old_value;
    if (is_raised && new_value == memory->reference) {
        alarm_watch_return(watch, &step, moment);
        return;
    }
    memory->reference = step.limit;
    alarm_watch_raise(watch, &step, moment);
    count_mass(watch, watched->station, moment);
    whole_device(watch, device, moment);
}

void alarm_watch_written(struct alarm_watch *watch, int32_t device, int point,
                         const struct alarm_moment *moment)
{
    struct watched *watched = &watch->inside->device[device];
    int32_t rule = find_outside(watched, point);
    if (rule < 0 || watched->memory[rule].phase != PHASE_RAISED)
        return;
    struct alarm_step step = {.device = device,
                              .rule = &watched->list->rule[rule],
                              .memory = &watched->memory[rule],
                              .value = NAN,
                              .limit = NAN};
    alarm_watch_return(watch, &step, moment);
}

/* ---- time ---- */

struct mono alarm_watch_next(const struct alarm_watch *watch)
{
    return watch->inside->next;
}

void alarm_watch_time(struct alarm_watch *watch, const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    if (!in->next.ns || !mono_is_due(in->next, moment->now))
        return;
    in->next = (struct mono){0};
    for (size_t d = 0; d < in->site->device_count; d++)
        whole_device(watch, (int32_t)d, moment);
    alarm_watch_plant(watch, moment);
}
