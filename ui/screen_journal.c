/* Screen 9: everything that happened, what was recorded last first. */
#include "ui/console_past.h"
#include "ui/lang.h"
#include "ui/rows_journal.h"
#include "ui/screen.h"
#include "ui/sentence.h"

#include <stdio.h>

static int64_t key_of(const void *ctx, int row)
{
    const struct console *console = ctx;
    return console->journal.journal.shown.at[row];
}

static void refresh(struct console *console)
{
    struct journal_screen *screen = &console->journal;
    if (journal_build(&screen->journal, &console->world))
        list_refresh(&screen->list, (int)screen->journal.shown.count, key_of, console);
}

static void load(struct console *console)
{
    refresh(console);
}

/* The next page is asked for when the cursor comes near the end. */
static void ask_older(struct console *console)
{
    struct journal_screen *screen = &console->journal;
    struct journal *journal = &screen->journal;
    if (!console->world.is_database_up || journal->is_asked || journal->is_complete ||
        screen->list.cursor + 2 * screen->list.height < screen->list.count)
        return;
    journal->is_asked = true;
    console->ports.ask_facts(console->ports.ctx, journal_oldest(journal, console->world.site),
                             JOURNAL_PAGE);
}

static void title_text(const struct console *console, char *out, size_t size)
{
    const struct journal_screen *screen = &console->journal;
    char above[64] = "";
    if (screen->list.top > 0)
        snprintf(above, sizeof above, _("  newer above %d"), screen->list.top);
    if (screen->journal.filter[0])
        snprintf(out, size, " 9 %s  /%s  %d%s", _("journal"), screen->journal.filter,
                 screen->list.count, above);
    else
        snprintf(out, size, " 9 %s%s", _("journal"), above);
}

/* The selected event in full: a reason that is cut is none. */
static void draw_detail(struct console *console, struct frame *frame, struct pane area)
{
    const struct fact *fact =
        journal_fact(&console->journal.journal, console->world.site, console->journal.list.cursor);
    char object[200], text[600];
    struct row row, rest;
    row_clear(&row);
    if (fact) {
        sentence_object(console->world.site, fact, object, sizeof object);
        sentence_fact(console->world.site, fact, text, sizeof text);
        row_addf(&row, STYLE_DIM, " #%lld %s ", (long long)fact->seq, object);
        row_add(&row, STYLE_TEXT, text);
        row_addf(&row, STYLE_DIM, "  %s", sentence_who(fact, object, sizeof object));
    }
    for (int line = 0; line < area.height; line++) {
        row_clear(&rest);
        if (line + 1 < area.height)
            row_wrap(&row, area.width, 1, &rest);
        row_fit(&row, area.width);
        frame_put(frame, area.x, area.y + line, area.width, &row);
        row = rest;
    }
}

static int detail_lines(struct pane area)
{
    if (area.height < 6)
        return 0;
    return area.height < 12 || area.width >= 160 ? 1 : area.width >= 100 ? 2 : 3;
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct journal_screen *screen = &console->journal;
    char title[200];
    struct row row;
    refresh(console);
    title_text(console, title, sizeof title);
    row_clear(&row);
    rows_journal_head(area.width, title, &row);
    frame_put(frame, area.x, area.y, area.width, &row);
    int lines = detail_lines(area);
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1 - lines};
    list_fit(&screen->list, body.height);
    for (int line = 0; line < body.height && console->world.site; line++) {
        int at = screen->list.top + line;
        const struct fact *fact = journal_fact(&screen->journal, console->world.site, at);
        if (!fact)
            break;
        row_clear(&row);
        rows_journal_row(&console->world, fact, body.width, &row);
        screen_put(frame, body, line, &row, at == screen->list.cursor);
    }
    if (console->world.site)
        draw_detail(console, frame,
                    (struct pane){area.x, area.y + area.height - lines, area.width, lines});
    if (console->world.site)
        ask_older(console);
}

static void find(struct console *console, const char *text)
{
    journal_set_filter(&console->journal.journal, text);
    console->journal.list.top = 0;
    refresh(console);
}

static int32_t node_of_selected(const struct console *console)
{
    const struct site *site = console->world.site;
    const struct fact *fact =
        journal_fact(&console->journal.journal, site, console->journal.list.cursor);
    if (!fact)
        return -1;
    int32_t device = fact->device ? site_device_of_id(site, fact->device) : -1;
    return device >= 0  ? site->device[device].node
           : fact->node ? site_node_of_id(site, fact->node)
                        : -1;
}

/* As it stood when this happened: its station, or the network. */
static void open_moment(struct console *console)
{
    const struct fact *fact =
        journal_fact(&console->journal.journal, console->world.site, console->journal.list.cursor);
    int32_t node = node_of_selected(console);
    if (!fact)
        return;
    struct wall at = fact->at;
    if (!screen_station_open(console, node))
        screen_go(console, ON_NETWORK);
    console_past_go(console, at);
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct journal_screen *screen = &console->journal;
    if (!console->world.site)
        return false;
    int target = screen_list_target(&screen->list, id);
    if (target >= 0) {
        list_select(&screen->list, target, key_of(console, target));
        return true;
    }
    if (id == ACTION_BACK && screen->journal.filter[0]) {
        find(console, "");
        return true;
    }
    if (id == ACTION_OPEN) {
        open_moment(console);
        return true;
    }
    if (id == ACTION_STATION && !*argument)
        return screen_station_open(console, node_of_selected(console));
    if (id == ACTION_GO && node_of_selected(console) >= 0) {
        screen_network_show(console, node_of_selected(console));
        return true;
    }
    if (id == ACTION_NEXT_HIT || id == ACTION_PREVIOUS_HIT) {
        target = list_target(&screen->list, id == ACTION_NEXT_HIT ? 1 : -1);
        if (target >= 0)
            list_select(&screen->list, target, key_of(console, target));
    }
    return id == ACTION_NEXT_HIT || id == ACTION_PREVIOUS_HIT;
}

static unsigned objects(struct console *console)
{
    if (!console->world.site || node_of_selected(console) < 0)
        return 0;
    return 1u << OBJECT_FACT | 1u << OBJECT_STATION;
}

const struct screen screen_journal = {
    .place = ON_JOURNAL,
    .action = ACTION_JOURNAL,
    .title = N_("journal"),
    .load = load,
    .draw = draw,
    .act = act,
    .find = find,
    .objects = objects,
};
