/* How the board is laid out: title, counts, list; from 100 columns the selected ticket beside it,
 * below that in up to three lines at the foot. */
#include "backend/core/crew.h"
#include "ui/keep.h"
#include "ui/lang.h"
#include "ui/rows_ticket.h"
#include "ui/screen_tickets.h"

static struct ticket_look look_of(const struct console *console, int cells)
{
    return (struct ticket_look){&console->world, console->glyphs, &console->tickets.tickets, cells};
}

static void draw_head(const struct console *console, struct frame *frame, struct pane area,
                      bool has_counts)
{
    struct ticket_look look = look_of(console, area.width);
    struct row row;
    row_clear(&row);
    rows_ticket_title(&look, console->tickets.list.top, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
    if (!has_counts)
        return;
    row_clear(&row);
    rows_ticket_counts(&look, &row);
    frame_put(frame, area.x, area.y + 1, area.width, &row);
}

static void draw_nothing(const struct console *console, struct frame *frame, struct pane area)
{
    const struct ticket_list *list = &console->tickets.tickets;
    struct row row;
    row_clear(&row);
    row_addf(&row, STYLE_DIM, " %s",
             list->filter[0]                  ? _("nothing fits")
             : list->part == TICKETS_OPEN     ? _("no ticket is open")
             : list->part == TICKETS_CALLBACK ? _("nobody is to be called back")
                                              : _("nothing was closed today"));
    row_fit(&row, area.width);
    frame_put(frame, area.x, area.y, area.width, &row);
}

static const struct row *kept_row(struct console *console, int at, int cells)
{
    static struct keep keep;
    struct ticket_look look = look_of(console, cells);
    struct keep_from from;
    keep_from(&from, &console->world, console->glyphs, cells);
    from.built = console->tickets.tickets.built;
    from.more = ticket_changes(console->world.site) + crew_changes(console->world.site);
    const struct row *kept = keep_find(&keep, &from, at);
    if (kept)
        return kept;
    struct row *row = keep_room(&keep, at);
    rows_ticket_row(&look, at, 0, row);
    return row;
}

static void draw_row(struct console *console, struct frame *frame, struct pane area, int line,
                     int at)
{
    const struct row *row = kept_row(console, at, area.width);
    if (at != console->tickets.list.cursor) {
        frame_put(frame, area.x, area.y + line, area.width, row);
        return;
    }
    struct row selected = *row;
    screen_put(frame, area, line, &selected, true);
}

static void draw_list(struct console *console, struct frame *frame, struct pane area)
{
    struct list *list = &console->tickets.list;
    struct ticket_look look = look_of(console, area.width);
    int lines = rows_ticket_lines(area.width);
    if (area.height < 1)
        return;
    list_fit(list, area.height / lines > 0 ? area.height / lines : 1);
    if (!list->count)
        draw_nothing(console, frame, area);
    for (int i = 0; i < list->height && list->top + i < list->count; i++) {
        int at = list->top + i;
        if (lines == 1)
            draw_row(console, frame, area, i, at);
        for (int line = lines - 1; lines > 1 && line >= 0; line--) {
            struct row row;
            row_clear(&row);
            rows_ticket_row(&look, at, line, &row);
            if (i * lines + line < area.height)
                screen_put(frame, area, i * lines + line, &row, at == list->cursor);
        }
    }
}

static void draw_detail(struct console *console, struct frame *frame, struct pane area)
{
    static struct row rows[ROWS_TICKET_DETAIL];
    struct ticket_look look = look_of(console, area.width);
    frame->steady = area;
    screen_wall(console, frame, area);
    screen_title(frame, area, _(" selected ticket"));
    if (!console->world.site)
        return;
    int count = rows_ticket_detail(&look, console->tickets.list.cursor, rows);
    for (int i = 0; i < count && i + 1 < area.height; i++)
        frame_put(frame, area.x, area.y + 1 + i, area.width, &rows[i]);
}

static void draw_foot(struct console *console, struct frame *frame, struct pane area)
{
    struct ticket_look look = look_of(console, area.width);
    struct row rows[3];
    frame->steady = area;
    int count =
        console->world.site ? rows_ticket_below(&look, console->tickets.list.cursor, rows) : 0;
    for (int i = 0; i < count && i < area.height; i++)
        frame_put(frame, area.x, area.y + i, area.width, &rows[i]);
}

static int list_width(int width)
{
    if (width < 100)
        return width;
    int detail = width >= 160 ? 60 : 42;
    return width - detail - 1 < 72 ? 72 : width - detail - 1;
}

void screen_tickets_draw(struct console *console, struct frame *frame, struct pane area)
{
    int width = list_width(area.width);
    bool has_counts = area.height >= 12;
    int foot = width < area.width || area.height < 6 ? 0 : area.height < 16 ? 1 : 3;
    screen_tickets_refresh(console);
    if (console->tickets.is_wall) {
        screen_tickets_draw_wall(console, frame, area);
        return;
    }
    draw_head(console, frame, (struct pane){area.x, area.y, width, 2}, has_counts);
    draw_list(
        console, frame,
        (struct pane){area.x, area.y + 1 + has_counts, width, area.height - 1 - has_counts - foot});
    if (width < area.width)
        draw_detail(console, frame,
                    (struct pane){area.x + width + 1, area.y, area.width - width - 1, area.height});
    else if (foot)
        draw_foot(console, frame, (struct pane){area.x, area.y + area.height - foot, width, foot});
}
