#include "ui/trend_view.h"

#include "backend/base/alloc.h"
#include "backend/core/alarm_rule.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_US INT64_C(60000000)

const struct trend_span trend_spans[TREND_LAST_SPAN + 1] = {
    {"1h", 60},         {"3h", 180},
    {"6h", 360},        {"12h", 720},
    {"24h", 1440},      {"3d", 3 * 1440},
    {"7d", 7 * 1440},   {"30d", 30 * 1440},
    {"90d", 90 * 1440}, {N_("season"), 183 * 1440},
};
#define SPAN_DAY 4

void trend_view_drop(struct trend_view *view, int line)
{
    if (line < 0 || line >= view->count)
        return;
    free(view->line[line].slot);
    for (int i = line + 1; i < view->count; i++)
        view->line[i - 1] = view->line[i];
    view->line[--view->count] = (struct trend_line){.circuit = -1};
    if (view->selected >= view->count)
        view->selected = view->count ? view->count - 1 : 0;
}

void trend_view_finish(struct trend_view *view)
{
    while (view->count)
        trend_view_drop(view, view->count - 1);
    desk_table_finish(&view->marks);
    alarm_rule_sets_free(view->limits);
    *view = (struct trend_view){0};
}

static struct trend_line *find_line(struct trend_view *view, int32_t device_id, const char *point,
                                    int circuit)
{
    for (int i = 0; i < view->count; i++)
        if (view->line[i].device_id == device_id && view->line[i].circuit == circuit &&
            !strcmp(view->line[i].point, point))
            return &view->line[i];
    return NULL;
}

static struct trend_line *line_new(struct trend_view *view, int32_t device_id, const char *point,
                                   int circuit)
{
    struct trend_line *there = find_line(view, device_id, point, circuit);
    if (there) {
        view->selected = (int)(there - view->line);
        return there;
    }
    if (view->count == TREND_LINES)
        return NULL;
    struct trend_line *line = &view->line[view->count];
    *line = (struct trend_line){.device_id = device_id, .circuit = circuit};
    snprintf(line->point, sizeof line->point, "%s", point);
    line->slot = alloc_array(TREND_SLOTS, sizeof *line->slot);
    view->selected = view->count++;
    return line;
}

bool trend_view_add(struct trend_view *view, int32_t device_id, const char *point)
{
    return line_new(view, device_id, point, -1) != NULL;
}

/* What the controller's own heating curve wanted: made from the outdoor history it was given. */
static void add_target(struct trend_view *view, const struct site *site, int32_t node, int circuit)
{
    char id[POINT_ID_SIZE];
    struct curve curve;
    int32_t device;
    int point;
    snprintf(id, sizeof id, "CURVE_1.%d", circuit);
    if (!site_find_point(site, node, id, &device, &point))
        return;
    const struct profile *profile = site->device[device].profile;
    curve_find(&curve, profile, circuit);
    if (curve.outdoor >= 0)
        line_new(view, site->device[device].id, profile->point[curve.outdoor].id, circuit);
}

static bool add_found(struct trend_view *view, const struct site *site, int32_t node,
                      const char *id)
{
    int32_t device;
    int point;
    return site_find_point(site, node, id, &device, &point) &&
           line_new(view, site->device[device].id, site->device[device].profile->point[point].id,
                    -1);
}

bool trend_view_open(struct trend_view *view, const struct site *site, int32_t node, int circuit)
{
    static const char *const secondary[] = {"T2g", "T2h", "T2g_SP"};
    static const char *const primary[] = {"T1g", "T1h", "P1g", "P1h", "F1"};
    bool was_open = view->count > 0;
    if (view->node_id == site->node[node].id && view->count)
        return true;
    while (view->count)
        trend_view_drop(view, view->count - 1);
    view->node_id = site->node[node].id;
    view->marks_to = (struct wall){0};
    desk_table_finish(&view->marks);
    if (!was_open)
        view->span = SPAN_DAY;
    int number = circuit > 0 ? circuit : 1;
    for (size_t i = 0; i < sizeof secondary / sizeof *secondary; i++) {
        char id[POINT_ID_SIZE];
        snprintf(id, sizeof id, "%s.%d", secondary[i], number);
        add_found(view, site, node, id);
    }
    bool is_circuit = view->count > 0;
    if (is_circuit)
        add_target(view, site, node, number);
    for (size_t i = 0; i < sizeof primary / sizeof *primary && (!is_circuit || i < 1); i++)
        add_found(view, site, node, primary[i]);
    add_found(view, site, node, "OT");
    view->selected = 0;
    return view->count > 0;
}

void trend_view_open_with(struct trend_view *view, const struct site *site, int32_t node,
                          int circuit, int32_t device_id, const char *point)
{
    view->node_id = 0; /* other lines than those that may be there */
    trend_view_open(view, site, node, circuit);
    view->node_id = site->node[node].id;
    if (view->count == TREND_LINES && !find_line(view, device_id, point, -1))
        trend_view_drop(view, view->count - 1);
    struct trend_line *line = line_new(view, device_id, point, -1), first = *line;
    for (; line > view->line; line--)
        *line = line[-1];
    view->line[0] = first;
    view->selected = 0;
}

const struct point *trend_line_point(const struct trend_line *line, const struct site *site,
                                     int32_t *device)
{
    *device = site ? site_device_of_id(site, line->device_id) : -1;
    if (*device < 0)
        return NULL;
    const struct profile *profile = site->device[*device].profile;
    for (size_t i = 0; i < profile->point_count; i++)
        if (!strcmp(profile->point[i].id, line->point))
            return &profile->point[i];
    return NULL;
}

/* ---- the window ---- */

int64_t trend_view_slot_us(const struct trend_view *view)
{
    int slots = view->slots > 0 ? view->slots : 2;
    return trend_spans[view->span].minutes * MINUTE_US / slots;
}

void trend_view_window(const struct trend_view *view, struct wall now, struct wall *from,
                       struct wall *to)
{
    int64_t slot = trend_view_slot_us(view), cell = 2 * slot;
    int64_t end = view->to.us ? view->to.us : now.us;
    end = (end + cell - 1) / cell * cell;
    to->us = end;
    from->us = end - slot * (view->slots > 0 ? view->slots : 2);
}

struct wall trend_view_moment(const struct trend_view *view, struct wall now)
{
    struct wall from, to;
    trend_view_window(view, now, &from, &to);
    if (!view->cursor.us || view->cursor.us >= to.us)
        return (struct wall){to.us - 1};
    return view->cursor.us < from.us ? from : view->cursor;
}

/* The window's end; one that reaches the present follows it. */
static void set_end(struct trend_view *view, struct wall now, int64_t end)
{
    view->to.us = end >= now.us ? 0 : end;
}

static void set_span(struct trend_view *view, struct wall now, int span)
{
    struct wall from, to, at = trend_view_moment(view, now);
    trend_view_window(view, now, &from, &to);
    double place = (double)(at.us - from.us) / (double)(to.us - from.us);
    bool is_last = !view->cursor.us && !view->to.us;
    view->span = span;
    if (!is_last)
        set_end(view, now,
                at.us + (int64_t)((1 - place) * (double)(trend_spans[span].minutes * MINUTE_US)));
}

void trend_view_zoom(struct trend_view *view, struct wall now, int step)
{
    int span = view->span + step;
    if (span >= 0 && span <= TREND_LAST_SPAN)
        set_span(view, now, span);
}

bool trend_view_span(struct trend_view *view, struct wall now, const char *name)
{
    for (int i = 0; i <= TREND_LAST_SPAN; i++)
        if (!strcmp(trend_spans[i].name, name)) {
            set_span(view, now, i);
            return true;
        }
    return false;
}

void trend_view_move(struct trend_view *view, struct wall now, int cells)
{
    struct wall from, to, at = trend_view_moment(view, now);
    int64_t cell = 2 * trend_view_slot_us(view);
    trend_view_window(view, now, &from, &to);
    int64_t place = at.us / cell * cell + cells * cell + cell / 2;
    if (place >= to.us - cell && !view->to.us) {
        view->cursor.us = 0;
        return;
    }
    if (place < from.us || place >= to.us)
        set_end(view, now, to.us + (place < from.us ? place - cell / 2 - from.us : cell));
    view->cursor.us = place;
}

void trend_view_page(struct trend_view *view, struct wall now, int halves)
{
    struct wall from, to;
    trend_view_window(view, now, &from, &to);
    int64_t by = halves * (to.us - from.us) / 2;
    set_end(view, now, to.us + by);
    if (view->cursor.us)
        view->cursor.us += by;
    if (view->cursor.us >= now.us || !view->to.us)
        view->cursor.us = 0;
}

void trend_view_first(struct trend_view *view, struct wall now)
{
    struct wall from, to;
    trend_view_window(view, now, &from, &to);
    view->cursor = from;
}

void trend_view_last(struct trend_view *view)
{
    view->cursor.us = view->to.us = 0;
}

bool trend_view_mark(struct trend_view *view, struct wall now, int step)
{
    struct wall from, to, at = trend_view_moment(view, now);
    int64_t cell = 2 * trend_view_slot_us(view), best = 0;
    trend_view_window(view, now, &from, &to);
    for (int i = 0; i < view->marks.rows; i++) {
        int64_t mark = (int64_t)(desk_cell_number(&view->marks, i, MARK_AT) * 1e6);
        int64_t ahead = mark / cell - at.us / cell;
        if (mark < from.us || mark >= to.us || (step > 0 ? ahead <= 0 : ahead >= 0))
            continue;
        if (!best || (step > 0 ? mark < best : mark > best))
            best = mark;
    }
    if (best)
        view->cursor.us = best;
    return best != 0;
}

void trend_view_look(struct trend_view *view, struct wall now, struct wall moment)
{
    set_end(view, now, moment.us + trend_spans[view->span].minutes * MINUTE_US / 2);
    view->cursor = moment;
}

/* ---- history ---- */

struct trend_slot trend_line_at(const struct trend_line *line, struct wall at)
{
    int64_t whole = line->to.us - line->from.us;
    if (!line->count || whole <= 0 || at.us < line->from.us || at.us >= line->to.us)
        return (struct trend_slot){NAN, NAN, NAN};
    size_t slot = (size_t)((double)(at.us - line->from.us) / (double)whole * (double)line->count);
    return line->slot[slot < line->count ? slot : line->count - 1];
}

struct trend_slot trend_line_near(const struct trend_line *line, struct wall at, int64_t back_us)
{
    struct trend_slot slot = trend_line_at(line, at);
    int64_t step = line->count ? (line->to.us - line->from.us) / (int64_t)line->count : 0;
    for (int64_t back = step; step > 0 && isnan(slot.mean) && back <= back_us; back += step)
        slot = trend_line_at(line, (struct wall){at.us - back});
    return slot;
}

struct trend_line *trend_view_answer(struct trend_view *view, int64_t serial,
                                     const struct trend_slot *slot, size_t count)
{
    for (int i = 0; i < view->count; i++) {
        struct trend_line *line = &view->line[i];
        if (line->serial != serial)
            continue;
        line->serial = 0;
        if (!count)
            return NULL;
        line->count = count < TREND_SLOTS ? count : TREND_SLOTS;
        memcpy(line->slot, slot, line->count * sizeof *slot);
        line->from = line->asked_from;
        line->to = line->asked_to;
        return line;
    }
    return NULL;
}

int64_t trend_join_us(int32_t period_ms, int64_t slot_us)
{
    int64_t three = 3 * (int64_t)(period_ms > 0 ? period_ms : 10000) * 1000;
    return three > slot_us ? three : slot_us;
}
