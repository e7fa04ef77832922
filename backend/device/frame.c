#include "backend/device/frame.h"

#include <string.h>

#define MBAP_SIZE      7
#define EXCEPTION_FLAG 0x80

uint16_t frame_crc(const uint8_t *bytes, size_t length)
{
    uint16_t crc = 0xffff;
    for (size_t i = 0; i < length; i++) {
        crc = (uint16_t)(crc ^ bytes[i]);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1);
    }
    return crc;
}

static void put16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
}

static unsigned get16(const uint8_t *in)
{
    return (unsigned)in[0] << 8 | in[1];
}

static bool is_read(uint8_t function)
{
    return function >= 1 && function <= 4;
}

static bool is_bits(uint8_t function)
{
    return function == 1 || function == 2 || function == 15;
}

/* Limits of the protocol (Modbus application protocol 1.1b3 §6) and of `value`. */
static bool is_request_valid(const struct modbus_request *request)
{
    unsigned most = 0;
    switch (request->function) {
    case 1:
    case 2: most = 2000; break;
    case 3:
    case 4: most = 125; break;
    case 5:
    case 6: most = 1; break;
    case 15:
    case 16: most = 123; break;
    }
    return request->count >= 1 && request->count <= most &&
           (unsigned)request->address + request->count <= 65536;
}

/* Bytes of data that a correct reply to a read carries. */
static size_t data_bytes(const struct modbus_request *request)
{
    return is_bits(request->function) ? (request->count + 7U) / 8 : request->count * 2U;
}

/* The request from its function code on; returns its bytes. */
static size_t put_body(const struct modbus_request *request, uint8_t *out)
{
    out[0] = request->function;
    put16(out + 1, request->address);
    if (request->function == 5 || request->function == 6) {
        unsigned value = request->value[0];
        put16(out + 3, request->function == 6 ? value : value ? 0xff00 : 0);
        return 5;
    }
    put16(out + 3, request->count);
    if (is_read(request->function))
        return 5;
    size_t bytes = data_bytes(request);
    out[5] = (uint8_t)bytes;
    memset(out + 6, 0, bytes);
    for (unsigned i = 0; i < request->count; i++) {
        if (!is_bits(request->function))
            put16(out + 6 + 2 * i, request->value[i]);
        else if (request->value[i])
            out[6 + i / 8] = (uint8_t)(out[6 + i / 8] | 1U << i % 8);
    }
    return 6 + bytes;
}

size_t frame_request(enum framing framing, const struct modbus_request *request, uint16_t id,
                     uint8_t out[FRAME_MOST])
{
    if (!is_request_valid(request))
        return 0;
    size_t head = framing == FRAMING_TCP ? MBAP_SIZE : 1;
    size_t body = put_body(request, out + head);
    out[head - 1] = request->unit;
    if (framing == FRAMING_TCP) {
        put16(out, id);
        put16(out + 2, 0);
        put16(out + 4, (unsigned)body + 1);
        return head + body;
    }
    uint16_t crc = frame_crc(out, head + body);
    out[head + body] = (uint8_t)crc;
    out[head + body + 1] = (uint8_t)(crc >> 8);
    return head + body + 2;
}

/* Bytes of the reply from its function code on: normal, or 2 for an exception. */
static size_t body_bytes(const struct modbus_request *request, bool is_exception)
{
    if (is_exception)
        return 2;
    return is_read(request->function) ? 2 + data_bytes(request) : 5;
}

/* Judges as much of the body as is there: each byte that can be wrong is looked at as soon as it
 * comes, so that a babbling device is cut off at once. NULL if nothing is wrong yet. */
static const char *body_fault(const struct modbus_request *request, const uint8_t *body,
                              size_t have)
{
    if (have < 1)
        return NULL;
    if (body[0] == (request->function | EXCEPTION_FLAG))
        return have >= 2 && body[1] == 0 ? "exception code 0" : NULL;
    if (body[0] != request->function)
        return "wrong function code";
    if (is_read(request->function))
        return have >= 2 && body[1] != data_bytes(request) ? "wrong byte count" : NULL;
    uint8_t echo[FRAME_MOST];
    put_body(request, echo);
    if (have >= 3 && get16(body + 1) != request->address)
        return "wrong address in the write echo";
    if (have >= 5 && memcmp(body + 3, echo + 3, 2) != 0)
        return "wrong value or count in the write echo";
    return NULL;
}

static void fill_reply(const struct modbus_request *request, const uint8_t *body,
                       struct modbus_reply *reply)
{
    reply->was_sent = true;
    reply->exception = 0;
    reply->count = 0;
    if (body[0] & EXCEPTION_FLAG) {
        reply->kind = REPLY_EXCEPTION;
        reply->exception = body[1];
        return;
    }
    reply->kind = REPLY_DATA;
    reply->count = request->count;
    if (!is_read(request->function))
        return;
    for (unsigned i = 0; i < request->count; i++) {
        if (is_bits(request->function))
            reply->bits[i] = (uint8_t)(body[2 + i / 8] >> i % 8 & 1);
        else
            reply->registers[i] = (uint16_t)get16(body + 2 + 2 * i);
    }
}

/* The 7 bytes before the body of a TCP frame, as far as they are there. */
static const char *head_fault(const struct modbus_request *request, uint16_t id, bool any_id,
                              const uint8_t *bytes, size_t have)
{
    if (have >= 2 && !any_id && get16(bytes) != id)
        return "wrong transaction id";
    if (have >= 4 && get16(bytes + 2) != 0)
        return "wrong protocol id";
    if (have >= 6 && get16(bytes + 4) != 1 + body_bytes(request, false) &&
        get16(bytes + 4) != 1 + body_bytes(request, true))
        return "wrong length";
    if (have >= MBAP_SIZE && bytes[6] != request->unit)
        return "wrong unit";
    return NULL;
}

static const char *judge(enum framing framing, const struct modbus_request *request, uint16_t id,
                         bool any_id, const uint8_t *bytes, size_t have, size_t *whole)
{
    bool is_tcp = framing == FRAMING_TCP;
    size_t head = is_tcp ? MBAP_SIZE : 1;
    const char *fault = is_tcp ? head_fault(request, id, any_id, bytes, have) : NULL;
    if (!is_tcp && have >= 1 && bytes[0] != request->unit)
        fault = "wrong unit";
    if (fault || have <= head)
        return fault;
    const uint8_t *body = bytes + head;
    fault = body_fault(request, body, have - head);
    if (fault)
        return fault;
    size_t length = head + body_bytes(request, body[0] & EXCEPTION_FLAG) + (is_tcp ? 0 : 2);
    if (is_tcp && get16(bytes + 4) + 6U != length)
        return "length does not fit the function code";
    if (have < length)
        return NULL;
    if (have > length)
        return "bytes behind the reply";
    if (!is_tcp && frame_crc(bytes, length) != 0)
        return "wrong checksum";
    *whole = length;
    return NULL;
}

enum frame_state frame_reply(enum framing framing, const struct modbus_request *request,
                             uint16_t id, bool any_id, const uint8_t *bytes, size_t length,
                             struct modbus_reply *reply, size_t *used, const char **why)
{
    size_t whole = 0;
    const char *fault = is_request_valid(request)
                            ? judge(framing, request, id, any_id, bytes, length, &whole)
                            : "no valid request";
    if (fault) {
        *why = fault;
        return FRAME_BAD;
    }
    if (whole == 0)
        return FRAME_MORE;
    fill_reply(request, bytes + (framing == FRAMING_TCP ? MBAP_SIZE : 1), reply);
    *used = whole;
    return FRAME_WHOLE;
}

const char *exception_name(uint8_t exception)
{
    switch (exception) {
    case 1: return "illegal function";
    case 2: return "illegal data address";
    case 3: return "illegal data value";
    case 4: return "device failure";
    case 5: return "accepted, not yet done";
    case 6: return "device busy";
    case 7: return "negative acknowledge";
    case 8: return "memory parity error";
    case 0x0a: return "gateway path unavailable";
    case 0x0b: return "gateway target does not answer";
    }
    return "unknown exception";
}

const char *reply_kind_name(enum reply_kind kind)
{
    switch (kind) {
    case REPLY_DATA: return "data";
    case REPLY_EXCEPTION: return "exception";
    case REPLY_TIMEOUT: return "timeout";
    case REPLY_BROKEN: return "broken frame";
    case REPLY_NO_LINK: return "no link";
    case REPLY_LATE: return "too late";
    }
    return "?";
}
