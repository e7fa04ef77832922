/* Alarms by district: the networks right below a source, or below a network that has no source
 * above it. What hangs on the source itself counts for the source. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/site.h"

struct wall_district {
    int32_t node;   /* index; -1 = of no place: the plant's own alarms */
    int32_t all[4]; /* that the alarm list shows, [priority - 1] */
    int32_t waiting[4];
    int32_t unanswered;
    int64_t oldest; /* raised, us; of the unanswered, 0 = none */
};

/* Embedded; wall_districts_finish() frees. */
struct wall_districts {
    VEC(struct wall_district) row; /* what asks for a person first, then in the tree's order */
    uint64_t changes;              /* alarm_changes() that it was made of */
};

void wall_districts_finish(struct wall_districts *districts);
/* Made anew only when an alarm has changed. */
void wall_districts_build(struct wall_districts *districts, const struct site *site);
