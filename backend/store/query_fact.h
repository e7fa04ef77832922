/* Facts out of text rows: which columns are asked for, and how they are read. */
#pragma once
#include "backend/store/pg.h"
#include "backend/store/query.h"

/* f is the fact. */
#define QUERY_FACT_COLUMNS                                                                         \
    "f.seq, (extract(epoch from f.at) * 1000000)::bigint, f.kind, f.node_id, f.device_id, "        \
    "f.point, f.command_id, f.old_value, f.new_value, f.who, f.code, f.text, n.code, d.code, "     \
    "f.detail->>'operator', (extract(epoch from f.stored) * 1000000)::bigint"
#define QUERY_FACT_COLUMN_COUNT 16
#define QUERY_FACT_FROM                                                                            \
    " from hd.fact f left join hd.node n on n.id = f.node_id "                                     \
    "left join hd.device d on d.id = f.device_id "
/* To be followed by "where …". */
#define QUERY_FACT_SELECT "select " QUERY_FACT_COLUMNS QUERY_FACT_FROM

void query_fact_take(const struct pg_rows *rows, int row, struct query_fact *out);
