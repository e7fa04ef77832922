/* A scripted bad device: a small Modbus server on the test's own loop that can break every rule of
 * MODBUS.md's table on demand. Own framing: it must be able to send what no library would. */
#pragma once
#include "backend/device/frame.h"

#include <uv.h>

enum peer_fault {
    PEER_GOOD,
    PEER_SILENT,
    PEER_HALF_HEADER,
    PEER_HALF_BODY,
    PEER_DRIP, /* one byte each drip_ms */
    PEER_WRONG_ID,
    PEER_WRONG_UNIT,
    PEER_WRONG_PROTOCOL,
    PEER_WRONG_FUNCTION,
    PEER_LENGTH_LONG,
    PEER_LENGTH_SHORT,
    PEER_COUNT_LONG,
    PEER_COUNT_SHORT,
    PEER_WRONG_ADDRESS, /* in a write's echo */
    PEER_WRONG_VALUE,   /* in a write's echo */
    PEER_SURPLUS,
    PEER_TWICE,
    PEER_LATE, /* after late_ms, with registers as they were when it was asked */
    PEER_RESET,
    PEER_HANG_UP,
    PEER_BAD_CHECKSUM, /* RTU */
    PEER_EXCEPTION,
    PEER_RANDOM, /* any bytes, or one of the above */
};
#define PEER_FAULTS (PEER_RANDOM + 1)

#define PEER_REGISTERS 128

struct peer_unit {
    bool is_there;
    uint8_t fault, exception; /* enum peer_fault; the exception of PEER_EXCEPTION */
    int32_t faults_left;      /* then PEER_GOOD; below 0: for ever */
    bool only_writes;         /* the fault befalls writes, reads are good */
    uint16_t registers[PEER_REGISTERS];
    bool coils[PEER_REGISTERS];
    uint8_t bad[PEER_REGISTERS]; /* exception that a request over this register gets */
    uint8_t bad_function[17];    /* exception that this function code gets */
    uint32_t requests, reads, writes, faults;
    struct modbus_request last; /* function, address, count, and a write's first value */
};

struct peer_link;

struct peer {
    uv_loop_t *loop;
    uv_tcp_t server;
    enum framing framing;
    uint16_t port;
    bool is_listening;
    int32_t late_ms, drip_ms, delay_ms;     /* delay: of every reply */
    uint32_t most_open, accepted, requests; /* open: at a time, seen at each accept */
    uint64_t seed;
    struct peer_unit *unit[256]; /* those made by peer_unit() */
    struct peer_link *links;
    void *ctx;
    void (*on_request)(struct peer *peer, struct peer_unit *unit, const struct modbus_request *);
};

/* Listens on loopback; port 0 = any free one. */
void peer_init(struct peer *peer, uv_loop_t *loop, enum framing framing, uint16_t port);
/* The unit's registers hold 100 + their number at first. */
struct peer_unit *peer_unit(struct peer *peer, uint8_t unit);
/* Does not listen any more and closes its connections (refused); and back on the same port. */
void peer_down(struct peer *peer);
void peer_up(struct peer *peer);
/* Closes everything; memory is freed after the loop has run out of handles. */
void peer_close(struct peer *peer);
void peer_free(struct peer *peer);
