/* The steps of the plans of all outages, read with the outages themselves. */
#include "backend/base/alloc.h"
#include "backend/base/text.h"
#include "backend/core/outage.h"
#include "backend/store/feed_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void cell_text(const struct desk_table *table, int row, int column, char *out, size_t size)
{
    const char *text = desk_cell(table, row, column);
    text_clean(out, size, text, strlen(text));
}
#define CELL_TEXT(column, member) cell_text(table, row, column, member, sizeof member)

static void take_step(const struct desk_table *table, int row, struct outage_step *out)
{
    *out = (struct outage_step){.outage = strtoll(desk_cell(table, row, 0), NULL, 10),
                                .n = (int32_t)strtol(desk_cell(table, row, 1), NULL, 10),
                                .due = fact_wall(desk_cell_number(table, row, 5)),
                                .done = fact_wall(desk_cell_number(table, row, 6))};
    CELL_TEXT(2, out->text);
    CELL_TEXT(3, out->text_en);
    CELL_TEXT(4, out->who);
    CELL_TEXT(7, out->done_by);
}

static void on_steps(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    struct feed *feed = ctx;
    (void)list, (void)id;
    if (table->is_lost || !feed->site)
        return;
    struct outage_step *steps = alloc_array((size_t)table->rows + 1, sizeof *steps);
    for (int row = 0; row < table->rows; row++)
        take_step(table, row, &steps[row]);
    site_put_outage_steps(feed->site, steps, (size_t)table->rows);
    free(steps);
    feed_tell(feed);
}

void feed_read_steps(struct feed *feed)
{
    feed_ask_list(feed, DESK_LIST_STEPS, 0, 0, NAN, NULL, on_steps, feed);
}
