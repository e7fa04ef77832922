#include "ui/cli_alarm.h"
#include "ui/cli_json.h"

#include <stdio.h>

bool cli_alarm_word_runs(const struct alarm_word *word, struct wall now)
{
    return word->is_on && (!word->until || word->until > now.us);
}

void cli_alarm_time(struct wall at, char *out, size_t size)
{
    if (at.us)
        wall_text(at, out, size);
    else
        snprintf(out, size, "-");
}

bool cli_alarm_is_answered(const struct alarm *alarm)
{
    return alarm->acknowledged.is_on && alarm->acknowledged.alarm == alarm->id;
}

static const struct alarm_subtree *subtree_of(const struct site *site, int32_t node_id)
{
    for (size_t i = 0; i < alarm_subtree_count(site); i++)
        if (alarm_subtree_at(site, i)->node == node_id)
            return alarm_subtree_at(site, i);
    return NULL;
}

const struct alarm_word *cli_alarm_held_by(const struct site *site, const struct alarm *alarm,
                                           int32_t *node)
{
    bool is_shelved = alarm->state == ALARM_SHELVED;
    const struct alarm_word *own = is_shelved                         ? &alarm->shelf
                                   : alarm->state == ALARM_SUPPRESSED ? &alarm->suppressed
                                                                      : &alarm->service;
    *node = -1;
    if (own->is_on || alarm->state == ALARM_SUPPRESSED)
        return own;
    for (int32_t up = alarm->site_node; up >= 0; up = site->node[up].parent) {
        const struct alarm_subtree *subtree = subtree_of(site, site->node[up].id);
        const struct alarm_word *word = !subtree     ? NULL
                                        : is_shelved ? &subtree->shelf
                                                     : &subtree->service;
        if (!word || !word->is_on)
            continue;
        *node = up;
        return word;
    }
    return NULL;
}

static bool is_held(enum alarm_state state)
{
    return state != ALARM_NORMAL && !alarm_state_is_shown(state);
}

static void put_id(struct cli_json *json, const char *name, int64_t id)
{
    if (id)
        cli_json_integer(json, name, id);
    else
        cli_json_none(json, name);
}

static void put_place(struct cli_json *json, const struct cli_alarm *line)
{
    const struct site *site = line->site;
    const struct alarm *alarm = line->alarm;
    int32_t device = alarm->device ? site_device_of_id(site, alarm->device) : -1;
    int32_t node = device >= 0   ? site->device[device].node
                   : alarm->node ? site_node_of_id(site, alarm->node)
                                 : -1;
    int32_t station = node >= 0 ? site_station_of(site, node) : -1;
    cli_json_text(json, "device", device >= 0 ? site->device[device].code : NULL);
    cli_json_text(json, "node", node >= 0 ? site->node[node].code : NULL);
    cli_json_text(json, "station", station >= 0 ? site->node[station].code : NULL);
    cli_json_text(json, "point", alarm->point[0] ? alarm->point : NULL);
}

static void put_hold(struct cli_json *json, const struct cli_alarm *line)
{
    int32_t node = -1;
    const struct alarm_word *word =
        is_held(line->alarm->state) ? cli_alarm_held_by(line->site, line->alarm, &node) : NULL;
    cli_json_time(json, "shelved_until",
                  (struct wall){word ? alarm_hold_of(line->site, line->alarm).until : 0});
    cli_json_text(json, "held_by", word && word->who && *word->who ? word->who : NULL);
    cli_json_text(json, "held_at", node >= 0 ? line->site->node[node].code : NULL);
    cli_json_text(json, "reason", word ? word->text : NULL);
}

void cli_alarm_json(const struct cli_alarm *line)
{
    const struct alarm *alarm = line->alarm;
    bool is_answered = cli_alarm_is_answered(alarm);
    struct cli_json json;
    cli_json_open(&json);
    put_id(&json, "id", alarm->id);
    cli_json_text(&json, "state", alarm_state_name(alarm->state));
    cli_json_bool(&json, "asks_nobody", alarm->code.is_unasked);
    cli_json_integer(&json, "priority", alarm->code.priority);
    cli_json_text(&json, "rule", alarm->code.name);
    cli_json_text(&json, "kind", alarm_kind_name((enum alarm_kind)alarm->code.kind));
    put_place(&json, line);
    cli_json_number(&json, "value", alarm->value);
    cli_json_number(&json, "limit", alarm->limit);
    cli_json_time(&json, "raised", alarm->raised_at);
    cli_json_time(&json, "returned",
                  (struct wall){alarm_is_active(alarm) ? 0 : alarm->returned_at.us});
    cli_json_time(&json, "acknowledged",
                  (struct wall){is_answered ? alarm->acknowledged.stamp : 0});
    cli_json_text(&json, "acknowledged_by", is_answered ? alarm->acknowledged.who : NULL);
    cli_json_text(&json, "note", is_answered ? alarm->acknowledged.text : NULL);
    put_hold(&json, line);
    put_id(&json, "cause", line->cause ? line->cause->id : 0);
    cli_json_integer(&json, "children", line->children);
    cli_json_close(&json);
}
