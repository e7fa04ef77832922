#include "backend/plant/signal.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOMS_SAMPLED 20
#define M3_TON        (1000.0 / 970.0) /* of 80 °C water */

static double get_spread(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct primary *primary = of;
    return primary->supply_c - primary->return_c;
}

/* In a DN150 pipe; a source's main is DN900. */
static double get_speed(const struct signal_place *place, const void *of)
{
    double section_m2 = place->source ? 0.636 : 0.0177;
    return ((const struct primary *)of)->flow_kgs / 970 / section_m2;
}

static double get_dp1(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct primary *primary = of;
    return primary->p_supply_mpa - primary->p_return_mpa;
}

static double get_p2g(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct circuit *circuit = of;
    return circuit->p_return_mpa + circuit_dp_mpa(circuit);
}

static double get_dp2(const struct signal_place *place, const void *of)
{
    (void)place;
    return circuit_dp_mpa(of);
}

static double get_strainer(const struct signal_place *place, const void *of)
{
    (void)place;
    return circuit_strainer_mpa(of);
}

static double get_amps(const struct signal_place *place, const void *of)
{
    (void)place;
    return circuit_pump_amps(of);
}

static double get_pump_kw(const struct signal_place *place, const void *of)
{
    (void)place;
    return circuit_pump_w(of) / 1000;
}

static double get_pump_run(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->pump_hz > 1;
}

static double get_filling(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->is_filling;
}

static double get_makeup_hz(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->is_filling ? 36 : 0;
}

static double get_relief(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct circuit *circuit = of;
    return circuit->p_return_mpa > circuit->set.hold_mpa + 0.2;
}

static double get_coldest(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct circuit *circuit = of;
    return circuit->room_c - 1.8 * circuit->room_spread_k;
}

static double get_warm(const struct signal_place *place, const void *of)
{
    (void)place;
    return circuit_rooms_above(of, ROOMS_SAMPLED, 18);
}

/* Its own curve moves in halves of a kelvin, so that it does not wander with every breeze. */
static double get_supply_in_force(const struct signal_place *place, const void *of)
{
    const struct circuit *circuit = of;
    if (circuit->set.valve_mode != VALVE_CURVE)
        return circuit->set.supply_c;
    return rint(2 * circuit_target(circuit, place->plant->smoothed_c,
                                   weather_hour(place->plant->now_s))) /
           2;
}

static double get_valve_in_force(const struct signal_place *place, const void *of)
{
    (void)place;
    const struct circuit *circuit = of;
    return 100 * (circuit->set.valve_mode == VALVE_FIXED ? circuit->set.valve : circuit->valve);
}

static double get_deviation(const struct signal_place *place, const void *of)
{
    const struct circuit *circuit = of;
    return circuit_target(circuit, place->plant->outdoor_c, weather_hour(place->plant->now_s)) -
           circuit->supply_c;
}

static double get_smoothed(const struct signal_place *place, const void *of)
{
    (void)of;
    return place->plant->smoothed_c;
}

/* A pump drive's words (Danfoss FC profile). */
#define DRIVE_STOP    0x043C
#define DRIVE_START   0x047C
#define DRIVE_READY   0x0203
#define DRIVE_RUNNING 0x0900

static double get_drive_status(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->pump_hz > 1 ? DRIVE_READY | DRIVE_RUNNING : DRIVE_READY;
}

static double get_drive_control(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->set.is_pump_stopped ? DRIVE_STOP : DRIVE_START;
}

static void set_drive_control(void *of, double value)
{
    ((struct circuit *)of)->set.is_pump_stopped = (int)value != DRIVE_START;
}

static double get_mode(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->set.valve_mode;
}

static void set_mode(void *of, double value)
{
    ((struct circuit *)of)->set.valve_mode = (int)value;
}

static double get_pump_mode(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct circuit *)of)->set.pump_mode;
}

static void set_pump_mode(void *of, double value)
{
    ((struct circuit *)of)->set.pump_mode = (int)value;
}

static double get_pump_wanted(const struct signal_place *place, const void *of)
{
    (void)place;
    return !((const struct circuit *)of)->set.is_pump_stopped;
}

static void set_pump_wanted(void *of, double value)
{
    ((struct circuit *)of)->set.is_pump_stopped = value == 0;
}

static double get_zero(const struct signal_place *place, const void *of)
{
    (void)place;
    (void)of;
    return 0;
}

static double get_one(const struct signal_place *place, const void *of)
{
    (void)place;
    (void)of;
    return 1;
}

static double get_dark(const struct signal_place *place, const void *of)
{
    (void)place;
    return !((const struct station *)of)->is_powered;
}

static double get_remote(const struct signal_place *place, const void *of)
{
    (void)place;
    return ((const struct station *)of)->is_remote;
}

#define PRIMARY(c, n, member, f)                                                                   \
    {                                                                                              \
        .code = c, .scope = SCOPE_PRIMARY, .noise = n, .offset = offsetof(struct primary, member), \
        .factor = f                                                                                \
    }
#define CIRCUIT(c, n, member, f)                                                                   \
    {                                                                                              \
        .code = c, .scope = SCOPE_CIRCUIT, .noise = n, .offset = offsetof(struct circuit, member), \
        .factor = f                                                                                \
    }
#define STATION(c, n, member, f)                                                                   \
    {                                                                                              \
        .code = c, .scope = SCOPE_STATION, .noise = n, .offset = offsetof(struct station, member), \
        .factor = f                                                                                \
    }
#define MADE(c, s, n, g)                                                                           \
    {                                                                                              \
        .code = c, .scope = s, .noise = n, .get = g                                                \
    }
#define SET(c, member, f)                                                                          \
    {                                                                                              \
        .code = c, .scope = SCOPE_CIRCUIT, .offset = offsetof(struct circuit, set.member),         \
        .factor = f, .is_set = true                                                                \
    }
#define SETS(c, member, f, n)                                                                      \
    {                                                                                              \
        .code = c, .scope = SCOPE_CIRCUIT, .offset = offsetof(struct circuit, set.member),         \
        .factor = 1, .is_set = true, .first = f, .count = n                                        \
    }

/* What a level coil hands to the supervisor, and back to the controller. */
static const struct signal held[] = {
    {.code = "T2g_SP",
     .scope = SCOPE_CIRCUIT,
     .offset = offsetof(struct circuit, set.supply_c),
     .factor = 1,
     .get = get_supply_in_force,
     .is_set = true,
     .is_held = true,
     .held_mode = VALVE_SUPPLY},
    {.code = "CV_SP",
     .scope = SCOPE_CIRCUIT,
     .offset = offsetof(struct circuit, set.valve),
     .factor = 100,
     .get = get_valve_in_force,
     .is_set = true,
     .is_held = true,
     .held_mode = VALVE_FIXED},
};

/* clang-format off */
static const struct signal signals[] = {
    PRIMARY("T1g", 0.04f, supply_c, 1),
    PRIMARY("T1h", 0.04f, return_c, 1),
    MADE("VEL", SCOPE_PRIMARY, 0.002f, get_speed),
    MADE("DT1", SCOPE_PRIMARY, 0.03f, get_spread),
    PRIMARY("P1g", 0.0015f, p_supply_mpa, 1),
    PRIMARY("P1h", 0.0015f, p_return_mpa, 1),
    MADE("DP1", SCOPE_PRIMARY, 0.001f, get_dp1),
    PRIMARY("F1", 0.12f, flow_kgs, 3.6),
    PRIMARY("Q1", 0.006f, heat_w, 1e-6),
    PRIMARY("E1", 0, heat_gj, 1),
    PRIMARY("V1", 0, volume_m3, 1),
    CIRCUIT("T2g", 0.04f, supply_c, 1),
    CIRCUIT("T2h", 0.03f, return_c, 1),
    MADE("P2g", SCOPE_CIRCUIT, 0.001f, get_p2g),
    CIRCUIT("P2h", 0.001f, p_return_mpa, 1),
    MADE("DP2", SCOPE_CIRCUIT, 0.0008f, get_dp2),
    MADE("DPs", SCOPE_CIRCUIT, 0.0003f, get_strainer),
    CIRCUIT("F2", 0.4f, flow_kgs, 3.6),
    CIRCUIT("CP1_Hz", 0.03f, pump_hz, 1),
    MADE("CP1_A", SCOPE_CIRCUIT, 0.1f, get_amps),
    MADE("CP1_Run", SCOPE_CIRCUIT, 0, get_pump_run),
    MADE("CP1_Flt", SCOPE_CIRCUIT, 0, get_zero),
    MADE("CP1_Rem", SCOPE_CIRCUIT, 0, get_one),
    MADE("CP1_P", SCOPE_CIRCUIT, 0.02f, get_pump_kw),
    CIRCUIT("CP1_V", 1.0f, pump_hz, 7.6),
    CIRCUIT("CP1_Pct", 0.05f, pump_hz, 2),
    CIRCUIT("REF_Hz", 0, set.pump_hz, 1),
    CIRCUIT("REF_Pct", 0, set.pump_hz, 2),
    CIRCUIT("ACTUAL", 0, pump_hz, 16384 / 50.0),
    MADE("STATUS", SCOPE_CIRCUIT, 0, get_drive_status),
    MADE("CP2_Hz", SCOPE_CIRCUIT, 0, get_zero),
    MADE("CP2_A", SCOPE_CIRCUIT, 0, get_zero),
    MADE("CP2_Run", SCOPE_CIRCUIT, 0, get_zero),
    MADE("CP2_Flt", SCOPE_CIRCUIT, 0, get_zero),
    MADE("CP2_Rem", SCOPE_CIRCUIT, 0, get_one),
    MADE("MP1_Hz", SCOPE_CIRCUIT, 0, get_makeup_hz),
    MADE("MP1_Run", SCOPE_CIRCUIT, 0, get_filling),
    MADE("MP1_Flt", SCOPE_CIRCUIT, 0, get_zero),
    MADE("MP2_Hz", SCOPE_CIRCUIT, 0, get_zero),
    MADE("MP2_Run", SCOPE_CIRCUIT, 0, get_zero),
    MADE("MP2_Flt", SCOPE_CIRCUIT, 0, get_zero),
    CIRCUIT("Fm", 0, makeup_kgs, 3.6),
    CIRCUIT("Vm", 0, makeup_m3, 1),
    CIRCUIT("CV_U", 0.05f, valve, 100),
    MADE("XSV", SCOPE_CIRCUIT, 0, get_relief),
    CIRCUIT("TR_avg", 0.01f, room_c, 1),
    CIRCUIT("TR", 0.01f, room_c, 1),
    MADE("Dev", SCOPE_CIRCUIT, 0.02f, get_deviation),
    MADE("TR_min", SCOPE_CIRCUIT, 0.01f, get_coldest),
    MADE("N18", SCOPE_CIRCUIT, 0, get_warm),
    STATION("TL", 0.003f, tank_m, 1),
    MADE("LEAK", SCOPE_STATION, 0, get_zero),
    MADE("PWR", SCOPE_STATION, 0, get_dark),
    STATION("UPS", 0, battery, 100),
    MADE("DOOR", SCOPE_STATION, 0, get_zero),
    MADE("SMOKE", SCOPE_STATION, 0, get_zero),
    STATION("OT", 0.05f, outdoor_c, 1),
    MADE("OT_avg", SCOPE_STATION, 0, get_smoothed),
    STATION("EE", 0, energy_kwh, 1),
    MADE("AUTH", SCOPE_STATION, 0, get_remote),
    {.code = "CV_Mode", .scope = SCOPE_CIRCUIT, .get = get_mode, .set = set_mode},
    {.code = "XP_Mode", .scope = SCOPE_CIRCUIT, .get = get_pump_mode, .set = set_pump_mode},
    {.code = "CP1_Cmd", .scope = SCOPE_CIRCUIT, .get = get_pump_wanted, .set = set_pump_wanted},
    {.code = "CONTROL",
     .scope = SCOPE_CIRCUIT,
     .get = get_drive_control,
     .set = set_drive_control},
    SET("REF_SP", pump_hz, 16384 / 50.0),
    SET("T2g_SP", supply_c, 1),
    SETS("CURVE_#_OT", curve_out_c, 1, CURVE_POINTS),
    SETS("CURVE_#", curve_supply_c, 1, CURVE_POINTS),
    SETS("SLOT_#", slot_k, 0, SLOTS),
    SET("Slope", slope, 1),
    SET("Level", level_k, 1),
    SET("TR_Day", room_c, 1),
    SET("CV_SP", valve, 100),
    SET("CV_Min", valve_low, 100),
    SET("CV_Max", valve_high, 100),
    SET("F1_SP", flow_kgs, 3.6),
    SET("XP_Hz", pump_hz, 1),
    SET("XP_DP", pump_dp_mpa, 1),
    SET("BP_P2h", hold_mpa, 1),
    SET("BP_H", hold_high_mpa, 1),
    SET("BP_L", hold_low_mpa, 1),
};
/* clang-format on */

/* Whether `id` up to its dot is `code`; a '#' takes digits into `number`. */
static bool code_fits(const char *code, const char *id, int *number)
{
    for (; *code; code++) {
        if (*code != '#') {
            if (*code != *id++)
                return false;
            continue;
        }
        if (!isdigit((unsigned char)*id))
            return false;
        char *rest;
        *number = (int)strtol(id, &rest, 10);
        id = rest;
    }
    return *id == '\0' || *id == '.';
}

/* Ours are °C, MPa, t/h, MW, GJ, m3. */
static double unit_factor(const char *code, const char *unit)
{
    static const struct {
        const char *codes, *unit;
        double factor;
    } factors[] = {
        {"Q1", "kW", 1000},          {"Q1", "GJ/h", 3.6},        {"E1", "MWh", 1 / 3.6},
        {"E1", "kWh", 1000 / 3.6},   {"F1", "m3/h", M3_TON},     {"F1", "m³/h", M3_TON},
        {"P1g P1h DP1", "kPa", 1e3}, {"P1g P1h DP1", "bar", 10}, {"P2g P2h DP2", "kPa", 1e3},
        {"P2g P2h DP2", "bar", 10},
    };
    for (size_t i = 0; unit && i < sizeof factors / sizeof *factors; i++)
        if (strstr(factors[i].codes, code) && strcmp(factors[i].unit, unit) == 0)
            return factors[i].factor;
    return 1;
}

static const struct signal *held_or(const struct signal *signal)
{
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (strcmp(signal->code, held[i].code) == 0)
            return &held[i];
    return signal;
}

struct signal_binding signal_bind(const struct point *point)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        const struct signal *signal = &signals[i];
        int number = signal->first;
        if (!code_fits(signal->code, point->id, &number))
            continue;
        int index = number - signal->first;
        if (index < 0 || (signal->count && index >= signal->count))
            continue;
        if (point->level_coil >= 0)
            signal = held_or(signal);
        return (struct signal_binding){.signal = signal,
                                       .index = index,
                                       .circuit = point->circuit,
                                       .factor = unit_factor(signal->code, point->unit)};
    }
    return (struct signal_binding){0};
}

double signal_resting(const struct point *point)
{
    static const struct {
        const char *code;
        double value;
    } resting[] = {
        {"AL_T2g_H", 65},   {"AL_T2g_HH", 70},   {"AL_P2g_H", 0.60}, {"AL_P2h_H", 0.42},
        {"AL_P2h_L", 0.22}, {"AL_P2h_LL", 0.15}, {"AL_P1g_L", 0.40}, {"AL_T1h_H", 55},
        {"T2g_Max", 75},    {"T2g_Min", 25},     {"TR_Night", 17},   {"Ret_Max", 55},
        {"SOUND", 1520},    {"SIG", 86},         {"SIG_Up", 78},     {"SIG_Down", 77},
        {"RATIO", 100},     {"PIPE", 150},       {"DC_V", 540},      {"CURVE_1", 78},
        {"CURVE_2", 66},    {"CURVE_3", 55},     {"CURVE_4", 48},    {"CURVE_5", 41},
        {"CURVE_6", 30},
    };
    int number;
    for (size_t i = 0; i < sizeof resting / sizeof *resting; i++)
        if (code_fits(resting[i].code, point->id, &number))
            return resting[i].value;
    for (size_t i = 0; point->type == POINT_ENUM && i < point->label_count; i++)
        if (point->label[i].en && (strcmp(point->label[i].en, "day") == 0 ||
                                   strcmp(point->label[i].en, "scheduled") == 0))
            return point->label[i].value;
    return NAN;
}

struct circuit *signal_circuit(const struct signal_place *place, int number)
{
    if (number == 0)
        number = place->circuit ? place->circuit : 1;
    for (int i = 0; place->station && i < place->station->circuit_count; i++)
        if (place->station->circuit[i].number == number)
            return &place->station->circuit[i];
    return NULL;
}

static void *base_of(const struct signal_place *place, const struct signal_binding *binding)
{
    switch (binding->signal->scope) {
    case SCOPE_PRIMARY:
        if (binding->circuit && !signal_circuit(place, binding->circuit))
            return NULL;
        return place->station  ? (void *)&place->station->primary
               : place->source ? (void *)&place->source->primary
                               : NULL;
    case SCOPE_CIRCUIT: return signal_circuit(place, binding->circuit);
    case SCOPE_STATION: return place->station;
    }
    return NULL;
}

static double *field_of(void *base, const struct signal_binding *binding)
{
    char *at = (char *)base + binding->signal->offset;
    return (double *)(void *)at + binding->index;
}

double signal_read(const struct signal_place *place, const struct signal_binding *binding)
{
    const struct signal *signal = binding->signal;
    void *base = signal ? base_of(place, binding) : NULL;
    if (!base)
        return NAN;
    double value =
        signal->get ? signal->get(place, base) : *field_of(base, binding) * signal->factor;
    return value * binding->factor;
}

bool signal_write(const struct signal_place *place, const struct signal_binding *binding,
                  double value)
{
    const struct signal *signal = binding->signal;
    void *base = signal ? base_of(place, binding) : NULL;
    if (!base || !(signal->is_set || signal->set))
        return false;
    if (signal->set)
        signal->set(base, value / binding->factor);
    else
        *field_of(base, binding) = value / binding->factor / signal->factor;
    return true;
}
