/* What the screens of calls, outages, crews, indicators, a crew's jobs, the lines and the wall
 * remember. */
#pragma once
#include "backend/core/desk.h"
#include "ui/line_list.h"
#include "ui/list.h"
#include "ui/spark.h"
#include "ui/wall_district.h"
#include "ui/wall_tally.h"

struct intake_screen {
    char typed[200];
    int64_t serial; /* of the question asked last: only its answer counts */
    struct desk_table hits;
    bool is_lost;  /* the last question was not answered */
    bool is_again; /* … was asked before: who is selected stays so */
    struct list list;
    int32_t node; /* whose surroundings are shown, id; 0 = nobody's */
    struct desk_table neighbours;
    int64_t outage;     /* active where it lives, 0 = none */
    struct spark spark; /* of its station */
};

struct rates_screen {
    struct desk_table rate[2], misses; /* season, today */
    struct list list;
};

struct lines_screen {
    struct line_list lines;
    struct list list;
    struct mono asked; /* for them, ns 0 = not yet */
};

struct wall_screen { /* boards that turn by themselves; what the other screens chose stays */
    struct wall_turn turn;
    struct wall_tally tally;
    struct ticket_list due; /* open, by due time */
    struct wall_districts districts;
    int64_t second;    /* of the database's clock, looked at last */
    struct mono asked; /* for the rates, ns 0 = not yet */
};

struct desk_state {
    struct intake_screen intake;
    struct list outages, crews, jobs;
    struct desk_table roster; /* the next seven days */
    struct desk_table plans;  /* the plan cards, a row a step; rows_plan.h reads it */
    struct rates_screen rates;
    struct lines_screen lines;
    struct wall_screen wall;
};

void desk_state_finish(struct desk_state *state);
/* Copies a table that lives no longer than a call. */
void desk_state_keep(struct desk_table *to, const struct desk_table *from);
