/* What a register means: the points of DOMAIN §6, read from and written to the simulated plant.
 * A profile's point is bound to a signal by its code; a point that no signal knows keeps whatever
 * is written to it. */
#pragma once
#include "backend/device/profile.h"
#include "backend/plant/plant.h"

#include <stdbool.h>

/* Where a device stands: at a station or at a source (the other is NULL). */
struct signal_place {
    const struct plant *plant;
    struct station *station;
    struct source *source;
    int circuit; /* of a device below one circuit, else 0 */
};

/* What a signal belongs to; its field or function is looked for there. */
enum signal_scope { SCOPE_PRIMARY, SCOPE_CIRCUIT, SCOPE_STATION };

/* One row a signal. The value is the double at `offset` of its scope times `factor`, unless `get`
 * makes it; it can be set where `is_set` or `set` says so. */
struct signal {
    const char *code; /* before the dot; '#' stands for a number from `first` */
    enum signal_scope scope;
    float noise; /* one deviation of the sensor */
    size_t offset;
    double factor;
    double (*get)(const struct signal_place *place, const void *of);
    bool is_set;
    void (*set)(void *of, double value);
    int first, count; /* of a '#' */
    /* Behind a level coil: the supervisor holds it while the coil says so, and then the circuit's
     * valve is in this mode; else the controller works on its own. */
    bool is_held;
    enum valve_mode held_mode;
};

struct signal_binding {
    const struct signal *signal; /* NULL: none */
    int index;                   /* of a '#', from 0 */
    int circuit;                 /* 0: the device's own */
    double factor;               /* from the signal's unit to the point's */
};

/* Binds by the code, and converts by the unit ("MW", "kW", "GJ/h", "t/h", "m3/h", "MPa", "kPa" …).
 * A set-point with a level coil shows what is in force: the controller moves it on its own. */
struct signal_binding signal_bind(const struct point *point);

/* Value in the point's unit; NaN where the plant has no such thing. */
double signal_read(const struct signal_place *place, const struct signal_binding *binding);
/* False if there is no such thing, or it cannot be set. */
bool signal_write(const struct signal_place *place, const struct signal_binding *binding,
                  double value);
/* Where a setting that the plant knows nothing of stands at first (alarm limits); NaN: no idea. */
double signal_resting(const struct point *point);
/* The circuit that a binding speaks of, or NULL. */
struct circuit *signal_circuit(const struct signal_place *place, int number);
