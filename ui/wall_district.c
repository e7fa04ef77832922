#include "ui/wall_district.h"

#include "backend/core/alarm_book.h"

#include <stdlib.h>

void wall_districts_finish(struct wall_districts *districts)
{
    free(districts->row.at);
    *districts = (struct wall_districts){0};
}

static void add(struct wall_districts *districts, int32_t node)
{
    *VEC_PUSH(&districts->row) = (struct wall_district){.node = node};
}

static void add_places(struct wall_districts *districts, const struct site *site)
{
    districts->row.count = 0;
    add(districts, -1);
    for (int32_t root = site_first_root(site); root >= 0; root = site->node[root].next) {
        add(districts, root);
        for (int32_t n = site->node[root].first_child; n >= 0; n = site->node[n].next)
            if (site->node[n].kind == NODE_NETWORK)
                add(districts, n);
    }
}

static int32_t place_of(const struct site *site, int32_t node)
{
    int32_t below = node;
    for (; node >= 0 && site->node[node].parent >= 0; node = site->node[node].parent)
        below = node;
    return below >= 0 && site->node[below].kind == NODE_NETWORK ? below : node;
}

static void count(struct wall_district *district, const struct alarm *alarm)
{
    int priority = alarm->code.priority - 1;
    district->all[priority]++;
    if (alarm->state != ALARM_UNACKNOWLEDGED)
        return;
    district->waiting[priority]++;
    district->unanswered++;
    if (!district->oldest || alarm->raised_at.us < district->oldest)
        district->oldest = alarm->raised_at.us;
}

static int32_t shown_of(const struct wall_district *district)
{
    return district->all[0] + district->all[1] + district->all[2] + district->all[3];
}

/* A source without alarms of its own is no line: its districts are. */
static void drop_empty(struct wall_districts *districts, const struct site *site)
{
    size_t kept = 0;
    for (size_t i = 0; i < districts->row.count; i++) {
        const struct wall_district *district = &districts->row.at[i];
        bool is_root = district->node < 0 || site->node[district->node].parent < 0;
        bool has_next = i + 1 < districts->row.count && district->node >= 0 &&
                        site->node[districts->row.at[i + 1].node].parent == district->node;
        if (shown_of(district) || !is_root || (district->node >= 0 && !has_next))
            districts->row.at[kept++] = *district;
    }
    districts->row.count = kept;
}

/* By what waits, then by what stands, the worst priority first; at last the tree's order. */
static int compare(const void *one, const void *other)
{
    const struct wall_district *a = one, *b = other;
    for (int p = 0; p < 4; p++)
        if (a->waiting[p] != b->waiting[p])
            return b->waiting[p] - a->waiting[p];
    for (int p = 0; p < 4; p++)
        if (a->all[p] != b->all[p])
            return b->all[p] - a->all[p];
    return (a->node > b->node) - (a->node < b->node);
}

void wall_districts_build(struct wall_districts *districts, const struct site *site)
{
    if (districts->changes == alarm_changes(site) && districts->row.count)
        return;
    districts->changes = alarm_changes(site);
    add_places(districts, site);
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        if (!alarm_state_is_shown(alarm->state))
            continue;
        int32_t node = place_of(site, alarm->site_node);
        for (size_t d = 0; d < districts->row.count; d++)
            if (districts->row.at[d].node == node)
                count(&districts->row.at[d], alarm);
    }
    drop_empty(districts, site);
    qsort(districts->row.at, districts->row.count, sizeof *districts->row.at, compare);
}
