/* From the cells of a rule to what the evaluator runs. */
#include "backend/core/alarm_rule_inside.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool alarm_point_fits(const char *written, const struct point *point)
{
    size_t length = strlen(written);
    if (!strcmp(written, point->id))
        return true;
    return !strchr(written, '.') && !strncmp(written, point->id, length) &&
           point->id[length] == '.';
}

static int find_exact(const struct profile *profile, const char *id)
{
    for (size_t i = 0; i < profile->point_count; i++)
        if (!strcmp(profile->point[i].id, id))
            return (int)i;
    return -1;
}

int alarm_point_beside(const struct profile *profile, const char *name, int circuit)
{
    char id[2 * POINT_ID_SIZE];
    if (circuit && !strchr(name, '.')) {
        snprintf(id, sizeof id, "%.*s.%d", POINT_ID_SIZE, name, circuit);
        int found = find_exact(profile, id);
        if (found >= 0)
            return found;
    }
    return find_exact(profile, name);
}

bool alarm_kind_is_plant(enum alarm_kind kind)
{
    return kind == ALARM_NETWORK || kind == ALARM_MASS;
}

bool alarm_kind_is_whole(enum alarm_kind kind, const char *point)
{
    return kind == ALARM_LOST || kind == ALARM_GATEWAY || kind == ALARM_STORM ||
           (kind == ALARM_FROZEN && !*point) || alarm_kind_is_plant(kind);
}

bool alarm_unit_fits(const struct rule_row *row, const char *unit, const char *limit,
                     const struct point *point)
{
    char expected[64];
    const char *own = point->unit;
    if (limit[0] && limit[strlen(limit) - 1] == '%')
        return !strcmp(unit, "%");
    if (row->kind == ALARM_RATE) {
        snprintf(expected, sizeof expected, "%s/min", !strcmp(own, "°C") ? "K" : own);
        return !strcmp(unit, expected);
    }
    bool is_difference = row->kind == ALARM_DEVIATION || row->kind == ALARM_DIFFER ||
                         row->kind == ALARM_ORDER || row->cell[COLUMN_AGAINST][0];
    return !strcmp(unit, own) || (is_difference && !strcmp(own, "°C") && !strcmp(unit, "K"));
}

/* ---- cells ---- */

struct maker {
    struct alarm_rule *rule;
    const struct rule_merged *merged;
    const struct profile *profile;
    struct rule_problem *problem;
};

static bool wrong(struct maker *maker, enum alarm_column column, const char *expected)
{
    *maker->problem = (struct rule_problem){.column = column, .expected = expected};
    return false;
}

static bool absent(struct maker *maker, enum alarm_column column)
{
    *maker->problem = (struct rule_problem){column, true, "a point of the profile"};
    return false;
}

static bool take_bits(struct maker *maker, const char *text)
{
    uint32_t mask = 0;
    if (!text[0] || !strcmp(text, "any")) {
        maker->rule->mask = UINT32_MAX;
        return true;
    }
    for (const char *at = text; *at;) {
        char *end;
        unsigned long bit = strtoul(at, &end, 10);
        if (end == at || bit > 31 || (*end && *end != ' '))
            return wrong(maker, COLUMN_LIMIT, "numbers of bits 0 to 31, or any");
        mask |= 1u << bit;
        at = *end ? end + 1 : end;
    }
    maker->rule->mask = mask;
    return true;
}

static bool needs_limit(enum alarm_kind kind)
{
    return kind != ALARM_FROZEN && kind != ALARM_SENSOR && kind != ALARM_LOST &&
           kind != ALARM_GATEWAY && kind != ALARM_OUTSIDE && kind != ALARM_ORDER;
}

/* What counts, or compares a distance: a smaller limit would hold always. */
static const char *least_of(enum alarm_kind kind, double *least)
{
    bool is_distance = kind == ALARM_DEVIATION || kind == ALARM_DIFFER || kind == ALARM_RATE;
    *least = is_distance ? DBL_MIN : 1;
    return is_distance                                        ? "a number above 0"
           : alarm_kind_is_plant(kind) || kind == ALARM_STORM ? "a number, 1 or more"
                                                              : NULL;
}

static bool take_limit(struct maker *maker)
{
    struct alarm_rule *rule = maker->rule;
    const char *text = maker->merged->cell[COLUMN_LIMIT];
    size_t length = strlen(text);
    char digits[32];
    double number, least;
    const char *expected = least_of(rule->kind, &least);
    if (rule->kind == ALARM_BITS)
        return take_bits(maker, text);
    if (!length)
        return !needs_limit(rule->kind) || wrong(maker, COLUMN_LIMIT, "a number, or off");
    rule->is_share = text[length - 1] == '%' && rule->kind != ALARM_NETWORK;
    snprintf(digits, sizeof digits, "%.*s", (int)(length - (text[length - 1] == '%')), text);
    if (!conf_number(digits, &number))
        return wrong(maker, COLUMN_LIMIT, "a number, a share like 30%, or off");
    if (expected && number < least)
        return wrong(maker, COLUMN_LIMIT, expected);
    rule->limit = (float)(rule->is_share ? number / 100 : number);
    return true;
}

static bool take_number(struct maker *maker, enum alarm_column column, double most,
                        const char *expected, double *out)
{
    const char *text = maker->merged->cell[column];
    *out = 0;
    return !text[0] || (conf_number(text, out) && *out >= 0 && *out <= most) ||
           wrong(maker, column, expected);
}

static bool take_numbers(struct maker *maker)
{
    enum { DAY_S = 24 * 3600 };
    static const char priorities[] = "1 (critical), 2, 3 or 4 (notice)";
    static const char delays[] = "a number, 0 to 86400";
    double deadband, on, off, priority, minutes;
    if (!take_number(maker, COLUMN_DEADBAND, 1e9, "a number, 0 or more", &deadband) ||
        !take_number(maker, COLUMN_ON_DELAY, DAY_S, delays, &on) ||
        !take_number(maker, COLUMN_OFF_DELAY, DAY_S, delays, &off) ||
        !take_number(maker, COLUMN_PRIORITY, ALARM_PRIORITY_COUNT, priorities, &priority) ||
        !take_number(maker, COLUMN_ACK, 999, "a number, 0 to 999", &minutes))
        return false;
    if (priority < 1 || priority != floor(priority))
        return wrong(maker, COLUMN_PRIORITY, priorities);
    maker->rule->deadband = (float)deadband;
    maker->rule->on_delay_ms = (int32_t)(on * 1000);
    maker->rule->off_delay_ms = (int32_t)(off * 1000);
    maker->rule->code.priority = (uint8_t)priority;
    maker->rule->code.ack_minutes = (int16_t)minutes;
    return true;
}

static bool take_flag(struct alarm_code *code, const char *word)
{
    static const char *const gathers[ALARM_GATHER_COUNT] = {"none",    "device", "line",
                                                            "station", "below",  "alike"};
    for (size_t i = 0; i < ALARM_GATHER_COUNT; i++) {
        if (!strcmp(word, gathers[i])) {
            code->gather = (uint8_t)i;
            return true;
        }
    }
    bool *flag = !strcmp(word, "latch")   ? &code->is_latching
                 : !strcmp(word, "note")  ? &code->needs_note
                 : !strcmp(word, "event") ? &code->is_event
                 : !strcmp(word, "noack") ? &code->is_unasked
                 : !strcmp(word, "alone") ? &code->is_independent
                                          : NULL;
    if (flag)
        *flag = true;
    return flag;
}

static bool take_flags(struct maker *maker)
{
    struct alarm_code *code = &maker->rule->code;
    char text[128], *rest = text, *word, whole[FACT_CODE_SIZE];
    snprintf(text, sizeof text, "%s", maker->merged->cell[COLUMN_FLAGS]);
    while ((word = strsep(&rest, " ")))
        if (word[0] && !take_flag(code, word))
            return wrong(maker, COLUMN_FLAGS,
                         "latch, note, event, noack, alone, one of device line station below "
                         "alike, or none");
    if (code->is_event && (code->is_latching || code->is_unasked || code->ack_minutes))
        return wrong(maker, COLUMN_FLAGS, "event without latch, noack or ack_min");
    if (!alarm_code_format(code, whole, sizeof whole))
        return wrong(maker, COLUMN_FLAGS, "fewer flags, or a shorter name of the rule");
    return true;
}

static bool take_against(struct maker *maker)
{
    struct alarm_rule *rule = maker->rule;
    const char *text = maker->merged->cell[COLUMN_AGAINST];
    rule->other = -1;
    if (!text[0]) {
        bool is_needed = rule->is_share || rule->kind == ALARM_DEVIATION ||
                         rule->kind == ALARM_ORDER || rule->kind == ALARM_DIFFER;
        return !is_needed || wrong(maker, COLUMN_AGAINST, "a point, curve, city or heat");
    }
    if (rule->point < 0)
        return wrong(maker, COLUMN_AGAINST, "nothing for this kind");
    if (!strcmp(text, "city")) {
        rule->against = AGAINST_CITY;
        return true;
    }
    if (!strcmp(text, "heat")) {
        struct heat heat;
        heat_find(&heat, maker->profile);
        rule->against = AGAINST_HEAT;
        if (heat.power >= 0 && heat.power != rule->point)
            return wrong(maker, COLUMN_AGAINST, "heat for Q1 only");
        return heat.power >= 0 || absent(maker, COLUMN_AGAINST);
    }
    if (!strcmp(text, "curve")) {
        struct curve curve;
        rule->against = AGAINST_CURVE;
        curve_find(&curve, maker->profile, rule->circuit);
        return (rule->circuit < CURVE_CIRCUITS && curve.outdoor >= 0) ||
               absent(maker, COLUMN_AGAINST);
    }
    rule->against = AGAINST_POINT;
    rule->other = (int16_t)alarm_point_beside(maker->profile, text, rule->circuit);
    return rule->other >= 0 || absent(maker, COLUMN_AGAINST);
}

/* ---- when ---- */

/* One alternative. Absent points drop out of their group; a group without any is absent. */
static bool take_atom(struct maker *maker, const char *atom, bool *is_there)
{
    struct alarm_rule *rule = maker->rule;
    struct alarm_term term = {.point = -1, .compare = '=', .value = 1};
    char name[POINT_ID_SIZE];
    size_t length = strcspn(atom, "=<>!");
    double value;
    *is_there = true;
    if (!strcmp(atom, "season") || !strcmp(atom, "summer")) {
        term.value = atom[1] == 'e';
    } else {
        if (!atom[length] || length >= sizeof name || !length ||
            !conf_number(atom + length + 1, &value))
            return wrong(maker, COLUMN_WHEN,
                         "season, summer, or POINT=1, POINT!1, POINT>1, "
                         "POINT<1, joined by blanks or |");
        snprintf(name, sizeof name, "%.*s", (int)length, atom);
        term.compare = (uint8_t)atom[length];
        term.value = (float)value;
        if (maker->profile)
            term.point = (int16_t)alarm_point_beside(maker->profile, name, rule->circuit);
        *is_there = term.point >= 0;
    }
    if (*is_there && rule->term_count == ALARM_TERMS)
        return wrong(maker, COLUMN_WHEN, "at most 6 conditions");
    if (*is_there)
        rule->term[rule->term_count++] = term;
    return true;
}

static bool take_group(struct maker *maker, char *group)
{
    struct alarm_rule *rule = maker->rule;
    uint8_t first = rule->term_count;
    char *atom;
    while ((atom = strsep(&group, "|"))) {
        bool is_there;
        if (!take_atom(maker, atom, &is_there))
            return false;
    }
    if (rule->term_count == first)
        return absent(maker, COLUMN_WHEN);
    for (uint8_t i = first; i + 1 < rule->term_count; i++)
        rule->term[i].is_or = true;
    return true;
}

static bool take_when(struct maker *maker)
{
    char text[256], *rest = text, *group;
    const char *written = maker->merged->cell[COLUMN_WHEN];
    if (!strcmp(written, "always"))
        return true;
    if (written[0] && maker->rule->point < 0 && maker->rule->kind != ALARM_FROZEN)
        return wrong(maker, COLUMN_WHEN, "nothing for this kind");
    if (strlen(written) >= sizeof text)
        return wrong(maker, COLUMN_WHEN, "fewer conditions");
    snprintf(text, sizeof text, "%s", written);
    bool is_whole = maker->rule->point < 0;
    while ((group = strsep(&rest, " "))) {
        if (group[0] && is_whole && strcmp(group, "season") && strcmp(group, "summer"))
            return wrong(maker, COLUMN_WHEN, "season or summer");
        if (group[0] && !take_group(maker, group))
            return false;
    }
    return true;
}

bool alarm_rule_make(struct alarm_rule *rule, const struct rule_merged *merged,
                     const struct profile *profile, struct rule_problem *problem)
{
    struct maker maker = {rule, merged, profile, problem};
    *rule = (struct alarm_rule){.point = merged->point, .kind = merged->kind};
    if (merged->point >= 0)
        rule->circuit = profile->point[merged->point].circuit;
    snprintf(rule->code.name, sizeof rule->code.name, "%s", merged->cell[COLUMN_RULE]);
    rule->code.kind = merged->kind;
    return take_limit(&maker) && take_numbers(&maker) && take_flags(&maker) &&
           take_against(&maker) && take_when(&maker);
}
