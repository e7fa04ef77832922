/* The console at a past moment: what was so then is shown, framed so that nobody takes it for now;
 * time is stepped or played; nothing can be changed. The desk loads the site of then
 * (backend/store/past.h); alarms of now go on ringing. */
#pragma once
#include "ui/console.h"

#define PAST_STEP_MS    60000
#define PAST_SPEED      60 /* of playing, unless said otherwise */
#define PAST_SPEED_MOST 3600

bool console_is_past(const struct console *console);
/* Once a turn: playing goes on. */
void console_past_turn(struct console *console);
/* :at, :now, :speed, the keys that step and play; false if it is another action. */
bool console_past_act(struct console *console, enum action_id id, const char *argument);
/* Whether the action has to wait for now: it would change something. Says so. */
bool console_past_holds(struct console *console, enum action_id id);
/* A dialog that opened all the same closes again. */
void console_past_check(struct console *console);
/* Whether a screen shows nothing of then. */
bool console_past_lacks(enum action_place place);
/* To a moment, from the journal. */
void console_past_go(struct console *console, struct wall at);
/* Back to now; false if it is. */
bool console_past_leave(struct console *console);
/* Why there is nothing to see: nothing is known of before `first`; returns `out`. */
const char *console_past_nothing(struct wall first, char *out, size_t size);
