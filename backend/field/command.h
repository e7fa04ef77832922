/* One field_send(): a request of the caller's on its way through a line, answered exactly once. */
#pragma once
#include "backend/field/unit.h"

/* Owned by itself: freed after its on_reply. */
struct command {
    struct job job;
    struct hub *hub;
    struct unit *unit; /* NULL: no such device */
    uint64_t ticket;
    struct modbus_request request;
};

struct command *command_new(struct hub *hub, struct unit *unit, uint64_t ticket,
                            const struct modbus_request *request, struct mono deadline);
/* Whether there is anything to send: a device, and a request within the protocol's limits. */
bool command_is_sendable(const struct command *command);
/* Answers a command that was never given to a line. */
void command_refuse(struct command *command);
