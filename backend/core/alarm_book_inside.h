/* What alarm_book.c and alarm_word.c share; nobody else includes it. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_book.h"
#include "backend/core/site.h"
#include "backend/core/site_index.h"

struct alarm_book {
    VEC(struct alarm) alarm;
    struct lookup key; /* device or node, point, name */
    VEC(int32_t) open; /* places of what is not normal */
    VEC(struct alarm_subtree) subtree;
    struct alarm_tally *tally; /* one a node */
    int32_t *gather;           /* one a node: the first active cause there, -1 */
    VEC(int32_t) wide;         /* active causes that gather by line or alike */
    size_t tally_room;
    struct alarm_tally all;
    struct alarm_flood flood;
    struct arena people; /* names that stand in words */
    VEC(const char *) person;
    struct wall now; /* the newest database time heard of */
    int64_t due;     /* the earliest change by time alone, µs, 0 = none */
    uint64_t changes;
    struct alarm_metrics counted; /* of what is open … */
    uint64_t counted_changes;     /* … as it was then … */
    int64_t counted_second;       /* … and at that time */
};

/* The place of a key, made if it is new. */
int32_t alarm_book_place(struct site *site, int32_t device, int32_t node, const char *point,
                         const struct alarm_code *code);
/* State, counts and lists after the registers changed. True if the state is another. */
bool alarm_book_refresh(struct site *site, int32_t place);
void alarm_book_refresh_below(struct site *site, int32_t node_id);
struct alarm_subtree *alarm_book_subtree(struct site *site, int32_t node);
const char *alarm_book_person(struct alarm_book *book, const char *who);
