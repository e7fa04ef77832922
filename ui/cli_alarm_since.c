/* What was raised since a time, with its return and its answer. */
#include "backend/base/alloc.h"
#include "ui/alarm_text.h"
#include "ui/cli_alarm.h"
#include "ui/cli_table.h"
#include "ui/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct history {
    const struct site *site;
    struct cli_table *table; /* NULL: JSON */
    int count;
};

#define COLUMNS 8

/* The raise as an alarm of its own: what the site knows of it may be a later one. */
static struct alarm alarm_of(const struct query_raise *raise)
{
    const struct fact *fact = &raise->fact;
    struct alarm out = {.id = fact->alarm,
                        .node = fact->node,
                        .device = fact->device,
                        .raised_at = fact->at,
                        .value = fact->new_value,
                        .limit = fact->old_value,
                        .returned = raise->returned.us ? fact->alarm : 0,
                        .returned_at = raise->returned,
                        .lasted_s = raise->lasted_s,
                        .site_node = -1};
    snprintf(out.point, sizeof out.point, "%s", fact->point);
    alarm_code_parse(fact->code, &out.code);
    if (raise->acknowledged.us) {
        out.acknowledged = (struct alarm_word){.stamp = raise->acknowledged.us,
                                               .is_on = true,
                                               .alarm = fact->alarm,
                                               .who = raise->who};
        out.acknowledged.text = raise->note[0] ? alloc_text(raise->note) : NULL;
    }
    return out;
}

/* As of now; one that was raised anew since is over. */
static const struct alarm *newest(const struct site *site, const struct alarm *alarm)
{
    const struct alarm *known = alarm_find(site, alarm->device, alarm->device ? 0 : alarm->node,
                                           alarm->point, alarm->code.name);
    return known && known->id == alarm->id ? known : NULL;
}

static void add_line(struct history *history, const struct query_raise *raise,
                     const struct alarm *alarm)
{
    char id[24], raised[24], returned[24], where[ALARM_TEXT], what[ALARM_TEXT], answer[400];
    bool is_answered = cli_alarm_is_answered(alarm);
    snprintf(id, sizeof id, "%lld", (long long)alarm->id);
    cli_alarm_time(alarm->raised_at, raised, sizeof raised);
    cli_alarm_time(alarm->returned_at, returned, sizeof returned);
    cli_alarm_time((struct wall){alarm->acknowledged.stamp}, answer, sizeof answer);
    alarm_text_where(history->site, alarm, where, sizeof where);
    if (!strcmp(where, "?")) /* it is in the plant no more */
        snprintf(where, sizeof where, "%s", raise->node);
    alarm_text_condition(history->site, alarm, what, sizeof what);
    size_t used = strlen(answer);
    if (is_answered)
        snprintf(answer + used, sizeof answer - used, " %s%s%s", raise->who,
                 raise->note[0] ? ": " : "", raise->note);
    cli_table_add(history->table, (const char *const[COLUMNS]){
                                      raised, id, _(alarm_priority_phrase(alarm->code.priority)),
                                      _(alarm_state_phrase(alarm)), where, what, returned, answer});
}

static void on_raise(void *ctx, const struct query_raise *raise)
{
    struct history *history = ctx;
    struct alarm alarm = alarm_of(raise);
    const struct alarm *known = newest(history->site, &alarm);
    alarm.state = known ? known->state : ALARM_NORMAL;
    history->count++;
    if (history->table)
        add_line(history, raise, &alarm);
    else
        cli_alarm_json(&(struct cli_alarm){history->site, known ? known : &alarm,
                                           known ? alarm_cause_of(history->site, known) : NULL, 0});
    free(alarm.acknowledged.text);
}

enum cli_exit cli_alarm_since(const struct cli_call *call)
{
    char why[400] = "";
    struct query_site loaded;
    enum cli_exit code = cli_alarm_site(call, &loaded);
    if (code != CLI_DONE)
        return code;
    struct history history = {.site = loaded.site,
                              .table = call->json ? NULL : cli_table_new(COLUMNS)};
    bool is_good = query_raises(call->db, call->since, on_raise, &history, why, sizeof why);
    if (history.table)
        cli_table_end(history.table);
    if (!is_good)
        cli_tell(why);
    else if (!history.count)
        cli_say(_("no alarms"));
    site_free(loaded.site);
    return is_good ? CLI_DONE : CLI_OTHER;
}
