/* One way to a device or gateway: opens, asks one request at a time, closes. It owns the framing
 * and the rule by which a late reply can never be taken for a newer one:
 *
 *   Modbus TCP, one unit      any timeout or broken frame closes the connection
 *   Modbus TCP, many units    a timeout leaves it open: the id of the unanswered request is kept
 * and its late reply thrown away by that id; only the awaited id is accepted. It closes after a
 * broken frame, when half a frame has come, when the device answers no ids, or when
 * LINK_SILENT_MOST units in a row are silent RTU over TCP, one unit    as Modbus TCP with one unit
 *   RTU over TCP, many units; serial
 *                             there are no ids: the link throws bytes away until the line is
 * silent, the unit is left alone for the tuning's quarantine, and frames of another unit than the
 * awaited one are skipped
 *
 * Everything is reported on the loop and never inside the call that caused it. */
#pragma once
#include "backend/field/hub.h"

#define LINK_SILENT_MOST 3

enum link_cause {
    CAUSE_NONE,
    CAUSE_TIMEOUT,
    CAUSE_REFUSED,
    CAUSE_UNREACHABLE,
    CAUSE_BROKEN,
    CAUSE_GATEWAY,
    CAUSE_FAULT,
};

/* The `code` of field_events.on_link. */
const char *link_cause_name(enum link_cause cause);

/* Filled by the line that owns the link. */
struct link_host {
    void (*on_open)(void *ctx, bool is_open, enum link_cause cause);
    /* Once for each link_ask. If link->is_open is false now, the link has closed for it. */
    void (*on_answer)(void *ctx, const struct modbus_reply *reply, enum link_cause cause);
    void (*on_shut)(void *ctx, enum link_cause cause); /* closed by the peer while idle */
    void (*on_gone)(void *ctx);                        /* after stop: memory is freed */
};

struct link_ask {
    const struct modbus_request *request; /* lives until the answer */
    int32_t timeout_ms;
    bool any_id; /* the device answers no transaction ids */
};

/* The common head of every kind of link. */
struct link {
    const struct link_ops *ops;
    struct hub *hub;
    const struct link_host *host;
    void *ctx;
    bool is_open, is_shared; /* shared: several units */
    bool has_quarantine;     /* a unit that timed out must be left alone (see above) */
};

struct link_ops {
    void (*open)(struct link *link);
    void (*ask)(struct link *link, const struct link_ask *ask);
    void (*stop)(struct link *link); /* ends in on_gone; an open ask is answered before */
};

struct link *link_tcp_new(struct hub *hub, const struct endpoint *endpoint);
struct link *link_rtu_new(struct hub *hub, const struct endpoint *endpoint);

/* Bytes of a whole RTU frame with a good checksum that another unit than `unit` sent; 0 if the
 * bytes may be something else, -1 if more of it may come. */
int link_stray_rtu(const uint8_t *bytes, size_t length, uint8_t unit);
