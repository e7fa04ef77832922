#include "ui/action.h"

#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

const struct action actions[ACTION_COUNT] = {
#define X(id, keys, verb, argument, label, sentence, place, object)                                \
    [ACTION_##id] = {ACTION_##id, keys, verb, argument, label, sentence, place, object},
    ACTIONS(X)
#undef X
};

size_t action_match(const char *prefix, enum action_id *out, size_t room)
{
    size_t count = 0, length = strlen(prefix);
    for (int id = 1; id < ACTION_COUNT; id++) {
        const char *verb = actions[id].verb;
        if (!*verb || strncmp(verb, prefix, length))
            continue;
        if (verb[length] == '\0' && length) {
            out[0] = (enum action_id)id;
            return 1;
        }
        if (count < room)
            out[count] = (enum action_id)id;
        count++;
    }
    return count;
}

static const char *own_keys[ACTION_COUNT];
static unsigned keys_version = 1;

const char *action_keys(enum action_id id)
{
    return own_keys[id] ? own_keys[id] : actions[id].keys;
}

void action_use_keys(enum action_id id, const char *keys)
{
    own_keys[id] = keys;
    keys_version++;
}

unsigned action_keys_version(void)
{
    return keys_version;
}

void action_key(const struct action *action, char *out, size_t size)
{
    const char *keys = action_keys(action->id);
    size_t length = strcspn(keys, " ");
    snprintf(out, size, "%.*s", (int)length, keys);
}

/* What is not named here changes something: a new action is held until somebody has thought of it.
 */
bool action_only_looks(enum action_id id)
{
    switch ((int)id) {
    case ACTION_OPEN:
    case ACTION_TOGGLE:
    case ACTION_UNFOLD:
    case ACTION_FOLD:
    case ACTION_FIND:
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
    case ACTION_NEXT_TROUBLE:
    case ACTION_NEXT_DUE:
    case ACTION_NEXT_ALARM:
    case ACTION_GO:
    case ACTION_NEXT_PART:
    case ACTION_UP:
    case ACTION_DOWN:
    case ACTION_PAGE_UP:
    case ACTION_PAGE_DOWN:
    case ACTION_FIRST:
    case ACTION_LAST:
    case ACTION_EARLIER:
    case ACTION_LATER:
    case ACTION_BOARD_BEFORE:
    case ACTION_BOARD_NEXT:
    case ACTION_ZOOM_IN:
    case ACTION_ZOOM_OUT:
    case ACTION_SPAN:
    case ACTION_DROP:
    case ACTION_SORT:
    case ACTION_NETWORK:
    case ACTION_ALARMS:
    case ACTION_REPORT:
    case ACTION_TICKETS:
    case ACTION_TICKET:
    case ACTION_WALL:
    case ACTION_BOARDS:
    case ACTION_OUTAGES:
    case ACTION_STATION:
    case ACTION_TREND:
    case ACTION_RATES:
    case ACTION_CREWS:
    case ACTION_JOBS:
    case ACTION_LINES:
    case ACTION_JOURNAL:
    case ACTION_HELP:
    case ACTION_BACK:
    case ACTION_COMMAND:
    case ACTION_SILENCE:
    case ACTION_COLUMNS:
    case ACTION_THEME:
    case ACTION_LANGUAGE:
    case ACTION_AT:
    case ACTION_NOW:
    case ACTION_STEP_BACK:
    case ACTION_STEP_ON:
    case ACTION_PLAY:
    case ACTION_SPEED:
    case ACTION_MOUSE:
    case ACTION_LOCK:
    case ACTION_OPERATOR: /* asks for a PIN by itself */
    case ACTION_REDRAW: return true;
    }
    return false;
}

bool action_is_dispatchers(enum action_id id)
{
    if (action_only_looks(id))
        return false;
    switch (actions[id].object) {
    case OBJECT_ALARM:
    case OBJECT_UNANSWERED:
    case OBJECT_ANSWERED:
    case OBJECT_LATCHED:
    case OBJECT_SHELVED:
    case OBJECT_OUTAGE:
    case OBJECT_CREW: return true;
    case OBJECT_ANY:
    case OBJECT_NODE:
    case OBJECT_STATION:
    case OBJECT_SETPOINT:
    case OBJECT_FACT:
    case OBJECT_TICKET:
    case OBJECT_TREND:
    case OBJECT_WAY_BACK:
    case OBJECT_NONE: return id == ACTION_OUTAGE || id == ACTION_IN;
    }
    return false;
}
