#include "ui/rows_ticket_page.h"

#include "backend/base/text.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_event.h"
#include "ui/alarm_text.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/ticket_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct page {
    const struct ticket_page_look *look;
    const struct world *world;
    const struct ticket *ticket;
    int line;
};

static struct page page_of(const struct ticket_page_look *look, int line)
{
    return (struct page){look, &look->console->world, look->ticket, line};
}

static void put(struct page *page, struct row *row)
{
    row_fit(row, page->look->cells);
    page->look->put(page->look->ctx, page->line++, row);
}

#define LABEL_CELLS 13

/* A labelled text, wrapped under itself; nothing for "". */
static void add(struct page *page, const char *label, enum style style, const char *text)
{
    int cells = page->look->cells - LABEL_CELLS - 1;
    while (*text) {
        struct row row;
        int bytes = row_break(text, cells > 2 ? cells : 2);
        row_clear(&row);
        row_space(&row, 1);
        row_left(&row, STYLE_DIM, label, LABEL_CELLS - 2);
        row_space(&row, 1);
        row_add_bytes(&row, style, text, bytes);
        put(page, &row);
        text += bytes;
        text += strspn(text, " ");
        label = "";
    }
}

static void add_moment(struct page *page, const char *label, enum style style, struct wall at,
                       const char *more)
{
    char text[TICKET_TEXT], when[24];
    if (!at.us)
        return;
    alarm_text_moment(at, page->world->now, when, sizeof when);
    snprintf(text, sizeof text, "%s%s%s", when, *more ? "  " : "", more);
    add(page, label, style, text);
}

static void heading(struct page *page, const char *text)
{
    struct row row;
    row_clear(&row);
    put(page, &row);
    row_clear(&row);
    row_addf(&row, STYLE_HEADING, " %s", text);
    put(page, &row);
}

/* ---- what it is ---- */

static void add_origin(struct page *page)
{
    const struct ticket_opening *opening = &page->ticket->opening;
    char text[TICKET_TEXT], when[24];
    snprintf(text, sizeof text, "%s%s%s",
             lang_word(ticket_word_phrase(ticket_sources, opening->source)),
             opening->template_[0] ? "  " : "",
             lang_word(ticket_word_phrase(ticket_templates, opening->template_)));
    add_moment(page, _("reported"), STYLE_TEXT, page->ticket->reported, text);
    if (opening->recorded.us &&
        opening->recorded.us / 60000000 != page->ticket->reported.us / 60000000) {
        alarm_text_moment(opening->recorded, page->world->now, when, sizeof when);
        add(page, _("recorded"), STYLE_TEXT, when);
    }
    snprintf(text, sizeof text, "%s%s%s", opening->phone, opening->phone[0] ? "  " : "",
             opening->caller);
    add(page, _("caller"), STYLE_TEXT, text);
}

static void add_ending(struct page *page)
{
    const struct ticket *ticket = page->ticket;
    char text[TICKET_TEXT];
    add(page, _("what it was"), STYLE_TEXT,
        lang_word(ticket_word_phrase(ticket_causes, ticket->cause)));
    add(page, _("result"), STYLE_TEXT,
        lang_word(ticket_word_phrase(ticket_endings, ticket->closed_code)));
    if (!isnan(ticket->room_c)) {
        snprintf(text, sizeof text, "%.1f C", ticket->room_c);
        add(page, _("room"), ticket->room_c < 18 ? STYLE_EMPHASIS : STYLE_TEXT, text);
    }
    if (ticket->rating) {
        snprintf(text, sizeof text, "%d / 5", ticket->rating);
        add(page, _("rating"), STYLE_TEXT, text);
    }
}

int rows_ticket_page_head(const struct ticket_page_look *look, int line)
{
    struct page page = page_of(look, line);
    const struct ticket *ticket = page.ticket;
    const struct site *site = page.world->site;
    const struct ticket_claim *claim = ticket_claim_of(site, ticket->id);
    char text[TICKET_TEXT], more[TICKET_TEXT + 64];
    ticket_text_where(site, ticket, text, sizeof text);
    add(&page, _("place"), STYLE_EMPHASIS, text);
    ticket_text_station(site, ticket, more, sizeof more);
    if (strcmp(text, more))
        add(&page, _("station"), STYLE_TEXT, more);
    add_origin(&page);
    ticket_text_crew(site, ticket, text, sizeof text);
    snprintf(more, sizeof more, "%s%s%s", ticket_text_state(ticket->state), *text ? "  " : "",
             text);
    add_moment(&page, _("state since"), STYLE_TEXT, ticket->state_since, more);
    if (ticket->is_held)
        add_moment(&page, _("held since"), STYLE_EMPHASIS, ticket->held_since,
                   lang_word(ticket_word_phrase(ticket_holds, ticket->hold)));
    add_moment(&page, _("visit"), STYLE_TEXT, ticket->visit, "");
    add_moment(&page, _("promised"), STYLE_TEXT, ticket->promised, "");
    if (ticket_is_open(ticket))
        add_moment(&page, _("restored"), STYLE_EMPHASIS, ticket->heat_back,
                   _("the user is to confirm it"));
    ticket_text_flags(ticket, text, sizeof text);
    add(&page, _("flags"), STYLE_EMPHASIS, text);
    if (claim && strcmp(claim->who, page.world->session->who))
        add_moment(&page, _("in hand"), STYLE_NOTICE, claim->since, claim->who);
    add_ending(&page);
    return page.line;
}

/* ---- clocks ---- */

/* The last typed reason of a clock's overrun; "" = none. */
static const char *reason_of(const struct ticket *ticket, const struct ticket_clock *clock)
{
    for (size_t back = 1; back <= ticket->event_count; back++) {
        const struct ticket_event *event = &ticket->event[ticket->event_count - back];
        if (event->kind == FACT_TICKET_EXPLAINED && !event->is_struck &&
            !strcmp(event->point, clock_purpose_name(clock->purpose)) &&
            event->old_value == clock->cycle)
            return lang_word(ticket_word_phrase(ticket_breaches, event->code));
    }
    return "";
}

static void add_net(const struct page *page, const struct ticket_clock *clock, struct row *row)
{
    int64_t net = clock_net_ms(page->ticket, clock, page->world->now);
    char text[16];
    if (net == clock_gross_ms(clock, page->world->now))
        return;
    world_age_text(net, text, sizeof text);
    row_addf(row, STYLE_DIM, _("  net %s"), text);
}

static void clock_row(struct page *page, const struct ticket_clock *clock)
{
    const struct world *world = page->world;
    char started[24], due[24], end[24];
    bool is_wide = page->look->cells >= 60;
    struct row row;
    row_clear(&row);
    row_space(&row, 1);
    clock_mark_add(&row, world, clock);
    row_space(&row, 1);
    row_left(&row, STYLE_TEXT, _(clock_purpose_phrase(clock->purpose)), lang_is_chinese() ? 4 : 8);
    if (clock->cycle > 1)
        row_addf(&row, STYLE_DIM, "%d", clock->cycle);
    else
        row_space(&row, 1);
    clock_mark_left(&row, world, clock, CLOCK_LEFT_CELLS);
    row_space(&row, 1);
    if (clock_is_running(clock) && is_wide)
        clock_mark_bar(&row, world, clock, 10);
    alarm_text_moment(clock->started, world->now, started, sizeof started);
    alarm_text_moment(clock->due, world->now, due, sizeof due);
    row_addf(&row, STYLE_DIM, " %s -> %s", started, due);
    if (clock->is_waived)
        row_addf(&row, STYLE_DIM, "  %s",
                 page->ticket->parent ? _("waived: the parent's counts")
                                      : _("waived: the outage has its crew"));
    else if (!clock_is_running(clock)) {
        alarm_text_moment(clock->stopped, world->now, end, sizeof end);
        row_addf(&row, STYLE_TEXT, _("  stopped %s"), end);
    }
    add_net(page, clock, &row);
    if (clock->is_explained)
        row_addf(&row, STYLE_TEXT, "  %s", reason_of(page->ticket, clock));
    put(page, &row);
}

int rows_ticket_page_clocks(const struct ticket_page_look *look, int line)
{
    struct page page = page_of(look, line);
    heading(&page, _("clocks: left or over, started -> due"));
    for (int i = 0; i < page.ticket->clock_count; i++)
        clock_row(&page, &page.ticket->clock[i]);
    return page.line;
}

/* ---- what belongs to it ---- */

static void add_other(struct page *page, const char *label, int64_t id)
{
    const struct ticket *other = id ? ticket_of_id(page->world->site, id) : NULL;
    char text[2 * TICKET_TEXT] = "", where[TICKET_TEXT] = "";
    if (!id)
        return;
    if (other)
        ticket_text_where(page->world->site, other, where, sizeof where);
    snprintf(text, sizeof text, "T%lld %s %s %.80s", (long long)id, where,
             other ? ticket_text_state(other->state) : "", other ? other->text : "");
    add(page, label, STYLE_TEXT, text);
}

static void add_outage(struct page *page)
{
    const struct outage *outage =
        page->ticket->outage ? outage_of_id(page->world->site, page->ticket->outage) : NULL;
    char text[FACT_TEXT_SIZE + 40], eta[24] = "?";
    if (!page->ticket->outage)
        return;
    if (outage && (outage->restored.us || outage->eta.us))
        alarm_text_moment(outage->restored.us ? outage->restored : outage->eta, page->world->now,
                          eta, sizeof eta);
    snprintf(text, sizeof text, "O%lld %s", (long long)page->ticket->outage,
             outage ? outage->cause : "");
    add(page, _("outage"), STYLE_TEXT, text);
    if (outage)
        add(page, outage->restored.us ? _("restored") : _("heat back"), STYLE_TEXT, eta);
}

static void add_alarm(struct page *page)
{
    const struct alarm *alarm =
        page->ticket->alarm ? alarm_of_id(page->world->site, page->ticket->alarm) : NULL;
    char where[ALARM_TEXT], what[ALARM_TEXT], text[3 * ALARM_TEXT];
    if (!page->ticket->alarm)
        return;
    if (!alarm) {
        add(page, _("alarm"), STYLE_TEXT, _("over"));
        return;
    }
    alarm_text_where(page->world->site, alarm, where, sizeof where);
    alarm_text_condition(page->world->site, alarm, what, sizeof what);
    snprintf(text, sizeof text, "%s  %s  %s", where, what, _(alarm_state_phrase(alarm)));
    add(page, _("alarm"), STYLE_TEXT, text);
}

int rows_ticket_page_links(const struct ticket_page_look *look, int line)
{
    struct page page = page_of(look, line);
    const struct ticket *ticket = page.ticket;
    if (!ticket->parent && !ticket->children && !ticket->linked && !ticket->outage &&
        !ticket->alarm)
        return line;
    heading(&page, _("belongs together"));
    add_other(&page, _("merged into"), ticket->parent);
    for (size_t i = 0; ticket->children && i < ticket_count(page.world->site); i++)
        if (ticket_at(page.world->site, i)->parent == ticket->id)
            add_other(&page, _("merged here"), ticket_at(page.world->site, i)->id);
    add_other(&page, _("see also"), ticket->linked);
    add_outage(&page);
    add_alarm(&page);
    return page.line;
}

int rows_ticket_page_text(const struct ticket_page_look *look, int line)
{
    struct page page = page_of(look, line);
    const struct ticket_page *kept = &look->console->ticket;
    const char *text = kept->text.rows ? desk_cell(&kept->text, 0, 0) : page.ticket->text;
    heading(&page, _("words"));
    while (*text) {
        struct row row;
        int bytes = row_break(text, look->cells - 2 > 2 ? look->cells - 2 : 2);
        row_clear(&row);
        row_space(&row, 1);
        row_add_bytes(&row, STYLE_TEXT, text, bytes);
        put(&page, &row);
        text += bytes;
        text += strspn(text, " ");
    }
    return page.line;
}
