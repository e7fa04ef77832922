/* All devices of a plant and the outlets they answer at. */
#pragma once
#include "backend/device/endpoint.h"
#include "backend/plant/codes.h"
#include "backend/plant/controller.h"

#include <stdio.h>

/* One address, gateway or serial line, with the units behind it. */
struct outlet {
    char *text; /* the endpoint as devices.csv has it */
    struct endpoint endpoint;
    enum framing framing;
    VEC(int32_t) controller; /* indices into the fleet */
    int line;                /* of devices.csv where it first stands */
};

/* Owned by the caller; fleet_finish() frees what it owns, the plant too. */
struct fleet {
    struct plant plant;
    VEC(struct profile *) profile;
    VEC(struct layout *) layout; /* of each profile */
    VEC(struct controller) controller;
    VEC(struct outlet) outlet;
    struct codes controller_of; /* by name */
    struct codes outlet_of;     /* by endpoint */
};

void fleet_finish(struct fleet *fleet);

/* Index of the profile of that name: DIR/profiles/NAME.profile, else a shipped one. -1 with its
 * mistakes in `out`. */
int fleet_profile(struct fleet *fleet, const char *dir, const char *name, FILE *out);

/* The unit's device at an outlet, or NULL. */
struct controller *fleet_unit(struct fleet *fleet, const struct outlet *outlet, uint8_t unit);

/* Devices that `who` names: "S0417" all of a station or source, "S0417/plc" one, "all". Their
 * number; `index` has room for all. */
size_t fleet_find(const struct fleet *fleet, const char *who, int32_t *index);
/* Ends faults that are over, and lets access codes run out. */
void fleet_expire(struct fleet *fleet, struct mono now);
