#include "ui/ticket_text.h"

#include "backend/base/text.h"
#include "backend/core/crew.h"
#include "backend/core/ticket_book.h"
#include "ui/lang.h"
#include "ui/world.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ticket_text_left(int64_t left_ms, char *out, size_t size)
{
    char sign = left_ms < 0 ? '-' : '+';
    long long s = (left_ms < 0 ? -left_ms : left_ms) / 1000;
    long long days = s / 86400 > 9999 ? 9999 : s / 86400;
    if (s < 3600)
        snprintf(out, size, "%c%02lld:%02lld", sign, s / 60, s % 60);
    else if (s < 100 * 3600)
        snprintf(out, size, "%c%lld:%02lld:%02lld", sign, s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%c%lldd %02lldh", sign, days, s / 3600 % 24);
}

int32_t ticket_text_node(const struct site *site, const struct ticket *ticket)
{
    int32_t node = ticket->node ? site_node_of_id(site, ticket->node) : -1;
    if (node < 0 && ticket->opening.above)
        node = site_node_of_id(site, ticket->opening.above);
    return node;
}

static void node_text(const struct site *site, int32_t index, char *out, size_t size)
{
    const struct site_node *node = &site->node[index];
    const char *name = world_node_name(node);
    snprintf(out, size, "%s%s%s", node->code, *name ? " " : "",
             strcmp(name, node->code) ? name : "");
}

void ticket_text_station(const struct site *site, const struct ticket *ticket, char *out,
                         size_t size)
{
    int32_t node = ticket_text_node(site, ticket);
    int32_t station = node >= 0 ? site_station_of(site, node) : -1;
    *out = '\0';
    if (station >= 0 || node >= 0)
        node_text(site, station >= 0 ? station : node, out, size);
}

void ticket_text_where(const struct site *site, const struct ticket *ticket, char *out, size_t size)
{
    if (ticket->opening.place[0])
        snprintf(out, size, "%s", ticket->opening.place);
    else
        ticket_text_station(site, ticket, out, size);
}

void ticket_text_crew(const struct site *site, const struct ticket *ticket, char *out, size_t size)
{
    const struct crew *crew = ticket->crew ? crew_of_id(site, ticket->crew) : NULL;
    *out = '\0';
    if (crew)
        snprintf(out, size, "%s", crew->name[0] ? crew->name : crew->code);
    else if (ticket->crew)
        snprintf(out, size, "#%d", ticket->crew);
}

const char *ticket_text_kind(enum ticket_kind kind)
{
    switch (kind) {
    case TICKET_REPAIR: return _("repair");
    case TICKET_COMPLAINT: return _("complaint");
    case TICKET_APPLICATION: return _("applicat.");
    case TICKET_ENQUIRY: return _("enquiry");
    case TICKET_TEMP_CHECK: return _("temp.");
    case TICKET_DEFECT: return _("defect");
    }
    return "";
}

const char *ticket_text_state(enum ticket_state state)
{
    return _(ticket_state_phrase(state));
}

static void add(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(char *out, size_t size, const char *format, ...)
{
    size_t at = strlen(out);
    va_list arguments;
    if (at && at + 1 < size)
        out[at++] = ' ';
    va_start(arguments, format);
    vsnprintf(out + at, size - at, format, arguments);
    va_end(arguments);
}

void ticket_text_flags(const struct ticket *ticket, char *out, size_t size)
{
    *out = '\0';
    if (ticket->opening.is_drill)
        add(out, size, "%s", _("drill"));
    if (ticket->is_held)
        add(out, size, "%s", _("held"));
    if (ticket->children)
        add(out, size, "+%d", ticket->children);
    if (ticket->cycle > 1)
        add(out, size, _("rework %d"), ticket->cycle - 1);
    if (ticket->refusals)
        add(out, size, _("refused %d"), ticket->refusals);
    if (ticket->chased)
        add(out, size, _("asked %d"), ticket->chased);
    if (ticket->outage)
        add(out, size, "O%lld", (long long)ticket->outage);
    if (ticket->heat_back.us && ticket_is_open(ticket))
        add(out, size, "%s", _("heat back?"));
}

static bool has_number(const struct ticket *ticket, const char *filter)
{
    char number[64];
    snprintf(number, sizeof number, "t%lld t-%lld", (long long)ticket->id, (long long)ticket->id);
    return text_contains(number, filter);
}

bool ticket_text_matches(const struct site *site, const struct ticket *ticket, const char *filter)
{
    char text[TICKET_TEXT];
    const struct ticket_claim *claim = ticket_claim_of(site, ticket->id);
    int32_t node = ticket_text_node(site, ticket);
    int32_t station = node >= 0 ? site_station_of(site, node) : -1;
    if (!*filter || has_number(ticket, filter) || text_contains(ticket->text, filter) ||
        text_contains(ticket->opening.place, filter) ||
        text_contains(ticket->opening.phone, filter) ||
        text_contains(ticket->opening.caller, filter) ||
        text_contains(ticket_text_kind(ticket->opening.kind), filter) ||
        text_contains(ticket_text_state(ticket->state), filter) ||
        (claim && text_contains(claim->who, filter)))
        return true;
    ticket_text_station(site, ticket, text, sizeof text);
    if (text_contains(text, filter) ||
        (station >= 0 && text_contains(site->node[station].initials, filter)))
        return true;
    ticket_text_crew(site, ticket, text, sizeof text);
    if (text_contains(text, filter))
        return true;
    ticket_text_flags(ticket, text, sizeof text);
    return text_contains(text, filter);
}
