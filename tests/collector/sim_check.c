/* What must never be: the collector's promises. */
#include "sim.h"

#include <math.h>
#include <string.h>

static int point_of_address(uint16_t address)
{
    return address == 10 ? 0 : address == 11 ? 1 : -1;
}

static int point_of_id(const char *id)
{
    return !strcmp(id, "T2g_SP.1") ? 0 : !strcmp(id, "F1_SP") ? 1 : !strcmp(id, "LEVEL.1") ? 2 : -1;
}

static void check_lease(struct sim *sim, const struct sim_collector *collector)
{
    if (mono_is_due(mono_after_ms(collector->lease_until, -SIM_TIMEOUT_MS - 1000), sim->now))
        sim_wrong(sim, "collector %d writes too late in its lease", collector->number);
    if (collector->epoch != sim->epoch)
        sim_wrong(sim, "collector %d writes under an old epoch", collector->number);
}

static void check_preparation(struct sim *sim, const struct sim_collector *collector, int device,
                              bool is_coil)
{
    for (int i = 0; i < sim->asked; i++) {
        const struct sim_command *command = &sim->command[i];
        if (command->device == device && (!is_coil || command->point == 0) &&
            command->is_sent_durable && command->command.state == COMMAND_SENT &&
            command->epoch == collector->epoch && !mono_is_due(command->deadline, sim->now))
            return;
    }
    sim_wrong(sim, "a precondition is written for no recorded command");
}

static void check_setpoint(struct sim *sim, const struct sim_collector *collector,
                           struct sim_command *command)
{
    long long id = (long long)command->command.id;
    if (++command->frames > 1)
        sim_wrong(sim, "command %lld is sent twice", id);
    if (!command->is_sent_durable)
        sim_wrong(sim, "command %lld is sent before its fact is durable", id);
    if (mono_is_due(command->deadline, sim->now))
        sim_wrong(sim, "command %lld is sent after its life", id);
    if (command->epoch != collector->epoch)
        sim_wrong(sim, "command %lld is sent by another epoch", id);
    if (command_is_final(command->command.state))
        sim_wrong(sim, "command %lld is sent after its end", id);
}

void sim_check_frame(struct sim *sim, const struct sim_collector *collector, int device,
                     const struct modbus_request *request)
{
    if (request->function <= 4)
        return;
    check_lease(sim, collector);
    int point = point_of_address(request->address);
    if (request->function == 5 || point < 0) {
        check_preparation(sim, collector, device, request->function == 5);
        return;
    }
    for (int i = 0; i < sim->asked; i++) {
        struct sim_command *command = &sim->command[i];
        if (command->device == device && command->point == point &&
            command->raw == request->value[0]) {
            check_setpoint(sim, collector, command);
            return;
        }
    }
    sim_wrong(sim, "a value that nobody ordered is written: %u", request->value[0]);
}

void sim_check_read(struct sim *sim, const struct sim_collector *collector, int device,
                    const struct modbus_request *request, const struct modbus_reply *reply)
{
    int point = point_of_address(request->address);
    if (request->function != 3 || reply->kind != REPLY_DATA || point < 0)
        return;
    for (int i = 0; i < sim->asked; i++) {
        struct sim_command *command = &sim->command[i];
        if (command->device == device && command->point == point && command->frames > 0)
            command->proven_by = command->raw == reply->registers[0] ? collector->number : 0;
    }
}

static void check_outside(struct sim *sim, const struct fact *fact)
{
    int point = point_of_id(fact->point);
    uint64_t raw = (uint64_t)lround(fact->new_value * (point == 2 ? 1 : 10));
    uint64_t key = (uint64_t)(fact->device - 1) << 32 | (uint64_t)point << 16 | raw;
    sim->outcomes[fact->command ? MET_LATE : MET_OUTSIDE]++;
    if (fact->command) {
        if (point != 2 && sim->command[fact->command - 1].raw != raw)
            sim_wrong(sim, "%s of %d: a late effect of another command", fact->point,
                      (int)fact->device);
        return;
    }
    for (size_t i = 0; i < sim->outside.count; i++)
        if (sim->outside.at[i] == key)
            return;
    sim_wrong(sim, "false alarm: %s of %d changed outside from %g to %g", fact->point,
              (int)fact->device, fact->old_value, fact->new_value);
}

static void count_end(struct sim *sim, const struct fact *fact)
{
    static const enum sim_outcome coded[] = {
        MET_LIMIT,   MET_CHANGED,  MET_AUTHORITY,   MET_IDENTITY, MET_LOST,        MET_BUSY,
        MET_EXPIRED, MET_NOT_SENT, MET_NOT_APPLIED, MET_DIFFERS,  MET_PRECONDITION};
    const struct sim_command *command = &sim->command[fact->command - 1];
    if (fact->kind == FACT_COMMAND_VERIFIED)
        sim->outcomes[command->command.state == COMMAND_UNRESOLVED ? MET_RESOLVED : MET_VERIFIED]++;
    if (fact->kind == FACT_COMMAND_UNRESOLVED)
        sim->outcomes[MET_UNKNOWN]++;
    if (fact->kind == FACT_COMMAND_FAILED && !strncmp(fact->code, "illegal", 7))
        sim->outcomes[MET_EXCEPTION]++;
    for (size_t i = 0; i < sizeof coded / sizeof coded[0]; i++)
        if (!strcmp(fact->code, sim_outcome_name[coded[i]]))
            sim->outcomes[coded[i]]++;
}

void sim_check_fact(struct sim *sim, const struct sim_collector *collector, const struct fact *fact)
{
    if (fact->kind == FACT_CHANGED_OUTSIDE) {
        check_outside(sim, fact);
        return;
    }
    if (fact->command < 1 || fact->command > sim->asked)
        return;
    const struct sim_command *command = &sim->command[fact->command - 1];
    count_end(sim, fact);
    if (fact->kind == FACT_COMMAND_VERIFIED && command->proven_by != collector->number)
        sim_wrong(sim, "command %lld is verified without a read-back", (long long)fact->command);
    bool was_never_sent = fact->kind == FACT_COMMAND_REFUSED ||
                          fact->kind == FACT_COMMAND_EXPIRED || !strcmp(fact->code, "not sent") ||
                          !strcmp(fact->code, "precondition");
    if (was_never_sent && command->frames)
        sim_wrong(sim, "command %lld is called %s but was sent", (long long)fact->command,
                  fact->code);
}

/* The value that the facts explain last, by the time at which it happened, is the value that the
 * controller holds; a controller that was left autonomous moves its set-point as it likes. */
static void check_explained(struct sim *sim, int device, int point)
{
    struct wall told_at = {0};
    double told = NAN, held = sim->device[device].holding[point ? 11 : 10] * 0.1;
    for (size_t i = 0; i < sim->log.count; i++) {
        const struct fact *fact = &sim->log.at[i];
        if (fact->device == device + 1 && point_of_id(fact->point) == point &&
            (fact->kind == FACT_COMMAND_VERIFIED || fact->kind == FACT_COMMAND_FAILED ||
             fact->kind == FACT_CHANGED_OUTSIDE) &&
            isfinite(fact->new_value) && fact->at.us >= told_at.us) {
            told = fact->new_value;
            told_at = fact->at;
        }
    }
    for (size_t i = 0; !point && i < sim->outside.count; i++)
        if (sim->outside.at[i] >> 16 == ((uint64_t)device << 16 | 2))
            return;
    if (isfinite(told) && fabs(told - held) > 0.01)
        sim_wrong(sim, "point %d of %d holds %g, the facts say %g", point, device + 1, held, told);
}

void sim_check_end(struct sim *sim)
{
    for (int i = 0; i < sim->asked; i++)
        if (!command_is_final(sim->command[i].command.state))
            sim_wrong(sim, "command %d ends as %s", i + 1,
                      command_state_name(sim->command[i].command.state));
    for (int i = 0; i < SIM_DEVICES && !sim->crashes; i++) {
        check_explained(sim, i, 0);
        check_explained(sim, i, 1);
    }
}
