#include "backend/core/alarm_watch_inside.h"

#include "backend/core/alarm_book.h"
#include "backend/core/still.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CITY_EVERY_MS = 60000, CITY_LEAST = 5, STORM_WINDOW_MS = 60000 };

/* ---- news ---- */

/* Grows whatever the clock does: the larger of the time and the last one and one. */
static int64_t next_id(struct alarm_watch_inside *in, struct wall at)
{
    in->last_id = at.us > in->last_id ? at.us : in->last_id + 1;
    return in->last_id;
}

static void tell(struct alarm_watch *watch, const struct alarm_step *step, enum alarm_news news,
                 const struct alarm_moment *moment)
{
    const struct alarm_memory *memory = step->memory;
    bool has_lasted = news == ALARM_NEWS_RETURNED && memory->raised;
    *VEC_PUSH(&watch->news) = (struct alarm_occasion){
        .news = news,
        .device = step->device,
        .rule = step->rule,
        .id = memory->id,
        .stamp = next_id(watch->inside, moment->at),
        .value = step->value,
        .limit = step->limit,
        .lasted_s = has_lasted ? (double)(moment->now.ns - memory->raised) / 1e9 : NAN,
        .count = step->count,
    };
}

/* What is changed from outside is gathered by its own kind. */
static void count_storm(struct alarm_watch_inside *in, const struct alarm_step *step,
                        struct mono now)
{
    if (step->device < 0 || step->rule->kind == ALARM_STORM || step->rule->kind == ALARM_OUTSIDE)
        return;
    struct watched *device = &in->device[step->device];
    if (mono_ms_since((struct mono){device->storm_from}, now) > STORM_WINDOW_MS) {
        device->storm_from = now.ns;
        device->storm_count = 0;
    }
    device->storm_count++;
}

void alarm_watch_raise(struct alarm_watch *watch, const struct alarm_step *step,
                       const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    struct mono first = {memory->before[1]};
    struct alarm_step told = *step;
    memory->phase = PHASE_RAISED;
    memory->id = next_id(watch->inside, moment->at);
    memory->raised = moment->now.ns;
    memory->is_suppressed = false;
    tell(watch, step, ALARM_NEWS_RAISED, moment);
    count_storm(watch->inside, step, moment->now);
    bool is_third = first.ns && mono_ms_since(first, moment->now) <= ALARM_CHATTER_WINDOW_MS;
    memory->before[1] = memory->before[0];
    memory->before[0] = moment->now.ns;
    if (!is_third || memory->is_chattering || step->rule->code.is_event)
        return;
    memory->is_chattering = true;
    told.count = ALARM_CHATTER_RAISES;
    tell(watch, &told, ALARM_NEWS_CHATTERING, moment);
}

void alarm_watch_return(struct alarm_watch *watch, const struct alarm_step *step,
                        const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    memory->phase = PHASE_CLEAR;
    memory->bits = 0;
    tell(watch, step, ALARM_NEWS_RETURNED, moment);
    if (memory->is_chattering) {
        memory->is_chattering = false;
        tell(watch, step, ALARM_NEWS_CALM, moment);
    }
}

/* ---- one rule goes on ---- */

static void wake_at(struct alarm_watch_inside *in, const struct alarm_step *step, int64_t since,
                    int64_t delay_ms)
{
    struct mono due = mono_after_ms((struct mono){since}, delay_ms);
    bool has_rounds = step->rule->point >= 0 || step->rule->kind == ALARM_FROZEN;
    if (!has_rounds && (!in->next.ns || due.ns < in->next.ns))
        in->next = due;
}

static int64_t on_delay_of(const struct alarm_rule *rule)
{
    return rule->kind == ALARM_RATE ? 0 : rule->on_delay_ms; /* its delay is its window */
}

/* Normal, or waiting to be raised; a value that is unknown does not begin the wait anew. With an
 * unknown condition it waits until that counts as fulfilled. */
static void step_clear(struct alarm_watch *watch, const struct alarm_step *step,
                       const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    int64_t delay = on_delay_of(step->rule);
    if (step->verdict == VERDICT_NORMAL || step->verdict == VERDICT_BETWEEN ||
        step->condition == CONDITION_FAILS) {
        memory->phase = PHASE_CLEAR;
        return;
    }
    if (step->verdict != VERDICT_ABNORMAL)
        return;
    if (step->condition == CONDITION_UNKNOWN && delay < ALARM_BLIND_MS)
        delay = ALARM_BLIND_MS;
    if (memory->phase == PHASE_CLEAR)
        memory->since = moment->now.ns;
    memory->phase = PHASE_PENDING;
    if (mono_ms_since((struct mono){memory->since}, moment->now) >= delay)
        alarm_watch_raise(watch, step, moment);
    else
        wake_at(watch->inside, step, memory->since, delay);
}

/* Raised, or waiting to return; a value that is unknown or in the deadband keeps it. */
static void step_raised(struct alarm_watch *watch, const struct alarm_step *step,
                        const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    int64_t delay = step->rule->off_delay_ms;
    if (memory->is_chattering && delay < ALARM_CHATTER_CALM_MS)
        delay = ALARM_CHATTER_CALM_MS;
    if (step->verdict != VERDICT_NORMAL) {
        memory->phase = PHASE_RAISED;
        return;
    }
    if (memory->phase == PHASE_RAISED)
        memory->since = moment->now.ns;
    memory->phase = PHASE_CLEARING;
    if (mono_ms_since((struct mono){memory->since}, moment->now) >= delay)
        alarm_watch_return(watch, step, moment);
    else
        wake_at(watch->inside, step, memory->since, delay);
}

/* Further bits than stand: it returns and is raised anew. What has gone and comes back is one, too.
 * Another fault is no chatter of the first; under chatter those seen before stay quiet. */
static void step_bits(struct alarm_watch *watch, const struct alarm_step *step,
                      const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    uint32_t raw = step->value >= 0 && step->value <= UINT32_MAX ? (uint32_t)step->value : 0;
    uint32_t now = raw & step->rule->mask;
    bool is_news = memory->bits && (now & ~memory->bits);
    if (step->verdict != VERDICT_ABNORMAL)
        return;
    memory->bits = memory->is_chattering ? memory->bits | now : now;
    if (!is_news)
        return;
    int64_t before[2] = {memory->before[0], memory->before[1]};
    alarm_watch_return(watch, step, moment);
    memory->before[0] = memory->before[1] = 0;
    alarm_watch_raise(watch, step, moment);
    memory->before[0] = before[0];
    memory->before[1] = before[1];
    memory->bits = now;
}

/* Suppressed, raised, and its condition is unknown or holds again: whether it is let go. */
static bool is_let_go(struct alarm_memory *memory, enum alarm_condition condition, struct mono now)
{
    if (condition == CONDITION_HOLDS)
        return true;
    if (memory->phase == PHASE_RAISED && !memory->is_blind)
        memory->since = now.ns;
    memory->is_blind = memory->phase == PHASE_RAISED;
    return memory->is_blind && mono_ms_since((struct mono){memory->since}, now) >= ALARM_BLIND_MS;
}

static void step_condition(struct alarm_watch *watch, const struct alarm_step *step,
                           const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    if (step->condition == CONDITION_FAILS) {
        if (!memory->is_suppressed)
            tell(watch, step, ALARM_NEWS_SUPPRESSED, moment);
        memory->is_suppressed = true;
        memory->is_blind = false;
    } else if (memory->is_suppressed && is_let_go(memory, step->condition, moment->now)) {
        memory->is_suppressed = memory->is_blind = false;
        tell(watch, step, ALARM_NEWS_UNSUPPRESSED, moment);
    }
}

void alarm_watch_step(struct alarm_watch *watch, const struct alarm_step *step,
                      const struct alarm_moment *moment)
{
    struct alarm_memory *memory = step->memory;
    if (memory->phase < PHASE_RAISED)
        step_clear(watch, step, moment);
    else
        step_condition(watch, step, moment);
    if (memory->phase < PHASE_RAISED)
        return;
    if (step->rule->kind == ALARM_BITS && !memory->is_suppressed)
        step_bits(watch, step, moment);
    step_raised(watch, step, moment);
    if (memory->phase == PHASE_CLEAR && memory->is_suppressed) {
        /* it went while nobody looked: it does not cry when its condition holds again */
        memory->is_suppressed = false;
        tell(watch, step, ALARM_NEWS_UNSUPPRESSED, moment);
    }
}

/* ---- rounds ---- */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double city_of(struct alarm_watch_inside *in, struct mono now)
{
    size_t count = 0;
    if (in->city_at.ns && mono_ms_since(in->city_at, now) < CITY_EVERY_MS)
        return in->city;
    in->city_at = now;
    for (size_t d = 0; d < in->site->device_count; d++)
        if (!isnan(in->device[d].outdoor) && !in->device[d].is_lost)
            in->scratch[count++] = in->device[d].outdoor;
    in->city = NAN;
    if (count < CITY_LEAST)
        return in->city;
    qsort(in->scratch, count, sizeof *in->scratch, by_size);
    in->city = in->scratch[count / 2];
    return in->city;
}

/* Whether all that it measures stands still: looked at once a round, for all rules that ask. */
static void look_for_still(struct alarm_watch *watch, int32_t device,
                           const struct alarm_scene *scene, const struct alarm_moment *moment)
{
    static const enum alarm_verdict verdicts[] = {[STILL_UNKNOWN] = VERDICT_UNKNOWN,
                                                  [STILL_MOVES] = VERDICT_NORMAL,
                                                  [STILL_RESTS] = VERDICT_ABNORMAL};
    struct watched *watched = &watch->inside->device[device];
    const struct alarm_rule_list *list = watched->list;
    if (!watched->held)
        return;
    enum alarm_verdict verdict =
        verdicts[still_look(list->profile, scene->readings, watched->held)];
    for (int32_t i = watched->whole; i < (int32_t)list->count; i++) {
        const struct alarm_rule *rule = &list->rule[i];
        if (rule->kind != ALARM_FROZEN)
            continue;
        struct alarm_step step = {.device = device,
                                  .rule = rule,
                                  .memory = &watched->memory[i],
                                  .verdict = verdict,
                                  .condition = alarm_condition_of(rule, scene),
                                  .value = NAN,
                                  .limit = NAN};
        alarm_watch_step(watch, &step, moment);
    }
}

void alarm_watch_round(struct alarm_watch *watch, int32_t device, const struct reading *readings,
                       const struct alarm_moment *moment)
{
    struct alarm_watch_inside *in = watch->inside;
    struct watched *watched = &in->device[device];
    const struct alarm_rule_list *list = watched->list;
    struct alarm_scene scene = {.profile = list->profile,
                                .curve = list->curve,
                                .heat = &list->heat,
                                .readings = readings,
                                .now = moment->now,
                                .minute_of_day = moment->minute_of_day,
                                .is_season = moment->is_season,
                                .city = in->city};
    for (int32_t i = 0; i < watched->whole; i++) {
        const struct alarm_rule *rule = &list->rule[i];
        struct alarm_memory *memory = &watched->memory[i];
        struct alarm_step step = {.device = device, .rule = rule, .memory = memory};
        if (!(watched->circuits >> rule->circuit % 32 & 1) || rule->kind == ALARM_OUTSIDE)
            continue;
        if (rule->against == AGAINST_CITY) {
            watched->outdoor = quality_has_number(readings[rule->point].quality)
                                   ? readings[rule->point].value
                                   : NAN;
            scene.city = city_of(in, moment->now);
        }
        step.verdict = alarm_decide(rule, memory, &scene, &step.value, &step.limit);
        if (memory->phase == PHASE_CLEAR && step.verdict != VERDICT_ABNORMAL)
            continue;
        step.condition = alarm_condition_of(rule, &scene);
        alarm_watch_step(watch, &step, moment);
    }
    look_for_still(watch, device, &scene, moment);
    if (watched->storm_count)
        alarm_watch_whole(watch, device, moment);
}
