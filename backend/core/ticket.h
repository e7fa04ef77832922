/* A ticket: repair, complaint, application, enquiry, temperature check or patrol defect, from the
 * call to the archive (DB1302/T 571-2023 5.1.2, 6.2, 7.4). Its state and its clocks are a function
 * of its facts alone, in the order in which things happened (ticket_order.c); a later amendment
 * moves or strikes an earlier fact and everything is computed anew. The database does the same sum
 * (hd.ticket_keep), and a test holds the two against each other. A member "dated" of the detail
 * says that a fact was keyed in behind what came after it.
 *
 * Facts (fact.ticket = the number; `at` = when it happened, keyed in or the database's now):
 *   ticket_opened       code = kind, text = first words; detail: see ticket_opening
 *   ticket_edited       detail = the members of ticket_opening that changed
 *   ticket_dispatched   new_value = crew id, text = instruction
 *   ticket_taken, ticket_under_way, ticket_on_site      by the crew, or keyed in for it
 *   ticket_refused      text = why: back to accepted; no clock starts anew
 *   ticket_responded    old_value = contact (s since 1970), new_value = visit, text = measure
 *   ticket_promised     new_value = until (s since 1970), text = why (7.4.3)
 *   ticket_decided      code = accepted | refused, text = why (5.1.2)
 *   ticket_surveyed     text = what was found (5.1.2)
 *   ticket_measured     new_value = room temperature, C; text = who signed
 *   ticket_finished     code = cause (ticket_causes), text = what was found and done
 *   ticket_unconfirmed  the user says no: the finish before it does not count
 *   ticket_confirmed    code = signature | online, text = name (6.2.4)
 *   ticket_closed       code = done | not_ours | false_alarm | duplicate, new_value = 1: call back
 *   ticket_called_back  code = yes | no, new_value = rating 1..5 or NaN, text (6.2.8, 7.4.4)
 *   ticket_reopened     text = why: the next cycle, with clocks of its own
 *   ticket_archived
 *   ticket_held         code = reason (ticket_holds), text; ticket_resumed
 *   ticket_merged       new_value = parent; ticket_split; on the parent: ticket_gathered,
 *                       new_value = child, old_value = its report (s since 1970); ticket_released
 *   ticket_linked       code = outage | alarm | ticket, new_value = its id; ticket_unlinked
 *   ticket_explained    point = purpose, old_value = cycle, code = reason (ticket_breaches), text
 *   ticket_escalated    point = purpose, code = step, new_value = percent of the limit, text = whom
 *   ticket_chased       the user calls again
 *   ticket_noted        text; code = restored | not_restored, new_value = outage: heat is back, or
 *                       is not after all; alarm_stands: closed while its alarm stands;
 *                       alarm_gone, alarm_back, again (another was wanted for it): new_value = the
 *                       alarm
 *   ticket_amended      old_value = seq of the fact, new_value = its right time (s since 1970) or
 *                       NaN: it never happened; text = why */
#pragma once
#include "backend/base/clock.h"
#include "backend/core/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stored by name ("repair"); words are msgids. */
enum ticket_kind {
    TICKET_REPAIR,
    TICKET_COMPLAINT,
    TICKET_APPLICATION,
    TICKET_ENQUIRY,
    TICKET_TEMP_CHECK,
    TICKET_DEFECT,
};
#define TICKET_KIND_COUNT 6

enum ticket_state {
    TICKET_ACCEPTED,
    TICKET_DISPATCHED,
    TICKET_TAKEN,
    TICKET_UNDER_WAY,
    TICKET_ON_SITE,
    TICKET_TO_CONFIRM,
    TICKET_CLOSED,
    TICKET_CALLBACK, /* closed, and the user is to be called */
    TICKET_ARCHIVED,
};
#define TICKET_STATE_COUNT 9

enum ticket_urgency { TICKET_CRITICAL, TICKET_URGENT, TICKET_NORMAL };
#define TICKET_URGENCY_COUNT 3

/* What a clock measures; the first in this order stands before one with the same due time. */
enum clock_purpose {
    CLOCK_RESPONSE,   /* 7.4.3: 15 min from the record to contact + measure + visit time */
    CLOCK_DISPATCH,   /* 6.2.3: 30 min from the report to the first dispatch */
    CLOCK_PROMISE,    /* 7.4.3: until the promised time */
    CLOCK_ACCEPT,     /* 5.1.2: until the end of the same day */
    CLOCK_TEMP_CHECK, /* Hebei art. 39: 12 h to measured and signed */
    CLOCK_REPAIR,     /* 8.2.3: 24 h from the report to finished */
    CLOCK_SURVEY,     /* 5.1.2: 3 days from acceptance */
    CLOCK_HANDLE,     /* enquiries and defects: a limit of our own */
    CLOCK_ETA,        /* of an outage: 30 min to the first forecast (ours) */
    CLOCK_PLAN,       /* 7.3.4 b: emergency plan, once the forecast exceeds 24 h */
    CLOCK_SECONDARY,  /* 7.3.6: secondary network 12 h */
    CLOCK_PRIMARY,    /* 7.3.6: primary network 24 h */
    CLOCK_SOURCE,     /* 7.3.6: plan started AND sources re-allocated within 24 h */
};
#define CLOCK_PURPOSE_COUNT 13

const char *ticket_kind_name(enum ticket_kind kind);
const char *ticket_kind_phrase(enum ticket_kind kind);
bool ticket_kind_of(const char *name, enum ticket_kind *out);
const char *ticket_state_name(enum ticket_state state);
const char *ticket_state_phrase(enum ticket_state state);
bool ticket_state_of(const char *name, enum ticket_state *out);
const char *ticket_urgency_name(enum ticket_urgency urgency);
const char *ticket_urgency_phrase(enum ticket_urgency urgency);
bool ticket_urgency_of(const char *name, enum ticket_urgency *out);
const char *clock_purpose_name(enum clock_purpose purpose);
const char *clock_purpose_phrase(enum clock_purpose purpose); /* msgid, short: "respond" */
bool clock_purpose_of(const char *name, enum clock_purpose *out);

/* One clock. Statutory time is gross: it never pauses. */
struct ticket_clock {
    enum clock_purpose purpose;
    uint16_t
        cycle; /* 1 = first; each re-opening starts the next, and each broken promise its own */
    bool is_waived;    /* the dispatch of a merged child, or below an outage that has its crew */
    bool is_explained; /* the breach has its typed reason */
    struct wall started;
    struct wall due;     /* fixed when it starts; a promise's moves until it is broken */
    struct wall stopped; /* us 0 = runs */
    int64_t stopped_by;  /* seq of the fact, 0 = runs */
    int64_t held_ms;     /* of holds that ended, or until it stopped: net time = gross - held */
};

/* Thresholds as fractions of the limit: a fixed "15 minutes before" is useless for 15 minutes. */
enum clock_stage {
    CLOCK_CALM,  /* below 50 % */
    CLOCK_HALF,  /* 50 % */
    CLOCK_LATE,  /* 75 % */
    CLOCK_SHORT, /* 90 % */
    CLOCK_BREACHED,
};
/* Left until due, ms; negative = overdue. A stopped clock shows its stop's value for good. */
int64_t clock_left_ms(const struct ticket_clock *clock, struct wall now);
enum clock_stage clock_stage_of(const struct ticket_clock *clock, struct wall now);
/* 0..1 and beyond: the part of the limit that has passed. */
double clock_fraction(const struct ticket_clock *clock, struct wall now);
bool clock_is_running(const struct ticket_clock *clock); /* not stopped, not waived */
bool clock_is_breached(const struct ticket_clock *clock, struct wall now);

#define TICKET_PHONE_SIZE 48
#define TICKET_NAME_SIZE  64
#define TICKET_PLACE_SIZE 96

/* What the call told; the detail of ticket_opened carries these as JSON members of the same
 * names. Limits are seconds, frozen at the opening: a rule that changes later moves no open
 * ticket. */
struct ticket_opening {
    enum ticket_kind kind;
    enum ticket_urgency urgency;
    char source[16];    /* phone online sms counter 12345 wechat patrol alarm import */
    char template_[24]; /* 不热 …: "cold", "leak", "noise", … ; "" */
    char phone[TICKET_PHONE_SIZE];
    char caller[TICKET_NAME_SIZE];
    char place[TICKET_PLACE_SIZE]; /* the address in words */
    int32_t above;        /* id of the nearest node that every console holds, 0 = unknown */
    struct wall recorded; /* the record was complete; us 0 = when it was stored */
    int32_t limit_s[CLOCK_PURPOSE_COUNT]; /* 0 = this rule is off */
    bool is_decided_same_day;             /* 5.1.2 holds for this application */
    bool is_drill;                        /* 7.2.2: not in the indicators */
};

struct ticket_event; /* ticket_event.h */

/* Owned by the book; places and pointers live until the next change. */
struct ticket {
    int64_t id;
    int32_t node; /* id, 0 = unknown place */
    struct ticket_opening opening;
    struct wall reported; /* ticket_opened's time, as amended */
    char text[FACT_TEXT_SIZE];
    enum ticket_state state;
    struct wall state_since;
    uint16_t cycle;
    int32_t crew; /* id, 0 = none */
    bool is_held;
    struct wall held_since;
    char hold[FACT_CODE_SIZE];
    int64_t parent, outage, alarm, linked; /* 0 = none */
    int32_t children;
    int32_t refusals, chased, escalations;
    struct wall visit, promised; /* us 0 = none */
    struct wall heat_back;       /* its outage is over: the user is to confirm; us 0 = not */
    char closed_code[FACT_CODE_SIZE], cause[FACT_CODE_SIZE];
    double room_c;              /* measured, NaN = not */
    int8_t rating;              /* 0 = none */
    struct ticket_clock *clock; /* owned */
    int clock_count, clock_room;
    struct wall touched;        /* the newest fact's time */
    int64_t seq;                /* of the newest fact */
    struct ticket_event *event; /* in order of seq; owned */
    size_t event_count, event_room;
};

/* Whether it is still worked on: not closed, not waiting for a callback, not archived. */
bool ticket_is_open(const struct ticket *ticket);
/* The clock that is due next: of those that run the first by due, NULL = none runs. */
const struct ticket_clock *ticket_next_clock(const struct ticket *ticket);
/* A breach that has no reason yet: it keeps the ticket from being closed. NULL = none. */
const struct ticket_clock *ticket_unexplained(const struct ticket *ticket, struct wall now);
/* Gross and net time of a clock up to now or its stop, ms. */
int64_t clock_gross_ms(const struct ticket_clock *clock, struct wall now);
int64_t clock_net_ms(const struct ticket *ticket, const struct ticket_clock *clock,
                     struct wall now);

/* What may be done in which state: the table of T7, a sentence a row, in the manual's words. The
 * database guards it; the console offers only what would be done. */
enum ticket_deed {
    TICKET_DISPATCH,
    TICKET_TAKE,
    TICKET_GO, /* under way */
    TICKET_ARRIVE,
    TICKET_REFUSE,
    TICKET_RESPOND,
    TICKET_PROMISE,
    TICKET_DECIDE,
    TICKET_SURVEY,
    TICKET_MEASURE,
    TICKET_FINISH,
    TICKET_DENY, /* the user does not confirm */
    TICKET_CONFIRM,
    TICKET_CLOSE,
    TICKET_CALL_BACK,
    TICKET_REOPEN,
    TICKET_ARCHIVE,
    TICKET_HOLD,
    TICKET_RESUME,
    TICKET_MERGE,
    TICKET_SPLIT,
    TICKET_LINK,
    TICKET_UNLINK,
    TICKET_EXPLAIN,
    TICKET_CHASE,
    TICKET_NOTE,
    TICKET_AMEND,
    TICKET_EDIT,
};
#define TICKET_DEED_COUNT 28

struct ticket_rule {
    const char *name;     /* asked of the database: "dispatch" */
    const char *phrase;   /* msgid: "dispatch" */
    enum fact_kind fact;  /* what it becomes */
    uint16_t from;        /* states, a bit each (1 << enum ticket_state) */
    uint8_t kinds;        /* ticket kinds, a bit each */
    bool by_crew;         /* the crew that holds it may, too */
    const char *sentence; /* msgid: what it does and what it asks for */
};
extern const struct ticket_rule ticket_rules[TICKET_DEED_COUNT];
bool ticket_deed_of(const char *name, enum ticket_deed *out);
/* By kind, state, hold and merge: not by rights, which the database knows. */
bool ticket_allows(const struct ticket *ticket, enum ticket_deed deed);

/* Word lists: code and msgid, ended by a NULL code. */
struct ticket_word {
    const char *code, *phrase;
};
extern const struct ticket_word ticket_sources[], ticket_templates[], ticket_causes[],
    ticket_holds[], ticket_breaches[], ticket_endings[];
/* What kind a call of this template is: fees are asked about, a person's manner is complained of,
 * all the rest is to be mended; also of a code that is none. */
enum ticket_kind ticket_template_kind(const char *template_);
/* The phrase of a desk fact's code (a ticket's kind, a cause, an ending …), or the code itself. */
const char *ticket_code_phrase(enum fact_kind kind, const char *code);
/* The phrase of a code, or the code itself. */
const char *ticket_word_phrase(const struct ticket_word *words, const char *code);
