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

bool tty_open(struct tty *tty, char *why, size_t size);
/* Raw, the other screen, bracketed paste. */
void tty_enter(struct tty *tty);
void tty_close(struct tty *tty);
/* 1..500 x 1..200. */
void tty_size(const struct tty *tty, int *width, int *height);
