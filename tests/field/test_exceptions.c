/* Exceptions 1 to 6: each answered as MODBUS.md tells, none costs the connection. */
#include "tests/field/bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define POINTS 40

struct fixture {
    struct bed bed;
    struct peer peer;
    struct peer_unit *unit;
};

static const char coils[] = "[C0]\narea = coil\naddress = 3\n[C1]\narea = coil\naddress = 4\n"
                            "[S]\naddress = 60\ntype = uint16\nevery = 4\n";
#define COIL POINTS
#define SLOW (POINTS + 2)

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    bed_init(&fixture->bed, bed_profile(POINTS, "", coils));
    peer_init(&fixture->peer, &fixture->bed.loop, FRAMING_TCP, 0);
    fixture->unit = peer_unit(&fixture->peer, 1);
    fixture->unit->coils[4] = true;
    bed_add(&fixture->bed, 1, &fixture->peer, 1, 10);
    field_start(fixture->bed.field);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(fixture->peer.accepted, 1);
    bed_finish(&fixture->bed, &fixture->peer, 1);
    free(fixture);
    return 0;
}

static bool is_good(const struct fixture *fixture, int point)
{
    const struct bed_device *device = &fixture->bed.device[1];
    return device->reading[point].quality == QUALITY_GOOD &&
           device->reading[point].value == 100 + point;
}

static int good_points(const struct fixture *fixture)
{
    int good = 0;
    for (int i = 0; i < POINTS; i++)
        good += is_good(fixture, i);
    return good;
}

static void rounds(struct fixture *fixture, uint32_t more)
{
    uint32_t until = fixture->bed.device[1].rounds + more;
    bed_until(&fixture->bed, fixture->bed.device[1].rounds >= until);
}

static void test_every(void **state)
{
    struct fixture *fixture = *state;
    const struct bed_device *device = &fixture->bed.device[1];
    bed_until(&fixture->bed, device->rounds >= 20);
    assert_int_equal(device->seen[0], device->rounds);
    assert_int_equal(device->seen[SLOW], (device->rounds + 3) / 4);
    assert_true(device->reading[SLOW].value == 160); /* kept between its rounds */
    assert_true(device->reading[COIL].value == 0 && device->reading[COIL + 1].value == 1);
    assert_int_equal(good_points(fixture), POINTS);
}

/* The one bad register of a block is found by halving, and nothing else suffers. */
static void isolate(struct fixture *fixture, int first, int last, uint8_t exception)
{
    struct bed_device *device = &fixture->bed.device[1];
    for (int i = first; i <= last; i++)
        fixture->unit->bad[i] = exception;
    bed_until(&fixture->bed, good_points(fixture) == POINTS - (last - first + 1));
    bed_until(&fixture->bed, device->refused[first] && device->refused[last]);
    for (int i = 0; i < POINTS; i++) {
        bool is_bad = i >= first && i <= last;
        assert_int_equal(device->refused[i], is_bad ? exception : 0);
        if (is_bad)
            assert_int_equal(device->reading[i].quality, QUALITY_REFUSED);
    }
    rounds(fixture, 3);
    uint32_t reads = fixture->unit->reads, before = device->rounds;
    rounds(fixture, 8);
    /* two halves, the coils, the slow point now and then, a retry of the bad ones now and then */
    assert_true(fixture->unit->reads - reads <= (device->rounds - before + 1) * 5);
    for (int i = first; i <= last; i++)
        fixture->unit->bad[i] = 0;
    bed_until(&fixture->bed, good_points(fixture) == POINTS); /* asked again later */
    for (int i = 0; i < POINTS; i++)
        assert_int_equal(device->refused[i], 0);
    assert_int_equal(device->downs, 0);
}

static void test_isolate(void **state)
{
    struct fixture *fixture = *state;
    rounds(fixture, 1);
    isolate(fixture, 17, 17, 2);
    isolate(fixture, 0, 0, 3);
    isolate(fixture, 39, 39, 2);
    isolate(fixture, 11, 13, 2);
}

/* Exception 1: the function is not there; its points are refused, the others go on. */
static void test_function(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    fixture->unit->bad_function[1] = 1;
    bed_until(&fixture->bed, device->refused[COIL] == 1 && device->refused[COIL + 1] == 1);
    rounds(fixture, 2);
    assert_int_equal(device->reading[COIL].quality, QUALITY_REFUSED);
    assert_int_equal(good_points(fixture), POINTS);
    fixture->unit->bad_function[1] = 0;
    bed_until(&fixture->bed, !device->refused[COIL] && !device->refused[COIL + 1]);
    bed_until(&fixture->bed, device->reading[COIL + 1].quality == QUALITY_GOOD);
}

/* Exception 4 on one block: its points are refused for the time, the unit is not lost. On all:
 * it is lost as faulty. */
static void test_fault(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    rounds(fixture, 1);
    fixture->unit->bad_function[1] = 4;
    bed_until(&fixture->bed, device->reading[COIL].quality == QUALITY_REFUSED);
    rounds(fixture, 5);
    assert_int_equal(device->downs, 0);
    assert_int_equal(device->refused[COIL], 0);
    fixture->unit->bad_function[3] = 4;
    bed_until(&fixture->bed, device->downs == 1);
    assert_string_equal(device->code, "fault");
    assert_int_equal(device->reading[0].quality, QUALITY_REFUSED);
    fixture->unit->bad_function[1] = fixture->unit->bad_function[3] = 0;
    bed_until(&fixture->bed, device->is_up && good_points(fixture) == POINTS);
    bed_until(&fixture->bed, device->reading[COIL].quality == QUALITY_GOOD);
}

/* Busy is no failure: the block is asked again a little later, in the same round. */
static void test_busy(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    for (uint8_t exception = 5; exception <= 6; exception++) {
        rounds(fixture, 1);
        fixture->unit->exception = exception;
        fixture->unit->fault = PEER_EXCEPTION;
        fixture->unit->faults_left = 3;
        bed_until(&fixture->bed, fixture->unit->faults_left == 0);
        rounds(fixture, 2);
        fixture->unit->fault = PEER_GOOD;
        fixture->unit->faults_left = -1;
    }
    fixture->unit->fault = PEER_EXCEPTION; /* for ever: no value gets younger, nothing is lost */
    uint32_t seen = device->seen[0];
    bed_until(&fixture->bed, device->rounds >= 8 && fixture->unit->faults > 20);
    assert_true(device->seen[0] <= seen + 1);
    bed_until(&fixture->bed, device->reading[0].quality == QUALITY_STALE);
    fixture->unit->fault = PEER_GOOD;
    rounds(fixture, 2);
    assert_int_equal(device->downs + device->failed, 0);
    assert_int_equal(good_points(fixture), POINTS);
}

/* One block that is busy for ever does not hide the others, and is neither refused nor lost; but
 * its values are no longer called good only because the others are fresh. */
static void test_busy_block(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    rounds(fixture, 1);
    fixture->unit->bad_function[1] = 6;
    rounds(fixture, 2);
    uint32_t before = device->rounds, seen = device->seen[0], coil = device->seen[COIL];
    rounds(fixture, 6);
    assert_int_equal(device->seen[0] - seen, device->rounds - before);
    assert_int_equal(device->seen[COIL], coil);
    assert_int_equal(device->refused[COIL], 0);
    assert_int_equal(device->downs + device->failed, 0);
    assert_int_equal(device->reading[COIL].quality, QUALITY_STALE);
    assert_true(device->reading[COIL + 1].value == 1); /* the last one known */
    assert_int_equal(good_points(fixture), POINTS);
    fixture->unit->bad_function[1] = 0;
    bed_until(&fixture->bed, device->seen[COIL] > coil);
    assert_int_equal(device->reading[COIL].quality, QUALITY_GOOD);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {CASE(test_every), CASE(test_isolate), CASE(test_function),
                                       CASE(test_fault), CASE(test_busy),    CASE(test_busy_block)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
