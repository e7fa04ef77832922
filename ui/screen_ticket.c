/* The page of one ticket. At 100 columns and more its words, what belongs to it and its station
 * stand beside the rest; below that all of it is one column. */
#include "ui/screen_ticket.h"

#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/rows_ticket_page.h"
#include "ui/screen_network_draw.h"
#include "ui/screen_panes.h"
#include "ui/ticket_deed.h"
#include "ui/ticket_text.h"

#include <stdlib.h>
#include <string.h>

static const struct ticket *ticket_of(const struct console *console)
{
    return console->world.site && console->ticket.id
               ? ticket_of_id(console->world.site, console->ticket.id)
               : NULL;
}

/* ---- what is read for it ---- */

/* Anew with each fact of the ticket, and after the database was away. */
static void ask(struct console *console)
{
    struct ticket_page *page = &console->ticket;
    const struct ticket *ticket = ticket_of(console);
    page->is_new &= !ticket;
    if (!ticket || !console->world.is_database_up ||
        (page->asked == ticket->seq && !page->timeline.is_lost))
        return;
    page->asked = ticket->seq;
    page->timeline.is_lost = false;
    console->ports.ask_list(console->ports.ctx, DESK_LIST_TIMELINE, ticket->id, 0, 0, "");
    console->ports.ask_list(console->ports.ctx, DESK_LIST_TEXT, ticket->id, 0, 0, "");
    if (!page->values.rows) /* they never become others */
        console->ports.ask_list(console->ports.ctx, DESK_LIST_VALUES, ticket->id, 0, 0, "");
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    struct ticket_page *page = &console->ticket;
    if (id != page->id)
        return;
    if (list == DESK_LIST_TIMELINE && (!table->is_lost || !page->timeline.rows))
        desk_state_keep(&page->timeline, table);
    if (list == DESK_LIST_TEXT && !table->is_lost)
        desk_state_keep(&page->text, table);
    if (list == DESK_LIST_VALUES && !table->is_lost)
        desk_state_keep(&page->values, table);
}

static void load(struct console *console)
{
    ask(console);
}

void screen_ticket_open(struct console *console, int64_t id)
{
    struct ticket_page *page = &console->ticket;
    if (page->id != id) {
        desk_table_finish(&page->timeline);
        desk_table_finish(&page->text);
        desk_table_finish(&page->values);
        *page = (struct ticket_page){.id = id};
    }
    page->top = 0;
    screen_go(console, ON_TICKET);
    ask(console);
}

void screen_ticket_open_new(struct console *console, int64_t id)
{
    screen_ticket_open(console, id);
    console->ticket.is_new = true;
}

void screen_ticket_open_number(struct console *console, const char *number)
{
    long long id = strtoll(number + strcspn(number, "0123456789"), NULL, 10);
    if (console->world.site && ticket_of_id(console->world.site, id))
        screen_ticket_open(console, id);
    else if (*number)
        console_say(console, STYLE_NOTICE, _("no ticket that is kept here has the number %s"),
                    number);
    else
        console_type(console, "ticket ");
}

/* ---- drawing ---- */

struct canvas {
    struct frame *frame;
    struct pane area;
    int top; /* lines above this are scrolled away */
};

static void put(void *ctx, int line, struct row *row)
{
    const struct canvas *canvas = ctx;
    int y = line - canvas->top;
    if (y >= 0 && y < canvas->area.height)
        frame_put(canvas->frame, canvas->area.x, canvas->area.y + y, canvas->area.width, row);
}

static void draw_title(const struct console *console, struct frame *frame, struct pane area)
{
    const struct ticket *ticket = ticket_of(console);
    const char *pending = ticket ? ticket_list_pending(&console->tickets.tickets, ticket) : NULL;
    enum ticket_deed deed;
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_TITLE, " T%lld", (long long)console->ticket.id);
    if (ticket) {
        row_addf(&row, STYLE_TITLE, " %s", _(ticket_kind_phrase(ticket->opening.kind)));
        if (ticket->opening.urgency != TICKET_NORMAL)
            row_addf(&row, STYLE_TITLE, " %s", _(ticket_urgency_phrase(ticket->opening.urgency)));
        row_addf(&row, STYLE_TITLE, "  %s", ticket_text_state(ticket->state));
    }
    if (pending)
        row_addf(&row, STYLE_TITLE, "  > %s",
                 ticket_deed_of(pending, &deed) ? _(ticket_rules[deed].phrase) : pending);
    row_fit(&row, area.width);
    row_pad(&row, STYLE_TITLE, area.width - row.cells);
    frame_put(frame, area.x, area.y, area.width, &row);
}

static int32_t station_of(const struct console *console)
{
    const struct ticket *ticket = ticket_of(console);
    int32_t node = ticket ? ticket_text_node(console->world.site, ticket) : -1;
    return node >= 0 ? site_station_of(console->world.site, node) : -1;
}

static void draw_side(struct console *console, struct frame *frame, struct pane area)
{
    struct canvas canvas = {frame, {area.x, area.y + 1, area.width, area.height - 1}, 0};
    struct ticket_page_look look = {console, ticket_of(console), area.width, put, &canvas};
    int32_t station = station_of(console);
    screen_wall(console, frame, area);
    screen_title(frame, area, _(" words, what belongs to it, its station"));
    int line = rows_ticket_page_text(&look, -1);
    line = rows_ticket_page_links(&look, line);
    line = rows_ticket_page_values(&look, line);
    if (station >= 0 && line + 2 < canvas.area.height)
        screen_pane_station(console, frame, canvas.area, line + 1, station);
}

static int draw_column(struct console *console, struct canvas *canvas, bool is_all)
{
    struct ticket_page_look look = {console, ticket_of(console), canvas->area.width, put, canvas};
    int line = rows_ticket_page_head(&look, 0);
    line = rows_ticket_page_clocks(&look, line);
    if (is_all) {
        line = rows_ticket_page_text(&look, line);
        line = rows_ticket_page_links(&look, line);
        line = rows_ticket_page_values(&look, line);
    }
    return rows_ticket_page_timeline(&look, line);
}

static int side_width(int width)
{
    return width < 100 ? 0 : width >= 160 ? 80 : 44;
}

/* The right side is drawn in rows that the left has begun: from left to right, so left first. */
static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct ticket_page *page = &console->ticket;
    int side = side_width(area.width), width = area.width - side - (side > 0);
    struct canvas canvas = {frame, {area.x, area.y + 1, width, area.height - 1}, 0};
    draw_title(console, frame, (struct pane){area.x, area.y, width, 1});
    if (!ticket_of(console)) {
        struct row row;
        row_clear(&row);
        row_addf(&row, STYLE_DIM, " %s",
                 page->is_new ? _("it is being recorded")
                 : page->id   ? _("this ticket is no longer kept here")
                              : _("no ticket was opened yet"));
        row_fit(&row, width);
        frame_put(frame, area.x, area.y + 1, width, &row);
        return;
    }
    ask(console);
    page->height = canvas.area.height;
    int most = page->lines - page->height;
    page->top = page->top > most ? (most > 0 ? most : 0) : page->top;
    canvas.top = page->top;
    page->lines = draw_column(console, &canvas, !side);
    frame->cursor_y = area.y + 1 < frame->height ? area.y + 1 : area.y;
    if (side)
        draw_side(console, frame, (struct pane){area.x + width + 1, area.y, side, area.height});
}

/* ---- actions ---- */

static bool scroll(struct console *console, enum action_id id)
{
    struct ticket_page *page = &console->ticket;
    int most = page->lines - page->height, screen = page->height > 1 ? page->height - 1 : 1;
    int top = page->top;
    switch ((int)id) { /* the few that scroll */
    case ACTION_UP: top--; break;
    case ACTION_DOWN: top++; break;
    case ACTION_PAGE_UP: top -= screen; break;
    case ACTION_PAGE_DOWN: top += screen; break;
    case ACTION_FIRST: top = 0; break;
    case ACTION_LAST: top = most; break;
    default: return false;
    }
    page->top = top > most ? most : top;
    page->top = page->top < 0 ? 0 : page->top;
    return true;
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    const struct ticket *ticket = ticket_of(console);
    int32_t node = ticket ? ticket_text_node(console->world.site, ticket) : -1;
    if (!console->world.site)
        return false;
    if (scroll(console, id) || ticket_deed_act(console, ticket ? ticket->id : 0, id, argument))
        return true;
    if (id == ACTION_STATION && !*argument)
        return screen_station_open(console, node);
    if (id != ACTION_GO || node < 0)
        return false;
    screen_network_show(console, node);
    return true;
}

static unsigned objects(struct console *console)
{
    const struct ticket *ticket = ticket_of(console);
    unsigned bits = ticket ? 1u << OBJECT_TICKET : 0;
    if (ticket && ticket_text_node(console->world.site, ticket) >= 0)
        bits |= 1u << OBJECT_FACT;
    return bits;
}

static bool offers(struct console *console, enum action_id id)
{
    return ticket_deed_offers(console, ticket_of(console), id);
}

static void watch(struct console *console, int margin, void (*add)(void *ctx, int32_t device),
                  void *ctx)
{
    int32_t station = station_of(console);
    (void)margin;
    if (station >= 0)
        screen_network_devices(console, station, add, ctx);
}

const struct screen screen_ticket = {
    .place = ON_TICKET,
    .action = ACTION_NONE,
    .title = N_("ticket page"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .offers = offers,
    .table = table,
    .watch = watch,
};
