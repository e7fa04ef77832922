/* Screen 7: the indicators of 4.2 with n/d, for the season and for today, and every miss of the
 * selected one. Nothing due is a dash, never 100 %. */
#include "backend/core/outage.h"
#include "backend/core/ticket.h"
#include "ui/lang.h"
#include "ui/screen.h"
#include "ui/screen_panes.h"
#include "ui/screen_ticket.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of DESK_LIST_RATES and DESK_LIST_MISSES. */
enum { RATE_NAME, RATE_N, RATE_D, RATE_OPEN, RATE_TARGET };
enum { MISS_ID, MISS_PURPOSE, MISS_DUE, MISS_STOPPED, MISS_OVER, MISS_REASON, MISS_PLACE };

static const struct {
    const char *name, *phrase;
} rates[] = {
    {"emergency", N_("emergency repair in time (7.3.6)")},
    {"dispatch", N_("repair dispatched within 30 min (6.2.3)")},
    {"response", N_("complaint answered within 15 min (7.4.3)")},
    {"repair", N_("repair finished within 24 h (8.2.3)")},
    {"room", N_("rooms at 18 C and more (8.2.2)")},
};
#define RATE_COUNT ((int)(sizeof rates / sizeof *rates))

static struct rates_screen *rates_of(struct console *console)
{
    return &console->desk.rates;
}

static int64_t key_of(const void *ctx, int row)
{
    (void)ctx;
    return row + 1;
}

static void ask_misses(struct console *console)
{
    struct rates_screen *screen = rates_of(console);
    desk_table_finish(&screen->misses);
    if (console->world.is_database_up)
        console->ports.ask_list(console->ports.ctx, DESK_LIST_MISSES, screen->list.cursor + 1, 0, 0,
                                rates[screen->list.cursor].name);
}

static void load(struct console *console)
{
    struct rates_screen *screen = rates_of(console);
    list_refresh(&screen->list, RATE_COUNT, key_of, NULL);
    if (console->place != ON_RATES || !console->world.is_database_up)
        return;
    console->ports.ask_list(console->ports.ctx, DESK_LIST_RATES, 1, 0, NAN, "season");
    console->ports.ask_list(console->ports.ctx, DESK_LIST_RATES, 2, 0, NAN, "today");
    ask_misses(console);
}

static void table(struct console *console, enum desk_list list, int64_t id,
                  const struct desk_table *table)
{
    struct rates_screen *screen = rates_of(console);
    if (table->is_lost)
        return;
    if (list == DESK_LIST_RATES && (id == 1 || id == 2))
        desk_state_keep(&screen->rate[id - 1], table);
    if (list == DESK_LIST_MISSES && id == screen->list.cursor + 1)
        desk_state_keep(&screen->misses, table);
}

static int row_of(const struct desk_table *table, const char *name)
{
    for (int i = 0; i < table->rows; i++)
        if (!strcmp(desk_cell(table, i, RATE_NAME), name))
            return i;
    return -1;
}

/* In columns of its own: what has no room there is left out, never cut. */
static void rate_add(struct row *row, const struct desk_table *table, const char *name, int column,
                     int cells)
{
    struct row piece;
    int at = row_of(table, name);
    double n = desk_cell_number(table, at, RATE_N), d = desk_cell_number(table, at, RATE_D);
    double target = desk_cell_number(table, at, RATE_TARGET);
    bool is_short = d > 0 && 100 * n / d < target;
    row_to(row, column);
    if (d > 0)
        row_addf(row, is_short ? STYLE_CLOCK_BREACHED : STYLE_TEXT, "%6.2f %%", 100 * n / d);
    else
        row_add(row, STYLE_DIM, "     --");
    row_clear(&piece);
    row_addf(&piece, STYLE_DIM, "  %s/%s", at < 0 ? "?" : desk_cell(table, at, RATE_N),
             at < 0 ? "?" : desk_cell(table, at, RATE_D));
    bool is_whole = row_join_whole(row, &piece, column + cells - 1);
    row_clear(&piece);
    if (is_whole && desk_cell_number(table, at, RATE_OPEN) > 0)
        row_addf(&piece, STYLE_DIM, _("  open %s"), desk_cell(table, at, RATE_OPEN));
    row_join_whole(row, &piece, column + cells - 1);
}

static void miss_row(const struct console *console, const struct desk_table *misses, int at,
                     struct row *row)
{
    double over = desk_cell_number(misses, at, MISS_OVER);
    struct wall due = {(int64_t)(desk_cell_number(misses, at, MISS_DUE) * 1e6)};
    const char *reason = desk_cell(misses, at, MISS_REASON);
    bool is_room = !strcmp(desk_cell(misses, at, MISS_PURPOSE), "room");
    char text[24], age[16];
    wall_text(due, text, sizeof text);
    world_age_text((int64_t)(over * 1000), age, sizeof age);
    row_clear(row);
    row_addf(row, STYLE_TEXT, " %s%s",
             outage_of_id(console->world.site, strtoll(desk_cell(misses, at, MISS_ID), NULL, 10))
                 ? "O"
                 : "T",
             desk_cell(misses, at, MISS_ID));
    row_to(row, 10);
    row_addf(row, STYLE_DIM, "%.11s  ", text + 5);
    if (is_room)
        row_addf(row, STYLE_NOTICE, "%.1f C", over);
    else
        row_addf(row, STYLE_NOTICE, _("over by %s"), age);
    row_to(row, 40);
    row_add(row, reason[0] ? STYLE_TEXT : STYLE_NOTICE,
            is_room     ? ""
            : reason[0] ? _(ticket_word_phrase(ticket_breaches, reason))
                        : _("no reason given"));
    row_addf(row, STYLE_DIM, "  %s", desk_cell(misses, at, MISS_PLACE));
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct rates_screen *screen = rates_of(console);
    struct row row;
    char title[100];
    int season = area.width >= 120 ? 34 : 22, today = area.width >= 120 ? 34 : 17;
    bool has_today = area.width >= 70;
    int first = area.width >= 100 ? 50 : area.width - season - (has_today ? today : 0);
    snprintf(title, sizeof title, " 7 %s", _("indicators"));
    screen_title(frame, area, title);
    row_clear(&row);
    row_to(&row, first);
    row_addf(&row, STYLE_HEADING, " %s", _("season"));
    row_to(&row, first + season);
    if (has_today)
        row_addf(&row, STYLE_HEADING, " %s", _("today"));
    row_fit(&row, area.width);
    frame_put(frame, area.x, area.y + 1, area.width, &row);
    struct pane body = {area.x, area.y + 2, area.width, RATE_COUNT};
    list_fit(&screen->list, RATE_COUNT);
    for (int i = 0; i < RATE_COUNT && i + 2 < area.height; i++) {
        row_clear(&row);
        row_addf(&row, STYLE_TEXT, " %s", _(rates[i].phrase));
        row_fit(&row, first - 1);
        rate_add(&row, &screen->rate[0], rates[i].name, first, season);
        if (has_today)
            rate_add(&row, &screen->rate[1], rates[i].name, first + season, today);
        row_fit(&row, area.width);
        screen_put(frame, body, i, &row, i == screen->list.cursor);
    }
    struct pane below = {area.x, area.y + RATE_COUNT + 3, area.width, area.height - RATE_COUNT - 3};
    if (below.height < 2)
        return;
    char heading[120];
    snprintf(heading, sizeof heading, _("missed this season: %s"),
             _(rates[screen->list.cursor].phrase));
    int line = screen_pane_heading(frame, below, 0, heading);
    for (int i = 0; i < screen->misses.rows && line < below.height; i++, line++) {
        miss_row(console, &screen->misses, i, &row);
        row_fit(&row, below.width);
        frame_put(frame, below.x, below.y + line, below.width, &row);
    }
    if (!screen->misses.rows) {
        row_clear(&row);
        row_add(&row, STYLE_DIM, _(" none"));
        frame_put(frame, below.x, below.y + line, below.width, &row);
    }
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct rates_screen *screen = rates_of(console);
    int target = screen_list_target(&screen->list, id);
    (void)argument;
    if (target >= 0) {
        list_select(&screen->list, target, key_of(NULL, target));
        ask_misses(console);
        return true;
    }
    if (id == ACTION_OPEN && screen->misses.rows)
        screen_ticket_open_number(console, desk_cell(&screen->misses, 0, MISS_ID));
    return id == ACTION_OPEN;
}

static unsigned objects(struct console *console)
{
    (void)console;
    return 0;
}

const struct screen screen_rates = {
    .place = ON_RATES,
    .action = ACTION_RATES,
    .title = N_("indicators"),
    .load = load,
    .draw = draw,
    .act = act,
    .objects = objects,
    .table = table,
};
