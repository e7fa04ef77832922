/* Several units behind one connection: what one of them does costs the others nothing but time, and
 * a late reply is never theirs (link.h has the rule). */
#include "tests/field/bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct fixture {
    struct bed bed;
    struct peer peer;
    struct peer_unit *unit[4]; /* 1 to 3; the second is the bad one */
};

/* The healthy units are told apart by their registers: 1100…, 3100…. */
static void check_own(struct bed *bed, uint32_t key)
{
    const struct bed_device *device = &bed->device[key];
    for (int i = 0; i < 4; i++)
        if (device->touched[i] && device->reading[i].quality == QUALITY_GOOD)
            assert_true(device->reading[i].value == 1000.0 * key + 100 + i);
}

static struct fixture *setup_with(enum framing framing, bool is_overloaded)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    bed_init(&fixture->bed, bed_profile(4, "", ""));
    peer_init(&fixture->peer, &fixture->bed.loop, framing, 0);
    for (uint8_t i = 1; i <= 3; i++) {
        fixture->unit[i] = peer_unit(&fixture->peer, i);
        for (unsigned k = 0; k < PEER_REGISTERS; k++)
            fixture->unit[i]->registers[k] = (uint16_t)(1000U * i + 100 + k);
        bed_add(&fixture->bed, i, &fixture->peer, i, is_overloaded ? 1 : i == 2 ? 70 : 40);
    }
    fixture->bed.hook = check_own;
    field_start(fixture->bed.field);
    return fixture;
}

static int setup_tcp(void **state)
{
    *state = setup_with(FRAMING_TCP, false);
    return 0;
}

static int setup_rtu(void **state)
{
    *state = setup_with(FRAMING_RTU, false);
    return 0;
}

static int setup_busy_tcp(void **state)
{
    *state = setup_with(FRAMING_TCP, true);
    return 0;
}

static int setup_busy_rtu(void **state)
{
    *state = setup_with(FRAMING_RTU, true);
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fixture->peer.most_open <= 1);
    assert_int_equal(field_lines(fixture->bed.field), 1);
    bed_finish(&fixture->bed, &fixture->peer, 1);
    free(fixture);
    return 0;
}

static void all_up(struct fixture *fixture)
{
    struct bed_device *device = fixture->bed.device;
    bed_until(&fixture->bed, device[1].is_up && device[2].is_up && device[3].is_up);
}

/* Unit 2 goes bad, the neighbours keep their rounds, it comes back. Returns its timeouts. */
static uint64_t run_fault(struct fixture *fixture, enum peer_fault fault, uint8_t exception,
                          const char *code)
{
    struct bed_device *device = fixture->bed.device;
    struct line_stats before, after;
    all_up(fixture);
    field_line_stats(fixture->bed.field, 0, &before);
    uint32_t downs = device[2].downs;
    fixture->unit[2]->fault = (uint8_t)fault;
    fixture->unit[2]->exception = exception;
    bed_until(&fixture->bed, device[2].downs > downs);
    assert_string_equal(device[2].code, code);
    uint32_t rounds = device[1].rounds + 12, others = device[3].rounds + 12;
    bed_until(&fixture->bed, device[1].rounds >= rounds && device[3].rounds >= others);
    field_line_stats(fixture->bed.field, 0, &after);
    assert_true(after.lost == 1 && after.devices == 3 && after.failed_lately >= 2);
    assert_int_equal(after.first, before.first);
    fixture->unit[2]->fault = PEER_GOOD;
    all_up(fixture);
    field_line_stats(fixture->bed.field, 0, &before);
    assert_int_equal(before.lost, 0);
    assert_int_equal(device[1].downs + device[3].downs, 0);
    return after.timeouts - before.timeouts;
}

static void neighbours_are_untouched(struct fixture *fixture)
{
    assert_int_equal(fixture->bed.device[1].failed, 0);
    assert_int_equal(fixture->bed.device[3].failed, 0);
    assert_int_equal(fixture->peer.accepted, 1); /* the link was never closed for it */
}

static void test_silent(void **state)
{
    struct fixture *fixture = *state;
    uint64_t timeouts = run_fault(fixture, PEER_SILENT, 0, "timeout");
    neighbours_are_untouched(fixture);
    assert_true(timeouts <= 2 + 13); /* at most one a round of the line */
}

static void test_late(void **state)
{
    struct fixture *fixture = *state;
    run_fault(fixture, PEER_LATE, 0, "timeout");
    neighbours_are_untouched(fixture);
}

static void test_gateway_exception(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(run_fault(fixture, PEER_EXCEPTION, 0x0b, "gateway"), 0);
    assert_int_equal(run_fault(fixture, PEER_EXCEPTION, 0x0a, "gateway"), 0);
    neighbours_are_untouched(fixture);
}

static void test_bad_checksum(void **state)
{
    struct fixture *fixture = *state;
    run_fault(fixture, PEER_BAD_CHECKSUM, 0, "broken");
    run_fault(fixture, PEER_SURPLUS, 0, "broken");
    run_fault(fixture, PEER_HALF_BODY, 0, "timeout");
    neighbours_are_untouched(fixture);
}

/* A frame of another unit than the awaited one is skipped, not believed. */
static void test_wrong_unit(void **state)
{
    struct fixture *fixture = *state;
    run_fault(fixture, PEER_WRONG_UNIT, 0, "timeout");
    neighbours_are_untouched(fixture);
}

/* Half a frame on the shared connection: only a new one is in step again. */
static void test_resync(void **state)
{
    struct fixture *fixture = *state;
    run_fault(fixture, PEER_HALF_BODY, 0, "timeout");
    assert_true(fixture->peer.accepted > 1);
    uint32_t accepted = fixture->peer.accepted;
    run_fault(fixture, PEER_WRONG_ID, 0, "broken");
    assert_true(fixture->peer.accepted > accepted);
}

/* Nobody behind the gateway answers: then the connection itself is suspect. */
static void test_all_silent(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = fixture->bed.device;
    all_up(fixture);
    for (int i = 1; i <= 3; i++)
        fixture->unit[i]->fault = PEER_SILENT;
    bed_until(&fixture->bed, device[1].downs && device[2].downs && device[3].downs);
    bed_until(&fixture->bed, fixture->peer.accepted > 1);
    for (int i = 1; i <= 3; i++)
        fixture->unit[i]->fault = PEER_GOOD;
    all_up(fixture);
}

/* A line that never runs out of polls: a lost unit is probed all the same, once a round. */
static void test_overloaded(void **state)
{
    struct fixture *fixture = *state;
    fixture->peer.delay_ms = 3;
    bed_until(&fixture->bed, fixture->bed.overloads > 0);
    uint64_t timeouts = run_fault(fixture, PEER_SILENT, 0, "timeout");
    neighbours_are_untouched(fixture);
    assert_true(timeouts <= 2 + 13);
}

/* Rounds longer than the period are told once, and once that they no longer are. */
static void test_overload(void **state)
{
    struct fixture *fixture = *state;
    struct line_stats stats;
    all_up(fixture);
    fixture->peer.delay_ms = 30;
    bed_until(&fixture->bed, fixture->bed.overloads > fixture->bed.recoveries);
    uint32_t overloads = fixture->bed.overloads, rounds = fixture->bed.device[1].rounds + 5;
    bed_until(&fixture->bed, fixture->bed.device[1].rounds >= rounds);
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_true(stats.is_overloaded && stats.round_ms > 40 && stats.rtt_us_most >= 29000);
    assert_int_equal(fixture->bed.overloads, overloads);
    fixture->peer.delay_ms = 0;
    bed_until(&fixture->bed, fixture->bed.recoveries == overloads);
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_false(stats.is_overloaded);
}

int main(void)
{
#define TCP(f) cmocka_unit_test_setup_teardown(f, setup_tcp, teardown)
#define RTU(f) cmocka_unit_test_setup_teardown(f, setup_rtu, teardown)
    const struct CMUnitTest tests[] = {
        TCP(test_silent),
        TCP(test_late),
        TCP(test_gateway_exception),
        TCP(test_resync),
        TCP(test_all_silent),
        RTU(test_late),
        RTU(test_gateway_exception),
        RTU(test_bad_checksum),
        RTU(test_wrong_unit),
        RTU(test_silent),
        RTU(test_all_silent),
        TCP(test_overload),
        cmocka_unit_test_setup_teardown(test_overloaded, setup_busy_tcp, teardown),
        cmocka_unit_test_setup_teardown(test_overloaded, setup_busy_rtu, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
