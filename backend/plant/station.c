#include "backend/plant/station.h"

#include <math.h>

#define GROUND_C 4.0
#define MIX_S    30.0
#define LIGHTS_W 400.0
#define TANK_M2  3.0

void station_init(struct station *station, struct chance *chance)
{
    station->is_powered = station->is_remote = true;
    station->battery = 1;
    station->outdoor_offset_k = chance_between(chance, -0.5, 0.6);
    station->tank_m = chance_between(chance, 1.0, 1.6);
    station->primary.heat_gj = chance_between(chance, 8e3, 9e4);
    station->primary.volume_m3 = chance_between(chance, 1e5, 9e5);
    station->energy_kwh = chance_between(chance, 2e4, 3e5);
    for (int i = 0; i < station->circuit_count; i++)
        station->circuit[i].makeup_m3 = chance_between(chance, 50, 900);
}

static void see_network(struct station *station, const struct station_input *in)
{
    struct primary *primary = &station->primary;
    double sent = source_sent_c(in->source, in->pipe->delay_s);
    double p_return = in->source->primary.p_return_mpa;
    primary->supply_c = GROUND_C + (sent - GROUND_C) * in->pipe->kept;
    double dp = fmax(0.01, in->source->head_mpa - 2 * in->pipe->drop_mpa);
    double middle = p_return + in->source->head_mpa / 2;
    primary->p_supply_mpa = middle + dp / 2;
    primary->p_return_mpa = middle - dp / 2;
    station->outdoor_c = in->outdoor_c + station->outdoor_offset_k;
}

static double dp_mpa(const struct station *station)
{
    return station->primary.p_supply_mpa - station->primary.p_return_mpa;
}

static struct circuit_input circuit_sees(const struct station *station,
                                         const struct station_input *in)
{
    return (struct circuit_input){.step_s = in->step_s,
                                  .hour = in->hour,
                                  .outdoor_c = in->outdoor_c,
                                  .primary_c = station->primary.supply_c,
                                  .dp_mpa = dp_mpa(station),
                                  .is_powered = station->is_powered};
}

/* Flow and mixed return of the primary side; `share` of the new mixture has come through. */
static void mix(struct station *station, double share)
{
    struct primary *primary = &station->primary;
    double flow = 0, carried = 0;
    for (int i = 0; i < station->circuit_count; i++) {
        flow += station->circuit[i].primary_kgs;
        carried += station->circuit[i].primary_kgs * station->circuit[i].primary_out_c;
    }
    if (flow > 1e-3)
        primary->return_c += (carried / flow - primary->return_c) * share;
    primary->flow_kgs = flow;
    primary->heat_w = flow * WATER_J_KGK * fmax(0, primary->supply_c - primary->return_c);
}

static void count_up(struct primary *primary, double step_s)
{
    primary->heat_gj += primary->heat_w * step_s * 1e-9;
    primary->volume_m3 += primary->flow_kgs * step_s / 970;
}

static void use_power(struct station *station, double step_s)
{
    double watts = LIGHTS_W;
    for (int i = 0; i < station->circuit_count; i++)
        watts += circuit_pump_w(&station->circuit[i]);
    if (station->is_powered)
        station->energy_kwh += watts * step_s / 3.6e6;
    double hours = step_s / 3600;
    station->battery += station->is_powered ? hours / 4 : -hours / 6;
    station->battery = fmax(0, fmin(1, station->battery));
}

static void use_tank(struct station *station, double step_s)
{
    double out_kgs = 0;
    for (int i = 0; i < station->circuit_count; i++)
        out_kgs += station->circuit[i].makeup_kgs;
    if (station->tank_m < 1.0)
        station->is_tank_filling = true;
    if (station->tank_m > 1.65)
        station->is_tank_filling = false;
    double in_kgs = station->is_tank_filling && station->is_powered ? 1.4 : 0;
    station->tank_m += (in_kgs - out_kgs) * step_s / 1000 / TANK_M2;
    station->tank_m = fmax(0, fmin(2.1, station->tank_m));
}

void station_step(struct station *station, const struct station_input *in)
{
    see_network(station, in);
    struct circuit_input around = circuit_sees(station, in);
    for (int i = 0; i < station->circuit_count; i++)
        circuit_step(&station->circuit[i], &around);
    mix(station, 1 - exp(-in->step_s / MIX_S));
    count_up(&station->primary, in->step_s);
    use_power(station, in->step_s);
    use_tank(station, in->step_s);
}

void station_settle(struct station *station, const struct station_input *in)
{
    see_network(station, in);
    for (int i = 0; i < station->circuit_count; i++)
        circuit_settle(&station->circuit[i], in->outdoor_c, in->hour, station->primary.supply_c,
                       dp_mpa(station));
    mix(station, 1);
}

double station_design_kgs(const struct station *station)
{
    double sum = 0;
    for (int i = 0; i < station->circuit_count; i++)
        sum += station->circuit[i].design.primary_design_kgs;
    return sum;
}
