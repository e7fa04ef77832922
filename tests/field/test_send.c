/* field_send(): before all polling, fenced, answered once, never sent twice, true about what may
 * have reached the device. */
#include "tests/field/bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define WRITE 6

struct fixture {
    struct bed bed;
    struct peer peer;
    struct peer_unit *unit[5];
    struct mono sent;
    bool is_checked;
    uint8_t function[400]; /* of each request the peer has seen */
    size_t seen;
};

static void note(struct peer *peer, struct peer_unit *unit, const struct modbus_request *request)
{
    struct fixture *fixture = peer->ctx;
    (void)unit;
    if (fixture->seen < sizeof fixture->function)
        fixture->function[fixture->seen++] = request->function;
}

static int setup_units(void **state, int units)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    /* four blocks a round, each a reply's delay apart: there is always a round to fence */
    bed_init(&fixture->bed, bed_profile(8, "most_registers = 2\n", ""));
    peer_init(&fixture->peer, &fixture->bed.loop, FRAMING_TCP, 0);
    fixture->peer.ctx = fixture;
    fixture->peer.on_request = note;
    for (uint8_t i = 1; i <= units; i++) {
        fixture->unit[i] = peer_unit(&fixture->peer, i);
        bed_add(&fixture->bed, i, &fixture->peer, i, 10);
    }
    fixture->bed.hook_ctx = fixture;
    field_start(fixture->bed.field);
    bed_until(&fixture->bed, fixture->bed.device[1].rounds > 0 && fixture->bed.device[1].is_up);
    *state = fixture;
    return 0;
}

static int setup(void **state)
{
    return setup_units(state, 1);
}

static int setup_gateway(void **state)
{
    return setup_units(state, 4);
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    assert_true(fixture->peer.most_open <= 1);
    if (!fixture->bed.is_closed)
        bed_finish(&fixture->bed, &fixture->peer, 1);
    free(fixture);
    return 0;
}

static const struct modbus_reply *reply_to(struct fixture *fixture, uint64_t ticket)
{
    bed_until(&fixture->bed, bed_reply(&fixture->bed, ticket));
    return &bed_reply(&fixture->bed, ticket)->reply;
}

/* The first round that ends after the write shows nothing that was read before it. */
static void check_fence(struct bed *bed, uint32_t key)
{
    struct fixture *fixture = bed->hook_ctx;
    const struct bed_device *device = &bed->device[key];
    if (!fixture->sent.ns)
        return;
    assert_true(device->started.ns >= fixture->sent.ns);
    for (int i = 0; i < 8; i++)
        assert_true(!device->touched[i] ||
                    device->reading[i].value == fixture->unit[1]->registers[i]);
    fixture->is_checked = true;
}

static void test_fence(void **state)
{
    struct fixture *fixture = *state;
    fixture->bed.hook = check_fence;
    fixture->peer.delay_ms = 3;
    for (int n = 0; n < 20; n++) {
        uint32_t reads = fixture->unit[1]->reads + 1 + (uint32_t)n % 4;
        bed_until(&fixture->bed, fixture->unit[1]->reads >= reads);
        fixture->is_checked = false;
        fixture->sent = clock_mono();
        bed_send(&fixture->bed, 1, (uint64_t)n + 1, WRITE, (uint16_t)(n % 8), (uint16_t)(500 + n),
                 60000);
        bed_until(&fixture->bed, fixture->is_checked);
        assert_int_equal(reply_to(fixture, (uint64_t)n + 1)->kind, REPLY_DATA);
        fixture->sent.ns = 0;
    }
}

/* Four units wait for the line: the command is next all the same. */
static void test_order(void **state)
{
    struct fixture *fixture = *state;
    fixture->peer.delay_ms = 2;
    bed_until(&fixture->bed, fixture->unit[4]->requests > 0);
    for (uint64_t ticket = 1; ticket <= 10; ticket++) {
        uint32_t requests = fixture->peer.requests + 3;
        bed_until(&fixture->bed, fixture->peer.requests >= requests);
        fixture->seen = 0;
        bed_send(&fixture->bed, 2, ticket, WRITE, 1, 7, 60000);
        assert_int_equal(reply_to(fixture, ticket)->kind, REPLY_DATA);
        size_t at = 0;
        while (fixture->function[at] != WRITE)
            at++;
        assert_true(at <= 1); /* behind the one that was out, before all others */
    }
}

static void test_late(void **state)
{
    struct fixture *fixture = *state;
    bed_send(&fixture->bed, 1, 1, WRITE, 1, 7, -1);
    assert_int_equal(reply_to(fixture, 1)->kind, REPLY_LATE);
    assert_false(reply_to(fixture, 1)->was_sent);
    peer_down(&fixture->peer);
    bed_until(&fixture->bed, !fixture->bed.device[1].is_up);
    assert_int_equal(fixture->unit[1]->writes, 0);
}

static void ask_once_more(struct bed *bed, uint64_t ticket)
{
    if (ticket < 10)
        bed_send(bed, 1, ticket + 10, 3, 1, 0, 60000);
}

/* Whoever is told that it was too late may ask again from there, while others are late, too. */
static void test_late_asks_again(void **state)
{
    struct fixture *fixture = *state;
    fixture->bed.reply_hook = ask_once_more;
    for (uint64_t ticket = 1; ticket <= 3; ticket++)
        bed_send(&fixture->bed, 1, ticket, WRITE, 1, 7, -1);
    for (uint64_t ticket = 1; ticket <= 3; ticket++) {
        assert_int_equal(reply_to(fixture, ticket)->kind, REPLY_LATE);
        assert_int_equal(reply_to(fixture, ticket + 10)->kind, REPLY_DATA);
    }
    assert_int_equal(fixture->unit[1]->writes, 0);
}

static void test_dead_link(void **state)
{
    struct fixture *fixture = *state;
    peer_down(&fixture->peer);
    bed_until(&fixture->bed, !fixture->bed.device[1].is_up);
    bed_send(&fixture->bed, 1, 1, WRITE, 1, 7, 60000);
    assert_int_equal(reply_to(fixture, 1)->kind, REPLY_NO_LINK);
    assert_false(reply_to(fixture, 1)->was_sent);
    assert_int_equal(fixture->unit[1]->writes, 0);
}

/* With the whole plant away no request leaves: that it is tried again is the field's work. */
static void test_tries_are_work(void **state)
{
    struct fixture *fixture = *state;
    struct line_stats before, now;
    peer_down(&fixture->peer);
    bed_until(&fixture->bed, !fixture->bed.device[1].is_up);
    field_line_stats(fixture->bed.field, 0, &before);
    bed_until(&fixture->bed,
              (field_line_stats(fixture->bed.field, 0, &now), now.connects >= before.connects + 3));
    assert_int_equal(now.requests, before.requests);
}

static void test_lost_answer(void **state)
{
    static const struct {
        enum peer_fault fault;
        enum reply_kind kind;
    } cases[] = {{PEER_SILENT, REPLY_TIMEOUT}, {PEER_HALF_BODY, REPLY_TIMEOUT},
                 {PEER_LATE, REPLY_TIMEOUT},   {PEER_RESET, REPLY_BROKEN},
                 {PEER_HANG_UP, REPLY_BROKEN}, {PEER_SURPLUS, REPLY_BROKEN}};
    struct fixture *fixture = *state;
    fixture->unit[1]->only_writes = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->unit[1]->fault = (uint8_t)cases[i].fault;
        bed_send(&fixture->bed, 1, i + 1, WRITE, 1, (uint16_t)(7 + i), 60000);
        assert_int_equal(reply_to(fixture, i + 1)->kind, cases[i].kind);
        assert_true(reply_to(fixture, i + 1)->was_sent);
        uint32_t rounds = fixture->bed.device[1].rounds;
        bed_until(&fixture->bed, fixture->bed.device[1].rounds > rounds + 2);
        assert_int_equal(fixture->unit[1]->writes, i + 1); /* it was applied, and once */
        assert_true(fixture->bed.device[1].reading[1].value == 7.0 + (double)i);
    }
}

static void test_exception(void **state)
{
    struct fixture *fixture = *state;
    fixture->unit[1]->only_writes = true;
    fixture->unit[1]->fault = PEER_EXCEPTION;
    fixture->unit[1]->exception = 3;
    bed_send(&fixture->bed, 1, 1, WRITE, 1, 7, 60000);
    assert_int_equal(reply_to(fixture, 1)->kind, REPLY_EXCEPTION);
    assert_int_equal(reply_to(fixture, 1)->exception, 3);
    assert_true(reply_to(fixture, 1)->was_sent);
}

static void test_nowhere(void **state)
{
    struct fixture *fixture = *state;
    bed_send(&fixture->bed, 77, 1, WRITE, 1, 7, 60000);
    bed_send(&fixture->bed, 1, 2, 99, 1, 7, 60000);
    assert_int_equal(reply_to(fixture, 1)->kind, REPLY_NO_LINK);
    assert_int_equal(reply_to(fixture, 2)->kind, REPLY_NO_LINK);
    assert_false(reply_to(fixture, 1)->was_sent || reply_to(fixture, 2)->was_sent);
}

/* A command that gets an answer is as good as a probe. */
static void test_lost_unit(void **state)
{
    struct fixture *fixture = *state;
    fixture->unit[1]->fault = PEER_SILENT;
    bed_until(&fixture->bed, fixture->bed.device[1].downs == 1);
    fixture->unit[1]->fault = PEER_GOOD;
    bed_send(&fixture->bed, 1, 1, 3, 1, 0, 60000);
    const struct modbus_reply *reply = reply_to(fixture, 1);
    assert_int_equal(reply->kind, REPLY_DATA);
    assert_int_equal(reply->registers[0], 101);
    bed_until(&fixture->bed, fixture->bed.device[1].is_up);
}

static void test_stop(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 1; i <= 4; i++)
        fixture->unit[i]->fault = PEER_SILENT;
    uint32_t requests = fixture->peer.requests;
    bed_send(&fixture->bed, 1, 1, WRITE, 1, 7, 60000);
    bed_until(&fixture->bed,
              fixture->unit[1]->writes == 1 || fixture->peer.requests > requests + 9);
    bed_send(&fixture->bed, 2, 2, WRITE, 1, 7, 60000);
    bed_send(&fixture->bed, 99, 3, WRITE, 1, 7, 60000);
    bed_finish(&fixture->bed, &fixture->peer, 1);
    assert_int_equal(fixture->bed.replies, 3);
    assert_true(bed_reply(&fixture->bed, 1)->reply.was_sent);
    assert_int_equal(bed_reply(&fixture->bed, 2)->reply.kind, REPLY_NO_LINK);
    assert_false(bed_reply(&fixture->bed, 2)->reply.was_sent);
    assert_int_equal(bed_reply(&fixture->bed, 3)->reply.kind, REPLY_NO_LINK);
}

int main(void)
{
#define CASE(f)    cmocka_unit_test_setup_teardown(f, setup, teardown)
#define GATEWAY(f) cmocka_unit_test_setup_teardown(f, setup_gateway, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_fence),           CASE(test_late),           CASE(test_dead_link),
        CASE(test_lost_answer),     CASE(test_exception),      CASE(test_nowhere),
        CASE(test_lost_unit),       GATEWAY(test_order),       GATEWAY(test_stop),
        CASE(test_late_asks_again), CASE(test_tries_are_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
