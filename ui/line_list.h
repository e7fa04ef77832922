/* The rows of the lines' screen: what the collector counts of each line to the controllers, in the
 * order that is chosen, as far as it fits what was typed. Pure. */
#pragma once
#include "backend/base/vec.h"
#include "backend/core/desk.h"
#include "backend/core/site.h"

/* Columns of DESK_LIST_LINES. */
enum line_column {
    LINE_STATE,
    LINE_ENDPOINT,
    LINE_NODE,
    LINE_PLACE,
    LINE_UNITS,
    LINE_LOST,
    LINE_FAILED, /* percent of the last minute's requests, exceptions among them; "" = none */
    LINE_RTT_MS,
    LINE_MOST_MS,
    LINE_ROUND_MS,
    LINE_REQUESTS,
    LINE_TIMEOUTS,
    LINE_EXCEPTIONS,
    LINE_BROKEN,
    LINE_CONNECTS,
    LINE_SINCE,
    LINE_AT,
    LINE_COLLECTOR,
    LINE_UP,
    LINE_NODE_ID,
};

enum line_order { LINES_BY_TROUBLE, LINES_BY_RTT, LINES_BY_ROUND, LINES_BY_PLACE };
#define LINE_ORDER_COUNT 4

/* Embedded; line_list_finish() frees. */
struct line_list {
    struct desk_table table; /* the worst first */
    VEC(int) row;            /* rows of the table, in order */
    enum line_order order;
    char filter[80];
    int troubled; /* in the whole table */
};

void line_list_finish(struct line_list *list);
/* Copies the table, or keeps what it has if that one is lost. */
void line_list_take(struct line_list *list, const struct desk_table *table,
                    const struct site *site);
void line_list_set_order(struct line_list *list, enum line_order order, const struct site *site);
/* Fits: endpoint, state, code, name or pinyin initials of the place. */
void line_list_set_filter(struct line_list *list, const char *filter, const struct site *site);
/* Whether a line in that state wants a look: of an old one nothing is known. */
bool line_list_is_trouble(const char *state);
const char *line_list_cell(const struct line_list *list, int row, enum line_column column);
double line_list_number(const struct line_list *list, int row, enum line_column column);
/* The same as long as the line is; never 0. */
int64_t line_list_key(const struct line_list *list, int row);
/* When the oldest of them was told; us 0 = there is none. */
struct wall line_list_told(const struct line_list *list);
