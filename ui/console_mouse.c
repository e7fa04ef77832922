#include "ui/console_mouse.h"

#include "ui/lang.h"
#include "ui/rows_frame.h"

#include <string.h>

#define WHEEL_ROWS  3
#define STEPS_MOST  400 /* rows of the largest screen, and headings that are passed over */
#define BUTTON_LEFT 0
#define WHEEL_UP    64

void console_mouse_use(struct console *console, const char *argument)
{
    bool is_on = !console->has_mouse;
    if (*argument && strcmp(argument, "on") != 0 && strcmp(argument, "off") != 0) {
        console_say(console, STYLE_NOTICE, "%s", _("mouse: on or off"));
        return;
    }
    if (*argument)
        is_on = !strcmp(argument, "on");
    console->has_mouse = is_on;
    console->ports.use_mouse(console->ports.ctx, is_on);
    console_say(console, STYLE_TEXT, "%s",
                is_on ? _("mouse on; Shift selects text") : _("mouse off"));
}

/* As the arrows go: no screen has to know where its rows stand. False if the row cannot be come to.
 */
static bool go_to_row(struct console *console, struct frame *frame, int y)
{
    for (int i = 0; i < STEPS_MOST && frame->cursor_y != y; i++) {
        int before = frame->cursor_y;
        console_act(console, before < y ? ACTION_DOWN : ACTION_UP, "");
        console_draw(console, frame, frame->width, frame->height);
        bool is_past = before < y ? frame->cursor_y > y : frame->cursor_y < y;
        if (frame->cursor_y == before || is_past)
            return false;
    }
    return frame->cursor_y == y;
}

static void click(struct console *console, struct frame *frame, int x, int y)
{
    bool withheld[ACTION_COUNT];
    if (y == frame->height - 1 && frame->height >= 4) {
        unsigned objects = console_objects(console, withheld);
        console_act(console, rows_frame_key_at(console->place, objects, withheld, frame->width, x),
                    "");
        return;
    }
    if (y < 2)
        return; /* the frame's own lines */
    if (frame->cursor_y == y)
        console_act(console, ACTION_OPEN, "");
    else
        go_to_row(console, frame, y);
}

void console_mouse(struct console *console, struct frame *frame, int button, int x, int y)
{
    bool is_inside = x >= 0 && x < frame->width && y >= 0 && y < frame->height;
    if (!console->has_mouse || console->mode != MODE_SCREEN || !is_inside)
        return;
    if (button == BUTTON_LEFT) {
        click(console, frame, x, y);
        return;
    }
    for (int i = 0; i < WHEEL_ROWS; i++)
        console_act(console, button == WHEEL_UP ? ACTION_UP : ACTION_DOWN, "");
}
