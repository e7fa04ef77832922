/* The life of a command to the plant (DESIGN §7), as a table with a sentence a row.
 * At most once: a command is sent in one state only, and nothing leads back to it. */
#pragma once
#include "backend/core/fact.h"

#include <stdbool.h>

enum command_state {
    COMMAND_ASKED,
    COMMAND_APPROVED,
    COMMAND_CLAIMED,
    COMMAND_SENT,
    COMMAND_ACCEPTED,
    COMMAND_VERIFIED,   /* final */
    COMMAND_REFUSED,    /* final: never sent */
    COMMAND_FAILED,     /* final: sent or not, the device does not hold the new value */
    COMMAND_EXPIRED,    /* final: never sent */
    COMMAND_UNRESOLVED, /* "unknown": sent, no answer; resolved by reading only */
};
#define COMMAND_STATE_COUNT 10

/* Why a command is refused; stored by name in fact.code. In the ladder's order. */
enum refusal {
    REFUSAL_NONE,
    REFUSAL_EXPIRED,
    REFUSAL_RIGHT,        /* this person may not */
    REFUSAL_READ_ONLY,    /* not a set-point */
    REFUSAL_IDENTITY,     /* another device answers there */
    REFUSAL_LOST,         /* no communication */
    REFUSAL_STALE,        /* the value is not fresh and good */
    REFUSAL_AUTHORITY,    /* local or manual at the controller */
    REFUSAL_CHANGED,      /* the register no longer holds what the dispatcher saw */
    REFUSAL_LIMIT,        /* outside the profile's, the database's or the root's limits */
    REFUSAL_STEP,         /* too large a step */
    REFUSAL_RATE,         /* too soon after the last write */
    REFUSAL_BUDGET,       /* the register's writes of the day are used up */
    REFUSAL_PRECONDITION, /* unlock or level coil could not be set */
    REFUSAL_BUSY,         /* another command for this point is under way */
    REFUSAL_COUNT
};

struct command {
    int64_t id;
    int64_t seq; /* of the newest fact it is made of; 0 = not stored yet */
    int32_t device;
    char point[FACT_POINT_SIZE];
    double seen; /* what the dispatcher saw */
    double wanted;
    enum command_state state;
    char code[FACT_CODE_SIZE]; /* refusal or failure word, "" if none */
    char who[FACT_WHO_SIZE];
    char text[FACT_TEXT_SIZE]; /* reason; later the figures of the last state */
    struct wall asked_at, changed_at;
    double read_back; /* NaN until read */
};

const char *command_state_name(enum command_state state); /* stored and shown: "verified", msgid */
enum command_state command_state_of(const char *name, bool *known);
const char *refusal_name(enum refusal refusal);     /* stored: "limit" */
const char *refusal_sentence(enum refusal refusal); /* English sentence, a msgid */
enum refusal refusal_of(const char *name);
bool command_is_final(enum command_state state);

/* Applies a command fact; false (and nothing changed) if no row leads there from here. */
bool command_apply(struct command *command, const struct fact *fact);

/* The table itself, for manuals and tests. */
struct command_row {
    enum command_state from;
    enum fact_kind event;
    enum command_state to;
    const char *sentence;
};
extern const struct command_row command_rows[];
extern const size_t command_row_count;
