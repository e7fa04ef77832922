#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/field/link.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LATE_MOST        8
#define KEEPALIVE_S      30
#define DRAIN_STEPS_MOST 20

enum way { WAY_CLOSED, WAY_CONNECTING, WAY_IDLE, WAY_AWAITING, WAY_DRAINING, WAY_CLOSING };

/* What the close callback has to tell the host. */
enum tcp_report { REPORT_NOTHING, REPORT_OPEN, REPORT_ANSWER, REPORT_SHUT };

/* Owned by itself: freed after stop, when the close is reported. */
struct link_tcp {
    struct link link;
    uv_tcp_t tcp;
    uv_connect_t connect;
    struct wheel_entry clock; /* connect or reply timeout, or the end of draining */
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } address;
    const struct modbus_request *request;
    uint8_t framing, state, report, kind, cause; /* enums; kind and cause go with the report */
    bool was_sent, has_heard, any_id, is_stopping;
    uint8_t silent, silent_unit; /* units in a row that timed out, and the last of them */
    uint8_t drained, late_count;
    uint16_t id, late[LATE_MOST]; /* ids of unanswered requests on this connection */
    uint16_t length;
    uint8_t bytes[FRAME_MOST + 4];
};

/* A request that the socket did not take whole: rare, so it has memory of its own. */
struct rest {
    uv_write_t write;
    uint8_t bytes[FRAME_MOST];
};

static void answer(struct link_tcp *tcp, enum reply_kind kind, enum link_cause cause)
{
    struct modbus_reply *reply = &tcp->link.hub->reply;
    reply->kind = (uint8_t)kind;
    reply->exception = 0;
    reply->count = 0;
    reply->was_sent = tcp->was_sent;
    tcp->request = NULL;
    tcp->link.host->on_answer(tcp->link.ctx, reply, cause);
}

static void report(struct link_tcp *tcp)
{
    enum tcp_report what = (enum tcp_report)tcp->report;
    enum link_cause cause = (enum link_cause)tcp->cause;
    tcp->report = REPORT_NOTHING;
    switch (what) {
    case REPORT_NOTHING: break;
    case REPORT_OPEN: tcp->link.host->on_open(tcp->link.ctx, false, cause); break;
    case REPORT_ANSWER: answer(tcp, (enum reply_kind)tcp->kind, cause); break;
    case REPORT_SHUT: tcp->link.host->on_shut(tcp->link.ctx, cause); break;
    }
}

static void on_close(uv_handle_t *handle)
{
    struct link_tcp *tcp = handle->data;
    tcp->state = WAY_CLOSED;
    report(tcp);
    if (!tcp->is_stopping)
        return;
    tcp->link.host->on_gone(tcp->link.ctx);
    free(tcp);
}

/* Whoever waits is told when the close is complete: so never inside the call that failed, and never
 * are there two connections to an endpoint. */
static void shut(struct link_tcp *tcp, enum reply_kind kind, enum link_cause cause)
{
    static const uint8_t reports[] = {
        [WAY_CONNECTING] = REPORT_OPEN, [WAY_IDLE] = REPORT_SHUT,
        [WAY_AWAITING] = REPORT_ANSWER, [WAY_DRAINING] = REPORT_ANSWER,
        [WAY_CLOSING] = REPORT_NOTHING,
    };
    if (tcp->state == WAY_CLOSING)
        return;
    tcp->report = reports[tcp->state];
    tcp->kind = (uint8_t)kind;
    tcp->cause = (uint8_t)cause;
    tcp->state = WAY_CLOSING;
    tcp->link.is_open = false;
    wheel_remove(&tcp->clock);
    uv_close((uv_handle_t *)&tcp->tcp, on_close);
}

/* A device that hangs up before its first byte serves somebody else already. */
static enum link_cause cause_of(const struct link_tcp *tcp, int error)
{
    switch (error) {
    case UV_ETIMEDOUT: return CAUSE_TIMEOUT;
    case UV_ECONNREFUSED: return CAUSE_REFUSED;
    case UV_EOF:
    case UV_EPIPE:
    case UV_ECONNRESET: return tcp->has_heard ? CAUSE_BROKEN : CAUSE_REFUSED;
    }
    return CAUSE_UNREACHABLE;
}

static void forget(struct link_tcp *tcp, size_t used)
{
    tcp->length = (uint16_t)(tcp->length - used);
    memmove(tcp->bytes, tcp->bytes + used, tcp->length);
}

static int late_find(const struct link_tcp *tcp, uint16_t id)
{
    for (int i = 0; i < tcp->late_count; i++)
        if (tcp->late[i] == id)
            return i;
    return -1;
}

/* Length of a late reply at the head of the buffer that is to be thrown away, by its own length
 * field; 0: there is none, -1: its rest is still to come. */
static int stray_tcp(struct link_tcp *tcp)
{
    const uint8_t *bytes = tcp->bytes;
    if (!tcp->late_count || tcp->length < 2)
        return 0;
    int at = late_find(tcp, (uint16_t)(bytes[0] << 8 | bytes[1]));
    if (at < 0)
        return 0;
    if (tcp->length < 6)
        return -1;
    int whole = 6 + (bytes[4] << 8 | bytes[5]);
    if (bytes[2] || bytes[3] || whole > FRAME_MOST)
        return 0;
    if (tcp->length < whole)
        return -1;
    tcp->late[at] = tcp->late[--tcp->late_count];
    return whole;
}

/* Skips what cannot be the awaited reply and is no error on a shared link. False: wait for more. */
static bool skip_strays(struct link_tcp *tcp)
{
    while (tcp->link.is_shared && tcp->length) {
        bool is_tcp = tcp->framing == FRAMING_TCP;
        uint8_t unit = tcp->request ? tcp->request->unit : 0;
        int stray = is_tcp ? stray_tcp(tcp) : link_stray_rtu(tcp->bytes, tcp->length, unit);
        if (stray < 0)
            return false;
        if (stray == 0)
            return true;
        forget(tcp, (size_t)stray);
    }
    return true;
}

static void on_drained(struct wheel_entry *entry)
{
    struct link_tcp *tcp = (struct link_tcp *)((char *)entry - offsetof(struct link_tcp, clock));
    tcp->state = WAY_IDLE;
    tcp->length = 0;
    answer(tcp, (enum reply_kind)tcp->kind, (enum link_cause)tcp->cause);
}

/* Without ids the rest of a reply can only be told from the next one by silence between them. */
static void drain(struct link_tcp *tcp, enum reply_kind kind, enum link_cause cause)
{
    tcp->state = WAY_DRAINING;
    tcp->kind = (uint8_t)kind;
    tcp->cause = (uint8_t)cause;
    tcp->drained = 0;
    tcp->length = 0;
    wheel_add(&tcp->link.hub->wheel, &tcp->clock, tcp->link.hub->tuning.drain, on_drained);
}

/* One silent unit says nothing about the gateway; several different ones in a row do. */
static bool is_dead(struct link_tcp *tcp)
{
    if (tcp->silent == 0 || tcp->silent_unit != tcp->request->unit)
        tcp->silent++;
    tcp->silent_unit = tcp->request->unit;
    return tcp->silent >= LINK_SILENT_MOST;
}

/* The one place that decides what a request without a good answer costs: see link.h. */
static void give_up(struct link_tcp *tcp, enum reply_kind kind, enum link_cause cause)
{
    bool may_stay = tcp->link.is_shared && !is_dead(tcp);
    if (may_stay && tcp->framing == FRAMING_RTU) {
        drain(tcp, kind, cause);
    } else if (may_stay && kind == REPLY_TIMEOUT && tcp->length == 0 && !tcp->any_id &&
               tcp->late_count < LATE_MOST) {
        tcp->late[tcp->late_count++] = tcp->id;
        tcp->state = WAY_IDLE;
        answer(tcp, kind, cause);
    } else {
        shut(tcp, kind, cause);
    }
}

static void on_silence(struct wheel_entry *entry)
{
    struct link_tcp *tcp = (struct link_tcp *)((char *)entry - offsetof(struct link_tcp, clock));
    if (tcp->state == WAY_CONNECTING)
        shut(tcp, REPLY_NO_LINK, CAUSE_TIMEOUT);
    else
        give_up(tcp, REPLY_TIMEOUT, CAUSE_TIMEOUT);
}

static void take_reply(struct link_tcp *tcp)
{
    struct hub *hub = tcp->link.hub;
    size_t used = 0;
    const char *why = "";
    switch (frame_reply((enum framing)tcp->framing, tcp->request, tcp->id, tcp->any_id, tcp->bytes,
                        tcp->length, &hub->reply, &used, &why)) {
    case FRAME_MORE: return;
    case FRAME_BAD:
        log_debug("unit %u: %s", tcp->request->unit, why);
        wheel_remove(&tcp->clock);
        give_up(tcp, REPLY_BROKEN, CAUSE_BROKEN);
        return;
    case FRAME_WHOLE: break;
    }
    wheel_rest(&tcp->clock);
    tcp->length = 0;
    tcp->silent = 0;
    tcp->state = WAY_IDLE;
    tcp->request = NULL;
    tcp->link.host->on_answer(tcp->link.ctx, &hub->reply, CAUSE_NONE);
}

/* Nobody asked: a late reply, a reply sent twice, or noise on a gateway's serial side. */
static void take_unasked(struct link_tcp *tcp)
{
    if (tcp->framing == FRAMING_RTU && tcp->link.is_shared)
        tcp->length = 0;
    else if (skip_strays(tcp) && tcp->length)
        shut(tcp, REPLY_BROKEN, CAUSE_BROKEN);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buffer)
{
    struct link_tcp *tcp = stream->data;
    (void)buffer;
    if (got < 0) {
        shut(tcp, REPLY_BROKEN, cause_of(tcp, (int)got));
        return;
    }
    tcp->has_heard |= got > 0;
    tcp->length = (uint16_t)(tcp->length + got);
    if (tcp->state == WAY_AWAITING) {
        if (skip_strays(tcp) && tcp->length)
            take_reply(tcp);
    } else if (tcp->state == WAY_DRAINING) {
        tcp->length = 0;
        if (++tcp->drained > DRAIN_STEPS_MOST)
            shut(tcp, (enum reply_kind)tcp->kind, (enum link_cause)tcp->cause);
        else
            wheel_add(&tcp->link.hub->wheel, &tcp->clock, tcp->link.hub->tuning.drain, on_drained);
    } else if (got > 0) {
        take_unasked(tcp);
    }
}

/* The buffer holds more than any frame, so it is never full here: what does not fit is broken. */
static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct link_tcp *tcp = handle->data;
    (void)suggested;
    *buffer =
        uv_buf_init((char *)tcp->bytes + tcp->length, (unsigned)(sizeof tcp->bytes - tcp->length));
}

static void set_options(struct link_tcp *tcp)
{
    int fd = -1;
    unsigned timeout = (unsigned)tcp->link.hub->tuning.user_timeout;
    uv_tcp_nodelay(&tcp->tcp, 1);
    uv_tcp_keepalive(&tcp->tcp, 1, KEEPALIVE_S);
    if (uv_fileno((uv_handle_t *)&tcp->tcp, &fd) == 0)
        setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
}

static void on_connect(uv_connect_t *connect, int status)
{
    struct link_tcp *tcp = connect->data;
    if (status == UV_ECANCELED || tcp->state != WAY_CONNECTING)
        return;
    if (status == 0) {
        set_options(tcp);
        status = uv_read_start((uv_stream_t *)&tcp->tcp, on_room, on_read);
    }
    if (status < 0) {
        shut(tcp, REPLY_NO_LINK, cause_of(tcp, status));
        return;
    }
    wheel_remove(&tcp->clock);
    tcp->state = WAY_IDLE;
    tcp->link.is_open = true;
    tcp->link.host->on_open(tcp->link.ctx, true, CAUSE_NONE);
}

static void tcp_open(struct link *link)
{
    struct link_tcp *tcp = (struct link_tcp *)link;
    uv_tcp_init(link->hub->loop, &tcp->tcp);
    tcp->tcp.data = tcp->connect.data = tcp;
    tcp->state = WAY_CONNECTING;
    tcp->has_heard = false;
    tcp->late_count = tcp->silent = 0;
    tcp->length = 0;
    /* ids of an earlier connection are not used again soon: nothing of it can be mistaken */
    int status = uv_tcp_connect(&tcp->connect, &tcp->tcp, &tcp->address.any, on_connect);
    if (status < 0)
        shut(tcp, REPLY_NO_LINK, cause_of(tcp, status));
    else
        wheel_add(&link->hub->wheel, &tcp->clock, link->hub->tuning.connect, on_silence);
}

static void on_rest_written(uv_write_t *write, int status)
{
    struct rest *rest = write->data;
    (void)status; /* a broken socket is reported by its read */
    free(rest);
}

/* False: nothing has left. */
static bool send_bytes(struct link_tcp *tcp, const uint8_t *bytes, size_t length, int *error)
{
    uv_buf_t buffer = uv_buf_init((char *)bytes, (unsigned)length);
    int sent = uv_try_write((uv_stream_t *)&tcp->tcp, &buffer, 1);
    if (sent == (int)length)
        return true;
    if (sent < 0 && sent != UV_EAGAIN) {
        *error = sent;
        return false;
    }
    size_t done = sent > 0 ? (size_t)sent : 0;
    struct rest *rest = alloc_new(sizeof *rest);
    rest->write.data = rest;
    memcpy(rest->bytes, bytes + done, length - done);
    buffer = uv_buf_init((char *)rest->bytes, (unsigned)(length - done));
    *error = uv_write(&rest->write, (uv_stream_t *)&tcp->tcp, &buffer, 1, on_rest_written);
    if (*error < 0)
        free(rest);
    return *error == 0 || done > 0;
}

static void tcp_ask(struct link *link, const struct link_ask *ask)
{
    struct link_tcp *tcp = (struct link_tcp *)link;
    uint8_t bytes[FRAME_MOST];
    int error = 0;
    do
        tcp->id++;
    while (late_find(tcp, tcp->id) >= 0);
    tcp->request = ask->request;
    tcp->any_id = ask->any_id;
    tcp->state = WAY_AWAITING;
    size_t length = frame_request((enum framing)tcp->framing, ask->request, tcp->id, bytes);
    tcp->was_sent = send_bytes(tcp, bytes, length, &error);
    if (error < 0)
        shut(tcp, tcp->was_sent ? REPLY_BROKEN : REPLY_NO_LINK, cause_of(tcp, error));
    else
        wheel_add(&link->hub->wheel, &tcp->clock, ask->timeout_ms, on_silence);
}

static void tcp_stop(struct link *link)
{
    struct link_tcp *tcp = (struct link_tcp *)link;
    tcp->is_stopping = true;
    if (tcp->state == WAY_CLOSED) {
        link->host->on_gone(link->ctx);
        free(tcp);
        return;
    }
    shut(tcp, tcp->was_sent ? REPLY_TIMEOUT : REPLY_NO_LINK, CAUSE_NONE);
}

struct link *link_tcp_new(struct hub *hub, const struct endpoint *endpoint)
{
    static const struct link_ops ops = {tcp_open, tcp_ask, tcp_stop};
    struct link_tcp *tcp = alloc_new(sizeof *tcp);
    tcp->link.ops = &ops;
    tcp->link.hub = hub;
    tcp->framing = endpoint->kind == ENDPOINT_TCP ? FRAMING_TCP : FRAMING_RTU;
    tcp->link.has_quarantine = tcp->framing == FRAMING_RTU;
    tcp->id = (uint16_t)hub_random(hub, UINT16_MAX);
    if (strchr(endpoint->address, ':'))
        uv_ip6_addr(endpoint->address, endpoint->port, &tcp->address.six);
    else
        uv_ip4_addr(endpoint->address, endpoint->port, &tcp->address.four);
    return &tcp->link;
}
