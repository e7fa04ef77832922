/* The head of the station screen (rows_station.h): a line a side with its figures in columns, so
 * that circuits are compared at a glance. */
#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/rows_station.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <stdio.h>

#define NAME_CELLS   12
#define COLUMN_CELLS 7
#define WIDE_CELLS   12 /* with the unit behind the title */

static int circuits(const struct station_look *look)
{
    int most = 0;
    for (size_t i = 0; i < look->list->row.count; i++)
        if (look->list->row.at[i].circuit > most)
            most = look->list->row.at[i].circuit;
    return most < STATION_SIDES - 1 ? most : STATION_SIDES - 1;
}

int rows_station_head_count(const struct station_look *look)
{
    return 3 + circuits(look);
}

static bool is_wide(const struct station_look *look)
{
    return look->cells >= NAME_CELLS + STATION_COLUMNS * WIDE_CELLS;
}

static int columns_shown(const struct station_look *look)
{
    int most = (look->cells - NAME_CELLS) / (is_wide(look) ? WIDE_CELLS : COLUMN_CELLS);
    return most < STATION_COLUMNS ? most : STATION_COLUMNS;
}

static void titles_line(const struct station_look *look, struct row *out)
{
    row_space(out, NAME_CELLS);
    for (int i = 0, count = columns_shown(look); i < count; i++) {
        char title[64];
        const char *unit = is_wide(look) ? station_columns[i].unit : "";
        snprintf(title, sizeof title, "%s%s%s", _(station_columns[i].title), *unit ? " " : "",
                 unit);
        row_right(out, STYLE_HEADING, title, is_wide(look) ? WIDE_CELLS : COLUMN_CELLS);
    }
}

/* A target that is not in force gives way to what is. */
static void place_cell(const struct station_look *look, int circuit, int column, int cells,
                       struct row *out)
{
    const struct world *world = look->world;
    struct station_place place = look->list->side[circuit][column];
    const struct point *point = &world->site->device[place.device].profile->point[place.point];
    if (target_force(world->site, place.device, place.point, world->now) == TARGET_WITHOUT) {
        row_right(out, STYLE_DIM, _("none"), cells);
        return;
    }
    struct reading reading = target_reading(world->site, place.device, place.point,
                                            &look->list->curve[circuit], world->now);
    value_cell_short(out, world, point, value_in(point, reading, station_columns[column].unit),
                     cells, station_columns[column].decimals);
}

static void side_line(const struct station_look *look, int circuit, struct row *out)
{
    const struct site *site = look->world->site;
    int32_t node = circuit ? station_list_circuit(site, look->list->station, circuit) : -1;
    row_space(out, 1);
    row_left(out, STYLE_TEXT,
             node >= 0 ? world_node_name(&site->node[node])
             : circuit ? _("secondary")
                       : _("primary"),
             NAME_CELLS - 1);
    for (int i = 0, count = columns_shown(look); i < count; i++) {
        struct station_place place = look->list->side[circuit][i];
        int cells = is_wide(look) ? WIDE_CELLS : COLUMN_CELLS;
        if (place.device < 0) {
            row_space(out, cells);
            continue;
        }
        row_space(out, 1);
        place_cell(look, circuit, i, cells - 1, out);
    }
}

static void link_piece(const struct station_look *look, const struct site_device *device,
                       struct row *out)
{
    char age[16];
    row_addf(out, STYLE_TITLE, "  %s ", device->code);
    if (device->is_lost) {
        world_age_text(wall_ms_since(device->link_since, look->world->now), age, sizeof age);
        row_addf(out, look->world->is_live ? STYLE_NOTICE : STYLE_TITLE, _("/ lost %s: %s"), age,
                 sentence_code(device->lost_code));
    } else if (world_is_unread(device)) {
        row_add(out, look->world->is_live ? STYLE_EMPHASIS : STYLE_TITLE, _("never polled"));
    } else {
        world_age_text(wall_ms_since(device->read_at, look->world->now), age, sizeof age);
        row_addf(out, STYLE_TITLE, _("data %s"), age);
    }
}

/* No supply can be set while somebody works at the controller: "local", as its profile calls it. */
static void authority_piece(const struct station_look *look, int circuit, struct row *out)
{
    const struct world *world = look->world;
    struct station_place place = look->list->side[circuit][STATION_TARGET];
    struct station_place before = look->list->side[circuit ? circuit - 1 : 0][STATION_TARGET];
    if (place.device < 0)
        return;
    const struct point *points = world->site->device[place.device].profile->point;
    const struct point *target = &points[place.point];
    bool is_told = before.device == place.device &&
                   points[before.point].authority == target->authority && circuit > 1;
    if (target->authority < 0 || is_told)
        return;
    const struct point *authority = &points[target->authority];
    struct reading now = site_reading(world->site, place.device, target->authority, world->now);
    char text[64];
    if (!quality_has_number((enum quality)now.quality) || now.value == target->authority_value)
        return;
    value_number(authority, now.value, text, sizeof text);
    row_addf(out, world->is_live ? STYLE_NOTICE : STYLE_TITLE, "  %s%s%s",
             authority->circuit ? authority->id : "", authority->circuit ? " " : "", text);
}

/* How each device answers comes first; where it is stands behind it, if there is room. */
static void title_line(const struct station_look *look, struct row *out)
{
    const struct site *site = look->world->site;
    const struct site_node *node = &site->node[look->list->station];
    struct row piece;
    row_addf(out, STYLE_TITLE, " %s %s ", node->code, world_node_name(node));
    for (int32_t d = node->first_device; d >= 0; d = site->device[d].next) {
        row_clear(&piece);
        link_piece(look, &site->device[d], &piece);
        row_join_whole(out, &piece, look->cells);
    }
    for (int circuit = 1; circuit < STATION_SIDES; circuit++) {
        row_clear(&piece);
        authority_piece(look, circuit, &piece);
        row_join_whole(out, &piece, look->cells);
    }
    for (int32_t d = node->first_device; d >= 0; d = site->device[d].next) {
        const struct site_device *device = &site->device[d];
        row_clear(&piece);
        row_addf(&piece, STYLE_TITLE, _("   %s %s unit %d"), device->profile->name,
                 device->endpoint, device->unit);
        row_join_whole(out, &piece, look->cells);
    }
    row_fit(out, look->cells);
    row_pad(out, STYLE_TITLE, look->cells - out->cells);
}

void rows_station_head(const struct station_look *look, int line, struct row *out)
{
    if (line == 0)
        title_line(look, out);
    else if (line == 1)
        titles_line(look, out);
    else
        side_line(look, line - 2, out);
    row_fit(out, look->cells);
}
