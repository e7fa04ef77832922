/* The database: an ordered log, one lease with an epoch, commands handed out. */
#include "sim.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int index_of(const struct sim *sim, int64_t id)
{
    return id > 0 && id <= sim->asked ? (int)id - 1 : -1;
}

/* A fact moves its command if a rule leads there. The leader's own facts must follow, unless those
 * of an earlier leader came between. */
static void log_fact(struct sim *sim, const struct fact *fact, int64_t epoch)
{
    struct fact stored = *fact;
    int command = fact->kind == FACT_CHANGED_OUTSIDE ? -1 : index_of(sim, fact->command);
    stored.seq = (int64_t)sim->log.count + 1;
    *VEC_PUSH(&sim->log) = stored;
    sim_note(sim, (uint64_t)fact->kind << 32 | (uint64_t)fact->command);
    if (command < 0 || fact->kind == FACT_COMMAND_ASKED)
        return;
    struct sim_command *held = &sim->command[command];
    held->is_replayed = held->is_replayed || epoch < held->epoch;
    if (!command_apply(&held->command, &stored) && !held->is_replayed)
        sim_wrong(sim, "%s does not follow %s of command %lld", fact_kind_name(fact->kind),
                  command_state_name(held->command.state), (long long)fact->command);
    if (fact->kind == FACT_COMMAND_SENT)
        held->is_sent_durable = true;
}

void sim_commit(struct sim *sim, struct sim_collector *collector, uint64_t ticket)
{
    size_t count = 0;
    for (; count < collector->pending.count && collector->pending.at[count].ticket <= ticket;
         count++)
        log_fact(sim, &collector->pending.at[count].fact, collector->pending.at[count].epoch);
    if (!count)
        return;
    collector->pending.count -= count;
    memmove(collector->pending.at, collector->pending.at + count,
            collector->pending.count * sizeof *collector->pending.at);
}

void sim_on_commit(struct sim *sim, struct sim_collector *collector, uint64_t ticket)
{
    if (!sim->is_database_up) {
        struct sim_event *event = sim_push(sim, EVENT_COMMIT, 300000);
        event->collector = collector->number;
        event->ticket = ticket;
        return;
    }
    if (collector->pending.count)
        sim_commit(sim, collector, ticket);
    sim_maybe_kill(collector);
    collector_on_durable(collector->collector, ticket);
}

uint64_t sim_append(void *ctx, const struct fact *facts, size_t count)
{
    struct sim_collector *collector = ctx;
    struct sim *sim = collector->sim;
    sim_maybe_kill(collector);
    uint64_t ticket = ++collector->next_ticket;
    for (size_t i = 0; i < count; i++) {
        sim_check_fact(sim, collector, &facts[i]);
        *VEC_PUSH(&collector->pending) = (struct sim_pending){facts[i], ticket, collector->epoch};
    }
    int64_t takes_us = 1000 + sim_draw(sim, 30000);
    if (sim_chance(sim, sim->faults.database)) /* a slow disk */
        takes_us += (int64_t)sim_draw(sim, 7000) * 1000;
    struct sim_event *event = sim_push(sim, EVENT_COMMIT, takes_us);
    event->collector = collector->number;
    event->ticket = ticket;
    sim_maybe_kill(collector);
    return ticket;
}

void sim_values(void *ctx, int32_t device_id, struct wall at, const struct reading *readings)
{
    struct sim_collector *collector = ctx;
    struct sim *sim = collector->sim;
    sim_maybe_kill(collector);
    if (!sim->is_database_up || collector->epoch != sim->epoch ||
        mono_is_due(collector->lease_until, sim->now))
        return; /* in the pipeline values come behind the lease */
    memcpy(sim->latest[device_id - 1], readings, sizeof sim->latest[0]);
    sim->latest_at[device_id - 1] = at;
}

void sim_state(void *ctx, int32_t device_id, bool is_lost, int bad_points, struct wall since)
{
    (void)device_id, (void)is_lost, (void)bad_points, (void)since;
    sim_maybe_kill(ctx);
}

static void hand_out(struct sim *sim, enum sim_event_kind kind, int number, int64_t in_us)
{
    const struct sim_command *command = &sim->command[number];
    struct sim_event *event = sim_push(sim, kind, in_us);
    event->collector = sim->lease_holder;
    event->command = command->command;
    event->deadline = command->deadline;
}

static void hand_out_orphans(struct sim *sim)
{
    for (int i = 0; i < sim->asked; i++) {
        struct sim_command *command = &sim->command[i];
        enum command_state state = command->command.state;
        if (state == COMMAND_ASKED || state == COMMAND_APPROVED || command_is_final(state))
            continue;
        command->epoch = sim->epoch;
        hand_out(sim, EVENT_ORPHAN, i, 2000);
        sim->outcomes[MET_ORPHAN]++;
    }
}

/* The program drops its collector and reads the plant anew. What it told is not lost. */
static void retire(struct sim *sim, struct sim_collector *collector)
{
    sim_commit(sim, collector, UINT64_MAX);
    collector->epoch = 0;
    collector->is_dead = true;
    sim_push(sim, EVENT_START, 500000);
}

void sim_on_lease(struct sim *sim, struct sim_collector *collector)
{
    sim_push(sim, EVENT_LEASE, 1000000)->collector = collector->number;
    if (!sim->is_database_up)
        return;
    bool is_free = mono_is_due(sim->lease_until, sim->now);
    if (!is_free && sim->lease_holder != collector->number) {
        if (!collector->epoch)
            return;
        retire(sim, collector); /* it becomes a standby */
        return;
    }
    if (is_free && collector->collector &&
        !collector_may_lead(collector->collector, sim->epoch + 1)) {
        retire(sim, collector);
        return;
    }
    sim->lease_until = mono_after_ms(sim->now, SIM_LEASE_MS);
    bool is_new = is_free;
    if (is_new) {
        sim->lease_holder = collector->number;
        collector->epoch = ++sim->epoch;
    }
    collector->lease_until = sim->lease_until;
    if (!collector->collector)
        sim_lead(collector);
    collector_on_lease(collector->collector, collector->epoch, sim->lease_until);
    if (is_new)
        hand_out_orphans(sim);
}

void sim_ask(struct sim *sim)
{
    int device = (int)sim_draw(sim, SIM_DEVICES), point = (int)sim_draw(sim, SIM_POINTS);
    const struct reading *held = &sim->latest[device][1 + point];
    if (sim->asked == SIM_COMMANDS)
        return;
    sim_push(sim, EVENT_ASK, sim_draw(sim, 8) ? 2000000 + sim_draw(sim, 15000000) : 20000);
    if (!sim->latest_at[device].us || !sim->is_database_up)
        return;
    struct sim_command *command = &sim->command[sim->asked++];
    *command = (struct sim_command){.device = device, .point = point, .is_taken = true};
    command->raw = sim->next_raw++;
    command->deadline = mono_after_ms(sim->now, SIM_LIFE_MS);
    command->command = (struct command){.id = sim->asked,
                                        .device = device + 1,
                                        .seen = held->value,
                                        .wanted = command->raw * 0.1,
                                        .read_back = NAN,
                                        .asked_at = sim_wall(sim)};
    if (sim_chance(sim, 40))
        command->command.seen += 1;
    if (sim_chance(sim, 40))
        command->command.wanted = 3000.2;
    snprintf(command->command.point, sizeof command->command.point, "%s", sim_point_id[1 + point]);
    struct fact fact;
    fact_init(&fact, FACT_COMMAND_ASKED, sim_wall(sim));
    fact.command = command->command.id;
    fact.device = device + 1;
    fact.old_value = command->command.seen;
    fact.new_value = command->command.wanted;
    snprintf(fact.point, sizeof fact.point, "%s", command->command.point);
    log_fact(sim, &fact, sim->epoch);
    sim_push(sim, EVENT_CLAIM, 3000)->number = sim->asked - 1;
}

void sim_claim(struct sim *sim, struct sim_command *command)
{
    struct fact fact;
    bool is_over = mono_is_due(command->deadline, sim->now);
    bool has_leader = sim->lease_holder && !mono_is_due(sim->lease_until, sim->now) &&
                      !sim->collector.at[sim->lease_holder - 1]->is_dead &&
                      !sim->collector.at[sim->lease_holder - 1]->stopped_until.ns;
    int number = (int)(command - sim->command);
    if (!sim->is_database_up || (!is_over && !has_leader)) {
        sim_push(sim, EVENT_CLAIM, 200000)->number = number;
        return;
    }
    fact_init(&fact, is_over ? FACT_COMMAND_EXPIRED : FACT_COMMAND_CLAIMED, sim_wall(sim));
    fact.command = command->command.id;
    log_fact(sim, &fact, sim->epoch);
    sim->outcomes[MET_EXPIRED] += is_over;
    if (is_over)
        return;
    command->epoch = sim->epoch;
    hand_out(sim, EVENT_CLAIMED, number, 500 + sim_draw(sim, 5000));
}
