/* What changes a site after it was loaded, and how a value looks by now. */
#include "backend/base/alloc.h"
#include "backend/core/alarm_book.h"
#include "backend/core/site.h"
#include "backend/core/ticket_book.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* So much older than what is held is no late reading: the clock was put back. */
#define CLOCK_BACK_MS 60000

static bool is_same(const struct reading *a, const struct reading *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].quality != b[i].quality ||
            (a[i].value != b[i].value && !(isnan(a[i].value) && isnan(b[i].value))))
            return false;
    return true;
}

static int64_t lag_least_us(const struct reading *readings, size_t count)
{
    uint32_t least_ms = count ? UINT32_MAX : 0;
    for (size_t i = 0; i < count; i++)
        least_ms = readings[i].lag_ms < least_ms ? readings[i].lag_ms : least_ms;
    return (int64_t)least_ms * 1000;
}

void site_observe(struct site *site, int32_t device, struct wall at, const struct reading *readings)
{
    struct site_device *d = &site->device[device];
    size_t count = d->profile->point_count;
    if (at.us <= d->at.us && wall_ms_since(at, d->at) < CLOCK_BACK_MS)
        return;
    bool is_late = wall_ms_since(d->at, at) > 2 * d->period_ms; /* it may have looked stale */
    if (!d->reading)
        d->reading = alloc_array(count, sizeof *readings);
    if (is_late || !is_same(d->reading, readings, count)) {
        d->changed = ++site->changes;
        site->observed++;
    }
    d->at = at;
    d->read_at.us = at.us - lag_least_us(readings, count);
    memcpy(d->reading, readings, count * sizeof *readings);
}

static void bubble(struct site *site, int32_t node, int lost, int bad)
{
    for (; (lost || bad) && node >= 0; node = site->node[node].parent) {
        site->node[node].lost += lost;
        site->node[node].bad += bad;
    }
}

void site_observe_state(struct site *site, int32_t device, bool is_lost, int bad_points,
                        struct wall since)
{
    struct site_device *d = &site->device[device];
    int16_t bad = (int16_t)(bad_points < INT16_MAX ? bad_points : INT16_MAX);
    if (since.us < d->link_since.us)
        return;
    if (d->is_lost == is_lost && d->bad_points == bad && d->link_since.us == since.us)
        return;
    bubble(site, d->node, is_lost - d->is_lost, (bad > 0) - (d->bad_points > 0));
    d->is_lost = is_lost;
    d->bad_points = bad;
    d->link_since = since;
    if (!is_lost)
        d->lost_code[0] = 0;
    site->changes++;
}

static void apply_link(struct site *site, const struct fact *fact)
{
    int32_t index = site_device_of_id(site, fact->device);
    if (index < 0)
        return;
    struct site_device *device = &site->device[index];
    bool is_lost = fact->kind == FACT_DEVICE_LOST;
    if (fact->at.us < device->link_since.us)
        return;
    site_observe_state(site, index, is_lost, device->bad_points, fact->at);
    if (is_lost)
        memcpy(device->lost_code, fact->code, sizeof device->lost_code);
}

static struct command *find_command(const struct site *site, int64_t id)
{
    size_t held = site->command_count < SITE_COMMANDS ? site->command_count : SITE_COMMANDS;
    for (size_t back = 1; back <= held; back++) {
        struct command *command = &site->command[(site->command_count - back) % SITE_COMMANDS];
        if (command->id == id)
            return command;
    }
    return NULL;
}

/* The state that an event leads to, for a command whose start lies before our snapshot. */
static bool state_behind(enum fact_kind event, enum command_state *state)
{
    for (size_t i = 0; i < command_row_count; i++) {
        if (command_rows[i].event == event) {
            *state = command_rows[i].to;
            return true;
        }
    }
    *state = COMMAND_ASKED;
    return event == FACT_COMMAND_ASKED;
}

static void new_command(struct site *site, const struct fact *fact, enum command_state state)
{
    if (!site->command)
        site->command = alloc_array(SITE_COMMANDS, sizeof *site->command);
    bool is_asked = fact->kind == FACT_COMMAND_ASKED;
    struct command *command = &site->command[site->command_count++ % SITE_COMMANDS];
    *command = (struct command){
        .id = fact->command,
        .seq = fact->seq,
        .device = fact->device,
        .state = state,
        .seen = is_asked ? fact->old_value : NAN,
        .wanted = is_asked ? fact->new_value : NAN,
        .read_back = NAN,
        .asked_at = fact->at,
        .changed_at = fact->at,
    };
    memcpy(command->point, fact->point, sizeof command->point);
    memcpy(command->code, fact->code, sizeof command->code);
    memcpy(command->text, fact->text, sizeof command->text);
    if (is_asked)
        memcpy(command->who, fact->who, sizeof command->who);
}

static void apply_command(struct site *site, const struct fact *fact)
{
    enum command_state state;
    if (!state_behind(fact->kind, &state))
        return;
    struct command *command = find_command(site, fact->command);
    if (!command) {
        new_command(site, fact, state);
    } else if (!fact->seq || fact->seq > command->seq) {
        command_apply(command, fact);
        command->seq = fact->seq ? fact->seq : command->seq;
    }
}

void site_put_command(struct site *site, const struct fact *fact)
{
    apply_command(site, fact);
}

void site_apply(struct site *site, const struct fact *fact)
{
    if (fact->seq && fact->seq <= site->seq)
        return;
    if (fact->seq)
        site->seq = fact->seq;
    if (!site->journal)
        site->journal = alloc_array(SITE_JOURNAL, sizeof *site->journal);
    struct fact *kept = &site->journal[site->journal_count++ % SITE_JOURNAL];
    *kept = *fact;
    kept->detail = NULL; /* borrowed */
    site->changes++;
    if (fact->kind == FACT_DEVICE_LOST || fact->kind == FACT_DEVICE_BACK)
        apply_link(site, fact);
    else if (!alarm_book_apply(site, fact) && !ticket_book_apply(site, fact) &&
             !fact_is_outage(fact->kind) && !fact_is_crew(fact->kind) && fact->command)
        apply_command(site, fact);
}

struct reading site_reading(const struct site *site, int32_t device, int point, struct wall now)
{
    const struct site_device *d = &site->device[device];
    if (d->is_lost)
        return (struct reading){NAN, QUALITY_LOST, 0};
    if (!d->reading)
        return (struct reading){NAN, QUALITY_NEVER, 0};
    struct reading reading = d->reading[point];
    int64_t periods = 3 * (int64_t)d->period_ms * d->profile->point[point].every;
    int64_t age_ms = wall_ms_since(d->at, now) + reading.lag_ms;
    /* a time to come is of a clock that was wrong: nobody knows how old the value is */
    if (reading.quality < QUALITY_STALE && (age_ms > periods || age_ms < -periods))
        reading.quality = QUALITY_STALE;
    return reading;
}

struct wall site_read_at(const struct site *site, int32_t device, int point)
{
    const struct site_device *d = &site->device[device];
    if (!d->at.us || !d->reading)
        return (struct wall){0};
    return (struct wall){d->at.us - (int64_t)d->reading[point].lag_ms * 1000};
}

int site_rank(const struct point *point, enum quality quality)
{
    if (point->access == ACCESS_WRITE || quality == QUALITY_GOOD)
        return 0;
    return quality == QUALITY_LOST ? 2 : 1;
}

struct search {
    const struct site *site;
    const char *id;
    int32_t device; /* the best so far, -1 = none */
    int point, rank;
};

static int rank_of(const struct site_device *device, int point)
{
    enum quality quality = device->is_lost   ? QUALITY_LOST
                           : device->reading ? (enum quality)device->reading[point].quality
                                             : QUALITY_NEVER;
    return site_rank(&device->profile->point[point], quality);
}

/* The devices of a node are in order of code: the first of the best rank stays. */
static void search_in(struct search *search, int32_t node)
{
    const struct site *site = search->site;
    int32_t d = node < 0 ? -1 : site->node[node].first_device;
    for (; d >= 0 && (search->device < 0 || search->rank > 0); d = site->device[d].next) {
        int point = profile_find(site->device[d].profile, search->id);
        int rank = point < 0 ? 0 : rank_of(&site->device[d], point);
        if (point >= 0 && (search->device < 0 || rank < search->rank)) {
            search->device = d;
            search->point = point;
            search->rank = rank;
        }
    }
}

bool site_find_point(const struct site *site, int32_t node, const char *id, int32_t *device,
                     int *point)
{
    const struct site_node *n = &site->node[node];
    char whole[2 * POINT_ID_SIZE];
    struct search search = {.site = site, .id = id, .device = -1};
    if (n->kind == NODE_CIRCUIT && n->circuit && !strchr(id, '.')) {
        snprintf(whole, sizeof whole, "%.*s.%u", POINT_ID_SIZE, id, n->circuit);
        search.id = whole;
    }
    search_in(&search, node);
    if (n->kind == NODE_CIRCUIT)
        search_in(&search, n->parent);
    for (int32_t child = n->kind == NODE_CIRCUIT ? -1 : n->first_child; child >= 0;
         child = site->node[child].next)
        if (site->node[child].kind == NODE_CIRCUIT)
            search_in(&search, child);
    if (search.device < 0)
        return false;
    *device = search.device;
    *point = search.point;
    return true;
}

const struct command *site_command_of_id(const struct site *site, int64_t id)
{
    return find_command(site, id);
}

const struct command *site_command(const struct site *site, int32_t device_id, const char *point)
{
    const struct command *newest = NULL;
    size_t held = site->command_count < SITE_COMMANDS ? site->command_count : SITE_COMMANDS;
    for (size_t i = 0; i < held; i++) {
        const struct command *command = &site->command[i];
        if (command->device == device_id && !strcmp(command->point, point) &&
            (!newest || command->id > newest->id))
            newest = command;
    }
    return newest;
}
