/* The lines to the controllers: how long they take, what they lose, the worst first. */
#include "ui/screen_lines.h"

#include "ui/lang.h"
#include "ui/rows_line.h"

#include <math.h>
#include <string.h>

#define AGAIN_MS 10000 /* the collector tells no more often */

static struct lines_screen *lines_of(struct console *console)
{
    return &console->desk.lines;
}

static int64_t key_of(const void *ctx, int row)
{
    return line_list_key(ctx, row);
}

static void refresh(struct console *console)
{
    struct lines_screen *screen = lines_of(console);
    list_refresh(&screen->list, (int)screen->lines.row.count, key_of, &screen->lines);
}

static void ask(struct console *console)
{
    if (!console->world.is_database_up)
        return;
    lines_of(console)->asked = console->world.mono;
    console->ports.ask_list(console->ports.ctx, DESK_LIST_LINES, 0, 0, NAN, "");
}

void screen_lines_turn(struct console *console)
{
    if (console->place == ON_LINES &&
        mono_ms_since(lines_of(console)->asked, console->world.mono) >= AGAIN_MS)
        ask(console);
}

static void load(struct console *console)
{
    refresh(console);
    if (console->place == ON_LINES)
        ask(console);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    (void)id;
    if (list != DESK_LIST_LINES)
        return;
    line_list_take(&lines_of(console)->lines, table, console->world.site);
    refresh(console);
}

static void find(struct console *console, const char *text)
{
    line_list_set_filter(&lines_of(console)->lines, text, console->world.site);
    lines_of(console)->list.top = 0;
    refresh(console);
}

static int detail_lines(struct pane area)
{
    return area.height < 8 ? 0 : area.width >= 160 ? 1 : area.width >= 100 ? 2 : 3;
}

static void draw_detail(struct console *console, struct frame *frame, struct pane area)
{
    const struct lines_screen *screen = lines_of(console);
    struct row row, rest;
    row_clear(&row);
    rows_line_detail(&screen->lines, screen->list.cursor, &row);
    for (int line = 0; line < area.height; line++) {
        row_clear(&rest);
        if (line + 1 < area.height)
            row_wrap(&row, area.width, 1, &rest);
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + line, area.width, &row);
        row = rest;
    }
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct lines_screen *screen = lines_of(console);
    int detail = detail_lines(area);
    struct pane body = {area.x, area.y + 2, area.width, area.height - 2 - detail};
    struct row row;
    list_fit(&screen->list, body.height > 0 ? body.height : 1);
    row_clear(&row);
    rows_line_title(&console->world, &screen->lines, screen->list.top, area.width, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
    row_clear(&row);
    rows_line_head(area.width, &row);
    frame_put(frame, area.x, area.y + 1, area.width, &row);
    if (!screen->list.count) {
        row_clear(&row);
        row_addf(&row, STYLE_DIM, " %s",
                 screen->lines.filter[0] ? _("nothing fits") : _("no collector tells of a line"));
        row_fit(&row, area.width);
        frame_put(frame, body.x, body.y, body.width, &row);
    }
    for (int line = 0; line < body.height && screen->list.top + line < screen->list.count; line++) {
        int at = screen->list.top + line;
        row_clear(&row);
        rows_line_row(&console->world, &screen->lines, at, body.width, &row);
        screen_put(frame, body, line, &row, at == screen->list.cursor);
    }
    draw_detail(console, frame,
                (struct pane){area.x, area.y + area.height - detail, area.width, detail});
}

static int32_t node_of_selected(struct console *console)
{
    const struct lines_screen *screen = lines_of(console);
    double id = line_list_number(&screen->lines, screen->list.cursor, LINE_NODE_ID);
    return console->world.site && id > 0 ? site_node_of_id(console->world.site, (int32_t)id) : -1;
}

static void set_order(struct console *console)
{
    struct line_list *lines = &lines_of(console)->lines;
    line_list_set_order(lines, (enum line_order)((lines->order + 1) % LINE_ORDER_COUNT),
                        console->world.site);
    refresh(console);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct lines_screen *screen = lines_of(console);
    int target = screen_list_target(&screen->list, id);
    if (target >= 0) {
        list_select(&screen->list, target, key_of(&screen->lines, target));
        return true;
    }
    if (id == ACTION_SORT) {
        set_order(console);
        return true;
    }
    if (id == ACTION_BACK && screen->lines.filter[0]) {
        find(console, "");
        return true;
    }
    int32_t node = node_of_selected(console);
    if (id == ACTION_OPEN || (id == ACTION_STATION && !*argument))
        return screen_station_open(console, node) || id == ACTION_OPEN;
    if (id != ACTION_GO || *argument || node < 0)
        return false;
    screen_network_show(console, node);
    return true;
}

static unsigned objects(struct console *console)
{
    const struct lines_screen *screen = lines_of(console);
    unsigned bits = screen->lines.filter[0] ? 1u << OBJECT_WAY_BACK : 0;
    if (screen->list.count)
        bits |= 1u << OBJECT_ALARM;
    if (node_of_selected(console) >= 0)
        bits |= 1u << OBJECT_FACT | 1u << OBJECT_STATION;
    return bits;
}

const struct screen screen_lines = {
    .place = ON_LINES,
    .action = ACTION_LINES,
    .title = N_("lines"),
    .load = load,
    .draw = draw,
    .act = act,
    .find = find,
    .objects = objects,
    .table = table,
};
