/* The simulated plant behaves as a plant does: signs, sizes and times of DOMAIN §6. */
#include "backend/plant/plant.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOON 1768449600.0 /* 2026-01-15 12:00 local */

static void build(struct plant *plant, int stations)
{
    plant_init(plant, 5, NOON);
    plant_add_source(plant, "R1", 0);
    for (int i = 0; i < stations; i++) {
        char code[16];
        snprintf(code, sizeof code, "S%04d", i + 1);
        int32_t at = plant_add_station(plant, code);
        plant_add_circuit(plant, at, 1, 40000);
        plant_add_circuit(plant, at, 2, 30000);
        int32_t before = i % 5 ? plant->station.at[at - 1].pipe : plant->source.at[0].pipe;
        network_add_link(&plant->network, before, plant->station.at[at].pipe, 300, 0);
    }
    plant_start(plant);
}

static struct circuit *some(struct plant *plant)
{
    struct circuit *circuit = &plant->station.at[3].circuit[0];
    circuit->set.valve_mode = VALVE_SUPPLY;
    return circuit;
}

static void test_typical_run(void **state)
{
    (void)state;
    struct plant plant;
    build(&plant, 20);
    plant_advance(&plant, 6 * 3600);
    const struct primary *source = &plant.source.at[0].primary;
    assert_true(source->supply_c > 60 && source->supply_c < 120);
    assert_true(source->return_c > 30 && source->return_c < 55);
    for (size_t i = 0; i < plant.station.count; i++) {
        const struct station *station = &plant.station.at[i];
        const struct primary *primary = &station->primary;
        const struct circuit *circuit = &station->circuit[0];
        assert_true(primary->supply_c > 60 && primary->supply_c <= source->supply_c + 3);
        assert_true(primary->return_c > 30 && primary->return_c < 55);
        assert_true(primary->p_supply_mpa > 0.4 && primary->p_supply_mpa < 1.4);
        assert_true(primary->p_supply_mpa - primary->p_return_mpa > 0.05);
        assert_true(circuit->supply_c > 28 && circuit->supply_c < 65);
        assert_true(circuit->return_c > 25 && circuit->return_c < circuit->supply_c - 3);
        assert_true(circuit->room_c > 17 && circuit->room_c < 24);
        assert_true(circuit->p_return_mpa > 0.2 && circuit->p_return_mpa < 0.4);
        assert_true(circuit->valve > 0.1 && circuit->valve < 0.95);
        assert_true(station->tank_m > 0.8 && station->tank_m < 1.8);
        /* 40,000 m2 at a part of 45 W/m2 */
        assert_true(circuit->heat_w > 0.5e6 && circuit->heat_w < 2.2e6);
    }
    plant_finish(&plant);
}

static void test_set_point_moves_supply_then_rooms(void **state)
{
    (void)state;
    struct plant changed, same;
    build(&changed, 6);
    build(&same, 6);
    struct circuit *circuit = some(&changed), *twin = some(&same);
    plant_advance(&changed, 1800);
    plant_advance(&same, 1800);
    circuit->set.supply_c += 3;
    plant_advance(&changed, 600);
    plant_advance(&same, 600);
    assert_true(fabs(circuit->supply_c - circuit->set.supply_c) < 0.5);
    assert_true(circuit->valve > twin->valve);
    assert_true(circuit->room_c - twin->room_c < 0.05);
    plant_advance(&changed, 12 * 3600);
    plant_advance(&same, 12 * 3600);
    double warmer = circuit->room_c - twin->room_c;
    assert_true(warmer > 0.25 && warmer < 1.5);
    assert_true(changed.station.at[3].primary.heat_gj > same.station.at[3].primary.heat_gj);
    plant_finish(&changed);
    plant_finish(&same);
}

/* The steps of a slow clock and of a fast one lead to the same state. */
static void test_speed_changes_nothing(void **state)
{
    (void)state;
    struct plant slow, fast;
    build(&slow, 4);
    build(&fast, 4);
    for (int i = 0; i < 3600; i++)
        plant_advance(&slow, 1);
    plant_advance(&fast, 3600);
    for (size_t i = 0; i < slow.station.count; i++) {
        const struct circuit *a = &slow.station.at[i].circuit[0],
                             *b = &fast.station.at[i].circuit[0];
        assert_true(fabs(a->supply_c - b->supply_c) < 0.3);
        assert_true(fabs(a->return_c - b->return_c) < 0.3);
        assert_true(fabs(a->room_c - b->room_c) < 0.02);
    }
    plant_finish(&slow);
    plant_finish(&fast);
}

/* What goes through the exchanger and what people give is in water, walls, or lost outside. */
static void test_energy_balance(void **state)
{
    (void)state;
    struct chance chance = chance_of(1);
    struct circuit circuit;
    circuit_init(&circuit, 1, 50000, false, &chance);
    circuit_settle(&circuit, -3, 12, 90, 0.12);
    struct circuit_input in = {.step_s = 5,
                               .hour = 12,
                               .outdoor_c = -6,
                               .primary_c = 90,
                               .dp_mpa = 0.12,
                               .is_powered = true};
    double before_room = circuit.room_c,
           before_water = (circuit.emitter_out_c + circuit.supply_c) / 2;
    double in_j = 0, out_j = 0;
    for (int i = 0; i < 24 * 720; i++) {
        circuit_step(&circuit, &in);
        in_j += (circuit.heat_w + circuit.design.gains_w) * in.step_s;
        out_j += circuit.design.building_w_k * (circuit.room_c - in.outdoor_c) * in.step_s;
    }
    double after_water = (circuit.emitter_out_c + circuit.supply_c) / 2;
    double stored = (circuit.room_c - before_room) * circuit.design.building_j_k +
                    (after_water - before_water) * circuit.design.water_kg * WATER_J_KGK;
    assert_true(fabs(in_j - out_j - stored) < 0.01 * in_j);
}

static void test_curve_and_night(void **state)
{
    (void)state;
    struct chance chance = chance_of(2);
    struct circuit circuit;
    circuit_init(&circuit, 1, 50000, false, &chance);
    circuit.set.valve_mode = VALVE_CURVE;
    assert_float_equal(circuit_target(&circuit, 0, 9), 48, 1e-9);    /* slot 8-10: 0 */
    assert_float_equal(circuit_target(&circuit, -9, 17), 60, 1e-9);  /* slot 16-18: 0 */
    assert_float_equal(circuit_target(&circuit, -20, 17), 63, 1e-9); /* beyond its end */
    assert_float_equal(circuit_target(&circuit, 0, 1), 47, 1e-9);    /* night: -1 */
    assert_float_equal(circuit_target(&circuit, 0, 13), 46, 1e-9);   /* sun: -2 */
    circuit.set.slot_k[0] = -5;
    circuit_settle(&circuit, 0, 9, 90, 0.12);
    struct circuit_input in = {.step_s = 5,
                               .hour = 1,
                               .outdoor_c = 0,
                               .primary_c = 90,
                               .dp_mpa = 0.12,
                               .is_powered = true};
    for (int i = 0; i < 240; i++)
        circuit_step(&circuit, &in);
    assert_true(fabs(circuit.supply_c - 43) < 0.5);
}

static void test_power_loss_cools_slowly(void **state)
{
    (void)state;
    struct plant plant;
    build(&plant, 3);
    struct station *station = &plant.station.at[1];
    double room = station->circuit[0].room_c;
    station->is_powered = false;
    plant_advance(&plant, 1800);
    assert_float_equal(station->circuit[0].pump_hz, 0, 1e-9);
    assert_true(station->battery < 1);
    plant_advance(&plant, 6 * 3600);
    assert_true(station->circuit[0].room_c < room - 0.5);
    assert_true(station->circuit[0].room_c > room - 8);
    plant_finish(&plant);
}

static void test_leak_empties(void **state)
{
    (void)state;
    struct chance chance = chance_of(3);
    struct circuit circuit;
    circuit_init(&circuit, 1, 40000, false, &chance);
    circuit_settle(&circuit, 0, 12, 90, 0.12);
    struct circuit_input in = {.step_s = 5,
                               .hour = 12,
                               .outdoor_c = 0,
                               .primary_c = 90,
                               .dp_mpa = 0.12,
                               .is_powered = true};
    circuit.burst_kgs = 2;
    double before = circuit.makeup_m3;
    for (int i = 0; i < 720; i++)
        circuit_step(&circuit, &in);
    assert_true(circuit.is_filling);
    assert_true(circuit.makeup_m3 > before + 0.5);
    assert_true(circuit.p_return_mpa < circuit.set.hold_low_mpa);
}

/* Water is on its way: a step at the source arrives when it has flowed there. */
static void test_transport_delay(void **state)
{
    (void)state;
    struct plant plant;
    plant_init(&plant, 9, NOON);
    plant_add_source(&plant, "R1", 0);
    int32_t station = plant_add_station(&plant, "S0001");
    plant_add_circuit(&plant, station, 1, 50000);
    network_add_link(&plant.network, plant.source.at[0].pipe, plant.station.at[0].pipe, 4000, 150);
    plant.network.link.at[0].diameter_m = 0.15;
    plant_start(&plant);
    plant_advance(&plant, 4 * 3600);
    const struct pipe_node *pipe = &plant.network.node.at[plant.station.at[0].pipe];
    double volume_kg = 3.14159 / 4 * 0.15 * 0.15 * 4000 * 970;
    assert_true(fabs(pipe->delay_s - volume_kg / pipe->flow_kgs) < 1);
    assert_true(pipe->delay_s > 1800);
    double now_c = plant.source.at[0].primary.supply_c;
    struct source *source = &plant.source.at[0];
    assert_true(fabs(source_sent_c(source, 0) - now_c) < 1);
    assert_true(pipe->kept < 1 && pipe->kept > 0.95);
    plant_finish(&plant);
}

static void test_loops_and_sources(void **state)
{
    (void)state;
    struct network network = {0};
    for (int i = 0; i < 7; i++)
        network_add_node(&network);
    /* sources 0 and 4; a ring 1-2-3; 5 between both; 6 alone */
    network_add_link(&network, 0, 1, 100, 0.3);
    network_add_link(&network, 1, 2, 100, 0.2);
    network_add_link(&network, 2, 3, 100, 0.2);
    network_add_link(&network, 3, 1, 150, 0.2);
    network_add_link(&network, 4, 5, 50, 0.2);
    network_add_link(&network, 5, 3, 500, 0.2);
    network_join(&network, (int32_t[]){0, 4}, 2);
    assert_int_equal(network.node.at[3].parent, 1);
    assert_int_equal(network.node.at[3].source, 0);
    assert_int_equal(network.node.at[5].source, 1);
    assert_int_equal(network.node.at[6].parent, 0);
    network.node.at[2].taken_kgs = 5;
    network.node.at[3].taken_kgs = 7;
    network_solve(&network);
    assert_float_equal(network.node.at[1].flow_kgs, 12, 1e-9);
    assert_true(network.node.at[2].drop_mpa > network.node.at[1].drop_mpa);
    network_finish(&network);
}

static void test_weather(void **state)
{
    (void)state;
    struct weather weather;
    weather_init(&weather, 1);
    double sum = 0, low = 99, high = -99;
    for (int hour = 0; hour < 24 * 60; hour++) {
        double outdoor = weather_outdoor(&weather, NOON + hour * 3600.0);
        sum += outdoor;
        low = fmin(low, outdoor);
        high = fmax(high, outdoor);
    }
    assert_true(sum / 1440 > -5 && sum / 1440 < 1);
    assert_true(low > -22 && low < -8 && high < 12);
    double before = weather_outdoor(&weather, NOON + 3600 * 12);
    weather_add_wave(&weather, NOON, 24 * 3600, 10);
    assert_float_equal(weather_outdoor(&weather, NOON + 3600 * 12), before - 10, 1e-6);
    assert_float_equal(weather_hour(NOON), 12, 1e-9);
    weather_finish(&weather);
}

static void test_weather_series(void **state)
{
    (void)state;
    char path[] = "/tmp/heatdesk-weather.XXXXXX", why[200];
    int fd = mkstemp(path);
    dprintf(fd, "timestamp,temp_c,wind\n2016-01-15T11:00:00+08:00,-4,1\n"
                "2016-01-15T12:00:00+08:00,,1\n2016-01-15T13:00:00+08:00,-2,1\n");
    struct weather weather;
    weather_init(&weather, 1);
    assert_true(weather_load(&weather, path, NOON, why, sizeof why));
    assert_float_equal(weather_outdoor(&weather, NOON - 1800), -3.5, 0.01);
    assert_float_equal(weather_outdoor(&weather, NOON + 1800), -2.5, 0.01);
    dprintf(fd, "2016-01-15T10:00:00+08:00,3,1\n");
    assert_false(weather_load(&weather, path, NOON, why, sizeof why));
    assert_non_null(strstr(why, ":5: time runs backwards"));
    weather_finish(&weather);
    close(fd);
    unlink(path);
}

static void test_real_weather(void **state)
{
    (void)state;
    const char *path = SHARED "/data/weather/beijing_shunyi_hourly_2013_2017.csv";
    char why[300];
    if (access(path, R_OK) != 0) {
        print_message("skipped test_real_weather: no %s\n", path);
        skip();
    }
    struct weather weather;
    weather_init(&weather, 1);
    assert_true(weather_load(&weather, path, NOON, why, sizeof why));
    assert_true(weather.series.count > 17000);
    double sum = 0;
    for (int hour = 0; hour < 240; hour++)
        sum += weather_outdoor(&weather, NOON + hour * 3600.0);
    assert_true(sum / 240 > -15 && sum / 240 < 5); /* the middle of January */
    weather_finish(&weather);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_typical_run),
        cmocka_unit_test(test_set_point_moves_supply_then_rooms),
        cmocka_unit_test(test_speed_changes_nothing),
        cmocka_unit_test(test_energy_balance),
        cmocka_unit_test(test_curve_and_night),
        cmocka_unit_test(test_power_loss_cools_slowly),
        cmocka_unit_test(test_leak_empties),
        cmocka_unit_test(test_transport_delay),
        cmocka_unit_test(test_loops_and_sources),
        cmocka_unit_test(test_weather),
        cmocka_unit_test(test_weather_series),
        cmocka_unit_test(test_real_weather),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
