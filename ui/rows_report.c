#include "ui/rows_report.h"

#include "ui/lang.h"
#include "ui/rows_alarm.h"

#include <stdio.h>
#include <string.h>

#define VALUE_CELLS   10
#define TARGET_CELLS  9
#define VERDICT_CELLS 5
#define NUMBERS_CELLS (VALUE_CELLS + 2 + TARGET_CELLS + 1 + VERDICT_CELLS)
#define LABEL_MOST    64 /* farther from its number the eye would lose the line */

int rows_report_count(const struct query_report *report)
{
    return (int)(alarm_report_figures() + (report->actor_count ? 1 + report->actor_count : 0));
}

int rows_report_actor(const struct query_report *report, int at)
{
    int index = at - (int)alarm_report_figures() - 1;
    return index >= 0 && index < (int)report->actor_count ? index : -1;
}

struct line {
    const char *label, *value, *target, *verdict;
    enum style style; /* of value and verdict */
};

static void put(const struct report_look *look, const struct line *line, int at, struct row *out)
{
    bool is_split = rows_alarm_lines(look->cells) > 1;
    int label = look->cells - NUMBERS_CELLS - 2;
    if (!is_split)
        row_space(out, 1);
    if (at == 0)
        row_left(out, STYLE_TEXT, line->label,
                 is_split             ? look->cells
                 : label > LABEL_MOST ? LABEL_MOST
                                      : label);
    if (is_split != (at > 0))
        return;
    if (is_split)
        row_space(out, 6);
    row_right(out, line->style, line->value, VALUE_CELLS);
    row_space(out, 2);
    row_left(out, STYLE_DIM, line->target, TARGET_CELLS);
    row_space(out, 1);
    row_add(out, line->style, line->verdict);
}

static void figure_row(const struct report_look *look, size_t index, int at, struct row *out)
{
    struct alarm_report_figure figure = alarm_report_figure(look->report, index);
    bool is_off = *figure.verdict && strcmp(figure.verdict, "ok");
    const struct line line = {_(figure.label), figure.value, figure.target,
                              lang_word(figure.verdict), is_off ? STYLE_VALUE_BAD : STYLE_TEXT};
    put(look, &line, at, out);
}

static void actor_row(const struct report_look *look, int index, int at, struct row *out)
{
    const struct query_actor *actor = &look->report->actor[index];
    const struct site *site = look->world->site;
    struct alarm_report_actor words = alarm_report_actor(look->report, (size_t)index);
    int32_t node = site ? site_node_of_code(site, actor->node) : -1;
    const char *name = node >= 0 ? site->node[node].name : "";
    char label[600];
    snprintf(label, sizeof label, "%2d  %s%s%s %s", index + 1, actor->node, *name ? " " : "", name,
             words.what);
    const struct line line = {label, words.count, words.share, "", STYLE_TEXT};
    put(look, &line, at, out);
}

void rows_report_row(const struct report_look *look, int at, int line, struct row *out)
{
    int actor = rows_report_actor(look->report, at);
    if (at < (int)alarm_report_figures())
        figure_row(look, (size_t)at, line, out);
    else if (actor >= 0)
        actor_row(look, actor, line, out);
    else if (line == rows_alarm_lines(look->cells) - 1)
        row_addf(out, STYLE_HEADING, " %s", _("the ten worst, how often, and their share"));
    row_fit(out, look->cells);
}
