/* Which of the wall's boards is shown, and for how long. A round shows each board once: what is
 * urgent first and twice as long; a board that becomes urgent takes the place of one that is not.
 * The next turn is reckoned from the last one's due time, never from when it was noticed, so days
 * of late ticks add up to nothing. Pure. */
#pragma once
#include "backend/base/clock.h"

enum wall_board { WALL_TICKETS, WALL_OUTAGES, WALL_ALARMS, WALL_RATES };
#define WALL_BOARD_COUNT 4

#define WALL_STAY_S       15 /* unless asked for otherwise */
#define WALL_STAY_LEAST_S 3
#define WALL_STAY_MOST_S  3600

struct wall_turn {
    int stay_s; /* of a board that is not urgent */
    enum wall_board board;
    unsigned shown;    /* in this round, 1 << enum wall_board */
    unsigned urgent;   /* as told last */
    struct mono since; /* its time began, ns 0 = nothing is shown yet */
};

/* Begins anew: the next look chooses the first board. */
void wall_turn_start(struct wall_turn *turn, int stay_s);
/* Once a second: `urgent` = 1 << enum wall_board of what is. True if the board is another now. */
bool wall_turn_look(struct wall_turn *turn, struct mono now, unsigned urgent);
/* To the board `step` further on, in the order of the enum; it stays its whole time. */
void wall_turn_by_hand(struct wall_turn *turn, struct mono now, int step);
