/* What time brings: steps of a running clock told once and to somebody, forgotten and refused jobs,
 * silent crews, the archive; through restarts, and with several at it at once (T16, T17, T32). */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOTHING "null, null, null, '', '', '{}'"

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_escalation");
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
    return 0;
}

static void expect_tick(long long told)
{
    assert_int_equal(crew_bed_tick(&bed), told);
}

/* After so many minutes more, one tick. */
static void later(int minutes, long long ticket, const char *wanted)
{
    crew_bed_pass(&bed, minutes);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, ticket, wanted);
}

static void all_on_duty(void)
{
    crew_bed_duty(&bed, "dan", "dispatcher");
    crew_bed_duty(&bed, "lea", "leader");
    crew_bed_duty(&bed, "sue", "supervisor");
}

/* 75, 90 and 100 % of the 30 minutes of 6.2.3, each once, to who is on duty; then nothing, as it
 * was dispatched. */
static void test_steps(void **state)
{
    (void)state;
    all_on_duty();
    long long ticket = crew_bed_open(&bed, "repair", 22);
    expect_tick(0);
    later(1, ticket, "dispatch 75% dan");
    later(0, ticket, "dispatch 75% dan");
    later(3, ticket, "dispatch 75% dan");
    later(1, ticket, "dispatch 75% dan,dispatch 90% lea");
    later(3, ticket, "dispatch 75% dan,dispatch 90% lea,dispatch 100% sue");
    crew_bed_expect(
        bed.root, "1:75,1:90,1:100",
        "select string_agg(old_value || ':' || new_value, ',' order by seq) from hd.fact"
        " where kind = 'ticket_escalated' and command_id = %lld",
        ticket);
    crew_bed_expect(
        bed.root, "dan dispatch 75%,lea dispatch 90%,sue dispatch 100%",
        "select string_agg(name || substr(text, strpos(text, ' dispatch')), ',' order by"
        " id) from hd.message where kind = 'escalation' and ticket_id = %lld",
        ticket);
    crew_bed_expect(bed.root, "3", "select escalations from hd.ticket where id = %lld", ticket);
    crew_bed_dispatch(&bed, ticket, crew_bed_crew(&bed, "K1", "{N1}", true));
    later(120, ticket, "dispatch 75% dan,dispatch 90% lea,dispatch 100% sue");
    expect_tick(0);
}

/* What nobody saw while everything stood still is told at its highest step only. */
static void test_missed(void **state)
{
    (void)state;
    all_on_duty();
    long long ticket = crew_bed_open(&bed, "repair", 22), other = crew_bed_open(&bed, "repair", 1);
    crew_bed_pass(&bed, 28);
    expect_tick(2);
    crew_bed_told(&bed, ticket, "dispatch 100% sue");
    crew_bed_told(&bed, other, "dispatch 90% lea");
}

/* A step that nobody answers for goes to the next at once, upwards first. */
static void test_empty_step(void **state)
{
    (void)state;
    long long nobody = crew_bed_open(&bed, "repair", 23);
    later(0, nobody, "dispatch 75% dispatcher");
    crew_bed_duty(&bed, "sue", "supervisor");
    long long ticket = crew_bed_open(&bed, "repair", 23);
    later(0, ticket, "dispatch 75% sue");
    crew_bed_run(bed.root, "delete from hd.roster");
    crew_bed_duty(&bed, "dan", "dispatcher");
    later(8, ticket, "dispatch 75% sue,dispatch 100% dan");
    crew_bed_duty(&bed, "sue", "supervisor");
    long long both = crew_bed_open(&bed, "repair", 28);
    later(0, both, "dispatch 90% sue");
}

/* After the limit again and again, until somebody does something; a user who calls once more is no
 * deed of ours. */
static void test_again(void **state)
{
    (void)state;
    all_on_duty();
    long long ticket = crew_bed_open(&bed, "repair", 31);
    later(0, ticket, "dispatch 100% sue");
    later(14, ticket, "dispatch 100% sue");
    crew_bed_do(bed.dispatcher, "chase", ticket, "null, null, null, '', 'still cold', '{}'");
    later(2, ticket, "dispatch 100% sue,dispatch again lea");
    later(0, ticket, "dispatch 100% sue,dispatch again lea");
    crew_bed_do(bed.dispatcher, "note", ticket, "null, null, null, '', 'asked K2', '{}'");
    later(14, ticket, "dispatch 100% sue,dispatch again lea");
    later(2, ticket, "dispatch 100% sue,dispatch again lea,dispatch again lea");
    /* on hold, too: the statutory time never pauses */
    crew_bed_do(bed.dispatcher, "hold", ticket, "null, null, null, 'parts', '', '{}'");
    later(14, ticket, "dispatch 100% sue,dispatch again lea,dispatch again lea");
    later(2, ticket, "dispatch 100% sue,dispatch again lea,dispatch again lea,dispatch again lea");
}

/* Who has it in hand holds its steps back, but not for longer than ten minutes without a deed, and
 * never a breach. */
static void test_claim(void **state)
{
    (void)state;
    all_on_duty();
    long long ticket = crew_bed_open(&bed, "repair", 22);
    crew_bed_run(bed.dispatcher, "select hd.ticket_claim(%lld, false)", ticket);
    crew_bed_run(bed.root, "update hd.claim set until = 'infinity'"); /* its heart beats */
    later(5, ticket, "");
    crew_bed_do(bed.dispatcher, "note", ticket, "null, null, null, '', 'asking', '{}'");
    later(1, ticket, "");
    later(2, ticket, "dispatch 100% sue");

    long long slow = crew_bed_open(&bed, "repair", 22);
    crew_bed_run(bed.dispatcher, "select hd.ticket_claim(%lld, false)", slow);
    crew_bed_run(bed.root, "update hd.claim set until = 'infinity';"
                           " update hd.setting set value = 3 where name = 'claim_minutes'");
    later(2, slow, "");
    later(2, slow, "dispatch 75% dan");
    crew_bed_run(bed.root, "update hd.claim set until = now()");
}

/* T15: the second refusal is told, and each one after it. */
static void test_refused(void **state)
{
    (void)state;
    static const char no[] = "null, null, null, '', 'too far', '{}'";
    all_on_duty();
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, crew);
    crew_bed_do(bed.crew, "refuse", ticket, no);
    later(0, ticket, "");
    crew_bed_dispatch(&bed, ticket, crew);
    crew_bed_do(bed.crew, "refuse", ticket, no);
    later(0, ticket, "dispatch refused 2 lea");
    later(5, ticket, "dispatch refused 2 lea");
    crew_bed_dispatch(&bed, ticket, crew);
    crew_bed_do(bed.crew, "refuse", ticket, no);
    later(0, ticket, "dispatch refused 2 lea,dispatch refused 3 lea");
}

/* A hold that was forgotten is told each day; a later hold counts from its own beginning. */
static void test_hold(void **state)
{
    (void)state;
    static const char hold[] = "null, null, null, 'parts', '', '{}'";
    all_on_duty();
    crew_bed_run(bed.root, "update hd.ticket_limit set is_on = false");
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_do(bed.dispatcher, "hold", ticket, hold);
    later(23 * 60, ticket, "");
    later(61, ticket, "hold 1 dan");
    later(23 * 60, ticket, "hold 1 dan");
    later(61, ticket, "hold 1 dan,hold 2 dan");
    crew_bed_do(bed.dispatcher, "resume", ticket, NOTHING);
    later(48 * 60, ticket, "hold 1 dan,hold 2 dan");
    crew_bed_do(bed.dispatcher, "hold", ticket, hold);
    later(24 * 60 + 1, ticket, "hold 1 dan,hold 2 dan,hold 1 dan");
}

static void close_with_callback(long long ticket)
{
    crew_bed_do(bed.dispatcher, "close", ticket, "null, null, null, 'done', 'warm', '{}'");
}

static void test_callback_and_archive(void **state)
{
    (void)state;
    all_on_duty();
    crew_bed_run(bed.root, "update hd.ticket_limit set is_on = false");
    long long called = crew_bed_open(&bed, "complaint", 1);
    long long plain = crew_bed_open(&bed, "enquiry", 1);
    close_with_callback(called);
    close_with_callback(plain);
    crew_bed_expect(bed.root, "callback closed",
                    "select string_agg(state, ' ' order by id)"
                    " from hd.ticket");
    later(71 * 60, called, "");
    later(61, called, "callback 1 dan");
    later(24 * 60, called, "callback 1 dan,callback 2 dan");
    crew_bed_expect(bed.root, "callback archived",
                    "select string_agg(state, ' ' order by id)"
                    " from hd.ticket");
    crew_bed_expect(bed.root, "1",
                    "select count(*) from hd.fact where kind = 'ticket_archived'"
                    " and command_id = %lld",
                    plain);
}

/* Facts since `seq` that a crew is silent, and of them those that name its job. */
static void expect_silent(long long seq, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select count(*) || ' ' || count(*) filter (where text like 'crew K1 T%%')"
                    " from hd.fact where kind = 'crew_silent' and seq > %lld",
                    seq);
}

/* Told once, until it is heard of; then anew. */
static void test_silent_crew(void **state)
{
    (void)state;
    all_on_duty();
    long long before = ground_number(bed.root, "select seq from hd.fact_head");
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, crew);
    crew_bed_do(bed.crew, "arrive", ticket, NOTHING);
    later(59, ticket, "");
    expect_silent(before, "0 0");
    crew_bed_pass(&bed, 2);
    expect_tick(1);
    expect_silent(before, "1 1");
    crew_bed_expect(bed.root, "t", "select is_silent from hd.crew_now where id = %lld", crew);
    crew_bed_expect(bed.root, "dan", "select name from hd.message where kind = 'silent'");
    expect_tick(0);
    crew_bed_run(bed.crew,
                 "select hd.crew_ask(gen_random_uuid(), 'check_in', %lld::int, null, '',"
                 " '', '{}')",
                 crew);
    crew_bed_expect(bed.root, "f", "select is_silent from hd.crew_now where id = %lld", crew);
    crew_bed_pass(&bed, 61);
    expect_tick(1);
    expect_silent(before, "2 2");
}

/* A job that nobody takes: its crew is silent, until it takes it or gives it back. */
static void test_crew_never_takes(void **state)
{
    (void)state;
    all_on_duty();
    long long before = ground_number(bed.root, "select seq from hd.fact_head");
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long ticket = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, ticket, crew);
    later(14, ticket, "");
    expect_silent(before, "0 0");
    crew_bed_pass(&bed, 2);
    expect_tick(1);
    expect_silent(before, "1 1");
    crew_bed_do(bed.crew, "take", ticket, NOTHING);
    crew_bed_expect(bed.root, "f", "select is_silent from hd.crew_now where id = %lld", crew);
    crew_bed_expect(bed.root, "t",
                    "select next_check > clock_timestamp() + interval '29 min' from hd.crew_now"
                    " where id = %lld",
                    crew);
    /* given back, nothing is expected */
    crew_bed_do(bed.crew, "refuse", ticket, "null, null, null, '', '去不了', '{}'");
    crew_bed_expect(bed.root, "t", "select next_check is null from hd.crew_now where id = %lld",
                    crew);
}

/* A child's dispatch is its parent's; torn out again, it has its own. */
static void merged_child_still_escalates(void **state)
{
    (void)state;
    all_on_duty();
    char rest[80];
    long long parent = crew_bed_open(&bed, "repair", 5), child = crew_bed_open(&bed, "repair", 4);
    snprintf(rest, sizeof rest, "null, %lld, null, '', '', '{}'", parent);
    crew_bed_do(bed.dispatcher, "merge", child, rest);
    crew_bed_pass(&bed, 25);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, child, "");
    crew_bed_told(&bed, parent, "dispatch 100% sue");
    crew_bed_do(bed.dispatcher, "split", child, NOTHING);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, child, "dispatch 90% lea");
}

/* Closed ones never; a re-opened one has clocks of its own, whatever was told of the first. */
static void test_closed(void **state)
{
    (void)state;
    all_on_duty();
    long long ticket = crew_bed_open(&bed, "repair", 23);
    later(0, ticket, "dispatch 75% dan");
    crew_bed_do(bed.dispatcher, "close", ticket, "null, null, null, 'false_alarm', 'x', '{}'");
    later(60, ticket, "dispatch 75% dan");
    crew_bed_do(bed.dispatcher, "reopen", ticket, "null, null, null, '', 'cold again', '{}'");
    later(22, ticket, "dispatch 75% dan");
    later(1, ticket, "dispatch 75% dan,dispatch 75% dan");
    crew_bed_expect(bed.root, "3",
                    "select sum(old_value) from hd.fact where kind = 'ticket_escalated'"
                    " and command_id = %lld",
                    ticket);
}

static void promise(long long ticket, int minutes)
{
    char rest[160];
    snprintf(rest, sizeof rest,
             "null, extract(epoch from clock_timestamp()) + %d * 60, null, '', 'coming', '{}'",
             minutes);
    crew_bed_do(bed.dispatcher, "promise", ticket, rest);
}

/* Given anew, a promise is told of anew, and what was said of the old one does not silence it. */
static void test_promise(void **state)
{
    (void)state;
    all_on_duty();
    crew_bed_run(bed.root, "update hd.ticket_limit set is_on = false");
    long long ticket = crew_bed_open(&bed, "repair", 1);
    promise(ticket, 100);
    later(89, ticket, "");
    later(2, ticket, "promise 90% dan");
    promise(ticket, 109);
    later(88, ticket, "promise 90% dan");
    later(2, ticket, "promise 90% dan,promise 90% dan");
    later(20, ticket, "promise 90% dan,promise 90% dan,promise 100% lea");
}

/* What is set counts: a limit for new tickets, a step and the other numbers at the next tick. */
static void a_setting_shown_but_not_enforced(void **state)
{
    (void)state;
    all_on_duty();
    long long old = crew_bed_open(&bed, "repair", 11);
    crew_bed_run(bed.root, "update hd.ticket_limit set limit_s = 600 where purpose = 'dispatch'");
    long long young = crew_bed_open(&bed, "repair", 11);
    crew_bed_tick(&bed);
    crew_bed_told(&bed, old, "");
    crew_bed_told(&bed, young, "dispatch 100% sue");
    crew_bed_run(bed.leader, "select hd.escalation_put('dispatch', 30, 'leader')");
    crew_bed_tick(&bed);
    crew_bed_told(&bed, old, "dispatch 30% lea");
    /* a purpose with a step of its own has only those */
    later(16, old, "dispatch 30% lea");
    crew_bed_run(bed.leader, "select hd.escalation_put('dispatch', 30, '')");
    later(0, old, "dispatch 30% lea,dispatch 90% lea");
    crew_bed_run(bed.root, "update hd.setting set value = 40 where name ="
                           " 'escalate_again_minutes'");
    crew_bed_told(&bed, young, "dispatch 100% sue,dispatch again lea");
    later(30, young, "dispatch 100% sue,dispatch again lea");
    later(11, young, "dispatch 100% sue,dispatch again lea,dispatch again lea");
}

/* The other numbers, with theirs halved or doubled. */
static void test_other_settings(void **state)
{
    (void)state;
    all_on_duty();
    crew_bed_run(bed.root, "update hd.ticket_limit set is_on = false;"
                           " update hd.setting set value = 1 where name in ('refusals',"
                           " 'hold_hours', 'callback_hours', 'archive_hours');"
                           " update hd.setting set value = 10 where name ="
                           " 'check_on_site_minutes'");
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long refused = crew_bed_open(&bed, "repair", 1), held = crew_bed_open(&bed, "repair", 1);
    long long called = crew_bed_open(&bed, "complaint", 1);
    long long over = crew_bed_open(&bed, "enquiry", 1), there = crew_bed_open(&bed, "repair", 1);
    crew_bed_dispatch(&bed, refused, crew);
    crew_bed_do(bed.crew, "refuse", refused, "null, null, null, '', 'no', '{}'");
    crew_bed_do(bed.dispatcher, "hold", held, "null, null, null, 'parts', '', '{}'");
    close_with_callback(called);
    close_with_callback(over);
    crew_bed_dispatch(&bed, there, crew);
    crew_bed_do(bed.crew, "arrive", there, NOTHING);
    later(0, refused, "dispatch refused 1 lea");
    crew_bed_pass(&bed, 11);
    expect_tick(1); /* the crew */
    crew_bed_pass(&bed, 50);
    expect_tick(2);
    crew_bed_told(&bed, held, "hold 1 dan");
    crew_bed_told(&bed, called, "callback 1 dan");
    crew_bed_expect(bed.root, "archived", "select state from hd.ticket where id = %lld", over);
}

static void expect_each_once(long long tickets)
{
    char wanted[60];
    snprintf(wanted, sizeof wanted, "%lld %lld %lld", tickets, tickets, tickets);
    crew_bed_expect(
        bed.root, wanted,
        "select count(*) || ' ' || count(distinct command_id) || ' ' || (select count(*)"
        " from hd.message) from hd.fact where kind = 'ticket_escalated' and command_id"
        " in (select id from hd.ticket)");
}

/* Ended in the middle, told at once by the next; never twice, from however many at once. */
static void escalation_lost_in_a_restart(void **state)
{
    (void)state;
    all_on_duty();
    for (int i = 0; i < 20; i++)
        crew_bed_open(&bed, "repair", 40);
    char why[300];
    struct pg *first = ground_open(&bed.ground, COLLECTOR);
    ground_run(first, "begin");
    assert_int_equal(ground_number(first, "select hd.ticket_tick()"), 20);
    /* meanwhile another neither waits nor tells */
    assert_int_equal(ground_number(bed.dispatcher, "select hd.ticket_tick()"), 0);
    crew_bed_run(bed.root, "select pg_terminate_backend(pid, 10000) from pg_stat_activity where"
                           " usename = 'proof_collector' and datname = current_database()");
    assert_false(pg_run(first, "commit", why, sizeof why));
    pg_close(first);
    expect_each_once(0);
    /* no two seconds have to pass: what was undone counts as never run */
    assert_int_equal(ground_number(bed.dispatcher, "select hd.ticket_tick()"), 20);
    assert_int_equal(ground_number(bed.leader, "select hd.ticket_tick()"), 0);
    expect_tick(0);
    expect_each_once(20);
}

static void child_ticks(void)
{
    char why[300];
    struct pg *pg = pg_open(bed.ground.conninfo, "proof", why, sizeof why);
    bool is_good = pg != NULL;
    for (int i = 0; i < 20 && is_good; i++)
        is_good = pg_run(pg, "update hd.tick set at = '-infinity'", why, sizeof why) &&
                  pg_run(pg, "select hd.ticket_tick()", why, sizeof why);
    _exit(!is_good);
}

static void test_many_at_once(void **state)
{
    (void)state;
    all_on_duty();
    for (int i = 0; i < 30; i++)
        crew_bed_open(&bed, "repair", 40);
    pid_t child[4];
    for (int i = 0; i < 4; i++) {
        child[i] = fork();
        if (child[i] == 0)
            child_ticks();
    }
    for (int i = 0; i < 4; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    expect_each_once(30);
}

/* Another console's job at the very moment: what it did while the tick waited is not told. */
static void test_done_meanwhile(void **state)
{
    (void)state;
    all_on_duty();
    long long crew = crew_bed_crew(&bed, "K1", "{N1}", true);
    long long ticket = crew_bed_open(&bed, "repair", 40);
    ground_run(bed.dispatcher, "begin");
    crew_bed_dispatch(&bed, ticket, crew);
    pid_t child = fork();
    if (child == 0)
        child_ticks();
    while (!ground_number(bed.root, "select count(*) from pg_stat_activity where query like"
                                    " 'select hd.ticket_tick%' and wait_event_type = 'Lock'")) {
    }
    ground_run(bed.dispatcher, "commit");
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    crew_bed_told(&bed, ticket, "");
}

/* What is wrong with one ticket silences no other. */
static void test_one_that_fails(void **state)
{
    (void)state;
    all_on_duty();
    long long bad = crew_bed_open(&bed, "repair", 40), good = crew_bed_open(&bed, "repair", 31);
    crew_bed_run(bed.root, "alter table hd.message add constraint proof check (ticket_id <> %lld)",
                 bad);
    expect_tick(1);
    crew_bed_told(&bed, bad, "");
    crew_bed_told(&bed, good, "dispatch 100% sue");
    ground_run(bed.root, "alter table hd.message drop constraint proof");
    expect_tick(1);
    crew_bed_told(&bed, bad, "dispatch 100% sue");
}

/* An outage that cannot be told of stops no ticket's steps. */
static void test_an_outage_that_fails(void **state)
{
    (void)state;
    all_on_duty();
    ground_run(
        bed.dispatcher,
        "select hd.outage_start(gen_random_uuid(), (select id from hd.node where code = 'S1'),"
        " '', clock_timestamp() - interval '40 min', 'pipe', '{}')");
    long long good = crew_bed_open(&bed, "repair", 31);
    ground_run(bed.root, "alter table hd.message add constraint proof check (kind <> 'outage')");
    crew_bed_tick(&bed);
    crew_bed_told(&bed, good, "dispatch 100% sue");
    ground_run(bed.root, "alter table hd.message drop constraint proof;"
                         " truncate hd.outage, hd.outage_clock, hd.outage_node, hd.outage_step");
}

/* Who only looks makes no time pass; and twice in two seconds is once. */
static void test_who_ticks(void **state)
{
    (void)state;
    static const enum person others[] = {SUPERVISOR, CREW, AUDITOR, READER};
    all_on_duty();
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct pg *pg = ground_open(&bed.ground, others[i]);
        assert_string_equal(ground_state(pg, "select hd.ticket_tick()"), "42501");
        pg_close(pg);
    }
    expect_tick(0);
    crew_bed_open(&bed, "repair", 40);
    assert_int_equal(ground_number(bed.leader, "select hd.ticket_tick()"), 0);
    crew_bed_run(bed.root, "update hd.tick set at = at - interval '2 s'");
    assert_int_equal(ground_number(bed.leader, "select hd.ticket_tick()"), 1);
}

static void test_wrong_steps(void **state)
{
    (void)state;
    static const char *const wrong[] = {"'dispatch', 0, 'leader'", "'dispatch', 1001, 'leader'",
                                        "'dispatch', 50, 'crew'",  "'nothing', 50, 'leader'",
                                        "null, 50, 'leader'",      "'dispatch', 50, null"};
    char sql[200];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(sql, sizeof sql, "select hd.escalation_put(%s)", wrong[i]);
        assert_string_equal(ground_state(bed.leader, sql), "P0001");
    }
    assert_string_equal(ground_state(bed.dispatcher, "select hd.escalation_put('', 50, 'leader')"),
                        "42501");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_steps, clear),
        cmocka_unit_test_setup(test_missed, clear),
        cmocka_unit_test_setup(test_empty_step, clear),
        cmocka_unit_test_setup(test_again, clear),
        cmocka_unit_test_setup(test_claim, clear),
        cmocka_unit_test_setup(test_refused, clear),
        cmocka_unit_test_setup(test_hold, clear),
        cmocka_unit_test_setup(test_callback_and_archive, clear),
        cmocka_unit_test_setup(test_silent_crew, clear),
        cmocka_unit_test_setup(test_crew_never_takes, clear),
        cmocka_unit_test_setup(merged_child_still_escalates, clear),
        cmocka_unit_test_setup(test_closed, clear),
        cmocka_unit_test_setup(test_promise, clear),
        cmocka_unit_test_setup(a_setting_shown_but_not_enforced, clear),
        cmocka_unit_test_setup(test_other_settings, clear),
        cmocka_unit_test_setup(escalation_lost_in_a_restart, clear),
        cmocka_unit_test_setup(test_many_at_once, clear),
        cmocka_unit_test_setup(test_done_meanwhile, clear),
        cmocka_unit_test_setup(test_one_that_fails, clear),
        cmocka_unit_test_setup(test_an_outage_that_fails, clear),
        cmocka_unit_test_setup(test_who_ticks, clear),
        cmocka_unit_test_setup(test_wrong_steps, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
