#include "ui/screen.h"

#include "ui/console_past.h"

#include <stddef.h>
#include <string.h>

static const struct screen *const screens[] = {
    &screen_network, &screen_station, &screen_journal, &screen_alarms,      &screen_tickets,
    &screen_ticket,  &screen_intake,  &screen_outages, &screen_crews,       &screen_rates,
    &screen_jobs,    &screen_help,    &screen_trend,   &screen_wall_boards, &screen_lines,
};
#define SCREEN_COUNT (sizeof screens / sizeof *screens)

void screen_each(void (*each)(const struct screen *screen, void *ctx), void *ctx)
{
    for (size_t i = 0; i < SCREEN_COUNT; i++)
        each(screens[i], ctx);
}

const struct screen *screen_at(enum action_place place)
{
    for (size_t i = 0; i < SCREEN_COUNT; i++)
        if (screens[i]->place == place)
            return screens[i];
    return &screen_network;
}

const struct screen *screen_opened_by(enum action_id action)
{
    for (size_t i = 0; i < SCREEN_COUNT; i++)
        if (screens[i]->action == action)
            return screens[i];
    return NULL;
}

/* A crew's phone shows its jobs and nothing else. */
static bool may_see(const struct console *console, enum action_place place)
{
    if (console_is_past(console) && console_past_lacks(place))
        return false;
    return strcmp(console->world.session->role, "crew") != 0 ||
           place & (ON_JOBS | ON_TICKET | ON_HELP);
}

void screen_keep_crew(struct console *console)
{
    if (may_see(console, console->place))
        return;
    console->place = ON_JOBS;
    console->back_count = 0;
    screen_at(ON_JOBS)->load(console);
}

#define BACK_MOST ((int)(sizeof((struct console *)0)->back / sizeof(enum action_place)))

/* A screen that is on the way back already is gone back to: Esc never runs in circles. */
void screen_go(struct console *console, enum action_place place)
{
    if (place == console->place || !may_see(console, place))
        return;
    for (int i = 0; i < console->back_count; i++) {
        if (console->back[i] == place) {
            console->back_count = i;
            console->place = place;
            screen_at(place)->load(console);
            return;
        }
    }
    if (console->back_count == BACK_MOST) {
        for (int i = 1; i < BACK_MOST; i++)
            console->back[i - 1] = console->back[i];
        console->back_count--;
    }
    console->back[console->back_count++] = console->place;
    console->place = place;
    screen_at(place)->load(console);
}

void screen_back(struct console *console)
{
    console->place = console->back_count ? console->back[--console->back_count] : ON_NETWORK;
    screen_at(console->place)->load(console);
}

int screen_list_target(const struct list *list, enum action_id id)
{
    int page = list->height > 1 ? list->height - 1 : 1;
    switch ((int)id) { /* the few of the table's actions that move a cursor */
    case ACTION_UP: return list_target(list, -1);
    case ACTION_DOWN: return list_target(list, 1);
    case ACTION_PAGE_UP: return list_target(list, -page);
    case ACTION_PAGE_DOWN: return list_target(list, page);
    case ACTION_FIRST: return list_target(list, -list->count);
    case ACTION_LAST: return list_target(list, list->count);
    }
    return -1;
}

void screen_title(struct frame *frame, struct pane area, const char *title)
{
    struct row row;
    row_clear(&row);
    row_left(&row, STYLE_TITLE, title, area.width);
    frame_put(frame, area.x, area.y, area.width, &row);
}

void screen_select(struct frame *frame, struct pane area, int line, struct row *row)
{
    row_to(row, area.width);
    row_restyle(row, STYLE_SELECTION);
    frame->cursor_x = area.x;
    frame->cursor_y = area.y + line;
}

void screen_put(struct frame *frame, struct pane area, int line, struct row *row, bool is_selected)
{
    if (is_selected)
        screen_select(frame, area, line, row);
    frame_put(frame, area.x, area.y + line, area.width, row);
}

void screen_wall(const struct console *console, struct frame *frame, struct pane area)
{
    struct row row;
    row_clear(&row);
    row_add(&row, STYLE_BORDER, console->glyphs->wall);
    for (int y = 0; y < area.height; y++)
        frame_put(frame, area.x - 1, area.y + y, 1, &row);
}
