#include "backend/field/unit.h"

#include "backend/base/log.h"

#include <stdlib.h>

static void begin_round(struct unit *unit);

static struct unit *unit_of_clock(struct wheel_entry *entry)
{
    return (struct unit *)((char *)entry - offsetof(struct unit, clock));
}

static void submit(struct unit *unit, enum job_rank rank, bool is_first)
{
    unit->job.rank = (uint8_t)rank;
    unit->asked = IMAGE_NONE;
    line_submit(unit->line, &unit->job, is_first);
}

static void on_turn(struct wheel_entry *entry)
{
    struct unit *unit = unit_of_clock(entry);
    if (unit->is_lost)
        submit(unit, JOB_PROBE, false);
    else if (unit->is_in_round)
        submit(unit, JOB_POLL, true);
    else
        begin_round(unit);
}

static void wait_ms(struct unit *unit, int64_t ms)
{
    wheel_add(&unit->hub->wheel, &unit->clock, ms, on_turn);
}

/* The next time of its phase that is still to come: what was missed is not made up for. */
static void schedule(struct unit *unit)
{
    uint64_t now = wheel_now(&unit->hub->wheel), period = (uint64_t)unit->period_ms;
    if (unit->due_ms <= now)
        unit->due_ms += (now - unit->due_ms) / period * period;
    if (unit->due_ms < now)
        unit->due_ms += period;
    wait_ms(unit, (int64_t)(unit->due_ms - now));
}

static void prepare(struct job *job, struct modbus_request *request)
{
    struct unit *unit = (struct unit *)((char *)job - offsetof(struct unit, job));
    if (job->rank == JOB_PROBE) {
        image_probe(&unit->image, request);
        return;
    }
    if (!unit->started.ns)
        unit->started = clock_mono();
    unit->asked = image_next(&unit->image);
    image_request(&unit->image, unit->asked, request);
}

static void tell_round(struct unit *unit)
{
    const struct field_events *events = &unit->hub->events;
    struct mono now = clock_mono();
    struct mono started = unit->started.ns ? unit->started : now;
    if (events->on_round)
        events->on_round(events->ctx, unit->key, unit->image.reading, unit->image.touched, started,
                         now);
}

static void tell_link(struct unit *unit, enum link_cause cause)
{
    const struct field_events *events = &unit->hub->events;
    if (events->on_link)
        events->on_link(events->ctx, unit->key, cause == CAUSE_NONE, link_cause_name(cause));
}

/* A line is overloaded while at least one of its units has overlong rounds. Shorter than four
 * fifths of the period ends it, so that a line on the edge does not flutter. */
static void note_load(struct unit *unit, int64_t round_ms)
{
    const struct field_events *events = &unit->hub->events;
    bool is_late = round_ms * 5 > (int64_t)unit->period_ms * (unit->is_late ? 4 : 5);
    if (is_late == unit->is_late)
        return;
    uint32_t before = unit->line->late;
    unit->is_late = is_late;
    unit->line->late = is_late ? before + 1 : before - 1;
    if (events->on_overload && (before == 0 || unit->line->late == 0)) {
        char endpoint[128];
        endpoint_text(&unit->line->endpoint, endpoint, sizeof endpoint);
        events->on_overload(events->ctx, endpoint, is_late, round_ms);
    }
}

static void begin_round(struct unit *unit)
{
    uint64_t now = wheel_now(&unit->hub->wheel);
    if (unit->retry_ms && now >= unit->retry_ms) {
        const struct tuning *tuning = &unit->hub->tuning;
        image_retry(&unit->image);
        unit->retry_ms =
            now + (uint64_t)(image_is_all_refused(&unit->image) ? tuning->retry_all_refused
                                                                : tuning->retry_refused);
    }
    unit->is_in_round = true;
    unit->started = (struct mono){0};
    unit->has_data = unit->has_fault = false;
    unit->busy = unit->splits = 0;
    image_begin(&unit->image, unit->round);
    if (image_has_next(&unit->image)) {
        submit(unit, JOB_POLL, false);
    } else {
        unit->is_in_round = false;
        unit->round++;
        unit->due_ms += (uint64_t)unit->period_ms;
        schedule(unit);
    }
}

static void lose(struct unit *unit, enum link_cause cause)
{
    unit->is_lost = true;
    unit->step = 0;
    unit->cause = (uint8_t)cause;
    line_lose_unit(unit->line);
    image_lose(&unit->image, cause == CAUSE_FAULT ? QUALITY_REFUSED : QUALITY_LOST);
    tell_round(unit);
    tell_link(unit, cause);
    note_load(unit, 0);
    wait_ms(unit, hub_jitter(unit->hub, unit->hub->tuning.probe[0]));
}

static void fail_round(struct unit *unit, enum link_cause cause)
{
    unit->is_in_round = false;
    unit->failures++;
    if (unit->failures >= unit->hub->tuning.lost_after) {
        lose(unit, cause);
        return;
    }
    image_commit(&unit->image);
    tell_round(unit);
    unit->due_ms += (uint64_t)unit->period_ms;
    schedule(unit);
}

static void end_round(struct unit *unit)
{
    if (unit->has_fault && !unit->has_data) {
        fail_round(unit, CAUSE_FAULT);
        return;
    }
    uint64_t now = wheel_now(&unit->hub->wheel);
    int64_t round_ms = now > unit->due_ms ? (int64_t)(now - unit->due_ms) : 0;
    unit->is_in_round = false;
    unit->failures = 0;
    unit->round++;
    image_commit(&unit->image);
    tell_round(unit);
    line_note_round(unit->line, round_ms);
    note_load(unit, round_ms);
    unit->due_ms += (uint64_t)unit->period_ms;
    if (unit->due_ms <= now && !unit->hub->is_stopping) {
        unit->due_ms = now;
        begin_round(unit);
    } else {
        schedule(unit);
    }
}

static void go_on(struct unit *unit)
{
    if (image_has_next(&unit->image))
        submit(unit, JOB_POLL, true);
    else
        end_round(unit);
}

/* The unit has answered, with data or an exception of its own. */
static void come_back(struct unit *unit)
{
    bool was_lost = unit->is_lost;
    unit->is_lost = false;
    unit->is_known = true;
    unit->failures = 0;
    tell_link(unit, CAUSE_NONE);
    if (!was_lost)
        return;
    unit->line->live++;
    unit->round = 0;
    unit->due_ms = wheel_now(&unit->hub->wheel);
    unit->hub->on_return(unit->hub->owner);
    begin_round(unit);
}

static void tell_point(struct unit *unit, int point, uint8_t exception)
{
    const struct field_events *events = &unit->hub->events;
    uint64_t now = wheel_now(&unit->hub->wheel);
    if (!image_refuse(&unit->image, point, exception))
        return;
    if (exception && !unit->retry_ms)
        unit->retry_ms = now + (uint64_t)unit->hub->tuning.retry_refused;
    if (exception && image_is_all_refused(&unit->image))
        unit->retry_ms = now + (uint64_t)unit->hub->tuning.retry_all_refused;
    if (unit->image.refused_count == 0)
        unit->retry_ms = 0;
    if (events->on_point)
        events->on_point(events->ctx, unit->key, point, exception != 0, exception);
}

static void mark_block(struct unit *unit, size_t index, uint8_t exception)
{
    const struct plan_block *block = &unit->image.plan.block[index];
    for (size_t i = 0; i < block->point_count; i++)
        tell_point(unit, unit->image.plan.point[block->point_first + i], exception);
}

/* Exception 1 means the function code, not the registers: all its points go. */
static void refuse_function(struct unit *unit)
{
    struct image *image = &unit->image;
    uint8_t function = image->plan.block[unit->asked].function;
    for (size_t i = 0; i < image->plan.block_count; i++) {
        if (image->plan.block[i].function != function)
            continue;
        mark_block(unit, i, 1);
        image->block[i].is_due = false;
        image_fail(image, i, BLOCK_REFUSED);
    }
}

/* Exceptions 2 and 3: one register spoils its block. The search is spread over rounds. */
static void search(struct unit *unit, uint8_t exception)
{
    const struct plan_block *block = &unit->image.plan.block[unit->asked];
    if (block->point_count == 1) {
        mark_block(unit, unit->asked, exception);
        image_fail(&unit->image, unit->asked, BLOCK_REFUSED);
    } else if (unit->splits >= unit->hub->tuning.splits) {
        unit->image.is_searching = true;
        image_fail(&unit->image, unit->asked, BLOCK_REFUSED);
    } else if (image_split(&unit->image, unit->asked)) {
        unit->splits++;
    }
}

/* The line serves its other units meanwhile. When the round's tries are used up it goes on without
 * the block, so that one busy block does not hide the others. */
static void wait_for_busy(struct unit *unit)
{
    const struct tuning *tuning = &unit->hub->tuning;
    if (unit->busy >= tuning->busy_tries) {
        go_on(unit);
        return;
    }
    int64_t wait = (int64_t)tuning->busy_low << unit->busy++;
    unit->image.block[unit->asked].is_due = true;
    wait_ms(unit, hub_jitter(unit->hub, wait < tuning->busy_high ? wait : tuning->busy_high));
}

static void take_exception(struct unit *unit, uint8_t exception)
{
    switch (exception) {
    case 1: refuse_function(unit); break;
    case 2:
    case 3: search(unit, exception); break;
    case 5:
    case 6: wait_for_busy(unit); return;
    case 0x0a:
    case 0x0b:
        image_fail(&unit->image, unit->asked, BLOCK_LOST);
        fail_round(unit, CAUSE_GATEWAY);
        return;
    default:
        unit->has_fault = true;
        image_fail(&unit->image, unit->asked, BLOCK_REFUSED);
        break;
    }
    if (exception <= 3)
        unit->has_data = true;
    go_on(unit);
}

static bool is_answer(const struct modbus_reply *reply)
{
    return reply->kind == REPLY_DATA ||
           (reply->kind == REPLY_EXCEPTION && reply->exception != 0x0a && reply->exception != 0x0b);
}

static void take_poll(struct unit *unit, const struct modbus_reply *reply, enum link_cause cause)
{
    bool is_fenced = unit->is_fenced;
    unit->is_fenced = false;
    if (is_answer(reply) && !unit->is_known)
        come_back(unit);
    if (is_answer(reply) && reply->exception != 4)
        unit->failures = 0;
    if (reply->kind == REPLY_EXCEPTION) {
        take_exception(unit, reply->exception);
    } else if (reply->kind == REPLY_DATA && is_fenced) {
        unit->image.block[unit->asked].is_due = true;
        go_on(unit);
    } else if (reply->kind == REPLY_DATA) {
        unit->has_data = true;
        if (unit->image.refused_count)
            mark_block(unit, unit->asked, 0);
        image_put(&unit->image, unit->asked, reply);
        go_on(unit);
    } else {
        if (unit->asked == IMAGE_NONE) /* never sent */
            unit->asked = image_next(&unit->image);
        image_fail(&unit->image, unit->asked, BLOCK_LOST);
        fail_round(unit, cause);
    }
}

static void take_probe(struct unit *unit, const struct modbus_reply *reply)
{
    const struct tuning *tuning = &unit->hub->tuning;
    if (is_answer(reply) && reply->exception != 4) {
        come_back(unit);
        return;
    }
    if (unit->step < TUNING_PROBE_STEPS - 1)
        unit->step++;
    wait_ms(unit, hub_jitter(unit->hub, tuning->probe[unit->step]));
}

static void on_done(struct job *job, const struct modbus_reply *reply, enum link_cause cause)
{
    struct unit *unit = (struct unit *)((char *)job - offsetof(struct unit, job));
    if (unit->hub->is_stopping)
        return;
    if (job->rank == JOB_PROBE)
        take_probe(unit, reply);
    else
        take_poll(unit, reply, cause);
}

struct unit *unit_new(struct hub *hub, struct line *line, const struct field_device *device)
{
    struct unit *unit = alloc_new(sizeof *unit);
    unit->hub = hub;
    unit->line = line;
    unit->key = device->key;
    unit->period_ms = device->period_ms;
    unit->job = (struct job){.unit = device->unit,
                             .any_id = device->profile->ignores_transaction_id,
                             .timeout_ms = device->profile->timeout_ms,
                             .pause_ms = device->profile->pause_ms,
                             .prepare = prepare,
                             .on_done = on_done};
    image_init(&unit->image, device->profile);
    line_join(line, unit->period_ms);
    return unit;
}

void unit_free(struct unit *unit)
{
    wheel_remove(&unit->clock);
    image_finish(&unit->image);
    free(unit);
}

void unit_start(struct unit *unit, int64_t delay_ms)
{
    unit->due_ms = wheel_now(&unit->hub->wheel) + (uint64_t)delay_ms;
    wait_ms(unit, delay_ms);
}

void unit_hasten(struct unit *unit, int64_t delay_ms)
{
    uint64_t due = wheel_now(&unit->hub->wheel) + (uint64_t)delay_ms;
    if (unit->is_lost)
        line_hurry(unit->line, delay_ms);
    if (!wheel_has(&unit->clock) || unit->is_in_round || unit->clock.due_ms <= due)
        return;
    unit->due_ms = due;
    wait_ms(unit, delay_ms);
}

void unit_hasten_lost(struct unit *unit)
{
    if (unit->is_lost)
        unit_hasten(unit, 0);
}

void unit_fence(struct unit *unit)
{
    if (!unit->is_in_round)
        return;
    unit->is_fenced = line_is_asking(unit->line, &unit->job);
    unit->started = (struct mono){0};
    image_fence(&unit->image);
}
