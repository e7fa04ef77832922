/* A desk that nobody has touched for a while goes to view only: everything goes on, alarms and the
 * horn too, but whoever passes by changes nothing. A key that would change something asks for the
 * PIN first. It guards the desk, not the database: that is the login's matter. Pure.
 *
 * Who has no PIN wakes it with the key itself, and is told how to set one. */
#pragma once
#include "ui/world.h"

#define SEAT_IDLE_MINUTES 10
#define SEAT_IDLE_MOST    720

enum seat_asking { /* what is typed in the masked line */
                   SEAT_NOTHING,
                   SEAT_WAKING, /* the PIN */
                   SEAT_OLD,    /* … before it is changed */
                   SEAT_NEW,    /* the new one */
                   SEAT_AGAIN,  /* … once more */
};

struct seat {                            /* seat_init() */
    int idle_minutes;                    /* 0 = never */
    bool has_pin, is_locked, is_awaited; /* awaited: the database is asked about a PIN */
    struct mono touched;                 /* the last key */
    struct wall locked_at;
    enum seat_asking asking;
    char old[80], fresh[80];                /* while a PIN is changed */
    bool is_theme_given, is_language_given; /* by an option: what is kept does not count */
    bool has_preferences;                   /* they were asked for, once a run */
};

void seat_init(struct seat *seat);
/* A key was pressed on a desk that is not locked. */
void seat_touch(struct seat *seat, struct mono now);
/* Once a turn: true if it locks itself now. */
bool seat_turn(struct seat *seat, const struct world *world);
void seat_lock(struct seat *seat, struct wall now);
void seat_wake(struct seat *seat, struct mono now);
