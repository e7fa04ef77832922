/* Whether definitions make sense where they stand. */
#include "backend/core/alarm_rule_inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLAN_CODE_BYTES 23 /* as plans.csv takes them */

/* The rows of one file by scope, and those of all files that are not a node's. */
struct checker {
    const struct alarm_rules *rules;
    const struct alarm_plant *plant;
    struct conf_errors *errors;
    VEC(const struct rule_row *) wide;   /* any and profile, wider files first */
    VEC(const struct rule_row *) sorted; /* this file's, by scope, point and rule */
    /* of the row under check */
    const struct rule_row *row;
    struct rule_problem problem;
    const char *unit; /* the unit of the first point that fits, NULL = no point fits */
    int made, wrong, other_unit, absent;
    bool is_order_told;
};

static int by_scope(const void *a, const void *b)
{
    const struct rule_row *x = *(const struct rule_row *const *)a;
    const struct rule_row *y = *(const struct rule_row *const *)b;
    int order = strcmp(x->cell[COLUMN_SCOPE], y->cell[COLUMN_SCOPE]);
    if (!order)
        order = strcmp(x->cell[COLUMN_POINT], y->cell[COLUMN_POINT]);
    if (!order)
        order = strcmp(x->cell[COLUMN_RULE], y->cell[COLUMN_RULE]);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static void sort_rows(struct checker *checker)
{
    for (size_t i = 0; i < alarm_row_total(checker->rules); i++) {
        const struct rule_row *row = alarm_row_at(checker->rules, i);
        const char *scope = row->cell[COLUMN_SCOPE];
        if (alarm_scope_is_any(scope) || alarm_scope_profile(scope))
            *VEC_PUSH(&checker->wide) = row;
    }
    for (size_t i = 0; i < checker->rules->row.count; i++)
        *VEC_PUSH(&checker->sorted) = &checker->rules->row.at[i];
    if (checker->sorted.count)
        qsort(checker->sorted.at, checker->sorted.count, sizeof *checker->sorted.at, by_scope);
    for (size_t i = 1; i < checker->sorted.count; i++) {
        const struct rule_row *before = checker->sorted.at[i - 1], *row = checker->sorted.at[i];
        if (!strcmp(before->cell[COLUMN_SCOPE], row->cell[COLUMN_SCOPE]) &&
            !strcmp(before->cell[COLUMN_POINT], row->cell[COLUMN_POINT]) &&
            !strcmp(before->cell[COLUMN_RULE], row->cell[COLUMN_RULE]))
            conf_error(checker->errors, row->line,
                       "rule %s of '%s' in '%s' again, expected one row, as in line %d",
                       row->cell[COLUMN_RULE], row->cell[COLUMN_POINT], row->cell[COLUMN_SCOPE],
                       before->line);
    }
}

static void merge_if(struct rule_merged *merged, const struct rule_row *row, const char *rule,
                     const struct point *point)
{
    const char *limit = row->cell[COLUMN_LIMIT], *unit = row->cell[COLUMN_UNIT];
    if (strcmp(row->cell[COLUMN_RULE], rule) ||
        (point ? !alarm_point_fits(row->cell[COLUMN_POINT], point)
               : row->cell[COLUMN_POINT][0] != '\0') ||
        (point && unit[0] && !alarm_unit_fits(row, unit, limit, point)))
        return;
    alarm_merge_row(merged, row);
}

/* The cells of one rule of a point as this scope sees them. */
static struct rule_merged merge(const struct checker *checker, const char *rule,
                                const struct profile *profile, const struct point *point)
{
    struct rule_merged merged = {.point = point ? (int16_t)(point - profile->point) : (int16_t)-1};
    const char *scope = checker->row->cell[COLUMN_SCOPE];
    for (int level = 0; level < 2; level++) {
        for (size_t i = 0; i < checker->wide.count; i++) {
            const struct rule_row *row = checker->wide.at[i];
            const char *name = alarm_scope_profile(row->cell[COLUMN_SCOPE]);
            if (level == 0 ? !name : name && profile && !strcmp(name, profile->name))
                merge_if(&merged, row, rule, point);
        }
    }
    const struct rule_row key = {.cell = {[COLUMN_SCOPE] = (char *)(uintptr_t)scope,
                                          [COLUMN_POINT] = (char[]){""},
                                          [COLUMN_RULE] = (char[]){""}}};
    const struct rule_row *wanted = &key;
    size_t low = 0, high = checker->sorted.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_scope(&checker->sorted.at[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < checker->sorted.count; low++) {
        const struct rule_row *row = checker->sorted.at[low];
        if (strcmp(row->cell[COLUMN_SCOPE], scope))
            break;
        merge_if(&merged, row, rule, point);
    }
    return merged;
}

static bool is_off(const struct rule_merged *merged)
{
    return merged->cell[COLUMN_LIMIT] && !strcmp(merged->cell[COLUMN_LIMIT], "off");
}

/* LL < L < H < HH, as far as they are plain numbers. */
static void check_order(struct checker *checker, const struct profile *profile,
                        const struct point *point)
{
    static const enum alarm_kind ladder[] = {ALARM_LL, ALARM_L, ALARM_H, ALARM_HH};
    const struct rule_merged *before = NULL;
    struct rule_merged merged[4];
    double last = -INFINITY;
    for (int i = 0; i < 4 && !checker->is_order_told; i++) {
        double limit;
        merged[i] = merge(checker, alarm_kind_name(ladder[i]), profile, point);
        if (!merged[i].limit || is_off(&merged[i]) || merged[i].cell[COLUMN_AGAINST][0] ||
            !conf_number(merged[i].cell[COLUMN_LIMIT], &limit))
            continue;
        if (before && limit <= last &&
            (merged[i].limit == checker->row || before->limit == checker->row)) {
            conf_error(checker->errors, checker->row->line,
                       "%s %s of %s is not above %s %s, expected LL < L < H < HH",
                       alarm_kind_name(ladder[i]), merged[i].cell[COLUMN_LIMIT], point->id,
                       before->cell[COLUMN_RULE], before->cell[COLUMN_LIMIT]);
            checker->is_order_told = true;
        }
        before = &merged[i];
        last = limit;
    }
}

static void try_rule(struct checker *checker, const struct profile *profile,
                     const struct point *point)
{
    const struct rule_row *row = checker->row;
    struct rule_merged merged = merge(checker, row->cell[COLUMN_RULE], profile, point);
    struct alarm_rule rule;
    struct rule_problem problem;
    if (is_off(&merged) || alarm_rule_make(&rule, &merged, profile, &problem)) {
        checker->made++;
        if (point && row->kind <= ALARM_HH)
            check_order(checker, profile, point);
    } else if (problem.is_absent) {
        if (!checker->absent++ && !checker->wrong)
            checker->problem = problem;
    } else if (!checker->wrong++) {
        checker->problem = problem;
    }
}

static void on_profile(void *to, const struct profile *profile)
{
    struct checker *checker = to;
    const struct rule_row *row = checker->row;
    const char *unit = row->cell[COLUMN_UNIT];
    for (size_t i = 0; i < profile->point_count; i++) {
        const struct point *point = &profile->point[i];
        if (!alarm_point_fits(row->cell[COLUMN_POINT], point))
            continue;
        if (!checker->unit)
            checker->unit = point->unit;
        if (unit[0] && !alarm_unit_fits(row, unit, row->cell[COLUMN_LIMIT], point))
            checker->other_unit++;
        else
            try_rule(checker, profile, point);
    }
}

static void on_any_profile(void *to, const struct profile *profile)
{
    struct checker *checker = to;
    if (!checker->unit)
        try_rule(checker, profile, NULL);
    checker->unit = "";
}

static void report(struct checker *checker)
{
    const struct rule_row *row = checker->row;
    const struct rule_problem *problem = &checker->problem;
    bool may_be_absent = alarm_scope_is_any(row->cell[COLUMN_SCOPE]) && checker->made;
    if (!checker->unit)
        conf_error(checker->errors, row->line,
                   "unknown point '%s' in '%s', expected an id like "
                   "T2g.1 or a code like T2g of a profile there",
                   row->cell[COLUMN_POINT], row->cell[COLUMN_SCOPE]);
    else if (checker->wrong || (checker->absent && !may_be_absent))
        conf_error(checker->errors, row->line, "%s '%s' of rule %s, expected %s",
                   alarm_columns[problem->column], row->cell[problem->column],
                   row->cell[COLUMN_RULE], problem->expected);
    else if (checker->other_unit && !checker->made)
        conf_error(checker->errors, row->line, "unit '%s' of %s, expected '%s'%s",
                   row->cell[COLUMN_UNIT], row->cell[COLUMN_POINT], checker->unit,
                   !strcmp(checker->unit, "°C") ? " (a difference: 'K', a rate: 'K/min')" : "");
}

static void check_plan(struct checker *checker, const char *card)
{
    const struct alarm_plant *plant = checker->plant;
    if (!card[0] || !strcmp(card, "none"))
        return;
    if (plant->has_plan ? !plant->has_plan(plant->ctx, card) : strlen(card) > PLAN_CODE_BYTES)
        conf_error(checker->errors, checker->row->line,
                   "plan '%s', expected the code of a plan card, or none", card);
}

static void check_row(struct checker *checker, const struct rule_row *row)
{
    const char *scope = row->cell[COLUMN_SCOPE];
    bool is_whole = alarm_kind_is_whole(row->kind, row->cell[COLUMN_POINT]);
    checker->row = row;
    checker->unit = NULL;
    checker->made = checker->wrong = checker->other_unit = checker->absent = 0;
    checker->is_order_told = false;
    check_plan(checker, row->cell[COLUMN_PLAN]);
    if (!scope[0] || (alarm_kind_is_plant(row->kind) && !alarm_scope_is_any(scope))) {
        conf_error(checker->errors, row->line, "scope '%s', expected %s", scope,
                   scope[0] ? "any for a rule of the whole plant"
                            : "any, profile:NAME, kind:KIND or the code of a node");
        return;
    }
    if (is_whole != !row->cell[COLUMN_POINT][0]) {
        conf_error(checker->errors, row->line, "point '%s', expected %s for rule %s",
                   row->cell[COLUMN_POINT], is_whole ? "none" : "a point", row->cell[COLUMN_RULE]);
        return;
    }
    if (!checker->plant->profiles(checker->plant->ctx, alarm_scope_is_any(scope) ? "" : scope,
                                  is_whole ? on_any_profile : on_profile, checker))
        conf_error(
            checker->errors, row->line,
            "unknown scope '%s', expected any, profile:NAME, kind:KIND or the code of a node",
            scope);
    else
        report(checker);
}

void alarm_rules_check(const struct alarm_rules *rules, const struct alarm_plant *plant,
                       struct conf_errors *errors)
{
    struct checker checker = {.rules = rules, .plant = plant, .errors = errors};
    sort_rows(&checker);
    for (size_t i = 0; i < rules->row.count; i++)
        check_row(&checker, &rules->row.at[i]);
    free(checker.wide.at);
    free(checker.sorted.at);
}
