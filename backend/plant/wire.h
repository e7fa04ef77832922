/* One connection or serial line: bytes in, requests out of them, replies back with their faults.
 * One request at a time, as devices do; the next waits in the buffer. */
#pragma once
#include "backend/plant/fleet.h"

#include <uv.h>

#define WIRE_ROOM 1024

struct wire {
    struct fleet *fleet; /* not owned */
    uint32_t outlet;     /* index */
    enum framing framing;
    uint8_t in[WIRE_ROOM];
    size_t in_length;
    struct mono in_at; /* when the last bytes came */
    struct fault_reply out;
    size_t out_at;
    bool is_busy;     /* a reply is on its way */
    uv_timer_t timer; /* of a slow or dripping reply; closed by the owner */
    /* The owner's: sends bytes, and closes hard. */
    void (*on_send)(struct wire *wire, const uint8_t *bytes, size_t length);
    void (*on_reset)(struct wire *wire);
};

void wire_init(struct wire *wire, uv_loop_t *loop, struct fleet *fleet, uint32_t outlet);
/* False if the bytes are no Modbus at all and the connection should be closed. */
bool wire_feed(struct wire *wire, const uint8_t *bytes, size_t length);
