/* Tickets of a bench: called in over the last day, a third of them overdue. */
#pragma once
#include "tests/bench/common/pty.h"

void tickets_open(int count);
/* Starts the real console and goes to its board, when it shows so many in work. */
void tickets_show_board(struct pty *console, int count);
