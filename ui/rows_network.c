#include "ui/rows_network.h"

#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/sentence.h"
#include "ui/station_alarms.h"
#include "ui/value.h"

#include <stdio.h>

#define STATE_CELLS NETWORK_STATE_CELLS
#define NAME_LEAST  25

static int column_count(const struct network_look *look)
{
    return columns_that_fit(look->columns, look->cells - STATE_CELLS - 1, NAME_LEAST);
}

int rows_network_name_cells(const struct network_look *look)
{
    int cells = look->cells - STATE_CELLS - 1;
    for (int i = 0, count = column_count(look); i < count; i++)
        cells -= columns[columns_at(look->columns, i)].cells;
    return cells > 1 ? cells : 1;
}

void rows_network_head(const struct network_look *look, const char *title, struct row *out)
{
    row_left(out, STYLE_TITLE, title, rows_network_name_cells(look));
    for (int i = 0, count = column_count(look); i < count; i++) {
        const struct column *column = &columns[columns_at(look->columns, i)];
        row_pad(out, STYLE_TITLE, column->cells - text_width(_(column->title)));
        row_add(out, STYLE_TITLE, _(column->title));
    }
    row_left(out, STYLE_TITLE, "", 1);
    row_left(out, STYLE_TITLE, _("state"), STATE_CELLS);
    row_cut(out, look->cells);
}

/* The device whose values the row shows; -1 if none. */
static int32_t device_of(const struct column_place *place)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        if (place[i].device >= 0)
            return place[i].device;
    return -1;
}

/* A later loss beside it does not make the trouble younger; NULL = none is lost. */
static const struct site_device *longest_lost(const struct site *site, const struct site_node *node)
{
    const struct site_device *longest = NULL;
    for (int32_t d = node->first_device; d >= 0; d = site->device[d].next) {
        const struct site_device *device = &site->device[d];
        if (device->is_lost && (!longest || device->link_since.us < longest->link_since.us))
            longest = device;
    }
    return longest;
}

static void lost_since(const struct world *world, const struct site_node *node, char *out,
                       size_t size)
{
    const struct site_device *device = longest_lost(world->site, node);
    char age[16] = "";
    if (device && device->link_since.us)
        world_age_text(wall_ms_since(device->link_since, world->now), age, sizeof age);
    snprintf(out, size, "/ %s", age);
}

static void trouble(const struct world *world, const struct site_node *node, bool is_quiet,
                    struct row *out)
{
    bool is_group = node->kind == NODE_SOURCE || node->kind == NODE_NETWORK;
    char text[24];
    if (node->lost > 0 && !is_group)
        lost_since(world, node, text, sizeof text);
    else
        snprintf(text, sizeof text, "/%d", node->lost);
    if (node->lost > 0)
        row_add(out, !world->is_live ? STYLE_DIM : is_quiet ? STYLE_EMPHASIS : STYLE_NOTICE, text);
    if (node->lost > 0 && node->bad > 0)
        row_space(out, 1);
    if (node->bad > 0)
        row_addf(out,
                 !world->is_live ? STYLE_DIM
                 : is_quiet      ? STYLE_EMPHASIS
                                 : STYLE_VALUE_BAD,
                 "!%d", node->bad);
}

static void staleness(const struct world *world, const struct column_place *place, struct row *out)
{
    int32_t index = device_of(place);
    if (index < 0 || !world->site->device[index].read_at.us)
        return;
    const struct site_device *device = &world->site->device[index];
    int64_t age_ms = wall_ms_since(device->read_at, world->now);
    char age[16];
    if (age_ms <= 3 * (int64_t)device->period_ms)
        return;
    world_age_text(age_ms, age, sizeof age);
    row_addf(out, world->is_live ? STYLE_VALUE_STALE : STYLE_DIM, "? %s", age);
}

/* A new device that is silent is not lost for a while yet: it must not look well meanwhile. */
static bool is_unread(const struct site *site, const struct site_node *node,
                      const struct column_place *place)
{
    int32_t index = node->first_device >= 0 ? node->first_device : device_of(place);
    for (; index >= 0; index = node->first_device >= 0 ? site->device[index].next : -1)
        if (world_is_unread(&site->device[index]))
            return true;
    return false;
}

void rows_network_state(const struct world *world, struct columns *kept, int32_t index,
                        bool is_quiet, int cells, struct row *out)
{
    const struct site_node *node = &world->site->node[index];
    struct row state, rest;
    row_clear(&state);
    row_clear(&rest);
    mark_tally(&state, world, alarm_tally_of(world->site, index), is_quiet);
    bool is_calm = !state.cells;
    mark_held(&state, world->site, index, world->now);
    if (node->lost > 0 || node->bad > 0)
        trouble(world, node, is_quiet, &rest);
    else if (is_calm && is_unread(world->site, node, columns_of(kept, world->site, index)))
        row_add(&rest, world->is_live ? STYLE_EMPHASIS : STYLE_DIM, _("no data"));
    else if (is_calm)
        staleness(world, columns_of(kept, world->site, index), &rest);
    row_space(&state, state.cells && rest.cells ? 1 : 0);
    if (state.cells && state.cells + rest.cells > cells)
        row_cut(&rest, 1); /* the sign alone rather than half an age */
    row_join(&state, &rest);
    row_fit(&state, cells);
    row_to(&state, cells);
    row_join(out, &state);
}

static void add_name(const struct network_look *look, const struct outline_row *in, struct row *out,
                     int cells)
{
    const struct site_node *node = &look->world->site->node[in->node];
    const char *fold = !in->has_children ? look->glyphs->leaf
                       : in->is_open     ? look->glyphs->unfolded
                                         : look->glyphs->folded;
    enum style style = in->is_hit ? STYLE_TEXT : STYLE_DIM;
    if (!look->world->is_live)
        style = STYLE_DIM;
    int indent = 2 * in->depth < cells / 2 ? 2 * in->depth : cells / 2;
    row_space(out, 1 + indent);
    row_add(out, STYLE_DIM, fold);
    row_pad(out, STYLE_DIM, 1); /* a blank in the style before it: no change of colours is sent */
    if (node->kind != NODE_CIRCUIT && node->name && *node->name && *node->code) {
        row_add(out, STYLE_DIM, node->code);
        row_pad(out, STYLE_DIM, 1);
    }
    row_left(out, style, world_node_name(node), cells - out->cells);
    row_cut(out, cells);
}

static void add_value(const struct network_look *look, struct column_place place,
                      const struct column *column, struct row *out)
{
    int cells = column->cells;
    if (place.device < 0) {
        row_space(out, cells);
        return;
    }
    const struct site *site = look->world->site;
    const struct site_device *device = &site->device[place.device];
    struct reading reading = site_reading(site, place.device, place.point, look->world->now);
    row_space(out, 1);
    const struct point *point = &device->profile->point[place.point];
    value_cell_short(out, look->world, point, value_in(point, reading, column->unit), cells - 1,
                     column->decimals);
}

void rows_network_row(const struct network_look *look, const struct outline_row *in,
                      struct row *out)
{
    const struct column_place *place = columns_of(look->columns, look->world->site, in->node);
    const struct site_node *node = &look->world->site->node[in->node];
    bool is_quiet = in->is_open && (node->kind == NODE_SOURCE || node->kind == NODE_NETWORK);
    add_name(look, in, out, rows_network_name_cells(look));
    row_to(out, rows_network_name_cells(look));
    for (int i = 0, count = column_count(look); i < count; i++) {
        enum column_id id = columns_at(look->columns, i);
        add_value(look, place[id], &columns[id], out);
    }
    row_space(out, 1);
    rows_network_state(look->world, look->columns, in->node, is_quiet, STATE_CELLS, out);
    row_cut(out, look->cells);
}

static void lost_detail(const struct world *world, const struct site_node *node, struct row *out)
{
    const struct site_device *device = longest_lost(world->site, node);
    char age[16];
    if (!device)
        return;
    world_age_text(wall_ms_since(device->link_since, world->now), age, sizeof age);
    row_space(out, 1);
    row_addf(out, world->is_live ? STYLE_NOTICE : STYLE_DIM, _(" communication lost %s: %s"), age,
             sentence_code(device->lost_code));
}

/* The worst alarm of the station, or how many there are below a group. */
static void alarm_detail(const struct world *world, int32_t index, struct row *out)
{
    const struct alarm_tally *tally = alarm_tally_of(world->site, index);
    int32_t station = site_station_of(world->site, index);
    if (!alarm_tally_shown(tally))
        return;
    row_space(out, 2);
    if (station < 0) {
        mark_counts(out, world, tally, 30);
        return;
    }
    struct station_alarms alarms;
    station_alarms_make(&alarms, world->site, index, true);
    if (alarms.count)
        mark_alarm(out, world, alarms.at[0]);
    if (alarms.all > 1)
        row_addf(out, STYLE_DIM, " +%d", alarms.all - 1);
}

/* "supply 52.1 C": a value of bad quality has no unit either. */
static void value_piece(const struct network_look *look, struct column_place place,
                        const struct column *column, struct row *out)
{
    const struct world *world = look->world;
    const struct point *point = &world->site->device[place.device].profile->point[place.point];
    struct reading reading = site_reading(world->site, place.device, place.point, world->now);
    struct row value;
    row_clear(&value);
    value_cell_short(&value, world, point, value_in(point, reading, column->unit),
                     column->cells - 1, column->decimals);
    row_addf(out, STYLE_DIM, "  %s", _(column->title));
    row_join(out, &value);
    if (quality_has_number((enum quality)reading.quality))
        row_addf(out, STYLE_DIM, " %s", column->unit);
}

void rows_network_detail(const struct network_look *look, int32_t index, struct row *out)
{
    const struct world *world = look->world;
    const struct site_node *node = &world->site->node[index];
    struct row piece;
    row_addf(out, world->is_live ? STYLE_TEXT : STYLE_DIM, " %s %s", node->code,
             world_node_name(node));
    alarm_detail(world, index, out);
    lost_detail(world, node, out);
    const struct column_place *place = columns_of(look->columns, world->site, index);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (place[i].device < 0)
            continue;
        row_clear(&piece);
        value_piece(look, place[i], &columns[i], &piece);
        row_join_whole(out, &piece, look->cells);
    }
    row_clear(&piece);
    if (node->stations > 1)
        row_addf(&piece, STYLE_DIM, _("  stations %d"), node->stations);
    if (node->households > 0)
        row_addf(&piece, STYLE_DIM, _("  households %d"), node->households);
    row_join_whole(out, &piece, look->cells);
    row_fit(out, look->cells);
}
