/* Screen 5: one station, both sides, its points and set-points. */
#include "ui/lang.h"
#include "ui/screen.h"
#include "ui/screen_station_draw.h"
#include "ui/sentence.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int64_t key_of(const void *ctx, int row)
{
    const struct console *console = ctx;
    return station_list_key(&console->station.points, console->world.site, (size_t)row);
}

static const struct station_row *selected_row(const struct console *console)
{
    const struct station_screen *station = &console->station;
    if (station->list.cursor >= (int)station->points.row.count)
        return NULL;
    const struct station_row *row = &station->points.row.at[station->list.cursor];
    return row->kind == STATION_POINT ? row : NULL;
}

/* Headings are passed over, in the direction of the move first. */
static void select_row(struct console *console, int row)
{
    struct station_screen *station = &console->station;
    int count = (int)station->points.row.count;
    int step = row >= station->list.cursor ? 1 : -1;
    for (int turn = 0; turn < 2; turn++, step = -step)
        for (int at = row; at >= 0 && at < count; at += step)
            if (station->points.row.at[at].kind == STATION_POINT) {
                list_select(&station->list, at, key_of(console, at));
                if (at > 0 && at == station->list.top &&
                    station->points.row.at[at - 1].kind != STATION_POINT)
                    station->list.top--;
                return;
            }
}

/* The trend of the circuit looked at. */
static void choose_trend(struct console *console, int circuit)
{
    struct station_screen *station = &console->station;
    if (spark_choose(&station->spark, console->world.site, station->points.station, circuit))
        station->circuit = circuit;
}

/* The trend follows the circuit that is looked at. */
static void move_to(struct console *console, int target)
{
    select_row(console, target);
    const struct station_row *row = selected_row(console);
    if (row && row->circuit && row->circuit != console->station.circuit)
        choose_trend(console, row->circuit);
}

static void load(struct console *console)
{
    struct station_screen *station = &console->station;
    const struct site *site = console->world.site;
    int32_t node = site && station->station_id ? site_node_of_id(site, station->station_id) : -1;
    station->points.row.count = 0;
    station->points.station = -1;
    if (node >= 0)
        station_list_build(&station->points, site, node);
    if (node >= 0)
        mimic_build(&station->mimic, site, node);
    list_refresh(&station->list, (int)station->points.row.count, key_of, console);
    if (node >= 0 && station->list.count && !selected_row(console))
        select_row(console, station->list.cursor);
}

bool screen_station_open(struct console *console, int32_t node)
{
    struct station_screen *station = &console->station;
    const struct site *site = console->world.site;
    int32_t index = node >= 0 ? site_station_of(site, node) : -1;
    if (index < 0)
        return false;
    bool is_other = station->station_id != site->node[index].id;
    int circuit = 0;
    for (int32_t up = node; up >= 0 && up != index; up = site->node[up].parent)
        if (site->node[up].kind == NODE_CIRCUIT)
            circuit = site->node[up].circuit;
    station->station_id = site->node[index].id;
    screen_go(console, ON_STATION);
    load(console);
    if (is_other || circuit) {
        int start = station_list_start(&station->points, site, circuit);
        if (start >= 0)
            select_row(console, start);
        station->list.top = 0; /* from the first heading on, as far as the cursor lets it */
    }
    choose_trend(console, circuit);
    return true;
}

/* ---- set-points ---- */

static void open_setpoint(struct console *console, double wanted, const char *typed)
{
    const struct station_row *row = selected_row(console);
    if (!row) {
        console_refuse(console, _("select a set-point first"));
        return;
    }
    setpoint_open(&console->setpoint, &console->world, row->device, row->point, wanted);
    console->mode = MODE_SETPOINT;
    if (*typed)
        setpoint_type(&console->setpoint, &console->world, typed);
}

static void undo(struct console *console)
{
    const struct station_row *row = selected_row(console);
    double value;
    if (!row)
        return;
    const struct site_device *device = &console->world.site->device[row->device];
    if (setpoint_undo_value(console->world.site, device->id, device->profile->point[row->point].id,
                            &value))
        open_setpoint(console, value, "");
    else
        console_refuse(console, _("no change to undo is known"));
}

static void next_trouble(struct console *console)
{
    int32_t node = screen_network_next_trouble(console, console->station.points.station);
    if (node >= 0)
        screen_station_open(console, node);
}

/* The first point behind the next heading, round the end. */
static void next_part(struct console *console)
{
    const struct station_screen *station = &console->station;
    int count = (int)station->points.row.count;
    for (int i = 1; i <= count; i++) {
        int at = (station->list.cursor + i) % count;
        if (station->points.row.at[at].kind == STATION_POINT)
            continue;
        move_to(console, at);
        return;
    }
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct station_screen *station = &console->station;
    const struct site *site = console->world.site;
    if (!site || station->points.station < 0)
        return false;
    int target = screen_list_target(&station->list, id);
    if (target >= 0) {
        move_to(console, target);
        if (target == 0)
            station->list.top = 0;
        return true;
    }
    switch ((int)id) { /* what is not here is not this screen's */
    case ACTION_WRITE: open_setpoint(console, NAN, argument); return true;
    case ACTION_OPEN:
        if (selected_row(console) && site->device[selected_row(console)->device]
                                             .profile->point[selected_row(console)->point]
                                             .access == ACCESS_WRITE)
            open_setpoint(console, NAN, "");
        return true;
    case ACTION_UNDO: undo(console); return true;
    case ACTION_GO: screen_network_show(console, station->points.station); return true;
    case ACTION_NEXT_TROUBLE: next_trouble(console); return true;
    case ACTION_NEXT_PART: next_part(console); return true;
    }
    return false;
}

static unsigned objects(struct console *console)
{
    const struct station_row *row = selected_row(console);
    if (!row)
        return 0;
    const struct point *point =
        &console->world.site->device[row->device].profile->point[row->point];
    return point->access == ACCESS_WRITE ? 1u << OBJECT_SETPOINT | 1u << OBJECT_FACT
                                         : 1u << OBJECT_FACT;
}

static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    (void)margin;
    const struct site *site = console->world.site;
    int32_t station = console->station.points.station;
    if (station < 0)
        return;
    for (int32_t d = site->node[station].first_device; d >= 0; d = site->device[d].next)
        add(ctx, d);
    for (int32_t child = site->node[station].first_child; child >= 0;
         child = site->node[child].next)
        for (int32_t d = site->node[child].first_device; d >= 0; d = site->device[d].next)
            add(ctx, d);
}

const struct screen screen_station = {
    .place = ON_STATION,
    .action = ACTION_STATION,
    .title = N_("station"),
    .load = load,
    .draw = screen_station_draw,
    .act = act,
    .objects = objects,
    .watch = watch,
};
