#include "ui/console_seat.h"

#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ask(struct console *console, enum desk_call call, const char *word, const char *words)
{
    struct desk_request request;
    desk_request_init(&request, call, word);
    request.word = word;
    request.words = words;
    console->ports.ask_desk(console->ports.ctx, &request);
}

void console_seat_keep(struct console *console, const char *name, const char *value)
{
    if (console->world.is_database_up)
        ask(console, DESK_PREFERENCE_PUT, name, value);
}

/* ---- locking ---- */

/* Whatever was open is left as if by Esc: an order that is under way goes on. */
static void leave_dialogs(struct console *console)
{
    for (int i = 0; i < 4 && console->mode != MODE_SCREEN; i++) {
        enum console_mode before = console->mode;
        console_key(console, PRESS_ESC);
        if (console->mode == before)
            console->mode = MODE_SCREEN;
    }
}

static void lock(struct console *console)
{
    leave_dialogs(console);
    seat_lock(&console->seat, console->world.now);
}

void console_seat_turn(struct console *console)
{
    struct seat *seat = &console->seat;
    if (!seat->has_preferences && console->world.is_database_up && console->world.site) {
        seat->has_preferences = true;
        console->ports.ask_list(console->ports.ctx, DESK_LIST_PREFERENCES, 0, 0, 0, "");
    }
    if (seat_turn(seat, &console->world))
        leave_dialogs(console);
}

static void open_line(struct console *console, enum seat_asking asking)
{
    console->seat.asking = asking;
    console->mode = MODE_SECRET;
    field_set(&console->field, "");
}

static void hold(struct console *console)
{
    struct seat *seat = &console->seat;
    if (seat->has_pin) {
        open_line(console, SEAT_WAKING);
        return;
    }
    seat_wake(seat, console->world.mono);
    console_say(console, STYLE_TEXT, "%s",
                _("awake; :pin sets a PIN for next time. Press it again"));
}

bool console_seat_holds(struct console *console, enum action_id id)
{
    if (!console->seat.is_locked || action_only_looks(id))
        return false;
    hold(console);
    return true;
}

void console_seat_check(struct console *console)
{
    bool is_dialog =
        console->mode == MODE_SETPOINT || console->mode == MODE_ALARM || console->mode == MODE_FORM;
    if (!console->seat.is_locked || !is_dialog)
        return;
    leave_dialogs(console);
    hold(console);
}

/* ---- the masked line ---- */

const char *console_seat_prompt(const struct console *console)
{
    switch (console->seat.asking) {
    case SEAT_NOTHING: break;
    case SEAT_WAKING: return _("PIN, to go on");
    case SEAT_OLD: return _("PIN of now");
    case SEAT_NEW: return _("new PIN, 4 characters or more");
    case SEAT_AGAIN: return _("the new PIN once more");
    }
    return "";
}

/* Nothing of a PIN stays in memory that is not needed. */
static void forget(struct console *console)
{
    struct seat *seat = &console->seat;
    explicit_bzero(console->field.text, sizeof console->field.text);
    console->field.length = 0;
    explicit_bzero(seat->old, sizeof seat->old);
    explicit_bzero(seat->fresh, sizeof seat->fresh);
    seat->asking = SEAT_NOTHING;
    console->mode = MODE_SCREEN;
}

static void enter(struct console *console)
{
    struct seat *seat = &console->seat;
    const char *text = console->field.text;
    switch (seat->asking) {
    case SEAT_NOTHING: break;
    case SEAT_WAKING:
        seat->is_awaited = true;
        ask(console, DESK_PIN_TRY, "", text);
        break;
    case SEAT_OLD:
        snprintf(seat->old, sizeof seat->old, "%.79s", text);
        open_line(console, SEAT_NEW);
        return;
    case SEAT_NEW:
        snprintf(seat->fresh, sizeof seat->fresh, "%.79s", text);
        open_line(console, SEAT_AGAIN);
        return;
    case SEAT_AGAIN:
        if (strcmp(seat->fresh, text) != 0)
            console_say(console, STYLE_NOTICE, "%s",
                        _("the two are not the same: nothing changed"));
        else
            ask(console, DESK_PIN_PUT, seat->old, text);
        break;
    }
    forget(console);
}

void console_seat_key(struct console *console, uint32_t press)
{
    bool is_empty = !console->field.length;
    if (press == PRESS_ESC || (press == PRESS_BACKSPACE && is_empty))
        forget(console);
    else if (press == PRESS_ENTER && !is_empty)
        enter(console);
    else if (press != PRESS_ENTER)
        field_key(&console->field, keymap_narrow(press));
}

/* ---- what the database says ---- */

static void tell_refused(struct console *console, const struct desk_answer *answer)
{
    char until[24] = "";
    if (answer->since.us)
        wall_time_text(answer->since, until, sizeof until);
    console_say(console, STYLE_NOTICE, "%s %.5s", _(desk_refusal_sentence(answer->code)), until);
}

void console_seat_answer(struct console *console, const struct desk_answer *answer)
{
    struct seat *seat = &console->seat;
    if (answer->call == DESK_PIN_PUT && answer->is_ok) {
        seat->has_pin = true;
        console_say(console, STYLE_EMPHASIS, "%s", _("the PIN is set"));
    } else if (answer->call == DESK_PIN_TRY && answer->is_ok && seat->is_awaited) {
        seat_wake(seat, console->world.mono);
        console_say(console, STYLE_TEXT, "%s", _("awake"));
    } else if (!answer->is_ok) {
        tell_refused(console, answer);
    }
    if (answer->call == DESK_PIN_TRY)
        seat->is_awaited = false;
}

static void start_at(struct console *console, const char *verb)
{
    enum action_id id;
    const struct screen *screen = action_match(verb, &id, 1) == 1 ? screen_opened_by(id) : NULL;
    if (screen && console->place == ON_NETWORK && !console->back_count)
        console_act(console, id, "");
}

static void apply(struct console *console, const char *name, const char *value)
{
    char why[200];
    struct seat *seat = &console->seat;
    if (!strcmp(name, "pin"))
        seat->has_pin = true;
    else if (!strcmp(name, "idle"))
        seat->idle_minutes = (int)strtol(value, NULL, 10);
    else if (!strcmp(name, "theme") && !seat->is_theme_given)
        console->ports.set_theme(console->ports.ctx, value, why, sizeof why);
    else if (!strcmp(name, "lang") && !seat->is_language_given)
        lang_set(value);
    else if (!strcmp(name, "notify"))
        notice_level_of(value, &console->notice.level);
    else if (!strcmp(name, "start"))
        start_at(console, value);
}

void console_seat_table(struct console *console, const struct desk_table *table)
{
    for (int i = 0; i < table->rows; i++)
        apply(console, desk_cell(table, i, 0), desk_cell(table, i, 1));
}

/* ---- verbs ---- */

static void set_idle(struct console *console, const char *argument)
{
    char *end, text[16];
    long minutes = strtol(argument, &end, 10);
    if (end == argument || *end || minutes < 0 || minutes > SEAT_IDLE_MOST) {
        console_say(console, STYLE_NOTICE, _("idle: minutes, 0 to %d; 0 = never"), SEAT_IDLE_MOST);
        return;
    }
    console->seat.idle_minutes = (int)minutes;
    snprintf(text, sizeof text, "%ld", minutes);
    console_seat_keep(console, "idle", text);
}

bool console_seat_act(struct console *console, enum action_id id, const char *argument)
{
    const struct screen *screen = screen_at(console->place);
    switch ((int)id) { /* the others are none of this */
    case ACTION_LOCK: lock(console); return true;
    case ACTION_PIN: open_line(console, console->seat.has_pin ? SEAT_OLD : SEAT_NEW); return true;
    case ACTION_IDLE: set_idle(console, argument); return true;
    case ACTION_START:
        console_seat_keep(console, "start", actions[screen->action].verb);
        console_say(console, STYLE_TEXT, _("from now on it starts here: %s"), _(screen->title));
        return true;
    }
    return false;
}
