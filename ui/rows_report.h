/* Rows of the alarm screen's report: a figure, its number of EEMUA 191 or ISA-18.2 and whether it
 * holds; then the ten worst. Below 60 cells a row takes two lines. Pure. */
#pragma once
#include "ui/alarm_report.h"
#include "ui/row.h"
#include "ui/world.h"

struct report_look {
    const struct world *world;
    const struct query_report *report;
    int cells;
};

int rows_report_count(const struct query_report *report);
/* The one of the ten worst that a row is about; -1. */
int rows_report_actor(const struct query_report *report, int at);
/* Line 0 .. rows_alarm_lines() - 1 of a row. */
void rows_report_row(const struct report_look *look, int at, int line, struct row *out);
