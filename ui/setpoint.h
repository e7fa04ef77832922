/* The set-point dialog as a state, not a loop: value, then the station's last two digits, then the
 * command's way through its states. Enter alone never sends: the digits are the second key
 * (UI.md principle 6). What was visible when it opened is what the collector must still find.
 * Pure: it says what to send, the console sends it. */
#pragma once
#include "ui/world.h"

enum setpoint_state {
    SETPOINT_CLOSED,
    SETPOINT_BARRED,   /* may not be written now: `error` says why, and no key but Esc counts */
    SETPOINT_VALUE,    /* typing the new value */
    SETPOINT_GUARD,    /* typing the last two characters of the station's code */
    SETPOINT_ASKING,   /* with the database, no answer yet */
    SETPOINT_UNDERWAY, /* numbered; its facts tell the rest */
    SETPOINT_ENDED,    /* verified, refused, failed or expired */
};

#define SETPOINT_INPUT 24

struct setpoint {
    enum setpoint_state state;
    int32_t device_id, station_id;
    char point[FACT_POINT_SIZE];
    char guard[3]; /* what must be typed */
    double seen;   /* the value when the dialog opened */
    double wanted;
    struct guard_limits limits; /* the profile's, narrowed by the database's */
    double
        replaced; /* what a change from outside took away, NaN = none: no step is too far for it */
    char input[SETPOINT_INPUT];
    size_t length;       /* of input */
    bool is_undo;        /* the value was offered, not typed */
    char note[160];      /* what the register makes of the number typed; "" = it holds it */
    char error[240];     /* sentence about what was typed, or why nothing was numbered; "" = none */
    bool is_refused;     /* the database said no; else `error` tells that it said nothing */
    int64_t command;     /* 0 until numbered */
    struct command last; /* its newest state; id 0 before the first fact */
    int64_t ticket;      /* counts openings: an answer to an earlier one is not ours */
};

enum setpoint_result {
    SETPOINT_IGNORED, /* not a key of the dialog */
    SETPOINT_USED,
    SETPOINT_SEND,  /* ask the database now; the state is SETPOINT_ASKING already */
    SETPOINT_LEAVE, /* closed */
};

/* Opens on a point; barred if it may not be written now: no set-point, value not fresh and good, no
 * communication, local authority, database or collector away, wrong role, another order under way.
 * Whoever goes on typing must not have meant anything by it. `wanted` NaN = to be typed. */
void setpoint_open(struct setpoint *dialog, const struct world *world, int32_t device, int point,
                   double wanted);
/* One character (ASCII; '?' for any other), or '\b', '\n' (Enter), 27 (Esc). */
enum setpoint_result setpoint_key(struct setpoint *dialog, const struct world *world, int key);
/* A whole value at once, with its Enter: what is no number as it stands is not made one. */
void setpoint_type(struct setpoint *dialog, const struct world *world, const char *value);
/* The answer of the database to `ticket`. */
void setpoint_answer(struct setpoint *dialog, int64_t ticket, bool ok, int64_t command,
                     const char *code, const char *sentence);
/* Follows the command's facts; true if something changed. */
bool setpoint_follow(struct setpoint *dialog, const struct world *world);

/* Limits of a point of a device: the profile's, narrowed by the database's. */
struct guard_limits setpoint_limits(const struct site_device *device, int point);
/* The value before the last change of this point: a verified one of ours, or all that somebody
 * else changed since; false if none is known. */
bool setpoint_undo_value(const struct site *site, int32_t device_id, const char *point,
                         double *value);
/* "51.55 is written as 51.5: the register holds steps of 0.1"; false if it holds the value. */
bool setpoint_rounds(const struct point *point, double value, char *out, size_t size);
/* What must be typed for a station: the last two letters or digits of its code. */
void setpoint_guard(const char *station_code, char out[3]);
