/* A watch begins, and takes over what is raised. */
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_watch_inside.h"
#include "backend/core/lookup.h"
#include "backend/core/still.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint32_t hash_endpoint(const void *ctx, int32_t device)
{
    return lookup_hash_text(((const struct site *)ctx)->device[device].endpoint);
}

static bool is_endpoint(const void *ctx, int32_t device, const void *key)
{
    return !strcmp(((const struct site *)ctx)->device[device].endpoint, key);
}

/* Devices by endpoint, in the order of the site. */
static void link_endpoints(struct alarm_watch_inside *in)
{
    const struct site *site = in->site;
    struct lookup seen = {0};
    int32_t *last = alloc_array(site->device_count + 1, sizeof *last); /* of an endpoint */
    for (int32_t d = 0; d < (int32_t)site->device_count; d++) {
        int32_t first =
            lookup_find(&seen, hash_endpoint(site, d), is_endpoint, site, site->device[d].endpoint);
        in->next_at_endpoint[d] = -1;
        if (first < 0) {
            lookup_add(&seen, d, hash_endpoint, site);
            in->device[d].endpoint = (int32_t)in->endpoint_count;
            in->endpoint[in->endpoint_count++].first = d;
        } else {
            in->device[d].endpoint = in->device[first].endpoint;
            in->next_at_endpoint[last[in->device[d].endpoint]] = d;
        }
        last[in->device[d].endpoint] = d;
        in->endpoint[in->device[d].endpoint].devices++;
    }
    lookup_finish(&seen);
    free(last);
}

static void link_station(struct alarm_watch_inside *in, int32_t device)
{
    struct watched *watched = &in->device[device];
    watched->station = site_station_of(in->site, in->site->device[device].node);
    if (watched->station >= 0)
        in->stations += in->station[watched->station].devices++ == 0;
}

static void hold_values(struct watched *watched)
{
    const struct alarm_rule_list *list = watched->list;
    bool is_asked = false;
    for (int32_t i = watched->whole; i < (int32_t)list->count; i++)
        is_asked = is_asked || list->rule[i].kind == ALARM_FROZEN;
    if (!is_asked)
        return;
    watched->held = alloc_array(list->profile->point_count + 1, sizeof *watched->held);
    still_forget(list->profile, watched->held);
}

void alarm_watch_init(struct alarm_watch *watch, const struct site *site,
                      const struct alarm_rule_sets *sets)
{
    size_t devices = site->device_count + 1;
    struct alarm_watch_inside *in = alloc_new(sizeof *in);
    *watch = (struct alarm_watch){.inside = in};
    in->site = site;
    in->plant = alarm_rule_sets_plant(sets);
    in->plant_memory = alloc_array(in->plant->count + 1, sizeof *in->plant_memory);
    in->device = alloc_array(devices, sizeof *in->device);
    in->next_at_endpoint = alloc_array(devices, sizeof *in->next_at_endpoint);
    in->endpoint = alloc_array(devices, sizeof *in->endpoint);
    in->station = alloc_array(site->node_count + 1, sizeof *in->station);
    in->scratch = alloc_array(devices, sizeof *in->scratch);
    in->city = NAN;
    for (int32_t d = 0; d < (int32_t)site->device_count; d++) {
        struct watched *watched = &in->device[d];
        watched->list = alarm_rule_sets_of(sets, d);
        watched->memory = alloc_array(watched->list->count + 1, sizeof *watched->memory);
        watched->circuits = UINT32_MAX;
        watched->outdoor = NAN;
        while (watched->whole < (int32_t)watched->list->count &&
               watched->list->rule[watched->whole].point >= 0)
            watched->whole++;
        hold_values(watched);
        link_station(in, d);
    }
    link_endpoints(in);
}

void alarm_watch_finish(struct alarm_watch *watch)
{
    struct alarm_watch_inside *in = watch->inside;
    if (!in)
        return;
    for (size_t d = 0; d < in->site->device_count; d++) {
        free(in->device[d].memory);
        free(in->device[d].held);
    }
    free(in->plant_memory);
    free(in->device);
    free(in->next_at_endpoint);
    free(in->endpoint);
    free(in->station);
    free(in->scratch);
    free(in->outside.at);
    free(in);
    free(watch->news.at);
    *watch = (struct alarm_watch){0};
}

void alarm_watch_circuits(struct alarm_watch *watch, int32_t device, uint32_t circuits)
{
    watch->inside->device[device].circuits = circuits;
}

/* ---- taking over ---- */

/* A rule of a circuit that the plant has no more is never decided again: it holds nothing. */
static struct alarm_memory *find(const struct alarm_rule_list *list, struct alarm_memory *memory,
                                 uint32_t circuits, const struct alarm *alarm)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct alarm_rule *rule = &list->rule[i];
        const char *point = rule->point < 0 ? "" : list->profile->point[rule->point].id;
        if (!(circuits >> rule->circuit % 32 & 1))
            continue;
        if (!strcmp(rule->code.name, alarm->code.name) && !strcmp(point, alarm->point))
            return &memory[i];
    }
    return NULL;
}

static struct alarm_memory *memory_of(const struct alarm_watch *watch, const struct alarm *alarm)
{
    struct alarm_watch_inside *in = watch->inside;
    if (!alarm->device)
        return alarm->node ? NULL : find(in->plant, in->plant_memory, UINT32_MAX, alarm);
    int32_t device = site_device_of_id(in->site, alarm->device);
    struct watched *watched = device < 0 ? NULL : &in->device[device];
    return watched ? find(watched->list, watched->memory, watched->circuits, alarm) : NULL;
}

bool alarm_watch_knows(const struct alarm_watch *watch, const struct alarm *alarm)
{
    return alarm->code.kind == ALARM_CLOSED || memory_of(watch, alarm);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Without news: what is lost was told before. */
static void set_lost(struct alarm_watch_inside *in, int32_t device)
{
    struct watched *watched = &in->device[device];
    if (watched->is_lost)
        return;
    watched->is_lost = true;
    in->endpoint[watched->endpoint].lost++;
    alarm_watch_count_station(in, watched->station, 1);
}

/* So that the first word of a link that is up ends what the former program raised. */
static void inherit_lost(struct alarm_watch_inside *in, const struct alarm *alarm)
{
    int32_t device = site_device_of_id(in->site, alarm->device);
    if (device < 0)
        return;
    if (alarm->code.kind == ALARM_LOST)
        set_lost(in, device);
    if (alarm->code.kind != ALARM_GATEWAY)
        return;
    int32_t first = in->endpoint[in->device[device].endpoint].first;
    for (int32_t d = first; d >= 0; d = in->next_at_endpoint[d])
        set_lost(in, d);
}

static void inherit_alarm(struct alarm_memory *memory, const struct alarm *alarm)
{
    memory->id = alarm->id;
    memory->phase = PHASE_RAISED;
    memory->is_suppressed = alarm->suppressed.is_on;
    memory->is_chattering = alarm->chatter.is_on;
    if (alarm->code.kind == ALARM_OUTSIDE)
        memory->reference = alarm->limit;
    if (alarm->code.kind == ALARM_BITS && alarm->value >= 0 && alarm->value <= UINT32_MAX)
        memory->bits = (uint32_t)alarm->value;
}

void alarm_watch_heard(struct alarm_watch *watch, struct wall at)
{
    watch->inside->last_id = later(watch->inside->last_id, at.us);
}

static void hear_word(struct alarm_watch *watch, const struct alarm_word *word)
{
    alarm_watch_heard(watch, (struct wall){later(word->stamp, word->ended)});
}

static void hear_words(struct alarm_watch *watch, const struct site *site)
{
    for (size_t i = 0; i < alarm_count(site); i++) {
        const struct alarm *alarm = alarm_at(site, i);
        hear_word(watch, &alarm->acknowledged);
        hear_word(watch, &alarm->shelf);
        hear_word(watch, &alarm->service);
    }
    for (size_t i = 0; i < alarm_subtree_count(site); i++) {
        hear_word(watch, &alarm_subtree_at(site, i)->shelf);
        hear_word(watch, &alarm_subtree_at(site, i)->service);
    }
}

/* Whole devices are looked at without a round: what was lost before waits for its delay, too. */
static void look_at_all(struct alarm_watch_inside *in)
{
    in->next = (struct mono){1};
}

void alarm_watch_inherit(struct alarm_watch *watch, const struct site *site)
{
    struct alarm_watch_inside *in = watch->inside;
    hear_words(watch, site);
    look_at_all(in);
    for (size_t d = 0; d < in->site->device_count; d++) {
        if (!in->site->device[d].is_lost)
            continue;
        set_lost(in, (int32_t)d);
        in->device[d].lost_since = in->site->device[d].link_since.us;
    }
    for (size_t i = 0; i < alarm_count(site); i++) {
        const struct alarm *alarm = alarm_at(site, i);
        struct alarm_memory *memory = memory_of(watch, alarm);
        int64_t newest = later(later(alarm->id, alarm->returned),
                               later(alarm->suppressed.stamp, alarm->chatter.stamp));
        in->last_id = later(in->last_id, newest);
        if (!memory || alarm->id <= alarm->returned)
            continue;
        inherit_alarm(memory, alarm);
        inherit_lost(in, alarm);
    }
}

void alarm_watch_adopt(struct alarm_watch *watch, const struct alarm *alarm)
{
    struct alarm_watch_inside *in = watch->inside;
    struct alarm_memory *memory = memory_of(watch, alarm);
    bool is_raised = alarm->id > alarm->returned;
    in->last_id = later(in->last_id, later(alarm->id, alarm->returned));
    look_at_all(in);
    if (!memory || (!is_raised && memory->phase < PHASE_RAISED))
        return;
    if (!is_raised)
        *memory = (struct alarm_memory){.id = memory->id, .reference = memory->reference};
    else if (memory->phase < PHASE_RAISED)
        inherit_alarm(memory, alarm);
    else
        memory->id = alarm->id;
}

static struct alarm_memory *same_rule(const struct alarm_rule_list *list,
                                      struct alarm_memory *memory,
                                      const struct alarm_rule_list *from, size_t index)
{
    const struct alarm_rule *rule = &from->rule[index];
    const char *point = rule->point < 0 ? "" : from->profile->point[rule->point].id;
    for (size_t i = 0; i < list->count; i++) {
        const struct alarm_rule *other = &list->rule[i];
        if (!strcmp(other->code.name, rule->code.name) &&
            !strcmp(other->point < 0 ? "" : list->profile->point[other->point].id, point))
            return &memory[i];
    }
    return NULL;
}

static void follow_list(const struct alarm_rule_list *list, struct alarm_memory *memory,
                        const struct alarm_rule_list *from, const struct alarm_memory *held)
{
    for (size_t i = 0; i < from->count; i++) {
        struct alarm_memory *to = same_rule(list, memory, from, i);
        if (to)
            *to = held[i];
    }
}

void alarm_watch_follow(struct alarm_watch *watch, const struct alarm_watch *former)
{
    struct alarm_watch_inside *in = watch->inside;
    const struct alarm_watch_inside *was = former->inside;
    for (int32_t d = 0; d < (int32_t)was->site->device_count; d++) {
        int32_t device = site_device_of_id(in->site, was->site->device[d].id);
        const struct watched *held = &was->device[d];
        if (device < 0)
            continue;
        struct watched *watched = &in->device[device];
        follow_list(watched->list, watched->memory, held->list, held->memory);
        watched->outdoor = held->outdoor;
        if (watched->held && held->held)
            still_follow(watched->list->profile, watched->held, held->list->profile, held->held);
        if (held->is_lost)
            set_lost(in, device);
    }
    follow_list(in->plant, in->plant_memory, was->plant, was->plant_memory);
    in->last_id = later(in->last_id, was->last_id);
    look_at_all(in);
}
