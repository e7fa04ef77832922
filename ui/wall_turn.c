#include "ui/wall_turn.h"

/* A tick may come a little early: it must not cost a board a whole second more. */
#define EARLY_MS 500
/* Later than this there were no ticks: the machine slept, or the board was urgent until now. */
#define LATE_MS 1500

#define ALL ((1U << WALL_BOARD_COUNT) - 1)

static unsigned bit(enum wall_board board)
{
    return 1U << board;
}

void wall_turn_start(struct wall_turn *turn, int stay_s)
{
    *turn = (struct wall_turn){.stay_s = stay_s};
}

static int64_t stay_ms(const struct wall_turn *turn)
{
    return turn->stay_s * INT64_C(1000) * (turn->urgent & bit(turn->board) ? 2 : 1);
}

static enum wall_board first_of(unsigned boards)
{
    for (int i = 0; i < WALL_BOARD_COUNT; i++)
        if (boards & 1U << i)
            return (enum wall_board)i;
    return WALL_TICKETS;
}

static void show(struct wall_turn *turn, enum wall_board board, struct mono since)
{
    turn->board = board;
    turn->shown |= bit(board);
    turn->since = since;
}

/* What was last in a round is not the first of the next one, urgent or not. */
static enum wall_board next_of(struct wall_turn *turn)
{
    if (turn->shown == ALL)
        turn->shown = 0;
    unsigned left = ALL & ~turn->shown & ~bit(turn->board);
    return first_of(left & turn->urgent ? left & turn->urgent : left);
}

bool wall_turn_look(struct wall_turn *turn, struct mono now, unsigned urgent)
{
    unsigned fresh = urgent & ~turn->urgent;
    turn->urgent = urgent;
    if (!turn->since.ns) {
        show(turn, first_of(urgent ? urgent : ALL), now);
        return true;
    }
    turn->shown &= ~(fresh & ~bit(turn->board));
    if (fresh && !(urgent & bit(turn->board))) {
        show(turn, first_of(fresh), now);
        return true;
    }
    struct mono due = mono_after_ms(turn->since, stay_ms(turn));
    int64_t late_ms = mono_ms_since(due, now);
    if (late_ms < -EARLY_MS)
        return false;
    show(turn, next_of(turn), late_ms > LATE_MS ? now : due);
    return true;
}

void wall_turn_by_hand(struct wall_turn *turn, struct mono now, int step)
{
    int board = ((int)turn->board + step + WALL_BOARD_COUNT) % WALL_BOARD_COUNT;
    show(turn, (enum wall_board)board, now);
}
