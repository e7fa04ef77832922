#include "backend/core/fact.h"

#include "backend/base/msgid.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
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
    [FACT_TICKET_OPENED] = {"ticket_opened", MSGID("ticket opened")},
    [FACT_TICKET_EDITED] = {"ticket_edited", MSGID("ticket changed")},
    [FACT_TICKET_DISPATCHED] = {"ticket_dispatched", MSGID("ticket dispatched")},
    [FACT_TICKET_TAKEN] = {"ticket_taken", MSGID("job taken")},
    [FACT_TICKET_UNDER_WAY] = {"ticket_under_way", MSGID("crew under way")},
    [FACT_TICKET_ON_SITE] = {"ticket_on_site", MSGID("crew on site")},
    [FACT_TICKET_REFUSED] = {"ticket_refused", MSGID("job refused")},
    [FACT_TICKET_RESPONDED] = {"ticket_responded", MSGID("complaint answered")},
    [FACT_TICKET_PROMISED] = {"ticket_promised", MSGID("promised")},
    [FACT_TICKET_DECIDED] = {"ticket_decided", MSGID("application decided")},
    [FACT_TICKET_SURVEYED] = {"ticket_surveyed", MSGID("surveyed")},
    [FACT_TICKET_MEASURED] = {"ticket_measured", MSGID("room temperature measured")},
    [FACT_TICKET_FINISHED] = {"ticket_finished", MSGID("work finished")},
    [FACT_TICKET_UNCONFIRMED] = {"ticket_unconfirmed", MSGID("not confirmed by the user")},
    [FACT_TICKET_CONFIRMED] = {"ticket_confirmed", MSGID("confirmed by the user")},
    [FACT_TICKET_CLOSED] = {"ticket_closed", MSGID("ticket closed")},
    [FACT_TICKET_CALLED_BACK] = {"ticket_called_back", MSGID("user called back")},
    [FACT_TICKET_REOPENED] = {"ticket_reopened", MSGID("ticket reopened")},
    [FACT_TICKET_ARCHIVED] = {"ticket_archived", MSGID("ticket archived")},
    [FACT_TICKET_HELD] = {"ticket_held", MSGID("ticket on hold")},
    [FACT_TICKET_RESUMED] = {"ticket_resumed", MSGID("hold ended")},
    [FACT_TICKET_MERGED] = {"ticket_merged", MSGID("ticket merged")},
    [FACT_TICKET_SPLIT] = {"ticket_split", MSGID("merge undone")},
    [FACT_TICKET_GATHERED] = {"ticket_gathered", MSGID("ticket joined to this one")},
    [FACT_TICKET_RELEASED] = {"ticket_released", MSGID("ticket parted from this one")},
    [FACT_TICKET_LINKED] = {"ticket_linked", MSGID("linked")},
    [FACT_TICKET_UNLINKED] = {"ticket_unlinked", MSGID("link undone")},
    [FACT_TICKET_EXPLAINED] = {"ticket_explained", MSGID("overrun explained")},
    [FACT_TICKET_ESCALATED] = {"ticket_escalated", MSGID("escalated")},
    [FACT_TICKET_CHASED] = {"ticket_chased", MSGID("user asks again")},
    [FACT_TICKET_NOTED] = {"ticket_noted", MSGID("note")},
    [FACT_TICKET_AMENDED] = {"ticket_amended", MSGID("entry amended")},
    [FACT_OUTAGE_STARTED] = {"outage_started", MSGID("outage started")},
    [FACT_OUTAGE_EDITED] = {"outage_edited", MSGID("outage changed")},
    [FACT_OUTAGE_FORECAST] = {"outage_forecast", MSGID("restoring forecast")},
    [FACT_OUTAGE_PLAN_STARTED] = {"outage_plan_started", MSGID("emergency plan started")},
    [FACT_OUTAGE_PLAN_STOPPED] = {"outage_plan_stopped", MSGID("emergency plan stopped")},
    [FACT_OUTAGE_REALLOCATED] = {"outage_reallocated", MSGID("sources re-allocated")},
    [FACT_OUTAGE_CREW] = {"outage_crew", MSGID("crew of the outage changed")},
    [FACT_OUTAGE_STEP] = {"outage_step", MSGID("step of the plan")},
    [FACT_OUTAGE_NOTICE] = {"outage_notice", MSGID("notice published")},
    [FACT_OUTAGE_AFFECTED] = {"outage_affected", MSGID("reach of the outage")},
    [FACT_OUTAGE_RESTORED] = {"outage_restored", MSGID("heat restored")},
    [FACT_OUTAGE_EXPLAINED] = {"outage_explained", MSGID("overrun of the outage explained")},
    [FACT_OUTAGE_NOTED] = {"outage_noted", MSGID("note on the outage")},
    [FACT_OUTAGE_AMENDED] = {"outage_amended", MSGID("entry of the outage amended")},
    [FACT_CREW_CHANGED] = {"crew_changed", MSGID("crew changed")},
    [FACT_CREW_STATUS] = {"crew_status", MSGID("crew status")},
    [FACT_CREW_CHECKED_IN] = {"crew_checked_in", MSGID("crew checked in")},
    [FACT_CREW_SILENT] = {"crew_silent", MSGID("crew is silent")},
    [FACT_ROSTER_CHANGED] = {"roster_changed", MSGID("roster changed")},
    [FACT_MESSAGE_FAILED] = {"message_failed", MSGID("message not delivered")},
    [FACT_PIN_CHANGED] = {"pin_changed", MSGID("PIN changed")},
    [FACT_PIN_BLOCKED] = {"pin_blocked", MSGID("PIN blocked")},
    [FACT_OPERATOR_CHANGED] = {"operator_changed", MSGID("somebody else at the desk")},
};

void fact_init(struct fact *fact, enum fact_kind kind, struct wall at)
{
    *fact = (struct fact){.at = at, .kind = kind, .old_value = NAN, .new_value = NAN};
}

const char *fact_person(const struct fact *fact, char *out, size_t size)
{
    snprintf(out, size, "%s%s%s", fact->operator, fact->operator[0] ? "@" : "", fact->who);
    return out;
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

bool fact_is_ticket(enum fact_kind kind)
{
    return kind >= FACT_TICKET_OPENED && kind <= FACT_TICKET_AMENDED;
}

bool fact_is_outage(enum fact_kind kind)
{
    return kind >= FACT_OUTAGE_STARTED && kind <= FACT_OUTAGE_AMENDED;
}

bool fact_is_crew(enum fact_kind kind)
{
    return kind >= FACT_CREW_CHANGED && kind <= FACT_CREW_SILENT;
}

bool fact_detail(const struct fact *fact, const char *name, char *out, size_t size)
{
    const char *at = fact->detail;
    out[0] = '\0';
    while (at && *at) {
        size_t length = strcspn(at, "\x1f");
        bool is_it = strlen(name) == length && !strncmp(at, name, length);
        at += length + (at[length] != '\0');
        length = strcspn(at, "\x1f");
        if (is_it) {
            snprintf(out, size, "%.*s", (int)length, at);
            return true;
        }
        at += length + (at[length] != '\0');
    }
    return false;
}

double fact_detail_number(const struct fact *fact, const char *name)
{
    char text[40], *end;
    if (!fact_detail(fact, name, text, sizeof text))
        return NAN;
    double number = strtod(text, &end);
    return end == text || *end ? NAN : number;
}

/* The database counts from 2000. */
#define EPOCH_2000_S 946684800

struct wall fact_wall(double seconds)
{
    double us = rint((seconds - EPOCH_2000_S) * 1e6);
    if (isnan(us) || fabs(us) > 9e18)
        return (struct wall){0};
    return (struct wall){(int64_t)us + EPOCH_2000_S * INT64_C(1000000)};
}
