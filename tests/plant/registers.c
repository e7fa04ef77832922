/* A station's state through a profile's registers and back, by the profile's own read plan. */
#include "rig.h"

#include "backend/device/plan.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static double value_in_plant(struct rig *rig, int point)
{
    return signal_read(&rig->controller.image.place, &rig->layout->binding[point]);
}

static double tolerance(const struct rig *rig, int index)
{
    const struct point *point = &rig->profile->point[index];
    const struct signal_binding *binding = &rig->layout->binding[index];
    return 5 * binding->signal->noise * binding->factor + fabs(point->scale) * 0.51 +
           1e-6 * fabs(value_in_plant((struct rig *)(uintptr_t)rig, index)) + 1e-6;
}

static void check_point(struct rig *rig, int index, const struct block_data *block, int *checked)
{
    const struct point *point = &rig->profile->point[index];
    if (!rig->layout->binding[index].signal || rig->layout->is_shadowed[index] ||
        rig->layout->authority_for[index] >= 0)
        return;
    double expected = value_in_plant(rig, index);
    struct reading reading = codec_read(point, block);
    if (isnan(expected) || (point->type == POINT_BITS && reading.quality == QUALITY_GOOD)) {
        return;
    }
    if (reading.quality != QUALITY_GOOD ||
        !(fabs(reading.value - expected) <= tolerance(rig, index)))
        fail_msg("%s %s: read %g (%s), the plant has %g", rig->profile->name, point->id,
                 reading.value, quality_name(reading.quality), expected);
    ++*checked;
}

/* Every block of the plan is answered, and what it holds is the plant's state. */
static int check_profile(const char *name)
{
    struct rig rig;
    struct plan plan;
    int checked = 0;
    rig_init(&rig, name);
    plan_init(&plan, rig.profile, NULL);
    assert_true(plan.block_count > 0);
    for (size_t i = 0; i < plan.block_count; i++) {
        const struct plan_block *block = &plan.block[i];
        struct modbus_request request = {
            .unit = 7, .function = block->function, .address = block->first, .count = block->count};
        for (enum framing framing = FRAMING_TCP; framing <= FRAMING_RTU; framing++) {
            struct modbus_reply reply;
            assert_int_equal(rig_ask(&rig, framing, &request, &reply), FRAME_WHOLE);
            if (reply.kind != REPLY_DATA)
                fail_msg("%s: block %d+%d: exception %d", name, block->first, block->count,
                         reply.exception);
            struct block_data data = {.area = block->area,
                                      .first = block->first,
                                      .count = block->count,
                                      .registers = reply.registers,
                                      .bits = reply.bits};
            for (int k = 0; k < block->point_count; k++)
                check_point(&rig, plan.point[block->point_first + k], &data, &checked);
        }
    }
    plan_finish(&plan);
    rig_finish(&rig);
    return checked / 2;
}

static void test_station_plc(void **state)
{
    (void)state;
    assert_true(check_profile("station-plc") > 200);
}

static void test_trovis(void **state)
{
    (void)state;
    assert_true(check_profile("trovis-5578") > 40);
}

static void test_ecl(void **state)
{
    (void)state;
    assert_true(check_profile("danfoss-ecl310-a266") > 5);
}

static void test_tuf(void **state)
{
    (void)state;
    assert_true(check_profile("tuf2000") >= 7);
}

static void test_vlt(void **state)
{
    (void)state;
    assert_true(check_profile("vlt-fc51") >= 8);
}

static int address_of(const struct rig *rig, const char *id)
{
    int point = profile_find(rig->profile, id);
    if (point < 0)
        fail_msg("%s has no point %s", rig->profile->name, id);
    return rig->profile->point[point].address;
}

static struct circuit *circuit(struct rig *rig)
{
    return &rig->plant.station.at[0].circuit[0];
}

static void test_write_moves_the_plant(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    int address = address_of(&rig, "T2g_SP.1");
    assert_int_equal(rig_do(&rig, 6, address, 452, &reply), 0);
    assert_float_equal(circuit(&rig)->set.supply_c, 45.2, 1e-9);
    assert_int_equal(rig_do(&rig, 3, address, 1, &reply), 0);
    assert_int_equal(reply.registers[0], 452);
    struct modbus_request many = {
        .unit = 7, .function = 16, .address = (uint16_t)address, .count = 1, .value = {455}};
    assert_int_equal(rig_ask(&rig, FRAMING_TCP, &many, &reply), FRAME_WHOLE);
    assert_float_equal(circuit(&rig)->set.supply_c, 45.5, 1e-9);
    assert_int_equal(rig_do(&rig, 6, address_of(&rig, "CV_Mode.1"), 0, &reply), 0);
    assert_int_equal(circuit(&rig)->set.valve_mode, VALVE_FIXED);
    assert_int_equal(rig_do(&rig, 6, address_of(&rig, "CV_SP.1"), 350, &reply), 0);
    plant_advance(&rig.plant, 300);
    assert_float_equal(circuit(&rig)->valve, 0.35, 0.01);
    assert_int_equal(rig_do(&rig, 5, address_of(&rig, "CP1_Cmd.1"), 0, &reply), 0);
    plant_advance(&rig.plant, 120);
    assert_float_equal(circuit(&rig)->pump_hz, 0, 1e-9);
    rig_finish(&rig);
}

static void test_refusals(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    int address = address_of(&rig, "T2g_SP.1");
    assert_int_equal(rig_do(&rig, 6, address, 9000, &reply), 3); /* beyond its limits */
    assert_int_equal(rig_do(&rig, 6, address_of(&rig, "T1g"), 5, &reply), 2); /* read only */
    assert_int_equal(rig_do(&rig, 3, 150, 2, &reply), 2);  /* no such registers */
    assert_int_equal(rig_do(&rig, 3, 120, 10, &reply), 2); /* half of them */
    assert_int_equal(rig_do(&rig, 4, 0, 2, &reply), 1);    /* unknown function */
    struct fault local = {.kind = FAULT_LOCAL, .point = -1};
    controller_fault(&rig.controller, &local);
    assert_int_equal(rig_do(&rig, 6, address, 450, &reply), 4); /* taken locally */
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "AUTH"), 1, &reply), 0);
    assert_int_equal(reply.registers[0], 0);
    controller_heal(&rig.controller);
    assert_int_equal(rig_do(&rig, 6, address, 450, &reply), 0);
    rig_finish(&rig);
}

static void test_absent_circuit(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    rig.plant.station.at[0].circuit_count = 2;
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "T2g.3"), 1, &reply), 0);
    assert_int_equal(reply.registers[0], 32767);
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "T2g.2"), 1, &reply), 0);
    assert_int_not_equal(reply.registers[0], 32767);
    rig_finish(&rig);
}

/* Acknowledged and forgotten, unless the access code stands and the level coil is the supervisor's;
 * an hour later the controller works on its own again. */
static void test_trovis_writes(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "trovis-5578");
    int set = address_of(&rig, "T2g_SP.1"), coil = address_of(&rig, "LV_T2g_SP.1");
    int unlock = rig.profile->unlock_address;
    assert_int_equal(circuit(&rig)->set.valve_mode, VALVE_CURVE);
    assert_int_equal(rig_do(&rig, 3, set, 1, &reply), 0);
    int in_force = reply.registers[0];
    assert_int_equal(rig_do(&rig, 6, set, in_force + 20, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, set, 1, &reply), 0);
    assert_int_equal(reply.registers[0], in_force);
    assert_int_equal(rig_do(&rig, 6, unlock, 1732, &reply), 0);
    assert_int_equal(rig_do(&rig, 6, set, in_force + 20, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, set, 1, &reply), 0);
    assert_int_equal(reply.registers[0], in_force);
    assert_int_equal(rig_do(&rig, 5, coil, 0, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, set, 1, &reply), 0);
    assert_int_equal(reply.registers[0], in_force); /* taken over without a jump */
    assert_int_equal(rig_do(&rig, 6, set, in_force + 20, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, set, 1, &reply), 0);
    assert_int_equal(reply.registers[0], in_force + 20);
    assert_int_equal(circuit(&rig)->set.valve_mode, VALVE_SUPPLY);
    rig.now = mono_after_ms(rig.now, IMAGE_UNLOCK_MS + 1);
    assert_int_equal(rig_do(&rig, 3, unlock, 1, &reply), 0);
    assert_int_equal(reply.registers[0], 0);
    rig.now = mono_after_ms(rig.now, IMAGE_LEVEL_MS + 1);
    assert_int_equal(rig_do(&rig, 1, coil, 1, &reply), 0);
    assert_int_equal(reply.bits[0], 1);
    assert_int_equal(circuit(&rig)->set.valve_mode, VALVE_CURVE);
    rig_finish(&rig);
}

static void test_trovis_ranges(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "trovis-5578");
    assert_int_equal(rig_do(&rig, 3, 9, 23, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, 6, 4, &reply), 2);
    assert_int_equal(rig_do(&rig, 3, 9, 51, &reply), 3);
    rig_finish(&rig);
}

static void test_ecl_reads(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "danfoss-ecl310-a266");
    int outdoor = address_of(&rig, "OT");
    assert_int_equal(rig_do(&rig, 3, outdoor, 1, &reply), 0);
    uint16_t value = reply.registers[0];
    assert_int_equal(rig_do(&rig, 4, outdoor, 1, &reply), 0); /* the same by function 4 */
    assert_int_equal(reply.registers[0], value);
    assert_int_equal(rig_do(&rig, 3, outdoor - 5, 20, &reply), 2); /* one unknown number */
    assert_int_equal(rig_do(&rig, 3, outdoor, 124, &reply), 3);
    assert_int_equal(rig_do(&rig, 16, outdoor, 1, &reply), 1);
    rig_finish(&rig);
}

static void test_drive_one_parameter(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "vlt-fc51");
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "REF_Hz"), 2, &reply), 0);
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "REF_Hz"), 1, &reply), 2);
    assert_int_equal(rig_do(&rig, 3, address_of(&rig, "CP1_V"), 11, &reply), 2);
    assert_int_equal(rig_do(&rig, 6, address_of(&rig, "REF_SP"), 8192, &reply), 0);
    assert_float_equal(circuit(&rig)->set.pump_hz, 25, 0.01);
    rig_finish(&rig);
}

/* Totals in several registers never run back, whatever the moment of reading. */
static void test_totals_rise(void **state)
{
    (void)state;
    static const char *const profiles[] = {"trovis-5578", "tuf2000"};
    for (int p = 0; p < 2; p++) {
        struct rig rig;
        rig_init(&rig, profiles[p]);
        const struct point *point = &rig.profile->point[profile_find(rig.profile, "E1")];
        double last = 0;
        rig.plant.station.at[0].primary.heat_gj = 9998.5;
        for (int i = 0; i < 200; i++) {
            struct modbus_reply reply;
            uint16_t first = point->address, count = (uint16_t)(p ? 4 : 4);
            assert_int_equal(rig_do(&rig, 3, first, count, &reply), 0);
            struct block_data data = {
                .area = AREA_HOLDING, .first = first, .count = count, .registers = reply.registers};
            struct reading reading = codec_read(point, &data);
            assert_int_equal(reading.quality, QUALITY_GOOD);
            assert_true(reading.value >= last - 1e-6);
            assert_float_equal(reading.value, rig.plant.station.at[0].primary.heat_gj, 0.01);
            last = reading.value;
            plant_advance(&rig.plant, 10);
        }
        assert_true(last > 10000);
        rig_finish(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_station_plc),   cmocka_unit_test(test_trovis),
        cmocka_unit_test(test_ecl),           cmocka_unit_test(test_tuf),
        cmocka_unit_test(test_vlt),           cmocka_unit_test(test_write_moves_the_plant),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_absent_circuit),
        cmocka_unit_test(test_trovis_writes), cmocka_unit_test(test_trovis_ranges),
        cmocka_unit_test(test_ecl_reads),     cmocka_unit_test(test_drive_one_parameter),
        cmocka_unit_test(test_totals_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
