/* The rows of the countdown board: what is open by the due time of its next clock, what waits for a
 * callback, what was closed today. Merged tickets stand below the one they were merged into, and
 * lend it their own due time: none of them is late unnoticed. Made anew only when a ticket or what
 * is asked for changes. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/site.h"
#include "backend/core/ticket_book.h"

enum ticket_part { TICKETS_OPEN, TICKETS_CALLBACK, TICKETS_CLOSED };
#define TICKET_PART_COUNT 3
enum ticket_order { TICKETS_BY_DUE, TICKETS_BY_AGE, TICKETS_BY_CREW, TICKETS_BY_PLACE };
#define TICKET_ORDER_COUNT 4

struct ticket_list_row {
    int64_t id;
    uint32_t place;
    int64_t due;     /* us, of its own or its children's first clock; INT64_MAX = none runs */
    int32_t waiting; /* place of the child whose clock that is, -1 = its own */
    bool is_child;   /* merged into the row above it */
    bool has_children, is_open;
};

struct ticket_pending { /* asked for, and no fact has told of it yet */
    int64_t id, seq;
    char deed[16];
};

/* Embedded in the console; ticket_list_finish() frees. */
struct ticket_list {
    VEC(struct ticket_list_row) row;
    VEC(int64_t) unfolded;
    VEC(struct ticket_pending) pending;
    enum ticket_part part;
    enum ticket_order order;
    char filter[80];
    const struct site *site; /* made from */
    uint64_t changes;
    int64_t today; /* the last midnight, us: what was closed before it is gone */
    bool is_stale;
    uint64_t built; /* counts the times that the rows, or what is asked for, became others */
    int count[TICKET_PART_COUNT]; /* without the filter; children are not counted */
};

void ticket_list_finish(struct ticket_list *list);
/* True if the rows are others than before. */
bool ticket_list_build(struct ticket_list *list, const struct site *site, struct wall now);
void ticket_list_set_part(struct ticket_list *list, enum ticket_part part);
void ticket_list_set_order(struct ticket_list *list, enum ticket_order order);
void ticket_list_set_filter(struct ticket_list *list, const char *filter);
void ticket_list_set_open(struct ticket_list *list, int64_t id, bool is_open);
const struct ticket *ticket_list_ticket(const struct ticket_list *list, const struct site *site,
                                        int row); /* NULL = no such row */
/* The clock that a row counts down: its own or a child's; NULL = none. */
const struct ticket_clock *ticket_list_clock(const struct ticket_list *list,
                                             const struct site *site, int row);

void ticket_list_asked(struct ticket_list *list, const struct site *site, int64_t id,
                       const char *deed);
/* What was refused is asked for no longer. */
void ticket_list_refused(struct ticket_list *list, int64_t id, const char *deed);
/* The deed that is asked for; NULL = none. */
const char *ticket_list_pending(const struct ticket_list *list, const struct ticket *ticket);
