#include "ui/screen_network_draw.h"

#include "ui/lang.h"
#include "ui/rows_journal.h"
#include "ui/rows_network.h"
#include "ui/rows_station.h"
#include "ui/sentence.h"

#include <stdio.h>
#include <string.h>

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

static void draw_station(struct console *console, struct frame *frame, struct pane area,
                         int32_t station)
{
    struct station_list *list = &console->network.preview;
    if (list->station != station)
        station_list_build(list, console->world.site, station);
    struct station_look look = {&console->world, console->glyphs, list, area.width};
    for (size_t i = 0; i < list->row.count && (int)i < area.height; i++) {
        struct row row;
        row_clear(&row);
        rows_station_row(&look, i, &row);
        frame_put(frame, area.x, area.y + (int)i, area.width, &row);
    }
}

struct troubles {
    const struct console *console;
    struct frame *frame;
    struct pane area;
    int line;
};

static void trouble_row(struct troubles *list, int32_t node)
{
    const struct site_node *n = &list->console->world.site->node[node];
    char state[64];
    struct row row;
    enum style style =
        rows_network_state(&list->console->world, (struct columns *)&list->console->network.columns,
                           node, state, sizeof state);
    row_clear(&row);
    row_addf(&row, STYLE_DIM, " %s ", n->code);
    row_left(&row, STYLE_TEXT, world_node_name(n), list->area.width - row.cells - 12);
    row_addf(&row, style, " %s", state);
    frame_put(list->frame, list->area.x, list->area.y + list->line++, list->area.width, &row);
}

/* Stations below that are lost or bad; whole subtrees that are well are passed over. */
static void walk_troubles(struct troubles *list, int32_t node)
{
    const struct site *site = list->console->world.site;
    const struct site_node *n = &site->node[node];
    if (list->line >= list->area.height || (n->lost == 0 && n->bad == 0))
        return;
    if (n->kind == NODE_STATION) {
        trouble_row(list, node);
        return;
    }
    for (int32_t child = n->first_child; child >= 0; child = site->node[child].next)
        walk_troubles(list, child);
}

static void draw_group(struct console *console, struct frame *frame, struct pane area, int32_t node)
{
    const struct site_node *n = &console->world.site->node[node];
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_TEXT, _(" stations %d   households %d"), n->stations, n->households);
    frame_put(frame, area.x, area.y, area.width, &row);
    row_clear(&row);
    if (n->lost == 0 && n->bad == 0)
        row_add(&row, STYLE_DIM, _(" all devices answer with good values"));
    else
        row_addf(&row, STYLE_NOTICE, _(" lost %d   bad %d"), n->lost, n->bad);
    frame_put(frame, area.x, area.y + 1, area.width, &row);
    struct troubles list = {console, frame, area, 3};
    walk_troubles(&list, node);
}

static void draw_detail(struct console *console, struct frame *frame, struct pane area)
{
    int32_t node = screen_network_selected(console);
    screen_wall(console, frame, area);
    if (node < 0) {
        screen_title(frame, area, "");
        return;
    }
    const struct site *site = console->world.site;
    int32_t station = site_station_of(site, node);
    const struct site_node *shown = &site->node[station >= 0 ? station : node];
    char title[200];
    snprintf(title, sizeof title, " %s %s", shown->code, world_node_name(shown));
    screen_title(frame, area, title);
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    if (station >= 0)
        draw_station(console, frame, body, station);
    else
        draw_group(console, frame, body, node);
}

static bool concerns(const struct site *site, const struct fact *fact, int32_t station)
{
    int32_t device = fact->device ? site_device_of_id(site, fact->device) : -1;
    int32_t node = device >= 0  ? site->device[device].node
                   : fact->node ? site_node_of_id(site, fact->node)
                                : -1;
    return station < 0 || (node >= 0 && site_station_of(site, node) == station);
}

void screen_facts_draw(struct console *console, struct frame *frame, struct pane area,
                       int32_t station)
{
    const struct site *site = console->world.site;
    size_t held = site->journal_count < SITE_JOURNAL ? site->journal_count : SITE_JOURNAL;
    int line = 0;
    for (size_t back = 1; back <= held && line < area.height; back++) {
        const struct fact *fact = &site->journal[(site->journal_count - back) % SITE_JOURNAL];
        if (!concerns(site, fact, station))
            continue;
        char at[24], text[600], object[200] = "";
        struct row row;
        row_clear(&row);
        wall_text(fact->at, at, sizeof at);
        row_addf(&row, STYLE_DIM, " %.11s ", at + 5);
        if (station < 0) {
            sentence_object(site, fact, object, sizeof object);
            row_addf(&row, STYLE_DIM, "%s%s", object, *object ? " " : "");
        }
        sentence_fact(site, fact, text, sizeof text);
        row_add(&row, sentence_style(fact->kind), text);
        frame_put(frame, area.x, area.y + line++, area.width, &row);
    }
}

static void draw_second(struct console *console, struct frame *frame, struct pane area)
{
    int32_t node = screen_network_selected(console);
    screen_wall(console, frame, area);
    screen_title(frame, area, _(" latest"));
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    if (node >= 0)
        screen_facts_draw(console, frame, body, site_station_of(console->world.site, node));
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
        draw_detail(console, frame, (struct pane){area.x + tree + 1, area.y, detail, area.height});
        draw_second(console, frame,
                    (struct pane){area.x + tree + detail + 2, area.y,
                                  area.width - tree - detail - 2, area.height});
    } else if (area.width >= 100) {
        int tree = area.width * 58 / 100;
        draw_tree(console, frame, (struct pane){area.x, area.y, tree, area.height});
        draw_detail(console, frame,
                    (struct pane){area.x + tree + 1, area.y, area.width - tree - 1, area.height});
    } else if (area.height >= 6) {
        draw_tree(console, frame, (struct pane){area.x, area.y, area.width, area.height - 1});
        draw_line(console, frame, (struct pane){area.x, area.y + area.height - 1, area.width, 1});
    } else {
        draw_tree(console, frame, area);
    }
}
