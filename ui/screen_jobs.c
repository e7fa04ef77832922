/* The crew's console on a phone (40x20): its own jobs, large, one action a key; nothing else is
 * reachable (ui/screen.c). Which crew one belongs to is the database's to know (hd.crew_is_mine).
 */
#include "backend/core/crew.h"
#include "backend/core/outage.h"
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/screen.h"
#include "ui/screen_ticket.h"
#include "ui/ticket_deed.h"
#include "ui/ticket_text.h"

#include <stdio.h>

#define LINES 4 /* of a job */

static const struct crew *my_crew(const struct console *console)
{
    const struct site *site = console->world.site;
    for (size_t i = 0; site && i < crew_count(site); i++)
        if (crew_at(site, i)->is_mine)
            return crew_at(site, i);
    return NULL;
}

/* Place of the crew's n-th open ticket in the book, in the board's order; -1 = there is none. */
static int job_at(const struct console *console, int n)
{
    const struct crew *crew = my_crew(console);
    const uint32_t *places;
    size_t count = console->world.site && crew ? ticket_board(console->world.site, &places) : 0;
    for (size_t i = 0; i < count; i++)
        if (ticket_at(console->world.site, places[i])->crew == crew->id && n-- == 0)
            return (int)places[i];
    return -1;
}

static int job_count(const struct console *console)
{
    int count = 0;
    while (job_at(console, count) >= 0)
        count++;
    return count;
}

static int64_t key_of(const void *ctx, int row)
{
    const struct console *console = ctx;
    int place = job_at(console, row);
    return place < 0 ? 0 : ticket_at(console->world.site, (size_t)place)->id;
}

static void refresh(struct console *console)
{
    list_refresh(&console->desk.jobs, job_count(console), key_of, console);
}

static const struct ticket *selected(struct console *console)
{
    refresh(console);
    int place = job_at(console, console->desk.jobs.cursor);
    return place < 0 ? NULL : ticket_at(console->world.site, (size_t)place);
}

static void job_row(const struct console *console, const struct ticket *ticket, int line, int cells,
                    struct row *row)
{
    const struct ticket_clock *clock = ticket_due_clock(console->world.site, ticket);
    char where[TICKET_TEXT];
    row_clear(row);
    if (line == 0) {
        row_space(row, 1);
        if (clock) {
            clock_mark_add(row, &console->world, clock);
            clock_mark_left(row, &console->world, clock, CLOCK_LEFT_CELLS);
        }
        row_addf(row, STYLE_EMPHASIS, " T%lld %s", (long long)ticket->id,
                 _(ticket_state_phrase(ticket->state)));
    } else if (line == 1) {
        ticket_text_where(console->world.site, ticket, where, sizeof where);
        row_addf(row, STYLE_TEXT, "   %s", where);
    } else if (line == 2) {
        row_addf(row, STYLE_TEXT, "   %s %s", ticket->opening.caller, ticket->opening.phone);
    } else {
        const char *template_ = ticket->opening.template_;
        row_addf(row, STYLE_DIM, "   %s%s%s",
                 template_[0] ? _(ticket_word_phrase(ticket_templates, template_)) : "",
                 template_[0] ? " " : "", ticket->text);
    }
    row_fit(row, cells);
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct list *list = &console->desk.jobs;
    const struct crew *crew = my_crew(console);
    char title[120];
    struct row row;
    refresh(console);
    snprintf(title, sizeof title, " %s  %d", crew ? crew->name : _("no crew"), list->count);
    screen_title(frame, area, title);
    int most = (area.height - 1) / LINES;
    list_fit(list, most > 0 ? most : 1);
    row_clear(&row);
    if (!list->count) {
        row_add(&row, STYLE_DIM, crew ? _(" no job") : _(" this login belongs to no crew"));
        frame_put(frame, area.x, area.y + 1, area.width, &row);
    }
    for (int i = 0; i < list->height && list->top + i < list->count; i++) {
        int place = job_at(console, list->top + i);
        struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
        for (int line = 0; place >= 0 && line < LINES; line++) {
            job_row(console, ticket_at(console->world.site, (size_t)place), line, area.width, &row);
            screen_put(frame, body, i * LINES + line, &row,
                       line == 0 && list->top + i == list->cursor);
        }
    }
}

static void load(struct console *console)
{
    refresh(console);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct list *list = &console->desk.jobs;
    if (!console->world.site)
        return false;
    refresh(console);
    int target = screen_list_target(list, id);
    if (target >= 0) {
        list_select(list, target, key_of(console, target));
        return true;
    }
    const struct ticket *ticket = selected(console);
    if (id == ACTION_OPEN && ticket)
        screen_ticket_open(console, ticket->id);
    return id == ACTION_OPEN || ticket_deed_act(console, ticket ? ticket->id : 0, id, argument);
}

static unsigned objects(struct console *console)
{
    return selected(console) ? 1u << OBJECT_TICKET | 1u << OBJECT_STATION : 0;
}

static bool offers(struct console *console, enum action_id id)
{
    const struct ticket *ticket = selected(console);
    bool leads_away = screen_opened_by(id) || id == ACTION_CALL || id == ACTION_NEXT_DUE ||
                      id == ACTION_NEXT_ALARM || id == ACTION_WALL;
    return (!leads_away || id == ACTION_HELP) &&
           (!ticket || ticket_deed_offers(console, ticket, id));
}

const struct screen screen_jobs = {
    .place = ON_JOBS,
    .action = ACTION_JOBS,
    .title = N_("jobs"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .offers = offers,
};
