/* The desk's half of the past (ui/console_past.h): loads the site of then beside the live one,
 * which goes on. */
#include "backend/core/alarm_book.h"
#include "ui/console_past.h"
#include "ui/desk_inside.h"
#include "ui/phrase.h"

/* Alarms of now are counted for whoever looks at the past: it must not hide them. */
static int unanswered(const struct site *site)
{
    int count = 0;
    for (size_t i = 0; site && i < alarm_open_count(site); i++)
        count += alarm_open_at(site, i)->state == ALARM_UNACKNOWLEDGED;
    return count;
}

/* The world of a past moment: its site, its time; the links are those of now. */
void desk_show_past(struct desk *desk, const struct world *live)
{
    struct world world = *live;
    struct console *console = &desk->console;
    world.site = past_site(desk->past);
    world.now = past_at(desk->past);
    console->past.is_busy = past_is_busy(desk->past);
    console->past.waiting = unanswered(live->site);
    console_world(console, &world);
}

/* A ticket's entries, the newest first: those behind the moment are the table's end. Borrowed. */
struct desk_table desk_without_later(const struct desk_table *table, struct wall moment)
{
    struct desk_table then = *table;
    while (then.rows && desk_cell_number(&then, 0, 1) * 1e6 > (double)moment.us) {
        then.cell += then.columns;
        then.rows--;
    }
    return then;
}

static void on_past_loaded(void *ctx, struct site *site)
{
    struct desk *desk = ctx;
    char told[200];
    struct wall first = past_first(desk->past);
    (void)site;
    desk_look_at_world(desk); /* the site shown so far is about to be freed */
    console_loaded(&desk->console);
    if (first.us)
        console_say(&desk->console, STYLE_NOTICE, "%s",
                    console_past_nothing(first, told, sizeof told));
    desk->is_dirty = true;
}

static void on_past_changed(void *ctx)
{
    ((struct desk *)ctx)->is_dirty = true;
}

static void leave_past(struct desk *desk)
{
    struct past *past = desk->past;
    desk->past = NULL;
    desk_look_at_world(desk);
    console_loaded(&desk->console);
    past_free(past);
    desk->is_dirty = true;
}

static void on_past_failed(void *ctx, const char *why)
{
    struct desk *desk = ctx;
    char told[400];
    desk->console.past.at.us = 0;
    phrase_text(why, told, sizeof told);
    console_say(&desk->console, STYLE_NOTICE, "%s", told);
    desk->is_past_over = true; /* not from inside its own call */
    uv_timer_start(&desk->pace, desk_on_pace, 0, 0);
}

void desk_go_to(void *ctx, struct wall at)
{
    struct desk *desk = ctx;
    const struct past_events events = {.ctx = desk,
                                       .on_loaded = on_past_loaded,
                                       .on_changed = on_past_changed,
                                       .on_failed = on_past_failed};
    if (!at.us && desk->past)
        leave_past(desk);
    else if (at.us && desk->past)
        past_go(desk->past, at);
    else if (at.us)
        desk->past = past_new(&desk->loop, desk->conninfo, at, &events);
    desk->console.past.is_busy = desk->past && past_is_busy(desk->past);
    desk->is_dirty = true;
}
