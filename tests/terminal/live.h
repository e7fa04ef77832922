/* A database with a small city in which a child process plays the collector through its own
 * functions, so that the console has something live to show. */
#pragma once
#include "tests/store/ground.h"

#include <sys/types.h>

enum live_mode {
    LIVE_STILL = 's', /* the collector is there, no value changes */
    LIVE_STORM = 'v', /* every value changes, as fast as the database takes it */
};

struct live {
    struct ground ground;
    char console[128]; /* connection string of a dispatcher */
    pid_t collector;
    int order, answer; /* pipes to it and from it */
};

void live_start(struct live *live, const char *name);
void live_stop(struct live *live);
/* Returns when it is so. */
void live_set(struct live *live, enum live_mode mode);
