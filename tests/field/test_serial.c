/* Serial lines: three units on one wire, one of them dead or worse; writes; the wire unplugged. */
#include "tests/field/bed.h"
#include "tests/field/bus.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define POINTS 4

struct fixture {
    struct bed bed;
    struct bus bus;
};

static void check_own(struct bed *bed, uint32_t key)
{
    const struct bed_device *device = &bed->device[key];
    for (int i = 1; i < POINTS; i++) /* register 0 is written to */
        if (device->touched[i] && device->reading[i].quality == QUALITY_GOOD)
            assert_true(device->reading[i].value == 1000.0 * key + i);
}

static struct fixture *setup_on(const char *path, int32_t timeout_ms)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct profile *profile = bed_profile(POINTS, "", "");
    char endpoint[160];
    bus_start(&fixture->bus);
    profile->timeout_ms = timeout_ms;
    bed_init(&fixture->bed, profile);
    fixture->bed.hook = check_own;
    snprintf(endpoint, sizeof endpoint, "serial:%s:9600:8E1", path ? path : fixture->bus.path);
    for (uint8_t unit = 1; unit <= BUS_UNITS; unit++)
        bed_add_at(&fixture->bed, unit, endpoint, unit, unit == 2 ? 70 : 40);
    return fixture;
}

/* Neighbours have time enough to answer on a busy machine. */
static int setup(void **state)
{
    struct fixture *fixture = setup_on(NULL, 400);
    field_start(fixture->bed.field);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    if (!fixture->bed.is_closed) {
        assert_int_equal(field_lines(fixture->bed.field), 1);
        bed_finish(&fixture->bed, NULL, 0);
    }
    bus_stop(&fixture->bus);
    free(fixture);
    return 0;
}

static bool are_up(const struct fixture *fixture)
{
    const struct bed_device *device = fixture->bed.device;
    for (int unit = 1; unit <= BUS_UNITS; unit++)
        if (!device[unit].is_up || device[unit].reading[1].quality != QUALITY_GOOD)
            return false;
    return true;
}

static void await_rounds(struct fixture *fixture, uint32_t more)
{
    const struct bed_device *device = fixture->bed.device;
    uint32_t one = device[1].rounds + more, three = device[3].rounds + more;
    bed_until(&fixture->bed, device[1].rounds >= one && device[3].rounds >= three);
}

static void neighbours_are_untouched(const struct fixture *fixture)
{
    const struct bed_device *device = fixture->bed.device;
    struct line_stats stats;
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_int_equal(device[1].failed + device[1].downs, 0);
    assert_int_equal(device[3].failed + device[3].downs, 0);
    assert_int_equal(stats.connects, 1); /* the port is never closed for one unit */
}

static void test_good(void **state)
{
    struct fixture *fixture = *state;
    struct line_stats stats;
    bed_until(&fixture->bed, are_up(fixture));
    await_rounds(fixture, 10);
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_true(stats.is_up && stats.devices == 3 && stats.replies >= 20);
    assert_int_equal(stats.timeouts + stats.exceptions + stats.broken, 0);
    assert_int_equal(fixture->bus.garbled, 0);
    neighbours_are_untouched(fixture);
}

static void test_dead_unit(void **state)
{
    struct fixture *fixture = *state;
    struct line_stats before, after;
    bed_until(&fixture->bed, are_up(fixture));
    field_line_stats(fixture->bed.field, 0, &before);
    atomic_store(&fixture->bus.fault[2], BUS_SILENT);
    bed_until(&fixture->bed, !fixture->bed.device[2].is_up);
    assert_string_equal(fixture->bed.device[2].code, "timeout");
    await_rounds(fixture, 10);
    field_line_stats(fixture->bed.field, 0, &after);
    assert_true(after.timeouts - before.timeouts <= 2 + 11); /* at most one a round */
    atomic_store(&fixture->bus.fault[2], BUS_GOOD);
    bed_until(&fixture->bed, are_up(fixture));
    assert_int_equal(fixture->bus.garbled, 0);
    neighbours_are_untouched(fixture);
}

/* Each is lost for what it does, is never believed, costs the others nothing, and comes back. */
static void test_faults(void **state)
{
    static const struct {
        enum bus_fault fault;
        const char *code;
    } cases[] = {{BUS_HALF, "timeout"},
                 {BUS_BAD_CHECKSUM, "broken"},
                 {BUS_NOISE, "broken"},
                 {BUS_WRONG_UNIT, "timeout"}};
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[2];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bed_until(&fixture->bed, are_up(fixture));
        atomic_store(&fixture->bus.fault[2], cases[i].fault);
        bed_until(&fixture->bed, !device->is_up);
        assert_string_equal(device->code, cases[i].code);
        for (int point = 0; point < POINTS; point++)
            assert_int_equal(device->reading[point].quality, QUALITY_LOST);
        await_rounds(fixture, 3);
        atomic_store(&fixture->bus.fault[2], BUS_GOOD);
    }
    bed_until(&fixture->bed, are_up(fixture));
    neighbours_are_untouched(fixture);
}

/* With a short timeout: the rest of a reply that comes too late is nobody else's. */
static int setup_short(void **state)
{
    struct fixture *fixture = setup_on(NULL, 20);
    fixture->bus.late_ms = 120; /* the wire's own time is waited for as well */
    field_start(fixture->bed.field);
    *state = fixture;
    return 0;
}

static void test_too_late(void **state)
{
    static const enum bus_fault faults[] = {BUS_LATE, BUS_DRIP};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < 2; i++) {
        bed_until(&fixture->bed, are_up(fixture));
        atomic_store(&fixture->bus.fault[2], faults[i]);
        bed_until(&fixture->bed, !fixture->bed.device[2].is_up);
        await_rounds(fixture, 10);
        atomic_store(&fixture->bus.fault[2], BUS_GOOD);
    }
    bed_until(&fixture->bed, are_up(fixture));
}

static const struct modbus_reply *reply_to(struct fixture *fixture, uint64_t ticket)
{
    bed_until(&fixture->bed, bed_reply(&fixture->bed, ticket));
    return &bed_reply(&fixture->bed, ticket)->reply;
}

static void test_write(void **state)
{
    struct fixture *fixture = *state;
    bed_until(&fixture->bed, are_up(fixture));
    bed_send(&fixture->bed, 1, 1, 6, 0, 4711, 60000);
    assert_int_equal(reply_to(fixture, 1)->kind, REPLY_DATA);
    bed_until(&fixture->bed, fixture->bed.device[1].reading[0].value == 4711);
    bed_send(&fixture->bed, 3, 2, 16, 0, 815, 60000);
    assert_int_equal(reply_to(fixture, 2)->kind, REPLY_DATA);
    bed_until(&fixture->bed, fixture->bed.device[3].reading[0].value == 815);
    bed_send(&fixture->bed, 3, 3, 5, 3, 1, 60000);
    assert_int_equal(reply_to(fixture, 3)->kind, REPLY_DATA);
    bed_send(&fixture->bed, 3, 4, 6, BUS_REGISTERS, 1, 60000);
    assert_int_equal(reply_to(fixture, 4)->kind, REPLY_EXCEPTION);
    assert_int_equal(reply_to(fixture, 4)->exception, 2);
    assert_int_equal(fixture->bed.device[1].failed + fixture->bed.device[3].failed, 0);
}

/* libmodbus would take the first of these for a success. */
static void test_bad_write(void **state)
{
    static const struct {
        enum bus_fault fault;
        enum reply_kind kind;
    } cases[] = {{BUS_WRONG_ECHO, REPLY_BROKEN},
                 {BUS_BAD_CHECKSUM, REPLY_BROKEN},
                 {BUS_SILENT, REPLY_TIMEOUT}};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bed_until(&fixture->bed, are_up(fixture));
        atomic_store(&fixture->bus.fault[2], cases[i].fault);
        bed_send(&fixture->bed, 2, i + 1, 6, 0, (uint16_t)(20 + i), 60000);
        assert_int_equal(reply_to(fixture, i + 1)->kind, cases[i].kind);
        assert_true(reply_to(fixture, i + 1)->was_sent);
        atomic_store(&fixture->bus.fault[2], BUS_GOOD);
        assert_int_equal(fixture->bus.writes[2], i + 1); /* never a second time */
    }
    bed_until(&fixture->bed, are_up(fixture));
    neighbours_are_untouched(fixture);
}

/* The converter is pulled out and put in again, as another terminal under the same name. */
static void test_unplugged(void **state)
{
    char folder[] = "/dev/shm/heatdesk-XXXXXX", path[64];
    (void)state;
    if (!mkdtemp(folder))
        skip();
    snprintf(path, sizeof path, "%s/line", folder);
    struct fixture *fixture = setup_on(path, 400);
    assert_int_equal(symlink(fixture->bus.path, path), 0);
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, are_up(fixture));
    bus_stop(&fixture->bus);
    unlink(path);
    for (int unit = 1; unit <= BUS_UNITS; unit++) {
        bed_until(&fixture->bed, !fixture->bed.device[unit].is_up);
        assert_string_equal(fixture->bed.device[unit].code, "unreachable");
    }
    bus_start(&fixture->bus);
    assert_int_equal(symlink(fixture->bus.path, path), 0);
    bed_until(&fixture->bed, are_up(fixture));
    bed_finish(&fixture->bed, NULL, 0);
    unlink(path);
    rmdir(folder);
    bus_stop(&fixture->bus);
    free(fixture);
}

/* A killed program restores nothing: the terminal, which has no parity, is set already. */
static void test_left_by_the_killed(void **state)
{
    struct fixture *fixture = setup_on(NULL, 400);
    for (int i = 0; i < 2; i++) {
        modbus_t *killed = modbus_new_rtu(fixture->bus.path, 9600, 'E', 8, 1);
        if (modbus_connect(killed) == 0)
            close(modbus_get_socket(killed));
        else
            assert_int_equal(errno, EINVAL);
        modbus_set_socket(killed, -1);
        modbus_free(killed);
    }
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, are_up(fixture));
    await_rounds(fixture, 3);
    neighbours_are_untouched(fixture);
    *state = fixture;
    teardown(state);
}

/* The thread is in the middle of a wait for a reply that never comes. */
static void test_stop(void **state)
{
    struct fixture *fixture = *state;
    bed_until(&fixture->bed, are_up(fixture));
    uint32_t requests = fixture->bus.requests[2];
    atomic_store(&fixture->bus.fault[2], BUS_SILENT);
    bed_send(&fixture->bed, 2, 1, 6, 0, 7, 60000);
    bed_until(&fixture->bed, fixture->bus.requests[2] > requests);
    bed_send(&fixture->bed, 2, 2, 6, 0, 8, 60000);
    bed_finish(&fixture->bed, NULL, 0);
    assert_int_equal(fixture->bed.replies, 2);
    assert_true(bed_reply(&fixture->bed, 1)->reply.was_sent);
    assert_int_equal(bed_reply(&fixture->bed, 2)->reply.kind, REPLY_NO_LINK);
    assert_false(bed_reply(&fixture->bed, 2)->reply.was_sent);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_good),
        CASE(test_dead_unit),
        CASE(test_faults),
        CASE(test_write),
        CASE(test_bad_write),
        CASE(test_stop),
        cmocka_unit_test_setup_teardown(test_too_late, setup_short, teardown),
        cmocka_unit_test(test_unplugged),
        cmocka_unit_test(test_left_by_the_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
