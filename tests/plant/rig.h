/* One station with three circuits and one device of a shipped profile, spoken to in frames. */
#pragma once
#include "backend/device/codec.h"
#include "backend/plant/controller.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rig {
    struct plant plant;
    struct profile *profile;
    struct layout *layout;
    struct controller controller;
    struct mono now;
};

static inline void rig_init(struct rig *rig, const char *name)
{
    static struct conf_errors errors;
    size_t length;
    memset(rig, 0, sizeof *rig);
    plant_init(&rig->plant, 3, 1768449600.0);
    plant_add_source(&rig->plant, "R1", 0);
    int32_t station = plant_add_station(&rig->plant, "S0001");
    for (int i = 1; i <= 3; i++)
        plant_add_circuit(&rig->plant, station, i, 30000);
    plant_start(&rig->plant);
    plant_advance(&rig->plant, 600);
    const char *text = profile_shipped(name, &length);
    errors.count = 0;
    rig->profile = text ? profile_parse(name, text, length, &errors) : NULL;
    if (!rig->profile) {
        fprintf(stderr, "%s: %s\n", name, errors.text);
        abort();
    }
    rig->layout = layout_new(rig->profile);
    rig->controller.unit = 7;
    image_init(&rig->controller.image, rig->layout,
               (struct signal_place){.plant = &rig->plant, .station = &rig->plant.station.at[0]},
               1);
    rig->now = (struct mono){1000000000};
}

static inline void rig_finish(struct rig *rig)
{
    controller_finish(&rig->controller);
    layout_free(rig->layout);
    profile_free(rig->profile);
    plant_finish(&rig->plant);
}

/* Bytes that the device sends for a request, as they stand on the wire. */
static inline void rig_bytes(struct rig *rig, enum framing framing,
                             const struct modbus_request *request, struct fault_reply *out)
{
    uint8_t bytes[FRAME_MOST], pdu[FRAME_MOST];
    size_t head = framing == FRAMING_TCP ? 7 : 1, tail = framing == FRAMING_TCP ? 0 : 2;
    size_t length = frame_request(framing, request, 0x1234, bytes);
    size_t said =
        controller_answer(&rig->controller, bytes + head, length - head - tail, pdu, rig->now);
    fault_frame(&rig->controller.faults, framing, 0x1234, bytes[head - 1], pdu, said, out);
}

/* One request as a strict client sees it. */
static inline enum frame_state rig_ask(struct rig *rig, enum framing framing,
                                       const struct modbus_request *request,
                                       struct modbus_reply *reply)
{
    struct fault_reply out;
    size_t used;
    const char *why;
    rig_bytes(rig, framing, request, &out);
    return frame_reply(framing, request, 0x1234, false, out.bytes, out.length, reply, &used, &why);
}

/* 0 for data, else the exception; -1 for a bad or missing frame. */
static inline int rig_do(struct rig *rig, int function, int address, int count_or_value,
                         struct modbus_reply *reply)
{
    struct modbus_request request = {
        .unit = 7, .function = (uint8_t)function, .address = (uint16_t)address, .count = 1};
    if (function <= 4)
        request.count = (uint16_t)count_or_value;
    else
        request.value[0] = (uint16_t)count_or_value;
    if (rig_ask(rig, FRAMING_TCP, &request, reply) != FRAME_WHOLE)
        return -1;
    return reply->kind == REPLY_DATA ? 0 : reply->exception;
}
