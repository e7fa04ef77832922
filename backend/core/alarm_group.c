/* The list that a dispatcher sees: one a line that stands by itself, the rest folded below. */
#include "backend/core/alarm_book_inside.h"
#include "backend/core/alarm_cause.h"

#include <stdlib.h>

struct member {
    size_t root, place;
    int64_t id;
    bool is_root;
};

static int by_root(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->root != y->root)
        return (x->root > y->root) - (x->root < y->root);
    if (x->is_root != y->is_root)
        return y->is_root - x->is_root;
    return (x->id > y->id) - (x->id < y->id);
}

/* ---- what a cause reaches ---- */

static void reach_station(const struct site *site, const struct alarm *alarm,
                          struct alarm_group *group)
{
    int32_t station = alarm->site_node < 0 ? -1 : site_station_of(site, alarm->site_node);
    if (station < 0)
        return;
    group->stations = 1;
    group->households = site->node[station].households;
}

static int by_number(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Each station once, however many devices or alarms it has. */
static void reach_stations(const struct site *site, int32_t *station, size_t count,
                           struct alarm_group *group)
{
    if (count)
        qsort(station, count, sizeof *station, by_number);
    for (size_t i = 0; i < count; i++) {
        if (station[i] < 0 || (i && station[i] == station[i - 1]))
            continue;
        group->stations++;
        group->households += site->node[station[i]].households;
    }
}

static void reach_line(const struct site *site, const struct alarm *alarm,
                       struct alarm_group *group)
{
    int32_t first = alarm->site_device < 0 ? -1 : site->device[alarm->site_device].line;
    VEC(int32_t) station = {0};
    for (int32_t d = first; d >= 0; d = site->device[d].next_on_line)
        *VEC_PUSH(&station) = site_station_of(site, site->device[d].node);
    reach_stations(site, station.at, station.count, group);
    free(station.at);
}

static void reach_alike(const struct site *site, const struct member *member, size_t count,
                        struct alarm_group *group)
{
    int32_t *station = alloc_array(count + 1, sizeof *station);
    for (size_t i = 0; i < count; i++) {
        int32_t node = alarm_at(site, member[i].place)->site_node;
        station[i] = node < 0 ? -1 : site_station_of(site, node);
    }
    reach_stations(site, station, count, group);
    free(station);
}

static void reach(const struct site *site, const struct member *member, size_t count,
                  struct alarm_group *group)
{
    const struct alarm *alarm = alarm_at(site, group->alarm);
    switch ((enum alarm_gather)alarm->gathers) {
    case GATHER_NONE:
    case GATHER_DEVICE:
    case GATHER_STATION: reach_station(site, alarm, group); return;
    case GATHER_LINE: reach_line(site, alarm, group); return;
    case GATHER_ALIKE: reach_alike(site, member, count, group); return;
    case GATHER_BELOW:
        if (alarm->site_node >= 0) {
            group->stations = site->node[alarm->site_node].stations;
            group->households = site->node[alarm->site_node].households;
        }
        return;
    }
}

/* ---- making the list ---- */

static void add_child(struct alarm_groups *groups, size_t place)
{
    if (groups->child_count == groups->child_room) {
        groups->child_room = groups->child_room ? 2 * groups->child_room : 64;
        groups->child = alloc_resize(groups->child, groups->child_room, sizeof *groups->child);
    }
    groups->child[groups->child_count++] = place;
}

/* Members of one root, itself first. */
static void add_group(struct alarm_groups *groups, const struct site *site,
                      const struct member *member, size_t count)
{
    struct alarm_group group = {.alarm = member[0].place,
                                .first_out = member[0].place,
                                .first_child = groups->child_count,
                                .children = (int32_t)count - 1,
                                .priority = ALARM_NOTICE};
    for (size_t i = 0; i < count; i++) {
        const struct alarm *alarm = alarm_at(site, member[i].place);
        if (alarm->code.priority < group.priority)
            group.priority = alarm->code.priority;
        if (alarm->id < alarm_at(site, group.first_out)->id)
            group.first_out = member[i].place;
        if (i) {
            group.unacknowledged += alarm->state == ALARM_UNACKNOWLEDGED;
            group.returned += alarm->state == ALARM_RETURNED;
            add_child(groups, member[i].place);
        }
    }
    reach(site, member, count, &group);
    if (groups->count == groups->room) {
        groups->room = groups->room ? 2 * groups->room : 64;
        groups->group = alloc_resize(groups->group, groups->room, sizeof *groups->group);
    }
    groups->group[groups->count++] = group;
}

struct urgency {
    struct alarm_group group;
    bool is_loud;
    int64_t id;
};

static int by_urgency(const void *a, const void *b)
{
    const struct urgency *x = a, *y = b;
    if (x->is_loud != y->is_loud)
        return y->is_loud - x->is_loud;
    if (x->group.priority != y->group.priority)
        return x->group.priority - y->group.priority;
    return (x->id < y->id) - (x->id > y->id);
}

static void sort_groups(struct alarm_groups *groups, const struct site *site)
{
    struct urgency *order = alloc_array(groups->count + 1, sizeof *order);
    for (size_t i = 0; i < groups->count; i++) {
        const struct alarm_group *group = &groups->group[i];
        const struct alarm *alarm = alarm_at(site, group->alarm);
        bool is_loud = alarm->state == ALARM_UNACKNOWLEDGED || group->unacknowledged;
        order[i] = (struct urgency){*group, is_loud, alarm->id};
    }
    if (groups->count)
        qsort(order, groups->count, sizeof *order, by_urgency);
    for (size_t i = 0; i < groups->count; i++)
        groups->group[i] = order[i].group;
    free(order);
}

void alarm_groups_make(struct alarm_groups *groups, const struct site *site)
{
    const struct alarm_book *book = site->alarms;
    struct member *member = alloc_array(book->open.count + 1, sizeof *member);
    size_t count = 0;
    groups->count = groups->child_count = 0;
    for (size_t i = 0; i < book->open.count; i++) {
        size_t place = (size_t)book->open.at[i];
        const struct alarm *alarm = &book->alarm.at[place];
        if (!alarm_state_is_shown(alarm->state))
            continue;
        size_t root = (size_t)(alarm_root_of(site, alarm) - book->alarm.at);
        member[count++] = (struct member){root, place, alarm->id, root == place};
    }
    if (count)
        qsort(member, count, sizeof *member, by_root);
    for (size_t first = 0, i = 1; first < count; i++) {
        if (i < count && member[i].root == member[first].root)
            continue;
        add_group(groups, site, &member[first], i - first);
        first = i;
    }
    sort_groups(groups, site);
    free(member);
}

void alarm_groups_finish(struct alarm_groups *groups)
{
    free(groups->group);
    free(groups->child);
    *groups = (struct alarm_groups){0};
}
