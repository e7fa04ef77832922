#include "backend/store/query_desk.h"

#include "backend/store/desk_sql.h"
#include "backend/store/right.h"

#include <stdio.h>

#define TRIES 3

bool query_desk(const char *conninfo, const struct desk_request *request, struct desk_answer *out,
                char *why, size_t size)
{
    struct desk_params params;
    bool is_answered = false;
    desk_params_init(&params, request);
    for (int i = 0; i < TRIES && !is_answered; i++) {
        struct pg *pg = pg_open(conninfo, "heatdesk", why, size);
        struct pg_rows *rows =
            pg ? pg_ask(pg, desk_sql(request->call), params.param, DESK_PARAMS, why, size) : NULL;
        const char *state = pg ? pg_state(pg) : "";
        is_answered = rows || state[0];
        if (is_answered)
            desk_answer_fill(out, request, rows, state);
        if (is_answered && !rows) { /* the database's own sentence */
            right_explain(conninfo, why, size);
            snprintf(out->why, sizeof out->why, "%.95s", why);
        }
        if (rows)
            pg_rows_free(rows);
        pg_close(pg);
    }
    desk_params_finish(&params);
    return is_answered;
}

bool query_list(const char *conninfo, enum desk_list list, int64_t id, int32_t node, double number,
                const char *text, struct desk_table *out, char *why, size_t size)
{
    struct desk_list_params params;
    struct pg *pg = pg_open(conninfo, "heatdesk", why, size);
    desk_list_params(&params, id, node, number, text);
    struct pg_rows *rows =
        pg ? pg_ask(pg, desk_list_sql(list), params.param, DESK_LIST_PARAMS, why, size) : NULL;
    desk_table_fill(out, rows);
    if (rows)
        pg_rows_free(rows);
    pg_close(pg);
    return !out->is_lost;
}
