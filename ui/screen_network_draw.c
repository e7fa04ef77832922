#include "ui/screen_network_draw.h"

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

static void draw_tree(struct console *console, struct frame *frame, struct pane area)
{
    struct network_screen *network = &console->network;
    struct network_look look = {&console->world, console->glyphs, &network->columns, area.width};
    char title[160];
    struct row row;
    tree_title(console, title, sizeof title);
    row_clear(&row);
    rows_network_head(&look, title, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    list_fit(&network->list, body.height);
    for (int line = 0; line < body.height; line++) {
        int at = network->list.top + line;
        if (at >= network->list.count)
            break;
        row_clear(&row);
        rows_network_row(&look, &network->outline.row.at[at], &row);
        screen_put(frame, body, line, &row, at == network->list.cursor);
    }
    if (network->list.count == 0 && body.height > 0) {
        row_clear(&row);
        row_addf(&row, STYLE_DIM, " %s",
                 network->outline.filter[0] ? _("nothing fits")
                 : console->world.site      ? _("the plant is empty: heatdesk import")
                                            : _("no plant yet"));
        frame_put(frame, body.x, body.y, body.width, &row);
    }
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
    struct network_look look = {&console->world, console->glyphs, &console->network.columns,
                                area.width};
    struct row row;
    row_clear(&row);
    if (node >= 0)
        rows_network_detail(&look, node, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
}

void screen_network_draw(struct console *console, struct frame *frame, struct pane area)
{
    if (area.width >= 160) {
        int tree = area.width - 105;
        tree = tree > 100 ? 100 : tree < 72 ? 72 : tree;
        int detail = 56;
        draw_tree(console, frame, (struct pane){area.x, area.y, tree, area.height});
        draw_detail(console, frame, (struct pane){area.x + tree + 1, area.y, detail, area.height},
                    false);
        draw_second(console, frame,
                    (struct pane){area.x + tree + detail + 2, area.y,
                                  area.width - tree - detail - 2, area.height});
    } else if (area.width >= 100) {
        int tree = area.width * 58 / 100;
        draw_tree(console, frame, (struct pane){area.x, area.y, tree, area.height});
        draw_detail(console, frame,
                    (struct pane){area.x + tree + 1, area.y, area.width - tree - 1, area.height},
                    true);
    } else if (area.height >= 6) {
        draw_tree(console, frame, (struct pane){area.x, area.y, area.width, area.height - 1});
        draw_line(console, frame, (struct pane){area.x, area.y + area.height - 1, area.width, 1});
    } else {
        draw_tree(console, frame, area);
    }
}
