#include "backend/core/command.h"

#include "backend/base/msgid.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const states[COMMAND_STATE_COUNT] = {
    [COMMAND_ASKED] = MSGID("asked"),       [COMMAND_APPROVED] = MSGID("approved"),
    [COMMAND_CLAIMED] = MSGID("claimed"),   [COMMAND_SENT] = MSGID("sent"),
    [COMMAND_ACCEPTED] = MSGID("accepted"), [COMMAND_VERIFIED] = MSGID("verified"),
    [COMMAND_REFUSED] = MSGID("refused"),   [COMMAND_FAILED] = MSGID("failed"),
    [COMMAND_EXPIRED] = MSGID("expired"),   [COMMAND_UNRESOLVED] = MSGID("unknown"),
};

static const struct {
    const char *name, *sentence;
} refusals[REFUSAL_COUNT] = {
    [REFUSAL_NONE] = {"", ""},
    [REFUSAL_EXPIRED] = {"expired", MSGID("The order is too old to be carried out.")},
    [REFUSAL_RIGHT] = {"right", MSGID("This person may not change this set-point.")},
    [REFUSAL_READ_ONLY] = {"read-only", MSGID("This point cannot be written.")},
    [REFUSAL_IDENTITY] = {"identity", MSGID("Another type of device answers there.")},
    [REFUSAL_LOST] = {"lost", MSGID("There is no communication with the device.")},
    [REFUSAL_STALE] = {"stale", MSGID("The present value is not fresh and good.")},
    [REFUSAL_AUTHORITY] = {"authority", MSGID("The controller is in local or manual operation.")},
    [REFUSAL_CHANGED] = {"changed", MSGID("The value has changed since it was looked at.")},
    [REFUSAL_LIMIT] = {"limit", MSGID("The new value is outside the limits.")},
    [REFUSAL_STEP] = {"step", MSGID("The change is larger than one step may be.")},
    [REFUSAL_RATE] = {"rate", MSGID("Within the waiting time too much has been changed already.")},
    [REFUSAL_BUDGET] = {"budget", MSGID("The register's writes of this day are used up.")},
    [REFUSAL_PRECONDITION] = {"precondition",
                              MSGID("The controller could not be prepared for writing.")},
    [REFUSAL_BUSY] = {"busy", MSGID("Another order for this point is under way.")},
};

/* Nothing leads to SENT but CLAIMED, and nothing leads back to CLAIMED: that is "at most once". */
const struct command_row command_rows[] = {
    {COMMAND_ASKED, FACT_COMMAND_APPROVED, COMMAND_APPROVED,
     "A second person has agreed to the order."},
    {COMMAND_ASKED, FACT_COMMAND_CLAIMED, COMMAND_CLAIMED,
     "The leading collector has taken the order; nobody else will."},
    {COMMAND_ASKED, FACT_COMMAND_REFUSED, COMMAND_REFUSED,
     "The order was refused when it was asked."},
    {COMMAND_ASKED, FACT_COMMAND_EXPIRED, COMMAND_EXPIRED,
     "No collector took the order within its life."},
    {COMMAND_APPROVED, FACT_COMMAND_CLAIMED, COMMAND_CLAIMED,
     "The leading collector has taken the approved order."},
    {COMMAND_APPROVED, FACT_COMMAND_REFUSED, COMMAND_REFUSED,
     "The approved order was refused before it was taken."},
    {COMMAND_APPROVED, FACT_COMMAND_EXPIRED, COMMAND_EXPIRED,
     "No collector took the approved order within its life."},
    {COMMAND_CLAIMED, FACT_COMMAND_SENT, COMMAND_SENT,
     "All checks passed; from here on the device may have been written."},
    {COMMAND_CLAIMED, FACT_COMMAND_REFUSED, COMMAND_REFUSED,
     "A check against the device failed; nothing was written."},
    {COMMAND_CLAIMED, FACT_COMMAND_FAILED, COMMAND_FAILED,
     "The order could not be carried out and nothing was written."},
    {COMMAND_CLAIMED, FACT_COMMAND_EXPIRED, COMMAND_EXPIRED,
     "The order's life ended before it was written."},
    {COMMAND_SENT, FACT_COMMAND_PREPARED, COMMAND_SENT,
     "A precondition of the controller is being written first."},
    {COMMAND_SENT, FACT_COMMAND_ACCEPTED, COMMAND_ACCEPTED,
     "The device has echoed the write; it is being read back."},
    {COMMAND_SENT, FACT_COMMAND_VERIFIED, COMMAND_VERIFIED,
     "Reading has shown that the device holds the new value."},
    {COMMAND_SENT, FACT_COMMAND_FAILED, COMMAND_FAILED,
     "The device refused the write, or reading has shown that it does not hold the new value."},
    {COMMAND_SENT, FACT_COMMAND_UNRESOLVED, COMMAND_UNRESOLVED,
     "No answer came; the write may have been carried out and is being looked for by reading."},
    {COMMAND_ACCEPTED, FACT_COMMAND_VERIFIED, COMMAND_VERIFIED,
     "The value read back is the value ordered."},
    {COMMAND_ACCEPTED, FACT_COMMAND_FAILED, COMMAND_FAILED,
     "The device accepted the write but holds another value."},
    {COMMAND_ACCEPTED, FACT_COMMAND_UNRESOLVED, COMMAND_UNRESOLVED,
     "The device accepted the write but cannot be read back."},
    {COMMAND_UNRESOLVED, FACT_COMMAND_VERIFIED, COMMAND_VERIFIED,
     "Reading has shown that the write was carried out."},
    {COMMAND_UNRESOLVED, FACT_COMMAND_FAILED, COMMAND_FAILED,
     "Reading has shown that the write was not carried out."},
};
const size_t command_row_count = sizeof command_rows / sizeof command_rows[0];

const char *command_state_name(enum command_state state)
{
    return (unsigned)state < COMMAND_STATE_COUNT ? states[state] : "unknown";
}

enum command_state command_state_of(const char *name, bool *known)
{
    for (int state = 0; state < COMMAND_STATE_COUNT; state++) {
        if (!strcmp(states[state], name)) {
            *known = true;
            return (enum command_state)state;
        }
    }
    *known = false;
    return COMMAND_UNRESOLVED;
}

const char *refusal_name(enum refusal refusal)
{
    return (unsigned)refusal < REFUSAL_COUNT ? refusals[refusal].name : "";
}

const char *refusal_sentence(enum refusal refusal)
{
    return (unsigned)refusal < REFUSAL_COUNT ? refusals[refusal].sentence : "";
}

enum refusal refusal_of(const char *name)
{
    for (int refusal = 1; refusal < REFUSAL_COUNT; refusal++)
        if (!strcmp(refusals[refusal].name, name))
            return (enum refusal)refusal;
    return REFUSAL_NONE;
}

bool command_is_final(enum command_state state)
{
    switch (state) {
    case COMMAND_VERIFIED:
    case COMMAND_REFUSED:
    case COMMAND_FAILED:
    case COMMAND_EXPIRED: return true;
    case COMMAND_ASKED:
    case COMMAND_APPROVED:
    case COMMAND_CLAIMED:
    case COMMAND_SENT:
    case COMMAND_ACCEPTED:
    case COMMAND_UNRESOLVED: return false;
    }
    return false;
}

bool command_apply(struct command *command, const struct fact *fact)
{
    for (size_t i = 0; i < command_row_count; i++) {
        const struct command_row *row = &command_rows[i];
        if (row->from != command->state || row->event != fact->kind)
            continue;
        command->state = row->to;
        command->changed_at = fact->at;
        memcpy(command->code, fact->code, sizeof command->code);
        if (fact->text[0])
            memcpy(command->text, fact->text, sizeof command->text);
        if (row->to == COMMAND_VERIFIED || row->to == COMMAND_FAILED)
            command->read_back = fact->new_value;
        return true;
    }
    return false;
}
