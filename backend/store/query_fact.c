#include "backend/store/query_fact.h"

#include "backend/base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEQ,
    AT,
    KIND,
    NODE,
    DEVICE,
    POINT,
    COMMAND,
    OLD,
    NEW,
    WHO,
    CODE,
    TEXT,
    NODE_CODE,
    DEVICE_CODE,
    OPERATOR,
    STORED
};

static int64_t integer(const struct pg_rows *rows, int row, int column)
{
    return strtoll(pg_cell(rows, row, column), NULL, 10);
}

static double number(const struct pg_rows *rows, int row, int column)
{
    return pg_is_null(rows, row, column) ? NAN : strtod(pg_cell(rows, row, column), NULL);
}

static void text(const struct pg_rows *rows, int row, int column, char *out, size_t size)
{
    const char *cell = pg_cell(rows, row, column);
    text_clean(out, size, cell, strlen(cell));
}

void query_fact_take(const struct pg_rows *rows, int row, struct query_fact *out)
{
    struct fact *fact = &out->fact;
    text(rows, row, KIND, out->kind, sizeof out->kind);
    fact_init(fact, fact_kind_of(out->kind), (struct wall){integer(rows, row, AT)});
    out->stored = (struct wall){integer(rows, row, STORED)};
    fact->seq = integer(rows, row, SEQ);
    fact->node = (int32_t)integer(rows, row, NODE);
    fact->device = (int32_t)integer(rows, row, DEVICE);
    fact->command = integer(rows, row, COMMAND);
    fact->old_value = number(rows, row, OLD);
    fact->new_value = number(rows, row, NEW);
    text(rows, row, POINT, fact->point, sizeof fact->point);
    text(rows, row, WHO, fact->who, sizeof fact->who);
    text(rows, row, OPERATOR, fact->operator, sizeof fact->operator);
    text(rows, row, CODE, fact->code, sizeof fact->code);
    text(rows, row, TEXT, fact->text, sizeof fact->text);
    text(rows, row, NODE_CODE, out->node, sizeof out->node);
    text(rows, row, DEVICE_CODE, out->device, sizeof out->device);
}
