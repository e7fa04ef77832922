/* The rows of the alarm screen: causes with what they gather, the shelf, and what is out of service
 * or suppressed. Made anew only when something other than values has changed in the site; a row
 * holds the id that was drawn, so that a key asks for what was visible. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_cause.h"
#include "backend/core/alarm_deed.h"
#include "backend/core/site.h"

/* The last is no list of alarms: ui/screen_report.c. */
enum alarm_part { PART_ACTIVE, PART_SHELF, PART_AWAY, PART_REPORT };
#define ALARM_PART_COUNT 4

enum alarm_order { ORDER_PRIORITY, ORDER_TIME, ORDER_PLACE };
#define ALARM_ORDER_COUNT 3

enum alarm_row_kind {
    ALARM_ROW_TOP,     /* stands by itself, perhaps with children */
    ALARM_ROW_CHILD,   /* a consequence, below its cause */
    ALARM_ROW_MORE,    /* what a flood folds; unfolded, the rows behind it */
    ALARM_ROW_HELD,    /* shelved, suppressed, out of service */
    ALARM_ROW_SUBTREE, /* a node and all below it */
};

struct alarm_list_row {
    size_t place;        /* of the alarm; a subtree's index */
    int64_t id;          /* 0: never raised, or no alarm */
    int64_t key;         /* of the row, never 0 */
    int32_t group;       /* index into groups, -1 */
    int32_t loud_before; /* rows above it that ask for an answer */
    uint8_t kind;
    bool is_open;      /* its children, or the rest, are shown */
    bool is_first_out; /* of a group: what was raised first */
    bool is_loud;      /* asks for an answer, itself or what it folds */
};

#define ALARM_NOWHERE ((size_t)-1)

/* Asked, and no fact has told the end yet. */
struct alarm_pending {
    int64_t id;
    size_t place; /* of the alarm; ALARM_NOWHERE */
    int32_t node; /* id, of a subtree; 0 */
    enum alarm_deed deed;
    int64_t before; /* the register's stamp when it was asked */
    int batch;
};

struct alarm_ids { /* sorted */
    int64_t *at;
    size_t count, room;
};

struct alarm_rank;

#define ALARM_FILTER 64

struct alarm_list { /* embedded; alarm_list_finish() frees what it holds */
    enum alarm_part part;
    enum alarm_order order;
    struct alarm_groups groups;
    VEC(struct alarm_list_row) row;
    struct alarm_ids unfolded; /* causes */
    struct alarm_ids marked;
    VEC(struct alarm_pending) pending;
    int batch, answered; /* asks numbered, answers come */
    char filter[ALARM_FILTER];
    int rest;                        /* groups behind the flood's fold */
    int rest_loud;                   /* of them, what waits for an answer */
    int room;                        /* rows that fit into the pane, 0 = not drawn yet */
    bool is_rest_open;               /* the fold is open */
    size_t kept;                     /* alarm that the flood never folds; ALARM_NOWHERE */
    int64_t looked;                  /* ids above it have come since the last look */
    int64_t newest;                  /* id that was there at the last build */
    int32_t count[ALARM_PART_COUNT]; /* alarms and subtrees in each part */
    int32_t loud;                    /* rows that ask for an answer */
    int64_t ends; /* when the first word on a subtree ends by itself, µs, 0 = none */
    const struct site *site;
    uint64_t version; /* of the site, without its values */
    uint64_t built;   /* counts the times that the rows, or what is asked for, became others */
    bool is_dirty;
    bool is_moved;           /* the site came anew: places are others */
    bool is_unsorted;        /* other rows, not only other folds */
    struct alarm_rank *rank; /* of the groups, in order */
};

void alarm_list_finish(struct alarm_list *list);
/* The site came anew: places are others. */
void alarm_list_reload(struct alarm_list *list);
/* True if the rows were made anew. `now`: words whose time is over are none. */
bool alarm_list_build(struct alarm_list *list, const struct site *site, struct wall now);
/* A look begins: what comes from now on is new, a flood's rest is folded again. */
void alarm_list_look(struct alarm_list *list);

/* So many rows are in sight at once: a flood folds none while all fit. */
void alarm_list_set_room(struct alarm_list *list, int rows);
void alarm_list_set_part(struct alarm_list *list, enum alarm_part part);
void alarm_list_set_order(struct alarm_list *list, enum alarm_order order);
void alarm_list_set_filter(struct alarm_list *list, const char *filter);
void alarm_list_set_open(struct alarm_list *list, int row, bool open);
void alarm_list_open_rest(struct alarm_list *list, bool open);
/* The alarm of a row; NULL for a subtree, a fold, or no such row. */
const struct alarm *alarm_list_alarm(const struct alarm_list *list, const struct site *site,
                                     int row);
const struct alarm_subtree *alarm_list_subtree(const struct alarm_list *list,
                                               const struct site *site, int row);
/* The group whose head a row is; NULL. */
const struct alarm_group *alarm_list_group(const struct alarm_list *list, int row);
/* The next row behind `from` that asks for an answer and was not given one just now, round the end;
 * -1 if none does. */
int alarm_list_next_loud(const struct alarm_list *list, int from);
/* The row of the cause below which the alarm of a place is gathered; -1 if it is below none. */
int alarm_list_cause_of(const struct alarm_list *list, size_t place);
/* The row of a key, -1 if it is not there. */
int alarm_list_row_of(const struct alarm_list *list, int64_t key);

bool alarm_list_is_marked(const struct alarm_list *list, int64_t id);
void alarm_list_mark(struct alarm_list *list, int64_t id, bool is_on);

/* What was asked shows at once; the fact, or a refusal, ends it. */
void alarm_list_asked(struct alarm_list *list, const struct site *site,
                      const struct alarm_ask *ask);
void alarm_list_answered(struct alarm_list *list, const struct alarm_answer *answer);
const struct alarm_pending *alarm_list_pending(const struct alarm_list *list, int64_t id,
                                               int32_t node);
