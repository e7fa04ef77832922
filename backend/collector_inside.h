/* What collector.c and run.c share; nobody else includes it. */
#pragma once
#include "backend/collector.h"
#include "backend/core/alarm_watch.h"
#include "backend/core/drift.h"
#include "backend/core/frozen.h"
#include "backend/core/writes.h"

struct run;

/* What the collector keeps of each device beside the site's. */
struct watch {
    struct drift *drift;   /* one a set-point, in the profile's order */
    struct frozen *frozen; /* one a point, NULL if the profile has no `frozen` */
    struct flap flap;
    struct wall since; /* of the present link state */
    char code[FACT_CODE_SIZE];
    bool is_polled; /* by this collector: before, the site holds what the store knew */
    bool is_known, is_lost, is_lost_told;
    bool is_other, is_other_told; /* the identity register differs */
    bool is_identity_out;         /* its read is under way */
    struct mono identity_at;      /* of the next identity read */
    uint8_t *refused;             /* one a point: told as refused */
    uint8_t *fitted;              /* one a point: it has given a number */
    uint32_t circuits; /* bit n: the plant has circuit n there; others' points are not missed */
    int bad_points;
};

/* Ids of commands that ended are kept, so that a late orphan is not run again. */
#define COLLECTOR_ENDED 256

struct collector {
    struct world world;
    struct site *site;     /* owned */
    struct limits *limits; /* owned, may be NULL */
    char name[FACT_WHO_SIZE];
    struct watch *watch; /* one a device */
    VEC(struct run *) run;
    struct writes writes;
    struct reading *scratch;
    int64_t epoch;     /* 0 = not leading */
    int64_t led_epoch; /* the newest that was ours, 0 = none yet */
    struct mono lease_until, settled_at;
    uint64_t next_ticket;
    int64_t ended[COLLECTOR_ENDED];
    size_t ended_count;
    struct alarm_rules *rules; /* owned, like the next three */
    struct alarm_rule_sets *sets;
    struct alarm_watch alarms;
    VEC(struct fact) told; /* alarm facts of one turn */
    struct mono flap_at;   /* when a link's state that could not be told may be told */
};

struct mono collector_now(const struct collector *collector);
/* Without it another collector may be at work: nothing is judged, concluded or told of commands. */
bool collector_leads(const struct collector *collector);
/* Starts a fact about a device: time, node, who. `point` may be NULL. */
void collector_fact(const struct collector *collector, struct fact *fact, enum fact_kind kind,
                    int32_t device, const char *point);
/* Into the site and to the log; the ticket says when it is durable. */
uint64_t collector_append(struct collector *collector, const struct fact *facts, size_t count);
uint64_t collector_send(struct collector *collector, int32_t device,
                        const struct modbus_request *request, struct mono deadline);

/* The drift of a set-point, or NULL if the point is none. */
struct drift *collector_drift(const struct collector *collector, int32_t device, int point);
/* Judges a good value of a set-point and reports it if it was changed by no command of ours. False:
 * the commands of an earlier leader may still explain it. */
bool collector_judge(struct collector *collector, int32_t device, int point, double value,
                     struct mono started);
/* With the lease again: what was seen without it, before it becomes the next leader's baseline. */
void collector_judge_kept(struct collector *collector);
/* Shows a value read between two rounds to everyone. */
void collector_publish(struct collector *collector, int32_t device, int point,
                       struct reading reading);
bool collector_is_busy_point(const struct collector *collector, int32_t device, int point,
                             const struct run *besides);

/* collector_links.c */
void collector_tell_state(struct collector *collector, int32_t device);
void collector_tell_link(struct collector *collector, int32_t device);
void collector_ask_identity(struct collector *collector, int32_t device);
void collector_on_identity(struct collector *collector, int32_t device,
                           const struct modbus_reply *reply);

/* collector_alarm.c */
void collector_finish_alarms(struct collector *collector);
/* Takes the former one's rules, unless it has its own. */
void collector_inherit_alarms(struct collector *collector, struct collector *former);
void collector_watch_round(struct collector *collector, int32_t device); /* what is in `scratch` */
void collector_watch_link(struct collector *collector, int32_t device);
void collector_watch_outside(struct collector *collector, int32_t device, int point,
                             double old_value, double new_value);
void collector_watch_verified(struct collector *collector, const struct fact *fact);
void collector_watch_time(struct collector *collector);
struct mono collector_alarm_deadline(const struct collector *collector);
