/* One cause is told by one ladder, each step of it once: the tickets below an outage and those of
 * one parent, with the outage's own (T16, T17). */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_told_once");
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
    ground_run(bed.root, "truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step");
    crew_bed_duty(&bed, "dan", "dispatcher");
    crew_bed_duty(&bed, "lea", "leader");
    crew_bed_duty(&bed, "sue", "supervisor");
    return 0;
}

static long long start_outage(int minutes_ago)
{
    char sql[300];
    snprintf(
        sql, sizeof sql,
        "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node where code ="
        " 'S1'), '', clock_timestamp() - interval '%d min', 'pipe', '{}')",
        minutes_ago);
    return ground_number(bed.dispatcher, sql);
}

static void join(long long ticket, const char *deed, long long other, const char *word)
{
    char rest[100];
    snprintf(rest, sizeof rest, "null, %lld, null, '%s', '', '{}'", other, word);
    crew_bed_do(bed.dispatcher, deed, ticket, rest);
}

static void expect_outage_told(long long outage, const char *wanted)
{
    crew_bed_expect(
        bed.root, wanted,
        "select coalesce(string_agg(concat_ws(' ', point, code, text), ',' order by seq),"
        " '') from hd.fact where kind = 'outage_noted' and point = 'secondary' and"
        " command_id = %lld",
        outage);
}

/* Thirty calls about one pipe are no thirty dispatches that are late. */
static void test_below_an_outage(void **state)
{
    (void)state;
    long long outage = start_outage(30), first = crew_bed_open(&bed, "repair", 14),
              second = crew_bed_open(&bed, "repair", 13),
              user = crew_bed_open(&bed, "complaint", 0);
    join(first, "link", outage, "outage");
    join(second, "link", outage, "outage");
    join(user, "link", outage, "outage");
    crew_bed_pass(&bed, 14);
    crew_bed_tick(&bed);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, first, "dispatch 90% lea");
    crew_bed_told(&bed, second, "");
    crew_bed_told(&bed, user, "response 90% lea"); /* each user is owed his own answer */
    crew_bed_do(bed.dispatcher, "close", first, "null, null, null, 'not_ours', 'x', '{}'");
    crew_bed_tick(&bed);
    crew_bed_told(&bed, second, "dispatch 90% lea"); /* the next of them tells on */
}

/* The 12 hours of the outage are due before the 24 of its ticket: they tell, each step once,
 * through any number of ticks, and one that nobody answers for goes to the next at once. */
static void test_outage_tells(void **state)
{
    (void)state;
    char rest[120];
    snprintf(rest, sizeof rest,
             "clock_timestamp() - interval '1000 min', %lld, null, '', '', '{\"second\":1}'",
             crew_bed_crew(&bed, "A", "{}", false));
    long long outage = start_outage(570), ticket = crew_bed_open(&bed, "repair", 1100),
              early = crew_bed_open(&bed, "repair", 1400); /* due before the outage is */
    crew_bed_do(bed.leader, "dispatch", ticket, rest);
    crew_bed_do(bed.leader, "dispatch", early, rest);
    join(ticket, "link", outage, "outage");
    join(early, "link", outage, "outage");
    for (int i = 0; i < 3; i++)
        crew_bed_tick(&bed);
    expect_outage_told(outage, "secondary 75% dan");
    crew_bed_told(&bed, early, "repair 90% lea");
    crew_bed_told(&bed, ticket, "");
    crew_bed_do(bed.dispatcher, "unlink", early, "null, null, null, 'outage', '', '{}'");
    crew_bed_tick(&bed);
    crew_bed_told(&bed, ticket, "");
}

/* Of the group of a parent the repair that is due first tells. */
static void test_group(void **state)
{
    (void)state;
    long long crew = crew_bed_crew(&bed, "A", "{}", false);
    long long parent = crew_bed_open(&bed, "repair", 3), child = crew_bed_open(&bed, "repair", 4);
    join(child, "merge", parent, "");
    crew_bed_dispatch(&bed, parent, crew);
    crew_bed_pass(&bed, 1100);
    crew_bed_tick(&bed);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, child, "repair 75% dan");
    crew_bed_told(&bed, parent, "");
    crew_bed_do(bed.dispatcher, "split", child, "null, null, null, '', '', '{}'");
    crew_bed_tick(&bed);
    crew_bed_told(&bed, parent, "repair 75% dan");
}

/* Nobody leads: its step goes to the supervisor at once, and is told once. */
static void test_empty_step(void **state)
{
    (void)state;
    crew_bed_run(bed.root, "delete from hd.roster where role = 'leader'");
    long long outage = start_outage(650);
    for (int i = 0; i < 3; i++)
        crew_bed_tick(&bed);
    expect_outage_told(outage, "secondary 90% sue");
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.message where kind = 'outage' and text = 'O%lld"
                    " secondary 90%%'",
                    outage);
}

/* Two desks make a ticket of one alarm: it is one, and says so; after it is closed another is. */
static void test_one_alarm(void **state)
{
    (void)state;
    static const char *const sql =
        "select concat_ws(' ', is_ok, code, id) from hd.ticket_open(gen_random_uuid(), 'repair',"
        " (select id from hd.node where code = 'S1'), null, 'leak', '{\"alarm\":\"77\"}')";
    char wanted[60];
    char *first = ground_ask(bed.dispatcher, sql);
    long long id = strtoll(first + strcspn(first, "0123456789"), NULL, 10);
    snprintf(wanted, sizeof wanted, "t known %lld", id);
    ground_expect(bed.leader, sql, wanted);
    crew_bed_expect(bed.root, "1 1",
                    "select concat_ws(' ', (select count(*) from hd.ticket where alarm_id = 77),"
                    " (select count(*) from hd.fact where code = 'again' and command_id = %lld))",
                    id);
    crew_bed_do(bed.dispatcher, "close", id, "null, null, null, 'not_ours', 'x', '{}'");
    char *next = ground_ask(bed.dispatcher, sql);
    assert_string_not_equal(first, next);
    assert_null(strstr(next, "known"));
    free(first);
    free(next);
}

/* Whose other system speaks for which source is a setting, and told like any. */
static void test_bound_source(void **state)
{
    (void)state;
    ground_run(bed.root, "create role proof_binding login in role hd_intake");
    for (int i = 0; i < 2; i++) /* the second time nothing changes */
        ground_run(bed.root, "select hd.intake_bind('wechat', 'proof_binding', true)");
    for (int i = 0; i < 2; i++)
        ground_run(bed.root, "select hd.intake_bind('wechat', 'proof_binding', false)");
    ground_expect(bed.root,
                  "select string_agg(concat_ws(' ', old_value, new_value, text), ', ' order by seq)"
                  " from hd.fact where kind = 'roster_changed' and code = 'intake'",
                  "0 1 wechat + proof_binding, 1 0 wechat - proof_binding");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_below_an_outage, clear),
        cmocka_unit_test_setup(test_outage_tells, clear),
        cmocka_unit_test_setup(test_group, clear),
        cmocka_unit_test_setup(test_empty_step, clear),
        cmocka_unit_test_setup(test_one_alarm, clear),
        cmocka_unit_test_setup(test_bound_source, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
