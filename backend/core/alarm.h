/* One alarm: what a rule says of one point of one device, and how it lives (ISA-18.2 / IEC 62682,
 * ALARMS §3.2 and §3.3). An alarm is known by its key (device or node, point, rule); each time it
 * is raised it gets a new id, which only grows, whatever the clocks do.
 *
 * What is kept are registers, each of which only goes forward: the newest raise, the newest return,
 * the newest word on acknowledgement, shelf, service, suppression. The state is a function of them
 * and of the time. So facts may come in any order and repeatedly, and end in the same state. */
#pragma once
#include "backend/core/fact.h"

#include <stdbool.h>

enum alarm_kind {
    ALARM_LL,
    ALARM_L,
    ALARM_H,
    ALARM_HH,
    ALARM_DEVIATION, /* |value - target| too large: the heating curve, a set-point */
    ALARM_RATE,      /* changes too fast */
    ALARM_STATE,     /* a bit or an enum has this value */
    ALARM_BITS,      /* any bit of a mask; a further bit raises anew */
    ALARM_FROZEN,    /* does not change for too long; of a whole device: none of its values does */
    ALARM_ORDER,     /* implausible: not above another point (supply <= return) */
    ALARM_DIFFER,    /* implausible: away from another point or from the city's median */
    ALARM_SENSOR,    /* no valid value although the device answers */
    ALARM_LOST,      /* a device does not answer */
    ALARM_GATEWAY,   /* no device of an endpoint answers: one alarm for all */
    ALARM_NETWORK,   /* a fifth of the stations does not answer: one alarm for all */
    ALARM_OUTSIDE,   /* a set-point changed by no command of ours */
    ALARM_MASS,      /* several stations changed outside within a minute */
    ALARM_COLD,      /* a station does not heat in the season */
    ALARM_STORM,     /* a device raises too many alarms: they are folded under this one */
    ALARM_CLOSED,    /* cut off by an outage: no rule's, raised and returned by the database */
    ALARM_KIND_COUNT
};
const char *alarm_kind_name(enum alarm_kind kind);   /* stored: "HH", "dev", "lost" … */
const char *alarm_kind_phrase(enum alarm_kind kind); /* English, a msgid: "much too high" */
bool alarm_kind_of(const char *name, enum alarm_kind *out);

enum alarm_priority { ALARM_CRITICAL = 1, ALARM_HIGH, ALARM_MEDIUM, ALARM_NOTICE };
#define ALARM_PRIORITY_COUNT 4
const char *alarm_priority_phrase(int priority); /* "critical" … , a msgid */

enum alarm_state {
    ALARM_NORMAL,         /* A */
    ALARM_UNACKNOWLEDGED, /* B: sound, flashing mark */
    ALARM_ACKNOWLEDGED,   /* C: silent, steady */
    ALARM_RETURNED,       /* D: normal again, nobody has acknowledged it */
    ALARM_LATCHED,        /* normal and acknowledged, waits for a person's reset */
    ALARM_SHELVED,        /* E: by a person, for a time */
    ALARM_SUPPRESSED,     /* F: by design, its condition does not hold */
    ALARM_OUT_OF_SERVICE, /* G: by a person, for work */
};
#define ALARM_STATE_COUNT 8
const char *alarm_state_name(enum alarm_state state); /* stored and a msgid: "unacknowledged" */
struct alarm;
/* What a person reads of an alarm's state, a msgid: as above, but "no answer needed" where nobody
 * was asked and nobody has answered. */
const char *alarm_state_phrase(const struct alarm *alarm);
/* B, C, D or latched: what the alarm list shows; E, F, G have lists of their own. */
bool alarm_state_is_shown(enum alarm_state state);

/* What a cause gathers below itself (alarm_cause.h). */
enum alarm_gather {
    GATHER_NONE,
    GATHER_DEVICE,  /* of the same device */
    GATHER_LINE,    /* of all devices at the endpoint */
    GATHER_STATION, /* of all devices in the station: power */
    GATHER_BELOW,   /* of all nodes below: a source's stop, a closed section */
    GATHER_ALIKE,   /* everywhere, of the kind that it counts: many lost, many changed outside */
};
#define ALARM_GATHER_COUNT 6

/* What a raise tells of its rule, so that the log alone is enough. In fact.code it is
 * "NAME/PFLAGS", e.g. "HH/1", "state-power/1is", "outside/2vn", "L/2e30":
 * l latch · n note required · v event: acknowledging ends it · k no acknowledgement asked for ·
 * i never a consequence · d g s b a gathers device, line, station, below, alike · eN the
 * acknowledgement expires after N minutes. */
#define ALARM_NAME_SIZE 14
struct alarm_code {
    char name[ALARM_NAME_SIZE]; /* the kind's name, or that, '-' and a word: "state-power" */
    uint8_t kind, priority, gather;
    bool is_latching, needs_note, is_event, is_unasked, is_independent;
    int16_t ack_minutes; /* 0 = never expires, up to 999 */
};
/* False if it does not fit into FACT_CODE_SIZE. */
bool alarm_code_format(const struct alarm_code *code, char *out, size_t size);
/* Takes a bare name too (facts about an alarm that is already known). */
bool alarm_code_parse(const char *text, struct alarm_code *out);

/* A word that was given and may be taken back; later ones win, at the same time the end wins. */
struct alarm_word {
    int64_t stamp;   /* µs; 0 = never */
    bool is_on;      /* shelved, out of service, suppressed, acknowledged, chattering */
    bool is_by_hand; /* ended by a person: counts as an acknowledgement */
    bool is_one_shot;
    int64_t alarm;   /* the id it was said of, 0 = none was raised yet */
    int64_t until;   /* µs, 0 = no end by time */
    int64_t ended;   /* µs: when it ended, if !is_on and it ever was */
    const char *who; /* kept by the book; "" */
    char *text;      /* note or reason, owned, may be NULL */
};

struct alarm {
    int64_t id;           /* of the newest raise; 0 = never raised */
    int32_t node, device; /* ids; device 0: the alarm is the node's, or the plant's (both 0) */
    char point[FACT_POINT_SIZE]; /* "" = the device's or node's own */
    struct alarm_code code;
    struct wall raised_at;
    double value, limit; /* at the raise; NaN = none */
    int64_t returned;    /* the newest id that returned to normal */
    struct wall returned_at;
    double returned_value;
    double lasted_s; /* from raise to return, on the collector's steady clock; NaN = unknown */
    int64_t reset;   /* latching: the newest id that was reset */
    struct alarm_word acknowledged, shelf, service, suppressed, chatter;
    int32_t count;          /* raises within the present chatter, 0 = none */
    enum alarm_state state; /* as of the book's time */
    int32_t open;           /* place in the book's list of what is not normal, -1 */
    int32_t site_node;      /* index of the node its counts bubble from, -1 */
    int32_t site_device;    /* index of its device, -1 */
    uint8_t counted;        /* the priority that the counts hold for it */
    uint8_t gathers;     /* enum alarm_gather that it is listed for, while it is active and shown */
    int32_t next_gather; /* of the same list of causes, -1 */
};

/* Whether the process is abnormal; an event is over when it is acknowledged. */
bool alarm_is_active(const struct alarm *alarm);
#define ALARM_FLEETING_S 10 /* active for less: fleeting */

/* What holds an alarm back: its own words and those on the nodes above it, taken together. */
struct alarm_hold {
    bool is_shelved, is_out_of_service, is_suppressed;
    bool is_own;   /* one of its own words: holds it while it is normal, too */
    int64_t until; /* the earliest end of those that run, µs, 0 = none */
    int64_t ended; /* the latest end of those that ran, µs, 0 = none */
    bool is_ended_by_hand;
};
/* Adds a word to a hold, as of `now`; a one-shot ends with the alarm's return. */
void alarm_hold_add(struct alarm_hold *hold, const struct alarm *alarm,
                    const struct alarm_word *word, enum alarm_state as, struct wall now);
/* The state that the registers give. The time matters for shelves and acknowledgements that end. */
enum alarm_state alarm_state_of(const struct alarm *alarm, const struct alarm_hold *hold,
                                struct wall now);
/* When the state changes by time alone, after now, µs; 0 = never. */
int64_t alarm_due(const struct alarm *alarm, const struct alarm_hold *hold, struct wall now);

#define ALARM_SHELF_MOST_MS (8 * 3600 * 1000LL) /* TESTS A23 */
#define ALARM_SHELF_COUNT   30                  /* EEMUA 191: fewer than 30 shelved */
#define ALARM_SHELF_WARN_MS (10 * 60 * 1000LL)  /* a warning before it ends */

/* The life cycle as a table, for manuals, tests and the database's functions. The state function
 * above obeys it (tests/alarm). */
enum alarm_event {
    ALARM_EVENT_RAISE,
    ALARM_EVENT_RETURN,
    ALARM_EVENT_ACKNOWLEDGE,
    ALARM_EVENT_UNACKNOWLEDGE, /* by a person, or the acknowledgement expired */
    ALARM_EVENT_RESET,         /* a person resets a latched alarm */
    ALARM_EVENT_SHELVE,
    ALARM_EVENT_UNSHELVE,  /* by a person */
    ALARM_EVENT_SHELF_END, /* its time is over */
    ALARM_EVENT_SUPPRESS,
    ALARM_EVENT_UNSUPPRESS,
    ALARM_EVENT_OUT, /* taken out of service */
    ALARM_EVENT_IN,
};
#define ALARM_EVENT_COUNT 12
const char *alarm_event_name(enum alarm_event event);

/* Rows are read in order; the first whose conditions all hold after the event is the one. */
#define ALARM_IF_ACTIVE     1U  /* the process is abnormal */
#define ALARM_IF_UNRESET    2U  /* the rule latches, and nobody has reset this raise */
#define ALARM_IF_EVENT      4U  /* acknowledging ends it */
#define ALARM_IF_UNASKED    8U  /* nobody is asked to acknowledge */
#define ALARM_IF_ONE_SHOT   16U /* the shelf ends when the alarm clears */
#define ALARM_IF_SHELVED    32U /* a shelf runs beneath */
#define ALARM_IF_SUPPRESSED 64U /* it is suppressed beneath */
#define ALARM_IF_ALL        127U

struct alarm_row {
    enum alarm_state from;
    enum alarm_event event;
    unsigned when;
    enum alarm_state to;
    const char *sentence; /* msgid */
};
extern const struct alarm_row alarm_rows[];
extern const size_t alarm_row_count;

/* What cannot happen, and why: together with the rows it covers every state and event. */
struct alarm_impossible {
    enum alarm_state from;
    enum alarm_event event;
    const char *sentence;
};
extern const struct alarm_impossible alarm_impossibles[];
extern const size_t alarm_impossible_count;
