/* What is to be known about one ticket of the board. */
#include "backend/base/text.h"
#include "ui/alarm_text.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/rows_ticket.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <string.h>

struct page {
    const struct ticket_look *look;
    const struct ticket *ticket;
    struct row *rows;
    int count;
};

#define LABEL_CELLS 9

static struct row *line(struct page *page, const char *label)
{
    struct row *row = &page->rows[page->count];
    row_clear(row);
    if (page->count < ROWS_TICKET_DETAIL - 1)
        page->count++;
    row_space(row, 1);
    if (label)
        row_left(row, STYLE_DIM, label, LABEL_CELLS);
    return row;
}

static void add_text(struct page *page, const char *label, enum style style, const char *text)
{
    int cells = page->look->cells - (label ? LABEL_CELLS + 2 : 2);
    while (*text) {
        int bytes = row_break(text, cells > 2 ? cells : 2);
        row_add_bytes(line(page, label), style, text, bytes);
        text += bytes;
        text += strspn(text, " ");
        label = label ? "" : NULL;
    }
}

static void add_head(struct page *page)
{
    const struct ticket *ticket = page->ticket;
    const struct site *site = page->look->world->site;
    char text[TICKET_TEXT], station[TICKET_TEXT];
    struct row *row = line(page, NULL);
    row_addf(row, STYLE_HEADING, "T%lld %s %s", (long long)ticket->id,
             _(ticket_kind_phrase(ticket->opening.kind)),
             ticket->opening.urgency == TICKET_NORMAL
                 ? ""
                 : _(ticket_urgency_phrase(ticket->opening.urgency)));
    ticket_text_where(site, ticket, text, sizeof text);
    add_text(page, NULL, STYLE_EMPHASIS, text);
    ticket_text_station(site, ticket, station, sizeof station);
    if (strcmp(text, station))
        add_text(page, NULL, STYLE_DIM, station);
    add_text(page, NULL, STYLE_TEXT, ticket->text);
}

static void add_people(struct page *page)
{
    const struct ticket *ticket = page->ticket;
    const struct world *world = page->look->world;
    const struct ticket_claim *claim = ticket_claim_of(world->site, ticket->id);
    char text[3 * TICKET_TEXT], crew[TICKET_TEXT], at[24];
    alarm_text_moment(ticket->reported, world->now, at, sizeof at);
    snprintf(text, sizeof text, "%s  %s %s", at,
             lang_word(ticket_word_phrase(ticket_sources, ticket->opening.source)),
             ticket->opening.caller);
    add_text(page, _("reported"), STYLE_TEXT, text);
    add_text(page, _("phone"), STYLE_TEXT, ticket->opening.phone);
    alarm_text_moment(ticket->state_since, world->now, at, sizeof at);
    ticket_text_crew(world->site, ticket, crew, sizeof crew);
    snprintf(text, sizeof text, "%s %s  %s", ticket_text_state(ticket->state), at, crew);
    add_text(page, _("state"), STYLE_TEXT, text);
    ticket_text_flags(ticket, text, sizeof text);
    add_text(page, "", STYLE_EMPHASIS, text);
    if (ticket->is_held)
        add_text(page, _("held for"), STYLE_EMPHASIS,
                 lang_word(ticket_word_phrase(ticket_holds, ticket->hold)));
    if (ticket->visit.us) {
        alarm_text_moment(ticket->visit, world->now, at, sizeof at);
        add_text(page, _("visit"), STYLE_TEXT, at);
    }
    if (claim)
        add_text(page, _("in hand"), STYLE_EMPHASIS, claim->who);
}

static void add_clocks(struct page *page)
{
    const struct world *world = page->look->world;
    line(page, NULL);
    row_add(line(page, NULL), STYLE_HEADING, _("clocks"));
    for (int i = 0; i < page->ticket->clock_count; i++) {
        const struct ticket_clock *clock = &page->ticket->clock[i];
        struct row *row = line(page, NULL);
        clock_mark_add(row, world, clock);
        row_space(row, 1);
        row_left(row, STYLE_TEXT, _(clock_purpose_phrase(clock->purpose)), 9);
        clock_mark_left(row, world, clock, CLOCK_LEFT_CELLS);
        row_space(row, 1);
        if (clock_is_running(clock))
            clock_mark_bar(row, world, clock, 10);
        else
            row_add(row, STYLE_DIM, clock->is_waived ? _("waived") : _("stopped"));
    }
}

/* ---- neighbours ---- */

#define NEIGHBOUR_MS (24 * 3600000LL)

/* `node` and `station` of the ticket that is looked at, -1 = unknown. */
static bool is_neighbour(const struct site *site, const struct ticket *other, int32_t node,
                         int32_t station, struct wall now)
{
    if (wall_ms_since(other->reported, now) > NEIGHBOUR_MS)
        return false;
    int32_t index = ticket_text_node(site, other);
    return index >= 0 &&
           (index == node || (station >= 0 && station == site_station_of(site, index)));
}

static void add_neighbours(struct page *page)
{
    const struct world *world = page->look->world;
    bool is_first = true;
    int32_t node = ticket_text_node(world->site, page->ticket);
    int32_t station = node >= 0 ? site_station_of(world->site, node) : -1;
    for (size_t i = 0; node >= 0 && i < ticket_count(world->site); i++) {
        const struct ticket *other = ticket_at(world->site, i);
        char where[TICKET_TEXT], at[24];
        if (other == page->ticket || !is_neighbour(world->site, other, node, station, world->now))
            continue;
        if (is_first) {
            line(page, NULL);
            row_add(line(page, NULL), STYLE_HEADING, _("neighbours, 24 h"));
        }
        is_first = false;
        ticket_text_where(world->site, other, where, sizeof where);
        alarm_text_moment(other->reported, world->now, at, sizeof at);
        struct row *row = line(page, NULL);
        row_addf(row, STYLE_TEXT, "T%lld %s %s ", (long long)other->id, at, where);
        row_addf(row, STYLE_DIM, "%s %s", ticket_text_state(other->state), other->text);
    }
}

int rows_ticket_detail(const struct ticket_look *look, int at, struct row out[ROWS_TICKET_DETAIL])
{
    struct page page = {look, ticket_list_ticket(look->list, look->world->site, at), out, 0};
    if (!page.ticket)
        return 0;
    add_head(&page);
    line(&page, NULL);
    add_people(&page);
    add_clocks(&page);
    add_neighbours(&page);
    for (int i = 0; i < page.count; i++)
        row_fit(&out[i], look->cells);
    return page.count;
}

int rows_ticket_below(const struct ticket_look *look, int at, struct row out[3])
{
    const struct world *world = look->world;
    const struct ticket *ticket = ticket_list_ticket(look->list, world->site, at);
    char text[TICKET_TEXT], when[24];
    if (!ticket)
        return 0;
    for (int i = 0; i < 3; i++)
        row_clear(&out[i]);
    ticket_text_where(world->site, ticket, text, sizeof text);
    row_addf(&out[0], STYLE_DIM, " T%lld %s ", (long long)ticket->id, text);
    row_add(&out[0], STYLE_TEXT, ticket->text);
    alarm_text_moment(ticket->reported, world->now, when, sizeof when);
    ticket_text_crew(world->site, ticket, text, sizeof text);
    row_addf(&out[1], STYLE_DIM, " %s %s %s %s  ", _("reported"), when, ticket->opening.phone,
             ticket->opening.caller);
    row_addf(&out[1], STYLE_TEXT, "%s %s ", ticket_text_state(ticket->state), text);
    ticket_text_flags(ticket, text, sizeof text);
    row_add(&out[1], STYLE_EMPHASIS, text);
    row_space(&out[2], 1);
    for (int i = 0; i < ticket->clock_count; i++) {
        const struct ticket_clock *clock = &ticket->clock[i];
        clock_mark_add(&out[2], world, clock);
        row_addf(&out[2], STYLE_DIM, " %s", _(clock_purpose_phrase(clock->purpose)));
        clock_mark_left(&out[2], world, clock, CLOCK_LEFT_CELLS);
        row_addf(&out[2], STYLE_DIM, "%s   ", clock_is_running(clock) ? "" : _(" stopped"));
    }
    for (int i = 0; i < 3; i++)
        row_fit(&out[i], look->cells);
    return 3;
}
