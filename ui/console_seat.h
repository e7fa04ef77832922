/* The console's half of seat.h: which keys wait for the PIN, the masked line. */
#pragma once
#include "ui/console.h"

/* Once a turn. */
void console_seat_turn(struct console *console);
/* Whether the key goes with the one that woke the desk a moment ago: somebody types on unseeing. */
bool console_seat_drops(struct console *console, uint32_t press);
/* True if the login only reads and the action is a dispatcher's; said so. */
bool console_seat_reads(struct console *console, enum action_id id);
void console_seat_refuse(struct console *console);
/* Whether the action has to wait: the desk is locked, and it would change something. Asks for the
 * PIN then. */
bool console_seat_holds(struct console *console, enum action_id id);
/* A dialog that opened on a locked desk by any other way closes again. */
void console_seat_check(struct console *console);
/* A key of the masked line. */
void console_seat_key(struct console *console, uint32_t press);
/* What the masked line asks for. */
void console_seat_prompt(const struct console *console, char *out, size_t size);
/* :lock, :operator [NUMBER], :pin: false if it is another action. */
bool console_seat_act(struct console *console, enum action_id id, const char *argument);
void console_seat_answer(struct console *console, const struct desk_answer *answer);
