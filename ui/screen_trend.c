#include "ui/screen_trend.h"

#include "backend/core/alarm_rule.h"
#include "backend/core/ticket_book.h"
#include "ui/finder.h"
#include "ui/lang.h"
#include "ui/rows_trend.h"
#include "ui/screen.h"
#include "ui/screen_alarms.h"
#include "ui/ticket_text.h"
#include "ui/trend_sheet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN_LEAST_MS 5000 /* a window that follows the present is read anew so often at most */
#define EVENTS_MOST    3

static struct trend_view *view_of(struct console *console)
{
    return &console->trend;
}

static struct trend_look look_of(const struct console *console, int cells)
{
    return (struct trend_look){&console->world, console->glyphs, &console->trend, cells};
}

/* ---- what is read ---- */

static void ask_line(struct console *console, struct trend_line *line, struct wall from,
                     struct wall to)
{
    line->serial = ++console->trends;
    line->asked_from = from;
    line->asked_to = to;
    line->asked = (size_t)console->trend.slots;
    const struct trend_ask ask = {.serial = line->serial,
                                  .device_id = line->device_id,
                                  .point = line->point,
                                  .from = from,
                                  .to = {to.us - 1}, /* the slots are half-open */
                                  .count = line->asked};
    console->ports.ask_trend(console->ports.ctx, &ask);
}

static void ask_marks(struct console *console, struct wall from, struct wall to)
{
    struct trend_view *view = view_of(console);
    char since[32];
    if (view->marks_from.us == from.us && view->marks_to.us == to.us)
        return;
    view->marks_from = from;
    view->marks_to = to;
    snprintf(since, sizeof since, "%lld", (long long)(from.us / 1000000));
    console->ports.ask_list(console->ports.ctx, DESK_LIST_MARKS, TREND_MARKS, view->node_id,
                            (double)to.us / 1e6, since);
}

static bool is_due(const struct console *console)
{
    const struct trend_view *view = &console->trend;
    int64_t slot_ms = trend_view_slot_us(view) / 1000;
    return !view->asked.ns || mono_ms_since(view->asked, console->world.mono) >=
                                  (slot_ms > AGAIN_LEAST_MS ? slot_ms : AGAIN_LEAST_MS);
}

/* A line is asked for once at a time, so that holding a key down asks no faster than the database
 * answers; when it has, the window of then is asked for. */
void screen_trend_turn(struct console *console)
{
    struct trend_view *view = view_of(console);
    struct wall from, to;
    bool is_following = !view->to.us, is_other = false, is_waiting = false;
    if (console->place != ON_TREND || !console->world.is_database_up || !view->slots ||
        !view->count)
        return;
    trend_view_window(view, console->world.now, &from, &to);
    for (int i = 0; i < view->count; i++) {
        const struct trend_line *line = &view->line[i];
        int64_t drift = llabs(line->asked_to.us - to.us);
        is_waiting |= line->serial != 0;
        is_other |= line->asked != (size_t)view->slots ||
                    line->asked_to.us - line->asked_from.us != to.us - from.us ||
                    (is_following ? drift > trend_view_slot_us(view) * 2 : drift != 0);
    }
    if (is_waiting || !(is_other || (is_following && is_due(console))))
        return;
    view->asked = console->world.mono;
    for (int i = 0; i < view->count; i++)
        ask_line(console, &view->line[i], from, to);
    ask_marks(console, from, to);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    (void)id;
    if (list == DESK_LIST_MARKS && !table->is_lost)
        desk_state_keep(&console->trend.marks, table);
}

/* The heating curve's target of each moment, from the outdoor history: made when the answer has
 * come, as the curve's own points are read now. */
static void bend(struct console *console, struct trend_line *line)
{
    const struct site *site = console->world.site;
    struct curve curve;
    int32_t device;
    if (line->circuit < 0 || !trend_line_point(line, site, &device))
        return;
    const struct site_device *of = &site->device[device];
    curve_find(&curve, of->profile, line->circuit);
    if (curve.outdoor < 0 || !of->reading)
        return;
    struct reading *readings = alloc_array(of->profile->point_count, sizeof *readings);
    memcpy(readings, of->reading, of->profile->point_count * sizeof *readings);
    for (size_t i = 0; i < line->count; i++) {
        struct trend_slot *slot = &line->slot[i];
        readings[curve.outdoor].value = slot->mean;
        readings[curve.outdoor].quality =
            isnan(slot->mean) ? (uint8_t)QUALITY_NEVER : (uint8_t)QUALITY_GOOD;
        int64_t at =
            line->from.us + (line->to.us - line->from.us) / (int64_t)line->count * (int64_t)i;
        double want = curve_target(&curve, readings, trend_minute_of_day((struct wall){at}));
        *slot = (struct trend_slot){want, want, want};
    }
    free(readings);
}

void console_trend(struct console *console, int64_t serial, const struct trend_slot *slot,
                   size_t count)
{
    if (spark_take(&console->station.spark, serial, slot, count) ||
        spark_take(&console->desk.intake.spark, serial, slot, count))
        return;
    struct trend_line *line = trend_view_answer(view_of(console), serial, slot, count);
    if (line)
        bend(console, line);
}

/* ---- what is shown ---- */

static bool open_node(struct console *console, int32_t node, int circuit)
{
    const struct site *site = console->world.site;
    if (node < 0 || !trend_view_open(view_of(console), site, node, circuit))
        return false;
    screen_go(console, ON_TREND);
    return true;
}

static void add_point(struct console *console, int32_t device, const char *point)
{
    const struct site *site = console->world.site;
    int32_t node = site->device[device].node, station = site_station_of(site, node);
    struct trend_view *view = view_of(console);
    if (!view->node_id && !open_node(console, station >= 0 ? station : node, 0))
        view->node_id = site->node[node].id;
    if (!trend_view_add(view, site->device[device].id, point))
        console_say(console, STYLE_NOTICE, _("%d lines are shown already; x takes one away"),
                    TREND_LINES);
    screen_go(console, ON_TREND);
}

/* Of the place whose trends are shown. */
static bool is_point(const struct console *console, const char *id)
{
    const struct site *site = console->world.site;
    int32_t node = console->trend.node_id ? site_node_of_id(site, console->trend.node_id) : -1;
    int32_t device;
    int point;
    return node >= 0 && site_find_point(site, node, id, &device, &point);
}

static void open_named(struct console *console, const char *name)
{
    const struct site *site = console->world.site;
    const char *slash = strchr(name, '/');
    char code[64];
    int32_t device, node = -1;
    int point;
    snprintf(code, sizeof code, "%.*s", slash ? (int)(slash - name) : (int)strlen(name), name);
    node = site_node_of_code(site, code);
    if (node < 0 && !slash && !is_point(console, name))
        node = finder_best(site, name);
    if (!slash && node >= 0) {
        if (!open_node(console, node, site->node[node].circuit))
            console_say(console, STYLE_NOTICE, _("%s has no points to show"), name);
        return;
    }
    if (!slash)
        node = console->trend.node_id ? site_node_of_id(site, console->trend.node_id) : -1;
    if (node < 0)
        console_say(console, STYLE_NOTICE, _("no place has the code %s"), code);
    else if (!site_find_point(site, node, slash ? slash + 1 : name, &device, &point))
        console_say(console, STYLE_NOTICE, _("%s has no point %s"), site->node[node].code,
                    slash ? slash + 1 : name);
    else
        add_point(console, device, site->device[device].profile->point[point].id);
}

/* The point that raised it, and the station's main ones. */
static bool open_alarm(struct console *console)
{
    const struct site *site = console->world.site;
    int32_t node = screen_alarms_node(console), station, device;
    const struct alarm *alarm =
        alarm_list_alarm(&console->alarms.alarms, site, console->alarms.list.cursor);
    int point;
    if (node < 0)
        return false;
    station = site_station_of(site, node);
    int32_t place = station >= 0 ? station : node;
    int circuit = site->node[node].circuit;
    bool has_point =
        alarm && *alarm->point && site_find_point(site, node, alarm->point, &device, &point);
    if (!has_point)
        return open_node(console, place, circuit);
    trend_view_open_with(view_of(console), site, place, circuit, site->device[device].id,
                         site->device[device].profile->point[point].id);
    screen_go(console, ON_TREND);
    return true;
}

/* Its station around the moment whose values the ticket keeps. */
static bool open_ticket(struct console *console)
{
    const struct ticket *ticket = ticket_of_id(console->world.site, console->ticket.id);
    const struct alarm *alarm = ticket ? alarm_of_id(console->world.site, ticket->alarm) : NULL;
    double at_s = desk_cell_number(&console->ticket.values, 0, 0);
    int32_t node = ticket ? ticket_text_node(console->world.site, ticket) : -1, device;
    int point;
    if (!open_node(console, node, 0))
        return false;
    if (alarm && *alarm->point &&
        site_find_point(console->world.site, node, alarm->point, &device, &point))
        add_point(console, device, alarm->point);
    if (!isnan(at_s))
        trend_view_look(view_of(console), console->world.now, fact_wall(at_s));
    return true;
}

/* What is selected on the screen that it is called from. */
static bool open_selected(struct console *console)
{
    const struct site *site = console->world.site;
    const struct station_screen *station = &console->station;
    if (console->place == ON_STATION && station->points.station >= 0) {
        const struct station_row *row = station->list.cursor < (int)station->points.row.count
                                            ? &station->points.row.at[station->list.cursor]
                                            : NULL;
        if (!row || row->kind != STATION_POINT)
            return open_node(console, station->points.station, station->circuit);
        open_node(console, station->points.station, row->circuit ? row->circuit : 1);
        add_point(console, row->device, site->device[row->device].profile->point[row->point].id);
        return true;
    }
    if (console->place == ON_ALARMS)
        return open_alarm(console);
    if (console->place == ON_TICKET) {
        return open_ticket(console);
    }
    if (console->place == ON_NETWORK) {
        int32_t node = screen_network_selected(console);
        return node >= 0 && open_node(console, node, site->node[node].circuit);
    }
    return false;
}

void screen_trend_open(struct console *console, const char *argument)
{
    if (!console->world.site)
        return;
    if (*argument)
        open_named(console, argument);
    else if (!open_selected(console))
        screen_go(console, ON_TREND); /* what was shown last, or how to begin */
    if (!console->trend.limits && console->world.site->rules)
        console->trend.limits =
            alarm_rule_sets_new(console->world.site->rules, console->world.site);
}

/* The site is another: its limits, too. */
static void load(struct console *console)
{
    struct trend_view *view = view_of(console);
    if (view->loads == console->loads)
        return;
    view->loads = console->loads;
    alarm_rule_sets_free(view->limits);
    view->limits = NULL;
    if (console->place == ON_TREND && console->world.site && console->world.site->rules)
        view->limits = alarm_rule_sets_new(console->world.site->rules, console->world.site);
    view->asked = (struct mono){0};
}

/* ---- drawing ---- */

static int put(struct frame *frame, struct pane area, int line, struct row *row)
{
    if (line < area.height)
        frame_put(frame, area.x, area.y + line, area.width, row);
    row_clear(row);
    return line + 1;
}

static int draw_legend(struct console *console, struct frame *frame, struct pane area)
{
    struct trend_look look = look_of(console, area.width);
    const struct trend_view *view = &console->trend;
    int most = area.height / 3, count = view->count < most ? view->count : most, line = 1;
    /* A low screen shows those around the selected one. */
    int first = view->selected >= count ? view->selected - count + 1 : 0;
    for (int i = first; i < first + count; i++) {
        struct row row;
        row_clear(&row);
        rows_trend_legend(&look, i, &row);
        if (i == view->selected) {
            frame->cursor_x = area.x;
            frame->cursor_y = area.y + line;
        }
        line = put(frame, area, line, &row);
    }
    return line;
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    static struct trend_plot plot; /* too large for a stack; drawn anew each time */
    struct trend_view *view = view_of(console);
    struct trend_look look = look_of(console, area.width);
    struct row row, events[EVENTS_MOST];
    view->slots = 2 * trend_plot_cells(area.width);
    row_clear(&row);
    rows_trend_title(&look, &row);
    put(frame, area, 0, &row);
    if (!view->count) {
        row_add(&row, STYLE_DIM,
                _(" nothing chosen: v on a place, a point or an alarm; :trend STATION/POINT"));
        row_fit(&row, area.width);
        put(frame, area, 2, &row);
        return;
    }
    int line = draw_legend(console, frame, area);
    int most = area.height >= 20 ? EVENTS_MOST : 1, rest = area.height - line;
    int tail = rest >= 8 ? 3 + most : rest >= 5 ? 2 : 0;
    int height = rest - tail;
    rows_trend_plot(&look, height, &plot);
    for (int y = 0; y < plot.dots.height; y++) {
        rows_trend_plot_row(&look, &plot, y, &row);
        line = put(frame, area, line, &row);
    }
    if (tail) {
        rows_trend_axis(&look, &row);
        line = put(frame, area, line, &row);
        rows_trend_times(&look, &row);
        line = put(frame, area, line, &row);
    }
    if (tail > 2) {
        rows_trend_marks(&look, &row);
        line = put(frame, area, line, &row);
        int count = rows_trend_events(&look, events, most);
        for (int i = 0; i < count; i++)
            line = put(frame, area, line, &events[i]);
    }
}

/* ---- keys ---- */

static void save(struct console *console, const char *name)
{
    const struct trend_view *view = &console->trend;
    char proposed[120], at[24];
    size_t length;
    if (!view->count) {
        console_refuse(console, _("nothing chosen"));
        return;
    }
    const struct site *site = console->world.site;
    int32_t node = site_node_of_id(site, view->node_id);
    wall_text(console->world.now, at, sizeof at);
    snprintf(proposed, sizeof proposed, "trend-%s-%.10s-%.2s%.2s%.2s.csv",
             node >= 0 ? site->node[node].code : "", at, at + 11, at + 14, at + 17);
    for (char *c = proposed; *c; c++)
        *c = *c == '/' ? '-' : *c;
    char *text = trend_sheet(view, &console->world, &length);
    console->ports.save(console->ports.ctx, *name ? name : proposed, text, length);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct trend_view *view = view_of(console);
    struct wall now = console->world.now;
    switch ((int)id) { /* what is not here is not this screen's */
    case ACTION_UP: view->selected -= view->selected > 0; return true;
    case ACTION_DOWN: view->selected += view->selected + 1 < view->count; return true;
    case ACTION_EARLIER: trend_view_move(view, now, -1); return true;
    case ACTION_LATER: trend_view_move(view, now, 1); return true;
    case ACTION_PAGE_UP: trend_view_page(view, now, -1); return true;
    case ACTION_PAGE_DOWN: trend_view_page(view, now, 1); return true;
    case ACTION_FIRST: trend_view_first(view, now); return true;
    case ACTION_LAST: trend_view_last(view); return true;
    case ACTION_ZOOM_IN: trend_view_zoom(view, now, -1); return true;
    case ACTION_ZOOM_OUT: trend_view_zoom(view, now, 1); return true;
    case ACTION_NEXT_HIT:
    case ACTION_PREVIOUS_HIT:
        if (!trend_view_mark(view, now, id == ACTION_NEXT_HIT ? 1 : -1))
            console_say(console, STYLE_TEXT, "%s", _("no more marks on this side"));
        return true;
    case ACTION_SPAN:
        if (!trend_view_span(view, now, argument))
            console_say(console, STYLE_NOTICE, "%s",
                        _("spans: 1h 3h 6h 12h 24h 3d 7d 30d 90d season"));
        return true;
    case ACTION_DROP: trend_view_drop(view, view->selected); return true;
    case ACTION_CSV: save(console, argument); return true;
    case ACTION_GO:
        if (view->node_id)
            screen_network_show(console, site_node_of_id(console->world.site, view->node_id));
        return view->node_id != 0;
    }
    return false;
}

static unsigned objects(struct console *console)
{
    return console->trend.count ? 1u << OBJECT_TREND | 1u << OBJECT_FACT : 0;
}

static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    const struct trend_view *view = &console->trend;
    (void)margin;
    for (int i = 0; i < view->count; i++) {
        int32_t device;
        if (trend_line_point(&view->line[i], console->world.site, &device))
            add(ctx, device);
    }
}

const struct screen screen_trend = {
    .place = ON_TREND,
    .action = ACTION_TREND,
    .title = N_("trend"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .table = table,
    .watch = watch,
};
