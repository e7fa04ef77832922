/* Alarms on a real terminal, from the database to the bell: it rings once for what is new, once at
 * opening for a critical one that waits, and never for what was answered. */
#include "tests/terminal/live.h"
#include "tests/terminal/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RAISE                                                                                      \
    "select hd.fact_append(array[(null, clock_timestamp(), 'alarm_raised', null,"                  \
    " (select min(id) from hd.device where retired is null), '', %lld, null, null, 'lost/1d', "    \
    "'')::hd.fact_input])"
#define ANSWER                                                                                     \
    "select * from hd.alarm_ask(gen_random_uuid(), 'acknowledge', array[%lld], 0, 0, false, '')"

static struct live live;

static int bells(const struct screen *screen)
{
    int count = 0;
    for (size_t i = 0; i < screen->raw_length; i++)
        count += screen->raw[i] == '\a';
    return count;
}

static void open_console(struct screen *screen)
{
    const char *words[] = {"--db", live.console, NULL};
    screen_open(screen, &(struct screen_options){.width = 132, .height = 43, .arguments = words});
    screen_wait(screen, "S0001");
    screen_wait_frames(screen, screen->frames + 3);
}

static void close_console(struct screen *screen)
{
    screen_check_sequences(screen);
    screen_close(screen);
}

static void wait_for_bell(struct screen *screen, int count)
{
    unsigned long long most = screen->frames + 100;
    while (bells(screen) < count && screen->frames < most)
        screen_wait_frames(screen, screen->frames + 1);
    assert_int_equal(bells(screen), count);
}

static void test_bell(void **state)
{
    const long long id = 1768418262000000LL;
    char sql[500];
    struct screen first, second;
    struct pg *root = ground_open_root(&live.ground);
    struct pg *person = ground_open(&live.ground, DISPATCHER);
    (void)state;
    live_set(&live, LIVE_STILL);
    open_console(&first);
    assert_int_equal(bells(&first), 0);
    snprintf(sql, sizeof sql, RAISE, id);
    ground_run(root, sql);
    screen_wait(&first, "1!");
    wait_for_bell(&first, 1);
    screen_wait_frames(&first, first.frames + 4); /* it flashes meanwhile, and rings no more */
    assert_int_equal(bells(&first), 1);
    open_console(&second);
    wait_for_bell(&second, 1);
    screen_send(&first, "m");
    screen_wait(&first, "horn silent for");
    snprintf(sql, sizeof sql, ANSWER, id);
    ground_run(person, sql);
    screen_wait_gone(&first, "1!");
    screen_wait_gone(&second, "1!");
    screen_wait(&second, "1:1"); /* the count of what was answered */
    close_console(&second);
    open_console(&second);
    assert_int_equal(bells(&second), 0);
    close_console(&first);
    close_console(&second);
    pg_close(person);
    pg_close(root);
}

static int start(void **state)
{
    (void)state;
    live_start(&live, "terminal_alarms");
    return 0;
}

static int stop(void **state)
{
    (void)state;
    live_stop(&live);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bell)};
    return cmocka_run_group_tests(tests, start, stop);
}
