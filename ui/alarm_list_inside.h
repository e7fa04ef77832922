/* What the two halves of the alarm list share. */
#pragma once
#include "ui/alarm_list.h"

/* Whether the alarm of a place is below a group's head. */
bool alarm_group_has(const struct alarm_groups *groups, const struct alarm_group *group,
                     size_t place);
bool alarm_ids_have(const struct alarm_ids *ids, int64_t id);
/* Forgets what a fact has answered, and marks of alarms that are over. `is_moved`: places are
 * others than at the last build. */
void alarm_list_settle(struct alarm_list *list, const struct site *site, bool is_moved);
