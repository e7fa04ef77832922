#include "backend/core/fact.h"

#include "backend/base/msgid.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name, *phrase;
} kinds[FACT_KIND_COUNT] = {
    [FACT_UNKNOWN] = {"unknown", MSGID("something newer than this program")},
    [FACT_COLLECTOR_STARTED] = {"collector_started", MSGID("collector started")},
    [FACT_COLLECTOR_LED] = {"collector_led", MSGID("collector took over")},
    [FACT_DEVICE_LOST] = {"device_lost", MSGID("communication lost")},
    [FACT_DEVICE_BACK] = {"device_back", MSGID("communication back")},
    [FACT_POINT_REFUSED] = {"point_refused", MSGID("register refused")},
    [FACT_POINT_ACCEPTED] = {"point_accepted", MSGID("register answers again")},
    [FACT_DEVICE_CHANGED] = {"device_changed", MSGID("another device answers")},
    [FACT_CHANGED_OUTSIDE] = {"changed_outside", MSGID("changed outside")},
    [FACT_LINE_OVERLOADED] = {"line_overloaded", MSGID("line overloaded")},
    [FACT_LINE_RECOVERED] = {"line_recovered", MSGID("line keeps its period again")},
    [FACT_COMMAND_ASKED] = {"command_asked", MSGID("set-point asked")},
    [FACT_COMMAND_APPROVED] = {"command_approved", MSGID("set-point approved")},
    [FACT_COMMAND_CLAIMED] = {"command_claimed", MSGID("set-point taken by the collector")},
    [FACT_COMMAND_PREPARED] = {"command_prepared", MSGID("controller prepared for writing")},
    [FACT_COMMAND_SENT] = {"command_sent", MSGID("set-point being sent")},
    [FACT_COMMAND_ACCEPTED] = {"command_accepted", MSGID("set-point accepted by the device")},
    [FACT_COMMAND_VERIFIED] = {"command_verified", MSGID("set-point verified")},
    [FACT_COMMAND_REFUSED] = {"command_refused", MSGID("set-point refused")},
    [FACT_COMMAND_FAILED] = {"command_failed", MSGID("set-point failed")},
    [FACT_COMMAND_EXPIRED] = {"command_expired", MSGID("set-point expired")},
    [FACT_COMMAND_UNRESOLVED] = {"command_unresolved", MSGID("set-point unknown, being read")},
    [FACT_IMPORTED] = {"imported", MSGID("plant imported")},
    [FACT_SCHEMA_MIGRATED] = {"schema_migrated", MSGID("schema migrated")},
    [FACT_SPOOL_REPLAYED] = {"spool_replayed", MSGID("spool replayed")},
    [FACT_SAMPLES_LOST] = {"samples_lost", MSGID("samples lost")},
    [FACT_ALARM_RAISED] = {"alarm_raised", MSGID("alarm")},
    [FACT_ALARM_RETURNED] = {"alarm_returned", MSGID("back to normal")},
    [FACT_ALARM_ACKNOWLEDGED] = {"alarm_acknowledged", MSGID("alarm acknowledged")},
    [FACT_ALARM_UNACKNOWLEDGED] = {"alarm_unacknowledged", MSGID("acknowledgement ended")},
    [FACT_ALARM_RESET] = {"alarm_reset", MSGID("latched alarm reset")},
    [FACT_ALARM_SHELVED] = {"alarm_shelved", MSGID("alarm shelved")},
    [FACT_ALARM_UNSHELVED] = {"alarm_unshelved", MSGID("shelf ended")},
    [FACT_ALARM_OUT_OF_SERVICE] = {"alarm_out_of_service", MSGID("taken out of service")},
    [FACT_ALARM_IN_SERVICE] = {"alarm_in_service", MSGID("back in service")},
    [FACT_ALARM_SUPPRESSED] = {"alarm_suppressed", MSGID("suppressed by design")},
    [FACT_ALARM_UNSUPPRESSED] = {"alarm_unsuppressed", MSGID("no longer suppressed")},
    [FACT_ALARM_CHATTERING] = {"alarm_chattering", MSGID("alarm chatters, held")},
    [FACT_ALARM_CALM] = {"alarm_calm", MSGID("alarm is calm again")},
    [FACT_ALARM_RULES_IMPORTED] = {"alarm_rules_imported", MSGID("alarm rules imported")},
};

void fact_init(struct fact *fact, enum fact_kind kind, struct wall at)
{
    *fact = (struct fact){.at = at, .kind = kind, .old_value = NAN, .new_value = NAN};
}

const char *fact_kind_name(enum fact_kind kind)
{
    return (unsigned)kind < FACT_KIND_COUNT ? kinds[kind].name : kinds[FACT_UNKNOWN].name;
}

enum fact_kind fact_kind_of(const char *name)
{
    for (int kind = FACT_UNKNOWN + 1; kind < FACT_KIND_COUNT; kind++)
        if (!strcmp(kinds[kind].name, name))
            return (enum fact_kind)kind;
    return FACT_UNKNOWN;
}

const char *fact_kind_phrase(enum fact_kind kind)
{
    return (unsigned)kind < FACT_KIND_COUNT ? kinds[kind].phrase : kinds[FACT_UNKNOWN].phrase;
}

bool fact_is_alarm(enum fact_kind kind)
{
    return kind >= FACT_ALARM_RAISED && kind <= FACT_ALARM_CALM;
}
