/* What a person does about alarms, as it is asked of the database and answered (ALARMS §3.3). The
 * database decides: the first of two wins, the other is told who was faster and when. */
#pragma once
#include "backend/core/fact.h"

enum alarm_deed {
    DEED_ACKNOWLEDGE,
    DEED_UNACKNOWLEDGE,
    DEED_RESET, /* let a latched alarm go */
    DEED_SHELVE,
    DEED_UNSHELVE,
    DEED_OUT_OF_SERVICE,
    DEED_IN_SERVICE,
};
#define ALARM_DEED_COUNT 7
const char *alarm_deed_name(enum alarm_deed deed);   /* asked of the database: "acknowledge" … */
const char *alarm_deed_phrase(enum alarm_deed deed); /* msgid: what was done, "acknowledged" … */

/* The ticket whose work takes an alarm out of service, named in the text: "T12 new seal"; 0 = none.
 * When it is closed the database puts the alarm back in service (042_work_done.sql reads it alike).
 */
int64_t alarm_deed_ticket(const char *work);

#define ALARM_DEED_MOST 1000 /* alarms in one ask */

/* Shelf and service may be asked of a node and all below it instead of single alarms. */
struct alarm_ask {
    enum alarm_deed deed;
    const int64_t *id; /* of the raises that were looked at */
    size_t count;
    int32_t node;     /* id; 0 = the alarms above */
    int32_t minutes;  /* until a shelf or a service ends, 0 = not by time */
    bool is_one_shot; /* the shelf ends when the alarm clears */
    const char *text; /* note, reason, work; "" */
};

/* Why a deed is refused: word (the database's code) and sentence (msgid). */
enum alarm_refusal {
    DEED_REFUSED_NOT,
    DEED_REFUSED_RIGHT,
    DEED_REFUSED_GONE,    /* no such alarm or node */
    DEED_REFUSED_CHANGED, /* raised anew since it was looked at */
    DEED_REFUSED_DONE,    /* it is so already: somebody was faster */
    DEED_REFUSED_NONE,    /* nothing of the kind runs that could be ended */
    DEED_REFUSED_NOTE,    /* it asks for a note, a reason, the work */
    DEED_REFUSED_TIME,    /* longer than ALARM_SHELF_MOST_MS, or no end at all */
    DEED_REFUSED_COUNT,   /* ALARM_SHELF_COUNT are shelved already */
    DEED_REFUSED_KIND,    /* does not fit the alarm: a reset of what is not latched … */
    DEED_REFUSED_AWAY,    /* the database is away: nothing was asked */
    DEED_REFUSED_LOST,    /* it went away before it answered: the journal tells */
};
#define ALARM_REFUSAL_COUNT 12
const char *alarm_refusal_name(enum alarm_refusal refusal); /* "" for DEED_REFUSED_NOT */
const char *alarm_refusal_sentence(enum alarm_refusal refusal);
/* DEED_REFUSED_KIND for a word that nobody here knows. */
enum alarm_refusal alarm_refusal_of(const char *name);

struct alarm_answer {
    enum alarm_deed deed;
    int32_t done, refused;      /* alarms; a node counts as one */
    enum alarm_refusal refusal; /* of the first that was refused */
    char who[FACT_WHO_SIZE];    /* who was faster, "" = does not apply */
    struct wall at;             /* when */
};
