/* Something that happened: numbered by the database, durable, ordered, never skipped
 * (6.3.6: every operation traceable). The fact log is the audit trail and the replay tape. */
#pragma once
#include "backend/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/* Stored by name, never by number; new kinds go at the end. */
enum fact_kind {
    FACT_UNKNOWN, /* a newer program's kind: shown by its name, changes nothing */
    FACT_COLLECTOR_STARTED,
    FACT_COLLECTOR_LED, /* took the lease; text = its name, new_value = epoch */
    FACT_DEVICE_LOST,   /* code = why (refused, timeout, broken, gateway …) */
    FACT_DEVICE_BACK,
    FACT_POINT_REFUSED, /* a register isolated: code = exception */
    FACT_POINT_ACCEPTED,
    FACT_DEVICE_CHANGED,  /* identity register differs: writes are refused */
    FACT_CHANGED_OUTSIDE, /* set-point changed by no command: old_value, new_value */
    FACT_LINE_OVERLOADED, /* a round takes longer than its period; text = endpoint */
    FACT_LINE_RECOVERED,
    FACT_COMMAND_ASKED, /* old_value = what the dispatcher saw, new_value, text = reason */
    FACT_COMMAND_APPROVED,
    FACT_COMMAND_CLAIMED,  /* new_value = epoch */
    FACT_COMMAND_PREPARED, /* a precondition written: text says which */
    FACT_COMMAND_SENT,
    FACT_COMMAND_ACCEPTED, /* the device echoed the write */
    FACT_COMMAND_VERIFIED, /* read back: new_value */
    FACT_COMMAND_REFUSED,  /* code = refusal, text = figures */
    FACT_COMMAND_FAILED,   /* code = why; new_value = what was read back, if it was */
    FACT_COMMAND_EXPIRED,
    FACT_COMMAND_UNRESOLVED, /* state "unknown": may have been applied */
    FACT_IMPORTED,           /* text = counts */
    FACT_SCHEMA_MIGRATED,
    FACT_SPOOL_REPLAYED, /* text = counts and the time span */
    FACT_SAMPLES_LOST,   /* the spool was full: text = counts */
    FACT_ALARM_RAISED,   /* what the alarm facts carry stands in alarm_book.h */
    FACT_ALARM_RETURNED,
    FACT_ALARM_ACKNOWLEDGED,
    FACT_ALARM_UNACKNOWLEDGED,
    FACT_ALARM_RESET,
    FACT_ALARM_SHELVED,
    FACT_ALARM_UNSHELVED,
    FACT_ALARM_OUT_OF_SERVICE,
    FACT_ALARM_IN_SERVICE,
    FACT_ALARM_SUPPRESSED,
    FACT_ALARM_UNSUPPRESSED,
    FACT_ALARM_CHATTERING,
    FACT_ALARM_CALM,
    FACT_ALARM_RULES_IMPORTED, /* definitions changed: text = counts */
    FACT_KIND_COUNT
};

#define FACT_POINT_SIZE 24
#define FACT_WHO_SIZE   64
#define FACT_CODE_SIZE  24
#define FACT_TEXT_SIZE  240

struct fact {
    int64_t seq;    /* 0 until the database numbered it */
    struct wall at; /* when it happened, on the clock of whoever saw it */
    enum fact_kind kind;
    int32_t node, device;        /* 0 = none */
    char point[FACT_POINT_SIZE]; /* "" = none */
    union {
        int64_t command; /* 0 = none */
        int64_t alarm;   /* of an alarm fact: the alarm's id; stored in the same place */
    };
    double old_value, new_value; /* NaN = none */
    char who[FACT_WHO_SIZE];     /* session_user, or the collector's role */
    char code[FACT_CODE_SIZE];   /* a word out of a fixed set, by kind */
    char text[FACT_TEXT_SIZE];   /* cleaned free text */
};

void fact_init(struct fact *fact, enum fact_kind kind, struct wall at);

/* Stored name ("command_verified"), and back; FACT_UNKNOWN for a name nobody here knows. */
const char *fact_kind_name(enum fact_kind kind);
enum fact_kind fact_kind_of(const char *name);
/* A short English phrase, a msgid ("set-point verified"). */
const char *fact_kind_phrase(enum fact_kind kind);
/* Whether it is about an alarm: then `alarm` is meant, not `command`. */
bool fact_is_alarm(enum fact_kind kind);
