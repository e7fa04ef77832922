#include "backend/core/alarm.h"

#include "backend/base/msgid.h"

#include <math.h>

static const char *const states[ALARM_STATE_COUNT] = {
    [ALARM_NORMAL] = MSGID("normal"),
    [ALARM_UNACKNOWLEDGED] = MSGID("unacknowledged"),
    [ALARM_ACKNOWLEDGED] = MSGID("acknowledged"),
    [ALARM_RETURNED] = MSGID("returned"),
    [ALARM_LATCHED] = MSGID("latched"),
    [ALARM_SHELVED] = MSGID("shelved"),
    [ALARM_SUPPRESSED] = MSGID("suppressed"),
    [ALARM_OUT_OF_SERVICE] = MSGID("out of service"),
};

const char *alarm_state_name(enum alarm_state state)
{
    return (unsigned)state < ALARM_STATE_COUNT ? states[state] : "";
}

bool alarm_state_is_shown(enum alarm_state state)
{
    return state == ALARM_UNACKNOWLEDGED || state == ALARM_ACKNOWLEDGED ||
           state == ALARM_RETURNED || state == ALARM_LATCHED;
}

static bool is_word_on(const struct alarm *alarm)
{
    return alarm->id && alarm->acknowledged.is_on && alarm->acknowledged.alarm == alarm->id;
}

bool alarm_is_active(const struct alarm *alarm)
{
    return alarm->id > alarm->returned && !(alarm->code.is_event && is_word_on(alarm));
}

const char *alarm_state_phrase(const struct alarm *alarm)
{
    bool is_silent = alarm->state == ALARM_ACKNOWLEDGED && alarm->code.is_unasked;
    return is_silent && !is_word_on(alarm) ? MSGID("no answer needed")
                                           : alarm_state_name(alarm->state);
}

/* ---- what holds it back ---- */

/* When a word that was given is over, µs; 0 = it runs, or never was. A one-shot word is for a raise
 * that is there: it ends with that raise's return. */
static int64_t end_of(const struct alarm *alarm, const struct alarm_word *word, struct wall now)
{
    int64_t first = word->alarm > 0 ? word->alarm : 1;
    if (!word->stamp)
        return 0;
    if (!word->is_on)
        return word->ended;
    if (word->is_one_shot && alarm->returned >= first)
        return alarm->returned == first ? alarm->returned_at.us : first; /* before a later raise */
    return word->until && word->until <= now.us ? word->until : 0;
}

void alarm_hold_add(struct alarm_hold *hold, const struct alarm *alarm,
                    const struct alarm_word *word, enum alarm_state as, struct wall now)
{
    int64_t end = end_of(alarm, word, now);
    if (word->is_on && !end) {
        hold->is_shelved = hold->is_shelved || as == ALARM_SHELVED;
        hold->is_suppressed = hold->is_suppressed || as == ALARM_SUPPRESSED;
        hold->is_out_of_service = hold->is_out_of_service || as == ALARM_OUT_OF_SERVICE;
        hold->is_own = hold->is_own || word == &alarm->shelf || word == &alarm->service ||
                       word == &alarm->suppressed;
        if (word->until && (!hold->until || word->until < hold->until))
            hold->until = word->until;
    } else if (end > hold->ended) {
        hold->ended = end;
        hold->is_ended_by_hand = as == ALARM_SHELVED && !word->is_on && word->is_by_hand;
    }
}

/* ---- acknowledgement ---- */

static int64_t expiry_of(const struct alarm *alarm)
{
    int64_t minutes = alarm->code.ack_minutes;
    return minutes > 0 ? alarm->acknowledged.stamp + minutes * 60 * 1000000 : 0;
}

/* What people said of this raise, down to the moment: an acknowledgement that ran out before the
 * alarm returned is none. */
static bool is_said(const struct alarm *alarm, struct wall now)
{
    const struct alarm_word *word = &alarm->acknowledged;
    bool is_active = alarm_is_active(alarm);
    if (!word->stamp || word->alarm != alarm->id)
        return false;
    int64_t end = word->is_on ? expiry_of(alarm) : word->is_by_hand ? 0 : word->ended;
    if (!end)
        return word->is_on;
    return is_active ? word->is_on && now.us < end : alarm->returned_at.us <= end;
}

/* A hold that has ended speaks, too (ISA-18.2 11.7.3): by hand it was an acknowledgement, by time
 * it voids those before it; what returned meanwhile is over. */
static bool is_acknowledged(const struct alarm *alarm, const struct alarm_hold *hold,
                            struct wall now)
{
    const struct alarm_word *word = &alarm->acknowledged;
    bool is_newer = word->alarm == alarm->id && word->stamp > hold->ended;
    if (alarm->code.is_unasked)
        return true;
    if (!hold->ended || alarm->id > hold->ended)
        return is_said(alarm, now);
    if (alarm->code.is_event && is_word_on(alarm))
        return true;
    if (alarm->id <= alarm->returned && alarm->returned_at.us <= hold->ended)
        return true;
    if (hold->is_ended_by_hand)
        return !is_newer || is_said(alarm, now);
    return is_newer && is_said(alarm, now);
}

static enum alarm_state base_state(const struct alarm *alarm, const struct alarm_hold *hold,
                                   struct wall now)
{
    if (!alarm->id)
        return ALARM_NORMAL;
    bool is_said = is_acknowledged(alarm, hold, now);
    if (alarm_is_active(alarm))
        return is_said ? ALARM_ACKNOWLEDGED : ALARM_UNACKNOWLEDGED;
    if (!is_said)
        return ALARM_RETURNED;
    return alarm->code.is_latching && alarm->reset < alarm->id ? ALARM_LATCHED : ALARM_NORMAL;
}

enum alarm_state alarm_state_of(const struct alarm *alarm, const struct alarm_hold *hold,
                                struct wall now)
{
    enum alarm_state base = base_state(alarm, hold, now);
    if (base == ALARM_NORMAL && !hold->is_own)
        return base;
    if (hold->is_out_of_service)
        return ALARM_OUT_OF_SERVICE;
    if (hold->is_suppressed)
        return ALARM_SUPPRESSED;
    return hold->is_shelved ? ALARM_SHELVED : base;
}

int64_t alarm_due(const struct alarm *alarm, const struct alarm_hold *hold, struct wall now)
{
    int64_t due = hold->until;
    if (alarm->code.ack_minutes > 0 && alarm_is_active(alarm) && is_word_on(alarm)) {
        int64_t expiry = expiry_of(alarm);
        if (expiry > now.us && (!due || expiry < due))
            due = expiry;
    }
    return due;
}
