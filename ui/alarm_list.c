#include "ui/alarm_list.h"

#include "ui/alarm_list_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void alarm_list_finish(struct alarm_list *list)
{
    alarm_groups_finish(&list->groups);
    free(list->row.at);
    free(list->unfolded.at);
    free(list->marked.at);
    free(list->pending.at);
    free(list->rank);
    *list = (struct alarm_list){0};
}

void alarm_list_reload(struct alarm_list *list)
{
    list->row.count = 0;
    list->groups.count = list->groups.child_count = 0;
    list->is_moved = true;
    list->is_dirty = list->is_unsorted = true;
}

void alarm_list_look(struct alarm_list *list)
{
    list->looked = list->newest;
    list->is_rest_open = false;
    list->is_dirty = list->is_unsorted = true;
}

void alarm_list_set_room(struct alarm_list *list, int rows)
{
    if (rows < 1 || rows == list->room)
        return;
    list->room = rows;
    list->is_dirty = true;
}

void alarm_list_set_part(struct alarm_list *list, enum alarm_part part)
{
    list->part = part;
    list->is_dirty = list->is_unsorted = true;
}

void alarm_list_set_order(struct alarm_list *list, enum alarm_order order)
{
    list->order = order;
    list->is_dirty = list->is_unsorted = true;
}

void alarm_list_set_filter(struct alarm_list *list, const char *filter)
{
    snprintf(list->filter, sizeof list->filter, "%.*s", ALARM_FILTER - 1, filter);
    list->is_dirty = list->is_unsorted = true;
}

/* ---- sorted sets of ids ---- */

static size_t place_of(const struct alarm_ids *ids, int64_t id)
{
    size_t low = 0, high = ids->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ids->at[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool alarm_ids_have(const struct alarm_ids *ids, int64_t id)
{
    size_t at = place_of(ids, id);
    return at < ids->count && ids->at[at] == id;
}

static void put(struct alarm_ids *ids, int64_t id, bool is_in)
{
    size_t at = place_of(ids, id);
    if (alarm_ids_have(ids, id) == is_in)
        return;
    if (is_in)
        (void)VEC_PUSH(ids);
    if (is_in) {
        memmove(ids->at + at + 1, ids->at + at, (ids->count - 1 - at) * sizeof *ids->at);
        ids->at[at] = id;
    } else {
        memmove(ids->at + at, ids->at + at + 1, (ids->count - 1 - at) * sizeof *ids->at);
        ids->count--;
    }
}

void alarm_list_set_open(struct alarm_list *list, int row, bool open)
{
    if (row < 0 || (size_t)row >= list->row.count)
        return;
    const struct alarm_list_row *r = &list->row.at[row];
    if (r->kind == ALARM_ROW_MORE)
        alarm_list_open_rest(list, open);
    else if (alarm_list_group(list, row))
        put(&list->unfolded, r->id, open);
    list->is_dirty = true;
}

void alarm_list_open_rest(struct alarm_list *list, bool open)
{
    list->is_rest_open = open;
    list->is_dirty = true;
}

bool alarm_list_is_marked(const struct alarm_list *list, int64_t id)
{
    return id && alarm_ids_have(&list->marked, id);
}

void alarm_list_mark(struct alarm_list *list, int64_t id, bool is_on)
{
    if (id)
        put(&list->marked, id, is_on);
    list->built++;
}

/* ---- rows ---- */

bool alarm_group_has(const struct alarm_groups *groups, const struct alarm_group *group,
                     size_t place)
{
    for (int32_t i = 0; i < group->children; i++)
        if (groups->child[group->first_child + (size_t)i] == place)
            return true;
    return false;
}

const struct alarm *alarm_list_alarm(const struct alarm_list *list, const struct site *site,
                                     int row)
{
    if (row < 0 || (size_t)row >= list->row.count || !site || site != list->site)
        return NULL;
    const struct alarm_list_row *r = &list->row.at[row];
    bool is_alarm = r->kind != ALARM_ROW_MORE && r->kind != ALARM_ROW_SUBTREE;
    return is_alarm && r->place < alarm_count(site) ? alarm_at(site, r->place) : NULL;
}

const struct alarm_subtree *alarm_list_subtree(const struct alarm_list *list,
                                               const struct site *site, int row)
{
    if (row < 0 || (size_t)row >= list->row.count || !site || site != list->site)
        return NULL;
    const struct alarm_list_row *r = &list->row.at[row];
    bool is_subtree = r->kind == ALARM_ROW_SUBTREE && r->place < alarm_subtree_count(site);
    return is_subtree ? alarm_subtree_at(site, r->place) : NULL;
}

const struct alarm_group *alarm_list_group(const struct alarm_list *list, int row)
{
    if (row < 0 || (size_t)row >= list->row.count)
        return NULL;
    const struct alarm_list_row *r = &list->row.at[row];
    bool is_head =
        r->kind == ALARM_ROW_TOP && r->group >= 0 && (size_t)r->group < list->groups.count;
    return is_head ? &list->groups.group[r->group] : NULL;
}

int alarm_list_next_loud(const struct alarm_list *list, int from)
{
    size_t count = list->row.count, first = from < 0 ? count - 1 : (size_t)from;
    for (size_t step = 1; step <= count; step++) {
        size_t at = (first + step) % count;
        if (list->row.at[at].is_loud && !alarm_list_pending(list, list->row.at[at].id, 0))
            return (int)at;
    }
    return -1;
}

int alarm_list_cause_of(const struct alarm_list *list, size_t place)
{
    for (size_t i = 0; i < list->row.count; i++) {
        const struct alarm_group *group = alarm_list_group(list, (int)i);
        if (group && alarm_group_has(&list->groups, group, place))
            return (int)i;
    }
    return -1;
}

int alarm_list_row_of(const struct alarm_list *list, int64_t key)
{
    for (size_t i = 0; i < list->row.count; i++)
        if (list->row.at[i].key == key)
            return (int)i;
    return -1;
}

/* ---- what was asked ---- */

static const struct alarm_subtree *subtree_of(const struct site *site, int32_t node)
{
    for (size_t i = 0; i < alarm_subtree_count(site); i++)
        if (alarm_subtree_at(site, i)->node == node)
            return alarm_subtree_at(site, i);
    return NULL;
}

/* What a fact about the deed would change; -1: it was raised anew, or is gone. */
static int64_t stamp_of(const struct site *site, const struct alarm_pending *asked)
{
    const struct alarm_subtree *subtree = asked->node ? subtree_of(site, asked->node) : NULL;
    const struct alarm *alarm =
        asked->id && asked->place < alarm_count(site) ? alarm_at(site, asked->place) : NULL;
    if (asked->node && !subtree)
        return 0;
    if (!asked->node && (!alarm || alarm->id != asked->id))
        return -1;
    const struct alarm_word *shelf = alarm ? &alarm->shelf : &subtree->shelf;
    const struct alarm_word *service = alarm ? &alarm->service : &subtree->service;
    switch (asked->deed) {
    case DEED_ACKNOWLEDGE:
    case DEED_UNACKNOWLEDGE: return alarm ? alarm->acknowledged.stamp : 0;
    case DEED_RESET: return alarm ? alarm->reset : 0;
    case DEED_SHELVE:
    case DEED_UNSHELVE: return shelf->stamp;
    case DEED_OUT_OF_SERVICE:
    case DEED_IN_SERVICE: return service->stamp;
    }
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct alarm_pending *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Finds the places of all that have none, in one pass over what is open. */
static void find_places(struct alarm_list *list, const struct site *site)
{
    struct alarm_pending *pending = list->pending.at;
    if (!list->pending.count)
        return;
    qsort(pending, list->pending.count, sizeof *pending, by_id);
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        const struct alarm_pending key = {.id = alarm->id};
        struct alarm_pending *found =
            bsearch(&key, pending, list->pending.count, sizeof *pending, by_id);
        if (!found)
            continue;
        while (found > pending && found[-1].id == alarm->id)
            found--;
        for (; found < pending + list->pending.count && found->id == alarm->id; found++)
            found->place = (size_t)(alarm - alarm_at(site, 0));
    }
}

void alarm_list_asked(struct alarm_list *list, const struct site *site, const struct alarm_ask *ask)
{
    size_t count = ask->node ? 1 : ask->count;
    list->batch++;
    list->built++;
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(&list->pending) = (struct alarm_pending){.id = ask->node ? 0 : ask->id[i],
                                                           .place = ALARM_NOWHERE,
                                                           .node = ask->node,
                                                           .deed = ask->deed,
                                                           .batch = list->batch};
    find_places(list, site);
    for (size_t i = 0; i < list->pending.count; i++)
        if (list->pending.at[i].batch == list->batch)
            list->pending.at[i].before = stamp_of(site, &list->pending.at[i]);
}

/* Asks are answered in their order. What was done waits for its fact. */
void alarm_list_answered(struct alarm_list *list, const struct alarm_answer *answer)
{
    size_t kept = 0;
    if (list->answered == list->batch)
        return;
    list->answered++;
    list->built++;
    for (size_t i = 0; i < list->pending.count; i++)
        if (!answer->refused || list->pending.at[i].batch != list->answered)
            list->pending.at[kept++] = list->pending.at[i];
    list->pending.count = kept;
}

static void settle_pending(struct alarm_list *list, const struct site *site)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->pending.count; i++)
        if (stamp_of(site, &list->pending.at[i]) == list->pending.at[i].before)
            list->pending.at[kept++] = list->pending.at[i];
    list->pending.count = kept;
}

static void settle_marks(struct alarm_list *list, const struct site *site)
{
    struct alarm_ids kept = {NULL, 0, 0};
    for (size_t i = 0; list->marked.count && i < alarm_open_count(site); i++) {
        int64_t id = alarm_open_at(site, i)->id;
        if (id && alarm_ids_have(&list->marked, id))
            put(&kept, id, true);
    }
    free(list->marked.at);
    list->marked = kept;
}

void alarm_list_settle(struct alarm_list *list, const struct site *site, bool is_moved)
{
    if (is_moved)
        find_places(list, site);
    settle_pending(list, site);
    settle_marks(list, site);
}

const struct alarm_pending *alarm_list_pending(const struct alarm_list *list, int64_t id,
                                               int32_t node)
{
    const struct alarm_pending key = {.id = id};
    const struct alarm_pending *pending = list->pending.at;
    if (id)
        return list->pending.count
                   ? bsearch(&key, pending, list->pending.count, sizeof *pending, by_id)
                   : NULL;
    for (size_t i = 0; i < list->pending.count && node; i++)
        if (pending[i].node == node)
            return &pending[i];
    return NULL;
}
