#include "ui/screen_station_draw.h"

#include "ui/lang.h"
#include "ui/mark.h"
#include "ui/rows_station.h"
#include "ui/screen_panes.h"
#include "ui/sentence.h"
#include "ui/value.h"

#include <stdio.h>

static struct station_look look_of(const struct console *console, int cells)
{
    return (struct station_look){&console->world, console->glyphs, &console->station.points, cells,
                                 NULL};
}

static void draw_trend(const struct console *console, struct frame *frame, struct pane area, int y)
{
    struct row row;
    spark_row(&console->station.spark, console, area.width, &row);
    frame_put(frame, area.x, area.y + y, area.width, &row);
}

static void draw_points(struct console *console, struct frame *frame, struct pane area)
{
    struct station_screen *station = &console->station;
    struct station_look look = look_of(console, area.width);
    struct station_alarms alarms;
    station_alarms_make(&alarms, console->world.site, station->points.station, true);
    look.alarms = &alarms;
    frame->waiting += alarms.unacknowledged;
    list_fit(&station->list, area.height);
    for (int line = 0; line < area.height; line++) {
        int at = station->list.top + line;
        struct row row;
        if (at >= station->list.count)
            break;
        row_clear(&row);
        rows_station_row(&look, (size_t)at, &row);
        screen_put(frame, area, line, &row, at == station->list.cursor);
    }
}

/* The circuits in pipes, the one looked at first, as many as fit `most` lines. How many lines. */
static int draw_mimic(struct console *console, struct frame *frame, struct pane area, int most)
{
    const struct station_screen *station = &console->station;
    struct station_alarms alarms;
    struct mimic_look look = {&console->world, console->glyphs, &station->mimic, &alarms,
                              area.width};
    int line = 0, count = station->mimic.circuits, first = station->circuit;
    station_alarms_make(&alarms, console->world.site, station->points.station, true);
    first = first < 1 || first > count ? 1 : first;
    for (int i = 0; i < count; i++) {
        int circuit = (first - 1 + i) % count + 1, lines = mimic_lines(&station->mimic, circuit);
        if (line + lines > most)
            break;
        for (int y = 0; y < lines; y++, line++) {
            struct row row;
            row_clear(&row);
            mimic_row(&look, circuit, i == 0, y, &row);
            frame_put(frame, area.x, area.y + line, area.width, &row);
        }
    }
    return line;
}

static void draw_head_row(const struct station_look *look, struct frame *frame, struct pane area,
                          int line)
{
    struct row row;
    row_clear(&row);
    rows_station_head(look, line, &row);
    frame_put(frame, area.x, area.y + line, area.width, &row);
}

/* The head takes what it needs and never more than half; a low screen has the points first. Where
 * there is room the circuits are drawn in pipes, else they are lines of a table. */
static int draw_head(struct console *console, struct frame *frame, struct pane area)
{
    struct station_look look = look_of(console, area.width);
    int count = rows_station_head_count(&look);
    if (count + 1 > area.height / 2)
        count = area.height / 2 - 1;
    if (count <= 0)
        return 0;
    draw_head_row(&look, frame, area, 0);
    struct pane below = {area.x, area.y + 1, area.width, area.height - 1};
    int drawn = area.width >= MIMIC_LEAST_CELLS
                    ? draw_mimic(console, frame, below, area.height / 2 - 4)
                    : 0;
    if (drawn)
        count = 1 + drawn;
    else
        for (int i = 1; i < count; i++)
            draw_head_row(&look, frame, area, i);
    draw_trend(console, frame, area, count);
    return count + 1;
}

#define ALARM_LINES 3

/* Without a pane beside: the first alarms of the station, as long as half of the screen is left for
 * its points. The last line tells how many more there are. */
static int draw_alarms(struct console *console, struct frame *frame, struct pane area, int head)
{
    const struct world *world = &console->world;
    struct station_alarms alarms;
    station_alarms_make(&alarms, world->site, console->station.points.station, true);
    int room = (area.height - head) / 3, most = room < ALARM_LINES ? room : ALARM_LINES;
    int count = alarms.count < most ? alarms.count : most;
    for (int i = 0; i < count; i++) {
        struct row row;
        row_clear(&row);
        row_space(&row, 1);
        mark_alarm(&row, world, alarms.at[i]);
        row_addf(&row, STYLE_DIM, "  %s", _(alarm_state_phrase(alarms.at[i])));
        if (i == count - 1 && alarms.all > count)
            row_addf(&row, STYLE_DIM, "  +%d", alarms.all - count);
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + head + i, area.width, &row);
    }
    return count;
}

/* ---- the pane beside ---- */

static void put_line(struct frame *frame, struct pane area, int *line, const struct row *row)
{
    if (*line < area.height)
        frame_put(frame, area.x, area.y + (*line)++, area.width, row);
}

static void draw_point_detail(struct console *console, struct frame *frame, struct pane area,
                              int *line)
{
    struct station_look look = look_of(console, area.width);
    struct row rows[STATION_DETAIL_MOST];
    int count = rows_station_detail(&look, (size_t)console->station.list.cursor, rows);
    for (int i = 0; i < count; i++)
        put_line(frame, area, line, &rows[i]);
}

static void draw_beside(struct console *console, struct frame *frame, struct pane area)
{
    int line = 0;
    screen_wall(console, frame, area);
    draw_point_detail(console, frame, area, &line);
    line =
        screen_pane_alarms(console, frame, area, line + 1, console->station.points.station, true);
    line = screen_pane_orders(console, frame, area, line + 1, console->station.points.station);
    line = screen_pane_heading(frame, area, line + 1, _("latest"));
    screen_pane_facts(console, frame, area, line, console->station.points.station);
}

/* Below the points: the selected one in full, on a second line if that is what it takes. */
static void draw_below(struct console *console, struct frame *frame, struct pane area)
{
    struct station_look look = look_of(console, area.width);
    struct row row, rest;
    row_clear(&row);
    row_clear(&rest);
    rows_station_line(&look, (size_t)console->station.list.cursor, &row);
    if (area.height >= 8)
        row_wrap(&row, area.width, 1, &rest);
    row_fit(&row, area.width);
    row_fit(&rest, area.width);
    int lines = rest.cells ? 2 : 1, y = area.y + area.height - lines;
    draw_points(console, frame, (struct pane){area.x, area.y, area.width, area.height - lines});
    frame_put(frame, area.x, y, area.width, &row);
    if (lines > 1)
        frame_put(frame, area.x, y + 1, area.width, &rest);
}

void screen_station_draw(struct console *console, struct frame *frame, struct pane area)
{
    if (console->station.points.station < 0) {
        screen_title(frame, area, _(" 5 station: none chosen; 1 goes to the network"));
        return;
    }
    int head = draw_head(console, frame, area);
    if (area.width < 100)
        head += draw_alarms(console, frame, area, head);
    struct pane rest = {area.x, area.y + head, area.width, area.height - head};
    if (area.width >= 100) {
        int points = area.width >= 160 ? 96 : area.width * 58 / 100;
        draw_points(console, frame, (struct pane){rest.x, rest.y, points, rest.height});
        draw_beside(
            console, frame,
            (struct pane){rest.x + points + 1, rest.y, rest.width - points - 1, rest.height});
    } else if (rest.height >= 4) {
        draw_below(console, frame, rest);
    } else {
        draw_points(console, frame, rest);
    }
}
