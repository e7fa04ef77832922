/* The model: the one struct that every process holds. Only site_observe() (a measured value, may
 * be skipped) and site_apply() (a fact, ordered) change it after loading. Ids, not pointers, go
 * across layers; indices are stable for the life of the site. */
#pragma once
#include "backend/core/guard.h"
#include "backend/core/season.h"

enum node_kind {
    NODE_SOURCE,
    NODE_NETWORK, /* primary network or branch */
    NODE_STATION,
    NODE_CIRCUIT, /* secondary circuit of a station: its profile points have this circuit number */
    NODE_BUILDING,
    NODE_HOUSEHOLD,
    NODE_JUNCTION, /* pipe junction or section valve; not shown in the tree unless asked */
};
#define NODE_KIND_COUNT 7
const char *node_kind_name(enum node_kind kind); /* stored: "source" … */
bool node_kind_of(const char *name, enum node_kind *out);

struct alarm_book;
struct ticket_book;
struct desk_book;
struct alarm_rules;

struct site_node {
    int32_t id;
    int32_t parent, first_child, next; /* indices, -1 = none; children in order of code */
    char *code, *name, *initials;      /* initials: pinyin initials for finding, lower case */
    uint8_t kind;
    uint8_t circuit;      /* NODE_CIRCUIT: 1.. */
    bool has_more;        /* children exist in the database that are not loaded */
    int32_t households;   /* below it */
    int32_t stations;     /* stations in the subtree, itself included */
    int32_t lost, bad;    /* devices lost / with bad points in the subtree */
    int32_t first_device; /* its own devices, index into site->device, -1 = none */
};

struct point_override {
    uint16_t point;
    struct guard_limits limits;
};

struct site_device {
    int32_t id;
    int32_t node;         /* index */
    int32_t next;         /* next device of the same node, -1 */
    int32_t line;         /* index of the first device of the same endpoint */
    int32_t next_on_line; /* the others follow it, -1 */
    char *code;           /* unique in its station: "plc", "meter" */
    char *endpoint;
    uint8_t unit;
    const struct profile *profile; /* owned by the site */
    int32_t period_ms;
    struct point_override *override;
    size_t override_count;
    struct wall at;          /* of the newest round; 0 = never */
    struct wall read_at;     /* of the newest of its values: no screen calls it fresher */
    struct reading *reading; /* one a point, NULL until first observed */
    uint64_t changed;        /* site->changes when these were last other than before */
    bool is_lost;
    char lost_code[FACT_CODE_SIZE];
    struct wall link_since;
    int16_t bad_points;
};

#define SITE_JOURNAL  1000
#define SITE_COMMANDS 256

struct site {
    struct site_node *node;
    size_t node_count, node_room;
    struct site_device *device;
    size_t device_count, device_room;
    struct profile **profile;
    size_t profile_count;
    struct fact *journal;    /* ring of the newest SITE_JOURNAL facts */
    size_t journal_count;    /* ever appended; newest is journal[(count - 1) % SITE_JOURNAL] */
    struct command *command; /* ring of the newest SITE_COMMANDS */
    size_t command_count;
    struct season season; /* the standard's until site_put_season() */
    int64_t seq;          /* of the newest fact applied */
    uint64_t changes; /* counts every change that is to be seen at once: of values, not their age */
    uint64_t observed;         /* how many of them were of values alone: see site_device.changed */
    struct alarm_book *alarms; /* alarm_book.h; never NULL */
    struct alarm_rules *rules; /* alarm_rule.h; owned; NULL = none loaded */
    struct ticket_book *tickets; /* ticket_book.h; never NULL */
    struct desk_book *desk;      /* outages and crews: outage.h, crew.h; never NULL */
    struct site_index *index;
};

struct site *site_new(void);
void site_free(struct site *site);

struct node_input {
    int32_t id, parent_id; /* 0 = a root */
    enum node_kind kind;
    const char *code, *name, *initials;
    int circuit;
    bool has_more;
    int32_t households;
};
/* Adds a node; parents first. Index, or -1 if the id exists or the parent does not. */
int32_t site_add_node(struct site *site, const struct node_input *in);

/* Takes ownership of the profile. Adding one of the same name keeps the first and frees this. */
const struct profile *site_add_profile(struct site *site, struct profile *profile);

struct device_input {
    int32_t id, node_id;
    const char *code, *endpoint, *profile;
    int unit;
    int32_t period_ms; /* 0 = the profile's */
};
/* Index, or -1 if the node or profile is unknown or the id exists. */
int32_t site_add_device(struct site *site, const struct device_input *in);
bool site_add_override(struct site *site, int32_t device_id, const char *point,
                       struct guard_limits limits);

int32_t site_node_of_id(const struct site *site, int32_t id); /* index or -1 */
/* Codes of circuits and households may repeat; the highest in the tree answers, a station first. */
int32_t site_node_of_code(const struct site *site, const char *code);
int32_t site_device_of_id(const struct site *site, int32_t id);
/* The first of the nodes without parent, in order of code; the others follow by `next`. */
int32_t site_first_root(const struct site *site);
/* Month and day of first and last day; what is no date leaves the standard's. */
void site_put_season(struct site *site, int first, int last);
/* Whether a node is `top` or lies below it; both are indices, false for -1. */
bool site_is_below(const struct site *site, int32_t node, int32_t top);
/* The station that a node is or lies in, -1 above stations. */
int32_t site_station_of(const struct site *site, int32_t node);

/* Values of a whole device at one time. Older than what is held is skipped, unless by
 * a minute and more: then a clock was put back. */
void site_observe(struct site *site, int32_t device, struct wall at,
                  const struct reading *readings);
/* Counts for the bubbling marks, observed as values are. */
void site_observe_state(struct site *site, int32_t device, bool is_lost, int bad_points,
                        struct wall since);
/* A fact, in order; one already applied (seq <= site->seq) is skipped. One without a number
 * (seq 0: not stored yet) is always applied. */
void site_apply(struct site *site, const struct fact *fact);

/* A fact of a command that began before the journal; not in the journal, and never twice. */
void site_put_command(struct site *site, const struct fact *fact);

/* A point's reading as of now: STALE after three periods (of its `every`), NEVER without data,
 * LOST when the device is. */
struct reading site_reading(const struct site *site, int32_t device, int point, struct wall now);

/* When a point's value was read, which a round may not have done; 0 = never. */
struct wall site_read_at(const struct site *site, int32_t device, int point);

/* What a reading is worth beside those of other devices with the same point (a second meter): 0 a
 * good value, 1 the device answers, 2 it is lost. A set-point is always 0: which device an order
 * goes to must not depend on who answers. */
int site_rank(const struct point *point, enum quality quality);

/* Finds a point of a node by id ("T2g.1"): a station's devices, or for a circuit "T2g" in its
 * circuit. Of several the one of the best rank, then that of the node before its circuits', and of
 * the circuit before its station's, then by device code. False if there is none. */
bool site_find_point(const struct site *site, int32_t node, const char *id, int32_t *device,
                     int *point);

/* The newest command for a point, or NULL. */
const struct command *site_command(const struct site *site, int32_t device_id, const char *point);
/* The command of that id, or NULL when it is not among the newest. */
const struct command *site_command_of_id(const struct site *site, int64_t id);
