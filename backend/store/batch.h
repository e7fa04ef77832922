/* Many rows for one statement, each column an array parameter: unnest($1::int[], $2::text[] …). */
#pragma once
#include "backend/store/pg.h"

#include <stdio.h>

#define BATCH_COLUMNS_MOST 24
#define BATCH_ROWS         5000 /* enough for one statement */

/* Embedded; batch_init() … batch_finish(). */
struct batch {
    int columns, rows;
    FILE *out[BATCH_COLUMNS_MOST];
    char *text[BATCH_COLUMNS_MOST];
    size_t length[BATCH_COLUMNS_MOST];
};

void batch_init(struct batch *batch, int columns);
/* A row's cells, all columns of a row before the next row. */
void batch_text(struct batch *batch, int column, const char *text);
void batch_integer(struct batch *batch, int column, int64_t value);
void batch_row(struct batch *batch); /* ends the row */

/* Runs `sql` with the rows held, if any, and empties the batch. False with `why`. */
bool batch_run(struct batch *batch, struct pg *pg, const char *sql, char *why, size_t size);
/* The same for what answers with rows (the caller's to free), with one more parameter before the
 * columns'; NULL with `why`, or when no row is held. */
struct pg_rows *batch_ask(struct batch *batch, struct pg *pg, const char *sql,
                          const struct pg_param *before, char *why, size_t size);
void batch_finish(struct batch *batch);
