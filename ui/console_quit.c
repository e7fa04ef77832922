/* Leaving: who answers for the desk is told what waits, and leaves it at the second word. */
#include "backend/core/alarm_book.h"
#include "backend/core/ticket_book.h"
#include "ui/console.h"
#include "ui/lang.h"

#include <stdio.h>
#include <string.h>

/* Why whoever answers for the desk had better stay; false if nothing waits. */
static bool has_duty(const struct console *console, char *out, size_t size)
{
    const struct world *world = &console->world;
    const char *role = world->session->role;
    if (console->setpoint.state == SETPOINT_ASKING ||
        console->setpoint.state == SETPOINT_UNDERWAY) {
        snprintf(out, size, "%s", _("a set-point is under way; quit again to leave all the same"));
        return true;
    }
    if (!world->site || !world->is_database_up ||
        (strcmp(role, "dispatcher") != 0 && strcmp(role, "leader") != 0))
        return false;
    int overdue = ticket_tally_of(world->site, world->now).overdue;
    int critical = alarm_tally_all(world->site)->unacknowledged[ALARM_CRITICAL - 1];
    snprintf(out, size,
             _("tickets overdue: %d, critical alarms unanswered: %d; quit again to "
               "leave all the same"),
             overdue, critical);
    return overdue || critical;
}

void console_quit(struct console *console)
{
    char why[200];
    if (!console->is_quit_asked && has_duty(console, why, sizeof why)) {
        console->is_quit_asked = true;
        console_say(console, STYLE_NOTICE, "%s", why);
        return;
    }
    console->ports.quit(console->ports.ctx);
}
