#include "tests/field/peer.h"

#include "backend/base/alloc.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* One connection of the peer; `sending` counts what still holds it. */
struct peer_link {
    struct peer *peer;
    struct peer_link *next;
    uv_tcp_t tcp;
    size_t length;
    uint8_t bytes[600];
    uint32_t sending;
    bool is_closing, is_closed;
};

/* Bytes on their way out, some time later and perhaps one by one. */
struct parcel {
    struct peer_link *link;
    uv_timer_t timer;
    size_t length, at, step;
    uint8_t bytes[600];
};

/* A reply in parts, so that each part can be made wrong. */
struct shape {
    uint16_t id, protocol;
    int length_error;
    uint8_t unit;
    uint8_t pdu[260];
    size_t pdu_length;
    bool bad_checksum;
};

static uint32_t chance(struct peer *peer, uint32_t below)
{
    peer->seed = peer->seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return (uint32_t)(peer->seed >> 33) % below;
}

static void release(struct peer_link *link)
{
    if (link->sending || !link->is_closed)
        return;
    struct peer_link **at = &link->peer->links;
    while (*at != link)
        at = &(*at)->next;
    *at = link->next;
    free(link);
}

static void on_link_closed(uv_handle_t *handle)
{
    struct peer_link *link = handle->data;
    link->is_closed = true;
    release(link);
}

static void hang_up(struct peer_link *link, bool is_reset)
{
    if (link->is_closing)
        return;
    link->is_closing = true;
    if (!is_reset || uv_tcp_close_reset(&link->tcp, on_link_closed) != 0)
        uv_close((uv_handle_t *)&link->tcp, on_link_closed);
}

static void on_parcel_closed(uv_handle_t *handle)
{
    struct parcel *parcel = handle->data;
    parcel->link->sending--;
    release(parcel->link);
    free(parcel);
}

static void send_now(struct peer_link *link, const uint8_t *bytes, size_t length)
{
    uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)length);
    if (!link->is_closing && length)
        uv_try_write((uv_stream_t *)&link->tcp, &buffer, 1); /* loopback takes a frame whole */
}

static void on_parcel(uv_timer_t *timer)
{
    struct parcel *parcel = timer->data;
    size_t left = parcel->length - parcel->at;
    size_t now = left < parcel->step ? left : parcel->step;
    send_now(parcel->link, parcel->bytes + parcel->at, now);
    parcel->at += now;
    if (parcel->at == parcel->length || parcel->link->is_closing)
        uv_close((uv_handle_t *)timer, on_parcel_closed);
}

static void send_later(struct peer_link *link, const uint8_t *bytes, size_t length, int32_t ms,
                       size_t step)
{
    struct parcel *parcel = alloc_new(sizeof *parcel);
    parcel->link = link;
    parcel->length = length;
    parcel->step = step;
    memcpy(parcel->bytes, bytes, length);
    link->sending++;
    uv_timer_init(link->peer->loop, &parcel->timer);
    parcel->timer.data = parcel;
    uv_timer_start(&parcel->timer, on_parcel, (uint64_t)ms, (uint64_t)(ms ? ms : 1));
}

static size_t put_shape(enum framing framing, const struct shape *shape, uint8_t *out)
{
    size_t head = framing == FRAMING_TCP ? 7 : 1;
    if (framing == FRAMING_TCP) {
        int length = (int)shape->pdu_length + 1 + shape->length_error;
        uint8_t mbap[7] = {(uint8_t)(shape->id >> 8),
                           (uint8_t)shape->id,
                           (uint8_t)(shape->protocol >> 8),
                           (uint8_t)shape->protocol,
                           (uint8_t)(length >> 8),
                           (uint8_t)length,
                           shape->unit};
        memcpy(out, mbap, 7);
    } else {
        out[0] = shape->unit;
    }
    memcpy(out + head, shape->pdu, shape->pdu_length);
    size_t length = head + shape->pdu_length;
    if (framing == FRAMING_TCP)
        return length;
    uint16_t crc = frame_crc(out, length);
    out[length++] = (uint8_t)(crc ^ (shape->bad_checksum ? 0x55 : 0));
    out[length++] = (uint8_t)(crc >> 8);
    return length;
}

static uint8_t exception_of(const struct peer_unit *unit, const struct modbus_request *request)
{
    if (request->function > 16 || unit->bad_function[request->function])
        return request->function > 16 ? 1 : unit->bad_function[request->function];
    if (request->address + request->count > PEER_REGISTERS)
        return 2;
    for (unsigned i = 0; i < request->count; i++)
        if (unit->bad[request->address + i])
            return unit->bad[request->address + i];
    return 0;
}

static void put_data(const struct peer_unit *unit, const struct modbus_request *request,
                     struct shape *shape)
{
    bool is_bits = request->function < 3;
    shape->pdu[1] = (uint8_t)(is_bits ? (request->count + 7) / 8 : request->count * 2);
    shape->pdu_length = 2U + shape->pdu[1];
    for (unsigned i = 0; i < request->count; i++) {
        unsigned at = request->address + i;
        if (is_bits && unit->coils[at])
            shape->pdu[2 + i / 8] = (uint8_t)(shape->pdu[2 + i / 8] | 1U << i % 8);
        if (!is_bits) {
            shape->pdu[2 + 2 * i] = (uint8_t)(unit->registers[at] >> 8);
            shape->pdu[3 + 2 * i] = (uint8_t)unit->registers[at];
        }
    }
}

/* The honest answer, registers written where it is a write; `body` is the request's PDU. */
static void answer(struct peer_unit *unit, const struct modbus_request *request,
                   const uint8_t *body, struct shape *shape)
{
    uint8_t exception = exception_of(unit, request);
    shape->pdu[0] = request->function;
    if (exception) {
        shape->pdu[0] |= 0x80;
        shape->pdu[1] = exception;
        shape->pdu_length = 2;
        return;
    }
    if (request->function <= 4) {
        put_data(unit, request, shape);
        return;
    }
    for (unsigned i = 0; i < request->count; i++) {
        if (request->function == 5 || request->function == 15)
            unit->coils[request->address + i] = request->value[i] != 0;
        else
            unit->registers[request->address + i] = request->value[i];
    }
    memcpy(shape->pdu, body, 5);
    shape->pdu_length = 5;
}

/* Whatever comes in a broken frame would be a wrong value, if it were believed. */
static void poison(struct shape *shape, enum peer_fault fault)
{
    bool is_data = shape->pdu[0] >= 1 && shape->pdu[0] <= 4;
    if (!is_data || fault == PEER_GOOD || fault == PEER_DRIP || fault == PEER_LATE)
        return;
    for (size_t i = 2; i < shape->pdu_length; i++)
        shape->pdu[i] ^= 0x80;
}

/* Faults of content: the shape is made wrong before it becomes bytes. */
static void spoil(struct peer *peer, struct shape *shape, enum peer_fault fault, uint8_t exception)
{
    switch (fault) {
    case PEER_WRONG_ID: shape->id ^= (uint16_t)(1 + chance(peer, 65535)); break;
    case PEER_WRONG_UNIT: shape->unit ^= (uint8_t)(1 + chance(peer, 255)); break;
    case PEER_WRONG_PROTOCOL: shape->protocol = (uint16_t)(1 + chance(peer, 65535)); break;
    case PEER_WRONG_FUNCTION: shape->pdu[0] = shape->pdu[0] == 3 ? 4 : 3; break;
    case PEER_LENGTH_LONG: shape->length_error = 1 + (int)chance(peer, 60000); break;
    case PEER_LENGTH_SHORT: shape->length_error = -1 - (int)chance(peer, 2); break;
    case PEER_COUNT_LONG:
        shape->pdu[1]++;
        shape->pdu_length++;
        break;
    case PEER_COUNT_SHORT:
        shape->pdu[1]--;
        shape->pdu_length--;
        break;
    case PEER_WRONG_ADDRESS: shape->pdu[2] ^= 1; break;
    case PEER_WRONG_VALUE: shape->pdu[4] ^= 1; break;
    case PEER_BAD_CHECKSUM: shape->bad_checksum = true; break;
    case PEER_EXCEPTION:
        shape->pdu[0] |= 0x80;
        shape->pdu[1] = exception;
        shape->pdu_length = 2;
        break;
    case PEER_GOOD:
    case PEER_SILENT:
    case PEER_HALF_HEADER:
    case PEER_HALF_BODY:
    case PEER_DRIP:
    case PEER_SURPLUS:
    case PEER_TWICE:
    case PEER_LATE:
    case PEER_RESET:
    case PEER_HANG_UP:
    case PEER_RANDOM: break;
    }
}

static size_t random_bytes(struct peer *peer, uint8_t *bytes)
{
    size_t length = 1 + chance(peer, 300);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (uint8_t)chance(peer, 256);
    return length;
}

/* Faults of delivery: good bytes that come in a bad way, or none at all. */
static void deliver(struct peer_link *link, const uint8_t *good, size_t length,
                    enum peer_fault fault)
{
    struct peer *peer = link->peer;
    uint8_t bytes[600];
    memcpy(bytes, good, length);
    switch (fault) {
    case PEER_SILENT: return;
    case PEER_RESET: hang_up(link, true); return;
    case PEER_HANG_UP: hang_up(link, false); return;
    case PEER_HALF_HEADER: length = peer->framing == FRAMING_TCP ? 4 : 1; break;
    case PEER_HALF_BODY: length -= 3; break;
    case PEER_SURPLUS: memset(bytes + length, 0xee, 5), length += 5; break;
    case PEER_TWICE: memcpy(bytes + length, good, length), length *= 2; break;
    case PEER_RANDOM: length = random_bytes(peer, bytes); break;
    case PEER_DRIP: send_later(link, bytes, length, peer->drip_ms, 1); return;
    case PEER_LATE: send_later(link, bytes, length, peer->late_ms, length); return;
    case PEER_GOOD:
    case PEER_WRONG_ID:
    case PEER_WRONG_UNIT:
    case PEER_WRONG_PROTOCOL:
    case PEER_WRONG_FUNCTION:
    case PEER_LENGTH_LONG:
    case PEER_LENGTH_SHORT:
    case PEER_COUNT_LONG:
    case PEER_COUNT_SHORT:
    case PEER_WRONG_ADDRESS:
    case PEER_WRONG_VALUE:
    case PEER_BAD_CHECKSUM:
    case PEER_EXCEPTION: break;
    }
    if (peer->delay_ms)
        send_later(link, bytes, length, peer->delay_ms, length);
    else
        send_now(link, bytes, length);
}

static bool is_read_only(enum peer_fault fault)
{
    return fault == PEER_WRONG_ADDRESS || fault == PEER_WRONG_VALUE;
}

/* A random fault that certainly is one for this request. */
static enum peer_fault pick(struct peer *peer, const struct modbus_request *request)
{
    enum peer_fault fault = PEER_RANDOM;
    do {
        fault = (enum peer_fault)(1 + chance(peer, PEER_FAULTS - 1));
    } while (
        fault == PEER_SILENT || fault == PEER_LATE || fault == PEER_DRIP ||
        (is_read_only(fault) && request->function < 5) ||
        (fault == PEER_BAD_CHECKSUM && peer->framing == FRAMING_TCP) ||
        (peer->framing == FRAMING_RTU && fault >= PEER_WRONG_ID && fault <= PEER_LENGTH_SHORT));
    return fault;
}

static enum peer_fault fault_now(struct peer *peer, struct peer_unit *unit,
                                 const struct modbus_request *request)
{
    enum peer_fault fault = (enum peer_fault)unit->fault;
    if (fault == PEER_GOOD || unit->faults_left == 0 ||
        (unit->only_writes && request->function < 5))
        return PEER_GOOD;
    if (unit->faults_left > 0)
        unit->faults_left--;
    unit->faults++;
    if (fault == PEER_RANDOM)
        unit->exception = (uint8_t)(1 + chance(peer, 12));
    return fault == PEER_RANDOM ? pick(peer, request) : fault;
}

static void take(struct peer_link *link, uint16_t id, uint8_t number, const uint8_t *body)
{
    struct peer *peer = link->peer;
    struct peer_unit *unit = peer->unit[number];
    struct modbus_request request = {.unit = number, .function = body[0]};
    request.address = (uint16_t)(body[1] << 8 | body[2]);
    bool is_single = body[0] == 5 || body[0] == 6;
    request.count = is_single ? 1 : (uint16_t)(body[3] << 8 | body[4]);
    for (unsigned i = 0; body[0] >= 15 && i < request.count; i++)
        request.value[i] = (uint16_t)(body[0] == 16 ? body[6 + 2 * i] << 8 | body[7 + 2 * i]
                                                    : body[6 + i / 8] >> i % 8 & 1);
    if (is_single)
        request.value[0] = (uint16_t)(body[3] << 8 | body[4]);
    peer->requests++;
    if (!unit || !unit->is_there)
        return;
    unit->requests++;
    unit->reads += request.function < 5;
    unit->writes += request.function >= 5;
    unit->last = request;
    struct shape shape = {.id = id, .unit = number};
    answer(unit, &request, body, &shape);
    enum peer_fault fault = fault_now(peer, unit, &request);
    poison(&shape, fault);
    spoil(peer, &shape, fault, unit->exception);
    uint8_t bytes[600];
    size_t length = put_shape(peer->framing, &shape, bytes);
    deliver(link, bytes, length, fault);
    if (peer->on_request)
        peer->on_request(peer, unit, &request);
}

/* Bytes of the request at the head of the buffer, 0 if it is not whole. */
static size_t whole_request(const struct peer_link *link)
{
    const uint8_t *bytes = link->bytes;
    if (link->length < 8)
        return 0;
    if (link->peer->framing == FRAMING_TCP)
        return 6U + (size_t)(bytes[4] << 8 | bytes[5]);
    return bytes[1] < 15 ? 8U : 9U + bytes[6];
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct peer_link *link = stream->data;
    bool is_tcp = link->peer->framing == FRAMING_TCP;
    (void)buffer;
    if (got < 0) {
        hang_up(link, false);
        return;
    }
    link->length += (size_t)got;
    for (size_t whole; !link->is_closing && (whole = whole_request(link)) > 0;) {
        if (whole > link->length)
            return;
        uint8_t request[600];
        memcpy(request, link->bytes, whole);
        link->length -= whole;
        memmove(link->bytes, link->bytes + whole, link->length);
        if (is_tcp)
            take(link, (uint16_t)(request[0] << 8 | request[1]), request[6], request + 7);
        else
            take(link, 0, request[0], request + 1);
    }
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct peer_link *link = handle->data;
    (void)suggested;
    *buffer = uv_buf_init((char *)link->bytes + link->length,
                          (unsigned)(sizeof link->bytes - link->length));
}

/* Whether the other side still holds it: its end may lie unread behind data, or be on its way, as
 * another processor may have carried it. */
static bool is_held(const struct peer_link *link, int patience_ms)
{
    struct pollfd port = {.events = POLLRDHUP};
    return !link->is_closing && uv_fileno((const uv_handle_t *)&link->tcp, &port.fd) == 0 &&
           poll(&port, 1, patience_ms) == 0;
}

static void count_open(struct peer *peer)
{
    uint32_t open = is_held(peer->links, 0); /* the new one */
    for (const struct peer_link *link = peer->links->next; link; link = link->next)
        open += is_held(link, 1000);
    peer->most_open = open > peer->most_open ? open : peer->most_open;
}

static void on_connection(uv_stream_t *server, int status)
{
    struct peer *peer = server->data;
    struct peer_link *link = alloc_new(sizeof *link);
    if (status < 0)
        abort();
    link->peer = peer;
    link->next = peer->links;
    peer->links = link;
    peer->accepted++;
    uv_tcp_init(peer->loop, &link->tcp);
    link->tcp.data = link;
    uv_accept(server, (uv_stream_t *)&link->tcp);
    uv_tcp_nodelay(&link->tcp, 1);
    uv_read_start((uv_stream_t *)&link->tcp, on_room, on_read);
    count_open(peer);
}

void peer_up(struct peer *peer)
{
    struct sockaddr_in at;
    int size = sizeof at;
    uv_ip4_addr("127.0.0.1", peer->port, &at);
    uv_tcp_init(peer->loop, &peer->server);
    peer->server.data = peer;
    if (uv_tcp_bind(&peer->server, (const struct sockaddr *)&at, 0) != 0 ||
        uv_listen((uv_stream_t *)&peer->server, 128, on_connection) != 0)
        abort();
    uv_tcp_getsockname(&peer->server, (struct sockaddr *)&at, &size);
    peer->port = ntohs(at.sin_port);
    peer->is_listening = true;
}

void peer_init(struct peer *peer, uv_loop_t *loop, enum framing framing, uint16_t port)
{
    *peer = (struct peer){
        .loop = loop, .framing = framing, .port = port, .late_ms = 60, .drip_ms = 8, .seed = 1};
    peer_up(peer);
}

struct peer_unit *peer_unit(struct peer *peer, uint8_t number)
{
    if (!peer->unit[number]) {
        struct peer_unit *unit = alloc_new(sizeof *unit);
        for (unsigned i = 0; i < PEER_REGISTERS; i++)
            unit->registers[i] = (uint16_t)(100 + i);
        unit->is_there = true;
        unit->faults_left = -1;
        peer->unit[number] = unit;
    }
    return peer->unit[number];
}

void peer_down(struct peer *peer)
{
    if (peer->is_listening)
        uv_close((uv_handle_t *)&peer->server, NULL);
    peer->is_listening = false;
    for (struct peer_link *link = peer->links; link; link = link->next)
        hang_up(link, false);
}

void peer_close(struct peer *peer)
{
    peer_down(peer);
}

void peer_free(struct peer *peer)
{
    for (int i = 0; i < 256; i++)
        free(peer->unit[i]);
}
