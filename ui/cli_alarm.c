#include "ui/cli_alarm.h"

#include "ui/alarm_text.h"
#include "ui/cli_table.h"
#include "ui/lang.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum cli_exit cli_alarm_site(const struct cli_call *call, struct query_site *out)
{
    char why[400] = "";
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE || query_site(call->db, out, why, sizeof why))
        return code;
    cli_tell(why);
    return CLI_AWAY;
}

struct listing {
    const struct site *site;
    struct alarm_groups groups;
    struct cli_table *table; /* NULL: JSON */
    bool is_active_only;
    int count;
};

#define COLUMNS 7

static bool is_listed(const struct listing *listing, const struct alarm *alarm)
{
    return !listing->is_active_only || alarm_is_active(alarm);
}

/* Appends a part; two blanks between parts. */
static void __attribute__((format(printf, 3, 4)))
add_part(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list list;
    if (used)
        used += (size_t)snprintf(out + used, size - used, "  ");
    if (used >= size)
        return;
    va_start(list, format);
    vsnprintf(out + used, size - used, format, list);
    va_end(list);
}

/* What the sentence does not tell: what it gathers and reaches, chatter, who answered what. */
static void rest_text(const struct alarm *alarm, const struct alarm_group *group, int children,
                      char *out, size_t size)
{
    const char *note = alarm->acknowledged.text ? alarm->acknowledged.text : "";
    char count[64];
    *out = '\0';
    if (children)
        add_part(out, size, "+%d", children);
    if (children && group->stations)
        add_part(out, size, "%s",
                 lang_counts(count, sizeof count, _("%d stations"), group->stations));
    if (children && group->households)
        add_part(out, size, "%s",
                 lang_counts(count, sizeof count, _("%d households"), group->households));
    if (alarm->chatter.is_on)
        add_part(out, size, _("chatters x%d"), alarm->count);
    if (cli_alarm_is_answered(alarm))
        add_part(out, size, "%s%s%s", alarm->acknowledged.who, *note ? ": " : "", note);
}

static void add_line(struct listing *listing, const struct alarm *alarm,
                     const struct alarm_group *group, int children, bool is_child)
{
    char id[24], raised[24], where[ALARM_TEXT], place[ALARM_TEXT + 2], what[ALARM_TEXT];
    char rest[700];
    snprintf(id, sizeof id, "%lld", (long long)alarm->id);
    cli_alarm_time(alarm->raised_at, raised, sizeof raised);
    alarm_text_where(listing->site, alarm, where, sizeof where);
    snprintf(place, sizeof place, "%s%s", is_child ? "  " : "", where);
    alarm_text_condition(listing->site, alarm, what, sizeof what);
    rest_text(alarm, group, children, rest, sizeof rest);
    cli_table_add(listing->table, (const char *const[COLUMNS]){
                                      id, _(alarm_priority_phrase(alarm->code.priority)),
                                      _(alarm_state_phrase(alarm)), raised, place, what, rest});
}

static void show(struct listing *listing, const struct alarm *alarm,
                 const struct alarm_group *group, int children, bool is_child)
{
    listing->count++;
    if (listing->table)
        add_line(listing, alarm, group, children, is_child);
    else
        cli_alarm_json(&(struct cli_alarm){listing->site, alarm,
                                           alarm_cause_of(listing->site, alarm), children});
}

static void show_group(struct listing *listing, const struct alarm_group *group)
{
    const size_t *child = listing->groups.child + group->first_child;
    const struct alarm *head = alarm_at(listing->site, group->alarm);
    int children = 0;
    for (int32_t i = 0; i < group->children; i++)
        children += is_listed(listing, alarm_at(listing->site, child[i]));
    if (is_listed(listing, head))
        show(listing, head, group, children, false);
    for (int32_t i = 0; i < group->children; i++)
        if (is_listed(listing, alarm_at(listing->site, child[i])))
            show(listing, alarm_at(listing->site, child[i]), group, 0, true);
}

static enum cli_exit list(const struct cli_call *call)
{
    struct query_site loaded;
    enum cli_exit code = cli_alarm_site(call, &loaded);
    if (code != CLI_DONE)
        return code;
    struct listing listing = {.site = loaded.site,
                              .table = call->json ? NULL : cli_table_new(COLUMNS),
                              .is_active_only = call->active};
    alarm_groups_make(&listing.groups, loaded.site);
    for (size_t i = 0; i < listing.groups.count; i++)
        show_group(&listing, &listing.groups.group[i]);
    if (listing.table)
        cli_table_end(listing.table);
    if (!listing.count)
        cli_say(_("no alarms"));
    alarm_groups_finish(&listing.groups);
    site_free(loaded.site);
    return CLI_DONE;
}

enum cli_exit cli_alarms(const struct cli_call *call)
{
    if (call->active + call->shelved + call->report + (call->since != NULL) > 1) {
        cli_say(_("only one of --active, --shelved, --since and --report is possible"));
        return CLI_OTHER;
    }
    if (call->words && !call->report) {
        cli_say(_("'%s' is one word too many"), call->word[0]);
        return CLI_OTHER;
    }
    return call->report    ? cli_alarm_report(call)
           : call->shelved ? cli_alarm_shelf(call)
           : call->since   ? cli_alarm_since(call)
                           : list(call);
}
