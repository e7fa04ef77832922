/* What a collector that begins to lead has to know of those before it. */
#include "backend/base/alloc.h"
#include "backend/base/log.h"
#include "backend/store/append_inside.h"

#include <stdlib.h>

struct recall {
    struct append *append; /* NULL = cancelled */
    struct snapshot *snapshot;
    struct site *site;
    int64_t version;
    int64_t head; /* the newest fact when it began */
    append_recalled *on_done;
    void *ctx;
    VEC(struct command) done;
    bool is_lost;
};

static const char commands_sql[] =
    "select c.id, c.device_id, c.point, c.seen, c.wanted, c.state, e.at, c.read_back, c.code"
    " from hd.command c cross join lateral"
    " (select max(f.at) as at from hd.fact f"
    "  where f.command_id = c.id and f.kind = 'command_' || c.state) e"
    " where c.state in ('verified', 'failed') and c.changed_at > now() - interval '1 day'"
    " order by e.at, c.id";

static void on_head(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct recall *recall = ctx;
    (void)state;
    recall->is_lost |= !rows;
    recall->head = rows ? binary_int(rows, 0, 0) : 0;
}

static void on_plant(void *ctx, struct site *site, int64_t version)
{
    struct recall *recall = ctx;
    recall->snapshot = NULL;
    recall->site = site;
    recall->version = version;
}

static void on_latest(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct recall *recall = ctx;
    (void)state;
    recall->is_lost |= !rows;
    for (int i = 0; recall->site && rows && i < pg_rows_count(rows); i++)
        snapshot_latest(rows, i, recall->site);
}

static void on_states(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct recall *recall = ctx;
    (void)state;
    recall->is_lost |= !rows;
    for (int i = 0; recall->site && rows && i < pg_rows_count(rows); i++) {
        int32_t device = site_device_of_id(recall->site, (int32_t)binary_int(rows, i, 0));
        if (device >= 0)
            site_observe_state(recall->site, device, binary_int(rows, i, 1) != 0,
                               (int)binary_int(rows, i, 2), binary_wall(rows, i, 3));
    }
}

static void take_command(struct recall *recall, const struct pg_rows *rows, int row)
{
    char state[32];
    bool is_known;
    struct command command = {
        .id = binary_int(rows, row, 0),
        .device = (int32_t)binary_int(rows, row, 1),
        .seen = binary_float(rows, row, 3),
        .wanted = binary_float(rows, row, 4),
        .changed_at = binary_wall(rows, row, 6),
        .read_back = binary_float(rows, row, 7),
    };
    binary_text(rows, row, 2, command.point, sizeof command.point);
    binary_text(rows, row, 5, state, sizeof state);
    binary_text(rows, row, 8, command.code, sizeof command.code);
    command.state = command_state_of(state, &is_known);
    if (is_known)
        *VEC_PUSH(&recall->done) = command;
}

/* This is the plant's newest version, too. */
static void hand_over(struct recall *recall, bool is_whole)
{
    struct append *append = recall->append;
    struct site *site = is_whole ? recall->site : NULL;
    append->recall = NULL;
    if (site) {
        recall->site = NULL;
        append_take_plant(append, site, recall->version);
        append_words_follow(append, recall->head);
    }
    recall->on_done(recall->ctx, site, recall->done.at, recall->done.count);
}

static void on_commands(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct recall *recall = ctx;
    bool is_whole = rows && !recall->is_lost && recall->site;
    if (!is_whole && state[0])
        log_error("database: what collectors did before is refused (%s)", state);
    for (int i = 0; is_whole && i < pg_rows_count(rows); i++)
        take_command(recall, rows, i);
    if (recall->append)
        hand_over(recall, is_whole);
    site_free(recall->site);
    free(recall->done.at);
    free(recall);
}

bool append_recall(struct append *append, append_recalled *on_done, void *ctx)
{
    struct session *session = append->session;
    const struct outgoing *facts = &append->facts.out;
    if (append->recall || append->is_closing || !append_is_up(append) || facts->is_asked ||
        spool_waiting(facts->spool))
        return false;
    struct recall *recall = alloc_new(sizeof *recall);
    *recall = (struct recall){.append = append, .on_done = on_done, .ctx = ctx};
    append->recall = recall;
    session_ask(session, &(struct question){.sql = "select seq from hd.fact_head",
                                            .on_answer = on_head,
                                            .ctx = recall});
    recall->snapshot = snapshot_ask(session, on_plant, recall);
    session_ask(session, &(struct question){.sql = "select " LATEST_COLUMNS " from hd.latest",
                                            .on_answer = on_latest,
                                            .ctx = recall});
    session_ask(session, &(struct question){.sql = "select device_id, is_lost, bad_points, since"
                                                   " from hd.device_state",
                                            .on_answer = on_states,
                                            .ctx = recall});
    session_ask(session,
                &(struct question){.sql = commands_sql, .on_answer = on_commands, .ctx = recall});
    return true;
}

/* Its answers may still come; they end it. */
void append_recall_cancel(struct append *append)
{
    if (!append->recall)
        return;
    snapshot_cancel(append->recall->snapshot);
    append->recall->append = NULL;
    append->recall = NULL;
}
