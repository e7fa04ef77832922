/* Making the alarm list's rows: groups in order, folded or not, filtered; the shelves. */
#include "backend/base/text.h"
#include "ui/alarm_list_inside.h"
#include "ui/alarm_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- order ---- */

enum tier { TIER_CAUSE, TIER_NEW, TIER_HIGH, TIER_REST };

struct alarm_rank {
    int32_t group;
    uint8_t tier, priority;
    bool is_quiet;
    int64_t id;
    const char *place; /* the code that it is sorted by */
};

static const char *place_of(const struct site *site, const struct alarm *alarm)
{
    if (alarm->site_node < 0)
        return "";
    int32_t station = site_station_of(site, alarm->site_node);
    return site->node[station >= 0 ? station : alarm->site_node].code;
}

static int by_urgency(const void *a, const void *b)
{
    const struct alarm_rank *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier - y->tier;
    if (x->is_quiet != y->is_quiet)
        return x->is_quiet - y->is_quiet;
    if (x->priority != y->priority)
        return x->priority - y->priority;
    return (x->id < y->id) - (x->id > y->id);
}

static int by_time(const void *a, const void *b)
{
    const struct alarm_rank *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier - y->tier;
    if (x->is_quiet != y->is_quiet)
        return x->is_quiet - y->is_quiet;
    return (x->id < y->id) - (x->id > y->id);
}

static int by_place(const void *a, const void *b)
{
    const struct alarm_rank *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier - y->tier;
    int order = strcmp(x->place, y->place);
    return order ? order : by_urgency(a, b);
}

/* In a flood: causes, what is new since the last look, what is high and unanswered, the rest. */
static uint8_t tier_of(const struct alarm_list *list, const struct alarm_group *group,
                       const struct alarm *alarm, bool is_loud)
{
    if (group->children)
        return TIER_CAUSE;
    if (alarm->id > list->looked && alarm_text_is_loud(alarm))
        return TIER_NEW;
    return is_loud && group->priority <= ALARM_HIGH ? TIER_HIGH : TIER_REST;
}

static void sort(struct alarm_list *list, const struct site *site, bool is_flood)
{
    static int (*const orders[ALARM_ORDER_COUNT])(const void *, const void *) = {by_urgency,
                                                                                 by_time, by_place};
    const struct alarm_groups *groups = &list->groups;
    struct alarm_rank *rank = alloc_resize(list->rank, groups->count + 1, sizeof *rank);
    list->rank = rank;
    for (size_t i = 0; i < groups->count; i++) {
        const struct alarm_group *group = &groups->group[i];
        const struct alarm *alarm = alarm_at(site, group->alarm);
        bool is_loud = alarm->state == ALARM_UNACKNOWLEDGED || group->unacknowledged;
        rank[i] = (struct alarm_rank){.group = (int32_t)i,
                                      .tier = is_flood ? tier_of(list, group, alarm, is_loud) : 0,
                                      .priority = group->priority,
                                      .is_quiet = !is_loud,
                                      .id = alarm->id,
                                      .place = place_of(site, alarm)};
    }
    if (groups->count)
        qsort(rank, groups->count, sizeof *rank, orders[list->order]);
}

/* ---- rows ---- */

#define KEY_MORE (-INT64_MAX)

static struct alarm_list_row *add(struct alarm_list *list, enum alarm_row_kind kind, size_t place,
                                  int64_t id, bool is_loud)
{
    struct alarm_list_row *row = VEC_PUSH(&list->row);
    int64_t key = id ? id : -(int64_t)(2 * place + 2) - (kind == ALARM_ROW_SUBTREE);
    *row = (struct alarm_list_row){.place = place,
                                   .id = id,
                                   .key = kind == ALARM_ROW_MORE ? KEY_MORE : key,
                                   .group = -1,
                                   .loud_before = list->loud,
                                   .kind = (uint8_t)kind,
                                   .is_loud = is_loud};
    list->loud += is_loud;
    return row;
}

static bool any_child_is_loud(const struct alarm_list *list, const struct site *site,
                              const struct alarm_group *group)
{
    for (int32_t i = 0; i < group->children; i++) {
        size_t place = list->groups.child[group->first_child + (size_t)i];
        if (alarm_text_is_loud(alarm_at(site, place)))
            return true;
    }
    return false;
}

/* A cause whose child fits the filter stays above it; the child is seen even if it is folded. */
static void add_group(struct alarm_list *list, const struct site *site, int32_t index)
{
    const struct alarm_group *group = &list->groups.group[index];
    const struct alarm *head = alarm_at(site, group->alarm);
    const size_t *child = list->groups.child + group->first_child;
    bool is_open = group->children && alarm_ids_have(&list->unfolded, head->id);
    bool fits = alarm_text_matches(site, head, list->filter), is_filtered = list->filter[0] != '\0';
    size_t before = list->row.count;
    bool is_loud = alarm_text_is_loud(head) || (!is_open && any_child_is_loud(list, site, group));
    int32_t loud = list->loud;
    struct alarm_list_row *top = add(list, ALARM_ROW_TOP, group->alarm, head->id, is_loud);
    top->group = index;
    top->is_open = is_open;
    top->is_first_out = group->children && group->first_out == group->alarm;
    for (int32_t i = 0; i < group->children; i++) {
        const struct alarm *alarm = alarm_at(site, child[i]);
        bool is_shown = is_filtered ? alarm_text_matches(site, alarm, list->filter) : is_open;
        if (!is_shown && !(is_open && fits))
            continue;
        fits = true;
        struct alarm_list_row *row =
            add(list, ALARM_ROW_CHILD, child[i], alarm->id, alarm_text_is_loud(alarm));
        row->group = index;
        row->is_first_out = group->first_out == child[i];
    }
    if (!fits) {
        list->row.count = before;
        list->loud = loud;
    }
}

/* Only single alarms are in a flood's rest: causes stand before it. */
static size_t rank_of_kept(const struct alarm_list *list, size_t from)
{
    size_t at = from;
    while (at < list->groups.count && list->groups.group[list->rank[at].group].alarm != list->kept)
        at++;
    return at;
}

/* What a flood folds, from `front` on; of it the selected alarm stays in sight. */
static void add_rest(struct alarm_list *list, const struct site *site, size_t front)
{
    const struct alarm_rank *rank = list->rank;
    size_t count = list->groups.count;
    size_t kept = list->is_rest_open ? count : rank_of_kept(list, front);
    if (kept < count)
        add_group(list, site, rank[kept].group);
    list->rest = (int)(count - front) - (kept < count);
    for (size_t i = front; i < count; i++)
        list->rest_loud += i != kept && !rank[i].is_quiet;
    if (list->rest)
        add(list, ALARM_ROW_MORE, 0, 0, false)->is_open = list->is_rest_open;
    for (size_t i = front; list->is_rest_open && i < count; i++)
        add_group(list, site, rank[i].group);
}

/* False, and none was added, if they are more than the pane holds. */
static bool add_all_that_fit(struct alarm_list *list, const struct site *site)
{
    for (size_t i = 0; i < list->groups.count && list->row.count <= (size_t)list->room; i++)
        add_group(list, site, list->rank[i].group);
    if (list->row.count <= (size_t)list->room)
        return true;
    list->row.count = 0;
    list->loud = 0;
    return false;
}

static void add_active(struct alarm_list *list, const struct site *site)
{
    bool is_flood = alarm_flood_of(site)->is_flood && !list->filter[0];
    if (list->is_unsorted)
        sort(list, site, is_flood);
    list->is_unsorted = false;
    if (is_flood && add_all_that_fit(list, site))
        return;
    for (size_t i = 0; i < list->groups.count; i++) {
        if (is_flood && list->rank[i].tier == TIER_REST) {
            add_rest(list, site, i);
            return;
        }
        add_group(list, site, list->rank[i].group);
    }
}

/* ---- what is held ---- */

struct held {
    size_t place;
    int64_t id, until; /* INT64_MAX: no end by time */
    bool is_subtree;
};

static int by_end(const void *a, const void *b)
{
    const struct held *x = a, *y = b;
    if (x->is_subtree != y->is_subtree)
        return y->is_subtree - x->is_subtree;
    if (x->until != y->until)
        return (x->until > y->until) - (x->until < y->until);
    return (x->id < y->id) - (x->id > y->id);
}

static enum alarm_part part_of(const struct alarm *alarm)
{
    switch (alarm->state) {
    case ALARM_NORMAL:
    case ALARM_UNACKNOWLEDGED:
    case ALARM_ACKNOWLEDGED:
    case ALARM_RETURNED:
    case ALARM_LATCHED: return PART_ACTIVE;
    case ALARM_SHELVED: return PART_SHELF;
    case ALARM_SUPPRESSED:
    case ALARM_OUT_OF_SERVICE: return PART_AWAY;
    }
    return PART_ACTIVE;
}

static const struct alarm_word *word_of(const struct alarm_subtree *subtree, enum alarm_part part)
{
    return part == PART_SHELF ? &subtree->shelf : &subtree->service;
}

static bool node_matches(const struct site *site, int32_t id, const char *filter)
{
    struct alarm at = {.node = id};
    char text[ALARM_TEXT];
    alarm_text_where(site, &at, text, sizeof text);
    return text_contains(text, filter);
}

static void add_held(struct alarm_list *list, const struct site *site, struct wall now)
{
    size_t room = alarm_open_count(site) + alarm_subtree_count(site), count = 0;
    struct held *held = alloc_array(room + 1, sizeof *held);
    for (size_t i = 0; i < alarm_subtree_count(site); i++) {
        const struct alarm_subtree *subtree = alarm_subtree_at(site, i);
        const struct alarm_word *word = word_of(subtree, list->part);
        if (alarm_word_runs(word, now) && node_matches(site, subtree->node, list->filter))
            held[count++] = (struct held){i, 0, word->until ? word->until : INT64_MAX, true};
    }
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        if (part_of(alarm) != list->part || !alarm_text_matches(site, alarm, list->filter))
            continue;
        int64_t until = alarm_hold_of(site, alarm).until;
        held[count++] = (struct held){(size_t)(alarm - alarm_at(site, 0)), alarm->id,
                                      until ? until : INT64_MAX, false};
    }
    if (count)
        qsort(held, count, sizeof *held, by_end);
    for (size_t i = 0; i < count; i++)
        add(list, held[i].is_subtree ? ALARM_ROW_SUBTREE : ALARM_ROW_HELD, held[i].place,
            held[i].id, false);
    free(held);
}

static void count_word(struct alarm_list *list, enum alarm_part part, const struct alarm_word *word,
                       struct wall now)
{
    if (!alarm_word_runs(word, now))
        return;
    list->count[part]++;
    if (word->until && (!list->ends || word->until < list->ends))
        list->ends = word->until;
}

static void count_parts(struct alarm_list *list, const struct site *site, struct wall now)
{
    list->ends = 0;
    memset(list->count, 0, sizeof list->count);
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        list->count[part_of(alarm)]++;
        if (alarm->id > list->newest)
            list->newest = alarm->id;
    }
    for (size_t i = 0; i < alarm_subtree_count(site); i++) {
        count_word(list, PART_SHELF, &alarm_subtree_at(site, i)->shelf, now);
        count_word(list, PART_AWAY, &alarm_subtree_at(site, i)->service, now);
    }
}

bool alarm_list_build(struct alarm_list *list, const struct site *site, struct wall now)
{
    uint64_t version = site ? site->changes - site->observed : 0;
    bool has_ended = list->ends && now.us >= list->ends;
    if (!site || (!list->is_dirty && !has_ended && list->site == site && list->version == version))
        return false;
    bool is_first = !list->site;
    bool is_other = list->site != site || list->version != version || !list->groups.count;
    list->is_unsorted |= is_other;
    list->site = site;
    list->version = version;
    list->is_dirty = false;
    list->row.count = 0;
    list->loud = 0;
    list->rest = list->rest_loud = 0;
    alarm_list_settle(list, site, list->is_moved);
    list->is_moved = false;
    count_parts(list, site, now);
    if (is_first)
        list->looked = list->newest;
    if (is_other)
        alarm_groups_make(&list->groups, site);
    if (list->part == PART_ACTIVE)
        add_active(list, site);
    else if (list->part != PART_REPORT)
        add_held(list, site, now);
    list->built++;
    return true;
}
