/* What the numbers of a fact mean to a person, by its kind; and who did it. */
#include "ui/sentence.h"

#include "backend/core/crew.h"
#include "backend/core/ticket.h"
#include "ui/alarm_text.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void moment(double seconds, struct wall now, char *out, size_t size)
{
    *out = '\0';
    if (!isnan(seconds))
        alarm_text_moment(fact_wall(seconds), now, out, size);
}

static void crew_text(const struct site *site, double id, char *out, size_t size)
{
    const struct crew *crew = site && !isnan(id) ? crew_of_id(site, (int32_t)id) : NULL;
    snprintf(out, size, "%s", crew ? crew->name : "");
}

static void amendment_text(const struct fact *fact, struct wall now, char *out, size_t size)
{
    if (isnan(fact->new_value))
        snprintf(out, size, "%s", _("(struck)"));
    else
        moment(fact->new_value, now, out, size);
}

static void until_text(const struct fact *fact, struct wall now, char *out, size_t size)
{
    char at[24];
    moment(fact->new_value, now, at, sizeof at);
    *out = '\0';
    if (*at)
        snprintf(out, size, _("until %s"), at);
}

static const char *letter_of(const char *code)
{
    return !strcmp(code, "outage") ? "O" : !strcmp(code, "ticket") ? "T" : "";
}

void sentence_figure(const struct site *site, const struct fact *fact, struct wall now, char *out,
                     size_t size)
{
    double value = fact->new_value;
    char at[24];
    *out = '\0';
    switch ((int)fact->kind) { /* the others have no numbers that a person reads */
    case FACT_TICKET_DISPATCHED:
    case FACT_OUTAGE_CREW: crew_text(site, value, out, size); return;
    case FACT_TICKET_RESPONDED:
        moment(value, now, at, sizeof at);
        if (*at)
            snprintf(out, size, _("visit %s"), at);
        return;
    case FACT_TICKET_PROMISED:
    case FACT_OUTAGE_FORECAST: moment(value, now, out, size); return;
    case FACT_TICKET_AMENDED:
    case FACT_OUTAGE_AMENDED: amendment_text(fact, now, out, size); return;
    case FACT_ALARM_SHELVED:
    case FACT_ALARM_OUT_OF_SERVICE: until_text(fact, now, out, size); return;
    case FACT_TICKET_MEASURED: snprintf(out, size, "%.1f C", value); return;
    case FACT_TICKET_CALLED_BACK:
        if (!isnan(value))
            snprintf(out, size, "%.0f / 5", value);
        return;
    case FACT_TICKET_MERGED:
    case FACT_TICKET_GATHERED:
    case FACT_TICKET_RELEASED:
        if (!isnan(value))
            snprintf(out, size, "T%.0f", value);
        return;
    case FACT_TICKET_LINKED:
    case FACT_TICKET_UNLINKED:
        if (!isnan(value))
            snprintf(out, size, "%s%.0f", letter_of(fact->code), value);
        return;
    case FACT_SCHEMA_MIGRATED:
        if (!isnan(value))
            snprintf(out, size, "%.0f", value);
        return;
    }
}

/* What comes with time, or follows from another deed, is told by whichever session looked first:
 * no deed of the person who sits there. */
static bool is_systems(const struct fact *fact)
{
    static const char *const notes[] = {"restored",   "not_restored", "alarm_stands",
                                        "alarm_gone", "alarm_back",   "children_open"};
    switch ((int)fact->kind) {
    case FACT_TICKET_ESCALATED:
    case FACT_CREW_SILENT:
    case FACT_MESSAGE_FAILED:
    case FACT_OUTAGE_AFFECTED: return true;
    case FACT_ALARM_RAISED:
    case FACT_ALARM_RETURNED:
        return !strcmp(fact->code, "closed") || !strncmp(fact->code, "closed/", 7);
    case FACT_OUTAGE_NOTED: return fact->code[0] != '\0';
    case FACT_TICKET_NOTED:
        for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
            if (!strcmp(notes[i], fact->code))
                return true;
        return false;
    default: return false;
    }
}

const char *sentence_who(const struct fact *fact, char *out, size_t size)
{
    if (!is_systems(fact))
        return fact_person(fact, out, size);
    snprintf(out, size, "%s", _("system"));
    return out;
}
