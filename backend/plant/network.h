/* The primary network: which source feeds a station over which pipes, how long the water takes, how
 * much it cools and how much pressure it loses on the way. Loops and several sources are normal:
 * each node is fed by the source nearest along open pipes; the pipes left over carry nothing. */
#pragma once
#include "backend/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct pipe_link {
    int32_t from, to;
    double length_m, diameter_m; /* diameter 0: sized for the flow it first carries */
};

struct pipe_node {
    int32_t source; /* which one feeds it, -1 until network_join */
    int32_t parent; /* the node before it, -1 at a source */
    double length_m, diameter_m;
    double taken_kgs; /* by the station here; the caller sets it */
    double flow_kgs;  /* in the pipe towards it */
    double delay_s;   /* from its source to here */
    double kept;      /* share of the excess over ground temperature that is left */
    double loss_mpa;  /* in the pipe towards it, smoothed */
    double drop_mpa;  /* supply side, from its source to here; the return loses the same */
};

/* Embedded; network_finish() frees what it owns. */
struct network {
    VEC(struct pipe_node) node;
    VEC(struct pipe_link) link;
    int32_t *order; /* nodes, each after its parent */
};

void network_finish(struct network *network);
int32_t network_add_node(struct network *network);
void network_add_link(struct network *network, int32_t from, int32_t to, double length_m,
                      double diameter_m);
/* Feeds every node from `source[0..count)`, by shortest way. A node that no pipe reaches gets one
 * of 1,000 m from the first source, so that a half-typed plant lives too. */
void network_join(struct network *network, const int32_t *source, int32_t count);
/* New flows, delays, losses and pressures after `taken_kgs` changed. */
void network_solve(struct network *network);
