#include "backend/store/ticket_sheet.h"

#include "backend/core/ticket.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHINA_S (8 * 3600) /* a time without a zone is the standard's */

static const struct exchange_column columns[SHEET_COLUMNS] = {
    [SHEET_SOURCE] = {"source", 15, true, true, false},
    [SHEET_EXTERN] = {"number", 63, true, true, false},
    [SHEET_KIND] = {"kind", 20, true, false, false},
    [SHEET_TEMPLATE] = {"template", 23, false, false, false},
    [SHEET_URGENCY] = {"urgency", 10, false, false, false},
    [SHEET_NODE] = {"node", 63, false, true, false},
    [SHEET_PLACE] = {"place", 270, false, true, false},
    [SHEET_CALLER] = {"caller", 180, false, true, false},
    [SHEET_PHONE] = {"phone", 47, false, true, false},
    [SHEET_WORDS] = {"words", 4000, true, true, true},
    [SHEET_OPENED] = {"opened", 40, true, false, false},
    [SHEET_DISPATCHED] = {"dispatched", 40, false, false, false},
    [SHEET_CREW] = {"crew", 23, false, true, false},
    [SHEET_ARRIVED] = {"arrived", 40, false, false, false},
    [SHEET_RESPONDED] = {"responded", 40, false, false, false},
    [SHEET_VISIT] = {"visit", 40, false, false, false},
    [SHEET_MEASURE] = {"measure", 600, false, true, true},
    [SHEET_FINISHED] = {"finished", 40, false, false, false},
    [SHEET_CAUSE] = {"cause", 23, false, false, false},
    [SHEET_FOUND] = {"found", 600, false, true, true},
    [SHEET_CLOSED] = {"closed", 40, false, false, false},
    [SHEET_ENDING] = {"ending", 23, false, false, false},
    [SHEET_RATING] = {"rating", 2, false, false, false},
};

static const char *text_of(const struct exchange_table *table, int column)
{
    return exchange_table_text(table, (size_t)column);
}

/* "+08:00", "+0800", "Z"; NaN for anything else. */
static double zone_s(const char *text)
{
    int hours, minutes, used = 0;
    if (!strcmp(text, "Z"))
        return 0;
    if (text[0] != '+' && text[0] != '-')
        return NAN;
    if ((sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &used) != 2 &&
         sscanf(text + 1, "%2d%2d%n", &hours, &minutes, &used) != 2) ||
        text[1 + used] || hours > 14 || minutes > 59 || hours < 0 || minutes < 0)
        return NAN;
    return (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static double seconds_of(const char *text)
{
    struct tm tm = {.tm_isdst = 0};
    int used = 0, at = 0;
    if (sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
               &tm.tm_hour, &tm.tm_min, &used) != 5 ||
        !used)
        return NAN;
    if (text[used] == ':' && sscanf(text + used, ":%2d%n", &tm.tm_sec, &at) == 1)
        used += at;
    double zone = text[used] ? zone_s(text + used) : CHINA_S;
    struct tm given = tm;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    time_t seconds = timegm(&tm);
    bool is_same = tm.tm_mon + 1 == given.tm_mon && tm.tm_mday == given.tm_mday &&
                   tm.tm_hour == given.tm_hour && tm.tm_min == given.tm_min &&
                   tm.tm_sec == given.tm_sec;
    return is_same && given.tm_year >= 1990 ? (double)seconds - zone : NAN;
}

/* NaN if empty or wrong, which was told then. */
static double read_time(struct ticket_sheet *sheet, const struct exchange_table *table, int column,
                        struct ticket_sheet_row *row)
{
    const char *text = text_of(table, column);
    char seconds[40];
    double at = seconds_of(text);
    if (*text && isnan(at))
        exchange_table_error(table,
                             "%s '%s', expected a time as 2026-01-15 03:00, or with :00 and "
                             "a zone (+08:00, Z)",
                             columns[column].name, text);
    snprintf(seconds, sizeof seconds, "%.0f", at);
    row->cell[column] = isnan(at) ? "" : exchange_names_keep(&sheet->names, seconds);
    return at;
}

static void check_word(const struct exchange_table *table, int column,
                       const struct ticket_word *words)
{
    const char *text = text_of(table, column);
    char known[400] = "";
    size_t used = 0;
    for (const struct ticket_word *word = words; word->code; word++) {
        if (!strcmp(word->code, text))
            return;
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "",
                                 word->code);
        if (used >= sizeof known)
            return;
    }
    if (*text)
        exchange_table_error(table, "%s '%s', expected one of: %s", columns[column].name, text,
                             known);
}

static void check_words(const struct exchange_table *table)
{
    enum ticket_kind kind;
    if (*text_of(table, SHEET_KIND) && !ticket_kind_of(text_of(table, SHEET_KIND), &kind))
        exchange_table_error(table,
                             "kind '%s', expected repair, complaint, application, enquiry, "
                             "temp_check or defect",
                             text_of(table, SHEET_KIND));
    static const struct ticket_word urgencies[] = {
        {"normal", ""}, {"urgent", ""}, {"critical", ""}, {NULL, NULL}};
    check_word(table, SHEET_TEMPLATE, ticket_templates);
    check_word(table, SHEET_URGENCY, urgencies);
    check_word(table, SHEET_CAUSE, ticket_causes);
    check_word(table, SHEET_ENDING, ticket_endings);
    exchange_table_integer(table, SHEET_RATING, 1, 5, 0);
}

/* What cannot be without something else. */
static void check_needs(const struct exchange_table *table)
{
    static const struct {
        int what, needs;
    } pairs[] = {{SHEET_DISPATCHED, SHEET_CREW},    {SHEET_CREW, SHEET_DISPATCHED},
                 {SHEET_ARRIVED, SHEET_DISPATCHED}, {SHEET_RESPONDED, SHEET_VISIT},
                 {SHEET_RESPONDED, SHEET_MEASURE},  {SHEET_VISIT, SHEET_RESPONDED},
                 {SHEET_CAUSE, SHEET_FINISHED},     {SHEET_FINISHED, SHEET_CAUSE},
                 {SHEET_ENDING, SHEET_CLOSED},      {SHEET_RATING, SHEET_CLOSED}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (*text_of(table, pairs[i].what) && !*text_of(table, pairs[i].needs))
            exchange_table_error(table, "%s is empty, expected it beside %s",
                                 columns[pairs[i].needs].name, columns[pairs[i].what].name);
    if (*text_of(table, SHEET_RESPONDED) && strcmp(text_of(table, SHEET_KIND), "complaint") != 0)
        exchange_table_error(table, "responded, expected it of a complaint only");
}

static void read_times(struct ticket_sheet *sheet, const struct exchange_table *table,
                       struct ticket_sheet_row *row)
{
    static const int line[] = {SHEET_OPENED, SHEET_DISPATCHED, SHEET_ARRIVED, SHEET_FINISHED,
                               SHEET_CLOSED};
    double last = NAN;
    int before = SHEET_OPENED;
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        double at = read_time(sheet, table, line[i], row);
        if (at < last)
            exchange_table_error(table, "%s is before %s, expected times in their order",
                                 columns[line[i]].name, columns[before].name);
        before = isnan(at) ? before : line[i];
        last = isnan(at) ? last : at;
    }
    double opened = seconds_of(text_of(table, SHEET_OPENED));
    double responded = read_time(sheet, table, SHEET_RESPONDED, row);
    double closed = seconds_of(text_of(table, SHEET_CLOSED));
    read_time(sheet, table, SHEET_VISIT, row);
    if (responded < opened || responded > closed)
        exchange_table_error(table, "responded, expected it between opened and closed");
}

static void check_number(struct ticket_sheet *sheet, const struct exchange_table *table)
{
    char both[100];
    int32_t index;
    if (!*text_of(table, SHEET_SOURCE) || !*text_of(table, SHEET_EXTERN))
        return;
    snprintf(both, sizeof both, "%s %s", text_of(table, SHEET_SOURCE),
             text_of(table, SHEET_EXTERN));
    exchange_names_add(&sheet->numbers, both, (int32_t)sheet->rows.count, &index);
    if ((size_t)index != sheet->rows.count)
        exchange_table_error(table, "number '%s' stands in line %d, too, expected each once",
                             text_of(table, SHEET_EXTERN), sheet->rows.at[index].line);
}

static void read_row(struct ticket_sheet *sheet, const struct exchange_table *table)
{
    struct ticket_sheet_row row = {.line = table->line};
    for (int i = 0; i < SHEET_COLUMNS; i++) {
        const char *text = text_of(table, i);
        row.cell[i] = *text ? exchange_names_keep(&sheet->names, text) : "";
    }
    if (!*row.cell[SHEET_ENDING] && *row.cell[SHEET_CLOSED])
        row.cell[SHEET_ENDING] = "done";
    check_number(sheet, table);
    check_words(table);
    check_needs(table);
    read_times(sheet, table, &row);
    *VEC_PUSH(&sheet->rows) = row;
}

void ticket_sheet_read(struct ticket_sheet *sheet, struct exchange_errors *errors, const char *file,
                       const char *text, size_t length)
{
    struct exchange_table table;
    if (exchange_table_init(&table, errors, file, text, length, columns, SHEET_COLUMNS))
        while (exchange_table_next(&table))
            read_row(sheet, &table);
    exchange_table_finish(&table);
}

void ticket_sheet_finish(struct ticket_sheet *sheet)
{
    free(sheet->rows.at);
    exchange_names_finish(&sheet->names);
    exchange_names_finish(&sheet->numbers);
    *sheet = (struct ticket_sheet){0};
}
