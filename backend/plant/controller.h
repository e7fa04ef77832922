/* A simulated device: its registers, its faults, and its answers to Modbus requests. Own reply
 * code: libmodbus's server knows one dense block of registers a context and sends only correct
 * frames, while these devices have holes, write rules and faults in their bytes. */
#pragma once
#include "backend/plant/fault.h"
#include "backend/plant/image.h"

#include <stdio.h>

struct controller {
    char *name; /* "S0417/plc" */
    struct image image;
    struct faults faults;
    uint8_t unit;
    int line;     /* in devices.csv */
    FILE *record; /* where its writes are noted, NULL = nowhere; not owned */
};

/* Answers one request (function code and data) into `reply` of FRAME_MOST bytes; returns its
 * length, 0 for none. Only the faults exception and not-stored are heeded here. */
size_t controller_answer(struct controller *controller, const uint8_t *request, size_t length,
                         uint8_t *reply, struct mono now);

/* Puts a fault on, or ends what is over; `local`, `invalid` and `frozen` reach the registers. */
void controller_fault(struct controller *controller, const struct fault *fault);
void controller_expire(struct controller *controller, struct mono now);
void controller_heal(struct controller *controller);
void controller_finish(struct controller *controller);
