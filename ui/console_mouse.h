/* The mouse as keys: a click goes to a row as the arrows would, one on the selected row opens it,
 * the wheel is three arrows, and the bottom line's keys can be pressed with it. So it can do
 * nothing that keys cannot, and no screen knows of it. Off unless asked for: it takes the
 * terminal's own selecting of text away. */
#pragma once
#include "ui/console.h"

/* "on", "off", "" = the other. */
void console_mouse_use(struct console *console, const char *argument);
/* A button (struct input's) at a cell of the frame drawn last, which it draws anew as it goes. */
void console_mouse(struct console *console, struct frame *frame, int button, int x, int y);
