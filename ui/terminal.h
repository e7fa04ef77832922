/* The terminal: the only file that knows newterm() and doupdate(). Curses draws into a memory file;
 * each frame goes out with one non-blocking write on a description of our own, and frames are
 * dropped while one is in flight, so that a stalled link can never stop the loop (UI.md facts 1).
 */
#pragma once
#include "ui/frame.h"
#include "widgets/theme.h"

#include <uv.h>

struct terminal;

struct terminal_events {
    void *ctx;
    void (*on_press)(void *ctx, uint32_t press);
    void (*on_paste)(void *ctx, uint32_t character);
    void (*on_resize)(void *ctx);
    /* The terminal answered whether box characters take one cell. */
    void (*on_narrow)(void *ctx, bool is_narrow);
    void (*on_mouse)(void *ctx, int button, int x, int y);
    void (*on_version)(void *ctx, const char *version); /* it said who it is */
    void (*on_ready)(void *ctx);                        /* a frame that was in flight has left */
    void (*on_hangup)(void *ctx);                       /* gone, or SIGTERM, SIGHUP */
};

/* Takes the controlling terminal. NULL with a sentence in `why` if it cannot be used. `record`: an
 * asciicast v2 file to write, or NULL. One at a time in a process. */
struct terminal *terminal_open(uv_loop_t *loop, const struct terminal_events *events,
                               const struct theme *theme, const char *record, char *why,
                               size_t size);
/* Restores the terminal at once; memory is freed when the loop has closed the handles. */
void terminal_close(struct terminal *terminal);

void terminal_size(const struct terminal *terminal, int *width, int *height);
void terminal_use_theme(struct terminal *terminal, const struct theme *theme);
/* Everything is drawn anew with the next frame (Ctrl-L). */
void terminal_repaint(struct terminal *terminal);
/* A sequence that draws nothing, behind a frame that is in flight: "\a" rings. */
void terminal_send(struct terminal *terminal, const char *bytes, size_t length);
/* False if the last frame is still in flight: nothing was drawn, on_ready follows. */
bool terminal_draw(struct terminal *terminal, const struct frame *frame);
