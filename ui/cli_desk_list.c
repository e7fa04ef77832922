#include "backend/base/alloc.h"
#include "backend/core/crew.h"
#include "backend/core/site.h"
#include "backend/core/ticket.h"
#include "backend/device/reading.h"
#include "ui/cli_desk.h"
#include "ui/cli_json.h"
#include "ui/cli_table.h"
#include "ui/lang.h"
#include "ui/sentence.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How a column of a list is printed. PLAIN is for programs alone; FIGURE tells people what the
 * numbers of an entry mean. */
enum form { TEXT, TIME, LEFT, SECONDS, NUMBER, PLAIN, FIGURE, WHO, READING, QUALITY, HIDDEN };
struct column {
    const char *name;
    enum form form;
};

static const struct column ticket_columns[] = {
    {"id", TEXT},     {"kind", TEXT},   {"state", TEXT},  {"urgency", TEXT}, {"reported", TIME},
    {"place", TEXT},  {"text", TEXT},   {"crew", TEXT},   {"purpose", TEXT}, {"due", LEFT},
    {"phone", TEXT},  {"caller", TEXT}, {"source", TEXT}, {"parent", TEXT},  {"outage", TEXT},
    {"linked", TEXT}, {"held", TIME},   {"cycle", TEXT},  {"node", TEXT},    {"closed_code", TEXT},
    {NULL, TEXT},
};
static const struct column clock_columns[] = {
    {"purpose", TEXT},   {"cycle", TEXT},  {"started", TIME}, {"due", TIME}, {"stopped", TIME},
    {"held_s", SECONDS}, {"waived", TEXT}, {"reason", TEXT},  {NULL, TEXT},
};
static const struct column entry_columns[] = {
    {"seq", TEXT},      {"at", TIME},    {"event", TEXT}, {"who", WHO},
    {"code", TEXT},     {"text", TEXT},  {"old", PLAIN},  {"new", FIGURE},
    {"recorded", TIME}, {"point", TEXT}, {NULL, TEXT},
};
static const struct column value_columns[] = {
    {"at", TIME},       {"device_id", HIDDEN}, {"device", TEXT}, {"point", TEXT},
    {"value", READING}, {"quality", QUALITY},  {NULL, TEXT},
};
static const struct column outage_columns[] = {
    {"id", TEXT},           {"node", HIDDEN},      {"kind", TEXT},        {"cause", TEXT},
    {"started", TIME},      {"eta", TIME},         {"forecasts", TEXT},   {"plan", TEXT},
    {"plan_started", TIME}, {"reallocated", TIME}, {"crews", TEXT},       {"no_crew_since", TIME},
    {"steps", TEXT},        {"stations", TEXT},    {"households", TEXT},  {"area_m2", TEXT},
    {"noticed", TIME},      {"restored", TIME},    {"tickets", TEXT},     {"clocks", HIDDEN},
    {"plan_title", TEXT},   {"plan_en", TEXT},     {"tickets_all", TEXT}, {NULL, TEXT},
};
static const struct column step_columns[] = {
    {"outage", HIDDEN}, {"n", TEXT},    {"text", TEXT},    {"text_en", TEXT}, {"who", TEXT},
    {"due", TIME},      {"done", TIME}, {"done_by", TEXT}, {NULL, TEXT},
};
static const struct column plan_columns[] = {
    {"card", TEXT}, {"title", TEXT}, {"title_en", TEXT}, {"n", TEXT},  {"minutes", TEXT},
    {"who", TEXT},  {"text", TEXT},  {"text_en", TEXT},  {NULL, TEXT},
};
static const struct column crew_columns[] = {
    {"id", HIDDEN},     {"code", TEXT},       {"name", TEXT},   {"phone", TEXT}, {"status", TEXT},
    {"since", TIME},    {"next_check", TIME}, {"silent", TEXT}, {"load", TEXT},  {"jobs", TEXT},
    {"last_end", TIME}, {"on_duty", TEXT},    {NULL, TEXT},
};
static const struct column line_columns[] = {
    {"state", TEXT},        {"endpoint", TEXT},   {"node", TEXT},
    {"place", TEXT},        {"units", NUMBER},    {"lost", NUMBER},
    {"failed_pct", NUMBER}, {"rtt_ms", NUMBER},   {"rtt_most_ms", NUMBER},
    {"round_ms", NUMBER},   {"requests", NUMBER}, {"timeouts", NUMBER},
    {"exceptions", NUMBER}, {"broken", NUMBER},   {"connects", NUMBER},
    {"since", TIME},        {"at", TIME},         {"collector", TEXT},
    {"up", NUMBER},         {NULL, TEXT},
};
static const struct column miss_columns[] = {
    {"id", TEXT},        {"purpose", TEXT}, {"due", TIME},   {"stopped", TIME},
    {"over_s", SECONDS}, {"reason", TEXT},  {"place", TEXT}, {NULL, TEXT},
};

enum entry_cell {
    ENTRY_AT = 1,
    ENTRY_EVENT,
    ENTRY_WHO,
    ENTRY_CODE,
    ENTRY_NEW = 7,
    ENTRY_POINT = 9
};

/* An entry of the record, as far as its words need it. */
static struct fact entry_of(const struct desk_table *table, int row)
{
    struct fact fact;
    fact_init(&fact, fact_kind_of(desk_cell(table, row, ENTRY_EVENT)),
              fact_wall(desk_cell_number(table, row, ENTRY_AT)));
    fact.new_value = desk_cell_number(table, row, ENTRY_NEW);
    snprintf(fact.who, sizeof fact.who, "%s", desk_cell(table, row, ENTRY_WHO));
    snprintf(fact.code, sizeof fact.code, "%s", desk_cell(table, row, ENTRY_CODE));
    snprintf(fact.point, sizeof fact.point, "%s", desk_cell(table, row, ENTRY_POINT));
    return fact;
}

static struct wall wall_of(double seconds)
{
    return isnan(seconds) ? (struct wall){0} : fact_wall(seconds);
}

/* "+0:12:05" left, "-3:04:00" over, as on the board. */
static void left_text(double due_s, char *out, size_t size)
{
    if (isnan(due_s)) {
        snprintf(out, size, "-");
        return;
    }
    long long left = (long long)(due_s - (double)time(NULL));
    long long whole = left < 0 ? -left : left;
    snprintf(out, size, "%c%lld:%02lld:%02lld", left < 0 ? '-' : '+', whole / 3600, whole / 60 % 60,
             whole % 60);
}

static const char *quality_text(double number)
{
    return number >= 0 && number < QUALITY_COUNT ? quality_name((enum quality)number) : "?";
}

/* What is over by is a temperature where the clock is the room's. */
static bool is_room(const struct desk_table *table, int row)
{
    return !strcmp(desk_cell(table, row, 1), "room");
}

static const struct site *names; /* knows the crews while a record is printed */

static void cell_text(const struct column *column, const struct desk_table *table, int row, int i,
                      char *out, size_t size)
{
    double number = desk_cell_number(table, row, i);
    struct wall at = wall_of(number);
    struct fact fact;
    switch (column->form) {
    case TIME:
        if (at.us)
            wall_text(at, out, size);
        else
            snprintf(out, size, "-");
        return;
    case LEFT: left_text(number, out, size); return;
    case READING: snprintf(out, size, "%.6g", number); return;
    case QUALITY: snprintf(out, size, "%s", quality_text(number)); return;
    case FIGURE:
        fact = entry_of(table, row);
        sentence_figure(names, &fact, fact.at, out, size);
        if (!*out)
            snprintf(out, size, "-");
        return;
    case WHO:
        fact = entry_of(table, row);
        sentence_who(&fact, out, size);
        return;
    case SECONDS:
        if (!isnan(number) && !is_room(table, row)) {
            snprintf(out, size, "%.0f", number);
            return;
        }
        /* fallthrough */
    case TEXT:
    case NUMBER:
    case PLAIN:
    case HIDDEN:
        snprintf(out, size, "%s", desk_cell(table, row, i)[0] ? desk_cell(table, row, i) : "-");
        return;
    }
}

static void print_json(const struct column *columns, const struct desk_table *table, int row,
                       const char *what)
{
    struct cli_json json;
    cli_json_open(&json);
    if (what)
        cli_json_text(&json, "what", what);
    for (int i = 0; columns[i].name; i++) {
        double number = desk_cell_number(table, row, i);
        const char *text = desk_cell(table, row, i);
        if (columns[i].form == TIME || columns[i].form == LEFT)
            cli_json_time(&json, columns[i].name, wall_of(number));
        else if (columns[i].form == NUMBER || columns[i].form == READING ||
                 columns[i].form == PLAIN || columns[i].form == FIGURE)
            cli_json_number(&json, columns[i].name, number);
        else if (columns[i].form == QUALITY)
            cli_json_text(&json, columns[i].name, quality_text(number));
        else if (columns[i].form == SECONDS)
            cli_json_number(&json, columns[i].name, is_room(table, row) ? number : round(number));
        else if (columns[i].form == TEXT || columns[i].form == WHO)
            cli_json_text(&json, columns[i].name, text[0] ? text : NULL);
    }
    cli_json_close(&json);
}

#define COLUMNS_MOST 24

static bool is_for_people(const struct column *column)
{
    return column->form != HIDDEN && column->form != PLAIN;
}

/* The first `shown` columns as a table, or all of them as JSON. */
static void print_list(const struct column *columns, const struct desk_table *table, int shown,
                       bool is_json)
{
    char text[COLUMNS_MOST][1024];
    const char *cells[COLUMNS_MOST];
    int count = 0;
    for (int i = 0; i < shown && columns[i].name; i++)
        if (is_for_people(&columns[i]))
            cells[count++] = columns[i].form == FIGURE ? "what" : columns[i].name;
    struct cli_table *out = is_json ? NULL : cli_table_new(count);
    if (out)
        cli_table_add(out, cells);
    for (int row = 0; row < table->rows; row++) {
        if (is_json) {
            print_json(columns, table, row, NULL);
            continue;
        }
        count = 0;
        for (int i = 0; i < shown && columns[i].name; i++) {
            if (!is_for_people(&columns[i]))
                continue;
            cell_text(&columns[i], table, row, i, text[count], sizeof text[0]);
            cells[count] = text[count];
            count++;
        }
        cli_table_add(out, cells);
    }
    if (out)
        cli_table_end(out);
}

static enum cli_exit list(const struct cli_call *call, enum desk_list which, const char *text,
                          const struct column *columns, int shown)
{
    struct desk_table table;
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (!cli_desk_read(call, which, 0, NAN, text, &table))
        return CLI_AWAY;
    print_list(columns, &table, shown, call->json);
    desk_table_finish(&table);
    return CLI_DONE;
}

enum cli_exit cli_desk_tickets(const struct cli_call *call)
{
    const char *which = call->words ? call->word[0] : "open";
    if (strcmp(which, "open") != 0 && strcmp(which, "callback") != 0 && strcmp(which, "all") != 0) {
        cli_say(_("'%s': expected open, callback or all"), which);
        return CLI_OTHER;
    }
    return list(call, DESK_LIST_TICKETS, which, ticket_columns, 10);
}

enum cli_exit cli_desk_outages(const struct cli_call *call)
{
    return list(call, DESK_LIST_OUTAGES, NULL, outage_columns, 20);
}

enum cli_exit cli_desk_crews(const struct cli_call *call)
{
    return list(call, DESK_LIST_CREWS, NULL, crew_columns, 12);
}

/* A collector that is gone leaves its last figures: nobody shall take them for those of now. */
static void warn_of_old(const struct desk_table *table)
{
    int old = 0;
    for (int row = 0; row < table->rows; row++)
        old += !strcmp(desk_cell(table, row, 0), "old");
    if (old)
        cli_say(_("%d of %d lines: no collector tells of them now, their figures are old"), old,
                table->rows);
}

enum cli_exit cli_desk_lines(const struct cli_call *call)
{
    struct desk_table table;
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (!cli_desk_read(call, DESK_LIST_LINES, 0, NAN, NULL, &table))
        return CLI_AWAY;
    print_list(line_columns, &table, 15, call->json);
    warn_of_old(&table);
    desk_table_finish(&table);
    return CLI_DONE;
}

static const struct column roster_columns[] = {
    {"from", TIME},  {"until", TIME}, {"role", TEXT}, {"who", TEXT},
    {"phone", TEXT}, {"gap", TEXT},   {NULL, TEXT},
};

enum cli_exit cli_desk_roster(const struct cli_call *call)
{
    struct desk_table table;
    enum cli_exit code = cli_need_database(call);
    char *end = "";
    double days = call->words ? strtod(call->word[0], &end) : 7;
    if (*end || !(days >= 1 && days <= 366)) {
        cli_say(_("'%s' is no number of days, expected 1 to 366"), call->word[0]);
        return CLI_OTHER;
    }
    if (code != CLI_DONE)
        return code;
    if (!cli_desk_read(call, DESK_LIST_ROSTER, 0, days, NULL, &table))
        return CLI_AWAY;
    print_list(roster_columns, &table, COLUMNS_MOST, call->json);
    desk_table_finish(&table);
    return CLI_DONE;
}

/* Who may not see the crews reads the record without their names. */
static struct site *read_names(const struct cli_call *call)
{
    struct site *site = site_new();
    struct desk_table table;
    if (!cli_desk_read(call, DESK_LIST_CREWS, 0, NAN, NULL, &table))
        return site;
    struct crew *crews = alloc_array((size_t)table.rows + 1, sizeof *crews);
    for (int row = 0; row < table.rows; row++) {
        crews[row].id = (int32_t)desk_cell_number(&table, row, 0);
        snprintf(crews[row].name, sizeof crews[row].name, "%s", desk_cell(&table, row, 2));
    }
    site_put_crews(site, crews, (size_t)table.rows);
    free(crews);
    desk_table_finish(&table);
    return site;
}

static bool print_part(const struct cli_call *call, enum desk_list which, int64_t id,
                       const struct column *columns, const char *what)
{
    struct desk_table table;
    if (!cli_desk_read(call, which, id, NAN, NULL, &table))
        return false;
    if (!call->json && table.rows) {
        struct site *site = columns == entry_columns ? read_names(call) : NULL;
        names = site;
        putchar('\n');
        print_list(columns, &table, COLUMNS_MOST, false);
        names = NULL;
        site_free(site);
    }
    for (int row = 0; call->json && row < table.rows; row++)
        print_json(columns, &table, row, what);
    desk_table_finish(&table);
    return true;
}

static void print_fields(const struct column *columns, const struct desk_table *table)
{
    char text[4096];
    struct cli_table *out = cli_table_new(2);
    for (int i = 0; columns[i].name; i++) {
        cell_text(&columns[i], table, 0, i, text, sizeof text);
        if (is_for_people(&columns[i]) && strcmp(text, "-") != 0)
            cli_table_add(out, (const char *const[]){columns[i].name, text});
    }
    cli_table_end(out);
}

/* The thing itself; CLI_OTHER if there is none. */
static enum cli_exit print_one(const struct cli_call *call, enum desk_list list,
                               const struct column *columns, const char *what, int64_t *id)
{
    struct desk_table table;
    enum cli_exit code = cli_need_database(call);
    if (code != CLI_DONE)
        return code;
    if (!cli_desk_number(call->word[0], what[0] == 't' ? 'T' : 'O', id))
        return CLI_OTHER;
    if (!cli_desk_read(call, list, *id, NAN, "all", &table))
        return CLI_AWAY;
    bool is_there = table.rows == 1;
    if (is_there && call->json)
        print_json(columns, &table, 0, what);
    else if (is_there)
        print_fields(columns, &table);
    desk_table_finish(&table);
    if (!is_there)
        cli_say(what[0] == 't' ? _("there is no ticket %s") : _("there is no outage %s"),
                call->word[0]);
    return is_there ? CLI_DONE : CLI_OTHER;
}

enum cli_exit cli_desk_outage_show(const struct cli_call *call)
{
    int64_t id;
    enum cli_exit code = print_one(call, DESK_LIST_OUTAGES, outage_columns, "outage", &id);
    if (code != CLI_DONE)
        return code;
    return print_part(call, DESK_LIST_STEPS, id, step_columns, "step") &&
                   print_part(call, DESK_LIST_TIMELINE, id, entry_columns, "entry")
               ? CLI_DONE
               : CLI_AWAY;
}

enum cli_exit cli_desk_plans(const struct cli_call *call)
{
    return list(call, DESK_LIST_PLANS, call->words ? call->word[0] : "", plan_columns,
                COLUMNS_MOST);
}

enum cli_exit cli_desk_show(const struct cli_call *call)
{
    int64_t id;
    enum cli_exit code = print_one(call, DESK_LIST_TICKETS, ticket_columns, "ticket", &id);
    if (code != CLI_DONE)
        return code;
    return print_part(call, DESK_LIST_CLOCKS, id, clock_columns, "clock") &&
                   print_part(call, DESK_LIST_VALUES, id, value_columns, "value") &&
                   print_part(call, DESK_LIST_TIMELINE, id, entry_columns, "entry")
               ? CLI_DONE
               : CLI_AWAY;
}

static void rate_text(const struct desk_table *table, int row, char *out, size_t size)
{
    double n = desk_cell_number(table, row, 1), d = desk_cell_number(table, row, 2);
    if (d > 0)
        snprintf(out, size, "%.2f %%", 100 * n / d);
    else
        snprintf(out, size, "—"); /* nothing was due: that is no 100 % */
}

static void print_rates(const struct desk_table *table, bool is_json)
{
    struct cli_table *out = is_json ? NULL : cli_table_new(6);
    if (out)
        cli_table_add(out, (const char *const[]){"rate", "", "n", "d", "open", "target"});
    for (int row = 0; row < table->rows; row++) {
        char percent[24];
        struct cli_json json;
        rate_text(table, row, percent, sizeof percent);
        if (!is_json) {
            cli_table_add(
                out, (const char *const[]){desk_cell(table, row, 0), percent,
                                           desk_cell(table, row, 1), desk_cell(table, row, 2),
                                           desk_cell(table, row, 3), desk_cell(table, row, 4)});
            continue;
        }
        cli_json_open(&json);
        cli_json_text(&json, "rate", desk_cell(table, row, 0));
        cli_json_number(&json, "n", desk_cell_number(table, row, 1));
        cli_json_number(&json, "d", desk_cell_number(table, row, 2));
        cli_json_number(&json, "open", desk_cell_number(table, row, 3));
        cli_json_number(&json, "target", desk_cell_number(table, row, 4));
        cli_json_close(&json);
    }
    if (out)
        cli_table_end(out);
}

enum cli_exit cli_desk_rates(const struct cli_call *call)
{
    struct desk_table rates, misses;
    const char *span = call->words ? call->word[0] : "season";
    enum cli_exit code = cli_need_database(call);
    if (strcmp(span, "today") != 0 && strcmp(span, "season") != 0) {
        cli_say(_("'%s': expected today or season"), span);
        return CLI_OTHER;
    }
    if (code != CLI_DONE)
        return code;
    if (!cli_desk_read(call, DESK_LIST_RATES, 0, NAN, span, &rates))
        return CLI_AWAY;
    print_rates(&rates, call->json);
    for (int row = 0; row < rates.rows; row++) {
        if (!cli_desk_read(call, DESK_LIST_MISSES, 0, !strcmp(span, "today"),
                           desk_cell(&rates, row, 0), &misses)) {
            desk_table_finish(&rates);
            return CLI_AWAY;
        }
        if (misses.rows && !call->json)
            printf("\n%s\n", desk_cell(&rates, row, 0));
        if (misses.rows)
            print_list(miss_columns, &misses, COLUMNS_MOST, call->json);
        desk_table_finish(&misses);
    }
    desk_table_finish(&rates);
    return CLI_DONE;
}
