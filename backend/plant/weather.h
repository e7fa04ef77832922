/* Outdoor temperature over simulated time: made up (a daily swing and cold waves of a winter on the
 * north China plain, by seed) or taken from an hourly series; scripted cold waves come on top.
 * Simulated time is seconds since 1970-01-01T00:00:00Z; local time is eight hours ahead. */
#pragma once
#include "backend/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct weather_sample {
    int64_t at_s;
    double outdoor_c;
};

struct weather_wave {
    double from_s, to_s;
    double depth_k; /* the temperature falls by so much in the middle */
};

/* Embedded; weather_finish() frees what it owns. */
struct weather {
    double phase[4];                   /* of the made-up weather's slow waves */
    VEC(struct weather_sample) series; /* empty: made up */
    double shift_s;                    /* series time = simulated time + shift */
    VEC(struct weather_wave) wave;
};

void weather_init(struct weather *weather, uint64_t seed);
void weather_finish(struct weather *weather);

/* Reads a series: columns `timestamp` (ISO 8601 with zone) and `temp_c`, further ones are ignored,
 * a blank temperature is bridged from its neighbours. The series is laid so that its date and hour
 * meet `start_s`'s in its newest year that has them, else its first row does.
 * False with "file:line: what, expected what". */
bool weather_load(struct weather *weather, const char *path, double start_s, char *why,
                  size_t why_size);

/* Adds a cold wave of raised-cosine form. */
void weather_add_wave(struct weather *weather, double from_s, double for_s, double depth_k);

double weather_outdoor(const struct weather *weather, double now_s);
/* Local hour of the day, 0 ≤ h < 24. */
double weather_hour(double now_s);
