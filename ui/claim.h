/* Which ticket this desk has in hand: the one whose page or dialog is open. The mark is told to the
 * database each ten seconds and ends there by itself after thirty. */
#pragma once
#include "backend/base/clock.h"

#include <stdint.h>

struct console;

struct claim {
    int64_t ticket;    /* 0 = none */
    struct mono asked; /* when it was told last */
};

#define CLAIM_AGAIN_MS 10000

/* Once a turn: takes what is open, lets go what is not. */
void claim_turn(struct console *console);
/* Takes it from whoever has it. */
void claim_take(struct console *console, int64_t ticket);
