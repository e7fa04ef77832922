/* The board for a whole room: the counts in figures of five lines, below them what is due next in
 * one or two columns of single lines with air between them. Nobody sits at it: there is no cursor
 * and no detail, what has no room is counted. */
#include "ui/clock_mark.h"
#include "ui/lang.h"
#include "ui/rows_ticket.h"
#include "ui/screen_tickets.h"
#include "ui/ticket_text.h"

#include <stdio.h>
#include <string.h>

#define FIGURE_LINES 5

/* A digit is five cells wide; a row of the table is one line of all ten. */
static const char *const figures[FIGURE_LINES][10] = {
    {" ### ", "  #  ", " ### ", " ### ", "#  # ", "#####", " ### ", "#####", " ### ", " ### "},
    {"#   #", " ##  ", "#   #", "    #", "#  # ", "#    ", "#    ", "   # ", "#   #", "#   #"},
    {"#   #", "  #  ", "  ## ", "  ## ", "#####", "#### ", "#### ", "  #  ", " ### ", " ####"},
    {"#   #", "  #  ", " #   ", "    #", "   # ", "    #", "#   #", " #   ", "#   #", "    #"},
    {" ### ", " ### ", "#####", " ### ", "   # ", "#### ", " ### ", " #   ", " ### ", " ### "},
};

struct wall_count {
    const char *name;
    int count;
    enum style style;
};

/* Of blocks where the terminal has them. */
static void add_figures(struct row *row, const struct wall_count *count, const char *block,
                        int line)
{
    char digits[12];
    snprintf(digits, sizeof digits, "%d", count->count);
    for (const char *digit = digits; *digit; digit++) {
        if (*digit < '0' || *digit > '9')
            continue;
        for (const char *cell = figures[line][*digit - '0']; *cell; cell++)
            row_add(row, count->style, *cell == '#' ? block : " ");
        row_space(row, 1);
    }
}

static void draw_counts(const struct console *console, struct frame *frame, struct pane area)
{
    const struct world *world = &console->world;
    struct ticket_tally tally = ticket_tally_of(world->site, world->now);
    const struct wall_count counts[] = {
        {_("overdue"), tally.overdue, tally.overdue ? STYLE_CLOCK_BREACHED : STYLE_DIM},
        {_("to dispatch"), tally.to_dispatch, tally.to_dispatch ? STYLE_EMPHASIS : STYLE_DIM},
        {_("working"), tally.open - tally.to_dispatch, STYLE_TEXT},
        {_("on hold"), tally.held, tally.held ? STYLE_TEXT : STYLE_DIM},
        {_("to call back"), tally.callback, tally.callback ? STYLE_TEXT : STYLE_DIM},
    };
    int each = area.width / (int)(sizeof counts / sizeof *counts);
    for (int line = 0; line <= FIGURE_LINES; line++) {
        struct row row;
        row_clear(&row);
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            row_to(&row, (int)i * each + 2);
            if (line == FIGURE_LINES)
                row_left(&row, STYLE_HEADING, counts[i].name, each - 3);
            else
                add_figures(&row, &counts[i], console->glyphs->spark[7], line);
        }
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + line, area.width, &row);
    }
}

static void wall_row(const struct console *console, int at, int cells, struct row *row)
{
    const struct world *world = &console->world;
    const struct ticket_list *list = &console->tickets.tickets;
    const struct ticket *ticket = ticket_list_ticket(list, world->site, at);
    const struct ticket_clock *clock = ticket_list_clock(list, world->site, at);
    const struct ticket_clock *breach = ticket_unexplained(ticket, world->now);
    enum style style = clock ? clock_mark_style(world, clock) : STYLE_DIM;
    char text[TICKET_TEXT];
    int purpose = lang_is_chinese() ? 4 : 8, state = lang_is_chinese() ? 6 : 11;
    row_space(row, 2);
    clock_mark_add(row, world, breach ? breach : clock);
    row_space(row, 2);
    clock_mark_left(row, world, clock, CLOCK_LEFT_CELLS);
    row_space(row, 2);
    row_left(row, style, clock ? _(clock_purpose_phrase(clock->purpose)) : "", purpose);
    row_space(row, 2);
    snprintf(text, sizeof text, "T%lld", (long long)ticket->id);
    row_left(row, STYLE_EMPHASIS, text, 6);
    row_space(row, 2);
    int rest = cells - row->cells - state - 2 - 13;
    ticket_text_where(world->site, ticket, text, sizeof text);
    row_left(row, world->is_database_up ? STYLE_TEXT : STYLE_DIM, text, rest > 4 ? rest : 4);
    row_space(row, 2);
    row_left(row, STYLE_DIM, ticket_text_state(ticket->state), state);
    row_space(row, 1);
    ticket_text_crew(world->site, ticket, text, sizeof text);
    row_left(row, STYLE_TEXT, text, 10);
    row_fit(row, cells);
}

/* Air between the lines as long as at least forty tickets have room. */
#define WALL_LEAST 40

void screen_tickets_draw_wall(struct console *console, struct frame *frame, struct pane area)
{
    int count = (int)console->tickets.tickets.row.count;
    int head = area.height >= 24 && area.width >= 76 ? FIGURE_LINES + 3 : 1;
    int sides = area.width >= 150 ? 2 : 1, width = area.width / sides;
    int lines = area.height - head - 1;
    int step = lines / 2 * sides >= (count < WALL_LEAST ? count : WALL_LEAST) ? 2 : 1;
    int most = lines / step > 0 ? lines / step : 0, shown = most * sides;
    struct row row;
    if (!console->world.site)
        return;
    if (head > 1) {
        draw_counts(console, frame, (struct pane){area.x, area.y + 1, area.width, head - 1});
    } else {
        struct ticket_look look = {&console->world, console->glyphs, &console->tickets.tickets,
                                   area.width};
        row_clear(&row);
        rows_ticket_counts(&look, &row);
        frame_put(frame, area.x, area.y, area.width, &row);
    }
    for (int i = 0; i < most; i++)
        for (int side = 0; side < sides; side++) {
            int at = side * most + i;
            if (at >= count)
                continue;
            row_clear(&row);
            wall_row(console, at, width - 1, &row);
            frame_put(frame, area.x + side * width, area.y + head + i * step, width, &row);
        }
    row_clear(&row);
    if (count > shown)
        row_addf(&row, STYLE_DIM, _("  %d more"), count - shown);
    frame_put(frame, area.x, area.y + area.height - 1, area.width, &row);
    frame->cursor_y = area.y + area.height - 1;
}
