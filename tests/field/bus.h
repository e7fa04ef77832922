/* A serial line with three units on it, for tests: a pseudo-terminal whose far end libmodbus
 * answers (it makes the replies and their checksums, so that neither is judged by its own maker),
 * on a thread of its own, as a wire would. What a unit does wrong can be chosen at any time. */
#pragma once
#include <modbus.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#define BUS_UNITS     3 /* 1 to 3 */
#define BUS_REGISTERS 32

enum bus_fault {
    BUS_GOOD,
    BUS_SILENT,
    BUS_LATE, /* after late_ms, whoever is asked by then */
    BUS_DRIP, /* a byte each 8 ms */
    BUS_HALF,
    BUS_BAD_CHECKSUM,
    BUS_NOISE,      /* bytes behind the reply */
    BUS_WRONG_UNIT, /* a good frame of a unit that nobody asked */
    BUS_WRONG_ECHO, /* a write's value, the checksum is right */
};

struct bus {
    char path[128]; /* of the terminal that the field opens */
    _Atomic int fault[BUS_UNITS + 1], late_ms;
    _Atomic uint32_t requests[BUS_UNITS + 1], writes[BUS_UNITS + 1], garbled;
    /* the thread's own */
    uv_thread_t thread;
    modbus_t *maker; /* writes its replies into a pipe */
    modbus_mapping_t *map[BUS_UNITS + 1];
    int near_fd, far_fd, stop_fd, pipe[2];
    uint8_t bytes[300], late[300];
    size_t length, late_length;
    uint64_t late_ns;
};

/* Unit n's register i holds 1000 n + i. */
void bus_start(struct bus *bus);
/* Ends the thread and unplugs the terminal. */
void bus_stop(struct bus *bus);
