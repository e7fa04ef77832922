/* Drives the evaluator over a small plant: values are set, time goes on in rounds, and each piece
 * of news becomes a fact that the site applies and the test counts. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_watch.h"
#include "ground.h"

enum { DRIVE_PERIOD_MS = 10000 };

struct drive {
    struct site *site; /* owned */
    struct alarm_rules *rules;
    struct alarm_rule_sets *sets;
    struct alarm_watch watch;
    struct alarm_moment moment;
    struct reading **reading; /* one list a device */
    bool *is_lost;
    VEC(struct fact) fact;
};

/* Rules are the lines of a CSV under this header; NULL: the starting set. */
#define DRIVE_HEADER                                                                               \
    "scope,point,rule,limit,unit,against,deadband,on_delay_s,off_delay_s,priority,when,flags,"     \
    "ack_min,zh,en\n"
void drive_init(struct drive *drive, struct site *site, const char *rules);
void drive_finish(struct drive *drive);
/* The evaluator's program ends and a new one takes over from what the site knows. */
void drive_restart(struct drive *drive);
/* The plant is imported anew, with one device at another endpoint; the text has to stay. */
void drive_move_device(struct drive *drive, int station, char *endpoint);

void drive_set(struct drive *drive, int station, const char *point, double value);
void drive_set_quality(struct drive *drive, int station, const char *point, enum quality quality);
/* So many rounds, ten seconds each, of all devices that are not lost. */
void drive_rounds(struct drive *drive, int rounds);
void drive_link(struct drive *drive, int station, bool is_up);
void drive_outside(struct drive *drive, int station, const char *point, double old_value,
                   double new_value);
/* The wall clock is stepped, the steady one is not. */
void drive_step_clock(struct drive *drive, int64_t seconds);
/* A person's fact, at the present time. */
void drive_person(struct drive *drive, enum fact_kind kind, const struct alarm *alarm);

size_t drive_told(const struct drive *drive, enum fact_kind kind, const char *name);
size_t drive_active(const struct drive *drive); /* alarms that the site holds for raised */
const struct alarm *drive_alarm(const struct drive *drive, int station, const char *point,
                                const char *name);
