#include "ui/sentence.h"

#include "backend/base/text.h"
#include "backend/core/alarm.h"
#include "backend/core/target.h"
#include "backend/core/ticket.h"
#include "ui/lang.h"
#include "ui/phrase.h"
#include "ui/value.h"
#include "ui/world.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* {point} {old} {new} {figure} {why} {text} {object}; a translation may put them in its own order.
 */
static const char *const templates[FACT_KIND_COUNT] = {
    [FACT_UNKNOWN] = N_("an event of a newer program {text}"),
    [FACT_COLLECTOR_STARTED] = N_("collector started {text}"),
    [FACT_COLLECTOR_LED] = N_("collector took over {text}"),
    [FACT_DEVICE_LOST] = N_("communication lost: {why}"),
    [FACT_DEVICE_BACK] = N_("communication back"),
    [FACT_POINT_REFUSED] = N_("{point}: the device refuses this register ({why})"),
    [FACT_POINT_ACCEPTED] = N_("{point}: the register answers again"),
    [FACT_DEVICE_CHANGED] = N_("another type of device answers; writing is refused {text}"),
    [FACT_CHANGED_OUTSIDE] = N_("{point} changed outside: {old} -> {new} ({text})"),
    [FACT_LINE_OVERLOADED] = N_("line overloaded: a round takes longer than its period {text}"),
    [FACT_LINE_RECOVERED] = N_("line keeps its period again {text}"),
    [FACT_COMMAND_ASKED] = N_("{point} asked: {old} -> {new} ({text})"),
    [FACT_COMMAND_APPROVED] = N_("{point} approved"),
    [FACT_COMMAND_CLAIMED] = N_("{point} taken by the collector"),
    [FACT_COMMAND_PREPARED] = N_("{point}: controller prepared for writing: {text}"),
    [FACT_COMMAND_SENT] = N_("{point} being sent"),
    [FACT_COMMAND_ACCEPTED] = N_("{point} accepted by the device"),
    [FACT_COMMAND_VERIFIED] = N_("{point} verified: read back {new}"),
    [FACT_COMMAND_REFUSED] = N_("{point} refused: {why} ({text})"),
    [FACT_COMMAND_FAILED] = N_("{point} failed: {why} ({text})"),
    [FACT_COMMAND_EXPIRED] = N_("{point} expired, never sent"),
    [FACT_COMMAND_UNRESOLVED] = N_("{point} unknown: no answer, being read {text}"),
    [FACT_IMPORTED] = N_("plant imported: {text}"),
    [FACT_SCHEMA_MIGRATED] = N_("schema migrated to version {figure}: {text}"),
    [FACT_SPOOL_REPLAYED] = N_("spool replayed: {text}"),
    [FACT_SAMPLES_LOST] = N_("samples lost: {text}"),
    [FACT_ALARM_RAISED] = N_("alarm: {point} {why} {text}"),
    [FACT_ALARM_RETURNED] = N_("{point} {why}: back to normal {text}"),
    [FACT_ALARM_ACKNOWLEDGED] = N_("{point} {why}: acknowledged {text}"),
    [FACT_ALARM_UNACKNOWLEDGED] = N_("{point} {why}: acknowledgement ended {text}"),
    [FACT_ALARM_RESET] = N_("{point} {why}: reset {text}"),
    [FACT_ALARM_SHELVED] = N_("{point} {why}: shelved {figure} {text}"),
    [FACT_ALARM_UNSHELVED] = N_("{point} {why}: off the shelf {text}"),
    [FACT_ALARM_OUT_OF_SERVICE] = N_("{point} {why}: out of service {figure} {text}"),
    [FACT_ALARM_IN_SERVICE] = N_("{point} {why}: back in service {text}"),
    [FACT_ALARM_SUPPRESSED] = N_("{point} {why}: suppressed by design"),
    [FACT_ALARM_UNSUPPRESSED] = N_("{point} {why}: no longer suppressed"),
    [FACT_ALARM_CHATTERING] = N_("{point} {why}: chatters, is held"),
    [FACT_ALARM_CALM] = N_("{point} {why}: is calm again"),
    [FACT_ALARM_RULES_IMPORTED] = N_("alarm rules imported: {text}"),
    [FACT_TICKET_OPENED] = N_("ticket {object} opened: {why} {text}"),
    [FACT_TICKET_EDITED] = N_("ticket {object} changed {text}"),
    [FACT_TICKET_DISPATCHED] = N_("ticket {object} dispatched: {figure} {text}"),
    [FACT_TICKET_TAKEN] = N_("ticket {object} taken by the crew {text}"),
    [FACT_TICKET_UNDER_WAY] = N_("ticket {object}: crew under way {text}"),
    [FACT_TICKET_ON_SITE] = N_("ticket {object}: crew on site {text}"),
    [FACT_TICKET_REFUSED] = N_("ticket {object} refused by the crew: {text}"),
    [FACT_TICKET_RESPONDED] = N_("ticket {object}: user answered: {figure} {text}"),
    [FACT_TICKET_PROMISED] = N_("ticket {object}: promised: {figure} {text}"),
    [FACT_TICKET_DECIDED] = N_("ticket {object}: application {why} {text}"),
    [FACT_TICKET_SURVEYED] = N_("ticket {object}: surveyed, {text}"),
    [FACT_TICKET_MEASURED] = N_("ticket {object}: room measured, {new} C, signed {text}"),
    [FACT_TICKET_FINISHED] = N_("ticket {object}: work finished ({why}) {text}"),
    [FACT_TICKET_UNCONFIRMED] = N_("ticket {object}: the user does not confirm: {text}"),
    [FACT_TICKET_CONFIRMED] = N_("ticket {object}: confirmed by {text} ({why})"),
    [FACT_TICKET_CLOSED] = N_("ticket {object} closed: {why} {text}"),
    [FACT_TICKET_CALLED_BACK] = N_("ticket {object}: user called back: {why} {figure} {text}"),
    [FACT_TICKET_REOPENED] = N_("ticket {object} reopened: {text}"),
    [FACT_TICKET_ARCHIVED] = N_("ticket {object} archived {text}"),
    [FACT_TICKET_HELD] = N_("ticket {object} on hold: {why} {text}"),
    [FACT_TICKET_RESUMED] = N_("ticket {object}: hold ended {text}"),
    [FACT_TICKET_MERGED] = N_("ticket {object} merged into {figure} {text}"),
    [FACT_TICKET_SPLIT] = N_("ticket {object}: merge undone {text}"),
    [FACT_TICKET_GATHERED] = N_("ticket {object}: another one joined: {figure} {text}"),
    [FACT_TICKET_RELEASED] = N_("ticket {object}: one was parted: {figure} {text}"),
    [FACT_TICKET_LINKED] = N_("ticket {object}: linked ({why}) {figure} {text}"),
    [FACT_TICKET_UNLINKED] = N_("ticket {object}: link undone ({why}) {figure} {text}"),
    [FACT_TICKET_EXPLAINED] = N_("ticket {object}: overrun explained: {point} {why} {text}"),
    [FACT_TICKET_ESCALATED] = N_("ticket {object} escalated: {point} {why} {text}"),
    [FACT_TICKET_CHASED] = N_("ticket {object}: the user asks again {text}"),
    [FACT_TICKET_NOTED] = N_("ticket {object}: {why} {text}"),
    [FACT_TICKET_AMENDED] = N_("ticket {object}: entry amended: {figure} {text}"),
    [FACT_OUTAGE_STARTED] = N_("outage {object}: {why}, {text}"),
    [FACT_OUTAGE_EDITED] = N_("outage {object} changed {text}"),
    [FACT_OUTAGE_FORECAST] = N_("outage {object}: new forecast: {figure} {text}"),
    [FACT_OUTAGE_PLAN_STARTED] = N_("outage {object}: emergency plan started {text}"),
    [FACT_OUTAGE_PLAN_STOPPED] = N_("outage {object}: emergency plan stopped, {text}"),
    [FACT_OUTAGE_REALLOCATED] = N_("outage {object}: sources re-allocated {text}"),
    [FACT_OUTAGE_CREW] = N_("outage {object}: crew {figure} {why} {text}"),
    [FACT_OUTAGE_STEP] = N_("outage {object}: step of the plan {why} {text}"),
    [FACT_OUTAGE_NOTICE] = N_("outage {object}: notice published: {text}"),
    [FACT_OUTAGE_AFFECTED] = N_("outage {object}: reach changed, {new} households"),
    [FACT_OUTAGE_RESTORED] = N_("outage {object}: heat restored {text}"),
    [FACT_OUTAGE_EXPLAINED] = N_("outage {object}: overrun explained: {point} {why} {text}"),
    [FACT_OUTAGE_NOTED] = N_("outage {object}: {point} {why} {text}"),
    [FACT_OUTAGE_AMENDED] = N_("outage {object}: entry amended: {figure} {text}"),
    [FACT_CREW_CHANGED] = N_("crew changed: {text}"),
    [FACT_CREW_STATUS] = N_("crew {why} {text}"),
    [FACT_CREW_CHECKED_IN] = N_("crew checked in {text}"),
    [FACT_CREW_SILENT] = N_("crew is silent {text}"),
    [FACT_ROSTER_CHANGED] = N_("roster changed: {text}"),
    [FACT_MESSAGE_FAILED] = N_("message not delivered: {text}"),
    [FACT_PIN_CHANGED] = N_("PIN changed {why} {text}"),
    [FACT_PIN_BLOCKED] = N_("five wrong PINs of number {old}: blocked for {new} min"),
    [FACT_OPERATOR_CHANGED] = N_("{text} sits at this desk now"),
};

/* Everything that is agreed on for the desk is one kind of fact; its code tells what. */
static const struct {
    const char *code, *template;
} agreed[] = {
    {"plan_cards", N_("plan cards changed: {text}")},
    {"escalation", N_("escalation changed: {text}")},
    {"limit", N_("time limit changed: {text}")},
    {"setting", N_("setting changed: {text}")},
};

static const char *template_of(const struct fact *fact)
{
    unsigned kind = (unsigned)fact->kind < FACT_KIND_COUNT ? (unsigned)fact->kind : FACT_UNKNOWN;
    for (size_t i = 0; kind == FACT_ROSTER_CHANGED && i < sizeof agreed / sizeof *agreed; i++)
        if (!strcmp(agreed[i].code, fact->code))
            return _(agreed[i].template);
    return _(templates[kind]);
}

/* The fixed sets that fact.code is taken from, other than refusals. */
static const struct {
    const char *code, *word;
} codes[] = {
    {"refused", N_("connection refused")},
    {"timeout", N_("no answer in time")},
    {"broken", N_("wrong answers")},
    {"broken frame", N_("wrong answers")},
    {"gateway", N_("the gateway cannot reach the device")},
    {"gateway path", N_("no path through the gateway")},
    {"unreachable", N_("network unreachable")},
    {"fault", N_("fault of the line")},
    {"not sent", N_("not sent")},
    {"not applied", N_("the device has not taken it")},
    {"not readable", N_("it cannot be read back")},
    {"read-back differs", N_("the value read back differs")},
    {"collector", N_("the collector changed")},
    {"exception", N_("the device answered with an exception")},
    {"1", N_("illegal function")},
    {"2", N_("illegal data address")},
    {"3", N_("illegal data value")},
    {"4", N_("device failure")},
    {"6", N_("device busy")},
    {"10", N_("gateway path unavailable")},
    {"11", N_("gateway target does not answer")},
    {"cleared", N_("(cleared by the shift leader or admin)")},
};

const char *sentence_code(const char *code)
{
    enum refusal refusal = refusal_of(code);
    if (refusal != REFUSAL_NONE && strcmp(code, "expired"))
        return _(refusal_sentence(refusal));
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (!strcmp(codes[i].code, code))
            return _(codes[i].word);
    return lang_word(code);
}

const char *sentence_state(enum command_state state)
{
    switch (state) {
    case COMMAND_ASKED: return _("asked");
    case COMMAND_APPROVED: return _("approved");
    case COMMAND_CLAIMED: return _("claimed");
    case COMMAND_SENT: return _("sent");
    case COMMAND_ACCEPTED: return _("accepted");
    case COMMAND_VERIFIED: return _("verified");
    case COMMAND_REFUSED: return _("refused");
    case COMMAND_FAILED: return _("failed");
    case COMMAND_EXPIRED: return _("expired");
    case COMMAND_UNRESOLVED: return _("unknown");
    }
    return "";
}

/* What a person should see among the rest, and what only tells how something went on. */
static const enum fact_kind notices[] = {
    FACT_DEVICE_LOST,          FACT_DEVICE_CHANGED,     FACT_CHANGED_OUTSIDE,
    FACT_LINE_OVERLOADED,      FACT_COMMAND_REFUSED,    FACT_COMMAND_FAILED,
    FACT_COMMAND_EXPIRED,      FACT_COMMAND_UNRESOLVED, FACT_ALARM_RAISED,
    FACT_ALARM_UNACKNOWLEDGED, FACT_ALARM_CHATTERING,   FACT_SAMPLES_LOST,
    FACT_TICKET_REFUSED,       FACT_TICKET_ESCALATED,   FACT_TICKET_UNCONFIRMED,
    FACT_TICKET_REOPENED,      FACT_OUTAGE_STARTED,     FACT_CREW_SILENT,
    FACT_MESSAGE_FAILED,       FACT_PIN_BLOCKED,
};
static const enum fact_kind dims[] = {
    FACT_COMMAND_CLAIMED,   FACT_COMMAND_PREPARED, FACT_COMMAND_SENT,   FACT_COMMAND_ACCEPTED,
    FACT_COLLECTOR_STARTED, FACT_ALARM_CALM,       FACT_POINT_ACCEPTED, FACT_TICKET_GATHERED,
    FACT_TICKET_RELEASED,   FACT_OUTAGE_AFFECTED,
};

static bool is_among(enum fact_kind kind, const enum fact_kind *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (kinds[i] == kind)
            return true;
    return false;
}

enum style sentence_style(enum fact_kind kind)
{
    return is_among(kind, notices, sizeof notices / sizeof *notices) ? STYLE_NOTICE
           : is_among(kind, dims, sizeof dims / sizeof *dims)        ? STYLE_DIM
                                                                     : STYLE_TEXT;
}

const struct point *sentence_point(const struct site *site, int32_t device_id, const char *id)
{
    int32_t device = site && device_id ? site_device_of_id(site, device_id) : -1;
    if (device < 0 || !*id)
        return NULL;
    const struct profile *profile = site->device[device].profile;
    int index = profile_find(profile, id);
    return index < 0 ? NULL : &profile->point[index];
}

static bool is_desk(enum fact_kind kind)
{
    return fact_is_ticket(kind) || fact_is_outage(kind) || fact_is_crew(kind);
}

struct filling {
    const struct site *site;
    const struct fact *fact;
    const struct point *point;
};

static void number_text(const struct filling *filling, double value, char *out, size_t size)
{
    if (!isfinite(value))
        snprintf(out, size, "?");
    else if (filling->point)
        value_number(filling->point, value, out, size);
    else
        snprintf(out, size, "%g", value);
}

static void point_text(const struct filling *filling, char *out, size_t size)
{
    const char *id = filling->fact->point;
    const char *name = filling->point ? point_name(filling->point, lang_is_chinese()) : "";
    enum clock_purpose purpose;
    if (is_desk(filling->fact->kind) && clock_purpose_of(id, &purpose))
        snprintf(out, size, "%s", _(clock_purpose_phrase(purpose)));
    else if (*name && strcmp(name, id))
        snprintf(out, size, "%s %s", name, id);
    else
        snprintf(out, size, "%s", id);
}

/* What a person wrote, the reason of an order, is nobody's to translate. */
void sentence_text(const struct fact *fact, char *out, size_t size)
{
    bool is_end = isfinite(fact->old_value); /* told by the collector, not by a person */
    if (fact->kind == FACT_COMMAND_ASKED || (fact_is_alarm(fact->kind) && !is_end) ||
        is_desk(fact->kind) || fact->kind == FACT_ROSTER_CHANGED)
        snprintf(out, size, "%s", fact->text);
    else
        phrase_text(fact->text, out, size);
}

static const char *alarm_word(const char *code)
{
    struct alarm_code parsed;
    return alarm_code_parse(code, &parsed) ? _(alarm_kind_phrase(parsed.kind)) : lang_word(code);
}

static const char *why_text(const struct fact *fact)
{
    if (fact_is_alarm(fact->kind))
        return fact->code[0] ? alarm_word(fact->code) : _("all alarms below it");
    if (!fact->code[0])
        return "";
    return is_desk(fact->kind) ? _(ticket_code_phrase(fact->kind, fact->code))
                               : sentence_code(fact->code);
}

static void field_text(const struct filling *filling, const char *name, char *out, size_t size)
{
    const struct fact *fact = filling->fact;
    *out = '\0';
    if (!strcmp(name, "point"))
        point_text(filling, out, size);
    else if (!strcmp(name, "old"))
        number_text(filling, fact->old_value, out, size);
    else if (!strcmp(name, "new"))
        number_text(filling, fact->new_value, out, size);
    else if (!strcmp(name, "figure"))
        sentence_figure(filling->site, fact, fact->at, out, size);
    else if (!strcmp(name, "why"))
        snprintf(out, size, "%s", why_text(fact));
    else if (!strcmp(name, "object"))
        snprintf(out, size, "%s%" PRId64, fact_is_outage(fact->kind) ? "O" : "T", fact->ticket);
    else if (!strcmp(name, "text"))
        sentence_text(fact, out, size);
}

/* What stood around a field that is empty is cut off: brackets, and a colon before it. */
static size_t without_tail(const char *out, size_t length)
{
    static const char *const tails[] = {" ", ":", "()", "\uff1a"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails;) {
        size_t bytes = strlen(tails[i]);
        bool is_there = length >= bytes && !memcmp(out + length - bytes, tails[i], bytes);
        length -= is_there ? bytes : 0;
        i = is_there ? 0 : i + 1;
    }
    return length;
}

/* Whether nothing has to part what comes from what stands before it. */
static bool is_parted(const char *out, size_t length)
{
    static const char *const parting[] = {" ", "\uff1a", "\uff0c", "\uff08", "\uff09"};
    for (size_t i = 0; i < sizeof parting / sizeof *parting; i++) {
        size_t bytes = strlen(parting[i]);
        if (length >= bytes && !memcmp(out + length - bytes, parting[i], bytes))
            return true;
    }
    return !length;
}

static void fill(const struct filling *filling, const char *template, char *out, size_t size)
{
    char field[FACT_TEXT_SIZE + 64];
    size_t at = 0;
    for (const char *p = template; *p && at + 1 < size;) {
        char name[8];
        int used = 0;
        if (*p == '{' && sscanf(p, "{%7[a-z]}%n", name, &used) == 1 && used) {
            field_text(filling, name, field, sizeof field);
            at += (size_t)snprintf(out + at, size - at, "%s", field);
            at = at < size ? at : size - 1;
            p += used;
            p += !*field && *p == ' ' && is_parted(out, at); /* one blank is enough */
        } else {
            out[at++] = *p++;
        }
    }
    out[without_tail(out, at)] = '\0';
}

void sentence_fact(const struct site *site, const struct fact *fact, char *out, size_t size)
{
    char raw[1024];
    struct filling filling = {site, fact, sentence_point(site, fact->device, fact->point)};
    fill(&filling, template_of(fact), raw, sizeof raw);
    /* A cut at `size` may have split a character: cleaning mends it. */
    text_clean(out, size, raw, strlen(raw));
}

void sentence_object(const struct site *site, const struct fact *fact, char *out, size_t size)
{
    *out = '\0';
    if (!site)
        return;
    int32_t device = fact->device ? site_device_of_id(site, fact->device) : -1;
    int32_t node = device >= 0  ? site->device[device].node
                   : fact->node ? site_node_of_id(site, fact->node)
                                : -1;
    if (node < 0)
        return;
    int32_t station = site_station_of(site, node);
    const struct site_node *shown = &site->node[station >= 0 ? station : node];
    snprintf(out, size, "%s %s", shown->code, world_node_name(shown));
}

void sentence_command_end(const struct command *command, char *out, size_t size)
{
    const char *why = sentence_code(command->code);
    char text[FACT_TEXT_SIZE + 64];
    phrase_text(command->text, text, sizeof text);
    if (*why && *text)
        snprintf(out, size, "%s (%s)", why, text);
    else
        snprintf(out, size, "%s%s", why, text);
}

bool sentence_not_in_force(const struct site *site, int32_t device, int point, struct wall now,
                           char *out, size_t size)
{
    char word[80];
    const struct profile *profile = site->device[device].profile;
    enum target_force force = target_force(site, device, point, now);
    if (force == TARGET_IN_FORCE)
        return false;
    const struct point *mode = &profile->point[profile->point[point].in_force];
    double value = site_reading(site, device, profile->point[point].in_force, now).value;
    value_number(mode, value, word, sizeof word);
    if (force == TARGET_BY_CURVE)
        snprintf(out, size, _("not in force now: the controller follows its curve (%s %g)"),
                 mode->id, value);
    else
        snprintf(out, size, _("not in force now: %s is %s (%s %g)"),
                 point_name(mode, lang_is_chinese()), word, mode->id, value);
    return true;
}
