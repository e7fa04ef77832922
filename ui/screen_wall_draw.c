/* The wall's boards: figures in large digits, below them what they count. */
#include "backend/core/alarm_book.h"
#include "ui/lang.h"
#include "ui/rows_metrics.h"
#include "ui/rows_ticket.h"
#include "ui/rows_wall.h"
#include "ui/screen_wall.h"
#include "ui/wall_figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const names[WALL_BOARD_COUNT] = {N_("tickets"), N_("outages"), N_("alarms"),
                                                    N_("indicators")};

/* What is urgent carries a mark; the board that is shown stands in brackets. */
static void draw_title(const struct wall_turn *turn, struct frame *frame, struct pane area)
{
    char title[200] = "";
    size_t at = 0;
    for (int i = 0; i < WALL_BOARD_COUNT && at < sizeof title; i++) {
        bool is_shown = i == (int)turn->board;
        at += (size_t)snprintf(title + at, sizeof title - at, "%s%s%s%s", is_shown ? " [" : " ",
                               _(names[i]), turn->urgent & 1U << i ? "!" : "", is_shown ? "]" : "");
    }
    screen_title(frame, area, title);
}

static struct wall_figure count_of(const struct console *console, const char *name, int count,
                                   enum style style)
{
    struct wall_figure figure = {.name = name, .style = style};
    snprintf(figure.digits, sizeof figure.digits, "%d", count);
    if (!count || !console->world.is_database_up)
        figure.style = STYLE_DIM;
    return figure;
}

/* Draws the figures into two fifths of the area; what is left below them and a line of air. */
static struct pane draw_figures(const struct console *console, struct frame *frame,
                                struct pane area, const struct wall_figure *figure, int count,
                                int least)
{
    struct wall_figures figures = {figure, count, count, least};
    struct pane head = area;
    head.height = area.height * 2 / 5;
    if (head.height < 1)
        head.height = area.height;
    int lines = wall_figures_draw(&figures, console->glyphs, frame, head);
    lines += area.height > lines + 8;
    return (struct pane){area.x, area.y + lines, area.width, area.height - lines};
}

static void put(struct frame *frame, struct pane area, int line, struct row *row)
{
    row_fit(row, area.width);
    if (line < area.height)
        frame_put(frame, area.x, area.y + line, area.width, row);
}

/* How many of `count` things of `each` lines have room; the last line is for what has none. */
static int shown_of(struct pane area, int count, int each)
{
    int room = area.height / each;
    if (count <= room)
        return count;
    return area.height > 1 ? (area.height - 1) / each : 0;
}

static void draw_more(struct frame *frame, struct pane area, int count, int shown)
{
    struct row row;
    if (count <= shown)
        return;
    row_clear(&row);
    row_addf(&row, STYLE_DIM, _("  %d more"), count - shown);
    put(frame, area, area.height - 1, &row);
}

static void draw_none(struct frame *frame, struct pane area, const char *text)
{
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_DIM, "  %s", text);
    put(frame, area, 0, &row);
}

/* ---- tickets ---- */

static void draw_tickets(const struct console *console, struct frame *frame, struct pane area)
{
    const struct wall_screen *wall = &console->desk.wall;
    const struct wall_tally *tally = &wall->tally;
    const struct wall_figure figure[] = {
        count_of(console, _("in work"), tally->open, STYLE_TEXT),
        count_of(console, _("overdue"), tally->overdue, STYLE_CLOCK_BREACHED),
        count_of(console, _("in 30 min"), tally->soon, STYLE_CLOCK_SHORT),
    };
    struct pane body = draw_figures(console, frame, area, figure, 3, 0);
    struct ticket_look look = {&console->world, console->glyphs, &wall->due, area.width};
    int count = (int)wall->due.row.count, lines = rows_ticket_lines(area.width);
    if (!count)
        draw_none(frame, body, _("no ticket is open"));
    int step = 2 * lines * count <= body.height ? 2 * lines : lines;
    int shown = shown_of(body, count, step);
    for (int i = 0; i < shown; i++)
        for (int line = 0; line < lines; line++) {
            struct row row;
            row_clear(&row);
            rows_ticket_row(&look, i, line, &row);
            put(frame, body, i * step + line, &row);
        }
    draw_more(frame, body, count, shown);
}

/* ---- outages ---- */

static void draw_outages(const struct console *console, struct frame *frame, struct pane area)
{
    const struct world *world = &console->world;
    const struct wall_tally *tally = &console->desk.wall.tally;
    const struct wall_figure figure[] = {
        count_of(console, _("outages"), tally->outages, STYLE_TEXT),
        count_of(console, _("overdue"), tally->late, STYLE_CLOCK_BREACHED),
        count_of(console, _("households"), tally->households, STYLE_TEXT),
    };
    struct pane body = draw_figures(console, frame, area, figure, 3, 0);
    int lines = rows_wall_outage_lines(area.width), line = 0;
    if (!tally->outages)
        draw_none(frame, body, _("no outage"));
    int step = body.height > (lines + 1) * tally->outages ? lines + 1 : lines;
    int shown = shown_of(body, tally->outages, step);
    for (size_t i = 0; i < outage_count(world->site) && line < shown * step; i++) {
        const struct outage *outage = outage_at(world->site, i);
        if (outage->restored.us)
            continue;
        for (int part = 0; part < lines; part++) {
            struct row row;
            row_clear(&row);
            rows_wall_outage(world, outage, area.width, part, &row);
            put(frame, body, line + part, &row);
        }
        line += step;
    }
    draw_more(frame, body, tally->outages, shown);
}

/* ---- alarms ---- */

static struct wall_figure priority_of(const struct console *console, int priority)
{
    const struct wall_tally *tally = &console->desk.wall.tally;
    int waiting = tally->waiting[priority - 1];
    struct wall_figure figure =
        count_of(console, _(alarm_priority_phrase(priority)), tally->shown[priority - 1],
                 (enum style)(STYLE_ALARM_CRITICAL_SEEN + priority - 1));
    figure.chip_style = console->world.is_database_up
                            ? (enum style)(STYLE_ALARM_CRITICAL + priority - 1)
                            : STYLE_DIM;
    if (waiting)
        snprintf(figure.chip, sizeof figure.chip, "%d!", waiting);
    return figure;
}

static void draw_alarms(struct console *console, struct frame *frame, struct pane area)
{
    const struct world *world = &console->world;
    struct wall_districts *districts = &console->desk.wall.districts;
    const struct wall_figure figure[] = {
        priority_of(console, ALARM_CRITICAL), priority_of(console, ALARM_HIGH),
        priority_of(console, ALARM_MEDIUM), priority_of(console, ALARM_NOTICE)};
    struct row row;
    wall_districts_build(districts, world->site);
    struct pane body = draw_figures(console, frame, area, figure, 4, 2);
    frame->steady = (struct pane){area.x, area.y, area.width, body.y - area.y};
    row_clear(&row);
    rows_metrics(world, area.width, &row);
    put(frame, body, 0, &row);
    row_clear(&row);
    rows_wall_district_head(area.width, &row);
    put(frame, body, 1, &row);
    struct pane list = {body.x, body.y + 2, body.width, body.height - 2};
    if (list.height < 1)
        return;
    int count = (int)districts->row.count, step = 2 * count <= list.height ? 2 : 1;
    int shown = shown_of(list, count, step);
    for (int i = 0; i < shown; i++) {
        const struct wall_district *district = &districts->row.at[i];
        row_clear(&row);
        rows_wall_district(world, district, area.width, &row);
        put(frame, list, i * step, &row);
        for (int p = ALARM_CRITICAL; p < ALARM_NOTICE; p++)
            frame->waiting += district->waiting[p - 1];
    }
    draw_more(frame, list, count, shown);
}

/* ---- indicators ---- */

static const struct {
    const char *rate, *name, *whole; /* whole: as screen 7 has it */
} rates[] = {
    {"emergency", N_("emergency response"), N_("emergency repair in time (7.3.6)")},
    {"dispatch", N_("repair response"), N_("repair dispatched within 30 min (6.2.3)")},
    {"repair", N_("repair timeliness"), N_("repair finished within 24 h (8.2.3)")},
    {"room", N_("room temperature"), N_("rooms at 18 C and more (8.2.2)")},
};
#define RATE_COUNT ((int)(sizeof rates / sizeof *rates))

/* Columns of DESK_LIST_RATES. */
enum { RATE_NAME, RATE_N, RATE_D, RATE_OPEN, RATE_TARGET };

static int row_of(const struct desk_table *table, const char *name)
{
    for (int i = 0; i < table->rows; i++)
        if (!strcmp(desk_cell(table, i, RATE_NAME), name))
            return i;
    return -1;
}

/* Cut, not rounded: 999 of 1000 may not read 100 %. */
static void percent_text(double n, double d, char *out, size_t size)
{
    if (!(d > 0))
        snprintf(out, size, "-");
    else if (n >= d)
        snprintf(out, size, "100%%");
    else
        snprintf(out, size, "%.1f%%", floor(1000 * n / d) / 10);
}

static void note_of(const struct desk_table *table, const char *rate, char *out, size_t size)
{
    int at = row_of(table, rate);
    int length = snprintf(out, size, "%s/%s", at < 0 ? "?" : desk_cell(table, at, RATE_N),
                          at < 0 ? "?" : desk_cell(table, at, RATE_D));
    if (desk_cell_number(table, at, RATE_OPEN) > 0 && length > 0 && (size_t)length < size)
        snprintf(out + length, size - (size_t)length, _("  open %s"),
                 desk_cell(table, at, RATE_OPEN));
}

static struct wall_figure rate_of(const struct console *console, int index, bool is_wide)
{
    const struct desk_table *table = console->desk.rates.rate;
    int at = row_of(table, rates[index].rate);
    double n = desk_cell_number(table, at, RATE_N), d = desk_cell_number(table, at, RATE_D);
    bool is_short = d > 0 && 100 * n / d < desk_cell_number(table, at, RATE_TARGET);
    struct wall_figure figure = {.name = is_wide ? _(rates[index].whole) : _(rates[index].name),
                                 .style = !(d > 0)   ? STYLE_DIM
                                          : is_short ? STYLE_CLOCK_BREACHED
                                                     : STYLE_TEXT};
    char note[40];
    if (!console->world.is_database_up)
        figure.style = STYLE_DIM;
    percent_text(n, d, figure.digits, sizeof figure.digits);
    note_of(&table[0], rates[index].rate, figure.note[0], sizeof figure.note[0]);
    note_of(&table[1], rates[index].rate, note, sizeof note);
    snprintf(figure.note[1], sizeof figure.note[1], "%.16s %.40s", _("today"), note);
    return figure;
}

/* 7.4.3 is none of the four of 4.2; it stands below them as a line. */
static void draw_response(const struct console *console, struct frame *frame, struct pane area,
                          int line)
{
    const struct desk_table *season = &console->desk.rates.rate[0];
    int at = row_of(season, "response");
    char percent[16], note[64];
    struct row row;
    percent_text(desk_cell_number(season, at, RATE_N), desk_cell_number(season, at, RATE_D),
                 percent, sizeof percent);
    note_of(season, "response", note, sizeof note);
    row_clear(&row);
    row_addf(&row, STYLE_DIM, "  %s  ", _("complaint answered within 15 min (7.4.3)"));
    row_addf(&row, console->world.is_database_up ? STYLE_TEXT : STYLE_DIM, "%s", percent);
    row_addf(&row, STYLE_DIM, "  %s", note);
    put(frame, area, line, &row);
}

static void draw_rates(const struct console *console, struct frame *frame, struct pane area)
{
    struct wall_figure figure[RATE_COUNT];
    bool is_wide = area.width >= 90;
    int side_by_side = area.width >= 40 ? 2 : 1;
    for (int i = 0; i < RATE_COUNT; i++)
        figure[i] = rate_of(console, i, is_wide);
    struct wall_figures figures = {figure, RATE_COUNT, side_by_side, 0};
    int lines = wall_figures_draw(&figures, console->glyphs, frame, area);
    if (lines + 2 <= area.height)
        draw_response(console, frame, area, lines + 1);
}

void screen_wall_draw(struct console *console, struct frame *frame, struct pane area)
{
    const struct wall_turn *turn = &console->desk.wall.turn;
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    draw_title(turn, frame, area);
    frame->cursor_y = area.y + area.height - 1;
    if (!console->world.site || body.height < 1)
        return;
    ticket_list_build(&console->desk.wall.due, console->world.site, console->world.now);
    switch (turn->board) {
    case WALL_TICKETS: draw_tickets(console, frame, body); return;
    case WALL_OUTAGES: draw_outages(console, frame, body); return;
    case WALL_ALARMS: draw_alarms(console, frame, body); return;
    case WALL_RATES: draw_rates(console, frame, body); return;
    }
}
