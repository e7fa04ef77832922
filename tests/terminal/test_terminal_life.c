/* How the console ends, stalls, crashes and loses its database, on a real terminal (TESTS A14). */
#include "backend/base/clock.h"
#include "tests/exchange/folder.h"
#include "tests/terminal/live.h"
#include "tests/terminal/repaint.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define UNREAD_MS 5000
/* Sanitizers make the same work several times dearer; a loop that spins is at 100 all the same. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CPU_PERCENT_MOST 60
#else
#define CPU_PERCENT_MOST 20
#endif

static struct live live;

static void open_with(struct screen *screen, const char *conninfo, const char *record)
{
    const char *words[] = {"--db", conninfo, record ? "--record" : NULL, record, NULL};
    screen_open(screen, &(struct screen_options){.width = 132, .height = 43, .arguments = words});
}

static void open_console(struct screen *screen)
{
    open_with(screen, live.console, NULL);
    screen_wait(screen, "S0001");
}

static void close_console(struct screen *screen)
{
    screen_check_sequences(screen);
    screen_close(screen);
}

/* ---- a terminal that reads nothing ---- */

/* Clock ticks of processor time so far. */
static long cpu_ticks(pid_t pid)
{
    char path[64], line[512] = "";
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    const char *behind_name = strrchr(line, ')');
    assert_non_null(behind_name);
    assert_int_equal(sscanf(behind_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                            &user, &kernel),
                     2);
    return (long)(user + kernel);
}

static double cpu_percent(long ticks, int64_t ms)
{
    return 100.0 * (double)ticks / (double)sysconf(_SC_CLK_TCK) * 1000 / (double)ms;
}

/* The database answers the console's questions: each new one starts at another time. */
static void wait_for_questions(struct pg *root, int count)
{
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    char *last = strdup("");
    for (int seen = 0; seen < count;) {
        char *now = ground_ask(root, "select coalesce(max(query_start)::text, '') from"
                                     " pg_stat_activity where usename = 'proof_dispatcher'"
                                     " and wait_event is distinct from 'ClientWrite'");
        seen += strcmp(now, last) != 0;
        free(last);
        last = now;
        if (mono_is_due(end, clock_mono()))
            fail_msg("the console stopped asking the database after %d questions", seen);
        poll(NULL, 0, 10);
    }
    free(last);
}

static void test_unread(void **state)
{
    struct screen screen;
    struct pg *root = ground_open_root(&live.ground);
    (void)state;
    live_set(&live, LIVE_STORM);
    open_console(&screen);
    long ticks = cpu_ticks(screen.pid);
    struct mono start = clock_mono();
    /* each Ctrl-L wants the whole screen: the pseudo-terminal is soon full */
    while (mono_ms_since(start, clock_mono()) < UNREAD_MS) {
        assert_int_equal(write(screen.fd, "\f", 1), 1);
        wait_for_questions(root, 2);
    }
    assert_true(screen_unread(&screen) > 1000);
    double percent = cpu_percent(cpu_ticks(screen.pid) - ticks, mono_ms_since(start, clock_mono()));
    print_message("unread: %.1f %% of a processor\n", percent);
    assert_true(percent <= CPU_PERCENT_MOST);
    live_set(&live, LIVE_STILL);
    repaint_check(&screen, "read again");
    screen_send(&screen, "q");
    assert_int_equal(screen_wait_end(&screen), 0);
    screen_check_restored(&screen);
    close_console(&screen);
    pg_close(root);
}

/* Ended while nothing is read: it does not wait for somebody who does not come. */
static void test_ended_while_unread(void **state)
{
    struct screen screen;
    struct pg *root = ground_open_root(&live.ground);
    (void)state;
    live_set(&live, LIVE_STORM);
    open_console(&screen);
    for (int i = 0; i < 40; i++) {
        assert_int_equal(write(screen.fd, "\f", 1), 1);
        wait_for_questions(root, 1);
    }
    struct mono end = mono_after_ms(clock_mono(), SCREEN_WAIT_MS);
    kill(screen.pid, SIGTERM);
    while (kill(screen.pid, 0) == 0 && waitpid(screen.pid, &screen.status, WNOHANG) == 0) {
        assert_false(mono_is_due(end, clock_mono()));
        poll(NULL, 0, 10);
    }
    screen.is_ended = true;
    assert_int_equal(screen.status, 0);
    struct termios now;
    assert_int_equal(tcgetattr(screen.slave, &now), 0);
    assert_int_equal(now.c_lflag, screen.before.c_lflag);
    screen_close(&screen);
    pg_close(root);
}

static void test_storm_of_sizes(void **state)
{
    struct screen screen;
    (void)state;
    live_set(&live, LIVE_STILL);
    open_console(&screen);
    long ticks = cpu_ticks(screen.pid);
    struct mono start = clock_mono();
    for (int i = 0; i < 3000; i++) { /* a thousand a second */
        if (i % 10)
            kill(screen.pid, SIGWINCH);
        else
            screen_resize(&screen, 60 + i % 97, 10 + i % 41);
        screen_read(&screen, 1);
    }
    screen_resize(&screen, 132, 43);
    repaint_check(&screen, "after a storm of sizes");
    double percent = cpu_percent(cpu_ticks(screen.pid) - ticks, mono_ms_since(start, clock_mono()));
    print_message("storm of sizes: %.1f %% of a processor\n", percent);
    assert_true(percent <= CPU_PERCENT_MOST);
    screen_send(&screen, "q");
    assert_int_equal(screen_wait_end(&screen), 0);
    close_console(&screen);
}

/* ---- the end ---- */

static void test_hang_up(void **state)
{
    (void)state;
    live_set(&live, LIVE_STORM);
    for (int is_ignored = 0; is_ignored < 2; is_ignored++) {
        struct screen screen;
        const char *words[] = {"--db", live.console, NULL};
        screen_open(&screen, &(struct screen_options){.arguments = words,
                                                      .is_hangup_ignored = is_ignored == 1});
        screen_wait(&screen, "S0001");
        screen_hang_up(&screen);
        assert_int_equal(screen_wait_end(&screen), 0);
        close_console(&screen);
    }
}

static void test_signals_restore(void **state)
{
    static const int orderly[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP};
    static const int crashes[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
    struct screen screen;
    (void)state;
    for (size_t i = 0; i < sizeof orderly / sizeof *orderly; i++) {
        open_console(&screen);
        kill(screen.pid, orderly[i]);
        assert_int_equal(screen_wait_end(&screen), 0);
        screen_check_restored(&screen);
        close_console(&screen);
    }
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        open_console(&screen);
        kill(screen.pid, crashes[i]);
        assert_int_equal(screen_wait_end(&screen), -crashes[i]);
        screen_check_restored(&screen);
        close_console(&screen);
    }
}

static void test_stopped_and_continued(void **state)
{
    struct screen screen;
    (void)state;
    live_set(&live, LIVE_STILL);
    open_console(&screen);
    kill(screen.pid, SIGTSTP); /* what Ctrl-Z would be: not taken */
    screen_wait_frames(&screen, 2);
    kill(screen.pid, SIGSTOP);
    screen_scribble(&screen, "\033[?1049l\033[?2004l\033[0m\033[2J\033[5;5Hsomebody else\r\n");
    tcsetattr(screen.slave, TCSANOW, &screen.before);
    kill(screen.pid, SIGCONT);
    screen_wait(&screen, "S0001");
    screen_wait_gone(&screen, "somebody else");
    assert_true(screen.is_other_screen);
    repaint_check(&screen, "continued");
    screen_send(&screen, "9"); /* raw again: a key needs no Enter */
    screen_wait(&screen, "9 journal");
    screen_send(&screen, "q");
    assert_int_equal(screen_wait_end(&screen), 0);
    screen_check_restored(&screen);
    close_console(&screen);
}

/* ---- the database ---- */

static void check_refused(const char *conninfo, const char *sentence)
{
    struct screen screen;
    open_with(&screen, conninfo, NULL);
    assert_int_equal(screen_wait_end(&screen), 2);
    screen_check_restored(&screen);
    char *text = screen_text(&screen);
    print_message("%.*s\n", (int)strcspn(text, "\n"), text);
    assert_non_null(strstr(text, sentence));
    assert_memory_equal(text, "heatdesk: ", 10);
    assert_int_equal(strspn(text + strcspn(text, "\n"), " \n"), strlen(text + strcspn(text, "\n")));
    free(text);
    close_console(&screen);
}

static void test_refused(void **state)
{
    char conninfo[128], sql[200];
    struct pg *root = ground_open_root(&live.ground);
    (void)state;
    check_refused("dbname=postgres", "no heatdesk schema: run heatdesk init");
    check_refused("dbname=no_such_database", "does not exist");
    snprintf(conninfo, sizeof conninfo, "dbname=%s user=%s", live.ground.name,
             ground_login[OUTSIDER]);
    check_refused(conninfo, "permission denied for database");
    snprintf(sql, sizeof sql, "grant connect on database %s to %s", live.ground.name,
             ground_login[OUTSIDER]);
    ground_run(root, sql);
    check_refused(conninfo, "belongs to no heatdesk group");
    ground_run(root, "insert into hd.schema_version values (9999, default, 'later')");
    check_refused(live.console, "newer than this program");
    ground_run(root, "delete from hd.schema_version where version = 9999");
    pg_close(root);
}

static void allow(const char *allowed)
{
    char sql[200];
    struct ground other = live.ground;
    snprintf(other.conninfo, sizeof other.conninfo, "dbname=postgres");
    struct pg *root = ground_open_root(&other);
    snprintf(sql, sizeof sql, "alter database %s allow_connections %s", live.ground.name, allowed);
    ground_run(root, sql);
    snprintf(sql, sizeof sql,
             "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'",
             live.ground.name);
    free(ground_ask(root, sql));
    pg_close(root);
}

static void test_database_away(void **state)
{
    struct screen screen;
    (void)state;
    live_set(&live, LIVE_STORM);
    open_console(&screen);
    screen_wait(&screen, "collector \xe2\x97\x8f ok");
    allow("false");
    screen_wait(&screen, "DATABASE AWAY");
    screen_wait(&screen, "S0001"); /* what was known stays, marked as old */
    assert_false(screen_shows(&screen, "collector \xe2\x97\x8f ok"));
    screen_send(&screen, "?1"); /* keys work all the same */
    screen_wait_frames(&screen, 2);
    allow("true");
    screen_wait_gone(&screen, "DATABASE AWAY");
    screen_wait(&screen, "collector \xe2\x97\x8f ok");
    live_set(&live, LIVE_STILL);
    repaint_check(&screen, "the database is back");
    screen_send(&screen, "q");
    assert_int_equal(screen_wait_end(&screen), 0);
    close_console(&screen);
}

/* ---- the record ---- */

static void check_cast(const char *path, int width, int height)
{
    char size[32];
    int status;
    snprintf(size, sizeof size, "%dx%d", width, height);
    pid_t pid = fork();
    if (pid == 0) {
        execlp("python3", "python3", CAST_CHECK, path, size, (char *)NULL);
        _exit(77);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        print_message("skipped: python3 is not here to read the record\n");
    else
        assert_int_equal(status, 0);
}

static void test_record(void **state)
{
    struct screen screen;
    struct folder folder;
    char path[200];
    (void)state;
    live_set(&live, LIVE_STORM);
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/console.cast", folder.path);
    open_with(&screen, live.console, path);
    screen_wait(&screen, "S0001");
    screen_send(&screen, ":lang zh_CN\r9?1/\xe6\xbb\xa8");
    screen_wait(&screen, "/\xe6\xbb\xa8");
    screen_resize(&screen, 90, 30);
    screen_wait_frames(&screen, 3);
    kill(screen.pid, SIGKILL); /* nothing that was shown is missing, no line is cut */
    screen_wait_end(&screen);
    screen_close(&screen);
    check_cast(path, 90, 30);
    folder_remove(&folder);
    open_with(&screen, live.console, path); /* its folder is gone */
    assert_int_equal(screen_wait_end(&screen), 1);
    assert_true(screen_shows(&screen, "heatdesk: cannot write the record"));
    screen_check_restored(&screen);
    close_console(&screen);
}

static int start(void **state)
{
    (void)state;
    live_start(&live, "terminal_life");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    live_stop(&live);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unread),          cmocka_unit_test(test_ended_while_unread),
        cmocka_unit_test(test_storm_of_sizes),  cmocka_unit_test(test_hang_up),
        cmocka_unit_test(test_signals_restore), cmocka_unit_test(test_stopped_and_continued),
        cmocka_unit_test(test_refused),         cmocka_unit_test(test_database_away),
        cmocka_unit_test(test_record),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, start, stop);
}
