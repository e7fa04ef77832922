/* The evaluator: readings of a round in, events out. It lives in the collector, knows no clock and
 * no log. A reading costs a few comparisons and no allocation; delays run by deadline, on the
 * steady clock, so that steps of the wall clock neither lose nor double an alarm (TESTS A46). */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_rule.h"
#include "backend/core/site.h"

struct alarm_moment {
    struct mono now;
    struct wall at;
    int16_t minute_of_day; /* local: the heating curve's two-hour offsets */
    bool is_season;
};

enum alarm_news {
    ALARM_NEWS_RAISED,
    ALARM_NEWS_RETURNED,
    ALARM_NEWS_SUPPRESSED, /* its condition ceased to hold while it was raised */
    ALARM_NEWS_UNSUPPRESSED,
    ALARM_NEWS_CHATTERING, /* raised three times within a minute: held until it is calm */
    ALARM_NEWS_CALM,
};

struct alarm_occasion {
    enum alarm_news news;
    int32_t device; /* index, -1 = the plant */
    const struct alarm_rule *rule;
    int64_t id, stamp; /* µs, growing */
    double value, limit;
    double lasted_s; /* RETURNED */
    int32_t count;   /* CHATTERING: raises; MASS and NETWORK: stations */
};

struct alarm_watch {
    VEC(struct alarm_occasion) news; /* the caller empties it (count = 0) */
    struct alarm_watch_inside *inside;
};

#define ALARM_CHATTER_RAISES    3
#define ALARM_CHATTER_WINDOW_MS 60000
#define ALARM_CHATTER_CALM_MS   300000 /* normal for so long: it returns and is calm */
#define ALARM_MASS_WINDOW_MS    60000

/* Both outlive it. */
void alarm_watch_init(struct alarm_watch *watch, const struct site *site,
                      const struct alarm_rule_sets *sets);
void alarm_watch_finish(struct alarm_watch *watch);
/* What the site's alarms say is raised, is raised: nothing is told twice after a restart or a
 * take-over. Ids go on above the highest. */
void alarm_watch_inherit(struct alarm_watch *watch, const struct site *site);
/* An alarm of the site is raised, or has returned, by the word of another: of a collector that led
 * before and whose facts come late. What nobody else will return, this one has to. */
void alarm_watch_adopt(struct alarm_watch *watch, const struct alarm *alarm);
/* A person's word of that time: ids go on above it, so that what is raised later is later than the
 * word, however far the collector's clock is behind the database's. */
void alarm_watch_heard(struct alarm_watch *watch, struct wall at);
/* Goes on where another watch of the same plant stood, or of the plant before an import, or with
 * other rules: what waits for its delay waits on, links are as they were. */
void alarm_watch_follow(struct alarm_watch *watch, const struct alarm_watch *former);
/* Whether a rule, or an outage, stands behind an active alarm: one whose rule is gone has to be
 * returned. */
bool alarm_watch_knows(const struct alarm_watch *watch, const struct alarm *alarm);
/* Circuits that the plant has there: bit n; rules of others are not decided. */
void alarm_watch_circuits(struct alarm_watch *watch, int32_t device, uint32_t circuits);

/* All values of a device after a round, one a point of its profile. */
void alarm_watch_round(struct alarm_watch *watch, int32_t device, const struct reading *readings,
                       const struct alarm_moment *moment);
void alarm_watch_link(struct alarm_watch *watch, int32_t device, bool is_lost,
                      const struct alarm_moment *moment);
/* A set-point changed by no command of ours. */
void alarm_watch_outside(struct alarm_watch *watch, int32_t device, int point, double old_value,
                         double new_value, const struct alarm_moment *moment);
/* Our own write of a set-point was proven: what was changed there outside is over. */
void alarm_watch_written(struct alarm_watch *watch, int32_t device, int point,
                         const struct alarm_moment *moment);
/* The next moment at which alarm_watch_time() wants to be called; ns 0 = none. */
struct mono alarm_watch_next(const struct alarm_watch *watch);
void alarm_watch_time(struct alarm_watch *watch, const struct alarm_moment *moment);

/* The fact that tells an occasion: key, code, values and an English text; `who` is the caller's. */
void alarm_fact(const struct alarm_watch *watch, const struct alarm_occasion *occasion,
                struct wall at, struct fact *fact);
