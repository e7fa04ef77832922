#include "backend/store/query_fact.h"

#include "backend/base/uuid.h"
#include "backend/store/binary.h"

#include <inttypes.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIFE_MS    32000 /* a command's 30 s and a little: later nobody may claim it */
#define END_MS     60000 /* later its end is somebody else's to find */
#define RETRY_MS   250
#define UNKNOWN_MS 20000 /* unknown for so long: said so */

struct asking {
    struct pg *pg;
    const char *conninfo;
    struct command *command;
    int64_t seq; /* of the newest fact seen */
    struct mono asked, unknown_since;
    struct mono looked; /* when the facts were last read */
    bool may_be_asked;  /* the question left, its answer was lost */
    void (*on_state)(void *ctx, const struct command *command);
    void *ctx;
    char *why;
    size_t size;
};

static bool connect_again(struct asking *asking)
{
    pg_close(asking->pg);
    asking->pg = pg_open(asking->conninfo, "heatdesk set", asking->why, asking->size);
    return asking->pg && pg_run(asking->pg, "listen hd_fact", asking->why, asking->size);
}

static struct pg_rows *ask_once(struct asking *asking, const struct query_point *point,
                                double wanted, const char *reason, const unsigned char uuid[16])
{
    char device[16], seen[40], value[40];
    bool has_number = quality_has_number((enum quality)point->reading.quality);
    snprintf(device, sizeof device, "%d", point->device_id);
    snprintf(seen, sizeof seen, "%.17g", point->reading.value);
    snprintf(value, sizeof value, "%.17g", wanted);
    const struct pg_param params[] = {param_bytes(uuid, 16),
                                      PG_TEXT(device),
                                      PG_TEXT(point->point->id),
                                      PG_TEXT(has_number ? seen : NULL),
                                      PG_TEXT(value),
                                      PG_TEXT(reason)};
    return pg_ask(asking->pg,
                  "select command_id, is_ok, code, sentence from hd.setpoint_ask($1::uuid, "
                  "$2::int, $3::text, $4::float8, $5::float8, $6::text)",
                  params, 6, asking->why, asking->size);
}

static void refuse(struct command *command, const char *code)
{
    command->state = COMMAND_REFUSED;
    snprintf(command->code, sizeof command->code, "%s", code);
}

/* Takes what the request function said; the sentence of a refusal that this program does not know
 * becomes the command's text. */
static void take_answer(struct asking *asking, const struct pg_rows *rows)
{
    struct command *command = asking->command;
    command->id = strtoll(pg_cell(rows, 0, 0), NULL, 10);
    if (pg_cell(rows, 0, 1)[0] == 't')
        return;
    refuse(command, pg_cell(rows, 0, 2));
    if (refusal_of(command->code) == REFUSAL_NONE)
        snprintf(command->text, sizeof command->text, "%s", pg_cell(rows, 0, 3));
}

static bool ask(struct asking *asking, const struct query_point *point, double wanted,
                const char *reason)
{
    unsigned char uuid[16]; /* asking again after a lost answer is the same question */
    uuid_make(uuid);
    for (int tries = 0; tries < 3; tries++) {
        if (!connect_again(asking))
            continue;
        struct pg_rows *rows = ask_once(asking, point, wanted, reason, uuid);
        if (rows) {
            take_answer(asking, rows);
            pg_rows_free(rows);
            return true;
        }
        if (!strcmp(pg_state(asking->pg), "42501")) { /* who only looks may not even ask */
            refuse(asking->command, refusal_name(REFUSAL_RIGHT));
            return true;
        }
        if (pg_state(asking->pg)[0]) /* an answer, if no good one */
            return false;
        asking->may_be_asked = true;
    }
    return false;
}

/* Reads the command's new facts in their order and tells each state they lead to. */
static bool read_facts(struct asking *asking)
{
    char id[24], seq[24];
    struct query_fact fact;
    snprintf(id, sizeof id, "%" PRId64, asking->command->id);
    snprintf(seq, sizeof seq, "%" PRId64, asking->seq);
    const struct pg_param params[] = {PG_TEXT(id), PG_TEXT(seq)};
    struct mono now = clock_mono();
    struct pg_rows *rows = pg_ask(asking->pg,
                                  QUERY_FACT_SELECT "where f.command_id = $1::bigint and "
                                                    "f.seq > $2::bigint order by f.seq",
                                  params, 2, asking->why, asking->size);
    for (int i = 0; rows && i < pg_rows_count(rows); i++) {
        query_fact_take(rows, i, &fact);
        asking->seq = fact.fact.seq;
        if (command_apply(asking->command, &fact.fact))
            asking->on_state(asking->ctx, asking->command);
    }
    pg_rows_free(rows);
    if (rows)
        asking->looked = now;
    return rows != NULL;
}

/* Whether waiting is over, because of the state or the time. */
static bool is_over(struct asking *asking)
{
    struct command *command = asking->command;
    struct mono now = clock_mono();
    int64_t waited = mono_ms_since(asking->asked, now);
    if (command_is_final(command->state))
        return true;
    if (command->state == COMMAND_UNRESOLVED && asking->unknown_since.ns == 0)
        asking->unknown_since = now;
    if (asking->unknown_since.ns && mono_ms_since(asking->unknown_since, now) > UNKNOWN_MS)
        return true;
    bool is_waiting = command->state == COMMAND_ASKED || command->state == COMMAND_APPROVED;
    /* only who has looked after the end of its life knows that nobody has claimed it */
    if (is_waiting && mono_ms_since(asking->asked, asking->looked) > LIFE_MS) {
        command->state = COMMAND_EXPIRED;
        snprintf(command->code, sizeof command->code, "%s", refusal_name(REFUSAL_EXPIRED));
        asking->on_state(asking->ctx, command);
        return true;
    }
    return waited > END_MS;
}

static void follow(struct asking *asking)
{
    char payload[64];
    while (!is_over(asking)) {
        if (!read_facts(asking) && !connect_again(asking)) {
            poll(NULL, 0, RETRY_MS); /* the database is away: go on until the time is over */
            continue;
        }
        if (!command_is_final(asking->command->state))
            pg_wait(asking->pg, 500, payload, sizeof payload);
    }
    if (!command_is_final(asking->command->state))
        asking->command->state = COMMAND_UNRESOLVED;
}

bool query_set(const char *conninfo, const struct query_point *point, double wanted,
               const char *reason, void (*on_state)(void *ctx, const struct command *command),
               void *ctx, struct command *out, char *why, size_t size)
{
    *out = (struct command){.device = point->device_id,
                            .seen = point->reading.value,
                            .wanted = wanted,
                            .state = COMMAND_ASKED,
                            .read_back = NAN};
    snprintf(out->point, sizeof out->point, "%s", point->point->id);
    struct asking asking = {.conninfo = conninfo,
                            .command = out,
                            .asked = clock_mono(),
                            .on_state = on_state,
                            .ctx = ctx,
                            .why = why,
                            .size = size};
    bool is_asked = ask(&asking, point, wanted, reason);
    asking.asked = clock_mono(); /* no earlier than the database counts from */
    if (is_asked) {
        on_state(ctx, out);
        follow(&asking);
    } else if (asking.may_be_asked) {
        out->state = COMMAND_UNRESOLVED;
        is_asked = true;
    }
    pg_close(asking.pg);
    return is_asked;
}
