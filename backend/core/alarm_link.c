/* The active causes in lists by where they reach, so that none is looked for among all. */
#include "backend/core/alarm_book_inside.h"

#include <stdlib.h>
#include <string.h>

void alarm_causes_init(struct alarm_causes *causes)
{
    *causes = (struct alarm_causes){.alike = -1};
}

void alarm_causes_finish(struct alarm_causes *causes)
{
    free(causes->node);
    free(causes->device);
    free(causes->line);
}

static int32_t *lengthen(int32_t *first, size_t from, size_t to)
{
    first = alloc_resize(first, to, sizeof *first);
    memset(first + from, 0xff, (to - from) * sizeof *first); /* -1 */
    return first;
}

static void grow(const struct site *site, struct alarm_causes *causes)
{
    if (site->node_count > causes->nodes) {
        causes->node = lengthen(causes->node, causes->nodes, site->node_count);
        causes->nodes = site->node_count;
    }
    if (site->device_count > causes->devices) {
        causes->device = lengthen(causes->device, causes->devices, site->device_count);
        causes->line = lengthen(causes->line, causes->devices, site->device_count);
        causes->devices = site->device_count;
    }
}

/* The list itself, or NULL: nothing is reached. What says "of the device" of a node without one
 * stands at the node. */
static int32_t *list_of(const struct site *site, const struct alarm *alarm,
                        enum alarm_gather gather, int32_t node)
{
    struct alarm_causes *causes = &site->alarms->causes;
    int32_t device = alarm->site_device;
    bool has_device = device >= 0 && (size_t)device < causes->devices;
    switch (gather) {
    case GATHER_NONE: return NULL;
    case GATHER_ALIKE: return &causes->alike;
    case GATHER_LINE: return has_device ? &causes->line[site->device[device].line] : NULL;
    case GATHER_DEVICE:
        if (has_device)
            return &causes->device[device];
        break;
    case GATHER_STATION:
    case GATHER_BELOW: break;
    }
    return node >= 0 && (size_t)node < causes->nodes ? &causes->node[node] : NULL;
}

int32_t alarm_first_cause(const struct site *site, const struct alarm *alarm,
                          enum alarm_gather gather, int32_t node)
{
    const int32_t *list = list_of(site, alarm, gather, node);
    return list ? *list : -1;
}

static void take_out(struct site *site, int32_t place)
{
    struct alarm *alarm = &site->alarms->alarm.at[place];
    int32_t *link = list_of(site, alarm, alarm->gathers, alarm->site_node);
    while (link && *link != place)
        link = &site->alarms->alarm.at[*link].next_gather;
    if (link)
        *link = alarm->next_gather;
    alarm->next_gather = -1;
    alarm->gathers = GATHER_NONE;
}

void alarm_link(struct site *site, int32_t place)
{
    struct alarm *alarm = &site->alarms->alarm.at[place];
    bool is_cause = alarm_state_is_shown(alarm->state) && alarm_is_active(alarm);
    uint8_t gather = is_cause ? alarm->code.gather : GATHER_NONE;
    if (gather == alarm->gathers)
        return;
    take_out(site, place);
    grow(site, &site->alarms->causes);
    int32_t *list = list_of(site, alarm, gather, alarm->site_node);
    alarm->gathers = gather;
    if (list) {
        alarm->next_gather = *list;
        *list = place;
    }
}
