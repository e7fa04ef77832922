/* What the console does beside its loop: a sheet that is written never harms a file that is there,
 * and a desktop that hangs holds nothing up. */
#include "ui/notify.h"
#include "ui/save_job.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define SHEET "time,T2g\n02:10,45.1\n"

struct saved {
    char name[300], why[300];
    int count;
};

static void on_saved(void *ctx, const char *name, const char *why)
{
    struct saved *saved = ctx;
    saved->count++;
    snprintf(saved->name, sizeof saved->name, "%s", name);
    snprintf(saved->why, sizeof saved->why, "%s", why ? why : "");
}

static struct saved save(const char *name)
{
    struct saved saved = {0};
    uv_loop_t loop;
    uv_loop_init(&loop);
    save_job_start(&loop, name, strdup(SHEET), strlen(SHEET), on_saved, &saved);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(saved.count, 1);
    assert_string_equal(saved.name, name);
    return saved;
}

static void write_text(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(chmod(name, mode), 0);
}

static void assert_holds(const char *name, const char *text)
{
    char held[200] = "";
    FILE *file = fopen(name, "r");
    assert_non_null(file);
    held[fread(held, 1, sizeof held - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(held, text);
}

static void test_save(void **state)
{
    char folder[] = "/tmp/heatdesk-beside.XXXXXX", sheet[80], link[80], none[80], theirs[80];
    struct stat stat_of;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(sheet, sizeof sheet, "%s/sheet.csv", folder);
    snprintf(link, sizeof link, "%s/link.csv", folder);
    snprintf(theirs, sizeof theirs, "%s/theirs.csv", folder);
    snprintf(none, sizeof none, "%s/none/sheet.csv", folder);

    assert_string_equal(save(sheet).why, "");
    assert_holds(sheet, SHEET);
    assert_int_equal(stat(sheet, &stat_of), 0);
    assert_int_equal(stat_of.st_mode & 0007, 0); /* names of heat users are nobody else's matter */

    write_text(theirs, "another's", 0644);
    assert_string_not_equal(save(theirs).why, "");
    assert_holds(theirs, "another's");

    /* neither what a link leads to, nor a file made where it leads to nothing */
    assert_int_equal(symlink(theirs, link), 0);
    assert_string_not_equal(save(link).why, "");
    assert_holds(theirs, "another's");
    assert_int_equal(unlink(theirs), 0);
    assert_string_not_equal(save(link).why, "");
    assert_int_equal(access(theirs, F_OK), -1);

    assert_string_not_equal(save(none).why, "");
    assert_string_not_equal(save(folder).why, "");
    assert_string_not_equal(save("").why, "");

    unlink(link);
    unlink(sheet);
    assert_int_equal(rmdir(folder), 0); /* and nothing else was left */
}

/* ---- a helper that hangs ---- */

struct beat {
    uv_timer_t timer;
    struct notify *notify;
    int count;
};

static void on_beat(uv_timer_t *timer)
{
    struct beat *beat = timer->data;
    beat->count++;
    if (!beat->notify->child)
        uv_close((uv_handle_t *)timer, NULL);
}

static void on_sent(void *ctx, const char *bytes, size_t length)
{
    (void)bytes, (void)length;
    ++*(int *)ctx;
}

static void start(struct notify *notify, uv_loop_t *loop, int *sent, const char *helper)
{
    *notify = (struct notify){0};
    notify_init(notify, loop, on_sent, sent);
    assert_true(notify_way_of(notify, "desktop"));
    snprintf(notify->helper, sizeof notify->helper, "%s", helper);
}

static void test_hung(void **state)
{
    static const struct notice_words words = {.title = "heatdesk", .body = "x"};
    char helper[] = "/tmp/heatdesk-hung.XXXXXX";
    int sent = 0;
    uv_loop_t loop;
    struct notify notify;
    (void)state;
    int fd = mkstemp(helper);
    assert_true(fd >= 0);
    close(fd);
    write_text(helper, "#!/bin/sh\ntrap '' TERM INT\nexec sleep 600\n", 0700);
    uv_loop_init(&loop);
    start(&notify, &loop, &sent, helper);
    notify_tell(&notify, &words);
    assert_non_null(notify.child);
    struct notify_child *first = notify.child;
    notify_tell(&notify, &words); /* no second one beside it */
    assert_ptr_equal(notify.child, first);
    struct beat beat = {.notify = &notify};
    beat.timer.data = &beat;
    uv_timer_init(&loop, &beat.timer);
    uv_timer_start(&beat.timer, on_beat, 50, 50);
    uv_run(&loop, UV_RUN_DEFAULT); /* ends only when the helper has been ended */
    assert_true(beat.count > 2);   /* and the loop went on meanwhile */

    /* the console ends while it hangs: it takes the helper with it */
    notify_tell(&notify, &words);
    assert_non_null(notify.child);
    notify_finish(&notify);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    assert_int_equal(sent, 0);
    unlink(helper);
}

/* One that cannot be started leaves the terminal's own ways. */
static void test_none(void **state)
{
    static const struct notice_words words = {.title = "heatdesk", .body = "x"};
    int sent = 0;
    uv_loop_t loop;
    struct notify notify;
    (void)state;
    uv_loop_init(&loop);
    start(&notify, &loop, &sent, "/nowhere/heatdesk-notify");
    assert_true(notify_way_of(&notify, "auto"));
    snprintf(notify.version, sizeof notify.version, "kitty(0.26.5)");
    setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", 1);
    unsetenv("SSH_CONNECTION");
    notify_tell(&notify, &words);
    assert_null(notify.child);
    assert_int_equal(sent, 1);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_save),
        cmocka_unit_test(test_hung),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
