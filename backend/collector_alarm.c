/* Alarms in the collector: rounds, links and changes outside become facts; what the site knows to
 * be raised goes on after a restart, a take-over, an import and new definitions. */
#include "backend/collector_inside.h"
#include "backend/core/alarm_book.h"
#include "backend/core/season.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct alarm_moment moment_of(const struct collector *collector)
{
    struct wall at = collector->world.wall(collector->world.ctx);
    return (struct alarm_moment){
        .now = collector_now(collector),
        .at = at,
        .minute_of_day = (int16_t)season_minute_of_day(at, SEASON_CHINA_MIN),
        .is_season = season_is_on(collector->site->season, at, SEASON_CHINA_MIN),
    };
}

/* All news of a turn in one piece. */
static void tell_news(struct collector *collector)
{
    struct wall at = collector->world.wall(collector->world.ctx);
    collector->told.count = 0;
    for (size_t i = 0; i < collector->alarms.news.count; i++) {
        struct fact *fact = VEC_PUSH(&collector->told);
        alarm_fact(&collector->alarms, &collector->alarms.news.at[i], at, fact);
        snprintf(fact->who, sizeof fact->who, "%s", collector->name);
    }
    collector->alarms.news.count = 0;
    if (collector->told.count)
        collector_append(collector, collector->told.at, collector->told.count);
}

/* ---- beginning, and going on ---- */

static void start_watch(struct collector *collector)
{
    const struct site *site = collector->site;
    collector->sets = alarm_rule_sets_new(collector->rules, site);
    alarm_watch_init(&collector->alarms, site, collector->sets);
    for (size_t d = 0; d < site->device_count; d++)
        alarm_watch_circuits(&collector->alarms, (int32_t)d, collector->watch[d].circuits);
    alarm_watch_inherit(&collector->alarms, site);
}

void collector_finish_alarms(struct collector *collector)
{
    alarm_watch_finish(&collector->alarms);
    alarm_rule_sets_free(collector->sets);
    alarm_rules_free(collector->rules);
    free(collector->told.at);
}

static bool is_orphan(const struct collector *collector, const struct alarm *alarm)
{
    return alarm->id > alarm->returned && !alarm_watch_knows(&collector->alarms, alarm);
}

static void return_orphan(struct collector *collector, const struct alarm *alarm)
{
    struct fact fact;
    fact_init(&fact, FACT_ALARM_RETURNED, collector->world.wall(collector->world.ctx));
    fact.alarm = alarm->id;
    fact.node = alarm->node;
    fact.device = alarm->device;
    snprintf(fact.point, sizeof fact.point, "%s", alarm->point);
    snprintf(fact.code, sizeof fact.code, "%s", alarm->code.name);
    snprintf(fact.who, sizeof fact.who, "%s", collector->name);
    snprintf(fact.text, sizeof fact.text, "its rule is gone");
    collector_append(collector, &fact, 1);
}

/* What no rule or device stands behind any more would stay for ever. */
static void return_orphans(struct collector *collector)
{
    for (size_t i = 0; i < alarm_count(collector->site); i++)
        if (is_orphan(collector, alarm_at(collector->site, i)))
            return_orphan(collector, alarm_at(collector->site, i));
}

void collector_on_rules(struct collector *collector, struct alarm_rules *rules)
{
    struct alarm_watch former = collector->alarms;
    struct alarm_rule_sets *former_sets = collector->sets;
    struct alarm_rules *former_rules = collector->rules;
    collector->rules = rules ? rules : alarm_rules_start();
    start_watch(collector);
    if (former_rules)
        alarm_watch_follow(&collector->alarms, &former);
    alarm_watch_finish(&former);
    alarm_rule_sets_free(former_sets);
    alarm_rules_free(former_rules);
    return_orphans(collector);
}

/* The former site knows facts that were not stored yet when the new one was loaded. */
void collector_inherit_alarms(struct collector *collector, struct collector *former)
{
    struct alarm_rules *rules = former->rules;
    for (size_t i = 0; i < alarm_count(former->site); i++)
        site_put_alarm(collector->site, alarm_at(former->site, i));
    for (size_t i = 0; i < alarm_subtree_count(former->site); i++)
        site_put_alarm_subtree(collector->site, alarm_subtree_at(former->site, i));
    if (!former->rules || collector->rules)
        return;
    former->rules = NULL;
    collector->rules = rules;
    start_watch(collector);
    alarm_watch_follow(&collector->alarms, &former->alarms);
    return_orphans(collector);
}

/* ---- what happens ---- */

void collector_watch_round(struct collector *collector, int32_t device)
{
    if (!collector->rules)
        return;
    struct alarm_moment moment = moment_of(collector);
    alarm_watch_round(&collector->alarms, device, collector->scratch, &moment);
    tell_news(collector);
}

void collector_watch_link(struct collector *collector, int32_t device)
{
    if (!collector->rules)
        return;
    struct alarm_moment moment = moment_of(collector);
    alarm_watch_link(&collector->alarms, device, collector->watch[device].is_lost, &moment);
    tell_news(collector);
}

void collector_watch_outside(struct collector *collector, int32_t device, int point,
                             double old_value, double new_value)
{
    if (!collector->rules)
        return;
    struct alarm_moment moment = moment_of(collector);
    alarm_watch_outside(&collector->alarms, device, point, old_value, new_value, &moment);
    tell_news(collector);
}

/* A proven write of ours puts right what was changed outside. */
void collector_watch_verified(struct collector *collector, const struct fact *fact)
{
    if (!collector->rules)
        return;
    struct alarm_moment moment = moment_of(collector);
    int32_t device = site_device_of_id(collector->site, fact->device);
    int point =
        device < 0 ? -1 : profile_find(collector->site->device[device].profile, fact->point);
    if (point < 0)
        return;
    alarm_watch_written(&collector->alarms, device, point, &moment);
    tell_news(collector);
}

static bool is_of_person(enum fact_kind kind)
{
    return kind == FACT_ALARM_ACKNOWLEDGED || kind == FACT_ALARM_UNACKNOWLEDGED ||
           kind == FACT_ALARM_RESET || kind == FACT_ALARM_SHELVED || kind == FACT_ALARM_UNSHELVED ||
           kind == FACT_ALARM_OUT_OF_SERVICE || kind == FACT_ALARM_IN_SERVICE;
}

static const struct alarm *alarm_of(const struct site *site, const struct fact *fact)
{
    struct alarm_code code;
    return alarm_code_parse(fact->code, &code)
               ? alarm_find(site, fact->device, fact->node, fact->point, code.name)
               : NULL;
}

/* Own ones come back, too, and are known. */
static void on_process_fact(struct collector *collector, const struct fact *fact)
{
    const struct alarm *alarm = alarm_of(collector->site, fact);
    int64_t known = !alarm ? 0 : fact->kind == FACT_ALARM_RAISED ? alarm->id : alarm->returned;
    if (fact->alarm <= known)
        return;
    site_apply(collector->site, fact);
    alarm = alarm_of(collector->site, fact);
    if (!alarm || !collector->rules)
        return;
    alarm_watch_adopt(&collector->alarms, alarm);
    if (is_orphan(collector, alarm))
        return_orphan(collector, alarm);
}

void collector_on_fact(struct collector *collector, const struct fact *fact)
{
    if (fact->kind == FACT_ALARM_RAISED || fact->kind == FACT_ALARM_RETURNED)
        on_process_fact(collector, fact);
    if (!is_of_person(fact->kind))
        return;
    site_apply(collector->site, fact);
    if (collector->rules)
        alarm_watch_heard(&collector->alarms, fact->at);
}

/* ---- what ends by time ---- */

/* Names the word that it ends, so that it may be told twice and by anyone. */
static void tell_end(struct collector *collector, const struct alarm *alarm,
                     const struct alarm_word *word, enum fact_kind kind, int64_t ended)
{
    struct fact *fact = VEC_PUSH(&collector->told);
    fact_init(fact, kind, collector->world.wall(collector->world.ctx));
    fact->alarm = word->alarm;
    fact->node = alarm->node;
    fact->device = alarm->device;
    fact->old_value = (double)word->stamp;
    fact->new_value = (double)ended;
    snprintf(fact->point, sizeof fact->point, "%s", alarm->point);
    snprintf(fact->code, sizeof fact->code, "%s", alarm->code.name);
    snprintf(fact->who, sizeof fact->who, "%s", collector->name);
    snprintf(fact->text, sizeof fact->text, "its time is over");
}

/* A one-shot shelf that has ended with its alarm has no time left to run out. */
static bool is_over(const struct alarm *alarm, const struct alarm_word *word, struct wall now)
{
    bool is_past = word->is_one_shot && alarm->returned >= (word->alarm > 0 ? word->alarm : 1);
    return word->is_on && word->until && word->until <= now.us && !is_past;
}

static void end_words(struct collector *collector, const struct alarm *alarm, struct wall now)
{
    const struct alarm_word *said = &alarm->acknowledged;
    int64_t life = (int64_t)alarm->code.ack_minutes * 60 * 1000000;
    if (is_over(alarm, &alarm->shelf, now))
        tell_end(collector, alarm, &alarm->shelf, FACT_ALARM_UNSHELVED, alarm->shelf.until);
    if (is_over(alarm, &alarm->service, now))
        tell_end(collector, alarm, &alarm->service, FACT_ALARM_IN_SERVICE, alarm->service.until);
    if (life && said->is_on && said->alarm == alarm->id && alarm_is_active(alarm) &&
        said->stamp + life <= now.us)
        tell_end(collector, alarm, said, FACT_ALARM_UNACKNOWLEDGED, said->stamp + life);
}

static void end_subtree_words(struct collector *collector, const struct alarm_subtree *subtree,
                              struct wall now)
{
    struct alarm scope = {.node = subtree->node};
    if (is_over(&scope, &subtree->shelf, now))
        tell_end(collector, &scope, &subtree->shelf, FACT_ALARM_UNSHELVED, subtree->shelf.until);
    if (is_over(&scope, &subtree->service, now))
        tell_end(collector, &scope, &subtree->service, FACT_ALARM_IN_SERVICE,
                 subtree->service.until);
}

static void tell_ends(struct collector *collector)
{
    struct wall now = collector->world.database_time(collector->world.ctx);
    struct wall due = site_next_alarm_due(collector->site);
    if (!due.us || now.us < due.us || !collector_leads(collector))
        return;
    site_pass_time(collector->site, now);
    collector->told.count = 0;
    for (size_t i = 0; i < alarm_count(collector->site); i++)
        end_words(collector, alarm_at(collector->site, i), now);
    for (size_t i = 0; i < alarm_subtree_count(collector->site); i++)
        end_subtree_words(collector, alarm_subtree_at(collector->site, i), now);
    if (collector->told.count)
        collector_append(collector, collector->told.at, collector->told.count);
}

struct mono collector_alarm_deadline(const struct collector *collector)
{
    struct mono next = collector->rules ? alarm_watch_next(&collector->alarms) : (struct mono){0};
    struct wall due = site_next_alarm_due(collector->site);
    struct wall at = collector->world.database_time(collector->world.ctx);
    if (!due.us || !at.us || !collector_leads(collector))
        return next;
    int64_t in_us = due.us - at.us;
    struct mono end = {collector_now(collector).ns + (in_us > 0 ? in_us * 1000 : 0)};
    return !next.ns || end.ns < next.ns ? end : next;
}

void collector_watch_time(struct collector *collector)
{
    if (!collector->rules)
        return;
    struct alarm_moment moment = moment_of(collector);
    alarm_watch_time(&collector->alarms, &moment);
    tell_news(collector);
    tell_ends(collector);
}
