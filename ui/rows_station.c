#include "ui/rows_station.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/setpoint.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One side in numbers: the codes of a line, each with the word before it. */
struct side_part {
    const char *word; /* msgid, NULL = only a separator before the value */
    const char *primary, *secondary;
};

static const struct side_part side_parts[] = {
    {N_("supply"), "T1g", "T2g"},   {N_("return"), "T1h", "T2h"}, {N_("P sup"), "P1g", "P2g"},
    {N_("P ret"), "P1h", "P2h"},    {N_("flow"), "F1", "F2"},     {N_("heat"), "Q1", NULL},
    {N_("target"), NULL, "T2g_SP"}, {N_("valve"), NULL, "CV_U"},  {N_("pump"), NULL, "CP1_Hz"},
};

static int circuits(const struct station_look *look)
{
    int most = 0;
    for (size_t i = 0; i < look->list->row.count; i++)
        if (look->list->row.at[i].circuit > most)
            most = look->list->row.at[i].circuit;
    return most < 3 ? most : 3;
}

int rows_station_head_count(const struct station_look *look)
{
    return 2 + circuits(look);
}

static bool find_code(const struct station_look *look, const char *code, int circuit,
                      int32_t *device, int *point)
{
    char id[POINT_ID_SIZE];
    if (circuit)
        snprintf(id, sizeof id, "%s.%d", code, circuit);
    else
        snprintf(id, sizeof id, "%s", code);
    return site_find_point(look->world->site, look->list->station, id, device, point);
}

static void side_line(const struct station_look *look, int circuit, struct row *out)
{
    const struct site *site = look->world->site;
    int32_t node = circuit ? station_list_circuit(site, look->list->station, circuit) : -1;
    row_space(out, 1);
    row_left(out, STYLE_DIM,
             node >= 0 ? world_node_name(&site->node[node])
             : circuit ? _("secondary")
                       : _("primary"),
             10);
    for (size_t i = 0; i < sizeof side_parts / sizeof *side_parts; i++) {
        const char *code = circuit ? side_parts[i].secondary : side_parts[i].primary;
        int32_t device;
        int point;
        if (!code || !find_code(look, code, circuit, &device, &point))
            continue;
        const struct point *p = &site->device[device].profile->point[point];
        row_addf(out, STYLE_DIM, " %s", _(side_parts[i].word));
        value_cell(out, look->world, p, site_reading(site, device, point, look->world->now), 6);
        row_addf(out, STYLE_DIM, " %s ", value_unit(p));
    }
}

static void title_line(const struct station_look *look, struct row *out)
{
    const struct site *site = look->world->site;
    const struct site_node *node = &site->node[look->list->station];
    row_addf(out, STYLE_TITLE, " %s %s ", node->code, world_node_name(node));
    for (int32_t d = node->first_device; d >= 0; d = site->device[d].next) {
        const struct site_device *device = &site->device[d];
        char age[16];
        row_addf(out, STYLE_DIM, "  %s %s %s:%d ", device->code, device->profile->name,
                 device->endpoint, device->unit);
        if (device->is_lost) {
            world_age_text(wall_ms_since(device->link_since, look->world->now), age, sizeof age);
            row_addf(out, STYLE_VALUE_LOST, _("/ lost %s: %s"), age,
                     sentence_code(device->lost_code));
        } else if (!device->at.us) {
            row_add(out, STYLE_DIM, _("never polled"));
        } else {
            world_age_text(wall_ms_since(device->at, look->world->now), age, sizeof age);
            row_addf(out, STYLE_DIM, _("data %s"), age);
        }
    }
}

void rows_station_head(const struct station_look *look, int line, struct row *out)
{
    if (line == 0)
        title_line(look, out);
    else
        side_line(look, line - 1, out);
    row_cut(out, look->cells);
}

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

void rows_station_trend(const struct station_look *look, const struct point *point,
                        const struct station_trend *trend, struct row *out)
{
    double low, high;
    extremes(trend, &low, &high);
    row_addf(out, STYLE_DIM, " %s 24h ", point->id);
    if (!isfinite(low)) {
        row_add(out, STYLE_DIM, _("no history yet"));
        return;
    }
    /* A quiet curve stays flat: the scale never spans less than four steps of the value. */
    double span = fmax(high - low, 4 * fmax(fabs(point->resolution), 1e-9));
    for (size_t i = 0; i < trend->count; i++) {
        double at = (trend->mean[i] - low) / span * 7.0;
        row_add(out, STYLE_TREND,
                isfinite(trend->mean[i]) ? look->glyphs->spark[(int)fmax(0, fmin(7, at + 0.5))]
                                         : " ");
    }
    row_addf(out, STYLE_DIM, " %.*f..%.*f %s", point_decimals(point), low, point_decimals(point),
             high, value_unit(point));
    row_cut(out, look->cells);
}

/* The profile's own Chinese headings for the two sides say less than the circuit's name does. */
void rows_station_heading(const struct station_look *look, const struct station_row *in, char *out,
                          size_t size)
{
    const struct site *site = look->world->site;
    const char *group = in->group;
    if (in->kind == STATION_SETPOINTS) {
        snprintf(out, size, "%s", _("set-points"));
        return;
    }
    int32_t node = in->circuit ? station_list_circuit(site, look->list->station, in->circuit) : -1;
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
    int decimals = point_decimals(point);
    char step[32] = "";
    if (limits->step > 0)
        snprintf(step, sizeof step, _(" step %.*f"), decimals, limits->step);
    if (isfinite(limits->low) && isfinite(limits->high))
        snprintf(out, size, "%.*f..%.*f%s", decimals, limits->low, decimals, limits->high, step);
    else
        snprintf(out, size, "%s", step);
}

/* Behind a set-point: its limits and how its last command went; behind a value: its quality. */
static void add_note(const struct station_look *look, const struct station_row *in,
                     struct reading reading, struct row *out)
{
    const struct site_device *device = &look->world->site->device[in->device];
    const struct point *point = &device->profile->point[in->point];
    char text[96] = "";
    row_space(out, 2);
    if (reading.quality != QUALITY_GOOD)
        row_addf(out, value_style(look->world, reading), "%s ",
                 _(quality_name((enum quality)reading.quality)));
    if (reading.quality == QUALITY_STALE && device->at.us) {
        world_age_text(wall_ms_since(device->at, look->world->now), text, sizeof text);
        row_addf(out, STYLE_VALUE_STALE, "%s ", text);
    }
    if (point->access != ACCESS_WRITE)
        return;
    struct guard_limits limits = setpoint_limits(device, in->point);
    limits_text(&limits, point, text, sizeof text);
    row_left(out, STYLE_DIM, text, 20);
    const struct command *command = site_command(look->world->site, device->id, point->id);
    if (command) {
        enum style style = rows_station_command(command, text, sizeof text);
        row_add(out, style, " ");
        row_add(out, style, text);
    }
}

static int name_width(const struct station_look *look)
{
    return look->cells >= 60 ? 22 : look->cells >= 44 ? 16 : 10;
}

void rows_station_row(const struct station_look *look, size_t at, struct row *out)
{
    const struct station_row *in = &look->list->row.at[at];
    char text[256];
    if (in->kind != STATION_POINT) {
        rows_station_heading(look, in, text, sizeof text);
        row_addf(out, STYLE_HEADING, " %s", text);
        row_cut(out, look->cells);
        return;
    }
    const struct site_device *device = &look->world->site->device[in->device];
    const struct point *point = &device->profile->point[in->point];
    struct reading reading =
        site_reading(look->world->site, in->device, in->point, look->world->now);
    row_space(out, 3);
    row_left(out, look->world->is_live ? STYLE_TEXT : STYLE_DIM,
             point_name(point, lang_is_chinese()), name_width(look));
    row_space(out, 1);
    if (look->cells >= 72)
        row_left(out, STYLE_DIM, point->id, 10);
    value_cell(out, look->world, point, reading, 9);
    row_space(out, 1);
    row_left(out, STYLE_DIM, value_unit(point), 5);
    add_note(look, in, reading, out);
    row_cut(out, look->cells);
}
