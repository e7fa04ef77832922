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
    FACT_TICKET_OPENED,        /* what the ticket facts carry stands in ticket.h */
    FACT_TICKET_EDITED,
    FACT_TICKET_DISPATCHED,
    FACT_TICKET_TAKEN,
    FACT_TICKET_UNDER_WAY,
    FACT_TICKET_ON_SITE,
    FACT_TICKET_REFUSED,
    FACT_TICKET_RESPONDED,
    FACT_TICKET_PROMISED,
    FACT_TICKET_DECIDED,
    FACT_TICKET_SURVEYED,
    FACT_TICKET_MEASURED,
    FACT_TICKET_FINISHED,
    FACT_TICKET_UNCONFIRMED,
    FACT_TICKET_CONFIRMED,
    FACT_TICKET_CLOSED,
    FACT_TICKET_CALLED_BACK,
    FACT_TICKET_REOPENED,
    FACT_TICKET_ARCHIVED,
    FACT_TICKET_HELD,
    FACT_TICKET_RESUMED,
    FACT_TICKET_MERGED,
    FACT_TICKET_SPLIT,
    FACT_TICKET_GATHERED,
    FACT_TICKET_RELEASED,
    FACT_TICKET_LINKED,
    FACT_TICKET_UNLINKED,
    FACT_TICKET_EXPLAINED,
    FACT_TICKET_ESCALATED,
    FACT_TICKET_CHASED,
    FACT_TICKET_NOTED,
    FACT_TICKET_AMENDED,
    FACT_OUTAGE_STARTED, /* … those of outages in outage.h */
    FACT_OUTAGE_EDITED,
    FACT_OUTAGE_FORECAST,
    FACT_OUTAGE_PLAN_STARTED,
    FACT_OUTAGE_PLAN_STOPPED,
    FACT_OUTAGE_REALLOCATED,
    FACT_OUTAGE_CREW,
    FACT_OUTAGE_STEP,
    FACT_OUTAGE_NOTICE,
    FACT_OUTAGE_AFFECTED,
    FACT_OUTAGE_RESTORED,
    FACT_OUTAGE_EXPLAINED,
    FACT_OUTAGE_NOTED,
    FACT_OUTAGE_AMENDED,
    FACT_CREW_CHANGED, /* … those of crews in crew.h */
    FACT_CREW_STATUS,
    FACT_CREW_CHECKED_IN,
    FACT_CREW_SILENT,
    FACT_ROSTER_CHANGED,
    FACT_MESSAGE_FAILED,
    FACT_PIN_CHANGED, /* of who did it; code "cleared": of the login in text */
    FACT_PIN_BLOCKED, /* five wrong ones; old_value = the number, new_value = for so many minutes */
    FACT_OPERATOR_CHANGED, /* text = who sits at the desk of `who` from now on */
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
        int64_t ticket;  /* of a ticket, outage or crew fact: its number */
    };
    double old_value, new_value;  /* NaN = none */
    char who[FACT_WHO_SIZE];      /* session_user, or the collector's role */
    char operator[FACT_WHO_SIZE]; /* who sat at the desk of `who`; "" = himself */
    char code[FACT_CODE_SIZE];    /* a word out of a fixed set, by kind */
    char text[FACT_TEXT_SIZE];    /* cleaned free text */
    /* Members beyond these: name, value, name, value …, parted by \x1f. Borrowed, only as long as
     * it is applied; NULL = none. */
    const char *detail;
};

void fact_init(struct fact *fact, enum fact_kind kind, struct wall at);

#define FACT_PERSON_SIZE (2 * FACT_WHO_SIZE)
/* For a person: "wanglei", or "zhaoliu@wanglei" = zhaoliu at the desk of wanglei. */
const char *fact_person(const struct fact *fact, char *out, size_t size);
/* Stored name ("command_verified"), and back; FACT_UNKNOWN for a name nobody here knows. */
const char *fact_kind_name(enum fact_kind kind);
enum fact_kind fact_kind_of(const char *name);
/* A short English phrase, a msgid ("set-point verified"). */
const char *fact_kind_phrase(enum fact_kind kind);
/* Whether it is about an alarm: then `alarm` is meant, not `command`. */
bool fact_is_alarm(enum fact_kind kind);
bool fact_is_ticket(enum fact_kind kind);
bool fact_is_outage(enum fact_kind kind);
bool fact_is_crew(enum fact_kind kind);

/* A member of the detail; "" if there is none. False then. */
bool fact_detail(const struct fact *fact, const char *name, char *out, size_t size);
double fact_detail_number(const struct fact *fact, const char *name); /* NaN = none */
/* Seconds since 1970 as a fact carries them, rounded as the database rounds them. */
struct wall fact_wall(double seconds);
