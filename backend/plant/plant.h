/* The whole simulated plant: weather, sources, network, stations, on one simulated clock. */
#pragma once
#include "backend/plant/station.h"
#include "backend/plant/weather.h"

/* Owned by the caller; plant_finish() frees what it owns. Indices are stable once it has started.
 */
struct plant {
    struct weather weather;
    struct network network;
    VEC(struct source) source;
    VEC(struct station) station;
    double now_s; /* simulated time, as in weather.h */
    double outdoor_c;
    double smoothed_c;   /* over some hours: what sources steer by */
    double solved_s;     /* when the network was last solved */
    double remembered_s; /* when sources last noted what they sent */
    uint64_t seed;
};

void plant_init(struct plant *plant, uint64_t seed, double start_s);
void plant_finish(struct plant *plant);

/* Index of the new source or station, with a network node of its own. */
int32_t plant_add_source(struct plant *plant, const char *code, double power_w);
int32_t plant_add_station(struct plant *plant, const char *code);
/* Circuits come in rising number; the area decides their size. NULL if the station is full. */
struct circuit *plant_add_circuit(struct plant *plant, int32_t station, int number, double area_m2);

/* Once all is added: joins the network and settles everything to the state of a running plant. */
void plant_start(struct plant *plant);
/* Runs the simulated clock on, in steps of at most ten seconds. */
void plant_advance(struct plant *plant, double seconds);
