#include "ui/console_seat.h"

#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a PIN: laid down first, judged by a question, and so a transaction, of its own. */
static void ask_pin(struct console *console, const char *deed, const char *pin, const char *fresh)
{
    struct desk_request request;
    desk_request_init(&request, DESK_PIN_ASK, deed);
    request.number = console->seat.number;
    request.words = pin;
    if (*pin)
        console->ports.ask_desk(console->ports.ctx, &request);
    request.call = DESK_PIN_DO;
    request.words = fresh;
    console->ports.ask_desk(console->ports.ctx, &request);
}

/* ---- locking ---- */

static void lock(struct console *console)
{
    console_leave_dialogs(console);
    seat_lock(&console->seat, &console->world);
    if (console->world.is_database_up)
        settings_ask(console); /* a PIN may have been set elsewhere */
}

/* Who sat here sat at a connection that is no more: nothing is done in his name, or as if he had
 * not been here, until somebody gives a PIN. */
static void meet_connection(struct console *console)
{
    struct seat *seat = &console->seat;
    struct mono since = console->world.session->since;
    if (!console->world.is_database_up || !console->world.site || seat->connected.ns == since.ns)
        return;
    seat->connected = since;
    settings_ask(console);
    if (!seat->operator[0])
        return;
    seat->operator[0] = '\0';
    lock(console);
    console_say(console, STYLE_NOTICE, "%s",
                _("a new connection: who sits here gives number and PIN again"));
}

void console_seat_turn(struct console *console)
{
    meet_connection(console);
    if (seat_turn(&console->seat, &console->world))
        lock(console);
}

static void open_line(struct console *console, enum seat_asking asking)
{
    console->seat.asking = asking;
    console->mode = MODE_SECRET;
    field_set(&console->field, "");
}

#define WOKEN_MS 300

static void wake_freely(struct console *console)
{
    console->woken_until = mono_after_ms(console->world.mono, WOKEN_MS);
    seat_wake(&console->seat, console->world.mono);
    console_say(console, STYLE_TEXT, "%s",
                _("awake; :pin sets a PIN for next time. Press it again"));
}

static void hold(struct console *console)
{
    struct seat *seat = &console->seat;
    if (!seat->has_no_pin) {
        seat->number = 0;
        open_line(console, SEAT_WAKING);
        return;
    }
    wake_freely(console);
}

bool console_seat_drops(struct console *console, uint32_t press)
{
    if (!console->woken_until.ns || mono_is_due(console->woken_until, console->world.mono) ||
        (press < ' ' && press != PRESS_ENTER) || press >= PRESS_UP)
        return false;
    console->woken_until = mono_after_ms(console->world.mono, WOKEN_MS);
    return true;
}

void console_seat_refuse(struct console *console)
{
    console_say(console, STYLE_NOTICE, _("this needs a dispatcher or shift leader; you are %s"),
                lang_word(console->world.session->role));
}

bool console_seat_reads(struct console *console, enum action_id id)
{
    if (!seat_only_reads(&console->world) || !action_is_dispatchers(id))
        return false;
    console_seat_refuse(console);
    return true;
}

bool console_seat_holds(struct console *console, enum action_id id)
{
    /* without a database nothing can be changed, nor a PIN be tried */
    bool may_leave = id == ACTION_QUIT && !console->world.is_database_up;
    if (!console->seat.is_locked || action_only_looks(id) || may_leave)
        return false;
    hold(console);
    return true;
}

void console_seat_check(struct console *console)
{
    if (!console->seat.is_locked || !console_has_dialog(console))
        return;
    console_leave_dialogs(console);
    hold(console);
}

/* ---- the masked line ---- */

void console_seat_prompt(const struct console *console, char *out, size_t size)
{
    const char *text = "";
    switch (console->seat.asking) {
    case SEAT_NOTHING: break;
    case SEAT_WAKING: text = _("PIN, to go on"); break;
    case SEAT_OPERATOR:
        if (console->seat.number)
            snprintf(out, size, _("PIN of number %d"), console->seat.number);
        else
            snprintf(out, size, _("PIN of %s"), console->world.session->who);
        return;
    case SEAT_OLD: text = _("PIN of now"); break;
    case SEAT_NEW: text = _("new PIN, 4 characters or more"); break;
    case SEAT_AGAIN: text = _("the new PIN once more"); break;
    }
    snprintf(out, size, "%s", text);
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
    case SEAT_OPERATOR:
        seat->is_awaited = true;
        ask_pin(console, seat->asking == SEAT_WAKING ? "wake" : "operator", text, "");
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
            ask_pin(console, "pin", seat->old, text);
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

static void sit_down(struct console *console, const char *who)
{
    struct seat *seat = &console->seat;
    bool is_own = !strcmp(who, console->world.session->who);
    snprintf(seat->operator, sizeof seat->operator, "%s", is_own ? "" : who);
    settings_ask(console);
    console_say(console, STYLE_EMPHASIS, _("%s sits at this desk now"), who);
}

static void tell_done(struct console *console, const struct desk_answer *answer)
{
    struct seat *seat = &console->seat;
    if (!strcmp(answer->deed, "operator")) {
        sit_down(console, answer->who);
    } else if (!strcmp(answer->deed, "pin")) {
        seat->has_no_pin = false;
        console_say(console, STYLE_EMPHASIS, _("the PIN is set; your number at any desk is %d"),
                    (int)answer->id);
        return;
    } else {
        console_say(console, STYLE_TEXT, "%s", _("awake"));
    }
    if (seat->is_awaited)
        seat_wake(seat, console->world.mono);
}

void console_seat_answer(struct console *console, const struct desk_answer *answer)
{
    struct seat *seat = &console->seat;
    if (answer->call == DESK_PIN_ASK)
        return; /* tells nothing; whatever went wrong, the next one tells */
    if (answer->call == DESK_PIN_DO && answer->is_ok) {
        tell_done(console, answer);
    } else if (!strcmp(answer->code, "no_pin") && !strcmp(answer->deed, "wake") &&
               seat->is_awaited) {
        seat->has_no_pin = true;
        wake_freely(console);
    } else if (!answer->is_ok) {
        tell_refused(console, answer);
    }
    if (answer->call == DESK_PIN_DO)
        seat->is_awaited = false;
}

/* ---- verbs ---- */

static void change_operator(struct console *console, const char *argument)
{
    char *end;
    struct seat *seat = &console->seat;
    long number = strtol(argument, &end, 10);
    bool is_number = end != argument && !*end && number >= 1 && number <= SEAT_NUMBER_MOST;
    if (!is_number && (*argument || !seat->operator[0])) {
        console_say(console, STYLE_NOTICE, _("operator: the number that :pin told, 1 to %d"),
                    SEAT_NUMBER_MOST);
        return;
    }
    seat->number = is_number ? (int)number : 0;
    open_line(console, SEAT_OPERATOR);
}

bool console_seat_act(struct console *console, enum action_id id, const char *argument)
{
    switch ((int)id) { /* the others are none of this */
    case ACTION_LOCK:
        if (seat_may_lock(&console->world))
            lock(console);
        return true;
    case ACTION_OPERATOR: change_operator(console, argument); return true;
    case ACTION_PIN:
        console->seat.number = 0;
        open_line(console, console->seat.has_no_pin ? SEAT_NEW : SEAT_OLD);
        return true;
    }
    return false;
}
