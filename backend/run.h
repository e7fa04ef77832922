/* One command's way from claimed to its end (DESIGN §7): read, judge, record, prepare, write,
 * prove by reading, resolve by reading. Never sends a set-point twice: RUN_WRITING is entered in
 * one place, and nothing leads back to it. */
#pragma once
#include "backend/collector_inside.h"

/* So long a command that was given up is remembered as the cause of a change. */
#define RUN_LATE_MS 600000

/* Why a command failed that may have been written, while nobody knows what the device holds. */
#define RUN_NOT_READABLE "not readable"

struct run;

struct run *run_new(struct collector *collector, const struct command *command, int32_t device,
                    int point);
/* `life_ms` is what is left of the command's life. An orphan was claimed or sent by a collector
 * that is gone: never sent again, at most read. */
void run_start(struct run *run, int64_t life_ms, bool is_orphan);

void run_on_reply(struct run *run, const struct modbus_reply *reply);
void run_on_durable(struct run *run, uint64_t ticket);
void run_on_lost(struct run *run, uint64_t ticket);
void run_on_time(struct run *run);
void run_on_link_up(struct run *run);
void run_on_lease(struct run *run);
bool run_has_ticket(const struct run *run, uint64_t ticket);

/* Whether another command for the same point has to wait. */
bool run_is_busy(const struct run *run);
/* Its value is being changed by this run: what a round reads of it is no news. */
bool run_is_changing(const struct run *run, int32_t device, int point);
bool run_is_at(const struct run *run, int32_t device, int point);
bool run_is_ended(const struct run *run);
struct mono run_next(const struct run *run);
const struct command *run_command(const struct run *run);
/* Its proof is no longer watched: another command for the point has begun. */
void run_end(struct run *run);
