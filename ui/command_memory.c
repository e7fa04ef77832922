#include "ui/command_memory.h"

#include "backend/base/alloc.h"

#include <stdlib.h>
#include <string.h>

void command_memory_finish(struct command_memory *state)
{
    for (size_t i = 0; i < state->past.count; i++)
        free(state->past.at[i]);
    free(state->past.at);
    *state = (struct command_memory){0};
}

void command_memory_keep(struct command_memory *state, const char *text)
{
    size_t count = state->past.count;
    if (*text && (count == 0 || strcmp(state->past.at[count - 1], text) != 0)) {
        if (count == HISTORY_MOST) {
            free(state->past.at[0]);
            memmove(state->past.at, state->past.at + 1, (count - 1) * sizeof *state->past.at);
            state->past.count--;
        }
        *VEC_PUSH(&state->past) = alloc_text(text);
    }
    state->at = (int)state->past.count;
}

const char *command_memory_go(struct command_memory *state, int step)
{
    int to = state->at + step, count = (int)state->past.count;
    if (to < 0 || to > count)
        return NULL;
    state->at = to;
    return to == count ? "" : state->past.at[to];
}
