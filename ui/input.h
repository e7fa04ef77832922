/* Raw bytes of a terminal, made into key presses (enum press and Unicode characters), pastes and
 * answers to our questions. Pure and incremental: any split of the bytes gives the same. Curses'
 * own parser blocks the loop for ESCDELAY on each ESC (UI.md facts 6). */
#pragma once
#include "ui/keymap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
    char held[64]; /* an unfinished sequence or character */
    size_t length;
    bool is_pasting;
    void *ctx;
    void (*on_press)(void *ctx, uint32_t press);
    void (*on_paste)(void *ctx, uint32_t character);   /* one pasted character, printable */
    void (*on_column)(void *ctx, int row, int column); /* answer to CSI 6 n */
    /* A press of a button (0 left, 64 wheel up, 65 wheel down) at a cell, from 0. */
    void (*on_mouse)(void *ctx, int button, int x, int y);
    void (*on_version)(void *ctx, const char *version); /* answer to CSI > 0 q, printable */
};

void input_feed(struct input *input, const char *bytes, size_t length);
/* Whether an ESC waits for its rest: after 50 ms without it, input_timeout() makes it a key. */
bool input_is_waiting(const struct input *input);
void input_timeout(struct input *input);
