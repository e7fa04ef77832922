#include "backend/store/pipeline.h"
#include "backend/base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pipeline_init(struct pipeline *pipeline, struct pg *pg)
{
    *pipeline = (struct pipeline){.pg = pg};
}

void pipeline_finish(struct pipeline *pipeline)
{
    free(pipeline->items.at);
    pg_rows_free(pipeline->held.rows);
    *pipeline = (struct pipeline){0};
}

static void push(struct pipeline *pipeline, struct pipeline_item item)
{
    /* the done ones in front are room to use again */
    if (pipeline->head > 0 && pipeline->items.count == pipeline->items.room) {
        pipeline->items.count -= pipeline->head;
        memmove(pipeline->items.at, pipeline->items.at + pipeline->head,
                pipeline->items.count * sizeof item);
        pipeline->head = 0;
    }
    *VEC_PUSH(&pipeline->items) = item;
}

static int statement_of(struct pipeline *pipeline, const char *sql)
{
    for (int i = 0; i < pipeline->statement_count; i++)
        if (pipeline->statement[i].sql == sql)
            return i;
    if (pipeline->statement_count == PIPELINE_STATEMENTS)
        abort(); /* a bug: question.sql must be a constant */
    pipeline->statement[pipeline->statement_count].sql = sql;
    return pipeline->statement_count++;
}

static void statement_name(int statement, char name[16])
{
    snprintf(name, 16, "s%d", statement);
}

bool pipeline_ask(struct pipeline *pipeline, const struct question *question, struct mono now)
{
    int statement = statement_of(pipeline, question->sql);
    bool ok = true;
    char name[16];
    statement_name(statement, name);
    if (!pipeline->statement[statement].is_prepared) {
        ok = pg_send_prepare(pipeline->pg, name, question->sql);
        pipeline->statement[statement].is_prepared = true;
        push(pipeline,
             (struct pipeline_item){.kind = ITEM_PREPARE, .statement = statement, .sent = now});
    }
    ok = ok && pg_send(pipeline->pg, name, question->params, question->count);
    push(pipeline, (struct pipeline_item){.kind = ITEM_QUESTION,
                                          .statement = statement,
                                          .is_joined = question->is_joined,
                                          .on_answer = question->on_answer,
                                          .ctx = question->ctx,
                                          .sent = now});
    if (!question->is_joined) {
        ok = ok && pg_send_sync(pipeline->pg);
        push(pipeline, (struct pipeline_item){.kind = ITEM_SYNC, .sent = now});
    }
    return ok;
}

/* One answer for the first open item. The callback may change the pipeline: nothing is held. */
static void deliver(struct pipeline *pipeline, const struct pg_rows *rows, const char *state)
{
    struct pipeline_item *item = &pipeline->items.at[pipeline->head];
    if (item->kind == ITEM_PREPARE && !rows)
        pipeline->statement[item->statement].is_prepared = false;
    bool is_first = !item->is_answered;
    item->is_answered = true;
    if (is_first && item->kind == ITEM_QUESTION && item->on_answer)
        item->on_answer(item->ctx, rows, state);
}

/* The rows of a question whose transaction ends with it wait for the sync. True: they were taken.
 */
static bool hold(struct pipeline *pipeline, struct pg_rows *rows)
{
    struct pipeline_item *item = &pipeline->items.at[pipeline->head];
    if (item->kind != ITEM_QUESTION || item->is_joined || item->is_answered)
        return false;
    item->is_answered = true;
    pipeline->held = (struct pipeline_held){rows, item->on_answer, item->ctx};
    return true;
}

static void release(struct pipeline *pipeline, bool is_committed, const char *state)
{
    struct pipeline_held held = pipeline->held;
    pipeline->held = (struct pipeline_held){0};
    if (held.rows && held.on_answer)
        held.on_answer(held.ctx, is_committed ? held.rows : NULL, state);
    pg_rows_free(held.rows);
}

/* The commit failed, or the backend was ended around it: then nobody knows. */
static void refuse_held(struct pipeline *pipeline, const struct pg_rows *answer)
{
    char state[8], why[256];
    snprintf(state, sizeof state, "%s", pg_answer_state(answer));
    pg_answer_error(answer, why, sizeof why);
    log_warning("database: %s (%s) at the commit", why, state);
    release(pipeline, false, strncmp(state, "57", 2) != 0 ? state : "");
}

static void refuse(struct pipeline *pipeline, const struct pg_rows *answer)
{
    char state[8], why[256];
    const struct pipeline_item *item = &pipeline->items.at[pipeline->head];
    snprintf(state, sizeof state, "%s", pg_answer_state(answer));
    pg_answer_error(answer, why, sizeof why);
    log_warning("database: %s (%s) at: %.60s", why, state,
                pipeline->statement[item->statement].sql);
    snprintf(pipeline->refused, sizeof pipeline->refused, "%s",
             item->kind == ITEM_PREPARE ? state : "");
    deliver(pipeline, NULL, state);
}

/* A question is skipped for what its own statement was refused for just before, or for what another
 * one was. */
static void skip(struct pipeline *pipeline)
{
    char state[sizeof pipeline->refused];
    bool is_question = pipeline->items.at[pipeline->head].kind == ITEM_QUESTION;
    snprintf(state, sizeof state, "%s",
             is_question && pipeline->refused[0] ? pipeline->refused : "25P02");
    pipeline->refused[0] = '\0';
    deliver(pipeline, NULL, state);
}

/* After a refusal the library leaves out the end of a statement if more was asked before it came:
 * the next answer, or the sync, then says that it is done. */
static void pass_answered(struct pipeline *pipeline)
{
    if (pipeline->items.at[pipeline->head].is_answered &&
        pipeline->head + 1 < pipeline->items.count)
        pipeline->head++;
}

static void pass_sync(struct pipeline *pipeline)
{
    size_t last = pipeline->items.count - 1;
    while (pipeline->head < last && pipeline->items.at[pipeline->head].kind != ITEM_SYNC)
        pipeline->head++;
    pipeline->head++;
}

/* Takes the rows if they are to be held, and then sets them to NULL. */
static bool take(struct pipeline *pipeline, enum pg_answer kind, struct pg_rows **rows)
{
    if (kind == PG_ANSWER_ROWS || kind == PG_ANSWER_ERROR || kind == PG_ANSWER_SKIPPED)
        pass_answered(pipeline);
    switch (kind) {
    case PG_ANSWER_ROWS:
        if (hold(pipeline, *rows))
            *rows = NULL;
        else
            deliver(pipeline, *rows, "");
        return true;
    case PG_ANSWER_ERROR:
        if (pipeline->held.rows)
            refuse_held(pipeline, *rows);
        else
            refuse(pipeline, *rows);
        return true;
    case PG_ANSWER_SKIPPED: skip(pipeline); return true;
    case PG_ANSWER_END: pipeline->head++; return true;
    case PG_ANSWER_SYNC:
        pass_sync(pipeline);
        release(pipeline, true, "");
        return true;
    case PG_ANSWER_NONE:
    case PG_ANSWER_LOST: return false;
    }
    return false;
}

bool pipeline_read(struct pipeline *pipeline, struct mono now)
{
    while (pipeline->pg && pipeline->head < pipeline->items.count) {
        struct pg_rows *rows;
        enum pg_answer kind = pg_next(pipeline->pg, &rows);
        if (kind == PG_ANSWER_NONE)
            return true;
        pipeline->progress = now;
        bool ok = take(pipeline, kind, &rows);
        pg_rows_free(rows);
        if (!ok)
            return false;
    }
    if (pipeline->head == pipeline->items.count)
        pipeline->head = pipeline->items.count = 0;
    return true;
}

void pipeline_fail(struct pipeline *pipeline)
{
    pipeline->pg = NULL;
    release(pipeline, false, "");
    while (pipeline->head < pipeline->items.count) {
        deliver(pipeline, NULL, "");
        pipeline->head++;
    }
}

size_t pipeline_open(const struct pipeline *pipeline)
{
    return pipeline->items.count - pipeline->head;
}

struct mono pipeline_waiting_since(const struct pipeline *pipeline)
{
    if (!pipeline_open(pipeline))
        return (struct mono){0};
    struct mono sent = pipeline->items.at[pipeline->head].sent;
    return sent.ns > pipeline->progress.ns ? sent : pipeline->progress;
}
