/* The field and the controllers behind it. */
#include "sim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint16_t setpoint_address[SIM_POINTS] = {10, 11};

void sim_send(void *ctx, int32_t device_id, uint64_t ticket, const struct modbus_request *request,
              struct mono deadline)
{
    struct sim_collector *collector = ctx;
    struct sim *sim = collector->sim;
    struct sim_device *device = &sim->device[device_id - 1];
    sim_maybe_kill(collector);
    int64_t wait_us =
        device->free_at.ns > sim->now.ns ? (device->free_at.ns - sim->now.ns) / 1000 : 0;
    struct sim_event *event = sim_push(sim, EVENT_FRAME, wait_us + 50);
    event->collector = collector->number;
    event->device = device_id - 1;
    event->ticket = ticket;
    event->deadline = deadline;
    event->request = *request;
    device->free_at.ns = event->at.ns + (int64_t)(1 + sim_draw(sim, 40)) * 1000000;
    sim_maybe_kill(collector);
}

static struct modbus_reply *answer(struct sim *sim, const struct sim_event *frame,
                                   enum reply_kind kind, bool was_sent, int64_t in_us)
{
    struct sim_event *event = sim_push(sim, EVENT_REPLY, in_us);
    event->collector = frame->collector;
    event->device = frame->device;
    event->ticket = frame->ticket;
    event->request = frame->request;
    event->reply = alloc_new(sizeof *event->reply);
    event->reply->kind = (uint8_t)kind;
    event->reply->was_sent = was_sent;
    struct sim_device *device = &sim->device[frame->device];
    if (device->free_at.ns < event->at.ns)
        device->free_at = event->at;
    return event->reply;
}

static void store(struct sim *sim, int device, uint16_t address, uint16_t value)
{
    struct sim_device *d = &sim->device[device];
    /* as the real controller: without lock and level the write is ignored without an error */
    if (address == 10 && (d->holding[20] != 1732 || d->coil))
        return;
    d->holding[address] = value;
    sim_note(sim, (uint64_t)address << 16 | value);
}

static void apply_later(struct sim *sim, const struct sim_event *frame, int64_t in_us)
{
    struct sim_event *event = sim_push(sim, EVENT_APPLY, in_us);
    event->device = frame->device;
    event->request = frame->request;
}

static void carry_out(struct sim *sim, int device, const struct modbus_request *request)
{
    if (request->function == 5)
        sim->device[device].coil = request->value[0] != 0;
    else
        store(sim, device, request->address, request->value[0]);
}

void sim_on_apply(struct sim *sim, const struct sim_event *event)
{
    if (event->number) { /* by the controller itself or by another hand */
        uint64_t point = event->request.address == 10 ? 0 : 1;
        *VEC_PUSH(&sim->outside) =
            (uint64_t)event->device << 32 | point << 16 | event->request.value[0];
        sim->device[event->device].holding[event->request.address] = event->request.value[0];
    } else {
        carry_out(sim, event->device, &event->request);
    }
}

static void undo_later(struct sim *sim, const struct sim_event *frame, uint16_t value)
{
    struct sim_event *event = sim_push(sim, EVENT_APPLY, 500000 + sim_draw(sim, 9000000));
    event->device = frame->device;
    event->number = 1;
    event->request = frame->request;
    event->request.value[0] = value;
}

static void write_frame(struct sim *sim, const struct sim_event *frame, int64_t rtt_us)
{
    static const uint8_t codes[] = {1, 2, 3, 4, 5, 6, 0x0a, 0x0b};
    struct sim_device *device = &sim->device[frame->device];
    bool is_setpoint = frame->request.address == 10 || frame->request.address == 11;
    uint16_t before = device->holding[frame->request.address];
    struct modbus_reply *reply;
    if (sim_chance(sim, sim->faults.silent_before)) {
        answer(sim, frame, REPLY_TIMEOUT, true, 1000000);
    } else if (sim_chance(sim, sim->faults.silent_after)) {
        apply_later(sim, frame, rtt_us / 2);
        answer(sim, frame, REPLY_TIMEOUT, true, 1000000);
    } else if (sim_chance(sim, sim->faults.late)) {
        apply_later(sim, frame, 1000000 + sim_draw(sim, 24000000));
        answer(sim, frame, REPLY_TIMEOUT, true, 1000000);
    } else if (sim_chance(sim, sim->faults.refuse)) {
        reply = answer(sim, frame, REPLY_EXCEPTION, true, rtt_us);
        reply->exception = codes[sim_draw(sim, sizeof codes)];
        if ((reply->exception == 5 || reply->exception == 0x0b) && sim_draw(sim, 2))
            apply_later(sim, frame, 1000000 + sim_draw(sim, 20000000));
    } else if (is_setpoint && sim_chance(sim, sim->faults.wrong_echo)) {
        if (sim_draw(sim, 2))
            apply_later(sim, frame, sim_draw(sim, 4) ? rtt_us / 2 : 25000000);
        answer(sim, frame, REPLY_BROKEN, true, rtt_us);
    } else if (is_setpoint && sim_chance(sim, sim->faults.forget)) {
        answer(sim, frame, REPLY_DATA, true, rtt_us);
    } else {
        apply_later(sim, frame, rtt_us / 2);
        answer(sim, frame, REPLY_DATA, true, rtt_us);
        if (is_setpoint && sim_chance(sim, sim->faults.revert))
            undo_later(sim, frame, before);
    }
}

static void read_frame(struct sim *sim, const struct sim_event *frame, int64_t rtt_us)
{
    const struct sim_device *device = &sim->device[frame->device];
    if (sim_chance(sim, sim->faults.silent_before)) {
        answer(sim, frame, REPLY_TIMEOUT, true, 1000000);
        return;
    }
    if (sim_chance(sim, sim->faults.refuse / 4)) {
        answer(sim, frame, REPLY_EXCEPTION, true, rtt_us)->exception = 4;
        return;
    }
    struct modbus_reply *reply = answer(sim, frame, REPLY_DATA, true, rtt_us);
    reply->count = frame->request.count;
    if (frame->request.function == 1)
        reply->bits[0] = device->coil;
    for (int i = 0; frame->request.function == 3 && i < frame->request.count; i++)
        reply->registers[i] = device->holding[frame->request.address + i];
}

void sim_on_frame(struct sim *sim, struct sim_event *event)
{
    const struct sim_device *device = &sim->device[event->device];
    int64_t rtt_us = 500 + sim_draw(sim, 30000);
    if (mono_is_due(event->deadline, sim->now)) {
        answer(sim, event, REPLY_LATE, false, 1);
        return;
    }
    if (!device->is_up && sim_draw(sim, 2)) {
        answer(sim, event, REPLY_NO_LINK, false, 1);
        return;
    }
    sim_note(sim, event->request.function + ((uint64_t)event->request.value[0] << 8));
    sim_check_frame(sim, sim->collector.at[event->collector - 1], event->device, &event->request);
    if (!device->is_up)
        answer(sim, event, REPLY_TIMEOUT, true, 1000000);
    else if (event->request.function <= 4)
        read_frame(sim, event, rtt_us);
    else
        write_frame(sim, event, rtt_us);
}

static struct reading reading(double value)
{
    return (struct reading){value, QUALITY_GOOD, 0};
}

/* Sampled now, told later: a write may come between, which the field does not let happen; the
 * collector must stand it all the same. */
void sim_on_round(struct sim *sim, const struct sim_event *event)
{
    const struct sim_device *device = &sim->device[event->device];
    sim_push(sim, EVENT_ROUND, 5000000)->device = event->device;
    if (!device->is_up)
        return;
    int64_t took_us = 1000 + sim_draw(sim, 60000);
    for (size_t i = 0; i < sim->collector.count; i++) {
        if (sim->collector.at[i]->is_dead || !sim->collector.at[i]->epoch)
            continue; /* a standby does not poll */
        struct sim_event *end = sim_push(sim, EVENT_ROUND_END, took_us);
        end->collector = (int)i + 1;
        end->device = event->device;
        end->started = sim->now;
        end->readings[0] = reading(device->holding[1] * 0.1);
        end->readings[1] = reading(device->holding[10] * 0.1);
        end->readings[2] = reading(device->holding[11] * 0.1);
        end->readings[3] = reading(device->holding[12]);
        end->readings[4] = reading(device->coil);
        end->readings[5] = reading(device->holding[20]);
    }
}

void sim_foreign(struct sim *sim, int device, int what)
{
    struct sim_device *d = &sim->device[device];
    struct sim_event *event;
    if (what < 3) { /* somebody at the controller, or a second master */
        event = sim_push(sim, EVENT_APPLY, 0);
        event->device = device;
        event->number = 1;
        event->request.address = setpoint_address[what % SIM_POINTS];
        event->request.value[0] = sim->next_raw++;
    } else if (what == 3) {
        d->coil = !d->coil;
        *VEC_PUSH(&sim->outside) = (uint64_t)device << 32 | 2 << 16 | d->coil;
    } else if (what == 4) {
        d->holding[12] = !d->holding[12]; /* local and remote */
    } else if (what == 5) {
        d->holding[0] = d->holding[0] == 7301 ? 5578 : 7301;
    } else {
        d->holding[20] = 0; /* the lock closes by itself */
    }
}

void sim_link(struct sim *sim, int device, bool is_up)
{
    sim->device[device].is_up = is_up;
    for (size_t i = 0; i < sim->collector.count; i++) {
        if (sim->collector.at[i]->is_dead || !sim->collector.at[i]->collector)
            continue;
        struct sim_event *event = sim_push(sim, is_up ? EVENT_LINK_UP : EVENT_LINK_DOWN, 300000);
        event->collector = (int)i + 1;
        event->device = device;
    }
}
