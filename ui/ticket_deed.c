#include "ui/ticket_deed.h"

#include "backend/core/crew.h"
#include "ui/console_form.h"
#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/ticket_form.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Which deed an action is; some are two, by what the ticket is. */
static const struct {
    enum action_id action;
    enum ticket_deed deed, other;
} deeds[] = {
    {ACTION_DISPATCH, TICKET_DISPATCH, TICKET_DISPATCH},
    {ACTION_RESPOND, TICKET_RESPOND, TICKET_RESPOND},
    {ACTION_FINISH, TICKET_FINISH, TICKET_FINISH},
    {ACTION_CONFIRM, TICKET_CONFIRM, TICKET_CONFIRM},
    {ACTION_DENY, TICKET_DENY, TICKET_DENY},
    {ACTION_DECIDE, TICKET_DECIDE, TICKET_DECIDE},
    {ACTION_SURVEY, TICKET_SURVEY, TICKET_SURVEY},
    {ACTION_MEASURE, TICKET_MEASURE, TICKET_MEASURE},
    {ACTION_CALL_BACK, TICKET_CALL_BACK, TICKET_CALL_BACK},
    {ACTION_CLOSE, TICKET_CLOSE, TICKET_CLOSE},
    {ACTION_REOPEN, TICKET_REOPEN, TICKET_REOPEN},
    {ACTION_EXPLAIN, TICKET_EXPLAIN, TICKET_EXPLAIN},
    {ACTION_PROMISE, TICKET_PROMISE, TICKET_PROMISE},
    {ACTION_HOLD, TICKET_HOLD, TICKET_RESUME},
    {ACTION_MERGE, TICKET_MERGE, TICKET_SPLIT},
    {ACTION_NOTE, TICKET_NOTE, TICKET_NOTE},
    {ACTION_CHASE, TICKET_CHASE, TICKET_CHASE},
    {ACTION_EDIT, TICKET_EDIT, TICKET_EDIT},
    {ACTION_LINK, TICKET_LINK, TICKET_LINK},
    {ACTION_AMEND, TICKET_AMEND, TICKET_AMEND},
    {ACTION_ARCHIVE, TICKET_ARCHIVE, TICKET_ARCHIVE},
};

static const enum ticket_deed crew_deeds[] = {TICKET_TAKE, TICKET_GO, TICKET_ARRIVE, TICKET_REFUSE};
#define CREW_DEEDS (sizeof crew_deeds / sizeof *crew_deeds)

/* What the action is on this ticket; false if it is no deed at all. `is_fit`: whether it is
 * allowed now. */
static bool deed_of(const struct ticket *ticket, enum action_id action, enum ticket_deed *deed,
                    bool *is_fit)
{
    *is_fit = false;
    if (action == ACTION_PROGRESS) {
        *deed = TICKET_TAKE;
        for (size_t i = 0; i < CREW_DEEDS && !*is_fit; i++)
            if (ticket_allows(ticket, crew_deeds[i])) {
                *deed = crew_deeds[i];
                *is_fit = true;
            }
        return true;
    }
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        if (deeds[i].action != action)
            continue;
        *deed = ticket_allows(ticket, deeds[i].deed) ? deeds[i].deed : deeds[i].other;
        *is_fit = ticket_allows(ticket, *deed);
        return true;
    }
    return false;
}

/* What a crew was heard of before it was typed: a leader's word also that of one that nobody was
 * said to have sent. */
static bool is_told_late(const struct console *console, const struct ticket *ticket)
{
    bool is_leader = !strcmp(console->world.session->role, "leader");
    return !ticket->is_held && !ticket->parent && ticket->state <= TICKET_TO_CONFIRM &&
           strcmp(console->world.session->role, "crew") != 0 &&
           (ticket->state > TICKET_ACCEPTED || is_leader);
}

static bool is_deed(enum action_id action)
{
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (deeds[i].action == action)
            return true;
    return action == ACTION_PROGRESS;
}

static bool has_right(const struct console *console, enum ticket_deed deed)
{
    const char *role = console->world.session->role;
    return !strcmp(role, "leader") || (!strcmp(role, "dispatcher") && deed != TICKET_AMEND) ||
           (!strcmp(role, "crew") && ticket_rules[deed].by_crew);
}

bool ticket_deed_offers(const struct console *console, const struct ticket *ticket,
                        enum action_id action)
{
    enum ticket_deed deed;
    bool is_fit;
    if (!is_deed(action))
        return true;
    if (!ticket || !deed_of(ticket, action, &deed, &is_fit) || !is_fit)
        return false;
    if (deed == TICKET_EXPLAIN && !ticket_unexplained(ticket, console->world.now))
        return false;
    return has_right(console, deed);
}

/* ---- what it is about ---- */

static enum ticket_state state_after(enum ticket_deed deed, enum ticket_state now)
{
    switch ((int)deed) { /* the others leave it */
    case TICKET_DISPATCH: return TICKET_DISPATCHED;
    case TICKET_FINISH: return TICKET_TO_CONFIRM;
    case TICKET_DENY: return TICKET_ON_SITE;
    case TICKET_CONFIRM:
    case TICKET_CLOSE: return TICKET_CLOSED;
    case TICKET_REOPEN: return TICKET_ACCEPTED;
    case TICKET_ARCHIVE:
    case TICKET_CALL_BACK: return TICKET_ARCHIVED;
    }
    return now;
}

static bool stops(enum ticket_deed deed, enum clock_purpose purpose)
{
    switch ((int)deed) { /* the others stop nothing */
    case TICKET_DISPATCH: return purpose == CLOCK_DISPATCH;
    case TICKET_RESPOND: return purpose == CLOCK_RESPONSE;
    case TICKET_DECIDE: return purpose == CLOCK_ACCEPT;
    case TICKET_SURVEY: return purpose == CLOCK_SURVEY;
    case TICKET_MEASURE: return purpose == CLOCK_TEMP_CHECK;
    case TICKET_FINISH:
        return purpose == CLOCK_DISPATCH || purpose == CLOCK_REPAIR || purpose == CLOCK_PROMISE ||
               purpose == CLOCK_HANDLE;
    case TICKET_CONFIRM:
    case TICKET_CLOSE: return true;
    }
    return false;
}

static void tell_clocks(struct ticket_draft *draft, enum ticket_deed deed)
{
    char text[200] = "", left[24];
    size_t at = 0;
    for (int i = 0; i < draft->ticket->clock_count && at < sizeof text; i++) {
        const struct ticket_clock *clock = &draft->ticket->clock[i];
        if (!clock_is_running(clock) || !stops(deed, clock->purpose))
            continue;
        ticket_text_left(clock_left_ms(clock, draft->console->world.now), left, sizeof left);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s %s", at ? "  " : "",
                               _(clock_purpose_phrase(clock->purpose)), left);
    }
    if (at)
        form_tell(draft->form, _("stops"), "%s", text);
}

static void tell(struct ticket_draft *draft, enum ticket_deed deed)
{
    const struct ticket *ticket = draft->ticket;
    char where[TICKET_TEXT];
    enum ticket_state after = state_after(deed, ticket->state);
    ticket_text_where(draft->console->world.site, ticket, where, sizeof where);
    form_tell(draft->form, _("ticket"), "T%lld %s  %s  %.60s", (long long)ticket->id,
              _(ticket_kind_phrase(ticket->opening.kind)), where, ticket->text);
    if (after != ticket->state)
        form_tell(draft->form, _("state"), "%s -> %s", ticket_text_state(ticket->state),
                  ticket_text_state(after));
    tell_clocks(draft, deed);
    form_tell(draft->form, _("meaning"), "%s", _(ticket_rules[deed].sentence));
}

/* ---- asking ---- */

static bool may(struct console *console, enum ticket_deed deed)
{
    if (!has_right(console, deed))
        console_say(console, STYLE_NOTICE, "%s", _(desk_refusal_sentence("right")));
    return has_right(console, deed) && console_can_ask(console);
}

static void ask_at_once(struct console *console, const struct ticket *ticket, enum ticket_deed deed)
{
    struct desk_request request;
    desk_request_init(&request, DESK_TICKET_ASK, ticket_rules[deed].name);
    request.id = ticket->id;
    ticket_list_asked(&console->tickets.tickets, console->world.site, ticket->id, request.deed);
    console->ports.ask_desk(console->ports.ctx, &request);
    console_say(console, STYLE_PENDING, "> %s T%lld", _(ticket_rules[deed].phrase),
                (long long)ticket->id);
}

/* With all of it said on the command line nothing more is asked of the person. */
static void open_form(struct console *console, bool is_said)
{
    if (console_form_open(console) && is_said)
        console_form_key(console, PRESS_ENTER);
}

static void start(struct console *console, const struct ticket *ticket, enum action_id action,
                  enum ticket_deed deed, const char *argument)
{
    char title[120];
    struct ticket_draft draft = {console, ticket, NULL, argument};
    snprintf(title, sizeof title, "%s T%lld",
             _(action == ACTION_PROGRESS ? actions[action].label : ticket_rules[deed].phrase),
             (long long)ticket->id);
    draft.form =
        console_form_start(console, DESK_TICKET_ASK, ticket_rules[deed].name, ticket->id, title);
    draft.form->claim = ticket->id;
    tell(&draft, deed);
    ticket_form_rows(&draft, action, deed);
    open_form(console, *argument != '\0');
}

static void say_unfit(struct console *console, const struct ticket *ticket, enum ticket_deed deed)
{
    const char *why = ticket->is_held  ? desk_refusal_sentence("held")
                      : ticket->parent ? desk_refusal_sentence("merged")
                                       : desk_refusal_sentence("state");
    console_say(console, STYLE_NOTICE, _("%s: T%lld %s. %s"), _(ticket_rules[deed].phrase),
                (long long)ticket->id, ticket_text_state(ticket->state), _(why));
}

bool ticket_deed_act(struct console *console, int64_t id, enum action_id action,
                     const char *argument)
{
    const struct ticket *ticket =
        console->world.site ? ticket_of_id(console->world.site, id) : NULL;
    enum ticket_deed deed;
    bool is_fit;
    if (!is_deed(action))
        return false;
    if (!ticket || !deed_of(ticket, action, &deed, &is_fit))
        console_say(console, STYLE_NOTICE, "%s", _("select a ticket first"));
    else if (!is_fit && !(action == ACTION_PROGRESS && is_told_late(console, ticket)))
        say_unfit(console, ticket, deed);
    else if (may(console, deed) && deed == TICKET_RESUME)
        ask_at_once(console, ticket, deed);
    else if (has_right(console, deed) && console->world.is_database_up)
        start(console, ticket, action, deed, argument);
    return true;
}

/* ---- what a crew said ---- */

static bool word_of(const char **text, char *out, size_t size)
{
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " ");
    snprintf(out, size, "%.*s", (int)length, *text);
    *text += length;
    *text += strspn(*text, " ");
    return length > 0;
}

/* The job of a crew that fits best what may be said of it: the one it is furthest with. */
static int64_t job_of(const struct site *site, int32_t crew)
{
    const struct ticket *best = NULL;
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        bool is_job = ticket->crew == crew && ticket->state >= TICKET_DISPATCHED &&
                      ticket->state <= TICKET_ON_SITE;
        if (is_job && (!best || ticket->state > best->state))
            best = ticket;
    }
    return best ? best->id : 0;
}

static int64_t selected(const struct console *console)
{
    const struct ticket_screen *board = &console->tickets;
    if (console->place == ON_TICKET)
        return console->ticket.id;
    const struct ticket *ticket =
        console->place == ON_TICKETS
            ? ticket_list_ticket(&board->tickets, console->world.site, board->list.cursor)
            : NULL;
    return ticket ? ticket->id : 0;
}

void ticket_deed_said(struct console *console, const char *argument)
{
    const struct site *site = console->world.site;
    const char *rest = argument;
    char word[64];
    const struct crew *crew =
        site && word_of(&rest, word, sizeof word) ? crew_of_code(site, word) : NULL;
    int64_t id = crew ? job_of(site, crew->id) : selected(console);
    if (crew && !id)
        console_say(console, STYLE_NOTICE, _("%s has no job"), crew->name);
    else
        ticket_deed_act(console, id, ACTION_PROGRESS, crew ? rest : argument);
}
