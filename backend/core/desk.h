/* What a person at the desk asks of the database about tickets, outages, crews and claims, and what
 * it answers. One form for all of them: the database decides, the first of two wins, and the second
 * is told who was faster. A list is what a screen reads once: rows of text cells. */
#pragma once
#include "backend/core/fact.h"

enum desk_call {
    DESK_TICKET_OPEN,    /* deed = kind; node, at = reported; answer.id, .linked */
    DESK_TICKET_ASK,     /* deed as in ticket_rules; id */
    DESK_CLAIM,          /* id; number 1 = take it from whoever has it */
    DESK_UNCLAIM,        /* id */
    DESK_OUTAGE_START,   /* deed = primary | secondary | source; node, at; answer.id */
    DESK_OUTAGE_ASK,     /* deed; id */
    DESK_CREW_ASK,       /* deed; id = the crew's */
    DESK_CREW_PUT,       /* deed = code, words = name; answer.id */
    DESK_ROSTER_PUT,     /* deed = role, at = from, number = until, words = person; answer.id */
    DESK_PIN_ASK,        /* deed = wake | pin | operator; number = whose, 0 = one's own; words =
                            the PIN; its answer tells nothing */
    DESK_PIN_DO,         /* what follows it; words = the new PIN; "pin", "blocked" until since,
                            "no_pin"; answer.who sits at the desk, answer.id = his number */
    DESK_PREFERENCE_PUT, /* word = name, words = value */
};
#define DESK_CALL_COUNT 12

#define DESK_MEMBERS 20

struct desk_member {
    const char *name, *value;
};

/* Texts are borrowed until it is asked. What a deed does not use stays 0, NULL or NaN. */
struct desk_request {
    enum desk_call call;
    const char *deed;
    int64_t id;
    int32_t node;         /* id, 0 = none */
    struct wall at;       /* when it happened; us 0 = now, on the database's clock */
    double number, other; /* new_value and old_value of the fact (ticket.h) */
    const char *word;     /* out of a fixed set: the fact's code */
    const char *words;    /* free text */
    struct desk_member member[DESK_MEMBERS];
    int members;
    /* 16 bytes (uuid_make): asked twice under the same it is done once. NULL = each call is a deed.
     */
    const unsigned char *client;
};
/* All unused. */
void desk_request_init(struct desk_request *request, enum desk_call call, const char *deed);
/* Adds a member of the detail; nothing for NULL or "". */
void desk_request_add(struct desk_request *request, const char *name, const char *value);
void desk_request_add_number(struct desk_request *request, const char *name, double value,
                             char *room, size_t size);

struct desk_answer {
    enum desk_call call;
    char deed[16];
    int64_t asked; /* the request's id */
    bool is_ok;
    char code[FACT_CODE_SIZE]; /* "" = done; "right", "gone", "state", "done", "missing", … */
    char why[96];              /* what is missing, the state it is in, … */
    char who[FACT_WHO_SIZE];   /* who was faster, or holds it */
    struct wall since;
    int64_t id, linked; /* of what was opened */
};
/* Why not, a msgid; of an unknown code the last one. "away" and "lost" are ours: nothing was asked,
 * and it went away before it answered. */
const char *desk_refusal_sentence(const char *code);
/* What is missing, a msgid ("the crew"); `why` itself if nobody knows it. */
const char *desk_missing_phrase(const char *why);

/* Lists, read when a screen is opened. */
enum desk_list {
    DESK_LIST_TIMELINE,   /* id = ticket: seq, epoch s, kind, who, code, text, old, new, recorded */
    DESK_LIST_TEXT,       /* id = ticket: the whole text */
    DESK_LIST_NEIGHBOURS, /* node, number = hours: id, kind, state, epoch s, place, text, parent,
                             same building 1/0 */
    DESK_LIST_CLAIMS,     /* id, who, epoch s */
    DESK_LIST_SUGGEST,    /* id = ticket: crew, code, name, score, why, shortfall */
    DESK_LIST_OUTAGES,    /* id = 0 or one; read by the feed: backend/store/feed_tail.c */
    DESK_LIST_CREWS,      /* … as well */
    DESK_LIST_NOTICE,     /* id = outage, text = zh | en: the words to publish */
    DESK_LIST_RATES,      /* text = season | today: rate, n, d, open, target */
    DESK_LIST_MISSES, /* text = rate, number = 1 today, 0 season: id, purpose, due, stopped, over s,
                         reason, place */
    DESK_LIST_NODE,   /* text = code: id, name, kind */
    DESK_LIST_TICKETS, /* text = open | callback | all, id = 0 or one: id, kind, state, urgency,
                          epoch s, place, text, crew, purpose, due, phone, caller, source, parent,
                          outage, linked, held since, cycle, node code, closed code */
    DESK_LIST_CLOCKS,  /* id: purpose, cycle, started, due, stopped, held s, waived 1/0, reason */
    DESK_LIST_HOUSEHOLDS, /* text = typed, number = most: node, code, name, phone, card, address,
                             station, status, arrears 1/0 */
    DESK_LIST_OUTAGE_AT,  /* node: the active outage it is under, 0 = none */
    DESK_LIST_ROSTER,     /* number = days: starts, ends, role, crew or person, phone, gap 1/0 */
    DESK_LIST_STEPS, /* id = outage, 0 = all that DESK_LIST_OUTAGES has: outage, n, text, English
                        text, who, due, done, by whom */
    DESK_LIST_PLANS, /* a row a step: card, title, English title, n, minutes, who, text, English
                        text */
    DESK_LIST_PAST_OUTAGES, /* number = a moment, epoch s: as DESK_LIST_OUTAGES was then */
    DESK_LIST_PREFERENCES,  /* name, value; "pin", one's number, 0 = has none */
    DESK_LIST_MARKS, /* id = most, node, text = from, number = to, epoch s: epoch s, kind, who,
                        code, text, old, new, device, point, node, seq, number */
    DESK_LIST_LINES, /* the worst first: state, endpoint, node, place, units, lost, failed %, RTT ms
                        mean, most, round ms, requests, timeouts, exceptions, broken, connects,
                        since, at, collector, up 1/0, node id */
    DESK_LIST_VALUES, /* id = ticket: what its station measured when it came: epoch s, device, its
                         code, point, value, quality (a number, reading.h) */
};
#define DESK_LIST_COUNT 23

struct desk_table {
    int rows, columns;
    char **cell;  /* row by row, cleaned; owned: desk_table_finish() */
    bool is_lost; /* the database was or went away, or it refused: no rows */
};
const char *desk_cell(const struct desk_table *table, int row, int column);   /* "" beyond it */
double desk_cell_number(const struct desk_table *table, int row, int column); /* NaN if none */
void desk_table_finish(struct desk_table *table);
