/* `heatdesk alarms --report`: how the last days went by the figures of EEMUA 191 and ISA-18.2. */
#include "backend/base/conf.h"
#include "ui/alarm_report.h"
#include "ui/cli_alarm.h"
#include "ui/cli_json.h"
#include "ui/cli_table.h"
#include "ui/lang.h"

#include <stdio.h>

#define DAYS_MOST 3650
#define COLUMNS   4

static void print_table(const struct query_report *report)
{
    struct cli_table *table = cli_table_new(COLUMNS);
    for (size_t i = 0; i < alarm_report_figures(); i++) {
        struct alarm_report_figure figure = alarm_report_figure(report, i);
        cli_table_add(table,
                      (const char *const[COLUMNS]){_(figure.label), figure.value, figure.target,
                                                   lang_word(figure.verdict)});
    }
    for (size_t i = 0; i < report->actor_count; i++) {
        struct alarm_report_actor actor = alarm_report_actor(report, i);
        char what[300];
        snprintf(what, sizeof what, "%zu  %s %s", i + 1, report->actor[i].node, actor.what);
        cli_table_add(table, (const char *const[COLUMNS]){what, actor.count, actor.share, ""});
    }
    cli_table_end(table);
}

static void print_json(const struct query_report *report)
{
    struct cli_json json;
    for (size_t i = 0; i < alarm_report_figures(); i++) {
        struct alarm_report_figure figure = alarm_report_figure(report, i);
        cli_json_open(&json);
        cli_json_text(&json, "figure", figure.name);
        cli_json_number(&json, "value", figure.number);
        cli_json_text(&json, "unit", figure.unit);
        cli_json_number(&json, "target", figure.limit);
        cli_json_text(&json, "is", *figure.verdict ? figure.verdict : NULL);
        cli_json_close(&json);
    }
    for (size_t i = 0; i < report->actor_count; i++) {
        const struct query_actor *actor = &report->actor[i];
        cli_json_open(&json);
        cli_json_integer(&json, "bad_actor", (int64_t)i + 1);
        cli_json_text(&json, "node", *actor->node ? actor->node : NULL);
        cli_json_text(&json, "device", *actor->device ? actor->device : NULL);
        cli_json_text(&json, "point", *actor->point ? actor->point : NULL);
        cli_json_text(&json, "rule", actor->rule);
        cli_json_integer(&json, "count", actor->count);
        cli_json_number(&json, "share", alarm_report_share(report, i));
        cli_json_close(&json);
    }
}

enum cli_exit cli_alarm_report(const struct cli_call *call)
{
    char why[400] = "";
    long long asked = ALARM_REPORT_DAYS;
    struct query_report report;
    if (call->words && !conf_int(call->word[0], 1, DAYS_MOST, &asked)) {
        cli_say(_("'%s' is no number of days, expected 1 to %d"), call->word[0], DAYS_MOST);
        return CLI_OTHER;
    }
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (!query_report(call->db, (int)asked, NULL, &report, why, sizeof why)) {
        cli_tell(why);
        return CLI_AWAY;
    }
    if (call->json)
        print_json(&report);
    else
        print_table(&report);
    return CLI_DONE;
}
