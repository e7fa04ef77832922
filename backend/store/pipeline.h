/* Questions and answers over one live connection, in order, each statement prepared once. Knows
 * nothing of loops or of connecting: session.c does. */
#pragma once
#include "backend/base/vec.h"
#include "backend/store/pg.h"

/* Called once for each question. With rows: done and committed; those of a joined question (see
 * below) come before that. rows NULL: not done; `state` is the SQLSTATE of the refusal, or "" if
 * the connection was lost, so that nobody knows. The rows live until it returns. */
typedef void pipeline_answered(void *ctx, const struct pg_rows *rows, const char *state);

struct question {
    const char *sql; /* a constant text: known by its address */
    const struct pg_param *params;
    int count;
    bool is_joined;               /* stands or falls with the next question: one transaction */
    pipeline_answered *on_answer; /* may be NULL */
    void *ctx;
};

struct pipeline_item {
    enum { ITEM_PREPARE, ITEM_QUESTION, ITEM_SYNC } kind;
    int statement;
    bool is_answered, is_joined;
    pipeline_answered *on_answer;
    void *ctx;
    struct mono sent;
};

/* An answer that waits for the commit of its transaction: a backend that is ended before that has
 * sent the rows all the same. */
struct pipeline_held {
    struct pg_rows *rows; /* owned; NULL = none waits */
    pipeline_answered *on_answer;
    void *ctx;
};

/* Different constants that one program may ask: a console knows some sixty. */
#define PIPELINE_STATEMENTS 256

struct pipeline {
    struct pg *pg;                   /* not owned; NULL = lost */
    VEC(struct pipeline_item) items; /* those before `head` are done */
    size_t head;
    struct pipeline_held held;
    struct {
        const char *sql;
        bool is_prepared;
    } statement[PIPELINE_STATEMENTS];
    int statement_count;
    char refused[8];      /* why the last statement could not be prepared, until it is told */
    struct mono progress; /* when an answer last came */
};

void pipeline_init(struct pipeline *pipeline, struct pg *pg);
void pipeline_finish(struct pipeline *pipeline); /* calls nobody */

/* False if the connection turned out to be lost; then on_answer will be called by pipeline_fail().
 */
bool pipeline_ask(struct pipeline *pipeline, const struct question *question, struct mono now);
/* Delivers what has come. False if the connection is lost. A callback may ask more, and may
 * call pipeline_finish(). */
bool pipeline_read(struct pipeline *pipeline, struct mono now);
/* Answers all that is open with "lost". */
void pipeline_fail(struct pipeline *pipeline);

/* Questions not yet answered. */
size_t pipeline_open(const struct pipeline *pipeline);
/* Since when the first of them has been waiting; ns 0 = none is. */
struct mono pipeline_waiting_since(const struct pipeline *pipeline);
