#include "ui/rows_network.h"

#include "ui/lang.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <stdio.h>

#define STATE_CELLS 9
#define NAME_LEAST  26

static int column_count(const struct network_look *look)
{
    return columns_that_fit(look->cells - STATE_CELLS - 1, NAME_LEAST);
}

static int name_cells(const struct network_look *look)
{
    int cells = look->cells - STATE_CELLS - 1;
    for (int i = 0, count = column_count(look); i < count; i++)
        cells -= columns[i].cells;
    return cells > 1 ? cells : 1;
}

void rows_network_head(const struct network_look *look, const char *title, struct row *out)
{
    row_left(out, STYLE_TITLE, title, name_cells(look));
    for (int i = 0, count = column_count(look); i < count; i++)
        row_right(out, STYLE_TITLE, _(columns[i].title), columns[i].cells);
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

static void lost_since(const struct site *site, const struct site_node *node,
                       const struct world *world, char *out, size_t size)
{
    struct wall since = {0};
    for (int32_t d = node->first_device; d >= 0; d = site->device[d].next)
        if (site->device[d].is_lost && site->device[d].link_since.us > since.us)
            since = site->device[d].link_since;
    char age[16] = "";
    if (since.us)
        world_age_text(wall_ms_since(since, world->now), age, sizeof age);
    snprintf(out, size, "/ %s", age);
}

enum style rows_network_state(const struct world *world, struct columns *kept, int32_t index,
                              char *out, size_t size)
{
    const struct site_node *node = &world->site->node[index];
    bool is_group = node->kind == NODE_SOURCE || node->kind == NODE_NETWORK;
    char lost[24] = "", bad[24] = "";
    *out = '\0';
    if (node->lost > 0 && !is_group)
        lost_since(world->site, node, world, lost, sizeof lost);
    else if (node->lost > 0)
        snprintf(lost, sizeof lost, "/%d", node->lost);
    if (node->bad > 0)
        snprintf(bad, sizeof bad, "!%d", node->bad);
    if (*lost || *bad) {
        snprintf(out, size, "%s%s%s", lost, *lost && *bad ? " " : "", bad);
        return *lost ? STYLE_VALUE_LOST : STYLE_VALUE_BAD;
    }
    const struct column_place *place = columns_of(kept, world->site, index);
    int32_t device = device_of(place);
    if (device >= 0 && world->site->device[device].at.us) {
        const struct site_device *d = &world->site->device[device];
        int64_t age_ms = wall_ms_since(d->at, world->now);
        if (age_ms > 3 * (int64_t)d->period_ms) {
            char age[16];
            world_age_text(age_ms, age, sizeof age);
            snprintf(out, size, "? %s", age);
            return STYLE_VALUE_STALE;
        }
    }
    return STYLE_TEXT;
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
    row_space(out, 1);
    if (node->kind != NODE_CIRCUIT && node->name && *node->name && *node->code) {
        row_add(out, STYLE_DIM, node->code);
        row_space(out, 1);
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
    value_cell_short(out, look->world, &device->profile->point[place.point], reading, cells - 1,
                     column->decimals);
}

void rows_network_row(const struct network_look *look, const struct outline_row *in,
                      struct row *out)
{
    char state[64];
    const struct column_place *place = columns_of(look->columns, look->world->site, in->node);
    add_name(look, in, out, name_cells(look));
    row_to(out, name_cells(look));
    for (int i = 0, count = column_count(look); i < count; i++)
        add_value(look, place[i], &columns[i], out);
    enum style style =
        rows_network_state(look->world, look->columns, in->node, state, sizeof state);
    row_space(out, 1);
    row_left(out, look->world->is_live ? style : STYLE_DIM, state, STATE_CELLS);
    row_cut(out, look->cells);
}

static void lost_detail(const struct world *world, const struct site_node *node, struct row *out)
{
    for (int32_t d = node->first_device; d >= 0; d = world->site->device[d].next) {
        const struct site_device *device = &world->site->device[d];
        if (!device->is_lost)
            continue;
        char age[16];
        world_age_text(wall_ms_since(device->link_since, world->now), age, sizeof age);
        row_addf(out, STYLE_VALUE_LOST, _(" communication lost %s: %s"), age,
                 sentence_code(device->lost_code));
        return;
    }
}

void rows_network_detail(const struct network_look *look, int32_t index, struct row *out)
{
    const struct world *world = look->world;
    const struct site_node *node = &world->site->node[index];
    row_addf(out, STYLE_TEXT, " %s %s", node->code, world_node_name(node));
    lost_detail(world, node, out);
    if (node->stations > 1)
        row_addf(out, STYLE_TEXT, _("  stations %d"), node->stations);
    if (node->households > 0)
        row_addf(out, STYLE_TEXT, _("  households %d"), node->households);
    const struct column_place *place = columns_of(look->columns, world->site, index);
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (place[i].device < 0)
            continue;
        const struct point *point =
            &world->site->device[place[i].device].profile->point[place[i].point];
        struct reading reading =
            site_reading(world->site, place[i].device, place[i].point, world->now);
        row_addf(out, STYLE_DIM, "  %s", _(columns[i].title));
        value_cell_short(out, world, point, reading, 6, columns[i].decimals);
        row_addf(out, STYLE_DIM, " %s", value_unit(point));
    }
    row_cut(out, look->cells);
}
