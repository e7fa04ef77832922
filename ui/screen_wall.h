/* The supervisor's wall: four boards that turn by themselves. Between screen_wall.c and its
 * drawing, and for the console and the program. */
#pragma once
#include "ui/screen.h"
#include "ui/wall_tally.h"

/* "" = as long a board as the last time, else seconds. */
void screen_wall_open(struct console *console, const char *seconds);
/* Before the first turn of a console that begins with it; within WALL_STAY_LEAST_S .. _MOST_S. */
void screen_wall_begin(struct console *console, int seconds);
/* Turns the boards and asks for the rates when it is time; once a turn. */
void screen_wall_turn(struct console *console);
/* Nobody sits at it: keys that are not among these do nothing. */
bool screen_wall_takes(enum action_id id);
void screen_wall_draw(struct console *console, struct frame *frame, struct pane area);
