#include "ui/station_alarms.h"

#include "backend/core/site.h"
#include "ui/mark.h"

#include <string.h>

static bool is_below(const struct site *site, int32_t node, int32_t top)
{
    while (node >= 0 && node != top)
        node = site->node[node].parent;
    return node == top;
}

/* Into its place among those kept; the last one falls out when there is no room. */
static void insert(struct station_alarms *alarms, const struct alarm *alarm)
{
    int at = alarms->count;
    while (at > 0 && mark_compare(alarm, alarms->at[at - 1]) < 0)
        at--;
    if (at == STATION_ALARMS_MOST)
        return;
    if (alarms->count < STATION_ALARMS_MOST)
        alarms->count++;
    int moved = alarms->count - 1 - at;
    memmove(&alarms->at[at + 1], &alarms->at[at], (size_t)moved * sizeof alarms->at[0]);
    alarms->at[at] = alarm;
}

void station_alarms_make(struct station_alarms *alarms, const struct site *site, int32_t node,
                         bool is_whole)
{
    alarms->count = alarms->all = alarms->unacknowledged = 0;
    if (!alarm_tally_shown(alarm_tally_of(site, node)))
        return;
    for (size_t i = alarm_open_count(site); i-- > 0;) {
        const struct alarm *alarm = alarm_open_at(site, i);
        bool is_in = is_whole ? is_below(site, alarm->site_node, node) : alarm->site_node == node;
        if (!is_in || !alarm_state_is_shown(alarm->state))
            continue;
        alarms->all++;
        alarms->unacknowledged += alarm->state == ALARM_UNACKNOWLEDGED;
        insert(alarms, alarm);
    }
}

const struct alarm *station_alarms_of(const struct station_alarms *alarms, int32_t device,
                                      const char *point)
{
    for (int i = 0; i < alarms->count; i++)
        if (alarms->at[i]->device == device && !strcmp(alarms->at[i]->point, point))
            return alarms->at[i];
    return NULL;
}
