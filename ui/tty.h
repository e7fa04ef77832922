/* The controlling terminal as a device: an own description of /dev/tty, raw (Ctrl-S once froze a
 * loop for 3.1 s), and everything put back at exit and in a crash. One a process. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

struct tty {
    int fd; /* non-blocking; -1 = not open */
    struct termios before;
};

/* What its owner sends once tty_enter() is done: the other screen, no scrolling region, bracketed
 * paste. */
#define TTY_ENTER "\033[?1049h\033[r\033[?2004h"

bool tty_open(struct tty *tty, char *why, size_t size);
/* Raw; from here on a crash puts the terminal back. Again after somebody else had it. */
void tty_enter(struct tty *tty);
/* Puts everything back; NULL-safe for one that was never opened (fd -1). */
void tty_close(struct tty *tty);
/* 1..500 x 1..200. */
void tty_size(const struct tty *tty, int *width, int *height);
