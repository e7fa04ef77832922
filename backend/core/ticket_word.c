#include "backend/base/msgid.h"
#include "backend/core/ticket.h"

#include <string.h>

struct named {
    const char *name, *phrase;
};

static const struct named kinds[TICKET_KIND_COUNT] = {
    [TICKET_REPAIR] = {"repair", MSGID("repair")},
    [TICKET_COMPLAINT] = {"complaint", MSGID("complaint")},
    [TICKET_APPLICATION] = {"application", MSGID("application")},
    [TICKET_ENQUIRY] = {"enquiry", MSGID("enquiry")},
    [TICKET_TEMP_CHECK] = {"temp_check", MSGID("temperature check")},
    [TICKET_DEFECT] = {"defect", MSGID("patrol defect")},
};

static const struct named states[TICKET_STATE_COUNT] = {
    [TICKET_ACCEPTED] = {"accepted", MSGID("to dispatch")},
    [TICKET_DISPATCHED] = {"dispatched", MSGID("dispatched")},
    [TICKET_TAKEN] = {"taken", MSGID("taken")},
    [TICKET_UNDER_WAY] = {"under_way", MSGID("under way")},
    [TICKET_ON_SITE] = {"on_site", MSGID("on site")},
    [TICKET_TO_CONFIRM] = {"to_confirm", MSGID("to confirm")},
    [TICKET_CLOSED] = {"closed", MSGID("closed")},
    [TICKET_CALLBACK] = {"callback", MSGID("to call back")},
    [TICKET_ARCHIVED] = {"archived", MSGID("archived")},
};

static const struct named urgencies[TICKET_URGENCY_COUNT] = {
    [TICKET_CRITICAL] = {"critical", MSGID("critical")},
    [TICKET_URGENT] = {"urgent", MSGID("urgent")},
    [TICKET_NORMAL] = {"normal", MSGID("normal")},
};

static const struct named purposes[CLOCK_PURPOSE_COUNT] = {
    [CLOCK_RESPONSE] = {"response", MSGID("respond")},
    [CLOCK_DISPATCH] = {"dispatch", MSGID("dispatch")},
    [CLOCK_PROMISE] = {"promise", MSGID("promise")},
    [CLOCK_ACCEPT] = {"accept", MSGID("decide")},
    [CLOCK_TEMP_CHECK] = {"temp_check", MSGID("measure")},
    [CLOCK_REPAIR] = {"repair", MSGID("repair")},
    [CLOCK_SURVEY] = {"survey", MSGID("survey")},
    [CLOCK_HANDLE] = {"handle", MSGID("handle")},
    [CLOCK_ETA] = {"eta", MSGID("forecast")},
    [CLOCK_PLAN] = {"plan", MSGID("start plan")},
    [CLOCK_SECONDARY] = {"secondary", MSGID("secondary")},
    [CLOCK_PRIMARY] = {"primary", MSGID("primary")},
    [CLOCK_SOURCE] = {"source", MSGID("source")},
};

static int find(const struct named *named, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(named[i].name, name))
            return i;
    return -1;
}

const char *ticket_kind_name(enum ticket_kind kind)
{
    return kinds[kind].name;
}

const char *ticket_kind_phrase(enum ticket_kind kind)
{
    return kinds[kind].phrase;
}

bool ticket_kind_of(const char *name, enum ticket_kind *out)
{
    int i = find(kinds, TICKET_KIND_COUNT, name);
    if (i >= 0)
        *out = (enum ticket_kind)i;
    return i >= 0;
}

const char *ticket_state_name(enum ticket_state state)
{
    return states[state].name;
}

const char *ticket_state_phrase(enum ticket_state state)
{
    return states[state].phrase;
}

bool ticket_state_of(const char *name, enum ticket_state *out)
{
    int i = find(states, TICKET_STATE_COUNT, name);
    if (i >= 0)
        *out = (enum ticket_state)i;
    return i >= 0;
}

const char *ticket_urgency_name(enum ticket_urgency urgency)
{
    return urgencies[urgency].name;
}

const char *ticket_urgency_phrase(enum ticket_urgency urgency)
{
    return urgencies[urgency].phrase;
}

bool ticket_urgency_of(const char *name, enum ticket_urgency *out)
{
    int i = find(urgencies, TICKET_URGENCY_COUNT, name);
    if (i >= 0)
        *out = (enum ticket_urgency)i;
    return i >= 0;
}

const char *clock_purpose_name(enum clock_purpose purpose)
{
    return purposes[purpose].name;
}

const char *clock_purpose_phrase(enum clock_purpose purpose)
{
    return purposes[purpose].phrase;
}

bool clock_purpose_of(const char *name, enum clock_purpose *out)
{
    int i = find(purposes, CLOCK_PURPOSE_COUNT, name);
    if (i >= 0)
        *out = (enum clock_purpose)i;
    return i >= 0;
}

const struct ticket_word ticket_sources[] = {
    {"phone", MSGID("phone")},   {"online", MSGID("online")},
    {"sms", MSGID("SMS")},       {"counter", MSGID("counter")},
    {"12345", MSGID("12345")},   {"wechat", MSGID("WeChat")},
    {"patrol", MSGID("patrol")}, {"alarm", MSGID("alarm")},
    {"import", MSGID("import")}, {NULL, NULL},
};

const struct ticket_word ticket_templates[] = {
    {"cold", MSGID("not warm")},
    {"leak", MSGID("leak")},
    {"noise", MSGID("noise")},
    {"valve", MSGID("valves")},
    {"no_supply", MSGID("no heat at all")},
    {"billing", MSGID("fees")},
    {"attitude", MSGID("service attitude")},
    {"other", MSGID("other")},
    {NULL, NULL},
};

enum ticket_kind ticket_template_kind(const char *template_)
{
    return !strcmp(template_, "attitude")  ? TICKET_COMPLAINT
           : !strcmp(template_, "billing") ? TICKET_ENQUIRY
                                           : TICKET_REPAIR;
}

const struct ticket_word ticket_causes[] = {
    {"air", MSGID("air in the system")},
    {"valve", MSGID("valves")},
    {"dirt", MSGID("dirt")},
    {"balance", MSGID("hydraulic imbalance")},
    {"radiator", MSGID("radiator")},
    {"secondary_leak", MSGID("leak, secondary")},
    {"primary_leak", MSGID("leak, primary")},
    {"station", MSGID("station")},
    {"electrics", MSGID("electrics")},
    {"meter", MSGID("meter")},
    {"outage", MSGID("part of an outage")},
    {"user_side", MSGID("user's side (6.2.7)")},
    {"no_fault", MSGID("no fault found")},
    {"solved", MSGID("solved on the phone")},
    {"other", MSGID("other")},
    {NULL, NULL},
};

const struct ticket_word ticket_holds[] = {
    {"user_absent", MSGID("user absent")},
    {"appointment", MSGID("appointment")},
    {"parts", MSGID("parts")},
    {"access", MSGID("no access")},
    {"weather", MSGID("weather")},
    {"other", MSGID("other")},
    {NULL, NULL},
};

const struct ticket_word ticket_breaches[] = {
    {"crew_busy", MSGID("crews busy")},
    {"no_crew", MSGID("no crew on duty")},
    {"access", MSGID("no access")},
    {"parts", MSGID("parts")},
    {"weather", MSGID("weather")},
    {"traffic", MSGID("traffic")},
    {"wrong_address", MSGID("wrong address")},
    {"outage", MSGID("part of an outage")},
    {"late_record", MSGID("recorded late")},
    {"other", MSGID("other")},
    {NULL, NULL},
};

const struct ticket_word ticket_endings[] = {
    {"done", MSGID("done")},
    {"not_ours", MSGID("not our responsibility")},
    {"false_alarm", MSGID("false alarm")},
    {"duplicate", MSGID("duplicate")},
    {NULL, NULL},
};

static const struct ticket_word others[] = {
    {"accepted", MSGID("accepted")},
    {"refused", MSGID("refused")},
    {"signature", MSGID("by signature")},
    {"online", MSGID("online")},
    {"yes", MSGID("solved")},
    {"no", MSGID("not solved")},
    {"outage", MSGID("outage")},
    {"alarm", MSGID("alarm")},
    {"ticket", MSGID("ticket")},
    {"primary", MSGID("primary network")},
    {"secondary", MSGID("secondary network")},
    {"source", MSGID("heat source")},
    {"on", MSGID("at it")},
    {"off", MSGID("no longer at it")},
    {"off_duty", MSGID("off duty")},
    {"free", MSGID("free")},
    {"given", MSGID("has a job")},
    {"on_outage", MSGID("at an outage")},
    {"on_job", MSGID("on a job")},
    {"under_way", MSGID("under way")},
    {"on_site", MSGID("on site")},
    {"break", MSGID("break")},
    {"silent", MSGID("silent")},
    {"restored", MSGID("heat is back")},
    {"not_restored", MSGID("heat is not back after all")},
    {"again", MSGID("again for the same alarm")},
    {"alarm_stands", MSGID("the alarm still stands")},
    {"children_open", MSGID("merged tickets are still open")},
    {"all_closed", MSGID("all its tickets are closed: is heat back?")},
    {"alarm_gone", MSGID("its alarm is over")},
    {"alarm_back", MSGID("its alarm is there again")},
    {"gap", MSGID("no crew at it")},
    {"forecast_over", MSGID("the forecast has passed, until when now?")},
    {"step_late", MSGID("a step of the plan is late:")},
    {"again", MSGID("still nothing done")},
    {"void", MSGID("not done after all")},
    {NULL, NULL},
};

const char *ticket_word_phrase(const struct ticket_word *words, const char *code)
{
    for (; words->code; words++)
        if (!strcmp(words->code, code))
            return words->phrase;
    return code;
}

const char *ticket_code_phrase(enum fact_kind kind, const char *code)
{
    int i = find(kinds, TICKET_KIND_COUNT, code);
    if (kind == FACT_TICKET_OPENED && i >= 0)
        return kinds[i].phrase;
    return ticket_word_phrase(kind == FACT_TICKET_FINISHED ? ticket_causes
                              : kind == FACT_TICKET_CLOSED ? ticket_endings
                              : kind == FACT_TICKET_HELD   ? ticket_holds
                              : kind == FACT_TICKET_EXPLAINED || kind == FACT_OUTAGE_EXPLAINED
                                  ? ticket_breaches
                                  : others,
                              code);
}
