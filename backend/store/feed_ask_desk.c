#include "backend/base/alloc.h"
#include "backend/store/desk_sql.h"
#include "backend/store/feed_ask.h"

#include <stdlib.h>
#include <string.h>

struct desk_question {
    struct desk_request request; /* only what the answer repeats of it */
    char deed[16];
    desk_answer_function *on_done;
    void *ctx;
};

static void on_answer(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct desk_question *question = ctx;
    struct desk_answer answer;
    desk_answer_fill(&answer, &question->request, rows, state);
    question->on_done(question->ctx, &answer);
    free(question);
}

void feed_ask_desk(struct feed *feed, const struct desk_request *request,
                   desk_answer_function *on_done, void *ctx)
{
    struct desk_question *question = alloc_new(sizeof *question);
    struct desk_params params;
    *question = (struct desk_question){.on_done = on_done, .ctx = ctx};
    strncpy(question->deed, request->deed ? request->deed : "", sizeof question->deed - 1);
    question->request =
        (struct desk_request){.call = request->call, .deed = question->deed, .id = request->id};
    desk_params_init(&params, request);
    bool is_asked =
        session_ask(feed_session(feed), &(struct question){.sql = desk_sql(request->call),
                                                           .params = params.param,
                                                           .count = DESK_PARAMS,
                                                           .on_answer = on_answer,
                                                           .ctx = question});
    desk_params_finish(&params);
    if (is_asked)
        return;
    struct desk_answer away;
    desk_answer_fill(&away, &question->request, NULL, "");
    memcpy(away.code, "away", sizeof "away");
    on_done(ctx, &away);
    free(question);
}

struct list_question {
    enum desk_list list;
    int64_t id;
    desk_table_function *on_done;
    void *ctx;
};

static void on_list(void *ctx, const struct pg_rows *rows, const char *state)
{
    struct list_question *question = ctx;
    struct desk_table table;
    (void)state;
    desk_table_fill(&table, rows);
    question->on_done(question->ctx, question->list, question->id, &table);
    desk_table_finish(&table);
    free(question);
}

void feed_ask_list(struct feed *feed, enum desk_list list, int64_t id, int32_t node, double number,
                   const char *text, desk_table_function *on_done, void *ctx)
{
    struct list_question *question = alloc_new(sizeof *question);
    struct desk_list_params params;
    *question = (struct list_question){.list = list, .id = id, .on_done = on_done, .ctx = ctx};
    desk_list_params(&params, id, node, number, text);
    if (session_ask(feed_session(feed), &(struct question){.sql = desk_list_sql(list),
                                                           .params = params.param,
                                                           .count = DESK_LIST_PARAMS,
                                                           .on_answer = on_list,
                                                           .ctx = question}))
        return;
    struct desk_table lost = {.is_lost = true};
    on_done(ctx, list, id, &lost);
    free(question);
}
