/* What the wall says in large digits, and which of its boards are urgent. Pure. */
#pragma once
#include "ui/ticket_list.h"
#include "ui/wall_turn.h"

#define WALL_SOON_MIN 30

struct wall_tally {
    int open, overdue, soon;       /* tickets; overdue without a reason; due in WALL_SOON_MIN */
    int outages, late, households; /* running; with a clock or a forecast that has passed */
    int waiting[4], shown[4];      /* alarms by priority - 1: unanswered, and all */
    unsigned urgent;               /* 1 << enum wall_board */
};

/* `due`: what is open by due time, built. */
struct wall_tally wall_tally_of(const struct site *site, const struct ticket_list *due,
                                struct wall now);
