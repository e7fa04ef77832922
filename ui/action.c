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

void action_key(const struct action *action, char *out, size_t size)
{
    size_t length = strcspn(action->keys, " ");
    snprintf(out, size, "%.*s", (int)length, action->keys);
}
