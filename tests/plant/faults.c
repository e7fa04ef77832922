/* Each fault's bytes, judged by the strict framing that the collector uses. */
#include "rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct modbus_request read_two = {.unit = 7, .function = 3, .address = 2, .count = 2};

static void put(struct rig *rig, enum fault_kind kind, double number)
{
    struct fault fault = {.kind = kind, .number = number, .point = -1};
    controller_fault(&rig->controller, &fault);
}

static enum frame_state ask(struct rig *rig, struct modbus_reply *reply)
{
    return rig_ask(rig, FRAMING_TCP, &read_two, reply);
}

static void test_healthy(void **state)
{
    (void)state;
    struct rig rig;
    struct fault_reply out;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    rig_bytes(&rig, FRAMING_TCP, &read_two, &out);
    static const uint8_t head[] = {0x12, 0x34, 0, 0, 0, 7, 7, 3, 4};
    assert_int_equal(out.length, 13);
    assert_memory_equal(out.bytes, head, sizeof head);
    rig_bytes(&rig, FRAMING_RTU, &read_two, &out);
    assert_int_equal(out.length, 9);
    assert_int_equal(frame_crc(out.bytes, 9), 0);
    assert_int_equal(ask(&rig, &reply), FRAME_WHOLE);
    rig_finish(&rig);
}

static void test_nothing_comes(void **state)
{
    (void)state;
    static const enum fault_kind kinds[] = {FAULT_SILENT, FAULT_POWER_LOSS};
    for (int i = 0; i < 2; i++) {
        struct rig rig;
        struct fault_reply out;
        rig_init(&rig, "station-plc");
        put(&rig, kinds[i], 0);
        rig_bytes(&rig, FRAMING_TCP, &read_two, &out);
        assert_int_equal(out.length, 0);
        rig_finish(&rig);
    }
}

static void test_half_and_surplus(void **state)
{
    (void)state;
    struct rig rig;
    struct fault_reply out;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    put(&rig, FAULT_HALF, 0);
    rig_bytes(&rig, FRAMING_TCP, &read_two, &out);
    assert_int_equal(out.length, 6);
    assert_int_equal(ask(&rig, &reply), FRAME_MORE);
    controller_heal(&rig.controller);
    put(&rig, FAULT_SURPLUS, 0);
    rig_bytes(&rig, FRAMING_TCP, &read_two, &out);
    assert_int_equal(out.length, 18);
    assert_int_equal(ask(&rig, &reply), FRAME_BAD);
    rig_finish(&rig);
}

/* The frame is right in itself, only not the answer: strict framing must find it. */
static void test_wrong_fields(void **state)
{
    (void)state;
    static const struct {
        enum fault_kind kind;
        int at; /* the byte that differs */
    } cases[] = {{FAULT_WRONG_ID, 1}, {FAULT_WRONG_UNIT, 6}, {FAULT_WRONG_FUNCTION, 7}};
    for (int i = 0; i < 3; i++) {
        struct rig rig;
        struct fault_reply good, bad;
        struct modbus_reply reply;
        rig_init(&rig, "station-plc");
        rig_bytes(&rig, FRAMING_TCP, &read_two, &good);
        put(&rig, cases[i].kind, 0);
        rig.controller.image.seen_s = rig.plant.now_s; /* the same values, no new noise */
        rig_bytes(&rig, FRAMING_TCP, &read_two, &bad);
        assert_int_equal(bad.length, good.length);
        for (int k = 0; k < 9; k++)
            assert_true((good.bytes[k] != bad.bytes[k]) == (k == cases[i].at));
        assert_int_equal(ask(&rig, &reply), FRAME_BAD);
        rig_bytes(&rig, FRAMING_RTU, &read_two, &bad);
        assert_int_equal(frame_crc(bad.bytes, bad.length), 0);
        rig_finish(&rig);
    }
}

static void test_writes_that_lie(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    int address = rig.profile->point[profile_find(rig.profile, "T2g_SP.1")].address;
    double before = rig.plant.station.at[0].circuit[0].set.supply_c;
    put(&rig, FAULT_NOT_STORED, 0);
    assert_int_equal(rig_do(&rig, 6, address, 455, &reply), 0);
    assert_float_equal(rig.plant.station.at[0].circuit[0].set.supply_c, before, 1e-9);
    controller_heal(&rig.controller);
    put(&rig, FAULT_WRONG_ECHO, 0);
    assert_int_equal(rig_do(&rig, 6, address, 455, &reply), -1);
    assert_int_equal(rig_do(&rig, 3, address, 1, &reply), 0); /* reads are as ever */
    assert_int_equal(reply.registers[0], 455);
    rig_finish(&rig);
}

static void test_exceptions(void **state)
{
    (void)state;
    static const int codes[] = {1, 2, 3, 4, 5, 6, 0x0A, 0x0B};
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    for (int i = 0; i < 8; i++) {
        put(&rig, FAULT_EXCEPTION, codes[i]);
        assert_int_equal(ask(&rig, &reply), FRAME_WHOLE);
        assert_int_equal(reply.kind, REPLY_EXCEPTION);
        assert_int_equal(reply.exception, codes[i]);
    }
    assert_int_equal(rig.controller.faults.count, 1);
    rig_finish(&rig);
}

static void test_timing(void **state)
{
    (void)state;
    struct rig rig;
    struct fault_reply out;
    rig_init(&rig, "station-plc");
    put(&rig, FAULT_SLOW, 700);
    put(&rig, FAULT_DRIP, 20);
    put(&rig, FAULT_RESET, 0);
    rig_bytes(&rig, FRAMING_TCP, &read_two, &out);
    assert_int_equal(out.delay_ms, 700);
    assert_int_equal(out.drip_ms, 20);
    assert_true(out.is_reset);
    rig_finish(&rig);
}

static int read_t1g(struct rig *rig)
{
    struct modbus_reply reply;
    int address = rig->profile->point[profile_find(rig->profile, "T1g")].address;
    assert_int_equal(rig_do(rig, 3, address, 1, &reply), 0);
    return reply.registers[0];
}

static void test_values(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, "station-plc");
    struct fault fault = {.kind = FAULT_FROZEN, .point = profile_find(rig.profile, "T1g")};
    int before = read_t1g(&rig);
    controller_fault(&rig.controller, &fault);
    rig.plant.station.at[0].primary.supply_c += 9;
    for (int i = 0; i < 5; i++) {
        rig.plant.now_s += 1;
        assert_int_equal(read_t1g(&rig), before);
    }
    fault.kind = FAULT_INVALID;
    controller_heal(&rig.controller);
    controller_fault(&rig.controller, &fault);
    assert_int_equal(read_t1g(&rig), 32767);
    controller_heal(&rig.controller);
    assert_true(read_t1g(&rig) > before + 80);
    fault = (struct fault){.kind = FAULT_FOREIGN_WRITE,
                           .point = profile_find(rig.profile, "T2g_SP.1"),
                           .number = 51.5};
    controller_fault(&rig.controller, &fault);
    assert_float_equal(rig.plant.station.at[0].circuit[0].set.supply_c, 51.5, 1e-9);
    assert_int_equal(rig.controller.faults.count, 0);
    rig_finish(&rig);
}

static void test_end_by_time(void **state)
{
    (void)state;
    struct rig rig;
    struct modbus_reply reply;
    rig_init(&rig, "station-plc");
    struct fault fault = {
        .kind = FAULT_POWER_LOSS, .point = -1, .until = mono_after_ms(rig.now, 30000)};
    controller_fault(&rig.controller, &fault);
    assert_false(rig.plant.station.at[0].is_powered);
    controller_expire(&rig.controller, mono_after_ms(rig.now, 29999));
    assert_int_equal(ask(&rig, &reply), FRAME_MORE);
    controller_expire(&rig.controller, mono_after_ms(rig.now, 30000));
    assert_true(rig.plant.station.at[0].is_powered);
    assert_int_equal(ask(&rig, &reply), FRAME_WHOLE);
    rig_finish(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy),          cmocka_unit_test(test_nothing_comes),
        cmocka_unit_test(test_half_and_surplus), cmocka_unit_test(test_wrong_fields),
        cmocka_unit_test(test_writes_that_lie),  cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_timing),           cmocka_unit_test(test_values),
        cmocka_unit_test(test_end_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
