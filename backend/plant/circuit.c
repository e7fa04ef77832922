#include "backend/plant/circuit.h"

#include <math.h>

#define DESIGN_OUTDOOR_C -9.2
#define DESIGN_ROOM_C    18.0
#define DESIGN_DP_MPA    0.12
#define DESIGN_HZ        40.0
#define VALVE_RANGE      30.0 /* equal percentage: flow 30 to 1 */
#define VALVE_TRAVEL_S   90.0
#define SENSOR_S         25.0 /* exchanger's and well's lag */

static const double curve_out_c[CURVE_POINTS] = {10, 5, 2, 0, -3, -6, -9, -12};
static const double curve_radiator_c[CURVE_POINTS] = {34, 41, 45, 48, 52, 56, 60, 63};
static const double curve_floor_c[CURVE_POINTS] = {28, 32, 35, 36, 39, 42, 45, 47};
static const double slot_default_k[SLOTS] = {-1, -1, 1, 1, 0, -1, -2, -2, 0, 1, 1, 0};

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double part_of(double step_s, double lag_s)
{
    return lag_s <= 0 ? 1.0 : 1.0 - exp(-step_s / lag_s);
}

static void size_building(struct circuit_design *design, struct chance *chance)
{
    double area = design->area_m2;
    design->heat_w = area * chance_between(chance, 42, 48);
    design->building_w_k = design->heat_w / (DESIGN_ROOM_C - DESIGN_OUTDOOR_C);
    design->building_j_k = design->building_w_k * 3600 * chance_between(chance, 36, 60);
    design->gains_w = area * chance_between(chance, 3.0, 5.0);
    design->water_kg = area * (design->is_floor ? 1.6 : 1.3);
    design->pump_kw = area * 0.46e-3;
    design->hold_mpa = chance_between(chance, 0.26, 0.34);
}

static void size_exchanger(struct circuit_design *design, struct chance *chance)
{
    double supply = design->is_floor ? 45 : 60, back = design->is_floor ? 35 : 45;
    double primary_c = 100, approach = 4.5;
    double hot_end = primary_c - supply, cold_end = approach;
    design->exponent = design->is_floor ? 0.10 : 0.30;
    design->flow_kgs = design->heat_w / (WATER_J_KGK * (supply - back));
    design->emitter_w_k = design->heat_w * chance_between(chance, 1.00, 1.18) /
                          pow((supply + back) / 2 - DESIGN_ROOM_C, 1 + design->exponent);
    design->exchanger_w_k = design->heat_w * log(hot_end / cold_end) / (hot_end - cold_end);
    design->primary_design_kgs = design->heat_w / (WATER_J_KGK * (primary_c - back - approach));
    design->primary_kgs = design->primary_design_kgs * 2.6;
}

static void set_defaults(struct circuit *circuit)
{
    struct circuit_setting *set = &circuit->set;
    const struct circuit_design *design = &circuit->design;
    set->valve_mode = VALVE_SUPPLY;
    set->pump_mode = PUMP_HZ;
    for (int i = 0; i < CURVE_POINTS; i++) {
        set->curve_out_c[i] = curve_out_c[i];
        set->curve_supply_c[i] = design->is_floor ? curve_floor_c[i] : curve_radiator_c[i];
    }
    for (int i = 0; i < SLOTS; i++)
        set->slot_k[i] = slot_default_k[i];
    set->supply_c = design->is_floor ? 37 : 48;
    set->slope = 1.2;
    set->room_c = 20;
    set->valve = 0.6;
    set->valve_low = 0.05;
    set->valve_high = 1;
    set->flow_kgs = design->primary_design_kgs * 0.8;
    set->pump_hz = DESIGN_HZ;
    set->pump_dp_mpa = 0.11;
    set->hold_mpa = design->hold_mpa;
    set->hold_high_mpa = design->hold_mpa + 0.02;
    set->hold_low_mpa = design->hold_mpa - 0.02;
}

void circuit_init(struct circuit *circuit, int number, double area_m2, bool is_floor,
                  struct chance *chance)
{
    *circuit = (struct circuit){.number = number};
    circuit->design.area_m2 = area_m2;
    circuit->design.is_floor = is_floor;
    size_building(&circuit->design, chance);
    size_exchanger(&circuit->design, chance);
    set_defaults(circuit);
    circuit->leak_kgs = area_m2 * chance_between(chance, 0.2e-6, 0.8e-6);
    circuit->room_spread_k = chance_between(chance, 0.5, 1.1);
}

static double curve_at(const struct circuit_setting *set, double outdoor_c)
{
    const double *out = set->curve_out_c, *supply = set->curve_supply_c;
    if (outdoor_c >= out[0])
        return supply[0];
    for (int i = 1; i < CURVE_POINTS; i++)
        if (outdoor_c >= out[i] && out[i - 1] > out[i])
            return supply[i] +
                   (supply[i - 1] - supply[i]) * (outdoor_c - out[i]) / (out[i - 1] - out[i]);
    return supply[CURVE_POINTS - 1];
}

double circuit_curve(const struct circuit *circuit, double outdoor_c, double hour)
{
    const struct circuit_setting *set = &circuit->set;
    double bend = (set->slope / 1.2 - 1) * (20 - outdoor_c) * 1.1;
    double room = 2.0 * (set->room_c - 20);
    int slot = (int)(hour / 2);
    return curve_at(set, outdoor_c) + bend + room + set->level_k +
           set->slot_k[slot < 0 || slot >= SLOTS ? 0 : slot];
}

double circuit_target(const struct circuit *circuit, double outdoor_c, double hour)
{
    if (circuit->set.valve_mode == VALVE_CURVE)
        return clamp(circuit_curve(circuit, outdoor_c, hour), 20, 85);
    return circuit->set.supply_c;
}

double exchanger_heat_w(double w_k, double hot_kgs, double hot_c, double cold_kgs, double cold_c)
{
    if (hot_kgs < 1e-6 || cold_kgs < 1e-6 || hot_c <= cold_c)
        return 0;
    double least = fmin(hot_kgs, cold_kgs), most = fmax(hot_kgs, cold_kgs);
    double units = w_k / (least * WATER_J_KGK), ratio = least / most;
    double share = ratio > 0.999
                       ? units / (1 + units)
                       : (1 - exp(-units * (1 - ratio))) / (1 - ratio * exp(-units * (1 - ratio)));
    return share * least * WATER_J_KGK * (hot_c - cold_c);
}

/* Less flow gives less turbulence: the coefficient falls with both flows. */
static double heat_at(const struct circuit *circuit, double primary_kgs, double primary_c)
{
    const struct circuit_design *design = &circuit->design;
    double hot = clamp(primary_kgs / design->primary_design_kgs, 0.02, 3);
    double cold = clamp(circuit->flow_kgs / design->flow_kgs, 0.02, 3);
    double w_k = design->exchanger_w_k * pow(hot * cold, 0.35);
    return exchanger_heat_w(w_k, primary_kgs, primary_c, circuit->flow_kgs, circuit->return_c);
}

static double valve_flow(const struct circuit *circuit, double position, double dp_mpa)
{
    double open = position < 0.01 ? 0 : pow(VALVE_RANGE, position - 1);
    return circuit->design.primary_kgs * open * sqrt(fmax(0, dp_mpa) / DESIGN_DP_MPA);
}

/* A PI controller in the sense of its kind: it stops integrating at its ends. Gains are for an
 * equal-percentage valve at about 0.25 K a per cent. */
static double control(struct circuit *circuit, double error, double gain, double reset_s,
                      double step_s)
{
    const struct circuit_setting *set = &circuit->set;
    double low = clamp(set->valve_low, 0, 1), high = clamp(set->valve_high, low, 1);
    circuit->integral += gain * error * step_s / reset_s;
    circuit->integral = clamp(circuit->integral, low, high);
    return clamp(circuit->integral + gain * error, low, high);
}

static void move_valve(struct circuit *circuit, const struct circuit_input *in)
{
    const struct circuit_setting *set = &circuit->set;
    double wanted = circuit->valve;
    switch ((enum valve_mode)set->valve_mode) {
    case VALVE_FIXED: wanted = circuit->integral = clamp(set->valve, 0, 1); break;
    case VALVE_SUPPLY:
    case VALVE_CURVE:
        wanted =
            control(circuit, circuit_target(circuit, in->outdoor_c, in->hour) - circuit->supply_c,
                    0.020, 110, in->step_s);
        break;
    case VALVE_FLOW:
        wanted = control(circuit,
                         set->flow_kgs / circuit->design.primary_design_kgs -
                             circuit->primary_kgs / circuit->design.primary_design_kgs,
                         0.10, 60, in->step_s);
        break;
    }
    double most = in->step_s / VALVE_TRAVEL_S;
    if (in->is_powered)
        circuit->valve += clamp(wanted - circuit->valve, -most, most);
}

static void move_pump(struct circuit *circuit, const struct circuit_input *in)
{
    const struct circuit_setting *set = &circuit->set;
    double wanted = set->pump_mode == PUMP_DP
                        ? clamp(DESIGN_HZ * sqrt(fmax(0, set->pump_dp_mpa) / 0.11), 20, 50)
                        : clamp(set->pump_hz, 0, 50);
    bool is_on = in->is_powered && !set->is_pump_stopped;
    double most = 2.0 * in->step_s;
    circuit->pump_hz += clamp((is_on ? wanted : 0) - circuit->pump_hz, -most, most);
    circuit->flow_kgs = circuit->design.flow_kgs * circuit->pump_hz / DESIGN_HZ;
}

/* Water is stiff: a ton more in 80,000 m2 of houses raises the pressure by about 0.4 MPa. */
static void hold_pressure(struct circuit *circuit, const struct circuit_input *in)
{
    const struct circuit_setting *set = &circuit->set;
    if (circuit->p_return_mpa < fmax(set->hold_mpa - 0.012, set->hold_low_mpa - 0.005))
        circuit->is_filling = true;
    if (circuit->p_return_mpa > fmin(set->hold_mpa + 0.008, set->hold_high_mpa))
        circuit->is_filling = false;
    if (!in->is_powered)
        circuit->is_filling = false;
    circuit->makeup_kgs = circuit->is_filling ? circuit->design.area_m2 * 4e-6 + 0.05 : 0;
    double mass_kg = (circuit->makeup_kgs - circuit->leak_kgs - circuit->burst_kgs) * in->step_s;
    circuit->p_return_mpa += mass_kg * 0.4e-3 * 80000 / fmax(2000, circuit->design.area_m2);
    circuit->p_return_mpa = clamp(circuit->p_return_mpa, 0.02, 0.9);
    circuit->makeup_m3 += circuit->makeup_kgs * in->step_s / 1000;
}

static void move_water(struct circuit *circuit, const struct circuit_input *in, double emitted_w)
{
    const struct circuit_design *design = &circuit->design;
    double turn_s = circuit->flow_kgs > 1e-6 ? design->water_kg / circuit->flow_kgs : 1e9;
    double along = part_of(in->step_s, 0.25 * turn_s);
    double heat_j_k = 0.5 * design->water_kg * WATER_J_KGK;
    circuit->emitter_in_c += (circuit->supply_c - circuit->emitter_in_c) * along;
    double flow_w =
        circuit->flow_kgs * WATER_J_KGK * (circuit->emitter_in_c - circuit->emitter_out_c);
    circuit->emitter_out_c += (flow_w - emitted_w) * in->step_s / heat_j_k;
    circuit->return_c += (circuit->emitter_out_c - circuit->return_c) * along;
}

static double emitted(const struct circuit *circuit)
{
    const struct circuit_design *design = &circuit->design;
    return emitter_heat_w(design->emitter_w_k, design->exponent, circuit->emitter_in_c,
                          circuit->emitter_out_c, circuit->room_c);
}

static void move_rooms(struct circuit *circuit, const struct circuit_input *in, double emitted_w)
{
    const struct circuit_design *design = &circuit->design;
    double loss_w = design->building_w_k * (circuit->room_c - in->outdoor_c);
    circuit->room_c += (emitted_w + design->gains_w - loss_w) * in->step_s / design->building_j_k;
}

static void exchange(struct circuit *circuit, const struct circuit_input *in)
{
    circuit->primary_kgs = valve_flow(circuit, circuit->valve, in->dp_mpa);
    circuit->heat_w = heat_at(circuit, circuit->primary_kgs, in->primary_c);
    double lag = part_of(in->step_s, SENSOR_S);
    if (circuit->flow_kgs > 1e-3)
        circuit->supply_c +=
            lag * (circuit->return_c + circuit->heat_w / (circuit->flow_kgs * WATER_J_KGK) -
                   circuit->supply_c);
    double out = circuit->primary_kgs > 1e-3
                     ? in->primary_c - circuit->heat_w / (circuit->primary_kgs * WATER_J_KGK)
                     : circuit->return_c;
    circuit->primary_out_c += lag * (out - circuit->primary_out_c);
}

void circuit_step(struct circuit *circuit, const struct circuit_input *in)
{
    move_pump(circuit, in);
    move_valve(circuit, in);
    exchange(circuit, in);
    double emitted_w = emitted(circuit);
    move_water(circuit, in, emitted_w);
    move_rooms(circuit, in, emitted_w);
    hold_pressure(circuit, in);
}

/* Where the valve has to stand for `heat_w`: heat rises with the position, so halving finds it. */
static double valve_for(struct circuit *circuit, double heat_w, double primary_c, double dp_mpa)
{
    double low = 0.01, high = 1;
    for (int i = 0; i < 30; i++) {
        double middle = (low + high) / 2;
        if (heat_at(circuit, valve_flow(circuit, middle, dp_mpa), primary_c) < heat_w)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Rooms stand where a day's mean leaves them: what the emitters give is what the walls lose. */
static void settle_rooms(struct circuit *circuit, double outdoor_c)
{
    const struct circuit_design *design = &circuit->design;
    double low = outdoor_c, high = 40;
    for (int i = 0; i < 20; i++) {
        circuit->room_c = (low + high) / 2;
        circuit->emitter_out_c =
            emitter_return_c(design->emitter_w_k, design->exponent, circuit->emitter_in_c,
                             circuit->room_c, circuit->flow_kgs);
        double loss_w = design->building_w_k * (circuit->room_c - outdoor_c) - design->gains_w;
        if (emitted(circuit) > loss_w)
            low = circuit->room_c;
        else
            high = circuit->room_c;
    }
}

void circuit_settle(struct circuit *circuit, double outdoor_c, double hour, double primary_c,
                    double dp_mpa)
{
    const struct circuit_setting *set = &circuit->set;
    circuit->pump_hz = clamp(set->pump_hz, 20, 50);
    circuit->flow_kgs = circuit->design.flow_kgs * circuit->pump_hz / DESIGN_HZ;
    circuit->supply_c = circuit->emitter_in_c = circuit_target(circuit, outdoor_c, hour);
    settle_rooms(circuit, outdoor_c);
    circuit->return_c = circuit->emitter_out_c;
    double heat_w = circuit->flow_kgs * WATER_J_KGK * (circuit->supply_c - circuit->return_c);
    circuit->valve = circuit->integral = valve_for(circuit, heat_w, primary_c, dp_mpa);
    circuit->primary_kgs = valve_flow(circuit, circuit->valve, dp_mpa);
    circuit->heat_w = heat_w;
    circuit->primary_out_c = primary_c - heat_w / (fmax(0.01, circuit->primary_kgs) * WATER_J_KGK);
    circuit->p_return_mpa = set->hold_mpa;
}

double circuit_dp_mpa(const struct circuit *circuit)
{
    double part = circuit->pump_hz / DESIGN_HZ;
    return 0.11 * part * part;
}

double circuit_strainer_mpa(const struct circuit *circuit)
{
    double part = circuit->pump_hz / DESIGN_HZ;
    return 0.018 * part * part;
}

double circuit_pump_w(const struct circuit *circuit)
{
    return circuit->design.pump_kw * 1000 * pow(circuit->pump_hz / 50, 3);
}

double circuit_pump_amps(const struct circuit *circuit)
{
    double rated = circuit->design.pump_kw * 1.9;
    return circuit->pump_hz < 1 ? 0 : rated * (0.2 + 0.8 * pow(circuit->pump_hz / 50, 2.2));
}

double circuit_rooms_above(const struct circuit *circuit, int rooms, double limit_c)
{
    double away = (circuit->room_c - limit_c) / fmax(0.1, circuit->room_spread_k);
    return rint(rooms * 0.5 * erfc(-away / sqrt(2)));
}
