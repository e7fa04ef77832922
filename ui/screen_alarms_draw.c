/* How the alarm screen is laid out: title, metrics, list; from 100 columns the selected alarm
 * beside it, below that in up to three lines at the foot. */
#include "ui/flash.h"
#include "ui/keep.h"
#include "ui/lang.h"
#include "ui/rows_alarm.h"
#include "ui/rows_metrics.h"
#include "ui/screen_alarms.h"
#include "ui/screen_report.h"

static struct alarm_look look_of(const struct console *console, int cells)
{
    return (struct alarm_look){&console->world, console->glyphs, &console->alarms.alarms,
                               &console->desk.plans, cells};
}

static void draw_title(const struct console *console, struct frame *frame, struct pane area)
{
    const struct alarm_list *list = &console->alarms.alarms;
    struct alarm_look look = look_of(console, area.width);
    int top = console->alarms.list.top;
    int loud = (size_t)top < list->row.count ? list->row.at[top].loud_before : 0;
    struct row row;
    row_clear(&row);
    rows_alarm_title(&look, top, loud, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
}

static void draw_nothing(const struct console *console, struct frame *frame, struct pane area)
{
    const struct alarm_list *list = &console->alarms.alarms;
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_DIM, " %s",
             list->filter[0]             ? _("nothing fits")
             : list->part == PART_ACTIVE ? _("no alarm is active")
             : list->part == PART_SHELF  ? _("nothing is shelved")
                                         : _("nothing is out of service or suppressed"));
    row_fit(&row, area.width);
    frame_put(frame, area.x, area.y, area.width, &row);
}

static bool asks(const struct alarm *alarm)
{
    return flash_may(alarm->state, alarm->code.priority);
}

/* What waits at a row: itself, and what it folds. */
static int waiting_at(const struct console *console, int at)
{
    const struct alarm_list *list = &console->alarms.alarms;
    const struct site *site = console->world.site;
    const struct alarm *alarm = alarm_list_alarm(list, site, at);
    const struct alarm_group *group = alarm_list_group(list, at);
    int count = alarm && asks(alarm);
    for (int32_t i = 0; group && !list->row.at[at].is_open && i < group->children; i++)
        count += asks(alarm_at(site, list->groups.child[group->first_child + (size_t)i]));
    return count;
}

static const struct row *kept_row(struct console *console, int at, int cells)
{
    static struct keep keep;
    struct alarm_look look = look_of(console, cells);
    struct keep_from from;
    keep_from(&from, &console->world, console->glyphs, cells);
    from.built = console->alarms.alarms.built;
    const struct row *kept = keep_find(&keep, &from, at);
    if (kept)
        return kept;
    struct row *row = keep_room(&keep, at);
    rows_alarm_row(&look, at, 0, row);
    return row;
}

static void draw_row(struct console *console, struct frame *frame, struct pane area, int line,
                     int at)
{
    const struct row *row = kept_row(console, at, area.width);
    if (at != console->alarms.list.cursor) {
        frame_put(frame, area.x, area.y + line, area.width, row);
        return;
    }
    struct row selected = *row;
    screen_put(frame, area, line, &selected, true);
}

static void draw_list(struct console *console, struct frame *frame, struct pane area)
{
    struct list *list = &console->alarms.list;
    struct alarm_look look = look_of(console, area.width);
    int lines = rows_alarm_lines(area.width);
    if (area.height < 1)
        return;
    list_fit(list, area.height / lines > 0 ? area.height / lines : 1);
    if (!list->count)
        draw_nothing(console, frame, area);
    for (int i = 0; i < list->height && list->top + i < list->count; i++) {
        int at = list->top + i;
        frame->waiting += waiting_at(console, at);
        if (lines == 1)
            draw_row(console, frame, area, i, at);
        for (int line = lines - 1; lines > 1 && line >= 0; line--) {
            struct row row;
            row_clear(&row);
            rows_alarm_row(&look, at, line, &row);
            if (i * lines + line < area.height)
                screen_put(frame, area, i * lines + line, &row, at == list->cursor);
        }
    }
}

static void draw_detail(struct console *console, struct frame *frame, struct pane area)
{
    static struct row rows[ROWS_ALARM_DETAIL];
    struct alarm_look look = look_of(console, area.width);
    frame->steady = area;
    screen_wall(console, frame, area);
    screen_title(frame, area, _(" selected alarm"));
    if (!console->world.site)
        return;
    int count = rows_alarm_detail(&look, console->alarms.list.cursor, rows);
    for (int i = 0; i < count && i + 1 < area.height; i++)
        frame_put(frame, area.x, area.y + 1 + i, area.width, &rows[i]);
}

static void draw_foot(struct console *console, struct frame *frame, struct pane area)
{
    struct alarm_look look = look_of(console, area.width);
    struct row rows[3];
    int count =
        console->world.site ? rows_alarm_lines_below(&look, console->alarms.list.cursor, rows) : 0;
    for (int i = 0; i < count && i < area.height; i++)
        frame_put(frame, area.x, area.y + i, area.width, &rows[i]);
}

static int list_width(int width)
{
    if (width < 100)
        return width;
    int detail = width >= 160 ? 66 : 42;
    return width - detail - 1 < 72 ? 72 : width - detail - 1;
}

void screen_alarms_draw(struct console *console, struct frame *frame, struct pane area)
{
    int width = list_width(area.width);
    bool has_metrics = area.height >= 12;
    int foot = width < area.width || area.height < 6 ? 0 : area.height < 16 ? 1 : 3;
    struct pane body = {area.x, area.y + 1 + has_metrics, width,
                        area.height - 1 - has_metrics - foot};
    alarm_list_set_room(&console->alarms.alarms, body.height / rows_alarm_lines(width));
    screen_alarms_refresh(console);
    if (console->alarms.alarms.part == PART_REPORT) {
        draw_title(console, frame, (struct pane){area.x, area.y, area.width, 1});
        screen_report_draw(console, frame,
                           (struct pane){area.x, area.y + 1, area.width, area.height - 1});
        return;
    }
    draw_title(console, frame, (struct pane){area.x, area.y, width, 1});
    if (has_metrics) {
        struct row row;
        row_clear(&row);
        rows_metrics(&console->world, width, &row);
        frame_put(frame, area.x, area.y + 1, width, &row);
    }
    draw_list(console, frame, body);
    if (width < area.width)
        draw_detail(console, frame,
                    (struct pane){area.x + width + 1, area.y, area.width - width - 1, area.height});
    else if (foot)
        draw_foot(console, frame, (struct pane){area.x, area.y + area.height - foot, width, foot});
}
