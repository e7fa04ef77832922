/* When a crew's next word is expected: by what it does and by each of its open jobs, whatever
 * becomes of the others. And who goes home with jobs in hand. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOTHING  "null, null, null, '', '', '{}'"
#define REPAIRED "null, null, null, 'valve', 'new seal', '{}'"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_crew_watch");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    crew_bed_duty(&bed, "dan", "dispatcher");
    return 0;
}

/* Minutes until its next word, "" = none is expected. */
static void expect_next(long long crew, const char *wanted)
{
    crew_bed_expect(bed.dispatcher, wanted,
                    "select round(extract(epoch from next_check - clock_timestamp()) / 60)"
                    " from hd.crew_now where id = %lld",
                    crew);
}

static void ask(struct pg *pg, const char *deed, long long crew, const char *rest,
                const char *wanted)
{
    crew_bed_expect(pg, wanted,
                    "select case when is_ok then 'ok' else concat_ws(' ', code, nullif(why, ''))"
                    " end from hd.crew_ask(gen_random_uuid(), '%s', %lld, %s)",
                    deed, crew, rest);
}

static void status(struct pg *pg, long long crew, const char *word, const char *wanted)
{
    char rest[80];
    snprintf(rest, sizeof rest, "null, '%s', '', '{}'", word);
    ask(pg, "status", crew, rest, wanted);
}

/* At job A since three minutes, and B was given just now: 15 minutes to take it. */
static void busy(long long *crew, long long *a, long long *b)
{
    *crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    *a = crew_bed_open(&bed, "repair", 20);
    *b = crew_bed_open(&bed, "repair", 5);
    crew_bed_dispatch(&bed, *a, *crew);
    crew_bed_do(bed.crew, "arrive", *a, NOTHING);
    expect_next(*crew, "60");
    crew_bed_pass(&bed, 3);
    crew_bed_dispatch(&bed, *b, *crew);
    expect_next(*crew, "15");
    crew_bed_pass(&bed, 5);
    expect_next(*crew, "10");
}

static void one_deed_disarms_the_watch_of_another_job(void **state)
{
    (void)state;
    long long crew, a, b;
    busy(&crew, &a, &b);
    ask(bed.crew, "check_in", crew, "null, '', '', '{}'", "ok");
    expect_next(crew, "10");
    ask(bed.dispatcher, "check_in", crew, "90, '', 'called', '{}'", "ok");
    expect_next(crew, "10");
    status(bed.crew, crew, "free", "ok");
    expect_next(crew, "10");
    status(bed.crew, crew, "break", "ok");
    expect_next(crew, "10");
    status(bed.dispatcher, crew, "off_duty", "ok");
    expect_next(crew, "10");
    status(bed.crew, crew, "on_site", "ok");
    crew_bed_do(bed.crew, "finish", a, REPAIRED);
    expect_next(crew, "10");
    crew_bed_do(bed.crew, "deny", a, "null, null, null, '', 'still cold', '{}'");
    expect_next(crew, "10");
    crew_bed_do(bed.dispatcher, "close", a, "null, null, null, 'not_ours', 'his own valve', '{}'");
    expect_next(crew, "10");
    crew_bed_do(bed.crew, "take", b, NOTHING);
    expect_next(crew, "30");
}

/* And the other way round: what becomes of B leaves the hour at A as it was. */
static void a_job_taken_away_is_no_word(void **state)
{
    (void)state;
    long long crew, a, b, next = crew_bed_crew(&bed, "K2", "{N1}", false);
    busy(&crew, &a, &b);
    crew_bed_dispatch(&bed, b, next);
    expect_next(crew, "52");
    expect_next(next, "15");
    status(bed.crew, crew, "free", "ok"); /* it is at A all the same */
    expect_next(crew, "60");
}

static void expect_shown(long long crew, const char *format, long long job)
{
    char wanted[60];
    snprintf(wanted, sizeof wanted, format, job);
    crew_bed_expect(bed.dispatcher, wanted,
                    "select concat_ws(' ', status, nullif(jobs, ''), round(extract(epoch from"
                    " clock_timestamp() - since) / 60)) from hd.crew_now where id = %lld",
                    crew);
}

/* The board shows what a crew has in hand, and since when, whatever it said before. */
static void test_shown_with_its_job(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long job = crew_bed_open(&bed, "repair", 9);
    status(bed.crew, crew, "free", "ok");
    expect_shown(crew, "free 0", 0);
    crew_bed_pass(&bed, 7);
    crew_bed_dispatch(&bed, job, crew);
    expect_shown(crew, "given T%lld 0", job);
    crew_bed_do(bed.crew, "go", job, NOTHING);
    crew_bed_pass(&bed, 4);
    status(bed.crew, crew, "free", "ok");
    expect_shown(crew, "under_way T%lld 4", job);
    status(bed.crew, crew, "break", "ok"); /* that it does */
    expect_shown(crew, "break T%lld 0", job);
    status(bed.crew, crew, "free", "ok");
    crew_bed_do(bed.dispatcher, "hold", job, "null, null, null, 'parts', '', '{}'");
    expect_shown(crew, "free T%lld 0", job);
    long long outage =
        ground_number(bed.dispatcher, "select id from hd.outage_start(gen_random_uuid(), (select id"
                                      " from hd.node where code = 'S1'), '', null, 'pipe', '{}')");
    crew_bed_run(bed.dispatcher,
                 "select hd.outage_ask(gen_random_uuid(), 'crew', %lld, null, %lld, null, 'on', '',"
                 " '{}')",
                 outage, crew);
    crew_bed_expect(bed.root, "t",
                    "select status = 'on_outage' and jobs ~ ' O%lld$' from hd.crew_now where id ="
                    " %lld",
                    outage, crew);
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step");
}

/* Given at minute 0 and not taken: at 15 it is silent; heard of, it has until 30, not for ever. */
static void test_untaken_again_and_again(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long job = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, job, crew);
    crew_bed_pass(&bed, 16);
    assert_int_equal(crew_bed_tick(&bed), 1);
    assert_int_equal(crew_bed_tick(&bed), 0);
    ask(bed.crew, "check_in", crew, "null, '', '', '{}'", "ok");
    expect_next(crew, "14");
    crew_bed_pass(&bed, 12);
    ask(bed.crew, "check_in", crew, "null, '', '', '{}'", "ok");
    expect_next(crew, "2");
    crew_bed_run(bed.root, "delete from hd.escalation_step"); /* only the crew is told of */
    crew_bed_pass(&bed, 3);
    crew_bed_expect(bed.root, "f", "select is_silent from hd.crew_now where id = %lld", crew);
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "t", "select is_silent from hd.crew_now where id = %lld", crew);
    /* taken from it, nothing is missing any more */
    crew_bed_dispatch(&bed, job, crew_bed_crew(&bed, "K2", "{N1}", false));
    crew_bed_tick(&bed);
    crew_bed_expect(bed.root, "f", "select is_silent from hd.crew_now where id = %lld", crew);
    expect_next(crew, "");
}

/* On hold nothing is heard of a job; resumed, it is to be taken within a quarter of an hour. */
static void test_held(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long job = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, job, crew);
    crew_bed_do(bed.dispatcher, "hold", job, "null, null, null, 'parts', '', '{}'");
    expect_next(crew, "");
    status(bed.crew, crew, "off_duty", "ok"); /* it waits for parts: home one goes */
    crew_bed_pass(&bed, 100);
    crew_bed_do(bed.dispatcher, "resume", job, NOTHING);
    expect_next(crew, "15");
}

/* Heat that is back ends the jobs of an outage; of its crew it says nothing. */
static void heat_that_is_back_is_no_word(void **state)
{
    (void)state;
    long long crew, a, b;
    busy(&crew, &a, &b);
    long long outage = ground_number(
        bed.dispatcher, "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node"
                        " where code = 'S1'), '', null, 'pipe', '{}')");
    char rest[80];
    snprintf(rest, sizeof rest, "null, %lld, null, 'outage', '', '{}'", outage);
    crew_bed_do(bed.dispatcher, "link", b, rest);
    crew_bed_run(bed.dispatcher,
                 "select hd.outage_ask(gen_random_uuid(), 'restore', %lld, null, null, null, '',"
                 " '', '{}')",
                 outage);
    crew_bed_expect(bed.root, "to_confirm", "select state from hd.ticket where id = %lld", b);
    expect_next(crew, "52");
    crew_bed_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node");
}

static void expect_told(const char *wanted)
{
    ground_expect(bed.root,
                  "select string_agg(name || ': ' || text, ', ' order by id) from hd.message"
                  " where kind = 'crew'",
                  wanted);
}

/* A crew does not go home with a job in hand; a break, or being sent home, is told with them. */
static void test_home_with_jobs(void **state)
{
    (void)state;
    long long crew, a, b;
    char wanted[200];
    busy(&crew, &a, &b);
    snprintf(wanted, sizeof wanted, "jobs T%lld T%lld", a, b);
    status(bed.crew, crew, "off_duty", wanted);
    expect_told("");
    status(bed.crew, crew, "break", "ok");
    snprintf(wanted, sizeof wanted, "dan: crew K1 139K1 break T%lld T%lld", a, b);
    expect_told(wanted);
    status(bed.leader, crew, "off_duty", "ok");
    snprintf(wanted, sizeof wanted, "crew K1 T%lld T%lld", a, b);
    ground_expect(bed.root, "select text from hd.fact order by seq desc limit 1", wanted);
    ground_expect(bed.root, "select count(*) from hd.message where kind = 'crew'", "2");
    status(bed.crew, crew, "free", "ok");
    crew_bed_do(bed.crew, "refuse", b, "null, null, null, '', 'too far', '{}'");
    crew_bed_do(bed.crew, "finish", a, REPAIRED);
    status(bed.crew, crew, "off_duty", "ok"); /* what waits for its user keeps nobody */
    ground_expect(bed.root, "select count(*) from hd.message where kind = 'crew'", "2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_deed_disarms_the_watch_of_another_job, clear),
        cmocka_unit_test_setup(a_job_taken_away_is_no_word, clear),
        cmocka_unit_test_setup(test_shown_with_its_job, clear),
        cmocka_unit_test_setup(test_untaken_again_and_again, clear),
        cmocka_unit_test_setup(test_held, clear),
        cmocka_unit_test_setup(heat_that_is_back_is_no_word, clear),
        cmocka_unit_test_setup(test_home_with_jobs, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
