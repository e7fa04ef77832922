#include "ui/keymap.h"

#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t press;
} names[] = {
    {N_("Enter"), PRESS_ENTER},
    {"Tab", PRESS_TAB},
    {"Esc", PRESS_ESC},
    {N_("Space"), ' '},
    {"Backspace", PRESS_BACKSPACE},
    {"Up", PRESS_UP},
    {"Down", PRESS_DOWN},
    {"Left", PRESS_LEFT},
    {"Right", PRESS_RIGHT},
    {"PgUp", PRESS_PAGE_UP},
    {"PgDn", PRESS_PAGE_DOWN},
    {"Home", PRESS_HOME},
    {"End", PRESS_END},
    {"Ctrl-L", 'L' - '@'},
};

uint32_t keymap_press(const char *name)
{
    int number;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].name, name))
            return names[i].press;
    if (sscanf(name, "F%d", &number) == 1 && number >= 1 && number <= 12)
        return (uint32_t)(PRESS_F1 + number - 1);
    return name[0] > ' ' && !name[1] ? (uint32_t)name[0] : 0;
}

uint32_t keymap_narrow(uint32_t press)
{
    if (press >= 0xFF01 && press <= 0xFF5E)
        return press - 0xFEE0;
    switch (press) {
    case 0x3000: return ' ';
    case 0x3001: return '/'; /* what a pinyin input method makes of the slash key */
    case 0x3002: return '.';
    case 0x3010: return '[';
    case 0x3011: return ']';
    }
    return press;
}

static bool has_key(const struct action *action, uint32_t press)
{
    char name[16];
    const char *keys = action_keys(action->id);
    for (const char *at = keys + strspn(keys, " "); *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (keymap_press(name) == press)
            return true;
        at += length;
    }
    return false;
}

enum action_id keymap_action(unsigned place, uint32_t press)
{
    uint32_t narrow = keymap_narrow(press);
    for (int id = 1; id < ACTION_COUNT; id++)
        if ((actions[id].place & place) && has_key(&actions[id], narrow))
            return (enum action_id)id;
    return ACTION_NONE;
}
