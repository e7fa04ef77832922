#include "ui/line_list.h"

#include "backend/base/text.h"
#include "backend/core/lookup.h"
#include "ui/desk_state.h"
#include "ui/outline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void line_list_finish(struct line_list *list)
{
    desk_table_finish(&list->table);
    free(list->row.at);
    *list = (struct line_list){0};
}

const char *line_list_cell(const struct line_list *list, int row, enum line_column column)
{
    return row >= 0 && (size_t)row < list->row.count
               ? desk_cell(&list->table, list->row.at[row], (int)column)
               : "";
}

double line_list_number(const struct line_list *list, int row, enum line_column column)
{
    return row >= 0 && (size_t)row < list->row.count
               ? desk_cell_number(&list->table, list->row.at[row], (int)column)
               : NAN;
}

int64_t line_list_key(const struct line_list *list, int row)
{
    return (int64_t)lookup_hash_text(line_list_cell(list, row, LINE_ENDPOINT)) + 1;
}

static bool fits(const struct line_list *list, const struct site *site, int row)
{
    static const enum line_column texts[] = {LINE_ENDPOINT, LINE_STATE, LINE_NODE, LINE_PLACE};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (text_contains(desk_cell(&list->table, row, (int)texts[i]), list->filter))
            return true;
    double id = desk_cell_number(&list->table, row, LINE_NODE_ID);
    int32_t node = site && id > 0 ? site_node_of_id(site, (int32_t)id) : -1;
    return node >= 0 && outline_matches(&site->node[node], list->filter);
}

/* What is no number comes last. */
static int by_number(const struct desk_table *table, int a, int b, enum line_column column)
{
    double one = desk_cell_number(table, a, (int)column);
    double other = desk_cell_number(table, b, (int)column);
    one = isnan(one) ? -1 : one;
    other = isnan(other) ? -1 : other;
    return (one < other) - (one > other);
}

static int compare(const void *a, const void *b, void *ctx)
{
    const struct line_list *list = ctx;
    const struct desk_table *table = &list->table;
    int one = *(const int *)a, other = *(const int *)b, order = 0;
    switch (list->order) {
    case LINES_BY_TROUBLE: break;
    case LINES_BY_RTT: order = by_number(table, one, other, LINE_RTT_MS); break;
    case LINES_BY_ROUND: order = by_number(table, one, other, LINE_ROUND_MS); break;
    case LINES_BY_PLACE:
        order = strcmp(desk_cell(table, one, LINE_NODE), desk_cell(table, other, LINE_NODE));
        break;
    }
    return order ? order : one - other;
}

bool line_list_is_trouble(const char *state)
{
    return strcmp(state, "good") != 0 && strcmp(state, "old") != 0;
}

static void build(struct line_list *list, const struct site *site)
{
    list->row.count = 0;
    list->troubled = 0;
    for (int row = 0; row < list->table.rows; row++) {
        list->troubled += line_list_is_trouble(desk_cell(&list->table, row, LINE_STATE));
        if (!list->filter[0] || fits(list, site, row))
            *VEC_PUSH(&list->row) = row;
    }
    if (list->row.count)
        qsort_r(list->row.at, list->row.count, sizeof *list->row.at, compare, list);
}

void line_list_take(struct line_list *list, const struct desk_table *table, const struct site *site)
{
    if (table->is_lost)
        return;
    desk_state_keep(&list->table, table);
    build(list, site);
}

void line_list_set_order(struct line_list *list, enum line_order order, const struct site *site)
{
    list->order = order;
    build(list, site);
}

void line_list_set_filter(struct line_list *list, const char *filter, const struct site *site)
{
    snprintf(list->filter, sizeof list->filter, "%s", filter);
    build(list, site);
}

struct wall line_list_told(const struct line_list *list)
{
    double oldest = NAN;
    for (int row = 0; row < list->table.rows; row++)
        oldest = fmin(oldest, desk_cell_number(&list->table, row, LINE_AT));
    return isnan(oldest) ? (struct wall){0} : (struct wall){(int64_t)(oldest * 1e6)};
}
