/* A plant's nodes.csv, read for the simulation: sources, junctions, stations, circuits, and how
 * much is heated behind each circuit. Grouping nodes (network) mean nothing to it. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/site.h"
#include "backend/plant/codes.h"

#include <stdio.h>

struct roster_node {
    char *code;
    int32_t parent;     /* index, -1 = none */
    int32_t households; /* its own count and the household rows right below it */
    int line;
    uint8_t kind, circuit;
    int32_t place; /* for whoever builds the plant */
};

/* Households are counted, not kept. Owned by the caller; roster_finish() frees what it owns. */
struct roster {
    VEC(struct roster_node) node;
    struct codes index; /* by code */
};

/* False with mistakes in `out` as "file:line: what, expected what", at most 20. */
bool roster_load(struct roster *roster, const char *path, FILE *out);
void roster_finish(struct roster *roster);
/* The nearest node of that kind at or above `node`, or -1. */
int32_t roster_above(const struct roster *roster, int32_t node, enum node_kind kind);
