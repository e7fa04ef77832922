/* Help, made from the action table, so that it cannot lie. */
#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/screen.h"

#include <stdio.h>

/* Behind the actions: what a dialog asks, and the marks. */
static const char *const more[] = {
    "",
    N_("In lists the cursor stays on its object, whatever arrives."),
    N_("A set-point: w, the value, Enter, then the last two of the station's code."),
    N_("A value without a mark is good and fresh; a bad value shows no number."),
    N_("Marks before a value:   ? stale   = frozen   M manual   - never polled"),
    N_("Marks for a value:      ! out of range   x invalid   e refused   / lost"),
    N_("Behind a row:           / lost, since   !3 bad values at 3 devices   ? old"),
    N_("1!3+12: three like the worst, twelve others; 1:2 two answered ones that stand."),
    N_("Alarms: 1 is the worst; 1! waits, 1~ cleared unanswered, 1 answered,"),
    N_("1L waits for a reset, 1s shelved, 1o out of service, 1d suppressed by design;"),
    N_("+16! folded, some of them wait."),
    N_("Everything works without letters too: digits, Enter, Tab, Space, F-keys."),
};
#define MORE_COUNT ((int)(sizeof more / sizeof *more))

/* Rows beside the actions' ids: a heading for each screen, the lines above. */
enum { HEADING = 1000, LINE = 2000 };
#define HEADING_HERE   HEADING
#define HEADING_ALL    (HEADING + 1)
#define HEADING_SCREEN (HEADING + 2)

static void usage_text(const struct action *action, char *out, size_t size)
{
    snprintf(out, size, "%s%s%s%s", *action->verb ? ":" : "", action->verb,
             *action->argument ? " " : "", lang_word(action->argument));
}

static bool fits(const struct help_screen *help, const struct action *action)
{
    char usage[64];
    usage_text(action, usage, sizeof usage);
    return !help->filter[0] || text_contains(usage, help->filter) ||
           text_contains(_(action->sentence), help->filter) ||
           text_contains(action_keys(action->id), help->filter);
}

static void add(struct help_screen *help, int row)
{
    if (help->count < HELP_ROWS)
        help->row[help->count++] = (short)row;
}

/* The actions of `place` that stand under no heading yet. */
static void add_actions(struct help_screen *help, int heading, unsigned place, bool taken[])
{
    int before = help->count;
    add(help, heading);
    for (int id = 1; id < ACTION_COUNT; id++) {
        bool is_all = actions[id].place == ON_SCREENS;
        bool is_here = heading == HEADING_ALL ? is_all : !is_all && (actions[id].place & place);
        if (!is_here || taken[id] || !fits(help, &actions[id]))
            continue;
        taken[id] = true;
        add(help, id);
    }
    if (help->count == before + 1)
        help->count = before;
}

/* What can be done where one comes from, everywhere, then on the other screens. */
static void build(struct help_screen *help)
{
    bool taken[ACTION_COUNT] = {false};
    help->count = 0;
    add_actions(help, HEADING_HERE, help->from, taken);
    add_actions(help, HEADING_ALL, ON_SCREENS, taken);
    for (unsigned bit = ON_NETWORK, i = 0; bit < ON_SCREENS; bit <<= 1, i++)
        add_actions(help, HEADING_SCREEN + (int)i, bit, taken);
    for (int i = 0; i < MORE_COUNT; i++)
        if (!help->filter[0] || text_contains(lang_word(more[i]), help->filter))
            add(help, LINE + i);
}

static int64_t key_of(const void *ctx, int row)
{
    return ((const struct console *)ctx)->help.row[row] + 1;
}

static void refresh(struct console *console)
{
    build(&console->help);
    list_refresh(&console->help.list, console->help.count, key_of, console);
}

static void load(struct console *console)
{
    struct help_screen *help = &console->help;
    enum action_place from =
        console->back_count ? console->back[console->back_count - 1] : ON_NETWORK;
    if (from != help->from)
        help->list = (struct list){0};
    help->from = from;
    help->filter[0] = '\0';
    refresh(console);
}

static void find(struct console *console, const char *text)
{
    snprintf(console->help.filter, sizeof console->help.filter, "%s", text);
    refresh(console);
}

static void places_text(unsigned place, char *out, size_t size)
{
    if (place == ON_SCREENS) {
        snprintf(out, size, "%s", _("everywhere"));
        return;
    }
    size_t at = 0;
    *out = '\0';
    for (unsigned bit = ON_NETWORK; bit < ON_SCREENS && at < size; bit <<= 1)
        if ((place & bit) && screen_at((enum action_place)bit)->place == bit)
            at += (size_t)snprintf(out + at, size - at, "%s%s", at ? " " : "",
                                   _(screen_at((enum action_place)bit)->title));
}

#define KEYS_CELLS   15
#define KEYS_LEAST   10
#define PLACES_CELLS 24

/* As wide as the longest, unless that leaves the sentences no room. */
static int usage_cells(int cells)
{
    int widest = 0, most = cells >= 110 ? 34 : 22;
    for (int id = 1; id < ACTION_COUNT; id++) {
        char usage[64];
        usage_text(&actions[id], usage, sizeof usage);
        int width = text_width(usage) + 2;
        widest = width > widest ? width : widest;
    }
    return cells < 60 ? 0 : widest < most ? widest : most;
}

static void action_row(const struct action *action, int cells, int usage, struct row *out)
{
    char verb[64], places[120];
    int behind = cells >= 110 ? PLACES_CELLS : 0;
    usage_text(action, verb, sizeof verb);
    places_text(action->place, places, sizeof places);
    row_space(out, 1);
    row_add(out, STYLE_KEY, lang_word(action_keys(action->id)));
    row_to(out, cells >= 110 || !usage ? KEYS_CELLS : KEYS_LEAST);
    if (usage)
        row_left(out, STYLE_DIM, verb, usage - 1);
    row_space(out, usage > 0);
    row_left(out, STYLE_TEXT, _(action->sentence), cells - out->cells - behind);
    if (behind)
        row_left(out, STYLE_DIM, places, behind);
}

static enum action_place place_of(const struct help_screen *help, int heading)
{
    if (heading < HEADING_SCREEN)
        return help->from;
    return (enum action_place)(ON_NETWORK << (heading - HEADING_SCREEN));
}

static void heading_row(const struct help_screen *help, int heading, struct row *out)
{
    const char *where =
        heading == HEADING_ALL ? _("everywhere") : _(screen_at(place_of(help, heading))->title);
    row_addf(out, STYLE_EMPHASIS, " %s%s", heading == HEADING_HERE ? _("here: ") : "", where);
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    struct help_screen *help = &console->help;
    char title[200];
    snprintf(title, sizeof title, "%s%s%s", _(" ? help: keys, commands, what they do"),
             help->filter[0] ? "  /" : "", help->filter);
    screen_title(frame, area, title);
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    int usage = usage_cells(body.width);
    list_fit(&help->list, body.height);
    if (!help->count) {
        struct row row;
        row_clear(&row);
        row_addf(&row, STYLE_DIM, " %s", _("nothing fits"));
        frame_put(frame, body.x, body.y, body.width, &row);
    }
    for (int line = 0; line < body.height && help->list.top + line < help->count; line++) {
        int at = help->list.top + line, what = help->row[at];
        struct row row;
        row_clear(&row);
        if (what >= LINE)
            row_addf(&row, STYLE_TEXT, " %s", lang_word(more[what - LINE]));
        else if (what >= HEADING)
            heading_row(help, what, &row);
        else
            action_row(&actions[what], body.width, usage, &row);
        row_fit(&row, body.width);
        screen_put(frame, body, line, &row, at == help->list.cursor);
    }
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    struct help_screen *help = &console->help;
    (void)argument;
    if (id == ACTION_BACK && help->filter[0]) {
        find(console, "");
        return true;
    }
    int target = screen_list_target(&help->list, id);
    if (target >= 0)
        list_select(&help->list, target, key_of(console, target));
    return target >= 0;
}

static unsigned objects(struct console *console)
{
    (void)console;
    return 0;
}

const struct screen screen_help = {
    .place = ON_HELP,
    .action = ACTION_HELP,
    .title = N_("help"),
    .load = load,
    .draw = draw,
    .act = act,
    .find = find,
    .objects = objects,
};
