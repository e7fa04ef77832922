#include "ui/alarm_work.h"

#include "backend/core/alarm_book.h"
#include "backend/core/ticket_book.h"
#include "ui/lang.h"
#include "ui/ticket_text.h"

#include <stdio.h>

/* Whether work at one place of the plant may be about the other. */
static bool is_near(const struct site *site, int32_t a, int32_t b)
{
    return a < 0 || b < 0 || site_is_below(site, a, b) || site_is_below(site, b, a) ||
           (site_station_of(site, a) >= 0 && site_station_of(site, a) == site_station_of(site, b));
}

static bool is_here(const struct site *site, const struct alarm_dialog *dialog, int32_t place)
{
    if (dialog->node)
        return is_near(site, site_node_of_id(site, dialog->node), place);
    for (size_t i = 0; i < dialog->id.count; i++) {
        const struct alarm *alarm = alarm_of_id(site, dialog->id.at[i]);
        if (alarm && !is_near(site, alarm->site_node, place))
            return false;
    }
    return true;
}

bool alarm_work_doubt(const struct world *world, const struct alarm_dialog *dialog, char *out,
                      size_t size)
{
    const struct site *site = world->site;
    long long id = dialog->deed == DEED_OUT_OF_SERVICE ? alarm_deed_ticket(dialog->text.text) : 0;
    const struct ticket *ticket = id && site ? ticket_of_id(site, id) : NULL;
    char where[TICKET_TEXT];
    *out = '\0';
    if (!id || !site)
        return false;
    if (!ticket) {
        snprintf(out, size, _("T%lld is not known here: nothing will take it back."), id);
        return true;
    }
    ticket_text_where(site, ticket, where, sizeof where);
    if (!ticket_is_open(ticket)) {
        snprintf(out, size, _("T%lld is closed already (%.80s): nothing will take it back."), id,
                 where);
        return true;
    }
    if (!is_here(site, dialog, ticket_text_node(site, ticket))) {
        snprintf(out, size, _("T%lld is at another place: %.120s"), id, where);
        return true;
    }
    snprintf(out, size, "T%lld %s  %.120s", id, _(ticket_kind_phrase(ticket->opening.kind)), where);
    return false;
}
