/* What alarm_watch.c and alarm_whole.c share; nobody else includes it. */
#pragma once
#include "backend/core/alarm_decide.h"
#include "backend/core/alarm_watch.h"

struct watched { /* a device */
    const struct alarm_rule_list *list;
    struct alarm_memory *memory; /* one a rule */
    uint32_t circuits;           /* bit n: the plant has circuit n there */
    int32_t whole;               /* first rule that looks at the whole device */
    int32_t endpoint;            /* index */
    int32_t station;             /* node index, -1 = none */
    bool is_lost;
    int64_t lost_since; /* µs on the wall clock: lost before this program's start; 0 = later */
    double outdoor;     /* what it says of the city's temperature, NaN = nothing */
    int64_t storm_from; /* ns: raises are counted since then */
    int32_t storm_count;
    double
        *held; /* still.h: what its points gave last; NULL: no rule asks whether it stands still */
};

struct endpoint {
    int32_t first; /* device index; the others follow by `next_at_endpoint` */
    int32_t devices, lost;
};

struct station {
    int32_t devices, lost;
    int64_t outside_at; /* ns: of the newest change outside, 0 = none within the mass window */
};

struct outside {
    int32_t station; /* node index */
    struct mono at;
};

struct alarm_watch_inside {
    const struct site *site;
    const struct alarm_rule_list *plant;
    struct alarm_memory *plant_memory;
    struct watched *device;
    int32_t *next_at_endpoint; /* one a device, -1 */
    struct endpoint *endpoint;
    size_t endpoint_count;
    struct station *station; /* one a node, and one for devices above stations */
    int32_t stations, stations_lost;
    VEC(struct outside) outside; /* within the mass window from `outside_first`, oldest first */
    size_t outside_first;
    int32_t stations_outside;
    double city;
    struct mono city_at;
    double *scratch; /* for the median */
    int64_t last_id;
    struct mono next;
};

/* One rule, one verdict: what follows. */
struct alarm_step {
    int32_t device; /* index, -1 = the plant */
    const struct alarm_rule *rule;
    struct alarm_memory *memory;
    enum alarm_verdict verdict;
    enum alarm_condition condition;
    double value, limit;
    int32_t count;
};
void alarm_watch_step(struct alarm_watch *watch, const struct alarm_step *step,
                      const struct alarm_moment *moment);
void alarm_watch_raise(struct alarm_watch *watch, const struct alarm_step *step,
                       const struct alarm_moment *moment);
void alarm_watch_return(struct alarm_watch *watch, const struct alarm_step *step,
                        const struct alarm_moment *moment);
/* Loss, gateway and storm of a device; of its endpoint if that changed as a whole. */
void alarm_watch_whole(struct alarm_watch *watch, int32_t device,
                       const struct alarm_moment *moment);
void alarm_watch_plant(struct alarm_watch *watch, const struct alarm_moment *moment);
/* A device of the station was lost (1) or is back (-1). */
void alarm_watch_count_station(struct alarm_watch_inside *in, int32_t node, int change);
