/* Forged hints that somebody said something of an alarm: the collector reads again at most ten
 * times a second, and misses nothing that was really said (TESTS A11). */
#include "tests/store/append_bed.h"
#include "tests/store/proxy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATABASE "hd_alarm_hints"
enum { HINTS = 10000, EACH = 500, PATIENCE_MS = 60000 };

struct listener {
    uv_loop_t loop;
    uv_timer_t tick;
    struct proxy proxy;
    struct append *append;
    int64_t epoch;
    uint64_t durable;
    int words;
    bool is_recalled, is_closed;
};

static struct listener listener;

static void on_status(void *ctx, const struct session_status *status)
{
    (void)ctx, (void)status;
}

static void on_plant(void *ctx, struct site *site)
{
    (void)ctx;
    site_free(site);
}

static void on_lease(void *ctx, int64_t epoch, struct mono until)
{
    (void)until;
    ((struct listener *)ctx)->epoch = epoch;
}

static void on_command(void *ctx, const struct command *command, int64_t life_ms, bool is_orphan)
{
    (void)ctx, (void)command, (void)life_ms, (void)is_orphan;
}

static void on_word(void *ctx, const struct fact *fact)
{
    assert_string_equal(fact->who, "test_dispatcher");
    ((struct listener *)ctx)->words++;
}

static void on_durable(void *ctx, uint64_t ticket)
{
    ((struct listener *)ctx)->durable = ticket;
}

static void on_recalled(void *ctx, struct site *site, const struct command *done, size_t count)
{
    (void)done, (void)count;
    ((struct listener *)ctx)->is_recalled = site != NULL;
    site_free(site);
}

static void on_closed(void *ctx)
{
    ((struct listener *)ctx)->is_closed = true;
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer; /* so that the loop turns and conditions are looked at */
}

static void run_until(bool (*is_so)(int what), int what, const char *told)
{
    struct mono since = clock_mono();
    while (!is_so(what)) {
        if (mono_ms_since(since, clock_mono()) > PATIENCE_MS)
            fail_msg("waited in vain: %s", told);
        uv_run(&listener.loop, UV_RUN_ONCE);
    }
}

static bool leads(int unused)
{
    (void)unused;
    return listener.epoch > 0;
}

static bool is_durable(int ticket)
{
    return listener.durable >= (uint64_t)ticket;
}

static bool is_recalled(int unused)
{
    (void)unused;
    return listener.is_recalled;
}

static bool has_words(int words)
{
    return listener.words >= words;
}

static bool is_closed(int unused)
{
    (void)unused;
    return listener.is_closed;
}

static void start(void)
{
    char conninfo[200];
    struct append_events events = {&listener,  on_status, on_plant,   on_lease,
                                   on_command, on_word,   on_durable, NULL};
    uv_loop_init(&listener.loop);
    uv_timer_init(&listener.loop, &listener.tick);
    uv_timer_start(&listener.tick, on_tick, 5, 5);
    proxy_init(&listener.proxy, &listener.loop);
    snprintf(conninfo, sizeof conninfo,
             "host=127.0.0.1 port=%d dbname=" DATABASE " user=test_collector sslmode=disable"
             " gssencmode=disable",
             listener.proxy.port);
    listener.append = append_new(
        &listener.loop, &(struct append_options){.conninfo = conninfo, .name = "hints"}, &events);
}

static void finish(void)
{
    append_free(listener.append, on_closed, &listener);
    run_until(is_closed, 0, "the end");
    uv_close((uv_handle_t *)&listener.tick, NULL);
    proxy_finish(&listener.proxy);
    assert_int_equal(uv_loop_close(&listener.loop), 0);
}

/* An alarm to speak of, and a collector that leads and listens. */
static void begin(void)
{
    struct fact fact;
    run_until(leads, 0, "the lease");
    fact_init(&fact, FACT_ALARM_RAISED, clock_wall());
    fact.alarm = 1001;
    fact.node = fact.device = 1;
    snprintf(fact.point, sizeof fact.point, "T2g.1");
    snprintf(fact.code, sizeof fact.code, "HH/1");
    run_until(is_durable, (int)append_facts(listener.append, &fact, 1), "the alarm");
    assert_true(append_recall(listener.append, on_recalled, &listener));
    run_until(is_recalled, 0, "the recall");
}

static void run(struct pg *pg, const char *sql)
{
    char why[300];
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%s: %s", sql, why);
}

static void say(struct pg *person, int number)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "select hd.alarm_ask(gen_random_uuid(), '%s', array[1001], 0, 60, false, 'x')",
             number % 2 ? "unacknowledge" : "acknowledge");
    run(person, sql);
}

static void test_forged(void **state)
{
    (void)state;
    bed_database(DATABASE);
    start();
    begin();
    struct pg *root = bed_open(DATABASE, NULL);
    run(root, "do $$ begin if not exists (select from pg_roles where rolname = 'test_forger') then"
              " create role test_forger login; grant hd_reader to test_forger; end if; end $$");
    struct pg *forger = bed_open(DATABASE, "test_forger");
    struct pg *person = bed_open(DATABASE, "test_dispatcher");
    struct mono since = clock_mono();
    long before = listener.proxy.questions;
    int said = 0;
    for (int i = 0; i < HINTS; i++) {
        run(forger, i % 2 ? "notify hd_word" : "notify hd_word, '999999999'");
        if (i % EACH == 0)
            say(person, said++);
        uv_run(&listener.loop, UV_RUN_NOWAIT);
    }
    run_until(has_words, said, "what was said");
    double seconds = (double)mono_ms_since(since, clock_mono()) / 1000;
    long questions = listener.proxy.questions - before;
    print_message("%d forged hints in %.1f s made %ld questions\n", HINTS, seconds, questions);
    /* ten a second and as many at once; the lease and the house's keeping ask, too */
    assert_true((double)questions <= 10 * (seconds + 1) + 2 * seconds + 5);
    assert_int_equal(listener.words, said);
    pg_close(person);
    pg_close(forger);
    pg_close(root);
    finish();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
