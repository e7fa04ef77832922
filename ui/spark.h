/* The last day of one point as a spark line: which point it is of, and what was read of it. Whoever
 * shows it says so each turn; it is read again every few minutes. */
#pragma once
#include "backend/base/clock.h"
#include "backend/core/site.h"
#include "backend/core/trend.h"
#include "ui/row.h"

#include <stddef.h>
#include <stdint.h>

#define SPARK_SLOTS 48 /* half an hour each */

struct console;

struct spark {         /* all zero: of nothing */
    int32_t device_id; /* 0 = of nothing */
    char point[POINT_ID_SIZE];
    double mean[SPARK_SLOTS];
    size_t count;
    struct mono asked; /* ns 0 = not yet */
    int64_t serial;    /* of the question asked last */
};

/* Of a circuit's supply temperature, or its station's (index of the node; circuit 0 = the first).
 * What it was of before stays if the place has none: false. */
bool spark_choose(struct spark *spark, const struct site *site, int32_t station, int circuit);
void spark_again(struct spark *spark); /* reads at the next turn */
/* For each turn in which it is seen. */
void spark_turn(struct spark *spark, struct console *console);
/* False if the answer is to another question. */
bool spark_take(struct spark *spark, int64_t serial, const struct trend_slot *slot, size_t count);
/* One row; empty if it is of nothing. */
void spark_row(const struct spark *spark, const struct console *console, int cells,
               struct row *out);
