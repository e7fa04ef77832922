/* A call comes in (F2, 7.4.2): who it is, found as one types, and beside it what is known of the
 * place: its station now, an outage, the neighbours' tickets. Enter opens the ticket's form. */
#pragma once
#include "ui/screen.h"

/* From any screen: what was typed for the last call is gone. */
void screen_intake_open(struct console *console);
void screen_intake_turn(struct console *console);
/* A ticket for what is chosen, or for what was typed if nobody was found. */
void screen_intake_choose(struct console *console);
