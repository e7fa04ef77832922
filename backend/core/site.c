#include "backend/core/site.h"

#include "backend/base/alloc.h"
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/desk_book.h"
#include "backend/core/site_index.h"
#include "backend/core/ticket_book.h"

#include <stdlib.h>
#include <string.h>

static const char *const kinds[NODE_KIND_COUNT] = {
    [NODE_SOURCE] = "source",     [NODE_NETWORK] = "network",   [NODE_STATION] = "station",
    [NODE_CIRCUIT] = "circuit",   [NODE_BUILDING] = "building", [NODE_HOUSEHOLD] = "household",
    [NODE_JUNCTION] = "junction",
};

const char *node_kind_name(enum node_kind kind)
{
    return (unsigned)kind < NODE_KIND_COUNT ? kinds[kind] : "";
}

bool node_kind_of(const char *name, enum node_kind *out)
{
    for (int kind = 0; kind < NODE_KIND_COUNT; kind++) {
        if (!strcmp(kinds[kind], name)) {
            *out = (enum node_kind)kind;
            return true;
        }
    }
    return false;
}

struct site *site_new(void)
{
    struct site *site = alloc_new(sizeof *site);
    site->index = alloc_new(sizeof *site->index);
    order_init(&site->index->order);
    site->season = SEASON_STANDARD;
    site->alarms = alarm_book_new();
    site->tickets = ticket_book_new();
    site->desk = desk_book_new();
    return site;
}

void site_free(struct site *site)
{
    if (!site)
        return;
    for (size_t i = 0; i < site->device_count; i++) {
        free(site->device[i].reading);
        free(site->device[i].override);
    }
    for (size_t i = 0; i < site->profile_count; i++)
        profile_free(site->profile[i]);
    alarm_book_free(site->alarms);
    alarm_rules_free(site->rules);
    ticket_book_free(site->tickets);
    desk_book_free(site->desk);
    arena_finish(&site->index->texts);
    lookup_finish(&site->index->node_id);
    lookup_finish(&site->index->node_code);
    lookup_finish(&site->index->device_id);
    lookup_finish(&site->index->line);
    order_finish(&site->index->order);
    free(site->index);
    free(site->node);
    free(site->device);
    free(site->profile);
    free(site->journal);
    free(site->command);
    free(site);
}

static uint32_t hash_node(const void *ctx, int32_t index)
{
    return lookup_hash_int(((const struct site *)ctx)->node[index].id);
}

static uint32_t hash_code(const void *ctx, int32_t index)
{
    return lookup_hash_text(((const struct site *)ctx)->node[index].code);
}

static uint32_t hash_device(const void *ctx, int32_t index)
{
    return lookup_hash_int(((const struct site *)ctx)->device[index].id);
}

static uint32_t hash_line(const void *ctx, int32_t index)
{
    return lookup_hash_text(((const struct site *)ctx)->device[index].endpoint);
}

static bool is_line(const void *ctx, int32_t index, const void *key)
{
    return !strcmp(((const struct site *)ctx)->device[index].endpoint, key);
}

static bool is_node(const void *ctx, int32_t index, const void *key)
{
    return ((const struct site *)ctx)->node[index].id == *(const int32_t *)key;
}

static bool is_code(const void *ctx, int32_t index, const void *key)
{
    return !strcmp(((const struct site *)ctx)->node[index].code, key);
}

static bool is_device(const void *ctx, int32_t index, const void *key)
{
    return ((const struct site *)ctx)->device[index].id == *(const int32_t *)key;
}

int32_t site_node_of_id(const struct site *site, int32_t id)
{
    return lookup_find(&site->index->node_id, lookup_hash_int(id), is_node, site, &id);
}

int32_t site_node_of_code(const struct site *site, const char *code)
{
    return lookup_find(&site->index->node_code, lookup_hash_text(code), is_code, site, code);
}

int32_t site_device_of_id(const struct site *site, int32_t id)
{
    return lookup_find(&site->index->device_id, lookup_hash_int(id), is_device, site, &id);
}

int32_t site_first_root(const struct site *site)
{
    return site->index->order.first_root;
}

static bool is_date(int month_and_day)
{
    int month = month_and_day / 100, day = month_and_day % 100;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void site_put_season(struct site *site, int first, int last)
{
    if (is_date(first) && is_date(last))
        site->season = (struct season){first, last};
}

bool site_is_below(const struct site *site, int32_t node, int32_t top)
{
    while (node >= 0 && node != top)
        node = site->node[node].parent;
    return node >= 0;
}

int32_t site_station_of(const struct site *site, int32_t node)
{
    while (node >= 0 && site->node[node].kind != NODE_STATION)
        node = site->node[node].parent;
    return node;
}

static void index_code(struct site *site, int32_t index)
{
    struct lookup *codes = &site->index->node_code;
    int32_t old = site_node_of_code(site, site->node[index].code);
    if (old < 0)
        lookup_add(codes, index, hash_code, site);
    else if (site->node[index].kind == NODE_STATION && site->node[old].kind != NODE_STATION)
        lookup_replace(codes, hash_code(site, index), old, index);
}

int32_t site_add_node(struct site *site, const struct node_input *in)
{
    int32_t parent = in->parent_id ? site_node_of_id(site, in->parent_id) : -1;
    if ((in->parent_id && parent < 0) || site_node_of_id(site, in->id) >= 0)
        return -1;
    if (site->node_count == site->node_room) {
        site->node_room = site->node_room ? site->node_room + site->node_room / 2 : 256;
        site->node = alloc_resize(site->node, site->node_room, sizeof *site->node);
    }
    int32_t index = (int32_t)site->node_count++;
    struct arena *texts = &site->index->texts;
    site->node[index] = (struct site_node){
        .id = in->id,
        .parent = parent,
        .first_child = -1,
        .next = -1,
        .code = arena_text(texts, in->code),
        .name = arena_text(texts, in->name),
        .initials = arena_text(texts, in->initials),
        .kind = (uint8_t)in->kind,
        .circuit = (uint8_t)in->circuit,
        .has_more = in->has_more,
        .households = in->households,
        .first_device = -1,
    };
    lookup_add(&site->index->node_id, index, hash_node, site);
    index_code(site, index);
    order_link(&site->index->order, site->node, site->node_count, index);
    for (int32_t up = in->kind == NODE_STATION ? index : -1; up >= 0; up = site->node[up].parent)
        site->node[up].stations++;
    site->changes++;
    return index;
}

static const struct profile *find_profile(const struct site *site, const char *name)
{
    for (size_t i = 0; i < site->profile_count; i++)
        if (!strcmp(site->profile[i]->name, name))
            return site->profile[i];
    return NULL;
}

const struct profile *site_add_profile(struct site *site, struct profile *profile)
{
    const struct profile *held = find_profile(site, profile->name);
    if (held) {
        if (held != profile)
            profile_free(profile);
        return held;
    }
    site->profile = alloc_resize(site->profile, site->profile_count + 1, sizeof *site->profile);
    site->profile[site->profile_count++] = profile;
    return profile;
}

/* Devices of a node stay in order of code, too; there are a few. */
static void link_device(struct site *site, int32_t index)
{
    struct site_device *device = &site->device[index];
    int32_t *link = &site->node[device->node].first_device;
    while (*link >= 0 && strcmp(site->device[*link].code, device->code) <= 0)
        link = &site->device[*link].next;
    device->next = *link;
    *link = index;
}

static void link_line(struct site *site, int32_t index)
{
    struct site_device *device = &site->device[index];
    struct lookup *lines = &site->index->line;
    device->line = lookup_find(lines, hash_line(site, index), is_line, site, device->endpoint);
    if (device->line < 0) {
        device->line = index;
        lookup_add(lines, index, hash_line, site);
    } else {
        struct site_device *first = &site->device[device->line];
        device->next_on_line = first->next_on_line;
        first->next_on_line = index;
    }
}

int32_t site_add_device(struct site *site, const struct device_input *in)
{
    int32_t node = site_node_of_id(site, in->node_id);
    const struct profile *profile = find_profile(site, in->profile);
    if (node < 0 || !profile || site_device_of_id(site, in->id) >= 0)
        return -1;
    if (site->device_count == site->device_room) {
        site->device_room = site->device_room ? site->device_room + site->device_room / 2 : 64;
        site->device = alloc_resize(site->device, site->device_room, sizeof *site->device);
    }
    int32_t index = (int32_t)site->device_count++;
    struct arena *texts = &site->index->texts;
    site->device[index] = (struct site_device){
        .id = in->id,
        .node = node,
        .next = -1,
        .next_on_line = -1,
        .code = arena_text(texts, in->code),
        .endpoint = arena_text(texts, in->endpoint),
        .unit = (uint8_t)in->unit,
        .profile = profile,
        .period_ms = in->period_ms > 0 ? in->period_ms : profile->period_ms,
    };
    lookup_add(&site->index->device_id, index, hash_device, site);
    link_device(site, index);
    link_line(site, index);
    site->changes++;
    return index;
}

bool site_add_override(struct site *site, int32_t device_id, const char *point,
                       struct guard_limits limits)
{
    int32_t index = site_device_of_id(site, device_id);
    if (index < 0)
        return false;
    struct site_device *device = &site->device[index];
    int found = profile_find(device->profile, point);
    if (found < 0)
        return false;
    site->changes++;
    for (size_t i = 0; i < device->override_count; i++) {
        if (device->override[i].point == found) {
            device->override[i].limits = limits;
            return true;
        }
    }
    device->override =
        alloc_resize(device->override, device->override_count + 1, sizeof *device->override);
    device->override[device->override_count++] =
        (struct point_override){.point = (uint16_t)found, .limits = limits};
    return true;
}
