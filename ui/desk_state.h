/* What the screens of calls, outages, crews, indicators and a crew's jobs remember. */
#pragma once
#include "backend/core/desk.h"
#include "ui/list.h"

struct intake_screen {
    char typed[200];
    int64_t serial; /* of the question asked last: only its answer counts */
    struct desk_table hits;
    bool is_lost; /* the last question was not answered */
    struct list list;
    int32_t node; /* whose surroundings are shown, id; 0 = nobody's */
    struct desk_table neighbours;
    int64_t outage; /* active where it lives, 0 = none */
};

struct rates_screen {
    struct desk_table rate[2], misses; /* season, today */
    struct list list;
};

struct desk_state {
    struct intake_screen intake;
    struct list outages, crews, jobs;
    struct desk_table roster; /* the next seven days */
    struct rates_screen rates;
};

void desk_state_finish(struct desk_state *state);
/* Copies a table that lives no longer than a call. */
void desk_state_keep(struct desk_table *to, const struct desk_table *from);
