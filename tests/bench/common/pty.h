/* A program on a pseudo-terminal of 200x60 (xterm-256color, UTF-8), and what it sends, with times.
 * The terminal answers cursor position reports, as a real one does. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty {
    int fd;
    pid_t pid;
    double started; /* now_s() just before the program's start */
    double at;      /* of the last bytes */
    size_t bytes, reads;
    char last[1 << 17]; /* what the last call read, as far as it fits */
    size_t length;
};

/* `variables`: NAME=VALUE …, NULL at the end, on top of the environment. */
void pty_start(struct pty *pty, char *const arguments[], const char *const variables[]);
/* Reads until nothing has come for `quiet_s`, or `most_s` is over; false if nothing came. */
bool pty_read(struct pty *pty, double quiet_s, double most_s);
/* Reads until `text` has come; its time is in `at`. False after `most_s`. */
bool pty_wait(struct pty *pty, const char *text, double most_s);
void pty_send(struct pty *pty, const char *keys);
void pty_end(struct pty *pty);
