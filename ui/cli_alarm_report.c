/* `heatdesk alarms --report`: how the last days went by the figures of EEMUA 191 and ISA-18.2. */
#include "backend/base/conf.h"
#include "ui/cli_alarm.h"
#include "ui/cli_json.h"
#include "ui/cli_table.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAYS      30
#define DAYS_MOST 3650

static double days(const struct query_report *r)
{
    return r->days;
}

static double alarms(const struct query_report *r)
{
    return (double)r->alarms;
}

static double a_day(const struct query_report *r)
{
    return (double)r->alarms / r->days;
}

static double an_hour(const struct query_report *r)
{
    return a_day(r) / 24;
}

static double percent(int64_t part, int64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static double spans(const struct query_report *r)
{
    return 100 * alarm_load_spans_share(&r->load);
}

static double hours(const struct query_report *r)
{
    return 100 * alarm_load_hours_share(&r->load);
}

static double flood(const struct query_report *r)
{
    return 100 * alarm_load_flood_share(&r->load);
}

static double peak(const struct query_report *r)
{
    return r->load.peak;
}

static double critical(const struct query_report *r)
{
    return percent(r->priority[0], r->alarms);
}

static double high(const struct query_report *r)
{
    return percent(r->priority[1], r->alarms);
}

static double medium(const struct query_report *r)
{
    return percent(r->priority[2], r->alarms);
}

static double notice(const struct query_report *r)
{
    return percent(r->priority[3], r->alarms);
}

static double standing(const struct query_report *r)
{
    return (double)r->standing;
}

static double chattering(const struct query_report *r)
{
    return (double)r->chattering;
}

static double fleeting(const struct query_report *r)
{
    return (double)r->fleeting;
}

static double median_ack(const struct query_report *r)
{
    return r->median_ack_s;
}

static double p90_ack(const struct query_report *r)
{
    return r->p90_ack_s;
}

static double top(const struct query_report *r)
{
    int64_t count = 0;
    for (size_t i = 0; i < r->actor_count; i++)
        count += r->actor[i].count;
    return percent(count, r->alarms);
}

enum target { NO_TARGET, AT_MOST, LESS_THAN, AT_LEAST };

/* The figures in order; ALARMS.md §3.1 has where each target comes from. */
static const struct figure {
    const char *name;     /* JSON */
    const char *sentence; /* msgid */
    double (*value)(const struct query_report *report);
    const char *unit;
    int decimals;
    enum target target;
    double limit;
} figures[] = {
    {"days", N_("days in the log"), days, "d", 1, AT_LEAST, 30},
    {"alarms", N_("alarms"), alarms, "", 0, NO_TARGET, 0},
    {"alarms_a_day", N_("alarms a day"), a_day, "", 1, AT_MOST, 144},
    {"alarms_an_hour", N_("alarms in an operator's hour"), an_hour, "", 1, AT_MOST, 6},
    {"spans_over_10", N_("10-minute spans with more than 10"), spans, "%", 2, LESS_THAN, 1},
    {"hours_over_30", N_("hours with more than 30"), hours, "%", 2, LESS_THAN, 1},
    {"flood_time", N_("time in flood"), flood, "%", 2, LESS_THAN, 1},
    {"peak_10_min", N_("most in any 10 minutes"), peak, "", 0, AT_MOST, 10},
    {"critical_share", N_("share of critical"), critical, "%", 1, LESS_THAN, 1},
    {"high_share", N_("share of high"), high, "%", 1, AT_MOST, 5},
    {"medium_share", N_("share of medium"), medium, "%", 1, AT_MOST, 15},
    {"notice_share", N_("share of notice"), notice, "%", 1, AT_LEAST, 80},
    {"standing_24_h", N_("standing for more than 24 h, at the worst"), standing, "", 0, LESS_THAN,
     5},
    {"chattering", N_("alarms that chattered"), chattering, "", 0, AT_MOST, 0},
    {"fleeting", N_("alarms shorter than 10 s"), fleeting, "", 0, AT_MOST, 0},
    {"median_ack_s", N_("time to acknowledge, median"), median_ack, "s", 0, NO_TARGET, 0},
    {"p90_ack_s", N_("time to acknowledge, 90 of 100 within"), p90_ack, "s", 0, NO_TARGET, 0},
    {"top_10_share", N_("share of the ten worst"), top, "%", 1, AT_MOST, 5},
};
#define FIGURE_COUNT (sizeof figures / sizeof figures[0])

/* Compared as it is printed, so that "5.0 %, at most 5" is not over. */
static const char *verdict(const struct figure *figure, double value)
{
    double scale = pow(10, figure->decimals), shown = round(value * scale) / scale;
    if (figure->target == NO_TARGET || !isfinite(value))
        return "";
    switch (figure->target) {
    case NO_TARGET: return "";
    case AT_MOST: return shown > figure->limit ? N_("over") : "ok";
    case LESS_THAN: return shown < figure->limit ? "ok" : N_("over");
    case AT_LEAST: return shown < figure->limit ? N_("under") : "ok";
    }
    return "";
}

static const char *sign_of(enum target target)
{
    switch (target) {
    case NO_TARGET: return "";
    case AT_MOST: return "<=";
    case LESS_THAN: return "<";
    case AT_LEAST: return ">=";
    }
    return "";
}

#define COLUMNS 4

static void add_figure(struct cli_table *table, const struct figure *figure, double value)
{
    char number[64], target[64] = "";
    const char *gap = *figure->unit ? " " : "";
    if (isfinite(value))
        snprintf(number, sizeof number, "%.*f%s%s", figure->decimals, value, gap, figure->unit);
    else
        snprintf(number, sizeof number, "-");
    if (figure->target != NO_TARGET)
        snprintf(target, sizeof target, "%s %g%s%s", sign_of(figure->target), figure->limit, gap,
                 figure->unit);
    cli_table_add(table, (const char *const[COLUMNS]){_(figure->sentence), number, target,
                                                      lang_word(verdict(figure, value))});
}

static void add_actor(struct cli_table *table, const struct query_report *report, size_t index)
{
    const struct query_actor *actor = &report->actor[index];
    char what[300], count[32], share[32];
    snprintf(what, sizeof what, "%zu  %s%s%s%s%s %s", index + 1, actor->node,
             *actor->device ? " " : "", actor->device, *actor->point ? " " : "", actor->point,
             actor->rule);
    snprintf(count, sizeof count, "%lld", (long long)actor->count);
    snprintf(share, sizeof share, "%.1f %%", percent(actor->count, report->alarms));
    cli_table_add(table, (const char *const[COLUMNS]){what, count, share, ""});
}

static void print_table(const struct query_report *report)
{
    struct cli_table *table = cli_table_new(COLUMNS);
    for (size_t i = 0; i < FIGURE_COUNT; i++)
        add_figure(table, &figures[i], figures[i].value(report));
    for (size_t i = 0; i < report->actor_count; i++)
        add_actor(table, report, i);
    cli_table_end(table);
}

static void print_json(const struct query_report *report)
{
    struct cli_json json;
    for (size_t i = 0; i < FIGURE_COUNT; i++) {
        const struct figure *figure = &figures[i];
        const char *word = verdict(figure, figure->value(report));
        cli_json_open(&json);
        cli_json_text(&json, "figure", figure->name);
        cli_json_number(&json, "value", figure->value(report));
        cli_json_text(&json, "unit", figure->unit);
        cli_json_number(&json, "target", figure->target == NO_TARGET ? NAN : figure->limit);
        cli_json_text(&json, "is", *word ? word : NULL);
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
        cli_json_number(&json, "share", percent(actor->count, report->alarms));
        cli_json_close(&json);
    }
}

enum cli_exit cli_alarm_report(const struct cli_call *call)
{
    char why[400] = "";
    long long asked = DAYS;
    struct query_report report;
    if (call->words && !conf_int(call->word[0], 1, DAYS_MOST, &asked)) {
        cli_say(_("'%s' is no number of days, expected 1 to %d"), call->word[0], DAYS_MOST);
        return CLI_OTHER;
    }
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (!query_report(call->db, (int)asked, &report, why, sizeof why)) {
        cli_tell(why);
        return CLI_AWAY;
    }
    if (call->json)
        print_json(&report);
    else
        print_table(&report);
    return CLI_DONE;
}
