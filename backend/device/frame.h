/* Modbus frames, strict (MODBUS.md "gotchas" 2): what libmodbus does not check is checked here.
 * Pure; fuzzed; libmodbus is the oracle in tests. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_MOST 260

enum framing { FRAMING_TCP, FRAMING_RTU }; /* RTU also over TCP gateways */

struct modbus_request {
    uint8_t unit, function; /* 1..6, 15, 16 */
    uint16_t address;
    uint16_t count;      /* registers or bits; 1 for 5 and 6 */
    uint16_t value[123]; /* writes: registers, or bits as 0/1 */
};

enum reply_kind {
    REPLY_DATA,      /* read data or a correct write echo */
    REPLY_EXCEPTION, /* the device said no: `exception` */
    REPLY_TIMEOUT,   /* nothing, or not all, within the time */
    REPLY_BROKEN,    /* a frame that breaks the rules; the link was closed */
    REPLY_NO_LINK,   /* not connected: never sent */
    REPLY_LATE,      /* the command's deadline had passed: never sent */
};

struct modbus_reply {
    uint8_t kind;      /* enum reply_kind */
    uint8_t exception; /* 1..6, 0x0A, 0x0B for REPLY_EXCEPTION */
    bool was_sent;     /* at least one byte of the request may have reached the device */
    uint16_t count;
    union {
        uint16_t registers[125];
        uint8_t bits[2000]; /* one a byte */
    };
};

/* Writes the request; returns its bytes. `id` is the transaction id (TCP only). */
size_t frame_request(enum framing framing, const struct modbus_request *request, uint16_t id,
                     uint8_t out[FRAME_MOST]);

enum frame_state { FRAME_MORE, FRAME_WHOLE, FRAME_BAD };

/* Judges the bytes received so far for this request. WHOLE fills `reply` (DATA or EXCEPTION) and
 * `used`; anything behind it, or any broken rule, is BAD with `why` (a constant text).
 * `any_id` accepts every transaction id. */
enum frame_state frame_reply(enum framing framing, const struct modbus_request *request,
                             uint16_t id, bool any_id, const uint8_t *bytes, size_t length,
                             struct modbus_reply *reply, size_t *used, const char **why);

uint16_t frame_crc(const uint8_t *bytes, size_t length);

/* "illegal data address" …; never NULL. English, a msgid. */
const char *exception_name(uint8_t exception);
/* "data", "exception", "timeout", "broken frame", "no link", "too late". */
const char *reply_kind_name(enum reply_kind kind);
