/* Reads a plant's folder (nodes.csv, links.csv, devices.csv, profiles/) into a fleet: the same
 * files that `heatdesk import` takes, of which this needs less and checks what it needs. */
#pragma once
#include "backend/plant/fleet.h"

/* The fleet's plant is initialised by the caller. False with mistakes in `out`, a line each. */
bool load_fleet(struct fleet *fleet, const char *dir, FILE *out);
