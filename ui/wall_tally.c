#include "ui/wall_tally.h"

#include "backend/core/alarm_book.h"
#include "backend/core/outage.h"

static int soon_of(const struct ticket_list *due, struct wall now)
{
    int count = 0;
    for (size_t i = 0; i < due->row.count; i++)
        count += due->row.at[i].due > now.us &&
                 due->row.at[i].due <= now.us + WALL_SOON_MIN * INT64_C(60000000);
    return count;
}

static bool is_late(const struct outage *outage, struct wall now)
{
    for (int i = 0; i < outage->clock_count; i++)
        if (clock_is_running(&outage->clock[i]) && clock_is_breached(&outage->clock[i], now))
            return true;
    return outage->eta.us && outage->eta.us < now.us;
}

struct wall_tally wall_tally_of(const struct site *site, const struct ticket_list *due,
                                struct wall now)
{
    struct ticket_tally tickets = ticket_tally_of(site, now);
    const struct alarm_tally *alarms = alarm_tally_all(site);
    struct wall_tally tally = {
        .open = tickets.open, .overdue = tickets.overdue, .soon = soon_of(due, now)};
    for (size_t i = 0; i < outage_count(site); i++) {
        const struct outage *outage = outage_at(site, i);
        if (outage->restored.us)
            continue;
        tally.outages++;
        tally.late += is_late(outage, now);
        tally.households += outage->households;
    }
    for (int p = 0; p < ALARM_PRIORITY_COUNT; p++) {
        tally.waiting[p] = alarms->unacknowledged[p];
        tally.shown[p] = alarms->unacknowledged[p] + alarms->acknowledged[p] + alarms->returned[p];
    }
    tally.urgent = (tally.overdue ? 1U << WALL_TICKETS : 0) |
                   (tally.late ? 1U << WALL_OUTAGES : 0) |
                   (tally.waiting[ALARM_CRITICAL - 1] ? 1U << WALL_ALARMS : 0);
    return tally;
}
