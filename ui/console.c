#include "ui/console.h"

#include "ui/alarm_text.h"
#include "ui/command_line.h"
#include "ui/console_form.h"
#include "ui/console_mouse.h"
#include "ui/console_past.h"
#include "ui/console_seat.h"
#include "ui/finder.h"
#include "ui/keymap.h"
#include "ui/lang.h"
#include "ui/outage_deed.h"
#include "ui/screen_alarms.h"
#include "ui/screen_intake.h"
#include "ui/screen_lines.h"
#include "ui/screen_report.h"
#include "ui/screen_ticket.h"
#include "ui/screen_tickets.h"
#include "ui/screen_trend.h"
#include "ui/screen_wall.h"
#include "ui/settings.h"
#include "ui/ticket_deed.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MS 8000
#define STRAY_MS   2000

void console_init(struct console *console, const struct console_ports *ports)
{
    *console = (struct console){
        .ports = *ports, .glyphs = &glyphs_ascii, .place = ON_NETWORK, .outdoor_device = -1};
    notice_init(&console->notice);
    seat_init(&console->seat);
    outline_init(&console->network.outline);
    console->network.preview.station = console->station.points.station = -1;
}

void console_finish(struct console *console)
{
    outline_finish(&console->network.outline);
    station_list_finish(&console->network.preview);
    station_list_finish(&console->station.points);
    journal_finish(&console->journal.journal);
    alarm_list_finish(&console->alarms.alarms);
    alarm_dialog_finish(&console->alarm_dialog);
    form_finish(&console->form);
    ticket_list_finish(&console->tickets.tickets);
    desk_table_finish(&console->ticket.timeline);
    desk_table_finish(&console->ticket.text);
    desk_table_finish(&console->ticket.values);
    command_memory_finish(&console->command);
    trend_view_finish(&console->trend);
    desk_state_finish(&console->desk);
    horn_finish(&console->horn);
    free(console->watched.at);
    free(console->sight.at);
}

void console_say(struct console *console, enum style style, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(console->message, sizeof console->message, format, arguments);
    va_end(arguments);
    console->message_style = style;
    console->message_until = mono_after_ms(console->world.mono, MESSAGE_MS);
}

void console_refuse(struct console *console, const char *why)
{
    console_say(console, STYLE_NOTICE, "%s", why);
    console->stray_until = mono_after_ms(console->world.mono, STRAY_MS);
}

void console_world(struct console *console, const struct world *world)
{
    console->world = *world;
    if (console->setpoint.state != SETPOINT_CLOSED)
        setpoint_follow(&console->setpoint, world);
    if (console->message_until.ns && mono_is_due(console->message_until, world->mono)) {
        console->message[0] = '\0';
        console->message_until = (struct mono){0};
    }
    console_seat_turn(console);
    console_past_turn(console);
    if (console->place == ON_STATION)
        spark_turn(&console->station.spark, console);
    screen_intake_turn(console);
    screen_trend_turn(console);
    claim_turn(console);
    screen_keep_crew(console);
    screen_wall_turn(console);
    screen_lines_turn(console);
    screen_report_turn(console);
}

void console_loaded(struct console *console)
{
    console->loads++;
    columns_reset(&console->network.columns);
    console->watched.count = console->sight.count = 0;
    console->network.preview.station = -1;
    journal_reload(&console->journal.journal);
    spark_again(&console->station.spark);
    screen_network.load(console);
    screen_station.load(console);
    screen_alarms.load(console);
    screen_tickets.load(console);
    screen_at(console->place)->load(console);
}

void console_children(struct console *console, int32_t node_id)
{
    (void)node_id;
    columns_reset(&console->network.columns);
    screen_network.load(console);
}

void console_setpoint_answer(struct console *console, int64_t ticket, bool ok, int64_t command,
                             const char *code, const char *sentence)
{
    struct setpoint *dialog = &console->setpoint;
    bool is_shown = ticket == dialog->ticket && dialog->state == SETPOINT_ASKING;
    setpoint_answer(dialog, ticket, ok, command, code, sentence);
    if (is_shown)
        setpoint_follow(dialog, &console->world);
    else if (!ok && *code)
        console_say(console, STYLE_NOTICE, _("the set-point was refused: %s"), lang_word(sentence));
    else if (!ok)
        console_say(console, STYLE_NOTICE, "%s", lang_word(sentence));
}

/* What was done, and why not all of it: the second of two is told who was faster, and when. */
void console_alarm_answer(struct console *console, const struct alarm_answer *answer)
{
    char at[24], done[120] = "", why[300];
    const char *sentence = lang_word(alarm_refusal_sentence(answer->refusal));
    alarm_list_answered(&console->alarms.alarms, answer);
    alarm_text_moment(answer->at, console->world.now, at, sizeof at);
    snprintf(done, sizeof done, "%s: %d", lang_word(alarm_deed_phrase(answer->deed)), answer->done);
    if (!answer->refused) {
        console_say(console, STYLE_EMPHASIS, "%s", done);
        return;
    }
    if (answer->refusal == DEED_REFUSED_DONE && *answer->who)
        snprintf(why, sizeof why, _("%s was faster, at %s"), answer->who, at);
    else
        snprintf(why, sizeof why, "%s%s%s", sentence, *answer->who ? "  " : "", answer->who);
    if (answer->done)
        console_say(console, STYLE_NOTICE, _("%s; not %d: %s"), done, answer->refused, why);
    else
        console_say(console, STYLE_NOTICE, "%s", why);
}

void console_facts(struct console *console, const struct fact *facts, size_t count)
{
    journal_add_older(&console->journal.journal, facts, count);
}

void console_saved(struct console *console, const char *name, const char *why)
{
    if (why)
        console_say(console, STYLE_NOTICE, _("%s was not written: %s"), name, why);
    else
        console_say(console, STYLE_EMPHASIS, _("%s is written"), name);
}

/* ---- actions ---- */

static void open_field(struct console *console, enum console_mode mode, const char *text)
{
    console->mode = mode;
    field_set(&console->field, text);
    if (mode == MODE_COMMAND)
        command_line_begin(console);
}

void console_type(struct console *console, const char *text)
{
    open_field(console, MODE_COMMAND, text);
}

static void set_theme(struct console *console, const char *name)
{
    char why[200] = "";
    if (!console->ports.set_theme(console->ports.ctx, name, why, sizeof why))
        console_say(console, STYLE_NOTICE, "%s", why);
    else
        settings_keep(console, "theme", name);
}

static void find(struct console *console, const char *text)
{
    const struct screen *screen = screen_at(console->place);
    if (!screen->find)
        return;
    if (*text)
        screen->find(console, text);
    else
        open_field(console, MODE_FIND, "");
}

static void go_named(struct console *console, const char *name)
{
    int32_t node = finder_best(console->world.site, name);
    if (node >= 0)
        screen_network_show(console, node);
    else
        console_say(console, STYLE_NOTICE, _("nothing is called %s"), name);
}

/* "test" shows one now; a level says what is told from here on; "" says how it stands. */
static void set_notices(struct console *console, const char *argument)
{
    struct notice_words words = {.title = "heatdesk"};
    if (!strcmp(argument, "test")) {
        snprintf(words.body, sizeof words.body, "%s", _("this is a test"));
        console->ports.tell(console->ports.ctx, &words);
        return;
    }
    if (*argument && !notice_level_of(argument, &console->notice.level))
        console_say(console, STYLE_NOTICE, "%s", _("notify: test, off, critical, high or all"));
    else {
        console_say(console, STYLE_TEXT, _("notices: %s"),
                    notice_level_name(console->notice.level));
        if (*argument)
            settings_keep(console, "notify", argument);
    }
}

/* What works the same on each screen; false if it is the screen's own matter. */
static bool act_anywhere(struct console *console, enum action_id id, const char *argument)
{
    const struct screen *screen = screen_opened_by(id);
    if (id == ACTION_ALARMS) {
        screen_alarms_open(console);
        return true;
    }
    if (id == ACTION_CALL) {
        screen_intake_open(console);
        return true;
    }
    if (id == ACTION_BOARDS) {
        screen_wall_open(console, argument);
        return true;
    }
    if (screen && id != ACTION_STATION && id != ACTION_TREND) {
        screen_go(console, screen->place);
        return true;
    }
    switch ((int)id) { /* the others are the screens' */
    case ACTION_FIND: find(console, argument); return true;
    case ACTION_GO:
        if (*argument)
            go_named(console, argument);
        return *argument != '\0';
    case ACTION_COMMAND: open_field(console, MODE_COMMAND, ""); return true;
    case ACTION_THEME: set_theme(console, argument); return true;
    case ACTION_LANGUAGE:
        if (!lang_set(argument))
            console_say(console, STYLE_NOTICE, "%s", _("languages: zh_CN, en"));
        else
            settings_keep(console, "lang", argument);
        return true;
    case ACTION_MOUSE: console_mouse_use(console, argument); return true;
    case ACTION_NOTIFY: set_notices(console, argument); return true;
    case ACTION_SILENCE: horn_silence(&console->horn, console->world.mono); return true;
    case ACTION_TREND: screen_trend_open(console, argument); return true;
    case ACTION_REPORT: screen_report_open(console, argument); return true;
    case ACTION_TICKET: screen_ticket_open_number(console, argument); return true;
    case ACTION_WALL: screen_tickets_wall(console, argument); return true;
    case ACTION_NEXT_DUE: screen_tickets_next(console); return true;
    case ACTION_CREW_SAID: ticket_deed_said(console, argument); return true;
    case ACTION_NEXT_ALARM: screen_alarms_next(console); return true;
    case ACTION_REDRAW: console->ports.redraw(console->ports.ctx); return true;
    case ACTION_QUIT: console_quit(console); return true;
    }
    return false;
}

/* At the place whose code goes first, else at the one that is looked at. */
static void start_outage(struct console *console, const char *cause)
{
    const struct site *site = console->world.site;
    char code[64];
    size_t length = strcspn(cause, " ");
    snprintf(code, sizeof code, "%.*s", (int)length, cause);
    int32_t node = site && length < sizeof code ? site_node_of_code(site, code) : -1;
    if (node >= 0)
        cause += length + strspn(cause + length, " ");
    else
        node = console->place == ON_STATION ? site_node_of_id(site, console->station.station_id)
                                            : screen_network_selected(console);
    if (node >= 0)
        outage_deed_start(console, node, cause, "");
}

static void act_station(struct console *console, const char *code)
{
    const struct site *site = console->world.site;
    int32_t node = !site ? -1 : *code ? finder_best(site, code) : screen_network_selected(console);
    if (*code && (node < 0 || site_station_of(site, node) < 0))
        console_say(console, STYLE_NOTICE, _("no station is called %s"), code);
    else if (console->place == ON_STATION && !*code)
        return;
    else if (node < 0 || !screen_station_open(console, node))
        screen_go(console, ON_STATION); /* the one looked at last, or none */
}

static void act(struct console *console, enum action_id id, const char *argument);

/* What must not be open here: on a locked desk, in the past. */
static void check(struct console *console)
{
    console_seat_check(console);
    console_past_check(console);
}

void console_act(struct console *console, enum action_id id, const char *argument)
{
    if (id == ACTION_NONE)
        return;
    if (id != ACTION_QUIT)
        console->is_quit_asked = false;
    if (console_past_holds(console, id) || console_past_act(console, id, argument) ||
        console_seat_reads(console, id) || console_seat_holds(console, id) ||
        console_seat_act(console, id, argument) || settings_act(console, id, argument))
        return;
    act(console, id, argument);
    check(console);
}

static void act(struct console *console, enum action_id id, const char *argument)
{
    if (act_anywhere(console, id, argument))
        return;
    if (screen_at(console->place)->act(console, id, argument))
        return;
    if (id == ACTION_OUTAGE && console->world.site) {
        start_outage(console, argument);
        return;
    }
    if (console->place == ON_NETWORK && screen_alarms_deed(console, id, argument))
        return; /* of the node that is selected there */
    if (id == ACTION_GO)
        console_type(console, "go ");
    else if (id == ACTION_STATION)
        act_station(console, argument);
    else if (id == ACTION_BACK && !console_past_leave(console))
        screen_back(console);
    else if (id == ACTION_WRITE)
        console_refuse(console, _("select a set-point on its station's screen first"));
}

/* ---- keys ---- */

static void key_in_find(struct console *console, uint32_t press)
{
    const struct screen *screen = screen_at(console->place);
    bool is_move = press == PRESS_UP || press == PRESS_DOWN || press == PRESS_PAGE_UP ||
                   press == PRESS_PAGE_DOWN;
    if (press == PRESS_ENTER || press == PRESS_TAB) {
        console->mode = MODE_SCREEN;
        if (console->place == ON_INTAKE && press == PRESS_ENTER)
            screen_intake_choose(console);
    } else if (press == PRESS_ESC) {
        console->mode = MODE_SCREEN;
        screen->find(console, "");
    } else if (is_move) {
        console->mode = MODE_SCREEN;
        console_key(console, press);
    } else if (field_key(&console->field, press)) {
        screen->find(console, console->field.text);
    }
}

static void key_in_command(struct console *console, uint32_t press)
{
    console->mode = MODE_SCREEN; /* what it runs may open a line anew */
    if (!command_line_key(console, press))
        console->mode = MODE_COMMAND;
}

static void key_in_setpoint(struct console *console, uint32_t press)
{
    uint32_t key = keymap_narrow(press);
    int character = key < 128 ? (int)key : key < PRESS_UP ? '?' : 0;
    switch (setpoint_key(&console->setpoint, &console->world, character)) {
    case SETPOINT_SEND: console->ports.ask_setpoint(console->ports.ctx, &console->setpoint); break;
    case SETPOINT_LEAVE: console->mode = MODE_SCREEN; break;
    case SETPOINT_IGNORED:
    case SETPOINT_USED: break;
    }
}

void console_paste(struct console *console, uint32_t character)
{
    bool is_text = character >= ' ' && character < PRESS_UP;
    if (is_text && (console->mode == MODE_FIND || console->mode == MODE_COMMAND ||
                    console->mode == MODE_ALARM || console->mode == MODE_FORM))
        console_key(console, character);
}

static bool is_stray(const struct console *console, uint32_t press)
{
    uint32_t key = keymap_narrow(press);
    if (!console->stray_until.ns || mono_is_due(console->stray_until, console->world.mono))
        return false;
    return (key >= '0' && key <= '9') || key == '.' || key == ',' || key == '-' || key == '+' ||
           key == PRESS_ENTER || key == PRESS_BACKSPACE;
}

/* The key of a set-point is answered on each screen: what follows it is a value. */
static enum action_id action_of(const struct console *console, uint32_t press)
{
    enum action_id id = keymap_action(console->place, press);
    if (console->place == ON_WALL)
        return screen_wall_takes(id) ? id : ACTION_NONE;
    bool is_write = id == ACTION_NONE && keymap_action(ON_STATION, press) == ACTION_WRITE;
    return is_write ? ACTION_WRITE : id;
}

static void key(struct console *console, uint32_t press)
{
    if (console->mode == MODE_SCREEN && console_seat_drops(console, press))
        return;
    if (console->mode == MODE_SCREEN && is_stray(console, press)) {
        console->stray_until = mono_after_ms(console->world.mono, STRAY_MS);
        return;
    }
    console->stray_until = (struct mono){0};
    console->message[0] = '\0';
    if (!console->seat.is_locked)
        seat_touch(&console->seat, console->world.mono);
    switch (console->mode) {
    case MODE_FIND: key_in_find(console, press); return;
    case MODE_COMMAND: key_in_command(console, press); return;
    case MODE_SETPOINT: key_in_setpoint(console, press); return;
    case MODE_ALARM: screen_alarms_dialog_key(console, press); return;
    case MODE_FORM: console_form_key(console, press); return;
    case MODE_SECRET: console_seat_key(console, press); return;
    case MODE_SCREEN: break;
    }
    console_act(console, action_of(console, press), "");
}

bool console_key(struct console *console, uint32_t press)
{
    console->is_step = false;
    key(console, press);
    check(console);
    return console->is_step;
}

bool console_has_dialog(const struct console *console)
{
    return console->mode == MODE_SETPOINT || console->mode == MODE_ALARM ||
           console->mode == MODE_FORM;
}

/* A dialog may take more than one Esc; one that takes none is closed without it. */
void console_leave_dialogs(struct console *console)
{
    for (int i = 0; i < 4 && console->mode != MODE_SCREEN; i++) {
        enum console_mode before = console->mode;
        key(console, PRESS_ESC);
        if (console->mode == before)
            console->mode = MODE_SCREEN;
    }
}
