/* A substation: the primary side it shares with its network, one to three circuits, the common
 * instruments. Units as in circuit.h. */
#pragma once
#include "backend/plant/circuit.h"
#include "backend/plant/network.h"
#include "backend/plant/source.h"

#define CIRCUITS_MOST 9

struct station {
    char *code;
    int32_t pipe;   /* network node */
    int32_t source; /* index */
    struct primary primary;
    struct circuit *circuit; /* circuit_count of them, owned by the plant */
    int circuit_count;
    double outdoor_offset_k; /* its sensor stands in sun or wind */
    double outdoor_c;
    double tank_m;
    bool is_tank_filling;
    double energy_kwh;
    double battery; /* 0..1 */
    bool is_powered, is_remote;
};

struct station_input {
    double step_s, hour, outdoor_c;
    const struct source *source;
    const struct pipe_node *pipe;
};
void station_init(struct station *station, struct chance *chance);
/* Settles its circuits to a morning's state; the pipes carry nothing yet. */
void station_settle(struct station *station, const struct station_input *in);
void station_step(struct station *station, const struct station_input *in);
/* Primary flow that all its circuits take now, and what they take at design. */
double station_design_kgs(const struct station *station);
