/* What happens to the plant: lines of a scenario file ("at 60s S0417 silent for 30s") or of the
 * control socket (the same without "at"). Times of faults are real time since the start; a cold
 * wave's length is simulated time. heatplant(1) has the words. */
#pragma once
#include "backend/plant/fleet.h"

struct scenario_order {
    int64_t at_ms;  /* after the start; 0 for now */
    int64_t for_ms; /* 0: until healed */
    bool is_weather;
    double depth_k; /* of the cold wave */
    struct fault fault;
    char point[POINT_ID_SIZE]; /* of the fault, "" if it needs none */
    char *who;                 /* owned by the order */
};

struct scenario {
    VEC(struct scenario_order) order; /* by time */
    size_t done;
};

/* Reads one line; `has_time`: it starts with "at TIME". False with `why` (what, expected what); an
 * empty line or comment is true with who NULL. */
bool scenario_read_line(const struct fleet *fleet, const char *line, bool has_time,
                        struct scenario_order *out, char *why, size_t why_size);
/* False with each mistake in `out` as file:line: what, expected what. */
bool scenario_load(struct scenario *scenario, const struct fleet *fleet, const char *path,
                   FILE *out);
void scenario_finish(struct scenario *scenario);

/* Carries an order out. */
void scenario_obey(struct fleet *fleet, const struct scenario_order *order, struct mono now);
/* Carries out what is due; true while more is to come. */
bool scenario_run(struct scenario *scenario, struct fleet *fleet, struct mono started,
                  struct mono now);
