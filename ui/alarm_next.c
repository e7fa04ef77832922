#include "ui/alarm_next.h"

static const struct {
    enum alarm_deed deed;
    enum alarm_event event;
} deeds[] = {
    {DEED_ACKNOWLEDGE, ALARM_EVENT_ACKNOWLEDGE},
    {DEED_UNACKNOWLEDGE, ALARM_EVENT_UNACKNOWLEDGE},
    {DEED_RESET, ALARM_EVENT_RESET},
    {DEED_SHELVE, ALARM_EVENT_SHELVE},
    {DEED_UNSHELVE, ALARM_EVENT_UNSHELVE},
    {DEED_OUT_OF_SERVICE, ALARM_EVENT_OUT},
    {DEED_IN_SERVICE, ALARM_EVENT_IN},
};

/* The conditions of the table's rows that hold for it. */
static unsigned conditions_of(const struct site *site, const struct alarm *alarm)
{
    struct alarm_hold hold = alarm_hold_of(site, alarm);
    bool is_unreset = alarm->code.is_latching && alarm->reset < alarm->id;
    return (alarm_is_active(alarm) ? ALARM_IF_ACTIVE : 0) | (is_unreset ? ALARM_IF_UNRESET : 0) |
           (alarm->code.is_event ? ALARM_IF_EVENT : 0) |
           (alarm->code.is_unasked ? ALARM_IF_UNASKED : 0) |
           (alarm->shelf.is_one_shot ? ALARM_IF_ONE_SHOT : 0) |
           (hold.is_shelved ? ALARM_IF_SHELVED : 0) |
           (hold.is_suppressed ? ALARM_IF_SUPPRESSED : 0);
}

static const struct alarm_row *row_of(enum alarm_state from, enum alarm_event event,
                                      unsigned conditions)
{
    for (size_t i = 0; i < alarm_row_count; i++)
        if (alarm_rows[i].from == from && alarm_rows[i].event == event &&
            (alarm_rows[i].when & ~conditions) == 0)
            return &alarm_rows[i];
    return NULL;
}

int alarm_next_of(const struct site *site, const struct alarm *alarm,
                  struct alarm_next out[ALARM_DEED_COUNT])
{
    unsigned conditions = conditions_of(site, alarm);
    int count = 0;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        const struct alarm_row *row = row_of(alarm->state, deeds[i].event, conditions);
        if (row && row->to != row->from)
            out[count++] = (struct alarm_next){deeds[i].deed, row->sentence};
    }
    return count;
}
