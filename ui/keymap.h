/* From a key to an action, by the action table alone. Keys are Unicode characters, or PRESS_…
 * beyond them. Full-width characters of a Chinese input method count as ASCII (UI.md "Keys"). */
#pragma once
#include "ui/action.h"

#include <stdint.h>

enum press {
    PRESS_ENTER = '\n',
    PRESS_TAB = '\t',
    PRESS_ESC = 27,
    PRESS_BACKSPACE = '\b',
    PRESS_UP = 0x110000,
    PRESS_DOWN,
    PRESS_LEFT,
    PRESS_RIGHT,
    PRESS_PAGE_UP,
    PRESS_PAGE_DOWN,
    PRESS_HOME,
    PRESS_END,
    PRESS_DELETE,
    PRESS_INSERT,
    PRESS_F1, /* … F12 follow */
    PRESS_F12 = PRESS_F1 + 11,
};

#define KEYMAP_KEYS 8 /* the most one action has */

/* ACTION_NONE if the key means nothing at `place`. */
enum action_id keymap_action(unsigned place, uint32_t press);
/* The key of a name in the table ("PgUp", "Ctrl-L", "w"); 0 if there is none. */
uint32_t keymap_press(const char *name);
/* Full-width to ASCII; anything else as it is. */
uint32_t keymap_narrow(uint32_t press);
