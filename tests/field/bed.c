#include "tests/field/bed.h"

#include "backend/base/alloc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct profile *bed_profile(int points, const char *extra, const char *more)
{
    struct conf_errors *errors = alloc_new(sizeof *errors);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "[profile]\nzh = 试\nen = bed\ntimeout_ms = 40\n%s\n", extra);
    for (int i = 0; i < points; i++)
        fprintf(out, "[R%d]\naddress = %d\ntype = uint16\n", i, i);
    fprintf(out, "%s\n", more);
    fclose(out);
    errors->file = "bed.profile";
    struct profile *profile = profile_parse("bed", text, length, errors);
    if (!profile)
        fail_msg("%s", errors->text);
    free(text);
    free(errors);
    return profile;
}

static void on_round(void *ctx, uint32_t key, const struct reading *readings,
                     const uint8_t *touched, struct mono started, struct mono ended)
{
    struct bed *bed = ctx;
    struct bed_device *device = &bed->device[key];
    bool is_failed = false;
    assert_true(ended.ns >= started.ns);
    device->rounds++;
    device->started = started;
    for (size_t i = 0; i < bed->profile->point_count; i++) {
        device->reading[i] = readings[i];
        device->touched[i] = touched[i];
        device->seen[i] += touched[i];
        is_failed |= touched[i] && readings[i].quality == QUALITY_LOST;
        /* bad quality never becomes a number */
        assert_true(quality_has_number(readings[i].quality) ||
                    readings[i].value != readings[i].value);
    }
    device->failed += is_failed;
    if (bed->hook)
        bed->hook(bed, key);
}

static void on_link(void *ctx, uint32_t key, bool is_up, const char *code)
{
    struct bed_device *device = &((struct bed *)ctx)->device[key];
    device->is_up = is_up;
    device->ups += is_up;
    device->downs += !is_up;
    if (!is_up)
        snprintf(device->code, sizeof device->code, "%s", code);
}

static void on_point(void *ctx, uint32_t key, int point, bool is_refused, uint8_t exception)
{
    struct bed_device *device = &((struct bed *)ctx)->device[key];
    device->refused[point] = is_refused ? exception : 0;
}

static void on_overload(void *ctx, const char *endpoint, bool is_overloaded, int64_t round_ms)
{
    struct bed *bed = ctx;
    (void)endpoint;
    assert_true(round_ms >= 0);
    bed->overloads += is_overloaded;
    bed->recoveries += !is_overloaded;
}

static void on_reply(void *ctx, uint64_t ticket, const struct modbus_reply *reply)
{
    struct bed *bed = ctx;
    assert_null(bed_reply(bed, ticket)); /* answered once */
    assert_true(bed->replies < BED_REPLIES);
    bed->reply[bed->replies++] = (struct bed_reply){ticket, *reply};
    if (bed->reply_hook)
        bed->reply_hook(bed, ticket);
}

static void on_pulse(uv_timer_t *timer)
{
    (void)timer;
}

void bed_init(struct bed *bed, struct profile *profile)
{
    memset(bed, 0, sizeof *bed);
    bed->profile = profile;
    uv_loop_init(&bed->loop);
    uv_timer_init(&bed->loop, &bed->pulse);
    uv_timer_start(&bed->pulse, on_pulse, 5, 5);
    struct field_events events = {bed, on_round, on_link, on_point, on_overload, on_reply};
    bed->field = field_new(&bed->loop, &events);
    bed->tuning = (struct tuning){.tick = 1,
                                  .connect = 300,
                                  .user_timeout = 3000,
                                  .reopen = {1, 2, 5, 10, 20, 20},
                                  .probe = {20, 40, 80, 120},
                                  .jitter_percent = 25,
                                  .lost_after = 2,
                                  .busy_low = 4,
                                  .busy_high = 20,
                                  .busy_tries = 6,
                                  .drain = 10,
                                  .quarantine = 100,
                                  .splits = 8,
                                  .retry_refused = 100,
                                  .retry_all_refused = 100,
                                  .wave = 50,
                                  .wave_rest = 200,
                                  .first_round = 20,
                                  .statistics = 30000};
    field_tune(bed->field, &bed->tuning);
}

void bed_add_at(struct bed *bed, uint32_t key, const char *endpoint, uint8_t unit,
                int32_t period_ms)
{
    char why[200] = "";
    struct field_device device = {
        .key = key, .profile = bed->profile, .unit = unit, .period_ms = period_ms};
    assert_true(endpoint_parse(endpoint, &device.endpoint, why, sizeof why));
    assert_true(field_add(bed->field, &device, why, sizeof why));
}

void bed_add(struct bed *bed, uint32_t key, const struct peer *peer, uint8_t unit,
             int32_t period_ms)
{
    char endpoint[64];
    snprintf(endpoint, sizeof endpoint, "%s:127.0.0.1:%u",
             peer->framing == FRAMING_TCP ? "tcp" : "rtutcp", peer->port);
    bed_add_at(bed, key, endpoint, unit, period_ms);
}

void bed_send(struct bed *bed, uint32_t key, uint64_t ticket, uint8_t function, uint16_t address,
              uint16_t value, int32_t deadline_ms)
{
    struct modbus_request request = {.function = function, .address = address, .count = 1};
    size_t before = bed->replies;
    request.value[0] = value;
    field_send(bed->field, key, ticket, &request, mono_after_ms(clock_mono(), deadline_ms));
    assert_int_equal(bed->replies, before); /* never before this returns */
}

const struct bed_reply *bed_reply(const struct bed *bed, uint64_t ticket)
{
    for (size_t i = 0; i < bed->replies; i++)
        if (bed->reply[i].ticket == ticket)
            return &bed->reply[i];
    return NULL;
}

static void on_closed(void *ctx)
{
    ((struct bed *)ctx)->is_closed = true;
}

void bed_finish(struct bed *bed, struct peer *peers, size_t count)
{
    field_stop(bed->field, on_closed, bed);
    bed_until(bed, bed->is_closed);
    for (size_t i = 0; i < count; i++)
        peer_close(&peers[i]);
    uv_close((uv_handle_t *)&bed->pulse, NULL);
    uv_run(&bed->loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&bed->loop), 0);
    for (size_t i = 0; i < count; i++)
        peer_free(&peers[i]);
    profile_free(bed->profile);
}
