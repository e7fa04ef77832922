/* Screen 1: the network tree with live values. */
#include "backend/core/alarm_book.h"
#include "ui/console_past.h"
#include "ui/lang.h"
#include "ui/rows_frame.h"
#include "ui/screen.h"
#include "ui/screen_network_draw.h"

#include <string.h>

static int64_t key_of(const void *ctx, int row)
{
    const struct console *console = ctx;
    return console->world.site->node[console->network.outline.row.at[row].node].id;
}

/* What was selected folded away or does not fit the filter: the nearest above it that is shown. */
static void keep_near(struct network_screen *network, const struct site *site)
{
    int32_t node = network->list.key ? site_node_of_id(site, (int32_t)network->list.key) : -1;
    while (node >= 0 && outline_row_of(&network->outline, node) < 0)
        node = site->node[node].parent;
    if (node >= 0)
        network->list.key = site->node[node].id;
}

static void refresh(struct console *console)
{
    struct network_screen *network = &console->network;
    outline_build(&network->outline, console->world.site);
    if (network->outline.row.count)
        keep_near(network, console->world.site);
    list_refresh(&network->list, (int)network->outline.row.count, key_of, console);
}

static void load(struct console *console)
{
    if (!console->world.site)
        return;
    refresh(console);
    rows_frame_outdoor(console->world.site, &console->outdoor_device, &console->outdoor_point);
}

int32_t screen_network_selected(const struct console *console)
{
    const struct network_screen *network = &console->network;
    if (!console->world.site || network->list.cursor >= (int)network->outline.row.count)
        return -1;
    return network->outline.row.at[network->list.cursor].node;
}

static void select_row(struct console *console, int row)
{
    if (row >= 0)
        list_select(&console->network.list, row, key_of(console, row));
}

/* Unfolds what is above, and shows all again if the filter hides it. */
static void reveal(struct console *console, int32_t node)
{
    struct network_screen *network = &console->network;
    const struct site *site = console->world.site;
    network->outline.filter[0] = '\0';
    for (int32_t up = site->node[node].parent; up >= 0; up = site->node[up].parent)
        outline_set_open(&network->outline, &site->node[up], true);
    refresh(console);
}

void screen_network_show(struct console *console, int32_t node)
{
    struct network_screen *network = &console->network;
    if (!console->world.site || node < 0)
        return;
    reveal(console, node);
    select_row(console, outline_row_of(&network->outline, node));
    screen_go(console, ON_NETWORK);
}

/* ---- folding ---- */

static void set_open(struct console *console, bool open)
{
    struct network_screen *network = &console->network;
    int32_t node = screen_network_selected(console);
    const struct site_node *n = &console->world.site->node[node];
    outline_set_open(&network->outline, n, open);
    if (open && n->has_more)
        console->ports.load_children(console->ports.ctx, n->id);
    refresh(console);
}

static const struct outline_row *selected_row(const struct console *console)
{
    return &console->network.outline.row.at[console->network.list.cursor];
}

/* Left on something folded goes to what is above it. */
static void fold(struct console *console)
{
    const struct outline_row *row = selected_row(console);
    if (row->has_children && row->is_open) {
        set_open(console, false);
        return;
    }
    int32_t parent = console->world.site->node[row->node].parent;
    select_row(console, parent < 0 ? -1 : outline_row_of(&console->network.outline, parent));
}

static void unfold(struct console *console)
{
    const struct outline_row *row = selected_row(console);
    if (row->has_children && !row->is_open)
        set_open(console, true);
}

static void open_selected(struct console *console)
{
    const struct outline_row *row = selected_row(console);
    if (!screen_station_open(console, row->node) && row->has_children)
        set_open(console, !row->is_open);
}

/* ---- finding ---- */

static bool is_hit(const void *ctx, const struct outline_row *row)
{
    (void)ctx;
    return row->is_hit;
}

static bool is_troubled(const struct site *site, int32_t node)
{
    const struct site_node *n = &site->node[node];
    return n->lost > 0 || n->bad > 0 || alarm_tally_shown(alarm_tally_of(site, node));
}

/* A source that has tripped, a section that is closed: the alarm is its own. */
static bool has_own_alarm(const struct site *site, int32_t node)
{
    int below = 0;
    for (int32_t child = site->node[node].first_child; child >= 0; child = site->node[child].next)
        below += alarm_tally_shown(alarm_tally_of(site, child));
    return alarm_tally_shown(alarm_tally_of(site, node)) > below;
}

static bool is_above_stations(const struct site_node *node)
{
    return node->kind < NODE_STATION || node->kind == NODE_JUNCTION;
}

/* The next node in the tree's order: below it first, unless nothing there is in trouble. */
static int32_t step_over(const struct site *site, int32_t node)
{
    const struct site_node *n = &site->node[node];
    if (is_above_stations(n) && n->first_child >= 0 && is_troubled(site, node))
        return n->first_child;
    while (node >= 0 && site->node[node].next < 0)
        node = site->node[node].parent;
    return node < 0 ? -1 : site->node[node].next;
}

/* The next station in trouble behind `from`, or what has an alarm of its own, round the end; folded
 * or filtered away or not. */
static int32_t trouble_after(const struct site *site, int32_t from)
{
    int32_t node = from;
    for (int turns = 0; turns < 2;) {
        node = node < 0 ? -1 : step_over(site, node);
        if (node < 0) {
            node = site_first_root(site);
            turns++;
        }
        if (node < 0)
            return -1;
        bool is_stop = is_above_stations(&site->node[node]) ? has_own_alarm(site, node)
                                                            : is_troubled(site, node);
        if (is_stop)
            return node;
    }
    return -1;
}

static void find(struct console *console, const char *text)
{
    struct network_screen *network = &console->network;
    if (!console->world.site)
        return;
    strncpy(network->outline.filter, text, sizeof network->outline.filter - 1);
    refresh(console);
    if (network->outline.row.count && !selected_row(console)->is_hit)
        select_row(console, outline_seek(&network->outline, -1, 1, is_hit, NULL));
    list_fit(&network->list, network->list.height);
}

int32_t screen_network_next_trouble(struct console *console, int32_t from)
{
    struct network_screen *network = &console->network;
    const struct site *site = console->world.site;
    int32_t station = from >= 0 ? site_station_of(site, from) : -1;
    int32_t node = trouble_after(site, station >= 0 ? station : from);
    if (node < 0) {
        console_say(console, STYLE_TEXT, "%s",
                    _("no alarm stands, no station is lost or has bad values"));
        return -1;
    }
    if (outline_row_of(&network->outline, node) < 0)
        reveal(console, node);
    select_row(console, outline_row_of(&network->outline, node));
    return node;
}

static void step(struct console *console, int direction)
{
    const struct network_screen *network = &console->network;
    select_row(console,
               outline_seek(&network->outline, network->list.cursor, direction, is_hit, NULL));
}

static bool is_group(const void *ctx, const struct outline_row *row)
{
    const struct console *console = ctx;
    return console->world.site->node[row->node].kind < NODE_STATION;
}

static void next_part(struct console *console)
{
    const struct network_screen *network = &console->network;
    select_row(console,
               outline_seek(&network->outline, network->list.cursor, 1, is_group, console));
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct network_screen *network = &console->network;
    (void)argument;
    if (!console->world.site)
        return false;
    if (network->outline.row.count == 0) { /* the filter fits nothing */
        bool is_way_out = network->outline.filter[0] && id == ACTION_BACK;
        if (is_way_out)
            find(console, "");
        else if (id == ACTION_NEXT_TROUBLE)
            screen_network_next_trouble(console, -1);
        return is_way_out || id == ACTION_NEXT_TROUBLE;
    }
    int target = screen_list_target(&network->list, id);
    if (target >= 0) {
        select_row(console, target);
        console->is_step = true;
        return true;
    }
    switch ((int)id) { /* what is not here is not this screen's */
    case ACTION_OPEN: open_selected(console); return true;
    case ACTION_TOGGLE:
        if (selected_row(console)->has_children)
            set_open(console, !selected_row(console)->is_open);
        return true;
    case ACTION_UNFOLD: unfold(console); return true;
    case ACTION_FOLD: fold(console); return true;
    case ACTION_NEXT_HIT: step(console, 1); return true;
    case ACTION_PREVIOUS_HIT: step(console, -1); return true;
    case ACTION_NEXT_TROUBLE:
        screen_network_next_trouble(console, screen_network_selected(console));
        return true;
    case ACTION_NEXT_PART: next_part(console); return true;
    case ACTION_BACK:
        if (network->outline.filter[0])
            find(console, "");
        else
            console_past_leave(console);
        return true;
    }
    return false;
}

static unsigned objects(struct console *console)
{
    int32_t node = screen_network_selected(console);
    unsigned bits = console->network.outline.filter[0] ? 1u << OBJECT_WAY_BACK : 0;
    if (node < 0)
        return bits;
    if (site_station_of(console->world.site, node) >= 0)
        bits |= 1u << OBJECT_STATION;
    if (selected_row(console)->has_children)
        bits |= 1u << OBJECT_NODE;
    return bits;
}

/* A station's devices; for what lies below it, those of its station. */
void screen_network_devices(const struct console *console, int32_t node,
                            void (*add)(void *ctx, int32_t device), void *ctx)
{
    const struct site *site = console->world.site;
    int32_t station = site_station_of(site, node);
    for (int32_t d = site->node[node].first_device; d >= 0; d = site->device[d].next)
        add(ctx, d);
    if (station >= 0 && station != node)
        for (int32_t d = site->node[station].first_device; d >= 0; d = site->device[d].next)
            add(ctx, d);
}

static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    const struct network_screen *network = &console->network;
    int first = network->list.top - margin,
        last = network->list.top + network->list.height + margin;
    for (int row = first > 0 ? first : 0; row < last && row < (int)network->outline.row.count;
         row++)
        screen_network_devices(console, network->outline.row.at[row].node, add, ctx);
}

const struct screen screen_network = {
    .place = ON_NETWORK,
    .action = ACTION_NETWORK,
    .title = N_("network"),
    .load = load,
    .draw = screen_network_draw,
    .refresh = screen_network_refresh,
    .act = act,
    .find = find,
    .objects = objects,
    .watch = watch,
};
