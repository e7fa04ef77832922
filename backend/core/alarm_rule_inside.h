/* What the files of alarm_rule.h share; nobody else includes it. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/site.h"

struct rule_row {
    char *cell[ALARM_COLUMNS]; /* owned, "" where nothing was written */
    int line;
    uint8_t kind;
};

struct alarm_rules {
    struct alarm_rules *below; /* owned: wider; their rows come first */
    VEC(struct rule_row) row;
};

/* How many rows there are, those below included, and one of them. */
size_t alarm_row_total(const struct alarm_rules *rules);
const struct rule_row *alarm_row_at(const struct alarm_rules *rules, size_t index);
bool alarm_scope_is_any(const char *scope);
/* The profile's name, or NULL if it is the scope of a node or of everything. */
const char *alarm_scope_profile(const char *scope);
/* "kind:source": devices at nodes of that kind. */
bool alarm_scope_kind(const char *scope, enum node_kind *out);

/* Whether the point of a row ("T2g", "T2g.1") means this one. */
bool alarm_point_fits(const char *written, const struct point *point);
/* A name in `against` or `when`, seen from a point: the same circuit's, else the station's; -1. */
int alarm_point_beside(const struct profile *profile, const char *name, int circuit);
/* Kinds that look at no point of the device; "frozen" without a point looks at all of them. */
bool alarm_kind_is_whole(enum alarm_kind kind, const char *point);
bool alarm_kind_is_plant(enum alarm_kind kind);
/* Whether the unit of a row goes with a point: the point's own, "K" for °C, with "/min" for rates,
 * "%" of what it is against. */
bool alarm_unit_fits(const struct rule_row *row, const char *unit, const char *limit,
                     const struct point *point);

/* The cells of one rule, taken together from wide to narrow. */
struct rule_merged {
    int16_t point;
    uint8_t kind;
    const char *cell[ALARM_COLUMNS];
    const struct rule_row *limit; /* the row that the limit is from */
};
/* Takes the row's cells over those from wider scopes. */
void alarm_merge_row(struct rule_merged *merged, const struct rule_row *row);
/* Turns cells into a rule. False with the column that is wrong and what is expected there; a point
 * that the profile does not have gives COLUMN_AGAINST or COLUMN_WHEN and `is_absent`. */
struct rule_problem {
    enum alarm_column column;
    bool is_absent;
    const char *expected;
};
/* Also for plant rules, with profile NULL. */
bool alarm_rule_make(struct alarm_rule *rule, const struct rule_merged *merged,
                     const struct profile *profile, struct rule_problem *problem);

/* What a row says is right where it stands: scope, point, unit, numbers, order of the limits. */
void alarm_rules_check(const struct alarm_rules *rules, const struct alarm_plant *plant,
                       struct conf_errors *errors);
