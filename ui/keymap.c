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
    {N_("Up"), PRESS_UP},
    {N_("Down"), PRESS_DOWN},
    {N_("Left"), PRESS_LEFT},
    {N_("Right"), PRESS_RIGHT},
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

/* The presses of an action, read once from its keys' names: they are searched at each key. */
struct bound {
    uint32_t press[KEYMAP_KEYS];
    int count;
};

static void bind_keys(struct bound *bound, const char *keys)
{
    bound->count = 0;
    for (const char *at = keys + strspn(keys, " "); *at; at += strspn(at, " ")) {
        char name[16];
        size_t length = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (bound->count < KEYMAP_KEYS)
            bound->press[bound->count++] = keymap_press(name);
        at += length;
    }
}

static const struct bound *bound_keys(void)
{
    static struct bound bounds[ACTION_COUNT];
    static unsigned version;
    if (version == action_keys_version())
        return bounds;
    for (int id = 1; id < ACTION_COUNT; id++)
        bind_keys(&bounds[id], action_keys((enum action_id)id));
    version = action_keys_version();
    return bounds;
}

static bool has_press(const struct bound *bound, uint32_t press)
{
    for (int i = 0; i < bound->count; i++)
        if (bound->press[i] == press)
            return true;
    return false;
}

enum action_id keymap_action(unsigned place, uint32_t press)
{
    const struct bound *bounds = bound_keys();
    uint32_t narrow = keymap_narrow(press);
    for (int id = 1; id < ACTION_COUNT; id++)
        if ((actions[id].place & place) && has_press(&bounds[id], narrow))
            return (enum action_id)id;
    return ACTION_NONE;
}
