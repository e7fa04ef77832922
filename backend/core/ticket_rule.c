#include "backend/base/msgid.h"
#include "backend/core/ticket.h"

#include <string.h>

#define BIT(state) (1 << TICKET_##state)
/* Worked on; open; any. */
#define W   (BIT(ACCEPTED) | BIT(DISPATCHED) | BIT(TAKEN) | BIT(UNDER_WAY) | BIT(ON_SITE))
#define O   (W | BIT(TO_CONFIRM))
#define A   ((1 << TICKET_STATE_COUNT) - 1)
#define ALL ((1 << TICKET_KIND_COUNT) - 1)

const struct ticket_rule ticket_rules[TICKET_DEED_COUNT] = {
    [TICKET_DISPATCH] = {"dispatch", MSGID("dispatch"), FACT_TICKET_DISPATCHED, W, ALL, false,
                         MSGID("give the job to a crew; the first time stops the 30 minutes of "
                               "6.2.3, another crew later does not start them anew")},
    [TICKET_TAKE] = {"take", MSGID("take"), FACT_TICKET_TAKEN, BIT(DISPATCHED), ALL, true,
                     MSGID("the crew accepts the job")},
    [TICKET_GO] = {"go", MSGID("under way"), FACT_TICKET_UNDER_WAY, BIT(DISPATCHED) | BIT(TAKEN),
                   ALL, true, MSGID("the crew is under way")},
    [TICKET_ARRIVE] = {"arrive", MSGID("on site"), FACT_TICKET_ON_SITE,
                       BIT(DISPATCHED) | BIT(TAKEN) | BIT(UNDER_WAY), ALL, true,
                       MSGID("the crew is on site")},
    [TICKET_REFUSE] = {"refuse", MSGID("refuse"), FACT_TICKET_REFUSED,
                       BIT(DISPATCHED) | BIT(TAKEN) | BIT(UNDER_WAY), ALL, true,
                       MSGID("the crew gives it back, with a reason; no clock starts anew")},
    [TICKET_RESPOND] = {"respond", MSGID("respond"), FACT_TICKET_RESPONDED, O,
                        1 << TICKET_COMPLAINT, false,
                        MSGID("the user was reached, a measure decided and a visit agreed: all "
                              "three stop the 15 minutes (7.4.3)")},
    [TICKET_PROMISE] = {"promise", MSGID("promise"), FACT_TICKET_PROMISED, O,
                        1 << TICKET_COMPLAINT | 1 << TICKET_REPAIR, false,
                        MSGID("promise a time, or change it with a reason")},
    [TICKET_DECIDE] = {"decide", MSGID("decide"), FACT_TICKET_DECIDED, O, 1 << TICKET_APPLICATION,
                       false, MSGID("accept or refuse the application, the same day (5.1.2)")},
    [TICKET_SURVEY] = {"survey", MSGID("survey"), FACT_TICKET_SURVEYED, O, 1 << TICKET_APPLICATION,
                       true, MSGID("the site was surveyed, within three days (5.1.2)")},
    [TICKET_MEASURE] = {"measure", MSGID("measure"), FACT_TICKET_MEASURED, O,
                        1 << TICKET_TEMP_CHECK | 1 << TICKET_COMPLAINT | 1 << TICKET_REPAIR, true,
                        MSGID("the room temperature, signed by the user")},
    [TICKET_FINISH] = {"finish", MSGID("finish"), FACT_TICKET_FINISHED, W, ALL, true,
                       MSGID("the work is done: its cause and what was found")},
    [TICKET_DENY] = {"deny", MSGID("not confirmed"), FACT_TICKET_UNCONFIRMED, BIT(TO_CONFIRM), ALL,
                     true, MSGID("the user does not confirm: the finish does not count")},
    [TICKET_CONFIRM] = {"confirm", MSGID("confirm"), FACT_TICKET_CONFIRMED, BIT(TO_CONFIRM), ALL,
                        true,
                        MSGID("the user confirms online or by signature (6.2.4): it is closed")},
    [TICKET_CLOSE] = {"close", MSGID("close"), FACT_TICKET_CLOSED, O, ALL, false,
                      MSGID("close with a result; each overrun needs its reason first")},
    [TICKET_CALL_BACK] = {"call_back", MSGID("call back"), FACT_TICKET_CALLED_BACK,
                          BIT(CLOSED) | BIT(CALLBACK), ALL, false,
                          MSGID("the user was asked: solved or not; a no re-opens (7.4.4)")},
    [TICKET_REOPEN] = {"reopen", MSGID("reopen"), FACT_TICKET_REOPENED,
                       BIT(CLOSED) | BIT(CALLBACK) | BIT(ARCHIVED), ALL, false,
                       MSGID("work again under the same number, with clocks of its own")},
    [TICKET_ARCHIVE] = {"archive", MSGID("archive"), FACT_TICKET_ARCHIVED,
                        BIT(CLOSED) | BIT(CALLBACK), ALL, false, MSGID("put it to the archive")},
    [TICKET_HOLD] = {"hold", MSGID("hold"), FACT_TICKET_HELD, W, ALL, false,
                     MSGID("wait for something, with a reason; statutory clocks go on")},
    [TICKET_RESUME] = {"resume", MSGID("resume"), FACT_TICKET_RESUMED, W, ALL, true,
                       MSGID("the wait is over")},
    [TICKET_MERGE] = {"merge", MSGID("merge"), FACT_TICKET_MERGED, W, ALL, false,
                      MSGID("join another ticket: one dispatch, each user keeps his clocks")},
    [TICKET_SPLIT] = {"split", MSGID("split"), FACT_TICKET_SPLIT, A, ALL, false,
                      MSGID("part it from the ticket it was merged into")},
    [TICKET_LINK] = {"link", MSGID("link"), FACT_TICKET_LINKED, A, ALL, false,
                     MSGID("link it to an outage, an alarm or a ticket")},
    [TICKET_UNLINK] = {"unlink", MSGID("unlink"), FACT_TICKET_UNLINKED, A, ALL, false,
                       MSGID("undo a link")},
    [TICKET_EXPLAIN] = {"explain", MSGID("explain"), FACT_TICKET_EXPLAINED, A, ALL, false,
                        MSGID("the typed reason of an overrun")},
    [TICKET_CHASE] = {"chase", MSGID("asked again"), FACT_TICKET_CHASED, O | BIT(CALLBACK), ALL,
                      false, MSGID("the user asks again")},
    [TICKET_NOTE] = {"note", MSGID("note"), FACT_TICKET_NOTED, A, ALL, true,
                     MSGID("a line for the record")},
    [TICKET_AMEND] = {"amend", MSGID("amend"), FACT_TICKET_AMENDED, A, ALL, false,
                      MSGID("correct the time of an entry or strike it; a shift leader's")},
    [TICKET_EDIT] = {"edit", MSGID("edit"), FACT_TICKET_EDITED, A, ALL, false,
                     MSGID("correct place, phone, caller, words, urgency")},
};

bool ticket_deed_of(const char *name, enum ticket_deed *out)
{
    for (int deed = 0; deed < TICKET_DEED_COUNT; deed++) {
        if (!strcmp(ticket_rules[deed].name, name)) {
            *out = (enum ticket_deed)deed;
            return true;
        }
    }
    return false;
}

bool ticket_allows(const struct ticket *ticket, enum ticket_deed deed)
{
    const struct ticket_rule *rule = &ticket_rules[deed];
    if (!(rule->from & 1 << ticket->state) || !(rule->kinds & 1 << ticket->opening.kind))
        return false;
    if (ticket->is_held &&
        (deed == TICKET_DISPATCH || deed == TICKET_FINISH || deed == TICKET_TAKE ||
         deed == TICKET_GO || deed == TICKET_ARRIVE || deed == TICKET_CLOSE || deed == TICKET_HOLD))
        return false;
    if (deed == TICKET_RESUME)
        return ticket->is_held;
    if (deed == TICKET_SPLIT)
        return ticket->parent != 0;
    if (deed == TICKET_DISPATCH || deed == TICKET_HOLD)
        return ticket->parent == 0;
    return deed != TICKET_MERGE || (ticket->parent == 0 && ticket->children == 0);
}
