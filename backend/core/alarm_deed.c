#include "backend/core/alarm_deed.h"

#include "backend/base/msgid.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *phrase;
} deeds[ALARM_DEED_COUNT] = {
    [DEED_ACKNOWLEDGE] = {"acknowledge", MSGID("acknowledged")},
    [DEED_UNACKNOWLEDGE] = {"unacknowledge", MSGID("acknowledgement taken back")},
    [DEED_RESET] = {"reset", MSGID("reset")},
    [DEED_SHELVE] = {"shelve", MSGID("shelved")},
    [DEED_UNSHELVE] = {"unshelve", MSGID("taken off the shelf")},
    [DEED_OUT_OF_SERVICE] = {"out_of_service", MSGID("taken out of service")},
    [DEED_IN_SERVICE] = {"in_service", MSGID("back in service")},
};

static const struct {
    const char *name, *sentence;
} refusals[ALARM_REFUSAL_COUNT] = {
    [DEED_REFUSED_NOT] = {"", ""},
    [DEED_REFUSED_RIGHT] = {"right", MSGID("This person may not do this to alarms.")},
    [DEED_REFUSED_GONE] = {"gone", MSGID("There is no such alarm any more.")},
    [DEED_REFUSED_CHANGED] = {"changed",
                              MSGID("The alarm was raised anew since it was looked at.")},
    [DEED_REFUSED_DONE] = {"done", MSGID("It has been done already.")},
    [DEED_REFUSED_NONE] = {"none", MSGID("Nothing of the kind is there that could be ended.")},
    [DEED_REFUSED_NOTE] = {"note", MSGID("This alarm asks for a note or a reason.")},
    [DEED_REFUSED_TIME] = {"time", MSGID("An alarm may be shelved for 8 hours at most.")},
    [DEED_REFUSED_COUNT] = {"count", MSGID("30 alarms are shelved already.")},
    [DEED_REFUSED_KIND] = {"kind", MSGID("This does not fit the alarm as it is now.")},
    [DEED_REFUSED_AWAY] = {"away", MSGID("The database is away: nothing was asked.")},
    [DEED_REFUSED_LOST] = {"lost", MSGID("The database went away; the journal will tell whether "
                                         "it was done.")},
};

const char *alarm_deed_name(enum alarm_deed deed)
{
    return deeds[deed].name;
}

const char *alarm_deed_phrase(enum alarm_deed deed)
{
    return deeds[deed].phrase;
}

const char *alarm_refusal_name(enum alarm_refusal refusal)
{
    return refusals[refusal].name;
}

const char *alarm_refusal_sentence(enum alarm_refusal refusal)
{
    return refusals[refusal].sentence;
}

enum alarm_refusal alarm_refusal_of(const char *name)
{
    for (int i = 0; i < ALARM_REFUSAL_COUNT; i++)
        if (!strcmp(refusals[i].name, name))
            return (enum alarm_refusal)i;
    return DEED_REFUSED_KIND;
}

static bool is_word(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

int64_t alarm_deed_ticket(const char *work)
{
    for (const char *at = work; *at; at++) {
        if ((*at != 'T' && *at != 't') || (at > work && is_word(at[-1])))
            continue;
        const char *digits = at + 1 + (at[1] == '-');
        size_t count = strspn(digits, "0123456789");
        if (count >= 1 && count <= 9 && !is_word(digits[count]))
            return strtoll(digits, NULL, 10);
    }
    return 0;
}
