/* What happened, on the time axis and in words (rows_trend.h). */
#include "backend/core/alarm.h"
#include "backend/core/fact.h"
#include "ui/lang.h"
#include "ui/rows_trend.h"
#include "ui/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Signs by rank: what a cell shows when several things happened in it. */
static const struct {
    enum fact_kind kind;
    char sign;
} signs[] = {
    {FACT_ALARM_RAISED, '!'},    {FACT_OUTAGE_STARTED, 'O'},   {FACT_COMMAND_FAILED, 'x'},
    {FACT_CHANGED_OUTSIDE, '*'}, {FACT_COMMAND_VERIFIED, 'w'}, {FACT_TICKET_OPENED, 'T'},
    {FACT_OUTAGE_RESTORED, 'o'}, {FACT_DEVICE_LOST, '/'},
};
#define SIGN_COUNT ((int)(sizeof signs / sizeof *signs))

static int rank_of(const char *kind)
{
    for (int i = 0; i < SIGN_COUNT; i++)
        if (!strcmp(fact_kind_name(signs[i].kind), kind))
            return i;
    return SIGN_COUNT;
}

struct window {
    struct wall from, to;
    int64_t cell;
};

static struct window window_of(const struct trend_look *look)
{
    struct window window;
    trend_view_window(look->view, look->world->now, &window.from, &window.to);
    window.cell = 2 * trend_view_slot_us(look->view);
    return window;
}

/* The column of a mark; -1 = not in the window. */
static int column_of(const struct trend_look *look, const struct window *window, int mark)
{
    int64_t at = (int64_t)(desk_cell_number(&look->view->marks, mark, MARK_AT) * 1e6);
    if (at < window->from.us || at >= window->to.us)
        return -1;
    return (int)((at - window->from.us) / window->cell);
}

void rows_trend_marks(const struct trend_look *look, struct row *out)
{
    struct window window = window_of(look);
    char line[TREND_SLOTS / 2 + 1];
    int columns = trend_plot_cells(look->cells), best[TREND_SLOTS / 2];
    memset(line, ' ', sizeof line);
    for (int i = 0; i < columns; i++)
        best[i] = SIGN_COUNT;
    for (int i = 0; i < look->view->marks.rows; i++) {
        int x = column_of(look, &window, i);
        int rank = rank_of(desk_cell(&look->view->marks, i, MARK_KIND));
        if (x < 0 || x >= columns || rank >= best[x])
            continue;
        best[x] = rank;
        line[x] = signs[rank].sign;
    }
    line[columns] = '\0';
    row_space(out, TREND_GUTTER);
    row_add(out, STYLE_EMPHASIS, line);
    row_cut(out, look->cells);
}

static void fact_of(const struct desk_table *table, int row, struct fact *out)
{
    const char *kind = desk_cell(table, row, MARK_KIND);
    *out = (struct fact){
        .seq = strtoll(desk_cell(table, row, MARK_SEQ), NULL, 10),
        .at = {(int64_t)(desk_cell_number(table, row, MARK_AT) * 1e6)},
        .kind = fact_kind_of(kind),
        .node = (int32_t)strtol(desk_cell(table, row, MARK_NODE), NULL, 10),
        .device = (int32_t)strtol(desk_cell(table, row, MARK_DEVICE), NULL, 10),
        .command = strtoll(desk_cell(table, row, MARK_NUMBER), NULL, 10),
        .old_value = desk_cell_number(table, row, MARK_OLD),
        .new_value = desk_cell_number(table, row, MARK_NEW),
    };
    snprintf(out->point, sizeof out->point, "%s", desk_cell(table, row, MARK_POINT));
    snprintf(out->who, sizeof out->who, "%s", desk_cell(table, row, MARK_WHO));
    snprintf(out->code, sizeof out->code, "%s", desk_cell(table, row, MARK_CODE));
    snprintf(out->text, sizeof out->text, "%s", desk_cell(table, row, MARK_TEXT));
}

static void event_row(const struct trend_look *look, int mark, struct row *out)
{
    struct fact fact;
    char at[24], text[600];
    int rank = rank_of(desk_cell(&look->view->marks, mark, MARK_KIND));
    fact_of(&look->view->marks, mark, &fact);
    wall_text(fact.at, at, sizeof at);
    sentence_fact(look->world->site, &fact, text, sizeof text);
    row_addf(out, STYLE_EMPHASIS, " %c ", rank < SIGN_COUNT ? signs[rank].sign : ' ');
    row_addf(out, STYLE_DIM, "%s ", at + 5);
    row_add(out, STYLE_TEXT, text);
    row_addf(out, STYLE_DIM, "  %s", fact.who);
    row_fit(out, look->cells);
}

int rows_trend_events(const struct trend_look *look, struct row *out, int most)
{
    struct window window = window_of(look);
    struct wall at = trend_view_moment(look->view, look->world->now);
    int here = (int)((at.us - window.from.us) / window.cell), count = 0, all = 0;
    for (int i = 0; i < look->view->marks.rows; i++) {
        int x = column_of(look, &window, i);
        all += x >= 0;
        if (x != here || count == most)
            continue;
        row_clear(&out[count]);
        event_row(look, i, &out[count++]);
    }
    if (count || most < 1)
        return count;
    row_clear(&out[0]);
    if (all)
        row_addf(&out[0], STYLE_DIM,
                 _(" %d marks: ! alarm, w set-point, * changed outside, T ticket, "
                   "O outage; n next, N before"),
                 all);
    row_fit(&out[0], look->cells);
    return 1;
}
