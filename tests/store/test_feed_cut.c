/* The feed through a bad world: cut connections, forged hints, a frozen server, another database,
 * another schema (TESTS A11, A12). */
#include "backend/store/schema.h"
#include "tests/store/feed_bed.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CUTS 100

static struct feed_bed bed;

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_feed_cut");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    feed_bed_finish(&bed);
    return 0;
}

static int cuts_before, statuses_before;

static bool is_cut(struct feed_bed *b)
{
    return b->proxy.cuts > cuts_before;
}

static bool is_noticed(struct feed_bed *b)
{
    return b->statuses > statuses_before;
}

/* Things go on while the connection is about to break, breaks, and is away. */
static void cut_somewhere(int number)
{
    bool is_killed = number % 4 == 0;
    cuts_before = bed.proxy.cuts;
    statuses_before = bed.statuses;
    if (!is_killed)
        proxy_cut_after(&bed.proxy, feed_bed_chance(&bed, number % 4 == 1 ? 200 : 4000));
    for (int i = 0; i < 200 && (is_killed ? i < 3 : !is_cut(&bed)); i++) {
        feed_bed_write(&bed);
        for (uint32_t turns = feed_bed_chance(&bed, 8); turns > 0; turns--)
            uv_run(&bed.loop, UV_RUN_NOWAIT);
    }
    if (is_killed) {
        ground_run(bed.root, "select pg_terminate_backend(pid) from pg_stat_activity"
                             " where application_name = 'heatdesk'");
    } else {
        feed_bed_wait(&bed, is_cut, "the connection is cut");
    }
    feed_bed_wait(&bed, is_noticed, "the feed notices");
    for (uint32_t i = feed_bed_chance(&bed, 4); i > 0; i--)
        feed_bed_write(&bed);
    feed_bed_wait_equal(&bed, "after a cut");
    assert_true(bed.statuses >= statuses_before + 2);
}

static void test_cuts(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    for (int i = 0; i < CUTS; i++)
        cut_somewhere(i);
    /* none missed, none twice: each fact since the first is in the journal once */
    assert_int_equal(feed_site(bed.feed)->journal_count,
                     ground_number(bed.root, "select seq from hd.fact_head"));
    assert_int_equal(bed.loads, 1);
    print_message("%d cuts, %zu facts\n", CUTS, feed_site(bed.feed)->journal_count);
    feed_bed_stop(&bed);
}

/* Cuts while the site is only being loaded. */
static void test_cut_loading(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++) {
        proxy_cut_after(&bed.proxy, 100 + feed_bed_chance(&bed, 12000));
        feed_bed_start(&bed, DISPATCHER);
        feed_bed_write(&bed);
        feed_bed_wait_equal(&bed, "a start that is cut");
        feed_bed_stop(&bed);
    }
    proxy_cut_after(&bed.proxy, -1);
}

static const char *const nonsense[] = {
    "'x' || i",
    "i || ' x'",
    "i || ' 1 x'",
    "i || ' 1 2 3'",
    "i || ' *'",
    "i || ' -1 99999999999999999999 *'",
    "(9000000000000000000 + i)::text",
    "'-' || i",
    "i || repeat(' ', 100) || '1'",
    "i || repeat(' 4711', 1500)",
    "i || E'\\t\\n1'",
    "i || '公里 *'",
};

/* Anybody may wake everybody: nothing false comes of it, and re-reads stay few (A11). */
static void test_forged(void **state)
{
    (void)state;
    static const char *const channels[] = {"hd_fact", "hd_value", "hd_state", "hd_plant"};
    char sql[200];
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    struct pg *forger = ground_open(&bed.ground, READER);
    struct mono start = clock_mono();
    long before = bed.proxy.questions, sent = 0;
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++)
        for (size_t k = 0; k < sizeof channels / sizeof channels[0]; k++) {
            snprintf(
                sql, sizeof sql,
                "select count(pg_notify('%s', left(%s, 7900))) from generate_series(1, 1000) i",
                channels[k], nonsense[i]);
            sent += ground_number(forger, sql);
            feed_bed_write(&bed);
            uv_run(&bed.loop, UV_RUN_NOWAIT);
        }
    feed_bed_wait_equal(&bed, "after forged hints");
    assert_true(sent >= 4 * 10000);
    long questions = bed.proxy.questions - before;
    double seconds = (double)mono_ms_since(start, clock_mono()) / 1000;
    /* ten a second of each of four kinds and as many at once, the heartbeat, the clock */
    print_message("%ld forged hints in %.1f s made %ld questions\n", sent, seconds, questions);
    assert_true((double)questions <= 4 * 10 * (seconds + 1) + 2 * seconds + 5);
    assert_int_equal(bed.loads, 1);
    pg_close(forger);
    feed_bed_stop(&bed);
}

static bool is_down(struct feed_bed *b)
{
    return feed_status(b->feed)->state == SESSION_DOWN;
}

/* A server that keeps the connection and says nothing. */
static void expect_frozen_and_back(void (*freeze)(bool))
{
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    freeze(true);
    feed_bed_wait(&bed, is_down, "the silence is noticed");
    struct mono since = feed_status(bed.feed)->since;
    assert_string_equal(feed_status(bed.feed)->why, "the database does not answer");
    assert_true(since.ns > 0);
    assert_non_null(feed_site(bed.feed));
    for (int i = 0; i < 10; i++)
        feed_bed_write(&bed);
    freeze(false);
    feed_bed_wait_equal(&bed, "it speaks again");
    assert_true(feed_status(bed.feed)->since.ns > since.ns);
    assert_string_equal(feed_status(bed.feed)->why, "");
    assert_int_equal(bed.loads, 1);
    feed_bed_stop(&bed);
}

static void freeze_network(bool is_frozen)
{
    proxy_freeze(&bed.proxy, is_frozen);
}

static void freeze_backend(bool is_frozen)
{
    static pid_t pid;
    if (is_frozen) /* one of a connection that was given up may be there still: not that one */
        pid = (pid_t)ground_number(bed.root, "select pid from pg_stat_activity"
                                             " where application_name = 'heatdesk'"
                                             " order by backend_start desc limit 1");
    assert_true(pid > 0);
    assert_int_equal(kill(pid, is_frozen ? SIGSTOP : SIGCONT), 0);
}

static int tries_while_frozen;

static bool has_tried(struct feed_bed *b)
{
    return b->proxy.pairs && ++tries_while_frozen > 700; /* turns of 5 ms: more than one try */
}

static void test_frozen(void **state)
{
    (void)state;
    expect_frozen_and_back(freeze_network);
    expect_frozen_and_back(freeze_backend);
    /* "down since" stays while it is tried again and again */
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    proxy_freeze(&bed.proxy, true);
    feed_bed_wait(&bed, is_down, "the silence is noticed");
    int64_t since = feed_status(bed.feed)->since.ns;
    feed_bed_wait(&bed, has_tried, "another try");
    assert_int_equal(feed_status(bed.feed)->since.ns, since);
    proxy_freeze(&bed.proxy, false);
    feed_bed_wait_equal(&bed, "it speaks again");
    feed_bed_stop(&bed);
}

/* The database is dropped and made anew, with fewer facts than ours, then with more. */
static void test_another_database(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    for (int more = 0; more <= 1; more++) {
        long long head = ground_number(bed.root, "select seq from hd.fact_head");
        int loads = bed.loads;
        ground_make(&bed.ground, bed.ground.name);
        feed_bed_reopen(&bed);
        for (int i = 0;
             i < 10 ||
             (more && ground_number(bed.root, "select seq from hd.fact_head") <= head + 5);
             i++)
            feed_bed_write(&bed);
        feed_bed_wait_equal(&bed, "another database");
        assert_true(bed.loads > loads);
    }
    feed_bed_write(&bed);
    feed_bed_wait_equal(&bed, "values and facts go on");
    feed_bed_stop(&bed);
}

static bool is_refused(struct feed_bed *b)
{
    return feed_status(b->feed)->state == SESSION_REFUSED;
}

/* A schema that is not ours is said so, also to a console that was there before it came. */
static void test_schema(void **state)
{
    (void)state;
    char sentence[256];
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    ground_run(bed.root, "insert into hd.schema_version values (99, now(), 'future')");
    feed_bed_wait(&bed, is_refused, "a newer schema is noticed");
    snprintf(sentence, sizeof sentence, SCHEMA_NEWER, 99, SCHEMA_VERSION);
    assert_string_equal(feed_status(bed.feed)->why, sentence);
    assert_non_null(feed_site(bed.feed));
    feed_bed_stop(&bed);
    ground_run(bed.root, "delete from hd.schema_version where version >= 7");
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait(&bed, is_refused, "an older schema is noticed");
    snprintf(sentence, sizeof sentence, SCHEMA_OLDER, 6, SCHEMA_VERSION);
    assert_string_equal(feed_status(bed.feed)->why, sentence);
    assert_null(feed_site(bed.feed));
    snprintf(sentence, sizeof sentence,
             "insert into hd.schema_version select i, now(), 'x' from generate_series(7, %d) i",
             SCHEMA_VERSION);
    ground_run(bed.root, sentence);
    feed_bed_wait_equal(&bed, "the right one comes without a key");
    feed_bed_stop(&bed);
    ground_run(bed.root, "alter schema hd rename to away");
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait(&bed, is_refused, "no schema is noticed");
    assert_string_equal(feed_status(bed.feed)->why,
                        "the database holds no heatdesk schema: run heatdesk init");
    feed_bed_stop(&bed);
    ground_run(bed.root, "alter schema away rename to hd");
    feed_bed_start(&bed, OUTSIDER);
    feed_bed_wait(&bed, is_refused, "no right is noticed");
    assert_non_null(strstr(feed_status(bed.feed)->why, "permission denied"));
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cuts),   cmocka_unit_test(test_cut_loading),
        cmocka_unit_test(test_forged), cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_schema), cmocka_unit_test(test_another_database),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
