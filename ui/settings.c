#include "ui/settings.h"

#include "ui/lang.h"
#include "ui/screen.h"

#include <stdio.h>
#include <string.h>

void settings_ask(struct console *console)
{
    console->ports.ask_list(console->ports.ctx, DESK_LIST_PREFERENCES, 0, 0, 0, "");
}

void settings_keep(struct console *console, const char *name, const char *value)
{
    struct desk_request request;
    if (!console->world.is_database_up || console->seat.is_locked)
        return;
    desk_request_init(&request, DESK_PREFERENCE_PUT, name);
    request.word = name;
    request.words = value;
    console->ports.ask_desk(console->ports.ctx, &request);
}

/* Once a run, and not away from where somebody has gone already. */
static void start_at(struct console *console, const char *verb)
{
    enum action_id id;
    const struct screen *screen = action_match(verb, &id, 1) == 1 ? screen_opened_by(id) : NULL;
    if (screen && console->place == ON_NETWORK && !console->back_count)
        console_act(console, id, "");
}

/* What an older or a newer program has kept and this one does not know is left as it is. */
static void apply(struct console *console, const char *name, const char *value)
{
    char why[200];
    struct seat *seat = &console->seat;
    if (!strcmp(name, "pin"))
        seat->has_no_pin = !strcmp(value, "0");
    else if (!strcmp(name, "idle"))
        seat_idle_of(value, &seat->idle_minutes);
    else if (!strcmp(name, "theme") && !seat->is_theme_given)
        console->ports.set_theme(console->ports.ctx, value, why, sizeof why);
    else if (!strcmp(name, "lang") && !seat->is_language_given)
        lang_set(value);
    else if (!strcmp(name, "notify"))
        notice_level_of(value, &console->notice.level);
    else if (!strcmp(name, "columns"))
        columns_choose(&console->network.columns, value);
    else if (!strcmp(name, "start") && !seat->has_started)
        start_at(console, value);
}

void settings_table(struct console *console, const struct desk_table *table)
{
    for (int i = 0; i < table->rows; i++)
        apply(console, desk_cell(table, i, 0), desk_cell(table, i, 1));
    console->seat.has_started |= table->rows > 0;
}

static void set_idle(struct console *console, const char *argument)
{
    if (seat_idle_of(argument, &console->seat.idle_minutes))
        settings_keep(console, "idle", argument);
    else
        console_say(console, STYLE_NOTICE, _("idle: minutes, 0 to %d; 0 = never"), SEAT_IDLE_MOST);
}

static void set_start(struct console *console)
{
    const struct screen *screen = screen_at(console->place);
    settings_keep(console, "start", actions[screen->action].verb);
    console_say(console, STYLE_TEXT, _("from now on it starts here: %s"), _(screen->title));
}

static void set_columns(struct console *console, const char *argument)
{
    if (columns_choose(&console->network.columns, argument)) {
        settings_keep(console, "columns", argument);
        return;
    }
    char known[160] = "";
    for (int i = 0; i < COLUMN_COUNT; i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", columns[i].word);
    console_say(console, STYLE_NOTICE, _("columns:%s, each once; none = all of them"), known);
}

bool settings_act(struct console *console, enum action_id id, const char *argument)
{
    switch ((int)id) { /* the others are none of this */
    case ACTION_IDLE: set_idle(console, argument); return true;
    case ACTION_START: set_start(console); return true;
    case ACTION_COLUMNS: set_columns(console, argument); return true;
    }
    return false;
}
