/* One ticket's page: as long as it is open, this desk has the ticket in hand (ui/claim.h). */
#pragma once
#include "ui/screen.h"

void screen_ticket_open(struct console *console, int64_t id);
/* One that this desk has just opened: it stands on the page once its fact has come. */
void screen_ticket_open_new(struct console *console, int64_t id);
/* "41", "T41", "T-41"; says so if there is none. */
void screen_ticket_open_number(struct console *console, const char *number);
