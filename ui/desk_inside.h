/* What the desk's files share. */
#pragma once
#include "backend/store/past.h"
#include "ui/console.h"
#include "ui/notify.h"
#include "ui/terminal.h"

#include <uv.h>

struct desk {
    uv_loop_t loop;
    struct feed *feed;
    const char *conninfo;
    struct report_job *report; /* NULL = none runs */
    struct terminal *terminal; /* NULL once it is closed */
    struct console console;
    struct notify notify;
    struct past *past; /* NULL = now is shown */
    struct frame frame;
    uv_timer_t second, pace;
    uv_prepare_t prepare;
    struct mono drawn;
    uint64_t drawn_changes, drawn_other; /* of the site, all and without those of values alone */
    int hour; /* the theme "auto" was chosen in; -1 = a theme was named */
    bool is_past_over;
    bool is_dirty, is_outdated,
        is_pressed;    /* outdated: in values and by a step alone; pressed: draw at once */
    char refused[256]; /* why the database would not have us, before anything was shown */
};

/* Before keys and drawing, and whenever a site comes or goes. */
void desk_look_at_world(struct desk *desk);
void desk_on_pace(uv_timer_t *timer);

/* The world of a past moment: its site, its time; the links are those of now. */
void desk_show_past(struct desk *desk, const struct world *live);
/* A ticket's entries, the newest first, without those behind the moment. Borrowed. */
struct desk_table desk_without_later(const struct desk_table *table, struct wall moment);
/* The console's port. */
void desk_go_to(void *ctx, struct wall at);
