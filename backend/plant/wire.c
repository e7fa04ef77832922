#include "backend/plant/wire.h"

#include <string.h>

#define QUIET_MS 300 /* a serial frame that stops so long is over */

void wire_init(struct wire *wire, uv_loop_t *loop, struct fleet *fleet, uint32_t outlet)
{
    *wire = (struct wire){
        .fleet = fleet, .outlet = outlet, .framing = fleet->outlet.at[outlet].framing};
    uv_timer_init(loop, &wire->timer);
    wire->timer.data = wire;
}

/* Bytes of the first frame: 0 while it is not whole, -1 if it is none. */
static int tcp_frame(const uint8_t *in, size_t length)
{
    if (length < 7)
        return 0;
    size_t said = (size_t)in[4] << 8 | in[5];
    if (in[2] || in[3] || said < 2 || said > 254)
        return -1;
    return length < 6 + said ? 0 : (int)(6 + said);
}

/* Requests of functions that nobody here knows have no length that one could tell: what is there is
 * taken for the frame. */
static int rtu_frame(const uint8_t *in, size_t length)
{
    if (length < 4)
        return 0;
    size_t whole = length;
    if (in[1] >= 1 && in[1] <= 6)
        whole = 8;
    else if (in[1] == 15 || in[1] == 16)
        whole = length < 7 ? 8 : 9u + in[6];
    if (length < whole)
        return 0;
    uint16_t crc = frame_crc(in, whole - 2);
    if (in[whole - 2] != (uint8_t)crc || in[whole - 1] != (uint8_t)(crc >> 8))
        return -1;
    return (int)whole;
}

static void take_frames(struct wire *wire);

static void send_on(struct wire *wire)
{
    size_t rest = wire->out.length - wire->out_at;
    size_t now = wire->out.drip_ms && rest > 1 ? 1 : rest;
    const uint8_t *from = wire->out.bytes + wire->out_at;
    wire->out_at += now;
    wire->is_busy = wire->out_at < wire->out.length;
    if (now)
        wire->on_send(wire, from, now);
}

static void on_timer(uv_timer_t *timer)
{
    struct wire *wire = timer->data;
    send_on(wire);
    if (wire->is_busy)
        uv_timer_start(timer, on_timer, (uint64_t)wire->out.drip_ms, 0);
    else
        take_frames(wire);
}

static void start_reply(struct wire *wire)
{
    wire->out_at = 0;
    wire->is_busy = wire->out.length > 0;
    if (!wire->is_busy)
        return;
    if (wire->out.delay_ms)
        uv_timer_start(&wire->timer, on_timer, (uint64_t)wire->out.delay_ms, 0);
    else if (wire->out.drip_ms)
        on_timer(&wire->timer);
    else
        send_on(wire);
}

/* A TCP gateway says that nobody answers at a unit; on a serial line nobody says anything. */
static void answer_nobody(struct wire *wire, uint16_t id, uint8_t unit, const uint8_t *pdu)
{
    static const struct faults none;
    uint8_t reply[FRAME_MOST] = {pdu[0] | 0x80, 0x0B};
    wire->out.length = 0;
    if (wire->framing == FRAMING_TCP)
        fault_frame(&none, FRAMING_TCP, id, unit, reply, 2, &wire->out);
}

/* False if the connection was reset. */
static bool answer(struct wire *wire, const uint8_t *frame, size_t length)
{
    bool is_tcp = wire->framing == FRAMING_TCP;
    size_t head = is_tcp ? 7 : 1, tail = is_tcp ? 0 : 2;
    uint16_t id = is_tcp ? (uint16_t)(frame[0] << 8 | frame[1]) : 0;
    uint8_t unit = frame[head - 1], reply[FRAME_MOST];
    const struct outlet *outlet = &wire->fleet->outlet.at[wire->outlet];
    struct controller *controller = fleet_unit(wire->fleet, outlet, unit);
    if (!controller) {
        answer_nobody(wire, id, unit, frame + head);
    } else {
        struct mono now = clock_mono();
        controller_expire(controller, now);
        size_t said = controller_answer(controller, frame + head, length - head - tail, reply, now);
        fault_frame(&controller->faults, wire->framing, id, unit, reply, said, &wire->out);
        if (controller->image.layout->profile->ignores_transaction_id && is_tcp)
            wire->out.bytes[0] = wire->out.bytes[1] = 0;
        if (wire->out.is_reset && wire->on_reset) {
            wire->on_reset(wire);
            return false;
        }
    }
    start_reply(wire);
    return true;
}

static void take_frames(struct wire *wire)
{
    while (!wire->is_busy && wire->in_length) {
        int whole = wire->framing == FRAMING_TCP ? tcp_frame(wire->in, wire->in_length)
                                                 : rtu_frame(wire->in, wire->in_length);
        if (whole == 0)
            return;
        uint8_t frame[WIRE_ROOM];
        size_t taken = whole < 0 ? wire->in_length : (size_t)whole;
        memcpy(frame, wire->in, taken);
        wire->in_length -= taken;
        memmove(wire->in, wire->in + taken, wire->in_length);
        if (whole > 0 && !answer(wire, frame, taken))
            return;
    }
}

bool wire_feed(struct wire *wire, const uint8_t *bytes, size_t length)
{
    struct mono now = clock_mono();
    if (wire->framing == FRAMING_RTU && !wire->is_busy &&
        mono_ms_since(wire->in_at, now) > QUIET_MS)
        wire->in_length = 0;
    wire->in_at = now;
    if (length > sizeof wire->in - wire->in_length)
        return false;
    memcpy(wire->in + wire->in_length, bytes, length);
    wire->in_length += length;
    if (wire->framing == FRAMING_TCP && tcp_frame(wire->in, wire->in_length) < 0)
        return false;
    take_frames(wire);
    return true;
}
