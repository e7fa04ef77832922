#include "ui/console_past.h"

#include "ui/form_time.h"
#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool console_is_past(const struct console *console)
{
    return console->past.at.us != 0;
}

/* Lists of now: the indicators, the crews, a crew's jobs, calls, the wall, the lines. */
bool console_past_lacks(enum action_place place)
{
    return place & (ON_RATES | ON_CREWS | ON_JOBS | ON_INTAKE | ON_WALL | ON_LINES);
}

static void go(struct console *console, struct wall at)
{
    struct past_view *past = &console->past;
    if (at.us >= past->now.us)
        at = (struct wall){past->now.us - 1000000};
    past->at = at;
    console->ports.go_to(console->ports.ctx, at);
}

void console_past_go(struct console *console, struct wall at)
{
    if (!strcmp(console->world.session->role, "crew"))
        return; /* who sees his jobs alone has no past to look at */
    if (!console_is_past(console))
        console->past = (struct past_view){.now = console->world.now, .speed = PAST_SPEED};
    if (console_past_lacks(console->place))
        screen_go(console, ON_NETWORK);
    go(console, at);
}

bool console_past_leave(struct console *console)
{
    if (!console_is_past(console))
        return false;
    console->past.at.us = 0;
    console->past.is_playing = false;
    console->ports.go_to(console->ports.ctx, console->past.at);
    return true;
}

void console_past_turn(struct console *console)
{
    struct past_view *past = &console->past;
    if (!past->is_playing || past->is_busy ||
        mono_ms_since(past->played, console->world.mono) < 1000)
        return;
    int64_t passed_ms = mono_ms_since(past->played, console->world.mono);
    past->played = console->world.mono;
    struct wall at = {past->at.us + passed_ms * past->speed * 1000};
    if (at.us >= past->now.us) {
        past->is_playing = false;
        console_say(console, STYLE_TEXT, "%s",
                    _("played up to where it was left; Esc leads to now"));
        return;
    }
    go(console, at);
}

static void tell_now(struct console *console)
{
    console_say(console, STYLE_TEXT, "%s", _("this is now; [ leads a minute back"));
}

static void step(struct console *console, int64_t ms)
{
    if (console_is_past(console))
        go(console, (struct wall){console->past.at.us + ms * 1000});
    else if (ms < 0)
        console_past_go(console, (struct wall){console->world.now.us + ms * 1000});
    else
        tell_now(console);
}

static void play(struct console *console)
{
    struct past_view *past = &console->past;
    if (!console_is_past(console)) {
        tell_now(console);
        return;
    }
    past->is_playing = !past->is_playing;
    past->played = console->world.mono;
}

static void set_speed(struct console *console, const char *argument)
{
    char *end;
    long speed = strtol(argument, &end, 10);
    if (end == argument || *end || speed < 1 || speed > PAST_SPEED_MOST)
        console_say(console, STYLE_NOTICE, _("speed: 1 to %d times"), PAST_SPEED_MOST);
    else
        console->past.speed = (int)speed;
}

static void at(struct console *console, const char *argument)
{
    struct wall moment, from = console_is_past(console) ? console->past.at : console->world.now;
    if (!*argument)
        console_type(console, "at ");
    else if (!form_time_read(argument, from, false, &moment))
        console_say(console, STYLE_NOTICE, _("%s is no time: 02:13, 01-15 02:13, -90, +10"),
                    argument);
    else
        console_past_go(console, moment);
}

bool console_past_act(struct console *console, enum action_id id, const char *argument)
{
    switch ((int)id) { /* the others are none of this */
    case ACTION_AT: at(console, argument); return true;
    case ACTION_NOW: console_past_leave(console); return true;
    case ACTION_STEP_BACK: step(console, -PAST_STEP_MS); return true;
    case ACTION_STEP_ON: step(console, PAST_STEP_MS); return true;
    case ACTION_PLAY: play(console); return true;
    case ACTION_SPEED: set_speed(console, argument); return true;
    }
    return false;
}

static void refuse(struct console *console)
{
    console_refuse(console, _("the past cannot be changed; Esc leads to now"));
}

bool console_past_holds(struct console *console, enum action_id id)
{
    if (!console_is_past(console) || action_only_looks(id))
        return false;
    if (id == ACTION_CALL) { /* somebody is on the phone: that is now */
        console_past_leave(console);
        return false;
    }
    refuse(console);
    return true;
}

void console_past_check(struct console *console)
{
    if (!console_is_past(console) || !console_has_dialog(console))
        return;
    console_leave_dialogs(console);
    refuse(console);
}

const char *console_past_nothing(struct wall first, char *out, size_t size)
{
    char at[24];
    wall_text(first, at, sizeof at);
    snprintf(out, size, _("nothing is known of that time; the first record is of %s"), at);
    return out;
}
