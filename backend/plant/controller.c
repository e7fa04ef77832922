#include "backend/plant/controller.h"

#include <stdlib.h>
#include <string.h>

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static size_t refuse(const uint8_t *request, uint8_t *reply, uint8_t exception)
{
    reply[0] = request[0] | 0x80;
    reply[1] = exception;
    return 2;
}

static size_t put_registers(uint8_t *reply, const uint16_t *value, unsigned count)
{
    reply[1] = (uint8_t)(2 * count);
    for (unsigned i = 0; i < count; i++) {
        reply[2 + 2 * i] = (uint8_t)(value[i] >> 8);
        reply[3 + 2 * i] = (uint8_t)value[i];
    }
    return 2 + 2 * (size_t)count;
}

static size_t put_bits(uint8_t *reply, const uint16_t *value, unsigned count)
{
    unsigned bytes = (count + 7) / 8;
    reply[1] = (uint8_t)bytes;
    memset(reply + 2, 0, bytes);
    for (unsigned i = 0; i < count; i++)
        if (value[i])
            reply[2 + i / 8] |= (uint8_t)(1u << i % 8);
    return 2 + (size_t)bytes;
}

/* A drive that answers one parameter at a time knows no other request. */
static bool is_one_point(const struct profile *profile, enum area area, unsigned first,
                         unsigned count)
{
    for (size_t i = 0; i < profile->point_count; i++)
        if (profile->point[i].area == area && profile->point[i].address == first &&
            profile->point[i].words == count)
            return true;
    return false;
}

static size_t answer_read(struct controller *controller, enum area area, const uint8_t *request,
                          size_t length, uint8_t *reply)
{
    const struct profile *profile = controller->image.layout->profile;
    bool is_bits = area == AREA_COIL || area == AREA_DISCRETE;
    unsigned most = is_bits ? profile->most_bits : profile->most_registers;
    if (length != 5)
        return refuse(request, reply, 3);
    unsigned first = get16(request + 1), count = get16(request + 3);
    if (count == 0 || count > most || count > (is_bits ? 2000u : 125u))
        return refuse(request, reply, 3);
    if (first + count > 65536 ||
        (profile->one_point_a_read && !is_one_point(profile, area, first, count)))
        return refuse(request, reply, 2);
    uint16_t value[2000];
    uint8_t exception =
        image_read(&controller->image, area, (uint16_t)first, (uint16_t)count, value);
    if (exception)
        return refuse(request, reply, exception);
    reply[0] = request[0];
    return is_bits ? put_bits(reply, value, count) : put_registers(reply, value, count);
}

/* The values of a write; false if the request is not one. */
static bool take_values(const uint8_t *request, size_t length, unsigned *count, uint16_t *value)
{
    unsigned word = get16(request + 3);
    *count = 1;
    if (request[0] == 5)
        value[0] = word == 0xFF00;
    else
        value[0] = (uint16_t)word;
    if (request[0] == 5 || request[0] == 6)
        return length == 5 && (request[0] == 6 || word == 0 || word == 0xFF00);
    *count = word;
    bool is_bits = request[0] == 15;
    size_t bytes = is_bits ? (word + 7) / 8 : 2 * (size_t)word;
    if (word == 0 || word > (is_bits ? 1968u : 123u) || length != 6 + bytes || request[5] != bytes)
        return false;
    for (unsigned i = 0; i < word; i++) {
        if (is_bits)
            value[i] = (request[6 + i / 8] & 1u << i % 8) != 0;
        else
            value[i] = (uint16_t)get16(request + 6 + 2 * i);
    }
    return true;
}

/* "S0417/plc 6 999 520 ok": function, address, values, and the exception if there was one. */
static void note_write(const struct controller *controller, const uint8_t *request, unsigned count,
                       const uint16_t *value, uint8_t exception)
{
    if (!controller->record)
        return;
    fprintf(controller->record, "%s %u %u", controller->name, request[0], get16(request + 1));
    for (unsigned i = 0; i < count; i++)
        fprintf(controller->record, " %u", value[i]);
    if (exception)
        fprintf(controller->record, " exception %u\n", exception);
    else
        fprintf(controller->record, " ok\n");
    fflush(controller->record);
}

static size_t answer_write(struct controller *controller, enum area area, const uint8_t *request,
                           size_t length, uint8_t *reply, struct mono now)
{
    uint16_t value[1968];
    unsigned count, first = length >= 5 ? get16(request + 1) : 0;
    if (length < 5 || !take_values(request, length, &count, value))
        return refuse(request, reply, 3);
    if (first + count > 65536)
        return refuse(request, reply, 2);
    uint8_t exception = 0;
    if (!faults_find(&controller->faults, FAULT_NOT_STORED))
        exception =
            image_write(&controller->image, area, (uint16_t)first, (uint16_t)count, value, now);
    note_write(controller, request, count, value, exception);
    if (exception)
        return refuse(request, reply, exception);
    memcpy(reply, request, 5);
    return 5;
}

size_t controller_answer(struct controller *controller, const uint8_t *request, size_t length,
                         uint8_t *reply, struct mono now)
{
    const struct fault *exception = faults_find(&controller->faults, FAULT_EXCEPTION);
    if (length == 0)
        return 0;
    if (exception)
        return refuse(request, reply, (uint8_t)exception->number);
    if (request[0] > 31 || !(controller->image.layout->profile->functions & 1u << request[0]))
        return refuse(request, reply, 1);
    image_age(&controller->image, now);
    switch (request[0]) {
    case 1: return answer_read(controller, AREA_COIL, request, length, reply);
    case 2: return answer_read(controller, AREA_DISCRETE, request, length, reply);
    case 3: return answer_read(controller, AREA_HOLDING, request, length, reply);
    case 4: return answer_read(controller, AREA_INPUT, request, length, reply);
    case 5:
    case 15: return answer_write(controller, AREA_COIL, request, length, reply, now);
    case 6:
    case 16: return answer_write(controller, AREA_HOLDING, request, length, reply, now);
    }
    return refuse(request, reply, 1);
}

/* Registers and station follow what is on now. */
static void apply(struct controller *controller)
{
    const struct faults *faults = &controller->faults;
    struct image *image = &controller->image;
    memset(image->mark, 0, image->layout->profile->point_count);
    for (size_t i = 0; i < faults->count; i++) {
        if (faults->at[i].kind == FAULT_FROZEN)
            image->mark[faults->at[i].point] |= MARK_FROZEN;
        if (faults->at[i].kind == FAULT_INVALID)
            image->mark[faults->at[i].point] |= MARK_INVALID;
    }
    image->is_local = faults_find(faults, FAULT_LOCAL) != NULL;
    struct station *station = image->place.station;
    if (station) {
        const struct fault *leak = faults_find(faults, FAULT_LEAK);
        station->is_powered = !faults_find(faults, FAULT_POWER_LOSS);
        station->is_remote = !image->is_local;
        for (int i = 0; i < station->circuit_count; i++)
            station->circuit[i].burst_kgs = leak ? leak->number / 3.6 / station->circuit_count : 0;
    }
    image->seen_s = -1;
}

void controller_fault(struct controller *controller, const struct fault *fault)
{
    if (fault->kind == FAULT_FOREIGN_WRITE) {
        image_turn(&controller->image, fault->point, fault->number);
        return;
    }
    if (fault->kind == FAULT_FROZEN && controller->image.seen_s < 0)
        image_refresh(&controller->image);
    faults_add(&controller->faults, fault);
    apply(controller);
}

void controller_expire(struct controller *controller, struct mono now)
{
    if (faults_expire(&controller->faults, now))
        apply(controller);
}

void controller_heal(struct controller *controller)
{
    faults_clear(&controller->faults);
    apply(controller);
}

void controller_finish(struct controller *controller)
{
    image_finish(&controller->image);
    faults_clear(&controller->faults);
    free(controller->name);
}
