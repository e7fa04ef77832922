/* The report on alarms as lines: each figure beside its number of EEMUA 191 or ISA-18.2, then the
 * ten worst. The command line prints them, the alarm screen draws them. Pure. */
#pragma once
#include "backend/store/query_alarms.h"

#define ALARM_REPORT_DAYS 30

struct alarm_report_figure {
    const char *name;  /* for programs */
    const char *label; /* msgid */
    const char *unit;  /* "" = a count */
    double number;     /* NaN = there was nothing to take it from */
    double limit;      /* NaN = no target */
    char value[64];    /* "0.02 %", "-" */
    char target[64];   /* "<= 10", "" */
    /* msgid "ok", "over" or "under"; "" without number or target. Of the value as it is shown, so
     * that "5.0 %, at most 5" is not over. */
    const char *verdict;
};
size_t alarm_report_figures(void);
struct alarm_report_figure alarm_report_figure(const struct query_report *report, size_t index);

struct alarm_report_actor {
    char what[200]; /* "plc T1g too low": device, point, rule */
    char count[32], share[32];
};
/* `index` below report->actor_count. */
struct alarm_report_actor alarm_report_actor(const struct query_report *report, size_t index);
double alarm_report_share(const struct query_report *report, size_t index); /* per cent */
