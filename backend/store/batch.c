#include "backend/store/batch.h"

#include "backend/base/alloc.h"

#include <inttypes.h>
#include <stdlib.h>

static void open_column(struct batch *batch, int column)
{
    batch->out[column] = open_memstream(&batch->text[column], &batch->length[column]);
    if (!batch->out[column])
        abort();
    putc('{', batch->out[column]);
}

void batch_init(struct batch *batch, int columns)
{
    *batch = (struct batch){.columns = columns};
    for (int i = 0; i < columns; i++)
        open_column(batch, i);
}

void batch_text(struct batch *batch, int column, const char *text)
{
    FILE *out = batch->out[column];
    fputs(batch->rows > 0 ? ",\"" : "\"", out);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putc('\\', out);
        putc(*text, out);
    }
    putc('"', out);
}

void batch_integer(struct batch *batch, int column, int64_t value)
{
    fprintf(batch->out[column], batch->rows > 0 ? ",%" PRId64 : "%" PRId64, value);
}

void batch_row(struct batch *batch)
{
    batch->rows++;
}

struct pg_rows *batch_ask(struct batch *batch, struct pg *pg, const char *sql,
                          const struct pg_param *before, char *why, size_t size)
{
    struct pg_param params[1 + BATCH_COLUMNS_MOST];
    int columns = batch->columns, rows = batch->rows, first = before ? 1 : 0;
    if (before)
        params[0] = *before;
    for (int i = 0; i < columns; i++) {
        putc('}', batch->out[i]);
        if (fclose(batch->out[i]) != 0)
            abort();
        params[first + i] = PG_TEXT(batch->text[i]);
    }
    struct pg_rows *answer = rows > 0 ? pg_ask(pg, sql, params, first + columns, why, size) : NULL;
    for (int i = 0; i < columns; i++)
        free(batch->text[i]);
    batch_init(batch, columns);
    return answer;
}

bool batch_run(struct batch *batch, struct pg *pg, const char *sql, char *why, size_t size)
{
    bool is_empty = batch->rows == 0;
    struct pg_rows *answer = batch_ask(batch, pg, sql, NULL, why, size);
    pg_rows_free(answer);
    return is_empty || answer;
}

void batch_finish(struct batch *batch)
{
    for (int i = 0; i < batch->columns; i++) {
        fclose(batch->out[i]);
        free(batch->text[i]);
    }
    *batch = (struct batch){0};
}
