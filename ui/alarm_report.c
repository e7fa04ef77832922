#include "ui/alarm_report.h"

#include "backend/core/alarm.h"
#include "ui/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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
    const char *name;  /* JSON */
    const char *label; /* msgid */
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

size_t alarm_report_figures(void)
{
    return FIGURE_COUNT;
}

struct alarm_report_figure alarm_report_figure(const struct query_report *report, size_t index)
{
    const struct figure *figure = &figures[index];
    const char *gap = *figure->unit ? " " : "";
    struct alarm_report_figure out = {.name = figure->name,
                                      .label = figure->label,
                                      .unit = figure->unit,
                                      .number = figure->value(report),
                                      .limit = figure->target == NO_TARGET ? NAN : figure->limit};
    out.verdict = verdict(figure, out.number);
    if (isfinite(out.number))
        snprintf(out.value, sizeof out.value, "%.*f%s%s", figure->decimals, out.number, gap,
                 figure->unit);
    else
        snprintf(out.value, sizeof out.value, "-");
    if (figure->target != NO_TARGET)
        snprintf(out.target, sizeof out.target, "%s %g%s%s", sign_of(figure->target), figure->limit,
                 gap, figure->unit);
    return out;
}

double alarm_report_share(const struct query_report *report, size_t index)
{
    return percent(report->actor[index].count, report->alarms);
}

struct alarm_report_actor alarm_report_actor(const struct query_report *report, size_t index)
{
    const struct query_actor *actor = &report->actor[index];
    struct alarm_report_actor out;
    struct alarm_code code;
    const char *rule = alarm_code_parse(actor->rule, &code) && !strchr(actor->rule, '-')
                           ? _(alarm_kind_phrase(code.kind))
                           : actor->rule;
    snprintf(out.what, sizeof out.what, "%s%s%s%s%s", actor->device, *actor->device ? " " : "",
             actor->point, *actor->point ? " " : "", rule);
    snprintf(out.count, sizeof out.count, "%lld", (long long)actor->count);
    snprintf(out.share, sizeof out.share, "%.1f %%", alarm_report_share(report, index));
    return out;
}
