/* One station on one Modbus TCP connection, and every fault of MODBUS.md's table: none is ever
 * taken for data, each ends in a new connection, and the next good reply is seen. */
#include "backend/field/hub.h"
#include "tests/field/bed.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define POINTS 8

struct fixture {
    struct bed bed;
    struct peer peer;
    struct peer_unit *unit;
};

/* Each request sees another value, so that an old reply cannot pass for a new one. */
static void count_up(struct peer *peer, struct peer_unit *unit,
                     const struct modbus_request *request)
{
    (void)peer;
    (void)request;
    unit->registers[0]++;
}

static void check_fresh(struct bed *bed, uint32_t key)
{
    const struct fixture *fixture = bed->hook_ctx;
    const struct bed_device *device = &bed->device[key];
    for (int i = 0; i < POINTS; i++) {
        if (!device->touched[i] || device->reading[i].quality != QUALITY_GOOD)
            continue;
        double expected = i == 0 ? fixture->unit->registers[0] - 1 : 100 + i;
        assert_true(device->reading[i].value == expected);
    }
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    bed_init(&fixture->bed, bed_profile(POINTS, "", ""));
    peer_init(&fixture->peer, &fixture->bed.loop, FRAMING_TCP, 0);
    fixture->unit = peer_unit(&fixture->peer, 7);
    fixture->peer.on_request = count_up;
    fixture->bed.hook = check_fresh;
    fixture->bed.hook_ctx = fixture;
    bed_add(&fixture->bed, 1, &fixture->peer, 7, 10);
    field_start(fixture->bed.field);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fixture->peer.most_open <= 1);
    bed_finish(&fixture->bed, &fixture->peer, 1);
    free(fixture);
    return 0;
}

static void good_round(struct fixture *fixture)
{
    const struct bed_device *device = &fixture->bed.device[1];
    uint32_t before = device->rounds;
    bed_until(&fixture->bed, device->rounds > before && device->is_up && device->touched[0] &&
                                 device->reading[0].quality == QUALITY_GOOD);
}

static void test_good(void **state)
{
    struct fixture *fixture = *state;
    const struct bed_device *device = &fixture->bed.device[1];
    bed_until(&fixture->bed, device->rounds >= 20);
    assert_int_equal(fixture->peer.accepted, 1);
    assert_int_equal(device->failed, 0);
    assert_int_equal(device->ups, 1);
    struct line_stats stats;
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_true(stats.is_up && stats.requests >= 20 && stats.replies >= 20 && stats.devices == 1);
    assert_true(stats.rtt_us_mean > 0 && stats.rtt_us_most >= stats.rtt_us_mean);
    assert_int_equal(stats.timeouts + stats.exceptions + stats.broken, 0);
}

static const struct {
    enum peer_fault fault;
    const char *code;
} faults[] = {
    {PEER_SILENT, "timeout"},        {PEER_HALF_HEADER, "timeout"},   {PEER_HALF_BODY, "timeout"},
    {PEER_DRIP, "timeout"},          {PEER_WRONG_ID, "broken"},       {PEER_WRONG_UNIT, "broken"},
    {PEER_WRONG_PROTOCOL, "broken"}, {PEER_WRONG_FUNCTION, "broken"}, {PEER_LENGTH_LONG, "broken"},
    {PEER_LENGTH_SHORT, "broken"},   {PEER_COUNT_LONG, "broken"},     {PEER_COUNT_SHORT, "broken"},
    {PEER_SURPLUS, "broken"},        {PEER_LATE, "timeout"},          {PEER_RESET, "refused"},
    {PEER_HANG_UP, "refused"},
};

/* One bad reply: the connection is given up, nothing wrong is shown, the unit is not lost. */
static void test_once(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        good_round(fixture);
        uint32_t accepted = fixture->peer.accepted, failed = fixture->bed.device[1].failed;
        fixture->unit->fault = (uint8_t)faults[i].fault;
        fixture->unit->faults_left = 1;
        bed_until(&fixture->bed, fixture->bed.device[1].failed > failed);
        good_round(fixture);
        assert_true(fixture->peer.accepted > accepted);
        assert_int_equal(fixture->bed.device[1].downs, 0);
    }
}

/* Bad for ever: lost after two rounds with the right word, back by itself. */
static void test_for_ever(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        good_round(fixture);
        fixture->unit->fault = (uint8_t)faults[i].fault;
        fixture->unit->faults_left = -1;
        uint32_t downs = device->downs;
        bed_until(&fixture->bed, device->downs > downs);
        assert_string_equal(device->code, faults[i].code);
        for (int point = 0; point < POINTS; point++)
            assert_int_equal(device->reading[point].quality, QUALITY_LOST);
        uint32_t rounds = device->rounds, probes = fixture->unit->requests;
        bed_until(&fixture->bed, fixture->unit->requests >= probes + 2);
        assert_int_equal(fixture->unit->last.count, 1); /* the probe */
        assert_int_equal(device->rounds, rounds);
        fixture->unit->fault = PEER_GOOD;
        good_round(fixture);
    }
}

/* A second reply nobody asked for is not the next answer. */
static void test_twice(void **state)
{
    struct fixture *fixture = *state;
    good_round(fixture);
    fixture->unit->fault = PEER_TWICE;
    fixture->unit->faults_left = 20;
    bed_until(&fixture->bed, fixture->unit->faults_left == 0);
    good_round(fixture);
}

/* The device accepts and hangs up: somebody else holds it. Nobody listens: refused as well. */
static void test_refused(void **state)
{
    struct fixture *fixture = *state;
    struct bed_device *device = &fixture->bed.device[1];
    struct line_stats stats;
    good_round(fixture);
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_true(stats.asked_lately > 0 && stats.unopened_lately == 0 && stats.round_ms >= 0);
    peer_down(&fixture->peer);
    bed_until(&fixture->bed, device->downs == 1);
    assert_string_equal(device->code, "refused");
    field_line_stats(fixture->bed.field, 0, &stats);
    assert_true(!stats.is_up && stats.lost == 1 && stats.unopened_lately > 0);
    assert_int_equal(stats.round_ms, -1);
    peer_up(&fixture->peer);
    good_round(fixture);
    assert_int_equal(device->ups, 2);
}

static void test_echo(void **state)
{
    static const uint8_t functions[] = {5, 6, 15, 16};
    static const enum peer_fault wrong[] = {PEER_WRONG_ADDRESS, PEER_WRONG_VALUE, PEER_WRONG_ID,
                                            PEER_WRONG_UNIT, PEER_WRONG_FUNCTION};
    struct fixture *fixture = *state;
    uint64_t ticket = 0;
    fixture->unit->only_writes = true;
    for (size_t f = 0; f < sizeof functions; f++) {
        for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++) {
            fixture->unit->fault = (uint8_t)PEER_GOOD;
            good_round(fixture);
            uint32_t writes = fixture->unit->writes;
            fixture->unit->fault = (uint8_t)wrong[w];
            fixture->unit->faults_left = 1;
            bed_send(&fixture->bed, 1, ++ticket, functions[f], 40, 1, 60000);
            bed_until(&fixture->bed, bed_reply(&fixture->bed, ticket));
            const struct modbus_reply *reply = &bed_reply(&fixture->bed, ticket)->reply;
            assert_int_equal(reply->kind, REPLY_BROKEN);
            assert_true(reply->was_sent);
            assert_int_equal(fixture->unit->writes, writes + 1); /* never sent again */
        }
    }
}

struct half_open {
    uint16_t port;
    unsigned found, timeout_ms;
};

static void look_at_socket(uv_handle_t *handle, void *arg)
{
    struct half_open *half_open = arg;
    struct sockaddr_in at;
    socklen_t size = sizeof at, width = sizeof half_open->timeout_ms;
    int fd = -1;
    if (handle->type != UV_TCP || uv_fileno(handle, &fd) != 0 ||
        getpeername(fd, (struct sockaddr *)&at, &size) != 0 ||
        ntohs(at.sin_port) != half_open->port)
        return;
    half_open->found++;
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &half_open->timeout_ms, &width),
                     0);
}

/* A peer whose power is cut says nothing more: the kernel is told how long to believe in it. */
static void test_half_open(void **state)
{
    struct fixture *fixture = *state;
    struct half_open half_open = {.port = fixture->peer.port};
    good_round(fixture);
    uv_walk(&fixture->bed.loop, look_at_socket, &half_open);
    assert_int_equal(half_open.found, 1);
    assert_int_equal(half_open.timeout_ms, fixture->bed.tuning.user_timeout);
}

#define PROBES 7

struct probes {
    size_t count;
    uint64_t at_ms[PROBES];
};

static void note_probe(struct peer *peer, struct peer_unit *unit,
                       const struct modbus_request *request)
{
    struct probes *probes = peer->ctx;
    (void)unit;
    (void)request;
    if (probes->count < PROBES)
        probes->at_ms[probes->count++] = uv_now(peer->loop);
}

/* The waits grow to the last step and stay there; none is shorter than its step. */
static void test_back_off(void **state)
{
    struct fixture *fixture = *state;
    const int32_t *step = fixture->bed.tuning.probe;
    struct probes probes = {0};
    good_round(fixture);
    fixture->unit->fault = PEER_SILENT;
    bed_until(&fixture->bed, fixture->bed.device[1].downs == 1);
    fixture->peer.ctx = &probes;
    fixture->peer.on_request = note_probe;
    bed_until(&fixture->bed, probes.count == PROBES);
    for (size_t i = 1; i < PROBES; i++) {
        size_t at = i < TUNING_PROBE_STEPS ? i : TUNING_PROBE_STEPS - 1;
        assert_true(probes.at_ms[i] - probes.at_ms[i - 1] >= (uint64_t)step[at]);
    }
    fixture->peer.on_request = count_up;
    fixture->unit->fault = PEER_GOOD;
    good_round(fixture);
}

/* Devices that were lost together do not come to be asked together for ever. */
static void test_jitter(void **state)
{
    struct field_events events = {0};
    struct hub hub;
    bool seen[26] = {false};
    size_t different = 0;
    (void)state;
    hub_init(&hub, NULL, &events);
    for (int i = 0; i < 2000; i++) {
        int64_t ms = hub_jitter(&hub, 100);
        assert_true(ms >= 100 && ms <= 125);
        seen[ms - 100] = true;
    }
    for (size_t i = 0; i < 26; i++)
        different += seen[i];
    assert_true(different > 20);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_good),      CASE(test_once),     CASE(test_for_ever),
        CASE(test_twice),     CASE(test_refused),  CASE(test_echo),
        CASE(test_half_open), CASE(test_back_off), cmocka_unit_test(test_jitter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
