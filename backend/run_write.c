/* Preparing the controller and the one write. */
#include "backend/run_inside.h"

#include "backend/core/wire.h"
#include "backend/failpoint.h"

#include <stdio.h>

enum {
    READ_FRESH_MS = 5000, /* the value before may be this old when the write goes out */
    LEASE_AGAIN_MS = 100,
};

/* The last moment at which a frame may leave: the command's life, and lease enough for the answer
 * (TESTS "Two collectors"; a controller cannot check an epoch). */
static struct mono last_moment(const struct run *run)
{
    struct mono lease =
        mono_after_ms(run->collector->lease_until, -(int64_t)(run_profile(run)->timeout_ms + 1000));
    return lease.ns < run->deadline.ns ? lease : run->deadline;
}

/* False if nothing may leave now: the run then waits for the lease, or has ended. */
static bool may_send(struct run *run)
{
    struct mono now = run_now(run);
    if (run->collector->epoch != run->epoch)
        run_fail(run, "not sent", "the lease went to another collector");
    else if (mono_is_due(run->deadline, now))
        run_fail(run, "not sent", "the order's life ended before it could be sent");
    else if (mono_ms_since(run->read_at, now) > READ_FRESH_MS)
        run_fail(run, "not sent", "the record took too long, the value read before is old");
    else if (!mono_is_due(last_moment(run), now))
        return true;
    else
        run->next_at = mono_after_ms(now, LEASE_AGAIN_MS);
    return false;
}

static void send_preparation(struct run *run)
{
    const struct profile *profile = run_profile(run);
    const struct point *point = run_point(run);
    uint8_t unit = run->collector->site->device[run->device].unit;
    struct modbus_request request;
    char why[FACT_TEXT_SIZE];
    run->is_level_next = !run->needs_unlock;
    if (run->needs_unlock) {
        request = wire_write_register(profile, (uint16_t)profile->unlock_address,
                                      profile->unlock_value, unit);
    } else if (!wire_write(profile, &profile->point[point->level_coil], unit, point->level_value,
                           &request, why, sizeof why)) {
        run_fail(run, "precondition", why);
        return;
    }
    run->stage = RUN_PREPARING;
    run->next_at = (struct mono){0};
    failpoint("prepare_before");
    run_send(run, &request, last_moment(run));
    failpoint("prepare_after");
}

static void send_write(struct run *run)
{
    struct modbus_request request;
    char why[FACT_TEXT_SIZE];
    uint8_t unit = run->collector->site->device[run->device].unit;
    if (!wire_write(run_profile(run), run_point(run), unit, run->value, &request, why,
                    sizeof why)) {
        run_fail(run, "not sent", why);
        return;
    }
    struct write_done done = {run->command.device, run->point, run_now(run),
                              run->before.value,   run->value, false};
    writes_add(&run->collector->writes, &done);
    run->stage = RUN_WRITING;
    run->next_at = (struct mono){0};
    failpoint("write_before");
    run_send(run, &request, last_moment(run));
    failpoint("write_after");
}

void run_go_on(struct run *run)
{
    if (!may_send(run))
        return;
    if (run->needs_unlock || run->needs_level)
        send_preparation(run);
    else
        send_write(run);
}

void run_on_durable(struct run *run, uint64_t ticket)
{
    if (run->stage != RUN_RECORDING || ticket < run->durable)
        return;
    run->stage = RUN_READY;
    failpoint("durable");
    run->is_halted = !collector_leads(run->collector);
    if (!run->is_halted)
        run_go_on(run);
}

void run_on_lost(struct run *run, uint64_t ticket)
{
    bool is_ours = ticket <= run->durable && ticket + run->recorded > run->durable;
    if (run->stage == RUN_RECORDING && is_ours)
        run_fail(run, "not sent", "it could not be recorded within the order's life");
}

void run_explain_coil(struct run *run, bool is_certain)
{
    const struct point *point = run_point(run);
    struct drift *drift = collector_drift(run->collector, run->device, point->level_coil);
    struct mono now = run_now(run);
    if (!drift)
        return;
    if (is_certain)
        drift_set(drift, point->level_value, now);
    else
        drift_forget(drift, now);
    drift_expect_late(drift, point->level_value, run->command.id, mono_after_ms(now, RUN_LATE_MS));
}

void run_on_prepared(struct run *run, const struct modbus_reply *reply)
{
    char text[FACT_TEXT_SIZE];
    failpoint("prepared");
    if (run->is_level_next)
        run_explain_coil(run, reply->kind == REPLY_DATA);
    if (reply->kind == REPLY_DATA) {
        if (run->is_level_next)
            run->needs_level = false;
        else
            run->needs_unlock = false;
        run->stage = RUN_READY;
        run_go_on(run);
        return;
    }
    snprintf(text, sizeof text, "%s: %s", run->is_level_next ? "level coil" : "unlock register",
             reply->kind == REPLY_EXCEPTION ? exception_name(reply->exception)
                                            : reply_kind_name((enum reply_kind)reply->kind));
    run_fail(run, "precondition", text);
}
