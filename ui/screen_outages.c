/* Screen 4: outages, what is due next first; the selected one at length. */
#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "ui/clock_mark.h"
#include "ui/console_form.h"
#include "ui/lang.h"
#include "ui/outage_deed.h"
#include "ui/rows_plan.h"
#include "ui/screen.h"
#include "ui/screen_panes.h"

#include <math.h>
#include <stdio.h>

static int64_t key_of(const void *ctx, int row)
{
    return outage_at(((const struct console *)ctx)->world.site, (size_t)row)->id;
}

static void refresh(struct console *console)
{
    if (console->world.site)
        list_refresh(&console->desk.outages, (int)outage_count(console->world.site), key_of,
                     console);
}

static const struct outage *selected(struct console *console)
{
    refresh(console);
    return console->world.site && console->desk.outages.count
               ? outage_at(console->world.site, (size_t)console->desk.outages.cursor)
               : NULL;
}

static const char *where_of(const struct console *console, const struct outage *outage)
{
    int32_t node = site_node_of_id(console->world.site, outage->node);
    return node < 0 ? "" : world_node_name(&console->world.site->node[node]);
}

static void time_add(struct row *row, enum style style, const char *label, struct wall at)
{
    char text[24] = "";
    if (at.us)
        wall_text(at, text, sizeof text);
    row_addf(row, style, " %s %s", label, at.us ? text + 5 : "-");
}

static void add_row(const struct console *console, const struct outage *outage, int cells,
                    struct row *row)
{
    const struct world *world = &console->world;
    const struct ticket_clock *clock = outage_next_clock(outage);
    row_clear(row);
    row_space(row, 1);
    if (clock && !outage->restored.us)
        clock_mark_add(row, world, clock);
    else
        row_space(row, CLOCK_MARK_CELLS);
    row_space(row, 1);
    if (outage->restored.us)
        row_left(row, STYLE_DIM, _("restored"), CLOCK_LEFT_CELLS);
    else
        clock_mark_left(row, world, clock, CLOCK_LEFT_CELLS);
    row_addf(row, STYLE_DIM, " %s",
             clock && !outage->restored.us ? _(clock_purpose_phrase(clock->purpose)) : "");
    row_to(row, 25);
    row_addf(row, outage->restored.us ? STYLE_DIM : STYLE_EMPHASIS, " O%lld %s",
             (long long)outage->id, where_of(console, outage));
    if (outage_is_doubtful(outage))
        row_addf(row, STYLE_NOTICE, "  %s", _("all tickets closed: restored?"));
    row_addf(row, STYLE_TEXT, "  %s", outage->cause);
    char reach[96];
    row_add(row, STYLE_DIM,
            lang_counts(reach, sizeof reach, _("  %d stations, %d households"), outage->stations,
                        outage->households));
    if (!outage->restored.us && outage->gap_since.us)
        row_addf(row, STYLE_NOTICE, "  %s", _("no crew at it"));
    row_fit(row, cells);
}

/* ---- the selected one ---- */

static int put(struct frame *frame, struct pane area, int line, struct row *row)
{
    if (line < area.height) {
        row_fit(row, area.width);
        frame_put(frame, area.x, area.y + line, area.width, row);
    }
    return line + 1;
}

/* All the steps where there is room for the better part of them, else how far it is. */
static int draw_plan(const struct console *console, struct frame *frame, struct pane area, int line,
                     const struct outage *outage)
{
    struct row row, rest;
    size_t count;
    const struct world *world = &console->world;
    const struct outage_step *step = outage_steps(world->site, outage->id, &count);
    const struct outage_step *next = outage_next_step(world->site, outage->id);
    size_t left = area.height > line + 2 ? (size_t)(area.height - line - 2) : 0;
    bool has_list = count && left >= 4;
    row_clear(&row);
    rows_plan_head(world, outage, has_list, &row);
    line = put(frame, area, line, &row);
    if (!has_list)
        return line;
    size_t shown = count < left ? count : left, first = rows_plan_first(step, count, shown);
    for (size_t i = first; i < first + shown; i++) {
        bool is_next = &step[i] == next, is_whole = is_next && left > shown;
        row_clear(&row);
        rows_plan_line(world, console->glyphs, &step[i], is_next, is_whole ? 0 : area.width, &row);
        row_clear(&rest);
        if (is_whole) /* what is to be done now is read in full */
            row_wrap(&row, area.width, 5, &rest);
        line = put(frame, area, line, &row);
        if (rest.cells)
            line = put(frame, area, line, &rest);
    }
    return line;
}

static void draw_detail(const struct console *console, struct frame *frame, struct pane area,
                        const struct outage *outage)
{
    struct row row;
    int line = screen_pane_heading(frame, area, 0, where_of(console, outage));
    row_clear(&row);
    row_addf(&row, STYLE_EMPHASIS, " O%lld %s ", (long long)outage->id,
             _(ticket_code_phrase(FACT_OUTAGE_STARTED, outage->kind)));
    row_add(&row, STYLE_TEXT, outage->cause);
    line = put(frame, area, line, &row);
    row_clear(&row);
    char text[96];
    row_add(&row, STYLE_TEXT,
            lang_counts(text, sizeof text, _(" %d stations, %d households"), outage->stations,
                        outage->households));
    if (!isnan(outage->area_m2))
        row_addf(&row, STYLE_TEXT, "  %.0f m2", outage->area_m2);
    row_add(&row, STYLE_TEXT, lang_counts(text, sizeof text, _("  %d tickets"), outage->tickets));
    line = put(frame, area, line, &row);
    if (outage_is_doubtful(outage)) {
        row_clear(&row);
        row_addf(&row, STYLE_NOTICE, " %s", _("all tickets closed: restored?"));
        line = put(frame, area, line, &row);
    }
    row_clear(&row);
    time_add(&row, STYLE_TEXT, _("since"), outage->started);
    time_add(&row, STYLE_EMPHASIS, _("back at"), outage->eta);
    if (outage->forecasts > 1)
        row_addf(&row, STYLE_DIM, _(" (forecast %d)"), outage->forecasts);
    line = put(frame, area, line, &row);
    for (int i = 0; i < outage->clock_count; i++) {
        const struct ticket_clock *clock = &outage->clock[i];
        row_clear(&row);
        row_space(&row, 1);
        clock_mark_add(&row, &console->world, clock);
        row_addf(&row, STYLE_TEXT, " %s ", _(clock_purpose_phrase(clock->purpose)));
        row_to(&row, 16);
        clock_mark_left(&row, &console->world, clock, CLOCK_LEFT_CELLS);
        row_space(&row, 1);
        clock_mark_bar(&row, &console->world, clock, area.width - row.cells - 12);
        if (clock->stopped_by)
            row_addf(&row, STYLE_DIM, " %s", _("stopped"));
        line = put(frame, area, line, &row);
    }
    row_clear(&row);
    row_addf(&row, outage->gap_since.us && !outage->restored.us ? STYLE_NOTICE : STYLE_TEXT,
             " %s %s", _("crews"), outage->crews[0] ? outage->crews : _("none"));
    line = put(frame, area, line, &row);
    line = draw_plan(console, frame, area, line, outage);
    row_clear(&row);
    time_add(&row, STYLE_DIM, _("published"), outage->noticed);
    time_add(&row, STYLE_DIM, _("restored"), outage->restored);
    put(frame, area, line, &row);
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct list *list = &console->desk.outages;
    char title[100];
    struct row row;
    refresh(console);
    snprintf(title, sizeof title, " 4 %s  %d", _("outages"), list->count);
    screen_title(frame, area, title);
    int detail = area.width >= 100 ? 0 : list->count ? 12 : 0;
    if (detail > area.height / 2)
        detail = area.height / 2;
    int width = area.width >= 100 ? area.width * 3 / 5 : area.width;
    struct pane body = {area.x, area.y + 1, width, area.height - 1 - detail};
    list_fit(list, body.height);
    if (!list->count) {
        row_clear(&row);
        row_add(&row, STYLE_DIM, _(" no outage; o on a place of the network starts one"));
        frame_put(frame, body.x, body.y, body.width, &row);
        return;
    }
    for (int line = 0; line < body.height && list->top + line < list->count; line++) {
        int at = list->top + line;
        add_row(console, outage_at(console->world.site, (size_t)at), body.width, &row);
        screen_put(frame, body, line, &row, at == list->cursor);
    }
    struct pane side = {area.x + width + 1, area.y + 1, area.width - width - 1, area.height - 1};
    if (area.width < 100)
        side = (struct pane){area.x, area.y + area.height - detail, area.width, detail};
    else
        screen_wall(console, frame, side);
    const struct outage *outage = selected(console);
    if (outage && side.height > 0)
        draw_detail(console, frame, side, outage);
}

static void load(struct console *console)
{
    refresh(console);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct list *list = &console->desk.outages;
    if (!console->world.site)
        return false;
    refresh(console); /* the list may have become another since it was drawn */
    int target = screen_list_target(list, id);
    if (target >= 0) {
        list_select(list, target, key_of(console, target));
        return true;
    }
    const struct outage *outage = selected(console);
    if (id == ACTION_GO && outage) {
        screen_network_show(console, site_node_of_id(console->world.site, outage->node));
        return true;
    }
    return outage_deed_act(console, outage, id, argument);
}

static unsigned objects(struct console *console)
{
    return selected(console) ? 1u << OBJECT_OUTAGE | 1u << OBJECT_FACT : 0;
}

static bool offers(struct console *console, enum action_id id)
{
    const struct outage *outage = selected(console);
    return !outage || outage_deed_offers(outage, id);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    if (list == DESK_LIST_PLANS)
        outage_deed_cards(console, id, table);
    if (list == DESK_LIST_NOTICE && console->mode == MODE_FORM && console->form.id == id) {
        struct form_row *words = form_row_of(&console->form, "words");
        if (words && table->rows)
            form_offer(words, desk_cell(table, 0, 0));
    }
}

const struct screen screen_outages = {
    .place = ON_OUTAGES,
    .action = ACTION_OUTAGES,
    .title = N_("outages"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .offers = offers,
    .table = table,
};
