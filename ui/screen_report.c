#include "ui/screen_report.h"

#include "backend/base/conf.h"
#include "ui/lang.h"
#include "ui/phrase.h"
#include "ui/rows_alarm.h"
#include "ui/rows_report.h"
#include "ui/screen_alarms.h"

#include <stdio.h>

#define AGAIN_MS  300000
#define DAYS_MOST 366

static int64_t key_of(const void *ctx, int row)
{
    (void)ctx;
    return row + 1;
}

/* ---- asking ---- */

/* One at a time: a month of alarms is work for the database. */
static void ask(struct console *console)
{
    struct report_screen *screen = &console->report;
    if (screen->asked || !console->world.is_database_up)
        return;
    screen->asked = screen->days;
    screen->why[0] = '\0';
    console->ports.ask_report(console->ports.ctx, screen->days);
}

void screen_report_look(struct console *console)
{
    struct report_screen *screen = &console->report;
    if (!screen->days)
        screen->days = ALARM_REPORT_DAYS;
    if (screen->made != screen->days || screen->why[0] ||
        mono_ms_since(screen->made_at, console->world.mono) >= AGAIN_MS)
        ask(console);
}

void screen_report_turn(struct console *console)
{
    const struct report_screen *screen = &console->report;
    bool is_in_sight =
        console->place == ON_ALARMS && console->alarms.alarms.part == PART_REPORT && screen->days;
    if (is_in_sight && screen->made != screen->days && !screen->why[0])
        ask(console);
}

void screen_report_open(struct console *console, const char *days)
{
    struct report_screen *screen = &console->report;
    long long wanted = screen->days ? screen->days : ALARM_REPORT_DAYS;
    if (*days && !conf_int(days, 1, DAYS_MOST, &wanted)) {
        console_say(console, STYLE_NOTICE, _("'%s' is no number of days, expected 1 to %d"), days,
                    DAYS_MOST);
        return;
    }
    if (screen->days != wanted)
        screen->why[0] = '\0';
    screen->days = (int)wanted;
    screen_alarms_show(console, PART_REPORT);
}

void console_report(struct console *console, const struct query_report *report, const char *why)
{
    struct report_screen *screen = &console->report;
    int days = screen->asked;
    screen->asked = 0;
    if (days != screen->days)
        return; /* others are wanted by now: asked for with the next turn */
    if (why) {
        snprintf(screen->why, sizeof screen->why, "%s", *why ? why : "?");
        return;
    }
    screen->report = *report;
    screen->made = days;
    screen->made_at = console->world.mono;
    list_refresh(&screen->list, rows_report_count(report), key_of, NULL);
}

/* ---- what is selected ---- */

int32_t screen_report_node(const struct console *console)
{
    const struct report_screen *screen = &console->report;
    int actor = screen->made ? rows_report_actor(&screen->report, screen->list.cursor) : -1;
    const char *code = actor >= 0 ? screen->report.actor[actor].node : "";
    return *code && console->world.site ? site_node_of_code(console->world.site, code) : -1;
}

bool screen_report_act(struct console *console, enum action_id id)
{
    struct list *list = &console->report.list;
    int target = screen_list_target(list, id), node = screen_report_node(console);
    if (target >= 0)
        list_select(list, target, key_of(NULL, target));
    else if (id == ACTION_OPEN && node >= 0 && !screen_station_open(console, node))
        screen_network_show(console, node);
    return target >= 0 || id == ACTION_OPEN;
}

/* ---- drawing ---- */

static void draw_state(const struct console *console, struct frame *frame, struct pane area)
{
    const struct report_screen *screen = &console->report;
    struct row row;
    char at[24], why[400];
    row_clear(&row);
    row_space(&row, 1);
    if (screen->made) {
        wall_text(screen->report.load.to, at, sizeof at);
        row_addf(&row, STYLE_DIM, _("%d d to %.11s"), screen->made, at + 5);
        row_space(&row, 2);
    }
    if (screen->asked) {
        row_addf(&row, STYLE_PENDING, _("computing %d d"), screen->asked);
    } else if (!console->world.is_database_up) {
        row_add(&row, STYLE_NOTICE, _("no report while the database is away"));
    } else if (screen->why[0]) {
        phrase_text(screen->why, why, sizeof why);
        row_addf(&row, STYLE_NOTICE, _("no report: %s"), why);
    }
    row_fit(&row, area.width);
    frame_put(frame, area.x, area.y, area.width, &row);
}

void screen_report_draw(struct console *console, struct frame *frame, struct pane area)
{
    struct report_screen *screen = &console->report;
    struct list *list = &screen->list;
    struct report_look look = {&console->world, &screen->report, area.width};
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    int lines = rows_alarm_lines(area.width);
    draw_state(console, frame, area);
    if (!screen->made || body.height < 1)
        return;
    list_fit(list, body.height / lines > 0 ? body.height / lines : 1);
    for (int i = 0; i < list->height && list->top + i < list->count; i++)
        for (int line = lines - 1; line >= 0; line--) {
            struct row row;
            row_clear(&row);
            rows_report_row(&look, list->top + i, line, &row);
            if (i * lines + line < body.height)
                screen_put(frame, body, i * lines + line, &row, list->top + i == list->cursor);
        }
}
