/* Many devices at once: A1 (100,000 bad frames through live links), A8 (some drip, the others keep
 * their rounds), A9 (300 dead, then all back). */
#include "tests/field/bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define POINTS     12
#define BAD_FRAMES 100000

struct fixture {
    struct bed bed;
    struct peer peer[300];
    size_t peers;
    uint32_t served, calls, served_meanwhile; /* A8: requests of good ones; drip calls */
    uint32_t served_at[300];
    uint64_t asked_ms[300], closest_ms; /* A9: requests of one device */
    bool is_spacing;
};

/* Timeouts that only a device which does not answer reaches, however busy the machine is. */
static struct fixture *setup(int peers, enum framing framing, int units, int32_t period_ms,
                             int32_t timeout_ms)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct profile *profile = bed_profile(POINTS, "", "");
    profile->timeout_ms = timeout_ms;
    bed_init(&fixture->bed, profile);
    fixture->peers = (size_t)peers;
    for (int i = 0; i < peers; i++) {
        struct peer *peer = &fixture->peer[i];
        peer_init(peer, &fixture->bed.loop, framing, 0);
        peer->seed = (uint64_t)i + 1;
        peer->ctx = fixture;
        for (int k = 0; k < units; k++) {
            peer_unit(peer, (uint8_t)(k + 1));
            bed_add(&fixture->bed, (uint32_t)(i * units + k), peer, (uint8_t)(k + 1), period_ms);
        }
    }
    return fixture;
}

static void finish(struct fixture *fixture)
{
    for (size_t i = 0; i < fixture->peers; i++)
        assert_true(fixture->peer[i].most_open <= 1);
    bed_finish(&fixture->bed, fixture->peer, fixture->peers);
    free(fixture);
}

static uint64_t bad_frames(const struct fixture *fixture)
{
    uint64_t bad = 0;
    for (size_t i = 0; i < fixture->peers; i++)
        for (int k = 0; k < 256; k++)
            bad += fixture->peer[i].unit[k] ? fixture->peer[i].unit[k]->faults : 0;
    return bad;
}

/* A frame that breaks the rules never shows as a value: registers are 100 + number, always. */
static void check_values(struct bed *bed, uint32_t key)
{
    const struct bed_device *device = &bed->device[key];
    for (int i = 0; i < POINTS; i++)
        if (device->touched[i] && device->reading[i].quality == QUALITY_GOOD)
            assert_true(device->reading[i].value == 100 + i);
}

static bool all_good(const struct fixture *fixture, int devices)
{
    for (int d = 0; d < devices; d++)
        for (int i = 0; i < POINTS; i++)
            if (!fixture->bed.device[d].is_up ||
                fixture->bed.device[d].reading[i].quality != QUALITY_GOOD)
                return false;
    return true;
}

/* No waits worth the name: the frames are what takes the time. */
static void bombard(enum framing framing, int peers, int units, uint64_t frames)
{
    struct fixture *fixture = setup(peers, framing, units, 5, 150);
    struct tuning *tuning = &fixture->bed.tuning;
    for (int i = 0; i < TUNING_REOPEN_STEPS; i++)
        tuning->reopen[i] = 1;
    for (int i = 0; i < TUNING_PROBE_STEPS; i++)
        tuning->probe[i] = 2;
    tuning->drain = tuning->quarantine = 2;
    tuning->retry_refused = tuning->retry_all_refused = 5;
    field_tune(fixture->bed.field, tuning);
    fixture->bed.hook = check_values;
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, all_good(fixture, peers * units));
    for (int i = 0; i < peers; i++)
        for (int k = 1; k <= units; k++)
            fixture->peer[i].unit[k]->fault = PEER_RANDOM;
    for (uint64_t step = 1; step <= 10; step++)
        bed_until(&fixture->bed, bad_frames(fixture) >= frames * step / 10);
    for (int i = 0; i < peers; i++)
        for (int k = 1; k <= units; k++)
            fixture->peer[i].unit[k]->fault = PEER_GOOD;
    bed_until(&fixture->bed, all_good(fixture, peers * units));
    finish(fixture);
}

static void test_bad_frames_tcp(void **state)
{
    (void)state;
    bombard(FRAMING_TCP, 200, 1, BAD_FRAMES * 6 / 10);
}

static void test_bad_frames_gateway(void **state)
{
    (void)state;
    bombard(FRAMING_TCP, 100, 3, BAD_FRAMES * 2 / 10);
}

static void test_bad_frames_rtu(void **state)
{
    (void)state;
    bombard(FRAMING_RTU, 150, 2, BAD_FRAMES * 2 / 10);
}

static bool is_dripping(size_t at)
{
    return at % 10 == 0;
}

/* A drip call ends before its device is asked again: what the others were served meanwhile shows
 * that nobody waited for it. */
static void count_served(struct peer *peer, struct peer_unit *unit,
                         const struct modbus_request *request)
{
    struct fixture *fixture = peer->ctx;
    size_t at = (size_t)(peer - fixture->peer);
    (void)request;
    fixture->served += unit->fault == PEER_GOOD;
    if (unit->fault != PEER_DRIP)
        return;
    if (fixture->served_at[at]) {
        fixture->calls++;
        fixture->served_meanwhile += fixture->served - fixture->served_at[at];
    }
    fixture->served_at[at] = fixture->served;
}

static bool all_drips_lost(const struct fixture *fixture)
{
    for (size_t i = 0; i < 200; i += 10)
        if (fixture->bed.device[i].downs == 0)
            return false;
    return true;
}

/* All have the same period: the rounds of one are the clock of all. */
static void check_plan(const struct fixture *fixture, const uint32_t *first)
{
    uint32_t fewest = UINT32_MAX, most = 0;
    for (size_t i = 0; i < 200; i++) {
        const struct bed_device *device = &fixture->bed.device[i];
        if (is_dripping(i)) {
            assert_int_equal(device->downs, 1);
            assert_string_equal(device->code, "timeout");
            continue;
        }
        uint32_t rounds = device->rounds - first[i];
        fewest = rounds < fewest ? rounds : fewest;
        most = rounds > most ? rounds : most;
        assert_int_equal(device->failed + device->downs, 0);
        assert_int_equal(fixture->peer[i].accepted, 1);
    }
    assert_true(fewest * 10 >= most * 9);
    assert_true(fixture->calls >= 20);
    /* 180 devices with a period of 100 ms and a timeout of 1 s: 1,800 a call on an idle machine */
    assert_true(fixture->served_meanwhile >= 180 * fixture->calls);
}

static void test_drip(void **state)
{
    (void)state;
    struct fixture *fixture = setup(200, FRAMING_TCP, 1, 100, 1000);
    struct bed_device *device = fixture->bed.device;
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, all_good(fixture, 200));
    uint32_t first[200];
    for (size_t i = 0; i < 200; i++) {
        first[i] = device[i].rounds;
        fixture->peer[i].on_request = count_served;
        fixture->peer[i].drip_ms = 400;
        if (is_dripping(i))
            fixture->peer[i].unit[1]->fault = PEER_DRIP;
    }
    bed_until(&fixture->bed, all_drips_lost(fixture) && device[1].rounds >= first[1] + 30);
    check_plan(fixture, first);
    for (size_t i = 0; i < 200; i += 10)
        fixture->peer[i].unit[1]->fault = PEER_GOOD;
    bed_until(&fixture->bed, all_good(fixture, 200));
    finish(fixture);
}

/* Probes of a dead device keep their distance. */
static void note_distance(struct peer *peer, struct peer_unit *unit,
                          const struct modbus_request *request)
{
    struct fixture *fixture = peer->ctx;
    size_t at = (size_t)(peer - fixture->peer);
    uint64_t now = uv_now(peer->loop); /* as the field's waits are measured */
    (void)unit;
    (void)request;
    if (fixture->is_spacing && fixture->asked_ms[at] &&
        now - fixture->asked_ms[at] < fixture->closest_ms)
        fixture->closest_ms = now - fixture->asked_ms[at];
    fixture->asked_ms[at] = now;
}

static bool all_lost(const struct fixture *fixture)
{
    for (int i = 0; i < 300; i++)
        if (fixture->bed.device[i].is_up)
            return false;
    return true;
}

/* A third each: refused, silent, and hanging up. Time runs a hundredth of the real one. */
static void test_all_dead(void **state)
{
    (void)state;
    struct fixture *fixture = setup(300, FRAMING_TCP, 1, 60, 500);
    static const int32_t probe[] = {50, 100, 200, 600}, reopen[] = {2, 10, 50, 100, 200, 600};
    memcpy(fixture->bed.tuning.probe, probe, sizeof probe);
    memcpy(fixture->bed.tuning.reopen, reopen, sizeof reopen);
    fixture->bed.tuning.wave = 100;
    field_tune(fixture->bed.field, &fixture->bed.tuning);
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, all_good(fixture, 300));
    for (int i = 0; i < 300; i++) {
        fixture->peer[i].unit[1]->fault = i % 3 == 1 ? PEER_SILENT : PEER_HANG_UP;
        fixture->peer[i].on_request = note_distance;
        if (i % 3 == 0)
            peer_down(&fixture->peer[i]);
    }
    bed_until(&fixture->bed, all_lost(fixture));
    fixture->closest_ms = UINT64_MAX;
    fixture->is_spacing = true;
    uint32_t requests = fixture->peer[1].requests + 3;
    bed_until(&fixture->bed, fixture->peer[1].requests >= requests);
    assert_true(fixture->closest_ms >= 50); /* never closer than the first step */
    fixture->is_spacing = false;
    for (int i = 0; i < 300; i++) {
        fixture->peer[i].unit[1]->fault = PEER_GOOD;
        if (i % 3 == 0)
            peer_up(&fixture->peer[i]);
    }
    bed_until(&fixture->bed, all_good(fixture, 300));
    finish(fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_frames_tcp), cmocka_unit_test(test_bad_frames_gateway),
        cmocka_unit_test(test_bad_frames_rtu), cmocka_unit_test(test_drip),
        cmocka_unit_test(test_all_dead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
