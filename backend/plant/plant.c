#include "backend/plant/plant.h"

#include <math.h>
#include <stdlib.h>

#define STEP_MOST_S     10.0
#define SOLVE_EACH_S    20.0
#define REMEMBER_EACH_S 60.0
#define SMOOTH_S        (12 * 3600.0)

void plant_init(struct plant *plant, uint64_t seed, double start_s)
{
    *plant = (struct plant){.seed = seed, .now_s = start_s};
    weather_init(&plant->weather, seed);
}

void plant_finish(struct plant *plant)
{
    for (size_t i = 0; i < plant->source.count; i++)
        free(plant->source.at[i].code);
    for (size_t i = 0; i < plant->station.count; i++) {
        free(plant->station.at[i].circuit);
        free(plant->station.at[i].code);
    }
    free(plant->source.at);
    free(plant->station.at);
    network_finish(&plant->network);
    weather_finish(&plant->weather);
    *plant = (struct plant){0};
}

int32_t plant_add_source(struct plant *plant, const char *code, double power_w)
{
    *VEC_PUSH(&plant->source) = (struct source){
        .code = alloc_text(code), .power_w = power_w, .pipe = network_add_node(&plant->network)};
    return (int32_t)plant->source.count - 1;
}

int32_t plant_add_station(struct plant *plant, const char *code)
{
    *VEC_PUSH(&plant->station) =
        (struct station){.code = alloc_text(code), .pipe = network_add_node(&plant->network)};
    return (int32_t)plant->station.count - 1;
}

/* A station looks the same whatever stands around it: its chance comes from its code. */
static struct chance chance_of_code(const struct plant *plant, const char *code, int number)
{
    uint64_t hash = 14695981039346656037u;
    for (; *code; code++)
        hash = (hash ^ (unsigned char)*code) * 1099511628211u;
    return chance_of(hash ^ plant->seed ^ (uint64_t)number << 56);
}

struct circuit *plant_add_circuit(struct plant *plant, int32_t index, int number, double area_m2)
{
    struct station *station = &plant->station.at[index];
    if (station->circuit_count == CIRCUITS_MOST)
        return NULL;
    struct chance chance = chance_of_code(plant, station->code, number);
    station->circuit = alloc_resize(station->circuit, (size_t)station->circuit_count + 1,
                                    sizeof *station->circuit);
    struct circuit *circuit = &station->circuit[station->circuit_count++];
    bool is_floor = chance_unit(&chance) < 0.25;
    circuit_init(circuit, number, area_m2, is_floor, &chance);
    if (chance_unit(&chance) < 0.3)
        circuit->set.valve_mode = VALVE_CURVE;
    return circuit;
}

static void solve_network(struct plant *plant)
{
    for (size_t i = 0; i < plant->station.count; i++) {
        const struct station *station = &plant->station.at[i];
        plant->network.node.at[station->pipe].taken_kgs = station->primary.flow_kgs;
    }
    network_solve(&plant->network);
    plant->solved_s = plant->now_s;
}

static struct station_input station_sees(const struct plant *plant, const struct station *station,
                                         double step_s)
{
    return (struct station_input){.step_s = step_s,
                                  .hour = weather_hour(plant->now_s),
                                  .outdoor_c = plant->outdoor_c,
                                  .source = &plant->source.at[station->source],
                                  .pipe = &plant->network.node.at[station->pipe]};
}

static double mean_outdoor(const struct plant *plant)
{
    double sum = 0;
    for (int hour = 0; hour < 24; hour++)
        sum += weather_outdoor(&plant->weather, plant->now_s - hour * 3600.0);
    return sum / 24;
}

/* Dispatchers set constant temperatures by the day's mean, to half a kelvin. */
static void choose_setting(struct circuit *circuit, double mean_c)
{
    double curve = circuit_curve(circuit, mean_c, 8);
    circuit->set.supply_c = rint(curve * 2) / 2;
}

static void join(struct plant *plant)
{
    int32_t *pipe = alloc_array(plant->source.count + 1, sizeof *pipe);
    for (size_t i = 0; i < plant->source.count; i++)
        pipe[i] = plant->source.at[i].pipe;
    network_join(&plant->network, pipe, (int32_t)plant->source.count);
    for (size_t i = 0; i < plant->station.count; i++) {
        struct station *station = &plant->station.at[i];
        station->source = plant->network.node.at[station->pipe].source;
        plant->network.node.at[station->pipe].taken_kgs = station_design_kgs(station);
    }
    network_solve(&plant->network);
    free(pipe);
}

struct demand {
    double flow_kgs, carried, least_dp_mpa;
};

static struct demand *demands_of(const struct plant *plant)
{
    struct demand *demand = alloc_array(plant->source.count + 1, sizeof *demand);
    for (size_t i = 0; i < plant->source.count; i++)
        demand[i].least_dp_mpa = INFINITY;
    for (size_t i = 0; i < plant->station.count; i++) {
        const struct station *station = &plant->station.at[i];
        const struct primary *primary = &station->primary;
        struct demand *of = &demand[station->source];
        of->flow_kgs += primary->flow_kgs;
        of->carried += primary->flow_kgs * primary->return_c;
        of->least_dp_mpa = fmin(of->least_dp_mpa, primary->p_supply_mpa - primary->p_return_mpa);
    }
    return demand;
}

static void step_sources(struct plant *plant, double step_s)
{
    struct demand *demand = demands_of(plant);
    for (size_t i = 0; i < plant->source.count; i++) {
        struct source *source = &plant->source.at[i];
        const struct demand *of = &demand[i];
        struct source_input in = {
            .step_s = step_s,
            .outdoor_c = plant->smoothed_c,
            .flow_kgs = of->flow_kgs,
            .back_c = of->flow_kgs > 0.01 ? of->carried / of->flow_kgs : source->primary.return_c,
            .least_dp_mpa = isinf(of->least_dp_mpa) ? 0.12 : of->least_dp_mpa};
        source_step(source, &in);
    }
    free(demand);
}

static void settle_stations(struct plant *plant)
{
    double mean = mean_outdoor(plant);
    for (size_t i = 0; i < plant->station.count; i++) {
        struct station *station = &plant->station.at[i];
        struct chance chance = chance_of_code(plant, station->code, 0);
        for (int k = 0; k < station->circuit_count; k++)
            choose_setting(&station->circuit[k], mean);
        station_init(station, &chance);
        struct station_input in = station_sees(plant, station, 0);
        in.outdoor_c = mean;
        station_settle(station, &in);
        station->outdoor_c = plant->outdoor_c + station->outdoor_offset_k;
    }
}

/* Flows decide pressures and pressures flows: the pumps get an hour to find the worst station. */
void plant_start(struct plant *plant)
{
    plant->outdoor_c = weather_outdoor(&plant->weather, plant->now_s);
    plant->smoothed_c = mean_outdoor(plant);
    if (plant->source.count == 0)
        plant_add_source(plant, "", 0);
    for (size_t i = 0; i < plant->source.count; i++)
        source_init(&plant->source.at[i], plant->smoothed_c);
    join(plant);
    settle_stations(plant);
    for (int i = 0; i < 3; i++) {
        solve_network(plant);
        settle_stations(plant);
        step_sources(plant, 1200);
    }
    solve_network(plant);
    plant->remembered_s = plant->now_s;
}

static void step(struct plant *plant, double step_s)
{
    plant->now_s += step_s;
    plant->outdoor_c = weather_outdoor(&plant->weather, plant->now_s);
    plant->smoothed_c += (plant->outdoor_c - plant->smoothed_c) * (1 - exp(-step_s / SMOOTH_S));
    step_sources(plant, step_s);
    for (size_t i = 0; i < plant->station.count; i++) {
        struct station *station = &plant->station.at[i];
        struct station_input in = station_sees(plant, station, step_s);
        station_step(station, &in);
    }
    if (plant->now_s - plant->solved_s >= SOLVE_EACH_S)
        solve_network(plant);
    if (plant->now_s - plant->remembered_s >= REMEMBER_EACH_S) {
        plant->remembered_s = plant->now_s;
        for (size_t i = 0; i < plant->source.count; i++)
            source_remember(&plant->source.at[i]);
    }
}

void plant_advance(struct plant *plant, double seconds)
{
    while (seconds > 1e-9) {
        double step_s = fmin(seconds, STEP_MOST_S);
        step(plant, step_s);
        seconds -= step_s;
    }
}
