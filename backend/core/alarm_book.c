#include "backend/core/alarm_book_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void count_change(struct alarm_book *book)
{
    static uint64_t newest; /* of all sites: they live on one loop */
    book->changes = ++newest;
}

struct alarm_book *alarm_book_new(void)
{
    struct alarm_book *book = alloc_new(sizeof *book);
    alarm_causes_init(&book->causes);
    count_change(book);
    return book;
}

static void finish_words(struct alarm *alarm)
{
    free(alarm->acknowledged.text);
    free(alarm->shelf.text);
    free(alarm->service.text);
    free(alarm->suppressed.text);
    free(alarm->chatter.text);
}

void alarm_book_free(struct alarm_book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->alarm.count; i++)
        finish_words(&book->alarm.at[i]);
    for (size_t i = 0; i < book->subtree.count; i++) {
        free(book->subtree.at[i].shelf.text);
        free(book->subtree.at[i].service.text);
    }
    lookup_finish(&book->key);
    arena_finish(&book->people);
    free(book->alarm.at);
    free(book->open.at);
    free(book->subtree.at);
    free(book->person.at);
    free(book->tally);
    alarm_causes_finish(&book->causes);
    for (int i = 0; i < ALARM_WAVE_COUNT; i++)
        free(book->wave[i].at);
    free(book);
}

/* ---- finding ---- */

struct key {
    int32_t device, node;
    const char *point, *name;
};

static uint32_t hash_key(const struct key *key)
{
    uint32_t hash = lookup_hash_int(key->device ? key->device : -key->node);
    return hash ^ lookup_hash_text(key->point) ^ lookup_hash_text(key->name) * 31;
}

static uint32_t hash_alarm(const void *ctx, int32_t place)
{
    const struct alarm *alarm = &((const struct alarm_book *)ctx)->alarm.at[place];
    struct key key = {alarm->device, alarm->node, alarm->point, alarm->code.name};
    return hash_key(&key);
}

static bool is_key(const void *ctx, int32_t place, const void *wanted)
{
    const struct alarm *alarm = &((const struct alarm_book *)ctx)->alarm.at[place];
    const struct key *key = wanted;
    return alarm->device == key->device && (key->device || alarm->node == key->node) &&
           !strcmp(alarm->point, key->point) && !strcmp(alarm->code.name, key->name);
}

static int32_t find(const struct alarm_book *book, const struct key *key)
{
    return lookup_find(&book->key, hash_key(key), is_key, book, key);
}

/* The node that an alarm's counts bubble from: the circuit of its point if the tree has it. */
static int32_t node_of(const struct site *site, const struct alarm *alarm)
{
    int32_t device = alarm->site_device;
    int32_t node = device >= 0 ? site->device[device].node : -1;
    const char *dot = strrchr(alarm->point, '.');
    if (node < 0)
        return alarm->node ? site_node_of_id(site, alarm->node) : -1;
    if (!dot || site->node[node].kind != NODE_STATION)
        return node;
    int circuit = atoi(dot + 1);
    int32_t child = site->node[node].first_child;
    for (; child >= 0; child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT && site->node[child].circuit == circuit)
            return child;
    return node;
}

int32_t alarm_book_place(struct site *site, int32_t device, int32_t node, const char *point,
                         const struct alarm_code *code)
{
    struct alarm_book *book = site->alarms;
    struct key key = {device, node, point, code->name};
    int32_t place = find(book, &key);
    if (place >= 0)
        return place;
    count_change(book); /* places may move in memory */
    place = (int32_t)book->alarm.count;
    struct alarm *alarm = VEC_PUSH(&book->alarm);
    *alarm = (struct alarm){.node = node,
                            .device = device,
                            .code = *code,
                            .value = NAN,
                            .limit = NAN,
                            .returned_value = NAN,
                            .lasted_s = NAN,
                            .open = -1,
                            .next_gather = -1};
    snprintf(alarm->point, sizeof alarm->point, "%s", point);
    alarm->acknowledged.who = alarm->shelf.who = alarm->service.who = "";
    alarm->suppressed.who = alarm->chatter.who = "";
    alarm->site_device = device ? site_device_of_id(site, device) : -1;
    alarm->site_node = node_of(site, alarm);
    lookup_add(&book->key, place, hash_alarm, book);
    return place;
}

size_t alarm_count(const struct site *site)
{
    return site->alarms->alarm.count;
}

const struct alarm *alarm_at(const struct site *site, size_t place)
{
    return &site->alarms->alarm.at[place];
}

size_t alarm_open_count(const struct site *site)
{
    return site->alarms->open.count;
}

const struct alarm *alarm_open_at(const struct site *site, size_t index)
{
    return &site->alarms->alarm.at[site->alarms->open.at[index]];
}

uint64_t alarm_changes(const struct site *site)
{
    return site->alarms->changes;
}

const struct alarm *alarm_find(const struct site *site, int32_t device, int32_t node,
                               const char *point, const char *name)
{
    struct key key = {device, node, point, name};
    int32_t place = find(site->alarms, &key);
    return place < 0 ? NULL : &site->alarms->alarm.at[place];
}

const struct alarm *alarm_of_id(const struct site *site, int64_t id)
{
    const struct alarm_book *book = site->alarms;
    for (size_t i = 0; i < book->open.count; i++)
        if (book->alarm.at[book->open.at[i]].id == id)
            return &book->alarm.at[book->open.at[i]];
    for (size_t i = 0; i < book->alarm.count; i++)
        if (book->alarm.at[i].id == id)
            return &book->alarm.at[i];
    return NULL;
}

size_t alarm_subtree_count(const struct site *site)
{
    return site->alarms->subtree.count;
}

const struct alarm_subtree *alarm_subtree_at(const struct site *site, size_t index)
{
    return &site->alarms->subtree.at[index];
}

struct alarm_subtree *alarm_book_subtree(struct site *site, int32_t node)
{
    struct alarm_book *book = site->alarms;
    for (size_t i = 0; i < book->subtree.count; i++)
        if (book->subtree.at[i].node == node)
            return &book->subtree.at[i];
    struct alarm_subtree *subtree = VEC_PUSH(&book->subtree);
    *subtree = (struct alarm_subtree){.node = node};
    subtree->shelf.who = subtree->service.who = "";
    return subtree;
}

const char *alarm_book_person(struct alarm_book *book, const char *who)
{
    for (size_t i = 0; i < book->person.count; i++)
        if (!strcmp(book->person.at[i], who))
            return book->person.at[i];
    const char *kept = *who ? arena_text(&book->people, who) : "";
    *VEC_PUSH(&book->person) = kept;
    return kept;
}

/* ---- state, counts and lists ---- */

struct alarm_hold alarm_hold_of(const struct site *site, const struct alarm *alarm)
{
    const struct alarm_book *book = site->alarms;
    struct alarm_hold hold = {0};
    struct wall now = book->now;
    alarm_hold_add(&hold, alarm, &alarm->shelf, ALARM_SHELVED, now);
    alarm_hold_add(&hold, alarm, &alarm->service, ALARM_OUT_OF_SERVICE, now);
    alarm_hold_add(&hold, alarm, &alarm->suppressed, ALARM_SUPPRESSED, now);
    if (!book->subtree.count)
        return hold;
    for (int32_t up = alarm->site_node; up >= 0; up = site->node[up].parent) {
        for (size_t i = 0; i < book->subtree.count; i++) {
            const struct alarm_subtree *subtree = &book->subtree.at[i];
            if (subtree->node != site->node[up].id)
                continue;
            alarm_hold_add(&hold, alarm, &subtree->shelf, ALARM_SHELVED, now);
            alarm_hold_add(&hold, alarm, &subtree->service, ALARM_OUT_OF_SERVICE, now);
        }
    }
    return hold;
}

static int32_t *tally_slot(struct alarm_tally *tally, enum alarm_state state, int priority)
{
    switch (state) {
    case ALARM_NORMAL: return NULL;
    case ALARM_UNACKNOWLEDGED: return &tally->unacknowledged[priority - 1];
    case ALARM_ACKNOWLEDGED:
    case ALARM_LATCHED: return &tally->acknowledged[priority - 1];
    case ALARM_RETURNED: return &tally->returned[priority - 1];
    case ALARM_SHELVED:
    case ALARM_SUPPRESSED:
    case ALARM_OUT_OF_SERVICE: return &tally->held;
    }
    return NULL;
}

static void tally_add(struct alarm_tally *tally, enum alarm_state state, int priority, int many)
{
    int32_t *slot = tally_slot(tally, state, priority);
    if (slot)
        *slot += many;
}

static void grow(struct site *site)
{
    struct alarm_book *book = site->alarms;
    size_t more = site->node_count - book->tally_room;
    if (!more)
        return;
    book->tally = alloc_resize(book->tally, site->node_count, sizeof *book->tally);
    memset(book->tally + book->tally_room, 0, more * sizeof *book->tally);
    book->tally_room = site->node_count;
}

static void bubble(struct site *site, const struct alarm *alarm, int many)
{
    struct alarm_book *book = site->alarms;
    tally_add(&book->all, alarm->state, alarm->counted, many);
    for (int32_t up = alarm->site_node; up >= 0; up = site->node[up].parent)
        tally_add(&book->tally[up], alarm->state, alarm->counted, many);
}

static void list(struct alarm_book *book, int32_t place)
{
    struct alarm *alarm = &book->alarm.at[place];
    bool is_open = alarm->state != ALARM_NORMAL;
    if (is_open && alarm->open < 0) {
        alarm->open = (int32_t)book->open.count;
        *VEC_PUSH(&book->open) = place;
    } else if (!is_open && alarm->open >= 0) {
        int32_t last = book->open.at[--book->open.count];
        book->open.at[alarm->open] = last;
        book->alarm.at[last].open = alarm->open;
        alarm->open = -1;
    }
}

bool alarm_book_refresh(struct site *site, int32_t place)
{
    struct alarm_book *book = site->alarms;
    struct alarm *alarm = &book->alarm.at[place];
    struct alarm_hold hold = alarm_hold_of(site, alarm);
    enum alarm_state state = alarm_state_of(alarm, &hold, book->now);
    int64_t due = alarm_due(alarm, &hold, book->now);
    count_change(book);
    if (due && (!book->due || due < book->due))
        book->due = due;
    grow(site);
    if (state == alarm->state && alarm->counted == alarm->code.priority) {
        alarm_link(site, place);
        return false;
    }
    bool is_other = state != alarm->state;
    bubble(site, alarm, -1);
    alarm->state = state;
    alarm->counted = alarm->code.priority;
    bubble(site, alarm, 1);
    list(book, place);
    alarm_link(site, place);
    site->changes++;
    return is_other;
}

void alarm_book_refresh_below(struct site *site, int32_t node_id)
{
    int32_t top = site_node_of_id(site, node_id);
    for (size_t i = 0; top >= 0 && i < site->alarms->alarm.count; i++)
        if (site_is_below(site, site->alarms->alarm.at[i].site_node, top))
            alarm_book_refresh(site, (int32_t)i);
}

/* ---- time ---- */

size_t site_pass_time(struct site *site, struct wall now)
{
    struct alarm_book *book = site->alarms;
    size_t changed = 0;
    if (now.us < book->now.us)
        return 0;
    book->now = now;
    alarm_flood_trim(&book->flood, now);
    if (alarm_flood_pass(&book->flood, now))
        site->changes++;
    if (!book->due || now.us < book->due)
        return 0;
    book->due = 0;
    for (size_t i = book->open.count; i-- > 0;)
        changed += alarm_book_refresh(site, book->open.at[i]);
    return changed;
}

struct wall site_next_alarm_due(const struct site *site)
{
    return (struct wall){site->alarms->due};
}

/* ---- what screens ask ---- */

int alarm_tally_shown(const struct alarm_tally *tally)
{
    int shown = 0;
    for (int i = 0; i < ALARM_PRIORITY_COUNT; i++)
        shown += tally->unacknowledged[i] + tally->acknowledged[i] + tally->returned[i];
    return shown;
}

const struct alarm_tally *alarm_tally_of(const struct site *site, int32_t node_index)
{
    static const struct alarm_tally none;
    const struct alarm_book *book = site->alarms;
    return node_index >= 0 && (size_t)node_index < book->tally_room ? &book->tally[node_index]
                                                                    : &none;
}

const struct alarm_tally *alarm_tally_all(const struct site *site)
{
    return &site->alarms->all;
}

const struct alarm_flood *alarm_flood_of(const struct site *site)
{
    return &site->alarms->flood;
}
