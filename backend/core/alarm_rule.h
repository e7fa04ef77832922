/* Alarm definitions: CSV that people write, import and export. One row says one thing of one point
 * in one scope; what a cell leaves empty, it takes from the row of the same point and rule in the
 * next wider scope, so that a station's row may change just the limit, or just the guidance.
 *
 * - scope: any · profile:NAME · kind:source, kind:network …: devices that stand at such a node ·
 *   the code of a node: that node and all below it
 *
 * - point: "T2g.1", or "T2g": of every circuit; empty for lost, gateway, network, mass, storm, and
 *   for a frozen of the whole device
 *
 * - rule: a kind (LL L H HH dev rate state bits frozen order differ sensor lost gateway network
 *   outside mass cold storm), or kind-word where a point has two of a kind
 *
 * - limit: a number in `unit`; "30%" of `against`; with `against` alone a difference to it; bits:
 *   numbers of the bits, "0 3 5", or "any"; lost: seconds are in on_delay_s; network: percent of
 *   the stations; mass: stations; storm: raises a minute; "off": the rule does not exist here
 *
 * - unit: must be the point's ("K" for differences of °C, "K/min" …, "%" of `against`)
 *
 * - against: another point (of the same circuit if there is one, else of the station); "curve": the
 *   target of the controller's own heating curve; "city": the median of all; "heat" (of Q1): what
 *   flow and temperatures of the primary side make
 *
 * - deadband: in `unit`: it returns only this far inside the limit
 *
 * - on_delay_s, off_delay_s: numbers of seconds
 *
 * - priority: 1 critical … 4 notice
 *
 * - when: all must hold: "season", "summer", "T2g>40", "CP1_Run=1|CP2_Run=1"
 *
 * - flags: latch note event noack alone, and one of device line station below alike (what it
 *   gathers); or "none"
 *
 * - ack_min: an acknowledgement without progress expires after so many minutes
 *
 * - zh, en: what to do: guidance
 *
 * - plan: code of the plan card for it (7.3.1), "none" where a wider scope has one
 *
 * A text with any mistake gives no rules at all: every mistake is reported with file:line and what
 * was expected. */
#pragma once
#include "backend/core/alarm.h"
#include "backend/core/curve.h"
#include "backend/core/heat.h"

struct site;
struct alarm_rules; /* all rows of all files, as parsed */

/* What the scopes and points are checked against: calls `visit` for each profile that a scope
 * reaches; false: there is no such scope. "" stands for everything. */
struct alarm_plant {
    void *ctx;
    bool (*profiles)(void *ctx, const char *scope,
                     void (*visit)(void *to, const struct profile *profile), void *to);
    bool (*has_plan)(void *ctx, const char *code); /* NULL: plan cards are not looked up */
};

/* NULL if errors->count > 0. `below` are the rules that these come on top of (the starting set), or
 * NULL; they are taken: the result owns them, and without one they are freed. Free with
 * alarm_rules_free(). With plant NULL only the form is checked: for what was imported before, as a
 * node may be gone since. */
struct alarm_rules *alarm_rules_parse(const char *text, size_t length, struct alarm_rules *below,
                                      const struct alarm_plant *plant, struct conf_errors *errors);
void alarm_rules_free(struct alarm_rules *rules);
/* The complete starting set for the shipped profiles (DOMAIN §6), embedded. */
const char *alarm_rules_shipped(size_t *length);
extern const struct alarm_plant alarm_plant_shipped; /* the shipped profiles, no nodes */
/* The shipped set, parsed; never fails (a test checks it against alarm_plant_shipped). */
struct alarm_rules *alarm_rules_start(void);
/* The plant of a loaded site. */
struct alarm_plant alarm_plant_of(const struct site *site);

/* ---- one rule, for one device, ready to be decided ---- */

enum alarm_against { AGAINST_NOTHING, AGAINST_POINT, AGAINST_CURVE, AGAINST_CITY, AGAINST_HEAT };

#define ALARM_TERMS 6
struct alarm_term {
    int16_t point;   /* index in the profile; -1 = the season */
    uint8_t compare; /* '=' '<' '>' '!' */
    bool is_or;      /* the next term may hold instead */
    float value;
};

struct alarm_rule {
    int16_t point; /* index in the profile, -1 = the device */
    int16_t other; /* AGAINST_POINT: index */
    uint8_t kind, against;
    uint8_t term_count, circuit;
    bool is_share; /* the limit is a share of what it is against */
    float limit, deadband;
    int32_t on_delay_ms, off_delay_ms;
    uint32_t mask; /* bits */
    struct alarm_term term[ALARM_TERMS];
    struct alarm_code code;
};

struct alarm_rule_list { /* owned by an alarm_rule_sets; in order of points, device rules last */
    const struct profile *profile;
    struct alarm_rule *rule;
    size_t count;
    struct curve curve[CURVE_CIRCUITS]; /* the controller's own, by circuit */
    struct heat heat;
};

/* The lists of a whole site: one a profile, and own ones only where a node's row says so. */
struct alarm_rule_sets;
struct alarm_rule_sets *alarm_rule_sets_new(const struct alarm_rules *rules,
                                            const struct site *site);
void alarm_rule_sets_free(struct alarm_rule_sets *sets);
const struct alarm_rule_list *alarm_rule_sets_of(const struct alarm_rule_sets *sets,
                                                 int32_t device_index);
/* The plant's own rules: network and mass (point -1). */
const struct alarm_rule_list *alarm_rule_sets_plant(const struct alarm_rule_sets *sets);

/* What to do about an alarm, in the language ("" if nobody wrote it): the narrowest row that has
 * it; the pointer lives as long as the rules. */
const char *alarm_guidance(const struct alarm_rules *rules, const struct site *site,
                           const struct alarm *alarm, bool chinese);

/* The code of the plan card that is meant for such an alarm, "" = none; found and kept as above. */
const char *alarm_plan(const struct alarm_rules *rules, const struct site *site,
                       const struct alarm *alarm);

/* Each row as it was written, for export and for the editor; index from 0, false behind the last.
 * The columns in the order above. */
enum alarm_column {
    COLUMN_SCOPE,
    COLUMN_POINT,
    COLUMN_RULE,
    COLUMN_LIMIT,
    COLUMN_UNIT,
    COLUMN_AGAINST,
    COLUMN_DEADBAND,
    COLUMN_ON_DELAY,
    COLUMN_OFF_DELAY,
    COLUMN_PRIORITY,
    COLUMN_WHEN,
    COLUMN_FLAGS,
    COLUMN_ACK,
    COLUMN_ZH,
    COLUMN_EN,
    COLUMN_PLAN,
    ALARM_COLUMNS
};
extern const char *const alarm_columns[ALARM_COLUMNS]; /* "scope", "point" … */
bool alarm_rules_row(const struct alarm_rules *rules, size_t index,
                     const char *cell[ALARM_COLUMNS]);
