#include "backend/store/feed_ask.h"
#include "backend/base/alloc.h"
#include "backend/base/msgid.h"
#include "backend/base/uuid.h"
#include "backend/store/binary.h"
#include "backend/store/snapshot.h"
#include "backend/store/trend.h"

#include <stdlib.h>
#include <string.h>

struct setpoint_question {
    void (*on_done)(void *ctx, bool ok, int64_t command, const char *code, const char *sentence);
    void *ctx;
};

static void on_setpoint(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct setpoint_question *question = ctx;
    char code[FACT_CODE_SIZE], sentence[256];
    if (rows && pg_rows_count(rows) == 1) {
        binary_text(rows, 0, 2, code, sizeof code);
        binary_text(rows, 0, 3, sentence, sizeof sentence);
        question->on_done(question->ctx, binary_int(rows, 0, 1) != 0, binary_int(rows, 0, 0), code,
                          sentence);
    } else if (!strcmp(state, "42501")) { /* who only looks may not even ask */
        question->on_done(question->ctx, false, 0, refusal_name(REFUSAL_RIGHT),
                          refusal_sentence(REFUSAL_RIGHT));
    } else {
        question->on_done(question->ctx, false, 0, "",
                          state[0] ? MSGID("The database did not take the order.")
                                   : MSGID("The database went away; the journal will tell whether "
                                           "the order was taken."));
    }
    free(question);
}

void feed_ask_setpoint(struct feed *feed, const struct setpoint_request *request,
                       void (*on_done)(void *ctx, bool ok, int64_t command, const char *code,
                                       const char *sentence),
                       void *ctx)
{
    struct setpoint_question *question = alloc_new(sizeof *question);
    unsigned char client[16];
    struct scalar device, seen, wanted;
    uuid_make(client);
    *question = (struct setpoint_question){.on_done = on_done, .ctx = ctx};
    const struct pg_param params[] = {
        param_bytes(client, sizeof client),
        param_int4(&device, request->device_id),
        PG_TEXT(request->point),
        param_float8(&seen, request->seen),
        param_float8(&wanted, request->wanted),
        PG_TEXT(request->reason ? request->reason : ""),
    };
    if (session_ask(feed_session(feed),
                    &(struct question){.sql = "select command_id, is_ok, code, sentence"
                                              " from hd.setpoint_ask($1::uuid, $2::int,"
                                              " $3, $4::float8, $5::float8, $6)",
                                       .params = params,
                                       .count = 6,
                                       .on_answer = on_setpoint,
                                       .ctx = question}))
        return;
    on_done(ctx, false, 0, "", MSGID("The database is away: nothing was asked."));
    free(question);
}

struct alarm_question {
    struct alarm_answer answer;
    void (*on_done)(void *ctx, const struct alarm_answer *answer);
    void *ctx;
};

/* A row an alarm, or one for the node: was it done, else why not, by whom and when before. */
static void add_alarm(struct alarm_answer *answer, const struct pg_rows *rows, int row)
{
    char code[FACT_CODE_SIZE];
    if (binary_int(rows, row, 0)) {
        answer->done++;
        return;
    }
    if (answer->refused++)
        return;
    binary_text(rows, row, 1, code, sizeof code);
    answer->refusal = alarm_refusal_of(code);
    binary_text(rows, row, 2, answer->who, sizeof answer->who);
    answer->at = binary_wall(rows, row, 3);
}

static void on_alarm(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct alarm_question *question = ctx;
    struct alarm_answer *answer = &question->answer;
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        add_alarm(answer, rows, i);
    if (!rows) {
        answer->refused = 1;
        answer->refusal = !state[0]                 ? DEED_REFUSED_LOST
                          : !strcmp(state, "42501") ? DEED_REFUSED_RIGHT
                                                    : DEED_REFUSED_KIND;
    }
    question->on_done(question->ctx, answer);
    free(question);
}

void feed_ask_alarm(struct feed *feed, const struct alarm_ask *ask,
                    void (*on_done)(void *ctx, const struct alarm_answer *answer), void *ctx)
{
    struct alarm_question *question = alloc_new(sizeof *question);
    struct array ids = {0};
    struct scalar node, minutes, one_shot;
    unsigned char client[16];
    uuid_make(client);
    array_begin(&ids, ELEMENT_INT8);
    for (size_t i = 0; i < ask->count && i < ALARM_DEED_MOST; i++)
        array_int8(&ids, ask->id[i]);
    *question = (struct alarm_question){{.deed = ask->deed}, on_done, ctx};
    const struct pg_param params[] = {
        param_bytes(client, sizeof client),
        PG_TEXT(alarm_deed_name(ask->deed)),
        array_param(&ids),
        param_int4(&node, ask->node),
        param_int4(&minutes, ask->minutes),
        param_bool(&one_shot, ask->is_one_shot),
        PG_TEXT(ask->text ? ask->text : ""),
    };
    bool is_asked =
        session_ask(feed_session(feed),
                    &(struct question){.sql = "select is_ok, code, who, at"
                                              " from hd.alarm_ask($1::uuid, $2, $3::bigint[],"
                                              " $4::int, $5::int, $6::boolean, $7)",
                                       .params = params,
                                       .count = 7,
                                       .on_answer = on_alarm,
                                       .ctx = question});
    array_finish(&ids);
    if (is_asked)
        return;
    question->answer.refused = 1;
    question->answer.refusal = DEED_REFUSED_AWAY;
    on_done(ctx, &question->answer);
    free(question);
}

struct facts_question {
    void (*on_done)(void *ctx, const struct fact *facts, size_t count);
    void *ctx;
};

static void on_facts(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct facts_question *question = ctx;
    size_t count = rows ? (size_t)pg_rows_count(rows) : 0;
    struct fact *facts = alloc_array(count ? count : 1, sizeof *facts);
    (void)state;
    for (size_t i = 0; i < count; i++)
        snapshot_fact(rows, (int)i, &facts[i]);
    question->on_done(question->ctx, facts, count);
    free(facts);
    free(question);
}

void feed_ask_facts(struct feed *feed, int64_t before_seq, size_t count,
                    void (*on_done)(void *ctx, const struct fact *facts, size_t count), void *ctx)
{
    struct facts_question *question = alloc_new(sizeof *question);
    struct scalar before, most;
    *question = (struct facts_question){.on_done = on_done, .ctx = ctx};
    const struct pg_param params[] = {param_int8(&before, before_seq),
                                      param_int4(&most, (int32_t)(count < 10000 ? count : 10000))};
    if (session_ask(feed_session(feed),
                    &(struct question){.sql = "select " FACT_COLUMNS
                                              " from hd.fact where seq < $1::bigint"
                                              " order by seq desc limit $2::int",
                                       .params = params,
                                       .count = 2,
                                       .on_answer = on_facts,
                                       .ctx = question}))
        return;
    on_done(ctx, NULL, 0);
    free(question);
}

struct trend_question {
    struct trend trend;
    bool is_span;
    trend_function *on_done;
    void *ctx;
};

static void on_trend(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct trend_question *question = ctx;
    (void)state;
    for (int i = 0; rows && i < pg_rows_count(rows); i++)
        (question->is_span ? trend_add_span : trend_add_chunk)(&question->trend, rows, i);
    const struct trend_slot *slots = trend_slots(&question->trend);
    question->on_done(question->ctx, slots, rows ? question->trend.count : 0);
    trend_finish(&question->trend);
    free(question);
}

void feed_ask_trend(struct feed *feed, int32_t device_id, const char *point, struct wall from,
                    struct wall to, size_t count, trend_function *on_done, void *ctx)
{
    struct trend_question *question = alloc_new(sizeof *question);
    struct scalar device, t_from, t_to;
    const struct pg_param params[] = {param_int4(&device, device_id), PG_TEXT(point),
                                      param_wall(&t_from, from), param_wall(&t_to, to)};
    *question = (struct trend_question){
        .is_span = trend_wants_spans(from, to, count), .on_done = on_done, .ctx = ctx};
    trend_init(&question->trend, from, to, count);
    if (session_ask(feed_session(feed),
                    &(struct question){.sql = question->is_span ? TREND_SPAN_SQL : TREND_CHUNK_SQL,
                                       .params = params,
                                       .count = 4,
                                       .on_answer = on_trend,
                                       .ctx = question}))
        return;
    on_done(ctx, NULL, 0);
    trend_finish(&question->trend);
    free(question);
}
