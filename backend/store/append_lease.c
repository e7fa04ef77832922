/* The lease, and the commands that come with it. */
#include "backend/base/log.h"
#include "backend/store/append_inside.h"

#include <math.h>

/* Hints come as fast as anybody likes to send them; claims do not. */
#define CLAIMS_A_SECOND 20

/* ---- commands ---- */

static void give_command(struct append *append, const struct pg_rows *rows, int row)
{
    char state[32];
    bool is_known;
    struct command command = {
        .id = binary_int(rows, row, 0),
        .device = (int32_t)binary_int(rows, row, 1),
        .seen = binary_float(rows, row, 3),
        .wanted = binary_float(rows, row, 4),
        .asked_at = binary_wall(rows, row, 8),
        .read_back = NAN,
    };
    binary_text(rows, row, 2, command.point, sizeof command.point);
    binary_text(rows, row, 5, state, sizeof state);
    binary_text(rows, row, 6, command.who, sizeof command.who);
    binary_text(rows, row, 7, command.text, sizeof command.text);
    command.state = command_state_of(state, &is_known);
    if (!is_known) {
        log_error("database: command %lld is in a state unknown here: %s", (long long)command.id,
                  state);
        return;
    }
    /* the database counted before the answer travelled: the trip is taken off, never added */
    int64_t trip_ms = mono_ms_since(append->lease.claimed_at, clock_mono());
    int64_t life_ms = binary_int(rows, row, 9) - trip_ms;
    append->events.on_command(append->events.ctx, &command, life_ms,
                              binary_int(rows, row, 10) != 0);
}

static void on_claim(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    (void)state;
    append->lease.is_claim_asked = false;
    append->lease.is_claim_again = !rows;
    for (int i = 0; rows && !append->is_closing && i < pg_rows_count(rows); i++)
        give_command(append, rows, i);
    append_claim(append);
}

/* What this process or an earlier one knows about commands has to be in the database first. */
static bool is_settled(const struct append *append)
{
    const struct spool *spool = append->facts.out.spool;
    return spool_last(spool) - spool_waiting(spool) >= append->lease.claim_after;
}

static bool may_claim(struct lease *lease, struct mono now)
{
    double seconds = (double)(now.ns - lease->counted.ns) / 1e9;
    lease->claims = fmin(lease->claims + seconds * CLAIMS_A_SECOND, CLAIMS_A_SECOND);
    lease->counted = now;
    if (lease->claims < 1)
        return false;
    lease->claims -= 1;
    return true;
}

void append_claim(struct append *append)
{
    struct lease *lease = &append->lease;
    struct mono now = clock_mono();
    struct scalar epoch, again, plant;
    if (!lease->is_claim_wanted || lease->is_claim_asked || !lease->epoch || append->is_closing ||
        !append_is_up(append) || !is_settled(append) || !may_claim(lease, now))
        return;
    struct pg_param params[] = {param_int8(&epoch, lease->epoch),
                                param_bool(&again, lease->is_claim_again),
                                param_int8(&plant, append->version)};
    lease->claimed_at = now;
    lease->is_claim_asked = session_ask(
        append->session,
        &(struct question){.sql = "select * from hd.command_claim($1::bigint, $2::boolean,"
                                  " $3::bigint)",
                           .params = params,
                           .count = 3,
                           .on_answer = on_claim,
                           .ctx = append});
    lease->is_claim_wanted = !lease->is_claim_asked;
}

/* ---- the lease ---- */

static void take_lease(struct append *append, int64_t epoch, int64_t life_ms)
{
    struct lease *lease = &append->lease;
    bool is_news = epoch || lease->epoch || !lease->is_known;
    if (epoch && epoch != lease->epoch)
        lease->is_claim_again = false;
    lease->epoch = epoch;
    lease->is_known = true;
    if (is_news)
        append->events.on_lease(append->events.ctx, epoch,
                                epoch ? mono_after_ms(lease->asked_at, life_ms) : (struct mono){0});
    lease->is_claim_wanted = epoch != 0;
    if (!epoch)
        return;
    append_values_resend(append);
    append_claim(append);
    append_wake(append);
}

static void on_lease(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct append *append = ctx;
    (void)state;
    append->lease.is_asked = false;
    if (rows && pg_rows_count(rows) == 1 && !append->is_closing)
        take_lease(append, binary_int(rows, 0, 0), binary_int(rows, 0, 1));
}

/* Counted from before the question left: however late the answer is, the lease is no longer than
 * the database thinks. */
void append_lease_beat(struct append *append)
{
    struct lease *lease = &append->lease;
    struct scalar epoch, devices, lost;
    if (lease->is_asked || append->is_closing || !append_is_up(append))
        return;
    struct pg_param params[] = {PG_TEXT(append->name), param_int8(&epoch, lease->epoch),
                                param_int4(&devices, append->devices),
                                param_int4(&lost, append->values.lost)};
    lease->asked_at = clock_mono();
    lease->is_asked = session_ask(
        append->session,
        &(struct question){
            .sql = "select epoch, life_ms from hd.lease_hold($1::text, $2::bigint, $3::int,"
                   " $4::int)",
            .params = params,
            .count = 4,
            .on_answer = on_lease,
            .ctx = append});
}

bool append_lease_release(struct append *append, pipeline_answered *on_answer)
{
    struct scalar epoch;
    struct pg_param params[] = {PG_TEXT(append->name), param_int8(&epoch, append->lease.epoch)};
    return append->lease.is_known && append_is_up(append) &&
           session_ask(append->session,
                       &(struct question){.sql = "select hd.lease_release($1::text, $2::bigint)",
                                          .params = params,
                                          .count = 2,
                                          .on_answer = on_answer,
                                          .ctx = append});
}
