#include "ui/rows_station.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/sentence.h"
#include "ui/setpoint.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void extremes(const struct station_trend *trend, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < trend->count; i++) {
        if (!isfinite(trend->mean[i]))
            continue;
        *low = fmin(*low, trend->mean[i]);
        *high = fmax(*high, trend->mean[i]);
    }
}

/* Mean of a group of slots; NaN if none of them has a value. */
static double slot(const struct station_trend *trend, size_t first, size_t count)
{
    double sum = 0;
    int known = 0;
    for (size_t i = first; i < first + count && i < trend->count; i++)
        if (isfinite(trend->mean[i])) {
            sum += trend->mean[i];
            known++;
        }
    return known ? sum / known : NAN;
}

#define TREND_WORDS 32 /* what stands around the curve */

void rows_station_trend(const struct station_look *look, const struct point *point,
                        const struct station_trend *trend, struct row *out)
{
    double low, high;
    char lowest[64], highest[64];
    extremes(trend, &low, &high);
    row_addf(out, STYLE_DIM, " %s 24h ", point->id);
    if (!isfinite(low)) {
        row_add(out, STYLE_DIM, _("no history yet"));
        row_fit(out, look->cells);
        return;
    }
    /* A quiet curve stays flat: the scale never spans less than four steps of the value. */
    double span = fmax(high - low, 4 * fmax(fabs(point->resolution), 1e-9));
    size_t group = 1;
    while (group < 8 && (int)(trend->count / group) > look->cells - TREND_WORDS)
        group++;
    for (size_t i = 0; i < trend->count; i += group) {
        double mean = slot(trend, i, group), at = (mean - low) / span * 7.0;
        row_add(out, STYLE_TREND,
                isfinite(mean) ? look->glyphs->spark[(int)fmax(0, fmin(7, at + 0.5))] : " ");
    }
    value_figure(point, low, lowest, sizeof lowest);
    value_figure(point, high, highest, sizeof highest);
    row_addf(out, STYLE_DIM, " %s..%s %s", lowest, highest, value_unit(point));
    row_fit(out, look->cells);
}

/* The profile's own Chinese headings for the two sides say less than the circuit's name does. */
void rows_station_heading(const struct station_look *look, const struct station_row *in, char *out,
                          size_t size)
{
    const struct site *site = look->world->site;
    const char *group = in->group;
    int32_t node = in->circuit ? station_list_circuit(site, look->list->station, in->circuit) : -1;
    if (in->kind == STATION_SETPOINTS) {
        const char *whose = node >= 0 ? world_node_name(&site->node[node]) : "";
        snprintf(out, size, "%s%s%s", _("set-points"), *whose ? "  " : "", whose);
        return;
    }
    bool is_plain = !*group || !strncmp(group, "二次侧", strlen("二次侧"));
    const char *side = is_plain                   ? _("secondary side")
                       : !strcmp(group, "一次侧") ? _("primary side")
                       : !strcmp(group, "站")     ? _("station")
                                                  : group;
    if (!*group && !in->circuit)
        side = _("primary side");
    if (node >= 0)
        snprintf(out, size, "%s %s", world_node_name(&site->node[node]), side);
    else if (in->circuit && is_plain)
        snprintf(out, size, "%s %d", side, in->circuit);
    else
        snprintf(out, size, "%s", side);
}

enum style rows_station_command(const struct command *command, char *out, size_t size)
{
    char at[16];
    wall_time_text(command->changed_at, at, sizeof at);
    bool is_final = command_is_final(command->state);
    snprintf(out, size, "%s%s %.5s", is_final ? "" : "> ", sentence_state(command->state), at);
    if (command->state == COMMAND_VERIFIED)
        return STYLE_DIM;
    return is_final ? STYLE_NOTICE : STYLE_PENDING;
}

static void limits_text(const struct guard_limits *limits, const struct point *point, char *out,
                        size_t size)
{
    char low[64], high[64], step[64], steps[96] = "";
    value_figure(point, limits->low, low, sizeof low);
    value_figure(point, limits->high, high, sizeof high);
    value_figure(point, limits->step, step, sizeof step);
    if (limits->step > 0)
        snprintf(steps, sizeof steps, _(" step %s"), step);
    if (isfinite(limits->low) && isfinite(limits->high) && !point->label_count)
        snprintf(out, size, "%s..%s%s", low, high, steps);
    else
        snprintf(out, size, "%s", steps);
}

/* The device's age stands above: a good value that is older says so, as does a stale one. */
static void quality_piece(const struct station_look *look, const struct station_row *in,
                          struct reading reading, struct row *out)
{
    char age[16] = "";
    struct wall at = site_read_at(look->world->site, in->device, in->point);
    bool is_good = reading.quality == QUALITY_GOOD;
    if (is_good && !reading.lag_ms)
        return;
    if ((is_good || reading.quality == QUALITY_STALE) && at.us)
        world_age_text(wall_ms_since(at, look->world->now), age, sizeof age);
    row_space(out, 2);
    if (is_good) {
        row_addf(out, STYLE_DIM, _("%s ago"), age);
        return;
    }
    row_addf(out, value_style(look->world, reading), "%s%s%s",
             _(quality_name((enum quality)reading.quality)), *age ? " " : "", age);
}

/* Behind a value: its quality; behind a set-point: how its last command went and its limits. The
 * more urgent first, and each whole or not at all. */
static void add_note(const struct station_look *look, const struct station_row *in,
                     struct reading reading, struct row *out)
{
    const struct site_device *device = &look->world->site->device[in->device];
    const struct point *point = &device->profile->point[in->point];
    char text[256];
    struct row piece;
    row_clear(&piece);
    quality_piece(look, in, reading, &piece);
    row_join_whole(out, &piece, look->cells);
    if (point->access != ACCESS_WRITE)
        return;
    const struct command *command = site_command(look->world->site, device->id, point->id);
    if (command) {
        enum style style = rows_station_command(command, text, sizeof text);
        row_clear(&piece);
        row_space(&piece, 2);
        row_add(&piece, look->world->is_live ? style : STYLE_DIM, text);
        row_join_whole(out, &piece, look->cells);
    }
    if (target_force(look->world->site, in->device, in->point, look->world->now) !=
        TARGET_IN_FORCE) {
        row_clear(&piece);
        row_addf(&piece, STYLE_DIM, "  %s", _("not in force"));
        row_join_whole(out, &piece, look->cells);
    }
    struct guard_limits limits = setpoint_limits(device, in->point);
    limits_text(&limits, point, text, sizeof text);
    row_clear(&piece);
    row_addf(&piece, STYLE_DIM, "  %s", text);
    row_join_whole(out, &piece, look->cells);
}

static void alarm_limit(const struct station_look *look, const struct alarm *alarm, struct row *out)
{
    char limit[64];
    const struct point *point = sentence_point(look->world->site, alarm->device, alarm->point);
    enum alarm_kind kind = (enum alarm_kind)alarm->code.kind;
    bool is_above = kind == ALARM_H || kind == ALARM_HH;
    if (!point || !isfinite(alarm->limit) || !(is_above || kind == ALARM_L || kind == ALARM_LL))
        return;
    value_figure(point, alarm->limit, limit, sizeof limit);
    row_addf(out, STYLE_DIM, " %c %s", is_above ? '>' : '<', limit);
}

/* Behind the value of a point: what its alarm says, since when, and where it stands. */
static void add_alarm(const struct station_look *look, const struct alarm *alarm, struct row *out)
{
    char age[16];
    struct row piece;
    enum style style = look->world->is_database_up ? STYLE_TEXT : STYLE_DIM;
    world_age_text(wall_ms_since(alarm->raised_at, look->world->now), age, sizeof age);
    row_clear(&piece);
    row_addf(&piece, style, "  %s", _(alarm_kind_phrase((enum alarm_kind)alarm->code.kind)));
    alarm_limit(look, alarm, &piece);
    row_join_whole(out, &piece, look->cells);
    row_clear(&piece);
    row_addf(&piece, STYLE_DIM, "  %s", age);
    row_join_whole(out, &piece, look->cells);
    row_clear(&piece);
    row_addf(&piece, STYLE_DIM, "  %s", _(alarm_state_phrase(alarm)));
    row_join_whole(out, &piece, look->cells);
}

#define VALUE_CELLS 9
#define UNIT_CELLS  6

static int name_width(const struct station_look *look)
{
    int rest = look->cells - 4 - VALUE_CELLS - UNIT_CELLS;
    return rest >= 22 ? 22 : rest > 10 ? rest : 10;
}

void rows_station_row(const struct station_look *look, size_t at, struct row *out)
{
    const struct station_row *in = &look->list->row.at[at];
    char text[256];
    if (in->kind != STATION_POINT) {
        rows_station_heading(look, in, text, sizeof text);
        row_addf(out, STYLE_HEADING, " %s", text);
        row_fit(out, look->cells);
        return;
    }
    const struct site_device *device = &look->world->site->device[in->device];
    const struct point *point = &device->profile->point[in->point];
    struct reading reading =
        site_reading(look->world->site, in->device, in->point, look->world->now);
    const struct alarm *alarm =
        look->alarms ? station_alarms_of(look->alarms, device->id, point->id) : NULL;
    if (alarm)
        mark_add(out, look->world, alarm->state, alarm->code.priority);
    row_to(out, 3);
    row_left(out, look->world->is_live ? STYLE_TEXT : STYLE_DIM,
             point_name(point, lang_is_chinese()), name_width(look));
    row_space(out, 1);
    if (look->cells >= 72)
        row_left(out, STYLE_DIM, point->id, 12);
    bool has_unit = quality_has_number((enum quality)reading.quality) && *value_unit(point);
    if (value_is_word(point)) {
        value_cell(out, look->world, point, reading, VALUE_CELLS + UNIT_CELLS);
    } else {
        value_cell(out, look->world, point, reading, VALUE_CELLS);
        row_space(out, 1);
        row_left(out, STYLE_DIM, has_unit ? value_unit(point) : "", UNIT_CELLS - 1);
    }
    if (alarm)
        add_alarm(look, alarm, out);
    add_note(look, in, reading, out);
    row_fit(out, look->cells);
}
