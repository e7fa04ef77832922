#include "ui/rows_trend.h"

#include "backend/core/alarm_rule.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NOW_BACK_US INT64_C(180000000)

static const enum style line_styles[TREND_LINES] = {STYLE_TREND_1, STYLE_TREND_2, STYLE_TREND_3,
                                                    STYLE_TREND_4, STYLE_TREND_5, STYLE_TREND_6};

int trend_plot_cells(int cells)
{
    int rest = cells - TREND_GUTTER - TREND_MARGIN;
    return rest < 1 ? 1 : rest < TREND_SLOTS / 2 ? rest : TREND_SLOTS / 2;
}

/* ---- words ---- */

static void moment_text(struct wall at, char *out, size_t size)
{
    char text[24];
    wall_text(at, text, sizeof text);
    snprintf(out, size, "%.11s", text + 5);
}

/* The last cell of the plot has not passed yet. */
static struct wall not_ahead(const struct trend_look *look, struct wall at)
{
    return at.us < look->world->now.us ? at : look->world->now;
}

void rows_trend_title(const struct trend_look *look, struct row *out)
{
    const struct trend_view *view = look->view;
    const struct site *site = look->world->site;
    int32_t node = site && view->node_id ? site_node_of_id(site, view->node_id) : -1;
    struct wall from, to;
    char begin[24], end[24], at[24];
    trend_view_window(view, look->world->now, &from, &to);
    moment_text(from, begin, sizeof begin);
    moment_text(not_ahead(look, to), end, sizeof end);
    wall_text(not_ahead(look, trend_view_moment(view, look->world->now)), at, sizeof at);
    row_addf(out, STYLE_TITLE, " 6 %s", look->cells < 60 ? "" : _("trend"));
    row_addf(out, STYLE_TITLE, look->cells < 60 ? "%s" : "  %s",
             node >= 0 ? world_node_name(&site->node[node]) : "");
    row_addf(out, STYLE_TITLE, "  %s  ", _(trend_spans[view->span].name));
    if (look->cells >= 72)
        row_addf(out, STYLE_TITLE, "%s .. %s%s  | ", begin, end, view->to.us ? "" : _(" now"));
    row_addf(out, STYLE_TITLE, "%.11s", at + 5);
    row_fit(out, look->cells);
    row_pad(out, STYLE_TITLE, look->cells - out->cells);
}

static void number(const struct point *point, double value, char *out, size_t size)
{
    if (isnan(value))
        snprintf(out, size, "-");
    else
        value_number(point, value, out, size);
}

static void window_extent(const struct trend_look *look, const struct trend_line *line, double *low,
                          double *high)
{
    struct wall from, to;
    int64_t step = trend_view_slot_us(look->view);
    trend_view_window(look->view, look->world->now, &from, &to);
    *low = *high = NAN;
    for (struct wall at = {from.us + step / 2}; at.us < to.us; at.us += step) {
        struct trend_slot slot = trend_line_at(line, at);
        *low = fmin(*low, slot.least);
        *high = fmax(*high, slot.most);
    }
}

/* "LL", "L", "H", "HH" of a point with a fixed limit. */
static const char *limit_name(uint8_t kind)
{
    static const char *const names[] = {"LL", "L", "H", "HH"};
    return kind <= ALARM_HH ? names[kind] : NULL;
}

/* Calls for each fixed limit of the line's point. */
static void each_limit(const struct trend_look *look, const struct trend_line *line,
                       void (*each)(void *ctx, const char *name, double limit), void *ctx)
{
    int32_t device;
    const struct point *point = trend_line_point(line, look->world->site, &device);
    if (!look->view->limits || !point || line->circuit >= 0)
        return;
    const struct alarm_rule_list *list = alarm_rule_sets_of(look->view->limits, device);
    int index = (int)(point - look->world->site->device[device].profile->point);
    for (size_t i = 0; list && i < list->count; i++) {
        const struct alarm_rule *rule = &list->rule[i];
        if (rule->point == index && rule->against == AGAINST_NOTHING && isfinite(rule->limit) &&
            limit_name(rule->kind))
            each(ctx, limit_name(rule->kind), (double)rule->limit);
    }
}

struct naming {
    struct row *row;
    const struct point *point;
};

static void name_limit(void *ctx, const char *name, double limit)
{
    struct naming *naming = ctx;
    char text[32];
    value_figure(naming->point, limit, text, sizeof text);
    row_addf(naming->row, STYLE_DIM, "  %s %s", name, text);
}

/* The last minutes are in no chunk yet, so that of the present the reading itself is shown. */
static double value_at(const struct trend_look *look, const struct trend_line *line,
                       const struct point *point, int32_t device)
{
    const struct site *site = look->world->site;
    struct wall at = trend_view_moment(look->view, look->world->now);
    bool is_now = !look->view->cursor.us && !look->view->to.us;
    int64_t back = trend_join_us(site->device[device].period_ms, trend_view_slot_us(look->view));
    if (is_now && line->circuit < 0) {
        int index = (int)(point - site->device[device].profile->point);
        struct reading reading = site_reading(site, device, index, look->world->now);
        return quality_has_number((enum quality)reading.quality) && look->world->is_live
                   ? reading.value
                   : NAN;
    }
    return trend_line_near(line, at, is_now ? NOW_BACK_US : back).mean;
}

void rows_trend_legend(const struct trend_look *look, int at, struct row *out)
{
    const struct trend_line *line = &look->view->line[at];
    int32_t device;
    const struct point *point = trend_line_point(line, look->world->site, &device);
    bool is_selected = at == look->view->selected;
    char name[160], value[48], low[32], high[32];
    if (!point) {
        row_addf(out, STYLE_DIM, _(" %d %s: %s"), at + 1, line->point, _("no longer there"));
        return;
    }
    double least, most;
    const char *words = lang_is_chinese() ? point->zh : point->en;
    int place = look->cells < 60 ? 16 : look->cells < 120 ? 30 : 44;
    if (line->circuit >= 0)
        snprintf(name, sizeof name, "%s", _("wanted by the heating curve"));
    else if (look->cells < 60)
        snprintf(name, sizeof name, "%s", line->point);
    else
        snprintf(name, sizeof name, "%s %s", line->point, words);
    window_extent(look, line, &least, &most);
    number(point, value_at(look, line, point, device), value, sizeof value);
    number(point, least, low, sizeof low);
    number(point, most, high, sizeof high);
    row_addf(out, line_styles[at], "%s%d ", is_selected ? ">" : " ", at + 1);
    row_left(out, is_selected ? STYLE_EMPHASIS : STYLE_TEXT, name, place);
    row_right(out, is_selected ? STYLE_EMPHASIS : STYLE_TEXT, value, 9);
    row_add(out, STYLE_DIM, " ");
    row_left(out, STYLE_DIM, line->circuit >= 0 ? "C" : value_unit(point), 6);
    if (look->cells >= 60)
        row_addf(out, STYLE_DIM, " %s..%s", low, high);
    each_limit(look, line, name_limit, &(struct naming){out, point});
    row_fit(out, look->cells);
}

/* ---- the plot ---- */

struct drawing {
    const struct trend_look *look;
    struct trend_plot *plot;
    int height;
    struct wall from;
    int64_t slot_us;
    int slots;
};

static int row_of_value(const struct drawing *drawing, const struct trend_scale *scale,
                        double value)
{
    double place = (value - scale->low) / (scale->high - scale->low);
    return (int)lround(place * (drawing->height * 4 - 1));
}

/* What is compared by eye has one scale: figures of one unit and one circuit, or of the primary
 * side. The outdoor temperature would press all others flat. */
static bool is_alike(const struct trend_look *look, const struct trend_line *a,
                     const struct trend_line *b)
{
    int32_t device;
    const struct site *site = look->world->site;
    const struct point *of_a = trend_line_point(a, site, &device);
    const struct point *of_b = trend_line_point(b, site, &device);
    if (!of_a || !of_b)
        return false;
    bool outdoor_a = a->circuit < 0 && !strcmp(of_a->id, "OT");
    bool outdoor_b = b->circuit < 0 && !strcmp(of_b->id, "OT");
    int circuit_a = a->circuit >= 0 ? a->circuit : of_a->circuit;
    int circuit_b = b->circuit >= 0 ? b->circuit : of_b->circuit;
    return outdoor_a == outdoor_b && circuit_a == circuit_b && *of_a->unit &&
           !strcmp(value_unit(of_a), value_unit(of_b));
}

struct bounds {
    double low, high, reach;
};

/* A limit that is near is part of the picture. */
static void reach_limit(void *ctx, const char *name, double limit)
{
    struct bounds *bounds = ctx;
    (void)name;
    if (limit > bounds->high && limit <= bounds->high + bounds->reach)
        bounds->high = limit;
    if (limit < bounds->low && limit >= bounds->low - bounds->reach)
        bounds->low = limit;
}

/* Noise is not to fill the plot: what stands still looks as if it did. Of a temperature a share
 * says nothing, its zero is anywhere. */
static double least_span(const struct point *point, double middle)
{
    double steps = 10 * pow(10, -point_decimals(point));
    const char *unit = value_unit(point);
    double still = !strcmp(unit, "C") || !strcmp(unit, "K") ? 5 : fabs(middle) / 20;
    return fmax(steps, isfinite(still) ? still : 0);
}

static struct trend_scale scale_of(const struct trend_look *look, int at, int height)
{
    const struct trend_view *view = look->view;
    int32_t device;
    const struct point *point = trend_line_point(&view->line[at], look->world->site, &device);
    struct bounds bounds = {NAN, NAN, 0};
    if (!point)
        return (struct trend_scale){0};
    for (int i = 0; i < view->count; i++) {
        double least, most;
        if (i != at && !is_alike(look, &view->line[at], &view->line[i]))
            continue;
        window_extent(look, &view->line[i], &least, &most);
        bounds.low = fmin(bounds.low, least);
        bounds.high = fmax(bounds.high, most);
    }
    double least = least_span(point, (bounds.low + bounds.high) / 2);
    bounds.reach = fmax(bounds.high - bounds.low, least) / 2;
    each_limit(look, &view->line[at], reach_limit, &bounds);
    return trend_scale_of(bounds.low, bounds.high, least, height / 4 > 2 ? height / 4 : 2);
}

static void draw_line(struct drawing *drawing, int at, const struct trend_scale *scale)
{
    const struct trend_line *line = &drawing->look->view->line[at];
    int32_t device;
    const struct point *point = trend_line_point(line, drawing->look->world->site, &device);
    int last = -1, last_y = 0;
    if (!point || scale->step <= 0)
        return;
    int64_t join =
        trend_join_us(drawing->look->world->site->device[device].period_ms, drawing->slot_us);
    for (int x = 0; x < drawing->slots; x++) {
        struct wall moment = {drawing->from.us + x * drawing->slot_us + drawing->slot_us / 2};
        struct trend_slot slot = trend_line_at(line, moment);
        if (isnan(slot.mean))
            continue;
        int low = row_of_value(drawing, scale, slot.least);
        int high = row_of_value(drawing, scale, slot.most);
        int y = row_of_value(drawing, scale, slot.mean);
        braille_line(&drawing->plot->dots, x, low, x, high, (unsigned char)(at + 1));
        if (last >= 0 && (x - last) * drawing->slot_us <= join)
            braille_line(&drawing->plot->dots, last, last_y, x, y, (unsigned char)(at + 1));
        last = x;
        last_y = y;
    }
    int row = drawing->height - 1 - last_y / 4;
    if (last < 0 || row < 0 || row >= drawing->height)
        return;
    /* Two lines that end on one row: the later one's number stands beside it. */
    for (int away = 0; away < drawing->height; away++)
        for (int side = -1; side <= 1; side += 2) {
            int to = row + side * away;
            if (to >= 0 && to < drawing->height && !drawing->plot->label[to]) {
                drawing->plot->label[to] = (unsigned char)(at + 1);
                return;
            }
        }
}

static void draw_limit(void *ctx, const char *name, double limit)
{
    struct drawing *drawing = ctx;
    const struct trend_scale *scale = &drawing->plot->scale;
    if (limit < scale->low || limit > scale->high)
        return;
    int row = drawing->height - 1 - row_of_value(drawing, scale, limit) / 4;
    if (row >= 0 && row < drawing->height)
        drawing->plot->limit[row] = name;
}

void rows_trend_plot(const struct trend_look *look, int height, struct trend_plot *plot)
{
    const struct trend_view *view = look->view;
    int columns = trend_plot_cells(look->cells);
    struct wall to;
    struct drawing drawing = {look,
                              plot,
                              height < BRAILLE_HEIGHT ? height : BRAILLE_HEIGHT,
                              {0},
                              trend_view_slot_us(view),
                              columns * 2};
    trend_view_window(view, look->world->now, &drawing.from, &to);
    braille_clear(&plot->dots, columns, drawing.height);
    memset(plot->label, 0, sizeof plot->label);
    memset(plot->limit, 0, sizeof plot->limit);
    plot->scale = (struct trend_scale){0};
    struct wall at = trend_view_moment(view, look->world->now);
    plot->cursor = (int)((at.us - drawing.from.us) / (2 * drawing.slot_us));
    if (!view->count)
        return;
    for (int i = 0; i < view->count; i++) {
        struct trend_scale scale = scale_of(look, i, drawing.height);
        if (i != view->selected)
            draw_line(&drawing, i, &scale);
    }
    plot->scale = scale_of(look, view->selected, drawing.height);
    draw_line(&drawing, view->selected, &plot->scale); /* on top of the others */
    plot->decimals = plot->scale.decimals;
    each_limit(look, &view->line[view->selected], draw_limit, &drawing);
}

/* The tick that lies in this row of cells, NaN if none does. */
static double tick_in(const struct trend_plot *plot, int y)
{
    const struct trend_scale *scale = &plot->scale;
    int height = plot->dots.height;
    if (scale->step <= 0)
        return NAN;
    double first = ceil(scale->low / scale->step - 1e-9) * scale->step;
    for (int i = 0; first + i * scale->step <= scale->high; i++) {
        double tick = first + i * scale->step;
        double place = (tick - scale->low) / (scale->high - scale->low) * (height * 4 - 1);
        if (height - 1 - (int)lround(place) / 4 == y)
            return tick;
    }
    return NAN;
}

static void add_gutter(const struct trend_look *look, const struct trend_plot *plot, int y,
                       struct row *out)
{
    char text[48] = "";
    double tick = tick_in(plot, y);
    if (plot->limit[y])
        snprintf(text, sizeof text, "%s ", plot->limit[y]);
    else if (isfinite(tick))
        snprintf(text, sizeof text, "%.*f", plot->decimals, fabs(tick) < 1e-9 ? 0 : tick);
    row_right(out, plot->limit[y] ? STYLE_EMPHASIS : STYLE_DIM, text, TREND_GUTTER - 1);
    row_add(out, STYLE_BORDER, look->glyphs->wall);
}

void rows_trend_plot_row(const struct trend_look *look, const struct trend_plot *plot, int y,
                         struct row *out)
{
    enum style style = STYLE_DIM;
    add_gutter(look, plot, y, out);
    for (int x = 0; x < plot->dots.width; x++) {
        char cell[BRAILLE_BYTES];
        unsigned char owner = plot->dots.owner[y][x];
        if (braille_cell(&plot->dots, x, y, cell)) {
            style = line_styles[(owner - 1) % TREND_LINES];
            row_add(out, style, cell);
        } else if (x == plot->cursor && look->view->cursor.us) {
            row_add(out, style = STYLE_BORDER, look->glyphs->wall);
        } else if (plot->limit[y] && x % 2 == 0) {
            row_add(out, style = STYLE_DIM, look->glyphs->line);
        } else {
            row_add(out, style, " "); /* no style of its own: a line is few spans */
        }
    }
    if (plot->label[y])
        row_addf(out, line_styles[plot->label[y] - 1], " %d", plot->label[y]);
    row_cut(out, look->cells);
}

/* ---- time ---- */

static int ticks_most(const struct trend_look *look)
{
    int most = trend_plot_cells(look->cells) / 10;
    return most > 1 ? most : 1;
}

struct ticks {
    struct wall from, to, at;
    int64_t step, cell;
};

static struct ticks ticks_of(const struct trend_look *look)
{
    struct ticks ticks;
    trend_view_window(look->view, look->world->now, &ticks.from, &ticks.to);
    ticks.step = trend_tick_us(ticks.to.us - ticks.from.us, ticks_most(look));
    ticks.cell = 2 * trend_view_slot_us(look->view);
    ticks.at = trend_tick_first(ticks.from, ticks.step);
    return ticks;
}

void rows_trend_axis(const struct trend_look *look, struct row *out)
{
    struct ticks ticks = ticks_of(look);
    row_space(out, TREND_GUTTER - 1);
    row_add(out, STYLE_BORDER, look->glyphs->leave);
    for (int x = 0; x < trend_plot_cells(look->cells); x++) {
        bool is_tick = (ticks.at.us - ticks.from.us) / ticks.cell == x;
        row_add(out, STYLE_BORDER, is_tick ? look->glyphs->tick : look->glyphs->line);
        if (is_tick)
            ticks.at.us += ticks.step;
    }
    row_cut(out, look->cells);
}

void rows_trend_times(const struct trend_look *look, struct row *out)
{
    struct ticks ticks = ticks_of(look);
    for (; ticks.at.us < ticks.to.us; ticks.at.us += ticks.step) {
        char text[24];
        int x = TREND_GUTTER + (int)((ticks.at.us - ticks.from.us) / ticks.cell) - 2;
        trend_tick_text(ticks.at, ticks.step, text, sizeof text);
        if (x < out->cells || x + 5 > look->cells)
            continue;
        row_to(out, x);
        row_add(out, STYLE_DIM, text);
    }
    row_cut(out, look->cells);
}
