#include "ui/claim.h"

#include "ui/console.h"

#include <string.h>

/* Who only reads has nothing in hand. */
static bool may_claim(const struct console *console)
{
    const char *role = console->world.session->role;
    return console->world.is_database_up &&
           (!strcmp(role, "dispatcher") || !strcmp(role, "leader"));
}

static int64_t wanted(const struct console *console)
{
    if (console->seat.is_locked)
        return 0; /* nobody is there */
    if (console->past.at.us)
        return 0; /* what is looked at is over */
    if (console->mode == MODE_FORM && console->form.claim)
        return console->form.claim;
    return console->place == ON_TICKET ? console->ticket.id : 0;
}

static void tell(struct console *console, enum desk_call call, int64_t ticket, double number)
{
    struct desk_request request;
    desk_request_init(&request, call, "");
    request.id = ticket;
    request.number = number;
    console->ports.ask_desk(console->ports.ctx, &request);
}

void claim_turn(struct console *console)
{
    struct claim *claim = &console->claim;
    int64_t ticket = wanted(console);
    if (!may_claim(console)) {
        claim->ticket = 0;
        return;
    }
    if (claim->ticket && claim->ticket != ticket)
        tell(console, DESK_UNCLAIM, claim->ticket, 0);
    bool is_due = claim->ticket != ticket ||
                  mono_ms_since(claim->asked, console->world.mono) >= CLAIM_AGAIN_MS;
    claim->ticket = ticket;
    if (!ticket || !is_due)
        return;
    claim->asked = console->world.mono;
    tell(console, DESK_CLAIM, ticket, 0);
}

void claim_take(struct console *console, int64_t ticket)
{
    console->claim = (struct claim){ticket, console->world.mono};
    tell(console, DESK_CLAIM, ticket, 1);
}
