/* A night of a lone dispatcher as twenty tasks, each by keys alone from where he happens to be, and
 * what must have been asked of the database, or be on the screen, when they are pressed. */
#pragma once
#include "tests/ui/fixture.h"

struct night_task {
    const char *name;
    void (*start)(struct fixture *fixture, const char *language);
    void (*then)(struct fixture *fixture); /* before the keys, NULL = nothing */
    const char *keys; /* as fixture_keys(): what stands behind a ' is a person's words */
    const char *done; /* "deed ack", "alarm shelve", "set 54", "text on the screen", "place" */
};
extern const struct night_task night_tasks[];
extern const size_t night_task_count;

/* Plays one; false if it did not come to what it should. How many keys it took: words that are
 * typed count for nothing, a figure that is typed counts each digit. */
bool night_play(const struct night_task *task, int *keys, char *why, size_t size);
