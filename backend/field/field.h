/* The field: every line and device that this collector polls, on one libuv loop. Own framing over
 * uv_tcp for Modbus TCP and RTU-over-TCP; libmodbus on a worker thread a serial line (MODBUS.md
 * has the measured reason: libmodbus blocks the loop for 0.5 s on half a reply and checks neither
 * unit, length nor transaction id). One request outstanding a line. */
#pragma once
#include "backend/base/clock.h"
#include "backend/device/endpoint.h"
#include "backend/device/frame.h"
#include "backend/device/profile.h"

#include <uv.h>

struct field;

struct field_device {
    uint32_t key;                  /* the caller's, handed back in events */
    const struct profile *profile; /* not owned, outlives the field */
    struct endpoint endpoint;
    uint8_t unit;
    int32_t period_ms;
};

/* All are called on the loop; none may call field_stop(). */
struct field_events {
    void *ctx;
    /* A round of a device ended: one reading a point, borrowed for the call. `touched` has one
     * byte a point: 1 if the point was read this round (others keep their last reading). Points of
     * a block that failed carry REFUSED or LOST. */
    void (*on_round)(void *ctx, uint32_t key, const struct reading *readings,
                     const uint8_t *touched, struct mono started, struct mono ended);
    /* The device stopped answering (two rounds in a row failed) / answers again, or for the first
     * time since the start. `code`: "timeout", "refused" (TCP: somebody else holds it, or nobody
     * listens), "unreachable", "broken", "gateway", "fault" (it answers nothing but exception 4);
     * "" when it is up. A lost device has no rounds; its readings are all LOST, or REFUSED for
     * "fault", in an on_round of their own just before. */
    void (*on_link)(void *ctx, uint32_t key, bool is_up, const char *code);
    /* A register was isolated as not answering, or answers again after a later retry. */
    void (*on_point)(void *ctx, uint32_t key, int point, bool is_refused, uint8_t exception);
    /* A line's round takes longer than its period, or no longer. */
    void (*on_overload)(void *ctx, const char *endpoint, bool is_overloaded, int64_t round_ms);
    /* The answer to field_send(). REPLY_BROKEN is also a connection that was cut after the request
     * had left: was_sent alone says whether the device may have it. */
    void (*on_reply)(void *ctx, uint64_t ticket, const struct modbus_reply *reply);
};

struct field *field_new(uv_loop_t *loop, const struct field_events *events);
/* Index-free: devices are known by key. False with `why` for a duplicate key. */
bool field_add(struct field *field, const struct field_device *device, char *why, size_t size);
/* Also raises the process's RLIMIT_NOFILE (one descriptor a line) and ignores SIGPIPE. */
void field_start(struct field *field);
/* Closes every handle; `on_closed` is called on the loop when all are closed and memory is freed.
 */
void field_stop(struct field *field, void (*on_closed)(void *ctx), void *ctx);

/* Sends one request before all polling of that line. Reads already under way are fenced: their
 * values are thrown away. Always answered through on_reply, once, never before this returns. Not
 * sent after `deadline` (REPLY_LATE). Never sent twice. An unknown device, a request beyond the
 * protocol's limits, or a field that stops: REPLY_NO_LINK. */
void field_send(struct field *field, uint32_t key, uint64_t ticket,
                const struct modbus_request *request, struct mono deadline);

struct line_stats {
    char endpoint[128];
    bool is_up, is_overloaded;
    uint32_t devices, lost; /* all, and those of them that do not answer */
    uint32_t first;         /* key of the one that was added first */
    uint64_t requests, replies, timeouts, exceptions, broken, connects; /* connects: tried */
    /* In the last minute. Asked: answered or given up; failed of these: exceptions, too. */
    uint64_t asked_lately, failed_lately, replies_lately, unopened_lately;
    int64_t rtt_us_mean, rtt_us_most; /* of its replies */
    int64_t round_ms; /* last full round of the line, -1 = none since all its devices were lost */
};
size_t field_lines(const struct field *field);
void field_line_stats(const struct field *field, size_t line, struct line_stats *out);
