/* What a ticket's station measured when it came: the values have gone on since. */
#include "ui/alarm_text.h"
#include "ui/lang.h"
#include "ui/rows_ticket_page.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of DESK_LIST_VALUES. */
enum { AT, DEVICE, DEVICE_CODE, POINT, NUMBER, QUALITY };

/* The main points of a station in the order in which they are read; "T2g" stands for each
 * circuit's. */
static const char *const main_points[] = {"T1g", "T1h", "P1g", "P1h", "F1",
                                          "T2g", "T2h", "P2g", "P2h"};
#define MAIN_POINTS (sizeof main_points / sizeof *main_points)

static bool is_of(const char *id, const char *main)
{
    size_t length = strlen(main);
    return !strncmp(id, main, length) && (!id[length] || id[length] == '.');
}

/* The station's device of the alarm's point may have more than one such point: all are shown. */
static const char *alarm_point(const struct ticket_page_look *look)
{
    const struct alarm *alarm =
        look->ticket->alarm ? alarm_of_id(look->console->world.site, look->ticket->alarm) : NULL;
    return alarm ? alarm->point : "";
}

/* Of two devices that measure the same the first. */
static bool is_again(const struct desk_table *table, int row)
{
    for (int i = 0; i < row; i++)
        if (!strcmp(desk_cell(table, i, POINT), desk_cell(table, row, POINT)))
            return true;
    return false;
}

static int rank_of(const char *id, const char *alarmed)
{
    if (*alarmed && !strcmp(id, alarmed))
        return 0;
    for (size_t i = 0; i < MAIN_POINTS; i++)
        if (is_of(id, main_points[i]))
            return (int)i + 1;
    return -1;
}

static size_t add(const struct ticket_page_look *look, int row, char *text, size_t at, size_t size)
{
    const struct desk_table *table = &look->console->ticket.values;
    const char *id = desk_cell(table, row, POINT);
    struct reading reading = {.value = desk_cell_number(table, row, NUMBER),
                              .quality = (uint8_t)atoi(desk_cell(table, row, QUALITY))};
    const struct point *point =
        sentence_point(look->console->world.site, (int32_t)atoi(desk_cell(table, row, DEVICE)), id);
    char value[64];
    if (point)
        value_text(point, reading, value, sizeof value);
    else
        snprintf(value, sizeof value, "%g", reading.value);
    char mark = quality_mark((enum quality)reading.quality);
    int length = snprintf(text + at, size - at, "%s%s %s%.1s", at ? ", " : "", id, value,
                          mark == ' ' ? "" : &mark);
    return length > 0 && (size_t)length < size - at ? at + (size_t)length : at;
}

static void put(const struct ticket_page_look *look, int *line, enum style style, const char *text)
{
    while (*text) {
        struct row row;
        int bytes = row_break(text, look->cells - 2 > 2 ? look->cells - 2 : 2);
        row_clear(&row);
        row_space(&row, 1);
        row_add_bytes(&row, style, text, bytes);
        row_fit(&row, look->cells);
        look->put(look->ctx, (*line)++, &row);
        text += bytes;
        text += strspn(text, " ");
    }
}

int rows_ticket_page_values(const struct ticket_page_look *look, int line)
{
    const struct desk_table *table = &look->console->ticket.values;
    const char *alarmed = alarm_point(look);
    char text[1200] = "", at[24];
    size_t used = 0;
    struct row row;
    for (int rank = 0; rank <= (int)MAIN_POINTS; rank++)
        for (int i = 0; i < table->rows; i++)
            if (rank_of(desk_cell(table, i, POINT), alarmed) == rank && !is_again(table, i))
                used = add(look, i, text, used, sizeof text);
    if (!used)
        return line;
    row_clear(&row);
    look->put(look->ctx, line++, &row);
    alarm_text_moment(fact_wall(desk_cell_number(table, 0, AT)), look->console->world.now, at,
                      sizeof at);
    row_addf(&row, STYLE_HEADING, " %s  %s", _("its station when it came"), at);
    row_fit(&row, look->cells);
    look->put(look->ctx, line++, &row);
    put(look, &line, STYLE_TEXT, text);
    return line;
}
