/* Screen 3, the countdown board: between screen_tickets.c and its drawing, and for the console. */
#pragma once
#include "ui/screen.h"

/* Makes the list anew if it has to be; the cursor stays on its ticket. */
void screen_tickets_refresh(struct console *console);
void screen_tickets_draw(struct console *console, struct frame *frame, struct pane area);
/* The board for a whole room, two columns of large lines. */
void screen_tickets_draw_wall(struct console *console, struct frame *frame, struct pane area);
/* The ticket that is due next, from anywhere; on the board the one after the selected. */
void screen_tickets_next(struct console *console);
/* To the whole room's board and back; "wall" goes there, anything else to the list. */
void screen_tickets_wall(struct console *console, const char *argument);
