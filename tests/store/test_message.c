/* The queue of messages: what a crew hears of one job comes in its order, and what does not count
 * any more does not come at all, however often it was tried and by however many couriers. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct crew_bed bed;
static struct pg *courier;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_message_test");
    courier = ground_open(&bed.ground, COURIER);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(courier);
    crew_bed_drop(&bed);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    crew_bed_clear(&bed);
    return 0;
}

/* What one call takes, as "dispatch K1,withdrawn K2". */
static void expect_taken(const char *wanted)
{
    ground_expect(courier,
                  "select string_agg(kind || substr(name, 5), ',' order by id)"
                  " from hd.message_take(10)",
                  wanted);
}

/* What became of each, as "dispatch superseded,withdrawn sent". */
static void expect_states(const char *wanted)
{
    ground_expect(bed.dispatcher,
                  "select string_agg(kind || ' ' || state, ',' order by id) from hd.message",
                  wanted);
}

/* The newest of a kind for a crew was sent or was not; all others are due. */
static void done(const char *kind, const char *crew, bool is_sent)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "select max(id) from hd.message where kind = '%s' and name = 'crew %s'", kind, crew);
    crew_bed_run(courier, "select hd.message_done(%lld, %s, 'HTTP 500')",
                 ground_number(bed.root, sql), is_sent ? "true" : "false");
    ground_run(bed.root, "update hd.message set next_try = clock_timestamp()");
}

/* A job that was taken away is not offered any more by the retry of its first message. */
static void a_withdrawn_job_comes_back_by_a_retry(void **state)
{
    (void)state;
    long long k1 = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long k2 = crew_bed_crew(&bed, "K2", "{N1}", false);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, k1);
    expect_taken("dispatch K1");
    done("dispatch", "K1", false);
    crew_bed_dispatch(&bed, ticket, k2);
    expect_states("dispatch superseded,withdrawn waiting,dispatch waiting");
    expect_taken("withdrawn K1,dispatch K2");
    done("withdrawn", "K1", true);
    done("dispatch", "K2", true);
    expect_taken("");
    expect_states("dispatch superseded,withdrawn sent,dispatch sent");
    /* and given back, the job is the last word */
    crew_bed_dispatch(&bed, ticket, k1);
    expect_taken("withdrawn K2,dispatch K1");
}

/* One on its way may arrive: the later one waits until that is known, even if its courier is gone.
 */
static void a_later_message_overtakes(void **state)
{
    (void)state;
    long long k1 = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long k2 = crew_bed_crew(&bed, "K2", "{N1}", false);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, k1);
    expect_taken("dispatch K1");
    crew_bed_dispatch(&bed, ticket, k2);
    expect_states("dispatch waiting,withdrawn waiting,dispatch waiting");
    expect_taken("dispatch K2");
    expect_taken("");
    done("dispatch", "K1", true); /* it was, after all */
    expect_taken("withdrawn K1");
    ground_run(bed.root, "delete from hd.message");

    crew_bed_dispatch(&bed, ticket, k1);
    expect_taken("withdrawn K2,dispatch K1");
    crew_bed_dispatch(&bed, ticket, k2);
    expect_taken("");
    ground_run(bed.root, "update hd.message set leased_until = clock_timestamp()");
    expect_taken("withdrawn K1,dispatch K2");
    expect_states("withdrawn superseded,dispatch superseded,withdrawn waiting,dispatch waiting");
}

/* What adds to a job makes nothing void: each is heard, behind the job itself. */
static void more_words_behind_the_job(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long ticket = crew_bed_open(&bed, "repair", 1), other = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, crew);
    expect_taken("dispatch K1");
    crew_bed_do(bed.dispatcher, "chase", ticket, "null, null, null, '', 'still cold', '{}'");
    crew_bed_do(bed.dispatcher, "edit", ticket, "null, null, null, '', 'floor 3', '{}'");
    crew_bed_dispatch(&bed, other, crew); /* another job waits for none of them */
    expect_taken("dispatch K1");
    crew_bed_run(bed.root, "update hd.message set state = 'sent' where ticket_id = %lld", other);
    done("dispatch", "K1", true);
    crew_bed_run(bed.root, "select hd.message_done((select min(id) from hd.message), true, '')");
    expect_taken("chase K1");
    done("chase", "K1", false);
    crew_bed_run(bed.root, "update hd.message set next_try = 'infinity' where kind = 'chase'");
    expect_taken("");
    ground_run(bed.root, "update hd.message set next_try = clock_timestamp()");
    expect_taken("chase K1");
    done("chase", "K1", true);
    expect_taken("edit K1");
    done("edit", "K1", true);
    /* who is on duty hears of each on its own */
    for (int i = 0; i < 2; i++)
        crew_bed_run(bed.root, "select hd.message_put('escalation', null, 'dan', '138', %lld, '')",
                     ticket);
    ground_expect(courier, "select count(*) from hd.message_take(10)", "2");
}

/* What was superseded is kept as long as what was sent. */
static void test_sweep(void **state)
{
    (void)state;
    long long k1 = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long k2 = crew_bed_crew(&bed, "K2", "{N1}", false);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, k1);
    crew_bed_dispatch(&bed, ticket, k2);
    ground_expect(courier, "select hd.message_sweep()", "0");
    ground_run(bed.root, "update hd.message set done = done - interval '31 days'");
    ground_expect(courier, "select hd.message_sweep()", "1");
    expect_states("withdrawn waiting,dispatch waiting");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_withdrawn_job_comes_back_by_a_retry, clear),
        cmocka_unit_test_setup(a_later_message_overtakes, clear),
        cmocka_unit_test_setup(more_words_behind_the_job, clear),
        cmocka_unit_test_setup(test_sweep, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
