#include "ui/screen_network_draw.h"

#include "backend/core/alarm_book.h"
#include "ui/lang.h"
#include "ui/rows_network.h"
#include "ui/screen_panes.h"

#include <stdio.h>

static void tree_title(const struct console *console, char *out, size_t size)
{
    const struct network_screen *network = &console->network;
    const struct outline *outline = &network->outline;
    if (outline->filter[0])
        snprintf(out, size, " 1 %s  /%s  %zu", _("network"), outline->filter, outline->hits);
    else
        snprintf(out, size, " 1 %s  %d/%d", _("network"),
                 network->list.count ? network->list.cursor + 1 : 0, network->list.count);
}

static int32_t unacknowledged(const struct site *site, int32_t node)
{
    const struct alarm_tally *tally = alarm_tally_of(site, node);
    int32_t sum = 0;
    for (int p = 0; p < ALARM_NOTICE - 1; p++)
        sum += tally->unacknowledged[p];
    return sum;
}

/* What waits at a row: all below it if it is folded, else its own. */
static int32_t waiting_in(const struct site *site, const struct outline_row *row)
{
    int32_t sum = unacknowledged(site, row->node);
    if (!sum || !row->is_open)
        return sum;
    for (int32_t child = site->node[row->node].first_child; child >= 0;
         child = site->node[child].next)
        sum -= unacknowledged(site, child);
    return sum;
}

static struct network_look look_of(struct console *console, int cells)
{
    return (struct network_look){&console->world, console->glyphs, &console->network.columns,
                                 cells};
}

static struct pane tree_body(struct pane area)
{
    return (struct pane){area.x, area.y + 1, area.width, area.height - 1};
}

static void draw_tree(struct console *console, struct frame *frame, struct pane area)
{
    struct network_screen *network = &console->network;
    struct network_look look = look_of(console, area.width);
    struct pane body = tree_body(area);
    char title[160];
    struct row row;
    tree_title(console, title, sizeof title);
    row_clear(&row);
    rows_network_head(&look, title, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
    list_fit(&network->list, body.height);
    for (int line = 0; line < body.height; line++) {
        int at = network->list.top + line;
        if (at >= network->list.count)
            break;
        row_clear(&row);
        rows_network_row(&look, &network->outline.row.at[at], &row);
        screen_put(frame, body, line, &row, at == network->list.cursor);
        frame->waiting += waiting_in(console->world.site, &network->outline.row.at[at]);
    }
    if (network->list.count == 0 && body.height > 0) {
        row_clear(&row);
        row_addf(&row, STYLE_DIM, " %s",
                 network->outline.filter[0] ? _("nothing fits")
                 : console->world.site      ? _("the plant is empty: heatdesk import")
                                            : _("no plant yet"));
        frame_put(frame, body.x, body.y, body.width, &row);
    }
    network->drawn = network->list;
}

/* ---- the detail pane ---- */

static void draw_detail(struct console *console, struct frame *frame, struct pane area,
                        bool with_facts)
{
    int32_t node = screen_network_selected(console);
    screen_wall(console, frame, area);
    if (node < 0) {
        screen_title(frame, area, "");
        return;
    }
    const struct site *site = console->world.site;
    int32_t station = site_station_of(site, node);
    if (station < 0) {
        char title[200];
        snprintf(title, sizeof title, " %s %s", site->node[node].code,
                 world_node_name(&site->node[node]));
        screen_title(frame, area, title);
    }
    int line = station >= 0 ? screen_pane_station(console, frame, area, 0, station)
                            : screen_pane_group(console, frame, area, 1, node);
    if (with_facts) {
        line = screen_pane_heading(frame, area, line + 1, _("latest"));
        screen_pane_facts(console, frame, area, line, station);
    }
}

static void draw_second(struct console *console, struct frame *frame, struct pane area)
{
    int32_t node = screen_network_selected(console);
    screen_wall(console, frame, area);
    screen_title(frame, area, _(" latest"));
    if (node >= 0)
        screen_pane_facts(console, frame, area, 1, site_station_of(console->world.site, node));
}

static void draw_line(struct console *console, struct frame *frame, struct pane area)
{
    int32_t node = screen_network_selected(console);
    struct network_look look = look_of(console, area.width);
    struct row row;
    row_clear(&row);
    if (node >= 0)
        rows_network_detail(&look, node, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
}

/* Where the tree stands; the other panes have the rest. */
static struct pane tree_pane(struct pane area)
{
    if (area.width >= 160)
        area.width = area.width > 205 ? 100 : area.width < 177 ? 72 : area.width - 105;
    else if (area.width >= 100)
        area.width = area.width * 58 / 100;
    else if (area.height >= 6)
        area.height--;
    return area;
}

/* All beside the tree, or below it: what it says is of the row that is selected there. */
static void draw_selected(struct console *console, struct frame *frame, struct pane area)
{
    struct pane tree = tree_pane(area);
    int right = area.x + tree.width + 1, rest = area.width - tree.width - 1, detail = 56;
    if (area.width >= 100)
        frame->steady = (struct pane){right, area.y, rest, area.height};
    if (area.width >= 160) {
        draw_detail(console, frame, (struct pane){right, area.y, detail, area.height}, false);
        draw_second(console, frame,
                    (struct pane){right + detail + 1, area.y, rest - detail - 1, area.height});
    } else if (area.width >= 100) {
        draw_detail(console, frame, (struct pane){right, area.y, rest, area.height}, true);
    } else if (tree.height < area.height) {
        draw_line(console, frame, (struct pane){area.x, area.y + tree.height, area.width, 1});
    }
}

void screen_network_draw(struct console *console, struct frame *frame, struct pane area)
{
    draw_tree(console, frame, tree_pane(area));
    draw_selected(console, frame, area);
}

/* ---- parts of it anew ---- */

struct newer {
    const struct site *site;
    uint64_t changes;
    bool is_there;
};

static void find_newer(void *ctx, int32_t device)
{
    struct newer *newer = ctx;
    newer->is_there |= newer->site->device[device].changed > newer->changes;
}

static bool is_newer(const struct console *console, int32_t node, uint64_t changes)
{
    struct newer newer = {console->world.site, changes, false};
    screen_network_devices(console, node, find_newer, &newer);
    return newer.is_there;
}

static void redraw_row(struct console *console, struct frame *frame, struct pane tree, int at)
{
    const struct network_screen *network = &console->network;
    struct network_look look = look_of(console, tree.width);
    struct pane body = tree_body(tree);
    struct row row;
    row_clear(&row);
    rows_network_row(&look, &network->outline.row.at[at], &row);
    if (at == network->list.cursor)
        screen_select(frame, body, at - network->list.top, &row);
    frame_over(frame, body.x, body.y + at - network->list.top, body.width, &row);
}

/* The columns' titles stand. */
static void redraw_title(struct console *console, struct frame *frame, struct pane tree)
{
    struct network_look look = look_of(console, tree.width);
    int cells = rows_network_name_cells(&look);
    char title[160];
    struct row row;
    tree_title(console, title, sizeof title);
    row_clear(&row);
    row_left(&row, STYLE_TITLE, title, cells);
    frame_over(frame, tree.x, tree.y, cells, &row);
}

/* A step is drawn where it left and where it leads to, and beside. A change of the selected row's
 * values shows in the other panes too. */
bool screen_network_refresh(struct console *console, struct frame *frame, struct pane area,
                            uint64_t changes)
{
    struct network_screen *network = &console->network;
    const struct list *list = &network->list, *drawn = &network->drawn;
    struct pane tree = tree_pane(area);
    bool is_step = list->cursor != drawn->cursor;
    if (list->top != drawn->top || list->count != drawn->count)
        return false;
    for (int at = list->top; at < list->top + tree.height - 1 && at < list->count; at++) {
        bool is_met = is_step && (at == list->cursor || at == drawn->cursor);
        bool is_changed = is_newer(console, network->outline.row.at[at].node, changes);
        if (is_changed && at == list->cursor && !is_step)
            return false;
        if (is_met || is_changed)
            redraw_row(console, frame, tree, at);
    }
    if (is_step) {
        redraw_title(console, frame, tree);
        draw_selected(console, frame, area);
        frame_fill(frame);
    }
    network->drawn = network->list;
    return true;
}
