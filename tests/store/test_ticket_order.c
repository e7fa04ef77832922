/* What is keyed in late takes its own place: a crew's reports, a dispatch that was typed after
 * them, corrections; nothing is taken in that could not have been then. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define AGO(minutes) "clock_timestamp() - interval '" #minutes " min', null, null, '', '', '{}'"

static struct crew_bed bed;
static long long a, b;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_ticket_order");
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
    a = crew_bed_crew(&bed, "A", "{}", false);
    b = crew_bed_crew(&bed, "B", "{}", false);
    return 0;
}

static const char *sent(long long crew, int minutes)
{
    static char rest[120];
    snprintf(rest, sizeof rest,
             "clock_timestamp() - interval '%d min', %lld, null, '', '', '{\"second\":1}'", minutes,
             crew);
    return rest;
}

/* State, crew, minutes ago since when, minutes from the report to the first dispatch. */
static void expect(long long ticket, const char *wanted)
{
    crew_bed_expect(
        bed.root, wanted,
        "select concat_ws(' ', t.state, w.code, round(extract(epoch from"
        " clock_timestamp() - t.state_since) / 60), coalesce(round(extract(epoch from"
        " c.stopped - c.started) / 60)::text, 'runs')) from hd.ticket t left join"
        " hd.crew w on w.id = t.crew_id join hd.ticket_clock c on c.ticket_id = t.id and"
        " c.purpose = 'dispatch' and c.cycle = 1 where t.id = %lld",
        ticket);
}

static void expect_crew(const char *code, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select s.status from hd.crew w left join hd.crew_state s on s.crew_id = w.id"
                    " where w.code = '%s'",
                    code);
}

/* The radio said that they are there before anybody typed that they were sent. */
static void test_report_before_dispatch(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "repair", 60);
    crew_bed_refused(bed.dispatcher, "arrive", ticket, AGO(20), "state accepted");
    crew_bed_do(bed.leader, "arrive", ticket, AGO(20));
    expect(ticket, "on_site 20 runs");
    crew_bed_refused(bed.dispatcher, "dispatch", ticket, sent(a, 45), "time state");
    crew_bed_do(bed.leader, "dispatch", ticket, sent(a, 45));
    expect(ticket, "on_site A 20 15");
    expect_crew("A", "on_site");
    crew_bed_expect(bed.root, "dispatch A",
                    "select string_agg(m.kind || ' ' || c.code, ', ') from hd.message m join"
                    " hd.crew c on c.id = m.crew_id where m.ticket_id = %lld",
                    ticket);
    crew_bed_do(bed.dispatcher, "go", ticket, AGO(30)); /* how far it was anybody may tell */
    expect(ticket, "on_site A 20 15");
    crew_bed_refused(bed.dispatcher, "take", ticket, AGO(25), "state under_way");
    crew_bed_do(bed.dispatcher, "take", ticket, AGO(40));
    expect(ticket, "on_site A 20 15");
    crew_bed_refused(bed.leader, "take", ticket, AGO(70), "time report");
}

/* Another crew was sent in between: it is the one that is there. */
static void test_sent_in_between(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "repair", 60);
    crew_bed_do(bed.leader, "dispatch", ticket, sent(a, 50));
    crew_bed_do(bed.dispatcher, "arrive", ticket, AGO(10));
    expect_crew("A", "on_site");
    crew_bed_do(bed.leader, "refuse", ticket,
                "clock_timestamp() - interval '40 min', null, null, '', 'no pump', '{}'");
    expect(ticket, "on_site 10 10"); /* of a crew that is still to be said */
    crew_bed_do(bed.leader, "dispatch", ticket, sent(b, 30));
    expect(ticket, "on_site B 10 10");
    expect_crew("A", "free");
    expect_crew("B", "on_site");
    crew_bed_expect(
        bed.root, "dispatch A, withdrawn A, dispatch B",
        "select string_agg(m.kind || ' ' || c.code, ', ' order by m.id) from hd.message m"
        " join hd.crew c on c.id = m.crew_id where m.ticket_id = %lld",
        ticket);
}

/* What came after it could not have been: it is not taken in. */
static void test_breaks_nothing(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "repair", 60);
    crew_bed_do(bed.leader, "dispatch", ticket, sent(a, 50));
    crew_bed_do(bed.dispatcher, "take", ticket, AGO(40));
    crew_bed_do(bed.dispatcher, "go", ticket, AGO(30));
    crew_bed_refused(bed.leader, "arrive", ticket, AGO(35), "time state");
    crew_bed_refused(bed.leader, "finish", ticket,
                     "clock_timestamp() - interval '35 min', null, null, 'air', 'x', '{}'",
                     "time state");
    crew_bed_do(bed.dispatcher, "finish", ticket,
                "clock_timestamp() - interval '20 min', null, null, 'air', 'x', '{}'");
    crew_bed_refused(bed.leader, "amend", ticket,
                     "null, extract(epoch from clock_timestamp()) - 2100, (select max(seq) from"
                     " hd.fact where kind = 'ticket_finished'), '', 'x', '{}'",
                     "time state"); /* done before it was under way */
    crew_bed_do(bed.leader, "amend", ticket,
                "null, extract(epoch from clock_timestamp()) - 1500, (select max(seq) from hd.fact"
                " where kind = 'ticket_finished'), '', 'x', '{}'");
    expect(ticket, "to_confirm A 25 10");
}

/* A hold that began later keeps nothing from having been before it. */
static void test_held_then(void **state)
{
    (void)state;
    long long ticket = crew_bed_open(&bed, "repair", 60);
    crew_bed_do(bed.leader, "dispatch", ticket, sent(a, 50));
    crew_bed_do(bed.dispatcher, "arrive", ticket, AGO(30));
    crew_bed_do(bed.dispatcher, "hold", ticket,
                "clock_timestamp() - interval '20 min', null, null, 'parts', '', '{}'");
    crew_bed_do(bed.dispatcher, "go", ticket, AGO(40)); /* it was not held then */
    expect(ticket, "on_site A 30 10");
}

static void strike(long long ticket, const char *kind)
{
    char rest[200];
    snprintf(rest, sizeof rest,
             "null, null, (select max(seq) from hd.fact where kind = 'ticket_%s' and command_id ="
             " %lld), '', 'another one', '{}'",
             kind, ticket);
    crew_bed_do(bed.leader, "amend", ticket, rest);
}

static void expect_clock(long long ticket, const char *purpose, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select concat_ws(' ', t.state, case when c.stopped is null then 'runs' else"
                    " 'stopped' end) from hd.ticket t join hd.ticket_clock c on c.ticket_id = t.id"
                    " and c.purpose = '%s' where t.id = %lld",
                    purpose, ticket);
}

/* Struck, a survey and a measurement bring their clocks back, also when the ticket was closed by
 * them: it is open again, and what it was due is what it was. */
static void test_struck(void **state)
{
    (void)state;
    long long application = crew_bed_open(&bed, "application", 1),
              check = crew_bed_open(&bed, "temp_check", 1);
    crew_bed_do(bed.dispatcher, "decide", application, "null, null, null, 'accepted', '', '{}'");
    crew_bed_do(bed.dispatcher, "survey", application, "null, null, null, '', 'seen', '{}'");
    expect_clock(application, "survey", "accepted stopped");
    strike(application, "surveyed");
    expect_clock(application, "survey", "accepted runs");
    crew_bed_do(bed.dispatcher, "survey", application, "null, null, null, '', 'seen', '{}'");
    crew_bed_do(bed.dispatcher, "close", application, "null, null, null, 'done', '', '{}'");
    expect_clock(application, "survey", "closed stopped");
    strike(application, "surveyed");
    expect_clock(application, "survey", "accepted runs");
    crew_bed_do(bed.dispatcher, "close", application, "null, null, null, 'not_ours', 'x', '{}'");
    expect_clock(application, "survey", "closed stopped"); /* that rests on no survey */

    crew_bed_do(bed.dispatcher, "measure", check, "null, 19.5, null, '', 'W', '{}'");
    crew_bed_do(bed.dispatcher, "finish", check, "null, null, null, 'other', 'x', '{}'");
    crew_bed_do(bed.dispatcher, "confirm", check, "null, null, null, 'online', 'W', '{}'");
    expect_clock(check, "temp_check", "closed stopped");
    crew_bed_do(bed.dispatcher, "archive", check, "null, null, null, '', '', '{}'");
    strike(check, "measured");
    expect_clock(check, "temp_check", "to_confirm runs");
    crew_bed_expect(bed.root, "", "select concat_ws('', room_c) from hd.ticket where id = %lld",
                    check);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_report_before_dispatch, clear),
        cmocka_unit_test_setup(test_sent_in_between, clear),
        cmocka_unit_test_setup(test_breaks_nothing, clear),
        cmocka_unit_test_setup(test_held_then, clear),
        cmocka_unit_test_setup(test_struck, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
