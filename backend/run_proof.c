/* After the write: only reading tells what the device holds. */
#include "backend/run_inside.h"

#include "backend/core/wire.h"
#include "backend/failpoint.h"

#include <stdio.h>

enum {
    PROVE_SECOND_MS = 3000, /* read back at once, and at these times after the write */
    PROVE_THIRD_MS = 10000,
    RESOLVE_LEAST_MS = 30000, /* a gateway may still carry a write out so long after it */
    RESOLVE_AGAIN_MS = 10000,
    READ_LIFE_MS = 20000, /* a read behind other requests of its line */
};

/* Reads the set-point's register, for proof. */
void run_send_proof(struct run *run)
{
    struct modbus_request request =
        wire_read(run_point(run), run->collector->site->device[run->device].unit);
    run->next_at = (struct mono){0};
    run_send(run, &request, mono_after_ms(run_now(run), READ_LIFE_MS));
}

void run_become_unknown(struct run *run, const char *code, const char *text)
{
    struct fact fact = run_fact(run, FACT_COMMAND_UNRESOLVED);
    fact.new_value = run->value;
    snprintf(fact.code, sizeof fact.code, "%s", code);
    snprintf(fact.text, sizeof fact.text, "%s", text);
    run_tell(run, &fact);
    failpoint("unknown");
    run->stage = RUN_RESOLVING;
    run->tries = 0;
    run->answered_at = (struct mono){0};
    run_send_proof(run);
}

static void accept(struct run *run)
{
    struct fact fact = run_fact(run, FACT_COMMAND_ACCEPTED);
    fact.new_value = run->value;
    run_tell(run, &fact);
    failpoint("accepted");
    run->stage = RUN_PROVING;
    run->tries = 0;
    run_send_proof(run);
    failpoint("proof_sent");
}

/* These say that the device has not taken the value; 4, 5 and 0x0B leave that open. */
static bool is_clear_no(uint8_t exception)
{
    return exception == 1 || exception == 2 || exception == 3 || exception == 6 ||
           exception == 0x0a;
}

void run_on_written(struct run *run, const struct modbus_reply *reply)
{
    char text[FACT_TEXT_SIZE];
    enum reply_kind kind = (enum reply_kind)reply->kind;
    run->wrote_at = run_now(run);
    failpoint("written");
    if (kind == REPLY_DATA) {
        accept(run);
    } else if (kind == REPLY_EXCEPTION) {
        const char *name = exception_name(reply->exception);
        snprintf(text, sizeof text, "the device answered with exception %u: %s", reply->exception,
                 name);
        if (is_clear_no(reply->exception))
            run_fail(run, reply->exception == 0x0a ? "gateway path" : name, text);
        else
            run_become_unknown(run, "exception", text);
    } else if (!reply->was_sent) {
        writes_take_back(&run->collector->writes, run->command.device, run->point);
        snprintf(text, sizeof text, "the line: %s", reply_kind_name(kind));
        run_fail(run, "not sent", text);
    } else {
        run->was_broken = kind == REPLY_BROKEN;
        run_become_unknown(run, reply_kind_name(kind), "no right answer came to the write");
    }
}

static void verify(struct run *run)
{
    struct fact fact = run_fact(run, FACT_COMMAND_VERIFIED);
    struct mono now = run_now(run);
    fact.new_value = run->last.value;
    failpoint("verify_before");
    run_tell(run, &fact);
    failpoint("verify_after");
    drift_set(collector_drift(run->collector, run->device, run->point), run->last.value, now);
    collector_publish(run->collector, run->device, run->point, run->last);
    run->stage = RUN_WATCHING;
    run->tries = 0;
    run->wrote_at = now;
    run->next_at = mono_after_ms(now, PROVE_SECOND_MS);
}

/* The device holds something else, or nothing that can be read. What it holds is told by this fact,
 * so it is no news later; but if the ordered value still appears, that is this command's doing. */
static void give_up(struct run *run)
{
    char text[FACT_TEXT_SIZE];
    struct drift *drift = collector_drift(run->collector, run->device, run->point);
    struct mono now = run_now(run);
    bool is_old = guard_same(run_point(run), run->last.value, run->before.value);
    bool is_silent = run->stage == RUN_RESOLVING && !run->was_broken && is_old;
    drift_expect_late(drift, run->value, run->command.id, mono_after_ms(now, RUN_LATE_MS));
    if (!quality_has_number(run->last.quality)) {
        drift->fence = now;
        snprintf(text, sizeof text, "ordered %.6g, reading it back: %s", run->value,
                 quality_name(run->last.quality));
        run_fail(run, RUN_NOT_READABLE, text);
        return;
    }
    snprintf(text, sizeof text, "ordered %.6g, the device holds %.6g", run->value, run->last.value);
    drift_set(drift, run->last.value, now);
    collector_publish(run->collector, run->device, run->point, run->last);
    run_fail(run, is_silent ? "not applied" : "read-back differs", text);
}

static bool is_proof(const struct run *run)
{
    return run->last.quality == QUALITY_GOOD &&
           guard_same(run_point(run), run->last.value, run->value);
}

static void prove(struct run *run, bool is_answered)
{
    failpoint("proof_done");
    run->tries++;
    if (is_answered && is_proof(run))
        verify(run);
    else if (run->tries < 3)
        run->next_at =
            mono_after_ms(run->wrote_at, run->tries == 1 ? PROVE_SECOND_MS : PROVE_THIRD_MS);
    else if (is_answered)
        give_up(run);
    else
        run_become_unknown(run, RUN_NOT_READABLE, "the device took the write but cannot be read");
}

static void resolve(struct run *run, bool is_answered)
{
    struct mono now = run_now(run);
    failpoint("resolve_done");
    if (!is_answered) {
        run->next_at = mono_after_ms(now, RESOLVE_AGAIN_MS);
        return;
    }
    if (!run->answered_at.ns)
        run->answered_at = now;
    int64_t least_ms = run->was_broken ? PROVE_THIRD_MS : RESOLVE_LEAST_MS;
    run->tries++;
    if (is_proof(run))
        verify(run);
    else if (mono_ms_since(run->answered_at, now) >= PROVE_THIRD_MS &&
             mono_ms_since(run->wrote_at, now) >= least_ms)
        give_up(run);
    else
        run->next_at = run->tries == 1   ? mono_after_ms(run->answered_at, PROVE_SECOND_MS)
                       : run->tries == 2 ? mono_after_ms(run->answered_at, PROVE_THIRD_MS)
                                         : mono_after_ms(now, RESOLVE_AGAIN_MS);
}

static void watch(struct run *run, bool is_answered, struct mono started)
{
    if (collector_is_busy_point(run->collector, run->device, run->point, run)) {
        run_end(run); /* the next order has begun: what is read now is its doing */
        return;
    }
    if (is_answered && run->last.quality == QUALITY_GOOD)
        collector_judge(run->collector, run->device, run->point, run->last.value, started);
    if (run->tries++ == 0)
        run->next_at = mono_after_ms(run->wrote_at, PROVE_THIRD_MS);
    else
        run_end(run);
}

void run_on_proof(struct run *run, const struct modbus_reply *reply)
{
    bool is_answered = reply->kind == REPLY_DATA || reply->kind == REPLY_EXCEPTION;
    if (is_answered)
        run->last = wire_reading(run_point(run), &run->request, reply);
    if (run->stage == RUN_PROVING)
        prove(run, is_answered);
    else if (run->stage == RUN_RESOLVING)
        resolve(run, is_answered);
    else
        watch(run, is_answered, run_now(run));
}
