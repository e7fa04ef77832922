/* The file that curses draws into, in memory: curses writes to nothing but a file, and must never
 * write to a terminal that may be slow. What has been drawn is taken out of it frame by frame. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* Owned by the terminal; frame_file_close() frees, also what was never opened. */
struct frame_file {
    FILE *stream; /* for curses */
    off_t taken;  /* up to here */
};

/* False with errno. */
bool frame_file_open(struct frame_file *file);
void frame_file_close(struct frame_file *file);
/* Moves at most `room` bytes of what was written and not taken yet; fewer than `room`: it was all.
 */
size_t frame_file_take(struct frame_file *file, char *bytes, size_t room);
/* What was written so far is nobody's. */
void frame_file_forget(struct frame_file *file);
