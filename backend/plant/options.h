/* heatplant's command line. */
#pragma once
#include "backend/plant/city.h"

enum options_verb { VERB_SERVE, VERB_CITY, VERB_TELL, VERB_END };

struct options {
    enum options_verb verb; /* VERB_END: leave with `code` (help, version, or a mistake told) */
    int code;
    /* serve */
    const char *plant, *listen, *weather, *scenario, *pty_dir, *control, *writes;
    bool allows_remote, ends_with_stdin;
    double speed;
    double start_s; /* simulated time; 0: now */
    uint64_t seed;
    /* city */
    struct city_wish city;
    /* tell */
    const char *socket;
    char *const *line;
    int lines;
};

/* Mistakes and help go to the terminal. Texts belong to argv. */
void options_read(struct options *options, int argc, char **argv);
