/* What the site holds of outages and crews: lists, replaced as a whole. */
#pragma once
#include "backend/base/alloc.h"
#include "backend/core/crew.h"
#include "backend/core/outage.h"

struct desk_book {
    struct outage *outage; /* owned */
    size_t outages;
    struct outage_step *step; /* owned; of all outages, by outage and number */
    size_t steps;
    struct crew *crew; /* owned */
    size_t crews;
    uint64_t crew_changes;
};
struct desk_book *desk_book_new(void);
void desk_book_free(struct desk_book *book);
uint64_t desk_book_change(void); /* never the same in two sites */
