/* Help, made from the action table, so that it cannot lie. */
#include "backend/base/text.h"
#include "ui/lang.h"
#include "ui/screen.h"

#include <stdio.h>

/* Row 0 … are the actions in the table's order; then what a dialog asks, then the marks. */
static const char *const more[] = {
    "",
    N_("In lists the cursor stays on its object, whatever arrives."),
    N_("A set-point: w, the value, Enter, then the last two of the station's code."),
    N_("A value without a mark is good and fresh; a bad value shows no number."),
    N_("Marks before a value:   ? stale   = frozen   M manual   - never polled"),
    N_("Marks for a value:      ! out of range   x invalid   e refused   / lost"),
    N_("Behind a row:           / lost, since   !3 bad values at 3 devices   ? old"),
    N_("Alarms: 1 is the worst; 1! waits, 1~ cleared unanswered, 1 answered, 1L waits for a "
       "reset,"),
    N_("1s shelved, 1o out of service, 1d suppressed by design; +16! folded, some of them wait."),
    N_("Everything works without letters too: digits, Enter, Tab, Space, F-keys."),
};
#define MORE_COUNT ((int)(sizeof more / sizeof *more))

static int row_count(void)
{
    return ACTION_COUNT - 1 + MORE_COUNT;
}

static int64_t key_of(const void *ctx, int row)
{
    (void)ctx;
    return row + 1;
}

static void load(struct console *console)
{
    list_refresh(&console->help, row_count(), key_of, console);
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

static void action_row(const struct action *action, int cells, struct row *out)
{
    char verb[64], places[120];
    snprintf(verb, sizeof verb, "%s%s%s%s", *action->verb ? ":" : "", action->verb,
             *action->argument ? " " : "", lang_word(action->argument));
    places_text(action->place, places, sizeof places);
    row_space(out, 1);
    row_add(out, STYLE_KEY, lang_word(action_keys(action->id)));
    row_to(out, 15);
    if (cells >= 60)
        row_left(out, STYLE_DIM, verb, 16);
    row_left(out, STYLE_TEXT, _(action->sentence), cells - out->cells - (cells >= 110 ? 24 : 0));
    if (cells >= 110)
        row_left(out, STYLE_DIM, places, 24);
}

static void draw(struct console *console, struct frame *frame, struct pane area)
{
    screen_title(frame, area, _(" ? help: keys, commands, what they do"));
    struct pane body = {area.x, area.y + 1, area.width, area.height - 1};
    list_fit(&console->help, body.height);
    for (int line = 0; line < body.height; line++) {
        int at = console->help.top + line;
        struct row row;
        if (at >= row_count())
            break;
        row_clear(&row);
        if (at < ACTION_COUNT - 1)
            action_row(&actions[at + 1], body.width, &row);
        else
            row_addf(&row, STYLE_TEXT, " %s", lang_word(more[at - ACTION_COUNT + 1]));
        row_cut(&row, body.width);
        screen_put(frame, body, line, &row, at == console->help.cursor);
    }
}

static bool act(struct console *console, enum action_id id, const char *argument)
{
    (void)argument;
    int target = screen_list_target(&console->help, id);
    if (target >= 0)
        list_select(&console->help, target, key_of(console, target));
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
    .objects = objects,
};
