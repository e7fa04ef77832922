#include "backend/core/alarm_decide.h"

#include <math.h>

enum { RATE_WINDOW_MS = 60000 };

static bool has_number(const struct reading *reading)
{
    return quality_has_number(reading->quality) && reading->quality != QUALITY_STALE;
}

static double other_of(const struct alarm_rule *rule, const struct alarm_scene *scene)
{
    switch ((enum alarm_against)rule->against) {
    case AGAINST_NOTHING: return 0;
    case AGAINST_POINT:
        return has_number(&scene->readings[rule->other]) ? scene->readings[rule->other].value : NAN;
    case AGAINST_CURVE:
        return curve_target(&scene->curve[rule->circuit], scene->readings, scene->minute_of_day);
    case AGAINST_CITY: return scene->city;
    case AGAINST_HEAT: return heat_of(scene->heat, scene->readings);
    }
    return NAN;
}

static double limit_of(const struct alarm_rule *rule, const struct alarm_scene *scene)
{
    double other = other_of(rule, scene);
    return rule->is_share ? other * (double)rule->limit : other + (double)rule->limit;
}

/* How far from the other one it may be. */
static double distance_of(const struct alarm_rule *rule, const struct alarm_scene *scene,
                          double other)
{
    double of = fabs(other);
    if (!rule->is_share)
        return (double)rule->limit;
    if (rule->against == AGAINST_HEAT)
        of = fmax(of, heat_least(scene->heat, scene->readings));
    return of * (double)rule->limit;
}

static enum alarm_verdict above(double value, double limit, double deadband)
{
    if (isnan(limit))
        return VERDICT_UNKNOWN;
    return value > limit              ? VERDICT_ABNORMAL
           : value > limit - deadband ? VERDICT_BETWEEN
                                      : VERDICT_NORMAL;
}

static enum alarm_verdict below(double value, double limit, double deadband)
{
    if (isnan(limit))
        return VERDICT_UNKNOWN;
    return value < limit              ? VERDICT_ABNORMAL
           : value < limit + deadband ? VERDICT_BETWEEN
                                      : VERDICT_NORMAL;
}

/* Not above the other by more than the limit. */
static enum alarm_verdict in_order(double value, double limit, double deadband)
{
    if (isnan(limit))
        return VERDICT_UNKNOWN;
    return value <= limit              ? VERDICT_ABNORMAL
           : value <= limit + deadband ? VERDICT_BETWEEN
                                       : VERDICT_NORMAL;
}

void alarm_decide_anew(const struct alarm_rule *rule, struct alarm_memory *memory)
{
    bool is_whole = rule->kind == ALARM_FROZEN && rule->point < 0;
    if (rule->kind == ALARM_RATE)
        memory->reference_at = 0;
    if (is_whole && memory->phase == PHASE_PENDING)
        memory->phase = PHASE_CLEAR; /* what nobody heard has not stood still */
}

/* The change a minute, over windows of a minute or the rule's delay. A window's verdict stands
 * until the next one is over, so that delays run on between; of the first there is none. */
static enum alarm_verdict rate(const struct alarm_rule *rule, struct alarm_memory *memory,
                               const struct alarm_scene *scene, double value)
{
    int64_t window = rule->on_delay_ms > RATE_WINDOW_MS ? rule->on_delay_ms : RATE_WINDOW_MS;
    struct mono from = {memory->reference_at};
    int64_t ms = mono_ms_since(from, scene->now);
    bool is_new = !memory->reference_at || ms > 3 * window;
    if (!is_new && ms < window)
        return (enum alarm_verdict)memory->last;
    double minute = fabs(value - memory->reference) * 60000 / (double)ms;
    memory->last = (uint8_t)(is_new ? VERDICT_UNKNOWN
                                    : above(minute, (double)rule->limit, (double)rule->deadband));
    memory->reference = value;
    memory->reference_at = scene->now.ns;
    return (enum alarm_verdict)memory->last;
}

/* By the quality, which the profile's own time gave, or unchanged for the rule's delay. */
static enum alarm_verdict frozen(const struct alarm_rule *rule, struct alarm_memory *memory,
                                 const struct alarm_scene *scene, const struct reading *reading)
{
    if (!rule->on_delay_ms)
        return reading->quality == QUALITY_FROZEN ? VERDICT_ABNORMAL : VERDICT_NORMAL;
    bool is_same = memory->reference_at && reading->value == memory->reference;
    memory->reference = reading->value;
    memory->reference_at = scene->now.ns;
    return is_same ? VERDICT_ABNORMAL : VERDICT_NORMAL;
}

/* A sensor that need not be fitted and never gave a value is not missed. */
static enum alarm_verdict sensor(const struct alarm_rule *rule, struct alarm_memory *memory,
                                 const struct alarm_scene *scene, const struct reading *reading)
{
    if (has_number(reading)) {
        memory->reference = 1;
        return VERDICT_NORMAL;
    }
    if (reading->quality != QUALITY_RANGE && reading->quality != QUALITY_INVALID &&
        reading->quality != QUALITY_REFUSED)
        return VERDICT_UNKNOWN;
    bool is_missed = memory->reference == 1 || !scene->profile->point[rule->point].is_optional;
    return is_missed ? VERDICT_ABNORMAL : VERDICT_UNKNOWN;
}

static enum alarm_verdict bits(const struct alarm_rule *rule, double value)
{
    uint32_t raw = value >= 0 && value <= UINT32_MAX ? (uint32_t)value : 0;
    return raw & rule->mask ? VERDICT_ABNORMAL : VERDICT_NORMAL;
}

enum alarm_verdict alarm_decide(const struct alarm_rule *rule, struct alarm_memory *memory,
                                const struct alarm_scene *scene, double *value, double *limit)
{
    const struct reading *reading = &scene->readings[rule->point];
    double deadband = (double)rule->deadband;
    *value = reading->value;
    *limit = (double)rule->limit;
    if (rule->kind == ALARM_SENSOR)
        return sensor(rule, memory, scene, reading);
    if (!has_number(reading)) {
        alarm_decide_anew(rule, memory);
        return VERDICT_UNKNOWN;
    }
    switch ((enum alarm_kind)rule->kind) {
    case ALARM_LL:
    case ALARM_L:
    case ALARM_COLD: *limit = limit_of(rule, scene); return below(*value, *limit, deadband);
    case ALARM_H:
    case ALARM_HH: *limit = limit_of(rule, scene); return above(*value, *limit, deadband);
    case ALARM_DEVIATION:
    case ALARM_DIFFER:
        *limit = other_of(rule, scene);
        return isnan(*limit)
                   ? VERDICT_UNKNOWN
                   : above(fabs(*value - *limit), distance_of(rule, scene, *limit), deadband);
    case ALARM_ORDER: *limit = limit_of(rule, scene); return in_order(*value, *limit, deadband);
    case ALARM_RATE: return rate(rule, memory, scene, *value);
    case ALARM_STATE: return *value == *limit ? VERDICT_ABNORMAL : VERDICT_NORMAL;
    case ALARM_BITS: return bits(rule, *value);
    case ALARM_FROZEN: return frozen(rule, memory, scene, reading);
    case ALARM_SENSOR:
    case ALARM_LOST:
    case ALARM_GATEWAY:
    case ALARM_NETWORK:
    case ALARM_OUTSIDE:
    case ALARM_MASS:
    case ALARM_STORM:
    case ALARM_CLOSED:
    case ALARM_KIND_COUNT: return VERDICT_UNKNOWN;
    }
    return VERDICT_UNKNOWN;
}

/* Whether the device has it not, as far as one can tell. */
static bool is_absent(const struct alarm_term *term, const struct alarm_scene *scene)
{
    if (term->point < 0 || has_number(&scene->readings[term->point]))
        return false;
    return scene->readings[term->point].quality == QUALITY_REFUSED ||
           scene->profile->point[term->point].is_optional;
}

static enum alarm_condition term_of(const struct alarm_term *term, const struct alarm_scene *scene)
{
    double value = scene->is_season;
    if (term->point >= 0) {
        const struct reading *reading = &scene->readings[term->point];
        if (!has_number(reading))
            return reading->quality == QUALITY_REFUSED ? CONDITION_HOLDS : CONDITION_UNKNOWN;
        value = reading->value;
    }
    double wanted = (double)term->value;
    bool holds = term->compare == '='   ? value == wanted
                 : term->compare == '!' ? value != wanted
                 : term->compare == '<' ? value < wanted
                                        : value > wanted;
    return holds ? CONDITION_HOLDS : CONDITION_FAILS;
}

/* The terms `from` to `to`, of which one is enough: what is not there decides only if all of them
 * are not there. */
static enum alarm_condition one_of(const struct alarm_rule *rule, int from, int to,
                                   const struct alarm_scene *scene)
{
    enum alarm_condition best = CONDITION_FAILS;
    bool is_any_there = false;
    for (int i = from; i <= to; i++)
        is_any_there = is_any_there || !is_absent(&rule->term[i], scene);
    for (int i = from; i <= to; i++) {
        if (is_any_there && is_absent(&rule->term[i], scene))
            continue;
        enum alarm_condition one = term_of(&rule->term[i], scene);
        if (one == CONDITION_HOLDS || best == CONDITION_FAILS)
            best = one;
    }
    return best;
}

enum alarm_condition alarm_condition_of(const struct alarm_rule *rule,
                                        const struct alarm_scene *scene)
{
    enum alarm_condition all = CONDITION_HOLDS;
    for (int i = 0; i < rule->term_count; i++) {
        int from = i;
        while (rule->term[i].is_or)
            i++;
        enum alarm_condition group = one_of(rule, from, i, scene);
        if (group == CONDITION_FAILS)
            return CONDITION_FAILS;
        if (group == CONDITION_UNKNOWN)
            all = CONDITION_UNKNOWN;
    }
    return all;
}
