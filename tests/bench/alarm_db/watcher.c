#include "backend/base/alloc.h"
#include "backend/core/alarm_cause.h"
#include "backend/store/feed.h"
#include "tests/bench/alarm_db/stage.h"
#include "tests/bench/common/database.h"
#include "tests/bench/common/measure.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

struct watcher {
    struct stage *stage;
    struct view *view;
    struct feed *feed;
    size_t next; /* place of the first alarm that is not noted yet */
};

/* Every alarm of the bench has a key of its own, so each takes a new place. */
static void note(struct watcher *watcher)
{
    const struct site *site = feed_site(watcher->feed);
    for (; watcher->next < alarm_count(site); watcher->next++) {
        int64_t number = alarm_at(site, watcher->next)->id - watcher->stage->first_id;
        if (number < 0 || number >= ALARMS || watcher->view->seen[number] > 0)
            give_up("console", "holds an alarm that nobody raised");
        watcher->view->seen[number] = now_s();
        watcher->view->count++;
    }
}

static void on_loaded(void *ctx, struct site *site)
{
    struct watcher *watcher = ctx;
    if (alarm_count(site))
        give_up("console", "was loaded anew");
    watcher->view->is_loaded = true;
}

static void on_changed(void *ctx)
{
    note(ctx);
}

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx, (void)status;
}

static void on_children(void *ctx, int32_t node_id)
{
    (void)ctx, (void)node_id;
}

/* Each alarm stands in exactly one line of the view, and the flood's counter met it once. */
static void judge(struct watcher *watcher)
{
    const struct site *site = feed_site(watcher->feed);
    struct view *view = watcher->view;
    struct alarm_groups groups = {0};
    size_t count = alarm_count(site);
    int *times = alloc_array(count + 1, sizeof *times), counted = alarm_flood_of(site)->in_window;
    double start = now_s();
    alarm_groups_make(&groups, site);
    view->grouped_s = now_s() - start;
    for (size_t i = 0; i < groups.count; i++)
        times[groups.group[i].alarm]++;
    for (size_t i = 0; i < groups.child_count; i++)
        times[groups.child[i]]++;
    view->lost = view->doubled = 0;
    for (int i = 0; i < ALARMS; i++)
        view->lost += alarm_of_id(site, watcher->stage->first_id + i) == NULL;
    for (size_t i = 0; i < count; i++) {
        view->lost += times[i] == 0;
        view->doubled += times[i] > 1 ? times[i] - 1 : 0;
    }
    view->doubled += counted > ALARMS ? counted - ALARMS : 0;
    view->lost += counted < ALARMS ? ALARMS - counted : 0;
    alarm_groups_finish(&groups);
    free(times);
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
