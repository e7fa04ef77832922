#include "backend/core/ticket_book.h"
#include "backend/store/feed.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"
#include "tests/bench/ticket/stage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct watcher {
    struct stage *stage;
    struct view *view;
    struct feed *feed;
    size_t next; /* of the journal */
};

static void note(struct watcher *watcher, const struct fact *fact)
{
    struct view *view = watcher->view;
    if (fact->text[0] != '#')
        return;
    long mark = strtol(fact->text + 1, NULL, 10);
    if (mark < 0 || mark >= MARKS)
        give_up("console", "holds a fact that nobody told");
    if (view->seen[mark] > 0) {
        view->doubled++;
        return;
    }
    view->seen[mark] = now_s();
    view->count++;
}

static void on_loaded(void *ctx, struct site *site)
{
    struct watcher *watcher = ctx;
    if (watcher->view->is_loaded)
        give_up("console", "was loaded anew");
    (void)site;
    watcher->view->is_loaded = true;
}

static void on_changed(void *ctx)
{
    struct watcher *watcher = ctx;
    const struct site *site = feed_site(watcher->feed);
    for (; watcher->next < site->journal_count; watcher->next++)
        note(watcher, &site->journal[watcher->next % SITE_JOURNAL]);
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx, (void)status;
}

static void on_children(void *ctx, int32_t node_id)
{
    (void)ctx, (void)node_id;
}

/* Each ticket of the database is there once, as it is there, and none besides. */
static void judge(struct watcher *watcher)
{
    const struct site *site = feed_site(watcher->feed);
    struct view *view = watcher->view;
    const struct stage *stage = watcher->stage;
    for (int i = 0; i < stage->held_count; i++) {
        const struct ticket *ticket = ticket_of_id(site, stage->held[i].id);
        view->lost += !ticket || ticket->seq != stage->held[i].seq ||
                      strcmp(ticket_state_name(ticket->state), stage->held[i].state) != 0;
    }
    int more = (int)ticket_count(site) - stage->held_count;
    view->doubled += more > 0 ? more : 0;
    view->is_judged = true;
}

static void on_beat(uv_timer_t *timer)
{
    struct watcher *watcher = timer->data;
    if (watcher->stage->is_judgement_wanted && !watcher->view->is_judged)
        judge(watcher);
}

static _Noreturn void run(struct stage *stage, int console)
{
    struct watcher watcher = {.stage = stage, .view = &stage->view[console]};
    uv_loop_t loop;
    uv_timer_t beat;
    uv_loop_init(&loop);
    watcher.feed = feed_new(&loop, BENCH_DISPATCHER,
                            &(struct feed_events){.ctx = &watcher,
                                                  .on_loaded = on_loaded,
                                                  .on_changed = on_changed,
                                                  .on_status = on_status,
                                                  .on_children = on_children});
    uv_timer_init(&loop, &beat);
    beat.data = &watcher;
    uv_timer_start(&beat, on_beat, 200, 200);
    uv_run(&loop, UV_RUN_DEFAULT);
    _exit(0);
}

pid_t watcher_start(struct stage *stage, int console)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    run(stage, console);
}
