#include "backend/field/field.h"

#include "backend/field/command.h"
#include "backend/field/index.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

struct field {
    struct hub hub;
    VEC(struct line *) lines;
    VEC(uint32_t) first; /* a line's: key of the unit that was added first */
    VEC(struct unit *) units;
    struct index by_key, by_endpoint;
    struct job_queue orphans;   /* commands that no line takes: answered at the next tick */
    struct wheel_entry waiting; /* for the orphans */
    uint64_t wave_ms;           /* last one */
    size_t open;                /* lines and the wheel that still have to close */
    bool is_started;
    void (*on_closed)(void *ctx);
    void *closed_ctx;
};

/* One dead device that comes back is often the first of many (a switch, a power line): all lost
 * ones are asked soon, instead of each after its own long wait; spread, and not again at once. */
static void on_return(void *owner)
{
    struct field *field = owner;
    const struct tuning *tuning = &field->hub.tuning;
    uint64_t now = wheel_now(&field->hub.wheel);
    if (field->wave_ms && now - field->wave_ms < (uint64_t)tuning->wave_rest)
        return;
    field->wave_ms = now;
    for (size_t i = 0; i < field->units.count; i++)
        if (field->units.at[i]->is_lost)
            unit_hasten(field->units.at[i], hub_random(&field->hub, tuning->wave));
}

struct field *field_new(uv_loop_t *loop, const struct field_events *events)
{
    struct field *field = alloc_new(sizeof *field);
    hub_init(&field->hub, loop, events);
    field->hub.owner = field;
    field->hub.on_return = on_return;
    wheel_init(&field->hub.wheel, loop, field->hub.tuning.tick);
    return field;
}

void field_tune(struct field *field, const struct tuning *tuning)
{
    field->hub.tuning = *tuning;
    field->hub.wheel.tick_ms = (uint64_t)tuning->tick;
    field->hub.wheel.last = wheel_now(&field->hub.wheel) / field->hub.wheel.tick_ms;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *text; text++)
        hash = (hash ^ (uint8_t)*text) * UINT64_C(1099511628211);
    return hash;
}

/* Equal endpoints share a line; should two texts have one hash, the next number is tried. */
static struct line *line_of(struct field *field, const struct endpoint *endpoint)
{
    char text[128], other[128];
    endpoint_text(endpoint, text, sizeof text);
    uint64_t hash = hash_text(text);
    for (;; hash++) {
        struct line *line = index_find(&field->by_endpoint, hash);
        if (!line)
            break;
        endpoint_text(&line->endpoint, other, sizeof other);
        if (strcmp(text, other) == 0)
            return line;
    }
    struct line *line = line_new(&field->hub, endpoint);
    index_put(&field->by_endpoint, hash, line);
    *VEC_PUSH(&field->lines) = line;
    return line;
}

/* Where in the period the n-th unit is polled: golden-section steps fill it evenly at any count. */
static int64_t phase(size_t n, int64_t period_ms)
{
    return (int64_t)(((uint32_t)n * UINT32_C(2654435769)) * (uint64_t)period_ms >> 32);
}

static void start_unit(struct field *field, size_t n)
{
    struct unit *unit = field->units.at[n];
    int64_t first = field->hub.tuning.first_round;
    unit_start(unit, phase(n, unit->period_ms < first ? unit->period_ms : first));
}

bool field_add(struct field *field, const struct field_device *device, char *why, size_t size)
{
    if (index_find(&field->by_key, device->key)) {
        snprintf(why, size, "device %u is there already", device->key);
        return false;
    }
    if (device->profile->point_count == 0 || device->period_ms <= 0) {
        snprintf(why, size, "device %u: expected at least one point and a period", device->key);
        return false;
    }
    struct line *line = line_of(field, &device->endpoint);
    if (field->first.count < field->lines.count)
        *VEC_PUSH(&field->first) = device->key;
    struct unit *unit = unit_new(&field->hub, line, device);
    index_put(&field->by_key, device->key, unit);
    *VEC_PUSH(&field->units) = unit;
    if (field->is_started)
        start_unit(field, field->units.count - 1);
    return true;
}

/* One descriptor a line: the soft limit of 1,024 would end at 1,000 stations. */
static void prepare_process(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    signal(SIGPIPE, SIG_IGN);
}

void field_start(struct field *field)
{
    prepare_process();
    uv_update_time(field->hub.loop);
    wheel_start(&field->hub.wheel);
    field->is_started = true;
    for (size_t i = 0; i < field->units.count; i++)
        start_unit(field, i);
}

void field_rush(struct field *field)
{
    for (size_t i = 0; i < field->units.count; i++)
        unit_hasten(field->units.at[i], 0);
}

static void answer_orphans(struct field *field)
{
    while (field->orphans.first) {
        struct job *job = field->orphans.first;
        field->orphans.first = job->next;
        command_refuse((struct command *)job);
    }
}

static void on_orphans(struct wheel_entry *entry)
{
    answer_orphans((struct field *)((char *)entry - offsetof(struct field, waiting)));
}

void field_send(struct field *field, uint32_t key, uint64_t ticket,
                const struct modbus_request *request, struct mono deadline)
{
    struct unit *unit = index_find(&field->by_key, key);
    struct command *command = command_new(&field->hub, unit, ticket, request, deadline);
    if (!command_is_sendable(command) || !field->is_started || field->hub.is_stopping) {
        command->job.next = field->orphans.first;
        field->orphans.first = &command->job;
        if (!field->hub.is_stopping)
            wheel_add(&field->hub.wheel, &field->waiting, 0, on_orphans);
        return;
    }
    unit_fence(unit);
    line_submit(unit->line, &command->job, false);
}

static void free_all(struct field *field)
{
    answer_orphans(field);
    for (size_t i = 0; i < field->units.count; i++)
        unit_free(field->units.at[i]);
    for (size_t i = 0; i < field->lines.count; i++)
        line_free(field->lines.at[i]);
    index_finish(&field->by_key);
    index_finish(&field->by_endpoint);
    free(field->units.at);
    free(field->lines.at);
    free(field->first.at);
    void (*on_closed)(void *) = field->on_closed;
    void *ctx = field->closed_ctx;
    free(field);
    if (on_closed)
        on_closed(ctx);
}

static void on_one_closed(struct field *field)
{
    if (--field->open == 0)
        free_all(field);
}

static void on_line_gone(struct line *line)
{
    on_one_closed(line->owner);
}

static void on_wheel_closed(struct wheel *wheel)
{
    struct hub *hub = (struct hub *)((char *)wheel - offsetof(struct hub, wheel));
    on_one_closed(hub->owner);
}

void field_stop(struct field *field, void (*on_closed)(void *ctx), void *ctx)
{
    field->on_closed = on_closed;
    field->closed_ctx = ctx;
    field->hub.is_stopping = true;
    field->open = field->lines.count + 1;
    wheel_close(&field->hub.wheel, on_wheel_closed);
    for (size_t i = 0; i < field->lines.count; i++) {
        field->lines.at[i]->owner = field;
        field->lines.at[i]->on_gone = on_line_gone;
        line_stop(field->lines.at[i]);
    }
}

size_t field_lines(const struct field *field)
{
    return field->lines.count;
}

void field_line_stats(const struct field *field, size_t index, struct line_stats *out)
{
    const struct line *line = field->lines.at[index];
    *out = (struct line_stats){.is_up = line->link->is_open,
                               .is_overloaded = line->late > 0,
                               .devices = line->units,
                               .lost = line->units - line->live,
                               .first = field->first.at[index],
                               .round_ms = line->round_ms};
    endpoint_text(&line->endpoint, out->endpoint, sizeof out->endpoint);
    meter_read(&line->meter, wheel_now(&field->hub.wheel), field->hub.tuning.statistics, out);
}
