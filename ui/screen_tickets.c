/* Screen 3: what is due next; what waits for a callback; what was closed today. */
#include "ui/screen_tickets.h"

#include "ui/lang.h"
#include "ui/screen_ticket.h"
#include "ui/ticket_deed.h"
#include "ui/ticket_form.h"
#include "ui/ticket_text.h"

#include <stdlib.h>
#include <string.h>

static int64_t key_of(const void *ctx, int row)
{
    return ((const struct console *)ctx)->tickets.tickets.row.at[row].id;
}

static void select_row(struct console *console, int row)
{
    if (row >= 0 && (size_t)row < console->tickets.tickets.row.count)
        list_select(&console->tickets.list, row, key_of(console, row));
}

static const struct ticket *selected(const struct console *console)
{
    return ticket_list_ticket(&console->tickets.tickets, console->world.site,
                              console->tickets.list.cursor);
}

void screen_tickets_refresh(struct console *console)
{
    struct ticket_screen *screen = &console->tickets;
    if (ticket_list_build(&screen->tickets, console->world.site, console->world.now))
        list_refresh(&screen->list, (int)screen->tickets.row.count, key_of, console);
}

static void load(struct console *console)
{
    screen_tickets_refresh(console);
}

static void find(struct console *console, const char *text)
{
    ticket_list_set_filter(&console->tickets.tickets, text);
    console->tickets.list.top = 0;
    console->tickets.is_wall = false;
    screen_tickets_refresh(console);
}

static void set_part(struct console *console, enum ticket_part part)
{
    ticket_list_set_part(&console->tickets.tickets, part);
    screen_tickets_refresh(console);
}

static void set_order(struct console *console)
{
    struct ticket_list *list = &console->tickets.tickets;
    ticket_list_set_order(list, (enum ticket_order)((list->order + 1) % TICKET_ORDER_COUNT));
    screen_tickets_refresh(console);
}

void screen_tickets_next(struct console *console)
{
    struct ticket_screen *screen = &console->tickets;
    bool was_here = console->place == ON_TICKETS && screen->tickets.part == TICKETS_OPEN &&
                    screen->tickets.order == TICKETS_BY_DUE && !screen->is_wall;
    if (!console->world.site)
        return;
    screen->is_wall = false;
    ticket_list_set_part(&screen->tickets, TICKETS_OPEN);
    ticket_list_set_order(&screen->tickets, TICKETS_BY_DUE);
    if (!was_here)
        ticket_list_set_filter(&screen->tickets, "");
    screen_go(console, ON_TICKETS);
    screen_tickets_refresh(console);
    int next = was_here ? screen->list.cursor + 1 : 0;
    if (next >= screen->list.count)
        next = 0;
    select_row(console, next);
    if (!screen->list.count)
        console_say(console, STYLE_TEXT, "%s", _("no ticket is open"));
}

void screen_tickets_wall(struct console *console, const char *argument)
{
    size_t length = strlen(argument);
    bool is_wall = length
                       ? !strncmp("wall", argument, length) || !strncmp(_("wall"), argument, length)
                       : console->place != ON_TICKETS || !console->tickets.is_wall;
    screen_go(console, ON_TICKETS);
    console->tickets.is_wall = is_wall;
    if (!is_wall)
        return;
    ticket_list_set_filter(&console->tickets.tickets, "");
    ticket_list_set_order(&console->tickets.tickets, TICKETS_BY_DUE);
    set_part(console, TICKETS_OPEN);
}

/* ---- folding ---- */

static void set_open(struct console *console, bool is_open)
{
    const struct ticket_list *list = &console->tickets.tickets;
    size_t at = (size_t)console->tickets.list.cursor;
    if (at >= list->row.count || !list->row.at[at].has_children)
        return;
    ticket_list_set_open(&console->tickets.tickets, list->row.at[at].id, is_open);
    screen_tickets_refresh(console);
}

static void fold(struct console *console)
{
    const struct ticket_list *list = &console->tickets.tickets;
    int at = console->tickets.list.cursor;
    while (at > 0 && (size_t)at < list->row.count && list->row.at[at].is_child)
        at--;
    if (at != console->tickets.list.cursor)
        select_row(console, at);
    else
        set_open(console, false);
}

static void toggle(struct console *console)
{
    const struct ticket_list *list = &console->tickets.tickets;
    size_t at = (size_t)console->tickets.list.cursor;
    if (at < list->row.count)
        set_open(console, !list->row.at[at].is_open);
}

/* ---- actions ---- */

static bool back(struct console *console)
{
    if (console->tickets.is_wall) {
        console->tickets.is_wall = false;
        return true;
    }
    if (!console->tickets.tickets.filter[0])
        return false;
    find(console, "");
    return true;
}

static int32_t node_of_selected(const struct console *console)
{
    const struct ticket *ticket = selected(console);
    return ticket ? ticket_text_node(console->world.site, ticket) : -1;
}

static bool act_on_list(struct console *console, enum action_id id)
{
    struct ticket_list *list = &console->tickets.tickets;
    int target = screen_list_target(&console->tickets.list, id);
    if (target >= 0) {
        select_row(console, target);
        return true;
    }
    switch ((int)id) { /* the rest is not about the list */
    case ACTION_TOGGLE: toggle(console); return true;
    case ACTION_UNFOLD: set_open(console, true); return true;
    case ACTION_FOLD: fold(console); return true;
    case ACTION_SORT: set_order(console); return true;
    case ACTION_NEXT_PART:
        set_part(console, (enum ticket_part)((list->part + 1) % TICKET_PART_COUNT));
        return true;
    }
    return false;
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    const struct ticket *ticket = selected(console);
    if (!console->world.site)
        return false;
    if (id == ACTION_BACK)
        return back(console);
    if (console->tickets.is_wall)
        return id != ACTION_STATION && id != ACTION_GO; /* nobody sees a cursor there */
    if (act_on_list(console, id) || ticket_deed_act(console, ticket ? ticket->id : 0, id, argument))
        return true;
    if (id == ACTION_OPEN && ticket)
        screen_ticket_open(console, ticket->id);
    else if (id == ACTION_STATION && !*argument)
        return screen_station_open(console, node_of_selected(console));
    if (id != ACTION_GO || node_of_selected(console) < 0)
        return id == ACTION_OPEN;
    screen_network_show(console, node_of_selected(console));
    return true;
}

static unsigned objects(struct console *console)
{
    const struct ticket_list *list = &console->tickets.tickets;
    const struct ticket *ticket = selected(console);
    size_t at = (size_t)console->tickets.list.cursor;
    unsigned bits = list->filter[0] || console->tickets.is_wall ? 1u << OBJECT_WAY_BACK : 0;
    if (console->tickets.is_wall)
        return bits;
    if (ticket)
        bits |= 1u << OBJECT_TICKET | 1u << OBJECT_STATION | 1u << OBJECT_ALARM;
    if (ticket && at < list->row.count && list->row.at[at].has_children)
        bits |= 1u << OBJECT_NODE;
    if (ticket && node_of_selected(console) >= 0)
        bits |= 1u << OBJECT_FACT;
    return bits;
}

static bool offers(struct console *console, enum action_id id)
{
    return ticket_deed_offers(console, selected(console), id);
}

static void answer(struct console *console, const struct desk_answer *answer)
{
    if (answer->call == DESK_TICKET_ASK && !answer->is_ok)
        ticket_list_refused(&console->tickets.tickets, answer->asked, answer->deed);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    if (list == DESK_LIST_SUGGEST)
        ticket_form_suggest(console, id, table);
}

const struct screen screen_tickets = {
    .place = ON_TICKETS,
    .action = ACTION_TICKETS,
    .title = N_("tickets"),
    .load = load,
    .draw = screen_tickets_draw,
    .act = act,
    .find = find,
    .objects = objects,
    .offers = offers,
    .answer = answer,
    .table = table,
};
