/* What the files of the book share; nobody else includes it. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/alarm_book.h"
#include "backend/core/site.h"
#include "backend/core/site_index.h"

/* The active causes, by where they reach: places of the first of each list, -1; the others follow
 * by `next_gather`. So what explains an alarm is found by going up from it. */
struct alarm_causes {
    int32_t *node;   /* one a node: of its station, or of all below */
    int32_t *device; /* one a device: of it alone */
    int32_t *line;   /* one a device: of its endpoint, at the first device there */
    int32_t alike;
    size_t nodes, devices;
};

/* When it happened: stretches of ALARM_SETTLE_US in order, each with how many alarms of the wave
 * were raised last in it. */
struct alarm_stretch {
    int64_t stretch;
    int32_t raises;
};
struct alarm_wave {
    struct alarm_stretch *at;
    size_t count, room;
};

struct alarm_book {
    VEC(struct alarm) alarm;
    struct lookup key; /* device or node, point, name */
    VEC(int32_t) open; /* places of what is not normal */
    VEC(struct alarm_subtree) subtree;
    struct alarm_tally *tally; /* one a node */
    struct alarm_causes causes;
    struct alarm_wave wave[ALARM_WAVE_COUNT];
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
/* alarm_link.c: into the list of causes that it belongs to now, or out of it. */
void alarm_causes_init(struct alarm_causes *causes);
void alarm_causes_finish(struct alarm_causes *causes);
void alarm_link(struct site *site, int32_t place);
/* Where the list begins of those that gather so at a node, or around the alarm's own device or
 * line; -1 = none is there. */
int32_t alarm_first_cause(const struct site *site, const struct alarm *alarm,
                          enum alarm_gather gather, int32_t node);
/* An alarm of the kind whose newest raise was `from` (0 = never) is raised as `to`. */
void alarm_wave_move(struct alarm_book *book, uint8_t kind, int64_t from, int64_t to);
void alarm_book_refresh_below(struct site *site, int32_t node_id);
struct alarm_subtree *alarm_book_subtree(struct site *site, int32_t node);
const char *alarm_book_person(struct alarm_book *book, const char *who);
