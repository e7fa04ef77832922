/* What the halves of the alarm screen share, and what other screens may ask of it. */
#pragma once
#include "ui/screen.h"

/* Where the selected alarm stands, index; -1 = none is selected. */
int32_t screen_alarms_node(const struct console *console);
/* Makes the rows anew if something changed; the cursor stays on its alarm, raised anew or not. */
void screen_alarms_refresh(struct console *console);
void screen_alarms_draw(struct console *console, struct frame *frame, struct pane area);
/* Shelf, service and answers: actions on the selected or marked alarms, on the network screen on
 * the selected node and all below it. False if it is another action. */
bool screen_alarms_deed(struct console *console, enum action_id id, const char *argument);
/* Opens the screen from another one at what is active; it stays as it is if it is open. */
void screen_alarms_open(struct console *console);
/* Opens the screen at one of its parts. */
void screen_alarms_show(struct console *console, enum alarm_part part);
/* Goes to the next alarm that waits for an answer, from any screen. */
void screen_alarms_next(struct console *console);
/* The dialog's keys. */
void screen_alarms_dialog_key(struct console *console, uint32_t press);
