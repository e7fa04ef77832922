/* The statements behind core/desk.h, for the console's feed and for the command line alike. */
#pragma once
#include "backend/core/desk.h"
#include "backend/store/binary.h"

/* A request's parameters: they borrow from it. */
#define DESK_PARAMS 11
struct desk_params {
    struct pg_param param[DESK_PARAMS];
    unsigned char client[16]; /* the same one asked twice is one deed */
    struct scalar id, node, at, number, other;
    struct array names, values;
};
void desk_params_init(struct desk_params *params, const struct desk_request *request);
void desk_params_finish(struct desk_params *params);
/* Answers one row; columns are text, so that both forms of an answer are read alike. */
const char *desk_sql(enum desk_call call);
/* `state` is the SQLSTATE of a question that failed, "" when the connection went away. */
void desk_answer_fill(struct desk_answer *answer, const struct desk_request *request,
                      const struct pg_rows *rows, const char *state);

#define DESK_LIST_PARAMS 4
struct desk_list_params {
    struct pg_param param[DESK_LIST_PARAMS];
    struct scalar id, node, number;
};
void desk_list_params(struct desk_list_params *params, int64_t id, int32_t node, double number,
                      const char *text);
const char *desk_list_sql(enum desk_list list); /* all columns are text */
/* `rows` NULL: lost. */
void desk_table_fill(struct desk_table *table, const struct pg_rows *rows);
