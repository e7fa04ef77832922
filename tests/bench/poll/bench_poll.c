/* CPU a request of the field against a raw epoll loop and against blocking libmodbus, and the time
 * of a round. Load: 1,000 stations on Modbus TCP connections of their own, two reads of 60
 * registers each a round, every number new in every reply; a station's next round follows its
 * last. The stations are a process of their own and answer after 20 ms, as controllers do; only the
 * client's thread is counted. The clients take turns, so that a busy machine disturbs all alike;
 * figures are medians. A round is timed with stations that answer at once and a field that rests
 * between rounds: from the first request of the first station to the last reply of the last. */
#include "backend/base/alloc.h"
#include "backend/field/field.h"
#include "backend/field/tuning.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/poll/peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TURNS = 15,
    ROUNDS = 12 * STATIONS,
    BLOCKING_ROUNDS = 12,
    DELAY_MS = 20,
    RESTING_MS = 3600000
};

struct poller {
    uv_loop_t loop;
    struct field *field;
    int rounds; /* that have ended with all points good */
    int64_t first_ns, last_ns;
    bool is_closed;
};

/* 120 temperatures in tenths, as a heat meter or controller has them. */
static struct profile *make_profile(void)
{
    struct conf_errors *errors = alloc_new(sizeof *errors);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fprintf(out,
            "[profile]\nzh = 站\nen = station\ntimeout_ms = 3000\nranges = holding 0-%d, "
            "%d-%d\n",
            REGISTERS - 1, SECOND, SECOND + REGISTERS - 1);
    for (int i = 0; i < READS * REGISTERS; i++)
        fprintf(out, "[T%d]\naddress = %d\ntype = int16\nscale = 0.1\nunit = C\n", i,
                i < REGISTERS ? i : SECOND + i - REGISTERS);
    fclose(out);
    errors->file = "bench.profile";
    struct profile *profile = profile_parse("bench", text, length, errors);
    if (!profile)
        give_up("profile", errors->text);
    free(text);
    free(errors);
    return profile;
}

static void on_round(void *ctx, uint32_t key, const struct reading *readings,
                     const uint8_t *touched, struct mono started, struct mono ended)
{
    struct poller *poller = ctx;
    (void)key;
    for (int i = 0; i < READS; i++)
        if (!touched[i * REGISTERS] || readings[i * REGISTERS].quality != QUALITY_GOOD)
            give_up("field", "a round without data");
    if (!poller->first_ns || started.ns < poller->first_ns)
        poller->first_ns = started.ns;
    poller->last_ns = ended.ns;
    poller->rounds++;
}

static void wait_for_rounds(struct poller *poller, int rounds)
{
    double end = now_s() + 30;
    while (poller->rounds < rounds) {
        uv_run(&poller->loop, UV_RUN_ONCE);
        if (now_s() > end)
            give_up("field", "rounds do not end");
    }
}

static void poller_start(struct poller *poller, const struct profile *profile, uint16_t port,
                         int32_t period_ms)
{
    struct field_events events = {.ctx = poller, .on_round = on_round};
    char why[200], text[40], address[16];
    uv_loop_init(&poller->loop);
    poller->field = field_new(&poller->loop, &events);
    for (int n = 0; n < STATIONS; n++) {
        struct field_device device = {
            .key = (uint32_t)n, .profile = profile, .unit = 1, .period_ms = period_ms};
        station_address(n, address);
        snprintf(text, sizeof text, "tcp:%s:%u", address, port);
        if (!endpoint_parse(text, &device.endpoint, why, sizeof why) ||
            !field_add(poller->field, &device, why, sizeof why))
            give_up("field", why);
    }
    field_start(poller->field);
    field_rush(poller->field);
    wait_for_rounds(poller, STATIONS);
}

static double round_ms(struct poller *poller)
{
    poller->first_ns = 0;
    field_rush(poller->field);
    wait_for_rounds(poller, poller->rounds + STATIONS);
    return (double)(poller->last_ns - poller->first_ns) * 1e-6;
}

static void on_closed(void *ctx)
{
    ((struct poller *)ctx)->is_closed = true;
}

static void poller_stop(struct poller *poller)
{
    field_stop(poller->field, on_closed, poller);
    uv_run(&poller->loop, UV_RUN_DEFAULT);
    if (!poller->is_closed || uv_loop_close(&poller->loop) != 0)
        give_up("field", "left handles behind");
}

struct sample {
    double raw[TURNS], field[TURNS], blocking[TURNS];
    double epoll_ratio[TURNS], blocking_ratio[TURNS];
    double round_ms[TURNS * 5];
};

static double us_a_request(double cpu_s, int rounds)
{
    return cpu_s * 1e6 / ((double)rounds * READS);
}

static void take_turn(struct poller *busy, struct sample *sample, int turn)
{
    double start = thread_cpu_s();
    raw_rounds(ROUNDS);
    sample->raw[turn] = us_a_request(thread_cpu_s() - start, ROUNDS);
    start = thread_cpu_s();
    wait_for_rounds(busy, busy->rounds + ROUNDS);
    sample->field[turn] = us_a_request(thread_cpu_s() - start, ROUNDS);
    start = thread_cpu_s();
    blocking_rounds(BLOCKING_ROUNDS);
    sample->blocking[turn] = us_a_request(thread_cpu_s() - start, BLOCKING_ROUNDS);
    sample->epoll_ratio[turn] = sample->field[turn] / sample->raw[turn];
    sample->blocking_ratio[turn] = sample->field[turn] / sample->blocking[turn];
}

int main(void)
{
    static struct sample sample;
    static struct poller busy, resting;
    uint16_t port;
    size_t rounds = 0;
    pid_t stations = stations_start(&port);
    blocking_connect(port); /* first: it cannot use descriptors above 1023 */
    struct profile *profile = make_profile();
    poller_start(&busy, profile, port, 1); /* also raises the limit of descriptors */
    poller_start(&resting, profile, port, RESTING_MS);
    raw_connect(port);
    for (int turn = 0; turn < TURNS; turn++) {
        for (int i = 0; i < 5; i++)
            sample.round_ms[rounds++] = round_ms(&resting);
        stations_delay(DELAY_MS);
        take_turn(&busy, &sample, turn);
        stations_delay(0);
    }
    raw_close();
    blocking_close();
    poller_stop(&busy);
    poller_stop(&resting);
    profile_free(profile);
    end_child(stations);
    bool is_ok = figure("poll.cpu_ratio_epoll", median(sample.epoll_ratio, TURNS), "x", 1.3);
    is_ok &= figure("poll.cpu_ratio_libmodbus", median(sample.blocking_ratio, TURNS), "x", 0.4);
    is_ok &= figure("poll.round_1000_ms", median(sample.round_ms, rounds), "ms", 25);
    printf("CPU a request: raw %.2f us, field %.2f us, libmodbus %.2f us; slowest of %zu rounds "
           "%.1f ms\n",
           median(sample.raw, TURNS), median(sample.field, TURNS), median(sample.blocking, TURNS),
           rounds, percentile(sample.round_ms, rounds, 1));
    return is_ok ? 0 : 1;
}
