/* The indicators of 4.2 and 8.2 by hand and over a real cold spell's complaints, each against a
 * computation of its own; and the queue of messages, taken once, tried again, given up where
 * everybody sees it. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct crew_bed bed;
static long long base = 100000; /* numbers of this test: facts of the others stay */

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_rates");
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
    base += 100;
    return 0;
}

#define LIMITS                                                                                     \
    "{\"limit.dispatch\":1800,\"limit.repair\":86400,\"limit.response\":900,"                      \
    "\"limit.temp_check\":43200}"

static void fact(long long id, const char *kind, int minutes_ago, const char *code,
                 const char *number, const char *other, const char *detail)
{
    crew_bed_run(bed.root,
                 "select hd.desk_fact('ticket_%s', %lld, 1, clock_timestamp() - interval '%d min',"
                 " %s, %s, null, '%s', 'x', '%s', null), hd.ticket_keep(%lld)",
                 kind, base + id, minutes_ago, other, number, code, detail, base + id);
}

static void expect_rate(const char *rate, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select concat_ws(' ', n, d, open) from hd.rates(now() - interval '90 days',"
                    " clock_timestamp()) where rate = '%s'",
                    rate);
}

static void test_nothing_is_no_hundred(void **state)
{
    (void)state;
    expect_rate("dispatch", "0 0 0");
    expect_rate("room", "0 0 0");
}

/* In time, late, late and still open, not due yet: what is not due is no item. */
static void test_due_or_stopped(void **state)
{
    (void)state;
    fact(1, "opened", 300, "repair", "null", "null", LIMITS);
    fact(1, "dispatched", 280, "", "5", "null", "{}");
    fact(2, "opened", 300, "repair", "null", "null", LIMITS);
    fact(2, "dispatched", 200, "", "5", "null", "{}");
    fact(3, "opened", 300, "repair", "null", "null", LIMITS);
    fact(4, "opened", 3, "repair", "null", "null", LIMITS);
    expect_rate("dispatch", "1 3 1");
    expect_rate("repair", "0 0 4");
    crew_bed_expect(bed.root, "2,3",
                    "select string_agg((ticket_id %% 100)::text, ',' order by ticket_id) from"
                    " hd.rate_misses('%s', now() - interval '1 day', clock_timestamp())",
                    "dispatch");
}

/* Merged: a report of its own, no dispatch. A drill is nowhere. */
static void test_merged_and_drill(void **state)
{
    (void)state;
    fact(1, "opened", 300, "repair", "null", "null", LIMITS);
    fact(2, "opened", 299, "repair", "null", "null", LIMITS);
    char parent[24], child[24];
    snprintf(parent, sizeof parent, "%lld", base + 1);
    snprintf(child, sizeof child, "%lld", base + 2);
    fact(2, "merged", 298, "", parent, "null", "{}");
    fact(1, "gathered", 298, "", child, "extract(epoch from clock_timestamp()) - 17940", "{}");
    fact(1, "dispatched", 280, "", "5", "null", "{}");
    fact(1, "finished", 100, "air", "null", "null", "{}");
    fact(2, "finished", 100, "air", "null", "null", "{}");
    fact(3, "opened", 300, "repair", "null", "null",
         "{\"limit.dispatch\":1800,\"limit.repair\":86400,\"drill\":\"1\"}");
    expect_rate("dispatch", "1 1 0");
    expect_rate("repair", "2 2 0");
}

/* The first result stays, and the second cycle is no second report. */
static void test_reopened_is_miscounted(void **state)
{
    (void)state;
    fact(1, "opened", 3000, "repair", "null", "null", LIMITS);
    fact(1, "dispatched", 2990, "", "5", "null", "{}");
    fact(1, "finished", 1000, "air", "null", "null", "{}"); /* 33 h: late */
    fact(1, "closed", 900, "done", "1", "null", "{}");
    fact(1, "reopened", 800, "", "null", "null", "{}");
    fact(1, "finished", 700, "air", "null", "null", "{}");
    expect_rate("repair", "0 1 0");
    expect_rate("dispatch", "1 1 0");
}

/* 4.1.1.1: 18 C is warm enough. */
static void test_rooms(void **state)
{
    (void)state;
    static const char *const rooms[] = {"18", "17.9", "21"};
    for (int i = 0; i < 3; i++) {
        fact(i + 1, "opened", 300, "temp_check", "null", "null", LIMITS);
        fact(i + 1, "measured", 200, "", rooms[i], "null", "{}");
    }
    expect_rate("room", "2 3 0");
}

/* ---- a real cold spell ---- */

#define SERIES "../shared/data/tickets/boston311_heat_coldsnap_2017_12_25_2018_01_14.csv"

static bool load_series(void)
{
    char line[2000], why[300];
    FILE *in = fopen(PROJECT "/" SERIES, "r");
    if (!in)
        return false;
    ground_run(bed.root,
               "drop table if exists public.series; create table public.series (case_id"
               " text, opened timestamp, target timestamp, closed timestamp, on_time text,"
               " status text, closure text, type text, source text, hood text, ward text,"
               " zip text, building text, lat text, lon text)");
    assert_true(pg_copy_in(bed.root, "copy public.series from stdin (format csv, header)", why,
                           sizeof why));
    while (fgets(line, sizeof line, in))
        assert_true(pg_copy_put(bed.root, line, strlen(line), why, sizeof why));
    assert_true(pg_copy_end(bed.root, true, why, sizeof why));
    fclose(in);
    return true;
}

/* Every second one is a complaint; dispatched, or answered, after minutes that the case's number
 * says, at the latest when it was closed. At a moment of the spell only what had happened counts.
 */
static void replay_until(const char *moment, int first)
{
    crew_bed_run(
        bed.root,
        "truncate hd.ticket, hd.ticket_clock; drop table if exists public.acts;"
        " create table public.acts as select %d + row_number() over (order by opened, case_id) as "
        "id,"
        " opened at time zone 'UTC' as opened, case when closed < timestamp '%s' then closed at "
        "time"
        " zone 'UTC' end as closed, least(closed, opened + make_interval(mins => (right(case_id, 3)"
        "::int %% 47))) at time zone 'UTC' as acted from public.series where opened < timestamp"
        " '%s';"
        " update public.acts set acted = null where acted >= timestamp '%s' at time zone 'UTC';"
        " do $$ declare a record; begin for a in select * from public.acts order by id loop"
        " perform hd.desk_fact('ticket_opened', a.id, null, a.opened, null, null, null, case when"
        " a.id %% 2 = 0 then 'complaint' else 'repair' end, 'cold', '" LIMITS "'::jsonb, null);"
        " if a.acted is not null then perform hd.desk_fact(case when a.id %% 2 = 0 then"
        " 'ticket_responded' else 'ticket_dispatched' end, a.id, null, a.acted, null, 5, null, '',"
        " '', null, null); end if;"
        " if a.closed is not null then perform hd.desk_fact('ticket_closed', a.id, null, a.closed,"
        " null, 0, null, 'done', '', null, null); end if;"
        " perform hd.ticket_keep(a.id); end loop; end $$",
        first, moment, moment, moment);
}

static void test_replay_complaints(void **state)
{
    (void)state;
    static const char *const moments[] = {"2017-12-26 12:00", "2017-12-29 03:00",
                                          "2018-01-02 18:30", "2018-01-05 23:59",
                                          "2018-01-14 00:00"};
    if (!load_series())
        skip(); /* the series is not here */
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        replay_until(moments[i], 1000000 + (int)i * 10000);
        assert_true(ground_number(bed.root, "select count(*) from hd.ticket") > 2);
        /* every clock */
        ground_expect(
            bed.root,
            "with wanted as ("
            " select id, case when id % 2 = 0 then 'response' else 'dispatch' end as purpose, "
            "opened"
            " as started, opened + case when id % 2 = 0 then interval '15 min' else interval"
            " '30 min' end as due, coalesce(acted, closed) as stopped from public.acts"
            " union all select id, 'repair', opened, opened + interval '24 h', closed from"
            " public.acts where id % 2 = 1),"
            " made as (select ticket_id, purpose, started, due, stopped from hd.ticket_clock)"
            " select (select count(*) from (table wanted except table made) a) + (select count(*)"
            " from (table made except table wanted) b)",
            "0");
        /* the board: open ones by what is due next */
        ground_expect(
            bed.root,
            "with wanted as (select a.id, row_number() over (order by case when a.acted is null"
            " then a.opened + case when a.id % 2 = 0 then interval '15 min' else interval '30 min'"
            " end when a.id % 2 = 1 then a.opened + interval '24 h' end nulls last, a.id) as place"
            " from public.acts a where a.closed is null),"
            " made as (select t.id, row_number() over (order by (select min(c.due) from"
            " hd.ticket_clock c where c.ticket_id = t.id and c.stopped is null) nulls last, t.id)"
            " as place from hd.ticket t where t.is_open)"
            " select count(*) from wanted full join made using (id, place) where wanted.id is null"
            " or made.id is null",
            "0");
        /* every rate: all of it is due long ago */
        ground_expect(
            bed.root,
            "with wanted (rate, n, d) as ("
            " select 'response', count(*) filter (where coalesce(acted, closed) <= opened + "
            "interval"
            " '15 min'), count(*) from public.acts where id % 2 = 0 union all"
            " select 'dispatch', count(*) filter (where coalesce(acted, closed) <= opened + "
            "interval"
            " '30 min'), count(*) from public.acts where id % 2 = 1 union all"
            " select 'repair', count(*) filter (where closed <= opened + interval '24 h'), count(*)"
            " from public.acts where id % 2 = 1)"
            " select count(*) from wanted w join hd.rates('2017-12-01', '2018-02-01') r using "
            "(rate)"
            " where (r.n, r.d, r.open) = (w.n, w.d, 0)",
            "3");
    }
}

/* ---- messages ---- */

static void test_messages(void **state)
{
    (void)state;
    struct pg *collector = ground_open(&bed.ground, COLLECTOR);
    ground_run(bed.root, "alter sequence hd.ticket_number restart with 500000");
    long long ticket = crew_bed_open(&bed, "repair", 1);
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    crew_bed_dispatch(&bed, ticket, crew);
    ground_expect(collector, "select count(*) from hd.message_take(10)", "1");
    ground_expect(collector, "select count(*) from hd.message_take(10)",
                  "0"); /* somebody is at it */
    /* who took it ended: after half a minute it is there again */
    ground_run(bed.root, "update hd.message set leased_until = clock_timestamp()");
    ground_expect(collector, "select count(*) from hd.message_take(10)", "1");
    /* a collector knows a message by having taken it */
    long long message = ground_number(bed.root, "select min(id) from hd.message");
    assert_int_equal(ground_number(collector, "select count(*) from hd.message"), 0);
    for (int i = 0; i < 7; i++) {
        crew_bed_run(collector, "select hd.message_done(%lld, false, E'no\\n')", message);
        ground_run(bed.root, "update hd.message set next_try = clock_timestamp()");
        ground_number(collector, "select count(*) from hd.message_take(10)");
    }
    crew_bed_run(collector, "select hd.message_done(%lld, false, 'no')", message);
    ground_expect(bed.root, "select state from hd.message", "given_up");
    ground_expect(bed.root, "select count(*) from hd.fact where kind = 'message_failed'", "1");
    crew_bed_run(collector, "select hd.message_done(%lld, true, '')", message);
    ground_expect(bed.root, "select state from hd.message", "given_up");
    assert_string_equal(ground_state(bed.dispatcher, "select hook from hd.message"), "42501");
    assert_string_equal(ground_state(bed.dispatcher, "select * from hd.message_take(1)"), "42501");
    pg_close(collector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_nothing_is_no_hundred, clear),
        cmocka_unit_test_setup(test_due_or_stopped, clear),
        cmocka_unit_test_setup(test_merged_and_drill, clear),
        cmocka_unit_test_setup(test_reopened_is_miscounted, clear),
        cmocka_unit_test_setup(test_rooms, clear),
        cmocka_unit_test_setup(test_messages, clear),
        cmocka_unit_test_setup(test_replay_complaints, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
