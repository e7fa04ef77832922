#include "backend/field/command.h"

#include <stdlib.h>

static void prepare(struct job *job, struct modbus_request *request)
{
    const struct command *command = (struct command *)job;
    *request = command->request;
    request->unit = job->unit;
}

static void on_done(struct job *job, const struct modbus_reply *reply, enum link_cause cause)
{
    struct command *command = (struct command *)job;
    const struct field_events *events = &command->hub->events;
    (void)cause;
    if (reply->kind == REPLY_DATA && !command->hub->is_stopping)
        unit_hasten_lost(command->unit);
    if (events->on_reply)
        events->on_reply(events->ctx, command->ticket, reply);
    free(command);
}

struct command *command_new(struct hub *hub, struct unit *unit, uint64_t ticket,
                            const struct modbus_request *request, struct mono deadline)
{
    struct command *command = alloc_new(sizeof *command);
    command->job.rank = JOB_COMMAND;
    command->job.deadline = deadline;
    command->job.prepare = prepare;
    command->job.on_done = on_done;
    if (unit) {
        command->job.unit = unit->job.unit;
        command->job.any_id = unit->job.any_id;
        command->job.timeout_ms = unit->job.timeout_ms;
        command->job.pause_ms = unit->job.pause_ms;
    }
    command->hub = hub;
    command->unit = unit;
    command->ticket = ticket;
    command->request = *request;
    return command;
}

bool command_is_sendable(const struct command *command)
{
    uint8_t bytes[FRAME_MOST];
    return command->unit && frame_request(FRAMING_TCP, &command->request, 0, bytes) > 0;
}

void command_refuse(struct command *command)
{
    struct modbus_reply reply = {.kind = REPLY_NO_LINK};
    on_done(&command->job, &reply, CAUSE_NONE);
}
