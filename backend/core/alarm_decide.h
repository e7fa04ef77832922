/* What one rule says of one round: the comparisons, without time. */
#pragma once
#include "backend/core/alarm_rule.h"

enum alarm_verdict {
    VERDICT_NORMAL,  /* inside the limit by the deadband */
    VERDICT_BETWEEN, /* inside the limit, but not by the deadband: what is raised stays */
    VERDICT_ABNORMAL,
    VERDICT_UNKNOWN, /* no number: nothing begins and nothing ends */
};

enum alarm_phase { PHASE_CLEAR, PHASE_PENDING, PHASE_RAISED, PHASE_CLEARING };

/* What is kept of one rule at one device: one cache line. */
struct alarm_memory {
    int64_t since;        /* ns: pending or clearing since then */
    int64_t id;           /* of the newest raise */
    int64_t raised;       /* ns; 0 = before this program's start */
    int64_t before[2];    /* ns: the two raises before, for chatter */
    double reference;     /* rate, frozen: a former value; sensor: 1 = it has given one */
    int64_t reference_at; /* ns; 0 = none */
    uint32_t bits;        /* raised for these */
    uint8_t phase;
    bool is_suppressed : 1, is_chattering : 1;
    bool is_blind : 1; /* suppressed, and since `since` nobody can say whether it still should be */
    uint8_t last;      /* rate: enum alarm_verdict of the last whole window */
};

struct alarm_scene {
    const struct profile *profile;
    const struct curve *curve; /* by circuit */
    const struct heat *heat;
    const struct reading *readings;
    struct mono now;
    int minute_of_day;
    bool is_season;
    double city; /* median; NaN = unknown */
};

/* `value` and `limit` are set where there is a number. Kinds that look at the whole device or at
 * events are not decided here (UNKNOWN). */
enum alarm_verdict alarm_decide(const struct alarm_rule *rule, struct alarm_memory *memory,
                                const struct alarm_scene *scene, double *value, double *limit);

/* After a gap a rate's window begins anew with the next value, and so does the wait of a whole
 * device that stands still: what was before tells nothing. */
void alarm_decide_anew(const struct alarm_rule *rule, struct alarm_memory *memory);

/* UNKNOWN: a point of it has no number now. It counts as fulfilled after ALARM_BLIND_MS: an alarm
 * is never silent for ever because nobody knows whether it should speak. A point that the device
 * refuses, or that need not be fitted and gives nothing, will not come back by waiting: between
 * alternatives it is left out, alone it counts as fulfilled at once where it is refused. */
#define ALARM_BLIND_MS 300000
enum alarm_condition { CONDITION_HOLDS, CONDITION_FAILS, CONDITION_UNKNOWN };
enum alarm_condition alarm_condition_of(const struct alarm_rule *rule,
                                        const struct alarm_scene *scene);
