#include "backend/run_inside.h"

#include "backend/base/alloc.h"
#include "backend/core/wire.h"
#include "backend/device/codec.h"
#include "backend/failpoint.h"

#include <math.h>
#include <stdio.h>

const struct profile *run_profile(const struct run *run)
{
    return run->collector->site->device[run->device].profile;
}

const struct point *run_point(const struct run *run)
{
    return &run_profile(run)->point[run->point];
}

struct mono run_now(const struct run *run)
{
    return collector_now(run->collector);
}

struct fact run_fact(const struct run *run, enum fact_kind kind)
{
    struct fact fact;
    collector_fact(run->collector, &fact, kind, run->device, run->command.point);
    fact.command = run->command.id;
    fact.old_value = run->before.value;
    return fact;
}

uint64_t run_tell(struct run *run, const struct fact *fact)
{
    command_apply(&run->command, fact);
    return collector_append(run->collector, fact, 1);
}

void run_end(struct run *run)
{
    run->stage = RUN_ENDED;
    run->ticket = 0;
    run->next_at = (struct mono){0};
}

void run_fail(struct run *run, const char *code, const char *text)
{
    struct fact fact = run_fact(run, FACT_COMMAND_FAILED);
    fact.new_value = run->last.value;
    snprintf(fact.code, sizeof fact.code, "%s", code);
    snprintf(fact.text, sizeof fact.text, "%s", text);
    run_tell(run, &fact);
    run_end(run);
}

static void refuse(struct run *run, enum refusal refusal, const char *text)
{
    struct fact fact =
        run_fact(run, refusal == REFUSAL_EXPIRED ? FACT_COMMAND_EXPIRED : FACT_COMMAND_REFUSED);
    snprintf(fact.code, sizeof fact.code, "%s", refusal_name(refusal));
    snprintf(fact.text, sizeof fact.text, "%s", text);
    run_tell(run, &fact);
    failpoint("refused");
    run_end(run);
}

void run_send(struct run *run, const struct modbus_request *request, struct mono deadline)
{
    run->request = *request;
    run->ticket = collector_send(run->collector, run->device, request, deadline);
}

struct run *run_new(struct collector *collector, const struct command *command, int32_t device,
                    int point)
{
    struct run *run = alloc_new(sizeof *run);
    run->collector = collector;
    run->command = *command;
    run->device = device;
    run->point = point;
    run->epoch = collector->epoch;
    run->is_identity_good = true;
    run->before = run->authority = run->last = (struct reading){NAN, QUALITY_LOST, 0};
    run->value = codec_round(run_point(run), command->wanted);
    return run;
}

static bool is_wanted(const struct run *run, enum run_read read)
{
    const struct profile *profile = run_profile(run);
    switch (read) {
    case READ_IDENTITY: return profile->identity_address >= 0;
    case READ_AUTHORITY: return run_point(run)->authority >= 0;
    case READ_LEVEL: return run_point(run)->level_coil >= 0;
    case READ_UNLOCK: return profile->unlock_address >= 0;
    case READ_POINT: return true;
    case READ_COUNT: return false;
    }
    return false;
}

static struct modbus_request read_request(const struct run *run)
{
    const struct profile *profile = run_profile(run);
    const struct point *point = run_point(run);
    uint8_t unit = run->collector->site->device[run->device].unit;
    switch (run->read) {
    case READ_IDENTITY: return wire_read_register((uint16_t)profile->identity_address, unit);
    case READ_AUTHORITY: return wire_read(&profile->point[point->authority], unit);
    case READ_LEVEL: return wire_read(&profile->point[point->level_coil], unit);
    case READ_UNLOCK: return wire_read_register((uint16_t)profile->unlock_address, unit);
    case READ_POINT:
    case READ_COUNT: break;
    }
    return wire_read(point, unit);
}

static void read_next(struct run *run)
{
    while (!is_wanted(run, run->read))
        run->read++;
    struct modbus_request request = read_request(run);
    run_send(run, &request, run->deadline);
    failpoint("read_sent");
}

static enum refusal judge(const struct run *run, char *text, size_t size)
{
    const struct collector *collector = run->collector;
    const struct site *site = collector->site;
    const struct site_device *device = &site->device[run->device];
    const struct point *point = run_point(run);
    struct mono now = run_now(run);
    int32_t station = site_station_of(site, device->node);
    const char *code = station >= 0 ? site->node[station].code : "";
    struct writes_summary writes =
        writes_of(&collector->writes, device->id, run->point, point->step_wait_s, now);
    struct guard_input in = {
        .now = now,
        .deadline = run->deadline,
        .profile = device->profile,
        .point = point,
        .database = guard_no_limits,
        .root = limits_for(collector->limits, device->profile->name, code, point->id),
        .forbidden = limits_forbid(collector->limits, device->profile->name, code, point->id),
        .is_identity_good = run->is_identity_good,
        .is_link_up = !collector->watch[run->device].is_lost,
        .before = run->before,
        .seen = run->command.seen,
        .wanted = run->command.wanted,
        .authority = run->authority,
        .last_write = writes.last,
        .held_low = writes.held_low,
        .held_high = writes.held_high,
        .replaced = writes.replaced,
        .writes_today = writes.day,
        .is_other_under_way = collector_is_busy_point(collector, run->device, run->point, run),
    };
    for (size_t i = 0; i < device->override_count; i++)
        if (device->override[i].point == run->point)
            in.database = device->override[i].limits;
    return guard_check(&in, text, size);
}

/* Written ahead: what this fact says may happen from the moment on at which it is durable. */
static void record(struct run *run)
{
    const struct profile *profile = run_profile(run);
    struct fact facts[3] = {run_fact(run, FACT_COMMAND_SENT)};
    size_t count = 1;
    facts[0].new_value = run->value;
    if (run->needs_unlock) {
        facts[count] = run_fact(run, FACT_COMMAND_PREPARED);
        snprintf(facts[count++].text, sizeof facts->text, "unlock register %d",
                 (int)profile->unlock_address); /* all may read the log; the code is no news */
    }
    if (run->needs_level) {
        const struct point *coil = &profile->point[run_point(run)->level_coil];
        facts[count] = run_fact(run, FACT_COMMAND_PREPARED);
        facts[count].new_value = run_point(run)->level_value;
        snprintf(facts[count++].text, sizeof facts->text, "%s := %d", coil->id,
                 run_point(run)->level_value);
    }
    for (size_t i = 0; i < count; i++)
        command_apply(&run->command, &facts[i]);
    run->stage = RUN_RECORDING;
    run->next_at = run->deadline;
    failpoint("record_before");
    run->recorded = count;
    run->durable = collector_append(run->collector, facts, count);
    failpoint("record_after");
}

static void decide(struct run *run)
{
    char text[FACT_TEXT_SIZE];
    enum refusal refusal = judge(run, text, sizeof text);
    run->read_at = run_now(run);
    failpoint("judged");
    if (refusal != REFUSAL_NONE)
        refuse(run, refusal, text);
    else if (!run->collector->epoch || run->collector->epoch != run->epoch)
        run_fail(run, "not sent", "the lease went to another collector");
    else
        record(run);
}

static void take_read(struct run *run, const struct modbus_reply *reply)
{
    const struct profile *profile = run_profile(run);
    const struct point *point = run_point(run);
    uint16_t raw = reply->kind == REPLY_DATA ? reply->registers[0] : 0;
    struct reading level;
    switch (run->read) {
    case READ_IDENTITY:
        run->is_identity_good = reply->kind == REPLY_DATA && raw >= profile->identity_low &&
                                raw <= profile->identity_high;
        break;
    case READ_AUTHORITY:
        run->authority = wire_reading(&profile->point[point->authority], &run->request, reply);
        break;
    case READ_LEVEL:
        level = wire_reading(&profile->point[point->level_coil], &run->request, reply);
        run->needs_level =
            level.quality != QUALITY_GOOD || (level.value != 0) != point->level_value;
        break;
    case READ_UNLOCK:
        run->needs_unlock = reply->kind != REPLY_DATA || raw != profile->unlock_value;
        break;
    case READ_POINT:
    case READ_COUNT: run->before = wire_reading(point, &run->request, reply); break;
    }
}

static void on_read(struct run *run, const struct modbus_reply *reply)
{
    failpoint("read_done");
    bool is_answered = reply->kind == REPLY_DATA || reply->kind == REPLY_EXCEPTION;
    if (is_answered)
        take_read(run, reply);
    if (!is_answered || run->read == READ_POINT) {
        decide(run);
        return;
    }
    run->read++;
    read_next(run);
}

static void begin(struct run *run)
{
    run->stage = RUN_READING;
    failpoint("claimed");
    bool is_lost = run->collector->watch[run->device].is_lost;
    if (is_lost || mono_is_due(run->deadline, run_now(run)))
        decide(run); /* the ladder ends before it looks at what was read */
    else
        read_next(run);
}

static void adopt(struct run *run)
{
    struct mono now = run_now(run);
    run->before = (struct reading){run->command.seen, QUALITY_GOOD, 0};
    run->deadline = run->wrote_at = now;
    failpoint("adopted");
    if (run->command.state != COMMAND_SENT && run->command.state != COMMAND_ACCEPTED &&
        run->command.state != COMMAND_UNRESOLVED) {
        run_fail(run, "not sent", "its collector ended before it sent anything");
        return;
    }
    struct write_done done = {run->command.device, run->point, now,
                              run->command.seen,   run->value, false};
    writes_add(&run->collector->writes, &done);
    /* the earlier leader may have prepared the controller, too */
    if (run_point(run)->level_coil >= 0)
        run_explain_coil(run, false);
    if (run->command.state != COMMAND_UNRESOLVED) {
        run_become_unknown(run, "collector", "its collector ended after it may have sent it");
        return;
    }
    run->stage = RUN_RESOLVING;
    run_send_proof(run);
}

/* Whatever is said of it: an order that is past "claimed" may have been written, and is only read.
 */
static void take_up(struct run *run)
{
    bool is_fresh = !run->is_orphan && run->command.state == COMMAND_CLAIMED;
    is_fresh ? begin(run) : adopt(run);
}

void run_start(struct run *run, int64_t life_ms, bool is_orphan)
{
    run->deadline = mono_after_ms(run_now(run), life_ms);
    run->is_orphan = is_orphan;
    run->is_halted = !collector_leads(run->collector);
    if (!run->is_halted)
        take_up(run);
}

static void halt(struct run *run)
{
    run->is_halted = true;
    if (run->stage == RUN_PREPARING && run->is_level_next)
        run_explain_coil(run, false);
    if (run->stage == RUN_WRITING)
        run->wrote_at = run_now(run);
    if (run->stage == RUN_WATCHING)
        run_end(run);
}

/* The lease is ours again, and nobody else had it. */
static void resume(struct run *run)
{
    static const char text[] = "the lease was in doubt when its answer came";
    run->is_halted = false;
    switch (run->stage) {
    case RUN_NEW: take_up(run); break;
    case RUN_READY: run_go_on(run); break;
    case RUN_READING:
    case RUN_RECORDING:
    case RUN_PREPARING: run_fail(run, "not sent", text); break;
    case RUN_WRITING:
    case RUN_PROVING: run_become_unknown(run, "collector", text); break;
    case RUN_RESOLVING: run_send_proof(run); break;
    case RUN_WATCHING:
    case RUN_ENDED: break;
    }
}

void run_on_reply(struct run *run, const struct modbus_reply *reply)
{
    run->ticket = 0;
    if (!collector_leads(run->collector)) {
        halt(run);
        return;
    }
    switch (run->stage) {
    case RUN_READING: on_read(run, reply); break;
    case RUN_PREPARING: run_on_prepared(run, reply); break;
    case RUN_WRITING: run_on_written(run, reply); break;
    case RUN_PROVING:
    case RUN_RESOLVING:
    case RUN_WATCHING: run_on_proof(run, reply); break;
    case RUN_NEW:
    case RUN_RECORDING:
    case RUN_READY:
    case RUN_ENDED: break; /* nothing of theirs is out */
    }
}

void run_on_time(struct run *run)
{
    if (!run->next_at.ns || !mono_is_due(run->next_at, run_now(run)))
        return;
    run->next_at = (struct mono){0};
    if (!collector_leads(run->collector)) {
        halt(run);
        return;
    }
    switch (run->stage) {
    case RUN_RECORDING:
        run_fail(run, "not sent", "it could not be recorded within the order's life");
        break;
    case RUN_READY: run_go_on(run); break;
    case RUN_PROVING:
    case RUN_RESOLVING:
    case RUN_WATCHING: run_send_proof(run); break;
    case RUN_NEW:
    case RUN_READING:
    case RUN_PREPARING:
    case RUN_WRITING:
    case RUN_ENDED: break; /* the field answers each request in time */
    }
}

void run_on_lease(struct run *run)
{
    if (!collector_leads(run->collector))
        return;
    if (run->is_halted)
        resume(run);
    else if (run->stage == RUN_READY)
        run_go_on(run);
}

void run_on_link_up(struct run *run)
{
    if (run->stage == RUN_RESOLVING && !run->ticket && !run->is_halted)
        run_send_proof(run);
}

bool run_is_busy(const struct run *run)
{
    return run->stage != RUN_WATCHING && run->stage != RUN_ENDED;
}

bool run_has_ticket(const struct run *run, uint64_t ticket)
{
    return run->ticket == ticket;
}

bool run_is_at(const struct run *run, int32_t device, int point)
{
    return run->device == device && run->point == point;
}

bool run_is_changing(const struct run *run, int32_t device, int point)
{
    bool is_coil = run->needs_level && run_point(run)->level_coil == point;
    return run->device == device && run_is_busy(run) && (run->point == point || is_coil);
}

bool run_is_ended(const struct run *run)
{
    return run->stage == RUN_ENDED;
}

struct mono run_next(const struct run *run)
{
    return run->next_at;
}

const struct command *run_command(const struct run *run)
{
    return &run->command;
}
