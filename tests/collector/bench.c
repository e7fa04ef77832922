#include "bench.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char rules_text[] =
    "[profile]\nzh = 站\nen = station\nfunctions = 1, 3, 5, 6\ntimeout_ms = 1000\nperiod_s = 5\n"
    "write_function = 6\nwrite_coil_function = 5\nwrite_budget_day = 5\nunlock = 20 1732\n"
    "identity = 0 7301 7303\n";
static const char setpoint_text[] =
    "[T2g_SP.1]\narea = holding\naddress = 10\ntype = int16\nscale = 0.1\naccess = write\n"
    "set_low = 20\nset_high = 90\nauthority = AUTH 1\nlevel_coil = LEVEL 0\n"
    "invalid = 0x7FFF\nzh = 温\nen = t\n";
static const char plain_text[] =
    "[P_SP]\narea = holding\naddress = 11\ntype = int16\nscale = 0.1\naccess = write\n"
    "set_low = 0\nset_high = 90\nzh = 压\nen = p\n";
static const char rest_text[] =
    "[AUTH]\narea = holding\naddress = 12\ntype = uint16\ninvalid = 9\nzh = 权\nen = a\n"
    "[LEVEL]\narea = coil\naddress = 0\ntype = bool\naccess = write\nzh = 级\nen = l\n"
    "[LOCK]\narea = holding\naddress = 20\ntype = uint16\naccess = write\nzh = 锁\nen = k\n";

static struct mono world_now(void *ctx)
{
    return ((struct bench *)ctx)->now;
}

static struct wall world_database_time(void *ctx)
{
    return (struct wall){1700000000000000 + ((struct bench *)ctx)->now.ns / 1000};
}

static struct wall world_wall(void *ctx)
{
    return (struct wall){world_database_time(ctx).us + ((struct bench *)ctx)->wall_step_us};
}

static void world_send(void *ctx, int32_t device_id, uint64_t ticket,
                       const struct modbus_request *request, struct mono deadline)
{
    struct bench *bench = ctx;
    assert_int_equal(device_id, BENCH_DEVICE);
    *VEC_PUSH(&bench->frame) = (struct bench_frame){ticket, *request, deadline, false};
}

static uint64_t world_append(void *ctx, const struct fact *facts, size_t count)
{
    struct bench *bench = ctx;
    for (size_t i = 0; i < count; i++)
        *VEC_PUSH(&bench->fact) = facts[i];
    return ++bench->ticket;
}

static void world_values(void *ctx, int32_t device_id, struct wall at,
                         const struct reading *readings)
{
    (void)device_id, (void)at;
    memcpy(((struct bench *)ctx)->shown, readings, sizeof((struct bench *)ctx)->shown);
}

static void world_state(void *ctx, int32_t device_id, bool is_lost, int bad_points,
                        struct wall since)
{
    (void)ctx, (void)device_id, (void)is_lost, (void)bad_points, (void)since;
}

static struct site *small_site(const char *first, const char *second)
{
    static struct conf_errors errors;
    char text[2000];
    struct site *site = site_new();
    snprintf(text, sizeof text, "%s%s%s%s", rules_text, first, second, rest_text);
    errors = (struct conf_errors){.file = "bench.profile"};
    struct profile *profile = profile_parse("bench", text, strlen(text), &errors);
    if (!profile)
        fail_msg("%s", errors.text);
    site_add_profile(site, profile);
    struct node_input node = {.id = 1, .kind = NODE_STATION, .code = "S1", .name = "S1"};
    struct device_input device = {.id = BENCH_DEVICE,
                                  .node_id = 1,
                                  .code = "plc",
                                  .endpoint = "tcp:127.0.0.1",
                                  .profile = "bench",
                                  .unit = 1};
    site_add_node(site, &node);
    site_add_device(site, &device);
    return site;
}

struct site *bench_site(void)
{
    return small_site(setpoint_text, plain_text);
}

void bench_init_idle(struct bench *bench, const char *limits)
{
    bench_init_with(bench, bench_site(), limits);
}

void bench_init_with(struct bench *bench, struct site *site, const char *limits)
{
    static struct conf_errors errors;
    *bench = (struct bench){.now = {1000000000000}, .coil = 1, .next_command = 100};
    bench->holding[0] = 7301;
    bench->holding[10] = 500;
    bench->holding[11] = 30;
    bench->holding[12] = 1;
    errors = (struct conf_errors){.file = "limits"};
    struct limits *root = limits ? limits_parse(limits, strlen(limits), &errors) : NULL;
    if (limits && !root)
        fail_msg("%s", errors.text);
    struct world world = {bench,      world_now,    world_wall,   world_database_time,
                          world_send, world_append, world_values, world_state};
    bench->collector = collector_new(&world, site, root, "bench");
}

void bench_swap_points(struct bench *bench)
{
    struct collector *former = bench->collector;
    struct world world = {bench,      world_now,    world_wall,   world_database_time,
                          world_send, world_append, world_values, world_state};
    bench->collector = collector_new(&world, small_site(plain_text, setpoint_text), NULL, "bench");
    collector_inherit(bench->collector, former);
    collector_free(former);
}

void bench_init(struct bench *bench, const char *limits)
{
    bench_init_idle(bench, limits);
    bench_lease(bench, 1, 6000);
    collector_on_link(bench->collector, BENCH_DEVICE, true, "");
    bench_answer(bench); /* the identity */
    bench_round(bench);
    bench_answer(bench);
    bench->frame.count = 0;
    bench->fact.count = 0;
}

void bench_finish(struct bench *bench)
{
    collector_free(bench->collector);
    free(bench->frame.at);
    free(bench->fact.at);
}

void bench_lease(struct bench *bench, int64_t epoch, int64_t life_ms)
{
    bench->epoch = epoch;
    collector_on_lease(bench->collector, epoch, mono_after_ms(bench->now, life_ms));
}

static struct reading register_of(const struct bench *bench, int address, double scale)
{
    if (bench->exception[address])
        return (struct reading){NAN, QUALITY_REFUSED, 0};
    return (struct reading){bench->holding[address] * scale, QUALITY_GOOD, 0};
}

void bench_round(struct bench *bench)
{
    static const uint8_t touched[POINTS] = {1, 1, 1, 1, 1};
    struct reading readings[POINTS] = {
        register_of(bench, 10, 0.1),    register_of(bench, 11, 0.1), register_of(bench, 12, 1),
        {bench->coil, QUALITY_GOOD, 0}, register_of(bench, 20, 1),
    };
    struct mono started = mono_after_ms(bench->now, -10);
    collector_on_round(bench->collector, BENCH_DEVICE, readings, touched, started, bench->now);
}

static struct command command_of(struct bench *bench, const char *point, double seen, double wanted)
{
    struct command command = {.id = ++bench->next_command,
                              .device = BENCH_DEVICE,
                              .seen = seen,
                              .wanted = wanted,
                              .state = COMMAND_CLAIMED,
                              .read_back = NAN};
    snprintf(command.point, sizeof command.point, "%s", point);
    return command;
}

int64_t bench_order(struct bench *bench, const char *point, double seen, double wanted)
{
    struct command command = command_of(bench, point, seen, wanted);
    collector_on_command(bench->collector, &command, 30000, false);
    return command.id;
}

int64_t bench_hand_out(struct bench *bench, enum command_state state, double seen, double wanted,
                       bool is_orphan)
{
    struct command command = command_of(bench, "T2g_SP.1", seen, wanted);
    command.state = state;
    collector_on_command(bench->collector, &command, 20000, is_orphan);
    return command.id;
}

int64_t bench_orphan(struct bench *bench, enum command_state state, double seen, double wanted)
{
    return bench_hand_out(bench, state, seen, wanted, true);
}

/* ---- the device ---- */

static void carry_out(struct bench *bench, const struct modbus_request *request,
                      struct modbus_reply *reply)
{
    bool is_coil = request->function == 1 || request->function == 5;
    if (!is_coil && bench->exception[request->address]) {
        reply->kind = REPLY_EXCEPTION;
        reply->exception = bench->exception[request->address];
        return;
    }
    reply->kind = REPLY_DATA;
    reply->count = request->count;
    switch (request->function) {
    case 1: reply->bits[0] = bench->coil; break;
    case 3: reply->registers[0] = bench->holding[request->address]; break;
    case 5: bench->coil = request->value[0] != 0; break;
    default: bench->holding[request->address] = request->value[0]; break;
    }
}

static struct bench_frame *frame_out(struct bench *bench)
{
    for (size_t i = 0; i < bench->frame.count; i++)
        if (!bench->frame.at[i].is_answered)
            return &bench->frame.at[i];
    return NULL;
}

bool bench_answer_one(struct bench *bench)
{
    struct bench_frame *frame = frame_out(bench);
    struct modbus_reply reply = {.kind = REPLY_TIMEOUT, .was_sent = true};
    if (!frame)
        return false;
    frame->is_answered = true;
    if (!bench->is_silent)
        carry_out(bench, &frame->request, &reply);
    collector_on_reply(bench->collector, frame->ticket, &reply);
    return true;
}

void bench_answer(struct bench *bench)
{
    while (bench_answer_one(bench)) {
    }
}

void bench_reply(struct bench *bench, enum reply_kind kind, bool was_sent)
{
    struct bench_frame *frame = frame_out(bench);
    struct modbus_reply reply = {.kind = (uint8_t)kind, .was_sent = was_sent};
    assert_non_null(frame);
    frame->is_answered = true;
    collector_on_reply(bench->collector, frame->ticket, &reply);
}

void bench_durable(struct bench *bench)
{
    collector_on_durable(bench->collector, bench->ticket);
}

void bench_run(struct bench *bench)
{
    for (uint64_t told = 0; told != bench->ticket || frame_out(bench);) {
        told = bench->ticket;
        bench_answer(bench);
        bench_durable(bench);
    }
}

static void wait_until(struct bench *bench, struct mono end)
{
    for (;;) {
        struct mono due = collector_next_deadline(bench->collector);
        if (!due.ns || due.ns > end.ns)
            break;
        if (due.ns > bench->now.ns)
            bench->now = due;
        collector_on_time(bench->collector);
        bench_run(bench);
    }
    bench->now = end;
}

void bench_wait(struct bench *bench, int64_t ms)
{
    for (; ms > 0; ms -= 1000) {
        wait_until(bench, mono_after_ms(bench->now, ms < 1000 ? ms : 1000));
        if (bench->epoch)
            bench_lease(bench, bench->epoch, 6000);
        bench_run(bench);
    }
}

/* ---- what came of it ---- */

size_t bench_writes_to(const struct bench *bench, uint8_t function, uint16_t address)
{
    size_t count = 0;
    for (size_t i = 0; i < bench->frame.count; i++)
        count += bench->frame.at[i].request.function == function &&
                 bench->frame.at[i].request.address == address;
    return count;
}

size_t bench_writes(const struct bench *bench)
{
    size_t count = 0;
    for (size_t i = 0; i < bench->frame.count; i++)
        count += bench->frame.at[i].request.function > 4;
    return count;
}

size_t bench_told(const struct bench *bench, enum fact_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < bench->fact.count; i++)
        count += bench->fact.at[i].kind == kind;
    return count;
}

const struct fact *bench_last(const struct bench *bench, enum fact_kind kind)
{
    for (size_t i = bench->fact.count; i-- > 0;)
        if (bench->fact.at[i].kind == kind)
            return &bench->fact.at[i];
    fail_msg("%s was not told", fact_kind_name(kind));
    return NULL;
}
