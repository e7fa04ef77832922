/* The ticket that is named as the work which takes an alarm or a place out of service: whose it is,
 * and whether that is doubtful. Pure. */
#pragma once
#include "ui/alarm_dialog.h"
#include "ui/world.h"

/* A sentence about the ticket that the dialog's text names, in the language of the screen; "" = it
 * names none. True if it hardly is this work: unknown, closed, or at another place. */
bool alarm_work_doubt(const struct world *world, const struct alarm_dialog *dialog, char *out,
                      size_t size);
