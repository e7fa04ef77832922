/* The secondary side of one heat exchanger with the buildings behind it: control valve, exchanger,
 * circulation pump, make-up, pipes, emitters, rooms. Figures after DOMAIN §6 ("sanity numbers",
 * "heating curve"). Pure: the state moves only by circuit_step().
 * Units: °C, K, kg/s, W, J, MPa (gauge), s; valve positions 0..1 inside, per cent at the registers.
 */
#pragma once
#include "backend/plant/chance.h"
#include "backend/plant/emitter.h"

#include <stdbool.h>

#define CURVE_POINTS 8
#define SLOTS        12

enum valve_mode { VALVE_FIXED = 0, VALVE_SUPPLY = 1, VALVE_CURVE = 2, VALVE_FLOW = 4 };
enum pump_mode { PUMP_HZ = 0, PUMP_DP = 1 };

/* What is built: set once. */
struct circuit_design {
    bool is_floor;          /* floor heating 45/35, else radiators 60/45 */
    double area_m2, heat_w; /* heated floor, heat at -9.2 °C outside */
    double flow_kgs;        /* at 40 Hz */
    double exponent;        /* emitters: heat ~ excess^(1 + exponent) */
    double emitter_w_k;     /* heat per excess^(1 + exponent) */
    double building_w_k;    /* loss */
    double building_j_k;    /* heat held */
    double gains_w;         /* people, sun, kitchens */
    double water_kg;
    double exchanger_w_k;      /* at design flows */
    double primary_kgs;        /* through the open valve at 0.12 MPa */
    double primary_design_kgs; /* at design heat */
    double pump_kw;
    double hold_mpa; /* return pressure to be held: static head and a little */
};

/* What a dispatcher sets. */
struct circuit_setting {
    int valve_mode, pump_mode;
    double supply_c; /* VALVE_SUPPLY */
    double curve_out_c[CURVE_POINTS],
        curve_supply_c[CURVE_POINTS];    /* VALVE_CURVE, falling outdoor */
    double slot_k[SLOTS];                /* two hours each, from midnight */
    double slope, level_k, room_c;       /* bend of the curve: 1.2, 0 and 20 leave it */
    double valve, valve_low, valve_high; /* VALVE_FIXED, and bounds; 0..1 */
    double flow_kgs;                     /* VALVE_FLOW: primary */
    bool is_pump_stopped;
    double pump_hz, pump_dp_mpa;
    double hold_mpa, hold_high_mpa, hold_low_mpa;
};

struct circuit {
    int number; /* 1.. */
    struct circuit_design design;
    struct circuit_setting set;
    double valve, integral; /* 0..1 */
    double primary_kgs, primary_out_c;
    double supply_c, return_c; /* at the station */
    double emitter_in_c, emitter_out_c;
    double room_c;   /* mean of its rooms */
    double heat_w;   /* through the exchanger */
    double flow_kgs; /* secondary */
    double pump_hz, p_return_mpa;
    bool is_filling;            /* make-up pump runs */
    double leak_kgs, burst_kgs; /* always a little, and by a fault */
    double makeup_kgs, makeup_m3;
    double room_spread_k; /* between its rooms, one deviation */
};

/* Sizes a circuit for a heated floor area and settles it at `outdoor_c` and `primary_c`. */
void circuit_init(struct circuit *circuit, int number, double area_m2, bool is_floor,
                  struct chance *chance);
void circuit_settle(struct circuit *circuit, double outdoor_c, double hour, double primary_c,
                    double dp_mpa);

/* What surrounds it during one step. */
struct circuit_input {
    double step_s; /* at most 10 */
    double hour;   /* local, for the slots */
    double outdoor_c;
    double primary_c, dp_mpa; /* what the network offers */
    bool is_powered;
};
void circuit_step(struct circuit *circuit, const struct circuit_input *in);

/* The supply temperature that the controller aims at now. */
double circuit_target(const struct circuit *circuit, double outdoor_c, double hour);
/* The curve alone: eight points, slot, slope, level, wanted room. */
double circuit_curve(const struct circuit *circuit, double outdoor_c, double hour);

double circuit_dp_mpa(const struct circuit *circuit); /* P2g - P2h */
double circuit_strainer_mpa(const struct circuit *circuit);
double circuit_pump_amps(const struct circuit *circuit);
double circuit_pump_w(const struct circuit *circuit);
/* How many of `rooms` sampled rooms are at or above `limit_c`. */
double circuit_rooms_above(const struct circuit *circuit, int rooms, double limit_c);

/* Heat through a counterflow exchanger (effectiveness by number of transfer units), W. */
double exchanger_heat_w(double w_k, double hot_kgs, double hot_c, double cold_kgs, double cold_c);
