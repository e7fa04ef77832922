#include "ui/console_form.h"

#include "backend/core/ticket_book.h"
#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

/* What was seen when the form was opened: what somebody did since then is told before it is undone.
 */
static void see(struct console *console)
{
    struct form *form = &console->form;
    const struct ticket *ticket = form->call == DESK_TICKET_ASK && console->world.site
                                      ? ticket_of_id(console->world.site, form->id)
                                      : NULL;
    char seq[24];
    if (!ticket)
        return;
    snprintf(seq, sizeof seq, "%lld", (long long)ticket->seq);
    form_fix(form, "seen", seq);
}

struct form *console_form_start(struct console *console, enum desk_call call, const char *deed,
                                int64_t id, const char *title)
{
    form_start(&console->form, call, deed, id, title);
    see(console);
    return &console->form;
}

bool console_can_ask(struct console *console)
{
    if (console->world.is_database_up && console->world.site)
        return true;
    console_say(console, STYLE_NOTICE, "%s", _(desk_refusal_sentence("away")));
    return false;
}

bool console_form_open(struct console *console)
{
    if (!console_can_ask(console)) {
        console->form.state = FORM_CLOSED;
        return false;
    }
    form_open(&console->form);
    console->mode = MODE_FORM;
    claim_turn(console); /* in hand before anything is asked */
    return true;
}

/* Taken from another desk, with the reason in the ticket's record. */
static void take_over(struct console *console)
{
    struct form *form = &console->form;
    const struct form_row *take = form_row_of(form, "take"), *why = form_row_of(form, "take_words");
    struct desk_request note;
    if (!take || !take->is_ticked)
        return;
    claim_take(console, form->id);
    if (!why || !why->field.length)
        return;
    desk_request_init(&note, DESK_TICKET_ASK, "note");
    note.id = form->id;
    note.words = why->field.text;
    console->ports.ask_desk(console->ports.ctx, &note);
}

static void ask(struct console *console)
{
    struct form *form = &console->form;
    struct form_request request;
    if (!console_can_ask(console)) {
        form->state = FORM_OPEN;
        return;
    }
    form_request(form, console->world.now, &request);
    if (form->call == DESK_TICKET_ASK)
        ticket_list_asked(&console->tickets.tickets, console->world.site, form->id,
                          request.desk.deed);
    take_over(console);
    console->ports.ask_desk(console->ports.ctx, &request.desk);
}

void console_form_key(struct console *console, uint32_t press)
{
    switch (form_key(&console->form, press, console->world.now)) {
    case FORM_IGNORED:
    case FORM_USED: return;
    case FORM_SEND: ask(console); return;
    case FORM_LEAVE: console->mode = MODE_SCREEN; return;
    }
}

static void say_done(struct console *console, const struct desk_answer *answer)
{
    const char *title = console->form.title;
    if (!strcmp(answer->code, "done"))
        console_say(console, STYLE_NOTICE,
                    _("done at the first asking: %s; what was typed since is not in it"), title);
    else if (answer->why[0])
        console_say(console, STYLE_NOTICE, _("done: %s; but: %s"), title,
                    _(ticket_code_phrase(FACT_TICKET_NOTED, answer->why)));
    else
        console_say(console, STYLE_EMPHASIS, _("done: %s"), title);
}

bool console_form_answer(struct console *console, const struct desk_answer *answer)
{
    struct form *form = &console->form;
    if (console->mode != MODE_FORM || !form_answer(form, answer))
        return false;
    if (!strcmp(answer->code, "changed"))
        see(console); /* it has been told now: asked once more it is meant */
    if (form->state == FORM_CLOSED) {
        console->mode = MODE_SCREEN;
        say_done(console, answer);
    }
    return true;
}
