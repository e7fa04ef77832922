/* A desk that nobody has touched for a while goes to view only: everything goes on, alarms and the
 * horn too, but whoever passes by changes nothing. A key that would change something asks for the
 * PIN first. It guards the desk, not the database: that is the login's matter. Pure.
 *
 * Who has no PIN wakes it with the key itself, and is told how to set one.
 *
 * Somebody else may sit down at a desk by his number and PIN: the connection stays the desk's and
 * so do its rights, the log tells of both. It holds for one connection: with another the desk is
 * its login's again and locked (the database's side: schema/023_seat.sql). */
#pragma once
#include "ui/world.h"

#define SEAT_IDLE_MINUTES 10
#define SEAT_IDLE_MOST    720

enum seat_asking { /* what is typed in the masked line */
                   SEAT_NOTHING,
                   SEAT_WAKING,   /* the PIN */
                   SEAT_OPERATOR, /* … of who sits down */
                   SEAT_OLD,      /* … before it is changed */
                   SEAT_NEW,      /* the new one */
                   SEAT_AGAIN,    /* … once more */
};

#define SEAT_NUMBER_MOST 9999

struct seat {            /* seat_init() */
    int idle_minutes;    /* 0 = never */
    bool has_no_pin;     /* the database has said so: only then a key alone wakes */
    bool is_locked;      /* view only … */
    bool is_awaited;     /* … and the database is asked about a PIN that would end it */
    struct mono touched; /* the last key */
    struct mono
        connected; /* since when the connection stands that the database was asked by last */
    struct wall locked_at;
    char operator[64]; /* who sits here; "" = whose login it is */
    enum seat_asking asking;
    int number;                             /* whose PIN is asked for, 0 = one's own */
    char old[80], fresh[80];                /* while a PIN is changed */
    bool is_theme_given, is_language_given; /* by an option: what is kept does not count */
    bool has_started;                       /* the screen to begin with was taken, once a run */
};

void seat_init(struct seat *seat);
/* "15"; false, and nothing is changed, if it is no such number. */
bool seat_idle_of(const char *text, int *minutes);
/* A key was pressed on a desk that is not locked. */
void seat_touch(struct seat *seat, struct mono now);
/* Whether what dispatchers do is none of the login's: supervisor, auditor, admin. */
bool seat_only_reads(const struct world *world);
/* Who only looks has nothing to be locked out of, and no PIN. */
bool seat_may_lock(const struct world *world);
/* Once a turn: true if it locks itself now. */
bool seat_turn(struct seat *seat, const struct world *world);
void seat_lock(struct seat *seat, const struct world *world);
void seat_wake(struct seat *seat, struct mono now);
