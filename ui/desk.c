#include "ui/desk.h"

#include "backend/base/alloc.h"
#include "ui/console_mouse.h"
#include "ui/desk_inside.h"
#include "ui/flash.h"
#include "ui/lang.h"
#include "ui/report_job.h"
#include "ui/save_job.h"
#include "ui/screen_wall.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Frames that nobody pressed a key for are at least so far apart: 10,000 changes are one frame. */
#define FRAME_MS 33

void desk_look_at_world(struct desk *desk)
{
    struct world world;
    world_make(&world, feed_site(desk->feed), feed_status(desk->feed), feed_collector(desk->feed),
               clock_mono(), clock_wall());
    if (desk->past && past_site(desk->past))
        desk_show_past(desk, &world);
    else
        console_world(&desk->console, &world);
    struct notice_words words;
    if (desk->terminal && horn_hear(&desk->console.horn, &world))
        terminal_send(desk->terminal, "\a", 1);
    if (desk->terminal && notice_hear(&desk->console.notice, &desk->console.horn, &world, &words))
        notify_tell(&desk->notify, &words);
}

/* ---- what the console asks ---- */

static void ask_watch(void *ctx, const int32_t *devices, size_t count)
{
    struct desk *desk = ctx;
    if (desk->past && past_site(desk->past))
        past_watch(desk->past, devices, count);
    else
        feed_watch(desk->feed, devices, count);
}

static void look(void *ctx, const int32_t *devices, size_t count)
{
    struct desk *desk = ctx;
    if (!desk->past || !past_site(desk->past))
        feed_look(desk->feed, devices, count);
}

static void ask_children(void *ctx, int32_t node_id)
{
    struct desk *desk = ctx;
    if (!desk->past)
        feed_load_children(desk->feed, node_id);
}

struct asked_setpoint {
    struct desk *desk;
    int64_t ticket;
};

static void on_setpoint(void *ctx, bool ok, int64_t command, const char *code, const char *sentence)
{
    struct asked_setpoint *asked = ctx;
    console_setpoint_answer(&asked->desk->console, asked->ticket, ok, command, code, sentence);
    asked->desk->is_dirty = asked->desk->is_pressed = true;
    free(asked);
}

static void ask_setpoint(void *ctx, const struct setpoint *dialog)
{
    struct desk *desk = ctx;
    struct asked_setpoint *asked = alloc_new(sizeof *asked);
    *asked = (struct asked_setpoint){desk, dialog->ticket};
    const struct setpoint_request request = {.device_id = dialog->device_id,
                                             .point = dialog->point,
                                             .seen = dialog->seen,
                                             .wanted = dialog->wanted,
                                             .reason = ""};
    feed_ask_setpoint(desk->feed, &request, on_setpoint, asked);
}

static void on_alarm(void *ctx, const struct alarm_answer *answer)
{
    struct desk *desk = ctx;
    console_alarm_answer(&desk->console, answer);
    desk->is_dirty = desk->is_pressed = true;
}

static void ask_alarm(void *ctx, const struct alarm_ask *ask)
{
    feed_ask_alarm(((struct desk *)ctx)->feed, ask, on_alarm, ctx);
}

static void on_desk(void *ctx, const struct desk_answer *answer)
{
    struct desk *desk = ctx;
    console_desk_answer(&desk->console, answer);
    desk->is_dirty = desk->is_pressed = true;
}

static void ask_desk(void *ctx, const struct desk_request *request)
{
    feed_ask_desk(((struct desk *)ctx)->feed, request, on_desk, ctx);
}

static void on_list(void *ctx, enum desk_list list, int64_t id, const struct desk_table *table)
{
    struct desk *desk = ctx;
    struct desk_table then = *table;
    if (desk->past && list == DESK_LIST_TIMELINE)
        then = desk_without_later(table, past_at(desk->past));
    console_desk_list(&desk->console, list, id, &then);
    desk->is_dirty = true;
}

static void ask_list(void *ctx, enum desk_list list, int64_t id, int32_t node, double number,
                     const char *text)
{
    feed_ask_list(((struct desk *)ctx)->feed, list, id, node, number, text, on_list, ctx);
}

struct asked_trend {
    struct desk *desk;
    int64_t serial;
};

static void on_trend(void *ctx, const struct trend_slot *slot, size_t count)
{
    struct asked_trend *asked = ctx;
    console_trend(&asked->desk->console, asked->serial, slot, count);
    asked->desk->is_dirty = true;
    free(asked);
}

static void ask_trend(void *ctx, const struct trend_ask *ask)
{
    struct desk *desk = ctx;
    struct asked_trend *asked = alloc_new(sizeof *asked);
    *asked = (struct asked_trend){desk, ask->serial};
    feed_ask_trend(desk->feed, ask->device_id, ask->point, ask->from, ask->to, ask->count, on_trend,
                   asked);
}

static void on_facts(void *ctx, const struct fact *facts, size_t count)
{
    struct desk *desk = ctx;
    console_facts(&desk->console, facts, count);
    desk->is_dirty = true;
}

static void ask_facts(void *ctx, int64_t before_seq, size_t count)
{
    feed_ask_facts(((struct desk *)ctx)->feed, before_seq, count, on_facts, ctx);
}

static void on_report(void *ctx, const struct query_report *report, const char *why)
{
    struct desk *desk = ctx;
    desk->report = NULL;
    desk_look_at_world(desk);
    console_report(&desk->console, report, why);
    desk->is_dirty = true;
}

static void ask_report(void *ctx, int days)
{
    struct desk *desk = ctx;
    report_job_leave(desk->report);
    desk->report = report_job_start(&desk->loop, desk->conninfo, days, on_report, desk);
}

static void on_saved(void *ctx, const char *name, const char *why)
{
    struct desk *desk = ctx;
    if (!desk->terminal)
        return;
    desk_look_at_world(desk);
    console_saved(&desk->console, name, why);
    desk->is_dirty = true;
}

static void save(void *ctx, const char *name, char *text, size_t length)
{
    struct desk *desk = ctx;
    save_job_start(&desk->loop, name, text, length, on_saved, desk);
}

static int desk_hour(struct wall now)
{
    time_t seconds = (time_t)(now.us / 1000000);
    struct tm local;
    return localtime_r(&seconds, &local) ? local.tm_hour : 0;
}

static bool set_theme(void *ctx, const char *name, char *why, size_t size)
{
    struct desk *desk = ctx;
    struct theme theme;
    int hour = desk_hour(desk->console.world.now);
    if (!theme_shipped(theme_of_hour(name, hour), &theme)) {
        theme_shipped_names(why, size);
        return false;
    }
    terminal_use_theme(desk->terminal, &theme);
    desk->hour = strcmp(name, "auto") ? -1 : hour;
    return true;
}

/* The theme "auto" is another one in the evening. */
static void follow_hour(struct desk *desk)
{
    char why[200];
    if (desk->hour >= 0 && desk->hour != desk_hour(desk->console.world.now))
        set_theme(desk, "auto", why, sizeof why);
}

static void tell(void *ctx, const struct notice_words *words)
{
    struct desk *desk = ctx;
    notify_tell(&desk->notify, words);
    console_say(&desk->console, STYLE_TEXT, _("told by %s"), _(notify_way_phrase(&desk->notify)));
}

static void send_bytes(void *ctx, const char *bytes, size_t length)
{
    struct desk *desk = ctx;
    if (desk->terminal)
        terminal_send(desk->terminal, bytes, length);
}

static void on_version(void *ctx, const char *version)
{
    struct desk *desk = ctx;
    snprintf(desk->notify.version, sizeof desk->notify.version, "%s", version);
}

static void use_mouse(void *ctx, bool is_on)
{
    const char *bytes = is_on ? "\033[?1000h\033[?1006h" : "\033[?1006l\033[?1000l";
    terminal_send(((struct desk *)ctx)->terminal, bytes, strlen(bytes));
}

static void redraw(void *ctx)
{
    terminal_repaint(((struct desk *)ctx)->terminal);
}

static void close_desk(struct desk *desk);

static void quit(void *ctx)
{
    close_desk(ctx);
}

/* ---- what comes from the database ---- */

static void on_refused(uv_timer_t *timer)
{
    close_desk(timer->data);
}

static void on_loaded(void *ctx, struct site *site)
{
    struct desk *desk = ctx;
    (void)site;
    desk_look_at_world(desk); /* the site shown so far is about to be freed */
    if (!desk->past || !past_site(desk->past))
        console_loaded(&desk->console);
    desk->is_dirty = true;
}

/* Values come ten times a second, those in sight seldom change: no frame is made for the others. */
static void on_changed(void *ctx)
{
    struct desk *desk = ctx;
    const struct site *site = feed_site(desk->feed);
    desk->is_dirty |= site->changes - site->observed != desk->drawn_other;
    desk->is_outdated |= console_is_outdated(&desk->console, desk->drawn_changes);
}

/* A database that needs a person (no right, no schema, another schema) ends a console that has
 * nothing to show yet; one that shows a plant stays, grey, and says why. */
static void on_status(void *ctx, const struct session_status *status)
{
    struct desk *desk = ctx;
    desk->is_dirty = true;
    if (status->state != SESSION_REFUSED || feed_site(desk->feed) || desk->refused[0])
        return;
    snprintf(desk->refused, sizeof desk->refused, "%s", status->why);
    uv_timer_start(&desk->second, on_refused, 0, 0); /* not from inside the feed */
}

static void on_children(void *ctx, int32_t node_id)
{
    struct desk *desk = ctx;
    if (desk->past && past_site(desk->past))
        return;
    desk_look_at_world(desk);
    console_children(&desk->console, node_id);
    desk->is_dirty = true;
}

/* ---- what comes from the terminal ---- */

static void on_press(void *ctx, uint32_t press)
{
    struct desk *desk = ctx;
    if (!desk->terminal)
        return;
    desk_look_at_world(desk);
    if (console_key(&desk->console, press))
        desk->is_outdated = true;
    else
        desk->is_dirty = true;
    desk->is_pressed = true;
}

static void on_mouse(void *ctx, int button, int x, int y)
{
    struct desk *desk = ctx;
    desk_look_at_world(desk);
    console_mouse(&desk->console, &desk->frame, button, x, y);
    desk->is_dirty = desk->is_pressed = true;
}

static void on_paste(void *ctx, uint32_t character)
{
    struct desk *desk = ctx;
    console_paste(&desk->console, character);
    desk->is_dirty = desk->is_pressed = true;
}

static void on_resize(void *ctx)
{
    struct desk *desk = ctx;
    desk->is_dirty = true; /* a whole screen: a window that is dragged must not cost one a pixel */
}

static void on_narrow(void *ctx, bool is_narrow)
{
    struct desk *desk = ctx;
    desk->console.glyphs = is_narrow ? &glyphs_narrow : &glyphs_ascii;
    desk->is_dirty = true;
}

static void on_ready(void *ctx)
{
    (void)ctx; /* what waits to be drawn is dirty still; the turn's end draws it */
}

static void on_hangup(void *ctx)
{
    close_desk(ctx);
}

/* ---- the loop ---- */

/* At each full second of the database's clock: clocks and ages move together. Also at each half
 * while something in sight flashes. */
static void on_second(uv_timer_t *timer)
{
    struct desk *desk = timer->data;
    desk_look_at_world(desk);
    follow_hour(desk);
    int64_t step_ms = desk->console.flashing ? FLASH_HALF_MS : 1000;
    int64_t past_ms = desk->console.world.now.us / 1000 % step_ms;
    desk->is_dirty = true;
    feed_beat(desk->feed);
    uv_timer_start(timer, on_second, (uint64_t)(step_ms + 1 - past_ms), 0);
}

void desk_on_pace(uv_timer_t *timer)
{
    struct desk *desk = timer->data; /* its turn's end draws */
    if (desk->is_past_over)
        desk_go_to(desk, (struct wall){0});
    desk->is_past_over = false;
}

static void on_prepare(uv_prepare_t *prepare)
{
    struct desk *desk = prepare->data;
    int width, height;
    if ((!desk->is_dirty && !desk->is_outdated) || !desk->terminal)
        return;
    int64_t past_ms = mono_ms_since(desk->drawn, clock_mono());
    if (!desk->is_pressed && desk->drawn.ns && past_ms < FRAME_MS) {
        if (!uv_is_active((uv_handle_t *)&desk->pace))
            uv_timer_start(&desk->pace, desk_on_pace, (uint64_t)(FRAME_MS - past_ms), 0);
        return;
    }
    desk_look_at_world(desk);
    terminal_size(desk->terminal, &width, &height);
    if (desk->is_dirty || !console_refresh(&desk->console, &desk->frame, desk->drawn_changes))
        console_draw(&desk->console, &desk->frame, width, height);
    if (!terminal_draw(desk->terminal, &desk->frame))
        return; /* a frame is in flight: the newest goes when it has left */
    const struct site *site = desk->console.world.site;
    desk->drawn_changes = site ? site->changes : 0;
    desk->drawn_other = site ? site->changes - site->observed : 0;
    desk->drawn = clock_mono();
    desk->is_dirty = desk->is_outdated = desk->is_pressed = false;
}

static void close_desk(struct desk *desk)
{
    if (!desk->terminal)
        return;
    terminal_close(desk->terminal);
    desk->terminal = NULL;
    notify_finish(&desk->notify);
    past_free(desk->past);
    feed_free(desk->feed, NULL, NULL);
    report_job_leave(desk->report);
    uv_close((uv_handle_t *)&desk->second, NULL);
    uv_close((uv_handle_t *)&desk->pace, NULL);
    uv_close((uv_handle_t *)&desk->prepare, NULL);
}

static void start(struct desk *desk, const char *conninfo)
{
    const struct console_ports ports = {
        .ctx = desk,
        .watch = ask_watch,
        .look = look,
        .load_children = ask_children,
        .ask_setpoint = ask_setpoint,
        .ask_alarm = ask_alarm,
        .ask_desk = ask_desk,
        .ask_list = ask_list,
        .ask_trend = ask_trend,
        .ask_facts = ask_facts,
        .ask_report = ask_report,
        .save = save,
        .set_theme = set_theme,
        .tell = tell,
        .go_to = desk_go_to,
        .use_mouse = use_mouse,
        .redraw = redraw,
        .quit = quit,
    };
    const struct feed_events events = {desk, on_loaded, on_changed, on_status, on_children};
    desk->conninfo = conninfo;
    console_init(&desk->console, &ports);
    frame_init(&desk->frame);
    desk->feed = feed_new(&desk->loop, conninfo, &events);
    uv_timer_init(&desk->loop, &desk->second);
    uv_timer_init(&desk->loop, &desk->pace);
    uv_prepare_init(&desk->loop, &desk->prepare);
    desk->second.data = desk->pace.data = desk->prepare.data = desk;
    uv_timer_start(&desk->second, on_second, 0, 0);
    uv_prepare_start(&desk->prepare, on_prepare);
    desk->is_dirty = true;
}

enum desk_end desk_run(const struct desk_options *options, char *why, size_t size)
{
    struct desk desk = {.is_dirty = false};
    const struct terminal_events events = {.ctx = &desk,
                                           .on_press = on_press,
                                           .on_paste = on_paste,
                                           .on_resize = on_resize,
                                           .on_narrow = on_narrow,
                                           .on_version = on_version,
                                           .on_mouse = on_mouse,
                                           .on_ready = on_ready,
                                           .on_hangup = on_hangup};
    uv_loop_init(&desk.loop);
    desk.terminal = terminal_open(&desk.loop, &events, &options->theme, options->record, why, size);
    if (!desk.terminal) {
        uv_loop_close(&desk.loop);
        return DESK_NO_TERMINAL;
    }
    notify_init(&desk.notify, &desk.loop, send_bytes, &desk);
    notify_way_of(&desk.notify, options->notify ? options->notify : "auto");
    desk.hour = options->is_theme_auto ? desk_hour(clock_wall()) : -1;
    start(&desk, options->conninfo);
    if (options->has_mouse)
        console_mouse_use(&desk.console, "on");
    if (options->wall_s)
        screen_wall_begin(&desk.console, options->wall_s);
    desk.console.seat.is_theme_given = options->is_theme_given;
    desk.console.seat.is_language_given = options->is_language_given;
    uv_run(&desk.loop, UV_RUN_DEFAULT);
    console_finish(&desk.console);
    frame_finish(&desk.frame);
    uv_loop_close(&desk.loop);
    snprintf(why, size, "%s", desk.refused);
    return desk.refused[0] ? DESK_REFUSED : 0;
}
