/* What the verbs about alarms share: an alarm as a JSON line, and what holds it back. */
#pragma once
#include "backend/core/alarm_cause.h"
#include "backend/store/query_alarms.h"
#include "ui/cli_call.h"

/* A site with alarms at the database's time, or said why not. */
enum cli_exit cli_alarm_site(const struct cli_call *call, struct query_site *out);

struct cli_alarm {
    const struct site *site;
    const struct alarm *alarm;
    const struct alarm *cause; /* the nearest, NULL = stands by itself */
    int32_t children;
};
void cli_alarm_json(const struct cli_alarm *line);

/* The word that holds an alarm back and the node that it was said of (-1: of the alarm itself);
 * NULL: none. */
const struct alarm_word *cli_alarm_held_by(const struct site *site, const struct alarm *alarm,
                                           int32_t *node);
bool cli_alarm_word_runs(const struct alarm_word *word, struct wall now);
/* "2026-01-15 03:17:42", or "-" for never. */
void cli_alarm_time(struct wall at, char *out, size_t size);
bool cli_alarm_is_answered(const struct alarm *alarm);
