/* The lease and the commands: one leads, whoever hangs loses it, a command is claimed once. */
#include "tests/store/append_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATABASE "hd_append_lease"

/* A dispatcher asks for a set-point of S1/plc; the command's id. */
static long long ask_setpoint(struct pg *dispatcher, double wanted)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select coalesce(case when is_ok then command_id end, -1) from"
             " hd.setpoint_ask(gen_random_uuid(), 1, 'SP.1', %g, %g, '天冷')",
             wanted - 1, wanted);
    long long id = bed_number(dispatcher, sql);
    assert_true(id > 0);
    return id;
}

/* As the collector would end it, so that the point is free for the next. */
static uint64_t end_command(struct bed *bed, const struct command *command)
{
    static const enum fact_kind kinds[] = {FACT_COMMAND_SENT, FACT_COMMAND_VERIFIED};
    struct fact facts[2];
    for (int i = 0; i < 2; i++) {
        fact_init(&facts[i], kinds[i], clock_wall());
        facts[i].device = command->device;
        facts[i].command = command->id;
        facts[i].new_value = command->wanted;
        snprintf(facts[i].point, sizeof facts[i].point, "%s", command->point);
    }
    return append_facts(bed->append, facts, 2);
}

static bool has_commands(const struct bed *bed, uint64_t count)
{
    return bed->command_count >= count;
}

static const struct bed_command *newest(const struct bed *bed)
{
    return &bed->command[bed->command_count - 1];
}

static bool knows_command(const struct bed *bed, uint64_t id)
{
    return bed->command_count && (uint64_t)newest(bed)->command.id == id;
}

static void test_command(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_leads, 0);
    bed_until(&bed, bed_has_plant, 1);
    struct pg *pg = bed_open(DATABASE, NULL);
    struct pg *dispatcher = bed_open(DATABASE, "test_dispatcher");
    for (int i = 0; i < 5; i++) {
        long long id = ask_setpoint(dispatcher, 40 + i);
        bed_until(&bed, knows_command, (uint64_t)id);
        const struct bed_command *got = newest(&bed);
        assert_int_equal(got->command.device, 1);
        assert_string_equal(got->command.point, "SP.1");
        assert_string_equal(got->command.who, "test_dispatcher");
        assert_string_equal(got->command.text, "天冷");
        assert_int_equal(got->command.state, COMMAND_CLAIMED);
        assert_true(got->command.seen == 39 + i && got->command.wanted == 40 + i);
        assert_false(got->is_orphan);
        assert_in_range(got->life_ms, 1, 30000);
        bed_until(&bed, bed_is_durable, end_command(&bed, &got->command));
    }
    assert_int_equal(bed.command_count, 5);
    bed_expect(pg, "select count(*) from hd.command where state = 'verified'", "5");
    bed_expect(pg, "select count(*) from hd.fact where kind = 'command_claimed'", "5");
    bed_stop(&bed);
    pg_close(pg);
    pg_close(dispatcher);
}

/* The connection is cut while the claim is under way: its answer may be lost, the command not. */
static void test_command_with_cuts(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_leads, 0);
    struct pg *pg = bed_open(DATABASE, NULL);
    struct pg *dispatcher = bed_open(DATABASE, "test_dispatcher");
    for (int i = 0; i < 20; i++) {
        long long id = ask_setpoint(dispatcher, 40 + i % 10);
        for (int turns = i % 4; turns > 0; turns--)
            bed_turn(&bed);
        bed_cut(pg);
        bed_until(&bed, knows_command, (uint64_t)id);
        assert_true(!newest(&bed)->is_orphan || bed.epoch > 1); /* a slow machine lets it run out */
        bed_until(&bed, bed_is_durable, end_command(&bed, &newest(&bed)->command));
    }
    bed_expect(pg, "select count(*) from hd.command where state = 'verified'", "20");
    bed_expect(pg, "select count(*) from hd.fact where kind = 'command_claimed'", "20");
    bed_expect(pg, "select count(*) from hd.fact where kind = 'command_sent'", "20");
    bed_stop(&bed);
    pg_close(pg);
    pg_close(dispatcher);
}

/* The first one hangs (its loop does not turn): the second leads only after the time that the first
 * believes to have, and finds its command as an orphan. The first, back, leads no more. */
static void test_hung_leader(void **state)
{
    (void)state;
    struct bed first, second;
    bed_database(DATABASE);
    bed_start(&first, DATABASE, NULL);
    bed_until(&first, bed_leads, 0);
    struct pg *dispatcher = bed_open(DATABASE, "test_dispatcher");
    long long id = ask_setpoint(dispatcher, 50);
    bed_until(&first, has_commands, 1);
    bed_start(&second, DATABASE, NULL);
    bed_until(&second, bed_leads, 0);
    assert_true(mono_is_due(first.lease_until, clock_mono()));
    assert_true(second.epoch > first.epoch);
    bed_until(&second, has_commands, 1);
    assert_int_equal(newest(&second)->command.id, id);
    assert_true(newest(&second)->is_orphan);
    /* told once more, as after an answer that was lost, it is no new order */
    struct pg *collector = bed_open(DATABASE, "test_collector");
    char sql[120];
    snprintf(sql, sizeof sql, "select id from hd.command_claim(%lld, true, 0) where is_orphan",
             (long long)second.epoch);
    assert_int_equal(bed_number(collector, sql), id);
    pg_close(collector);
    int told = first.leases;
    while (first.epoch && first.leases < told + 100)
        bed_turn(&first);
    assert_int_equal(first.epoch, 0);
    bed_stop(&first);
    bed_stop(&second);
    pg_close(dispatcher);
}

/* An orderly end gives the lease back: the next leads at once, under a new epoch. */
static void test_release(void **state)
{
    (void)state;
    struct bed first, second;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&first, DATABASE, NULL);
    bed_until(&first, bed_leads, 0);
    bed_expect(pg, "select string_agg(who || leads || devices, ' ') from hd.collector",
               "test_collectortrue0");
    bed_stop(&first);
    bed_expect(pg, "select until from hd.lease", "-infinity");
    bed_expect(pg, "select count(*) from hd.collector where leads", "0");
    bed_start(&second, DATABASE, NULL);
    bed_until(&second, bed_leads, 0);
    assert_true(second.epoch > first.epoch);
    bed_stop(&second);
    pg_close(pg);
}

/* An import while it runs: the new plant comes by itself, the same one never twice. */
static void test_plant(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_has_plant, 1);
    assert_int_equal(bed.site->device_count, 3);
    bed_cut(pg);
    bed_until(&bed, bed_is_up, 2);
    assert_int_equal(bed.site->season.first, 1115);
    free(bed_ask(pg, "update hd.setting set value = 1001 where name = 'season_start'"));
    free(bed_ask(pg, "update hd.device set retired = now() where id = 3"));
    free(bed_ask(pg, "select hd.import_done('one device less')"));
    bed_until(&bed, bed_has_plant, 2);
    assert_int_equal(bed.site->device_count, 2);
    assert_int_equal(bed.site->season.first, 1001); /* the company's own */
    assert_int_equal(bed.site->season.last, 315);
    assert_int_equal(bed.plants, 2);
    bed_stop(&bed);
    pg_close(pg);
}

static bool is_told(const struct bed *bed, uint64_t pg)
{
    (void)bed;
    return bed_number((struct pg *)(uintptr_t)pg,
                      "select count(*) from hd.fact where kind = 'ticket_escalated'") == 1;
}

/* Who leads lets time pass: a step that is due is told with no console there. */
static void test_tickets(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    struct pg *dispatcher = bed_open(DATABASE, "test_dispatcher");
    free(bed_ask(dispatcher, "select hd.ticket_open(gen_random_uuid(), 'repair', 1,"
                             " clock_timestamp() - interval '40 min', 'cold', '{}')"));
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, is_told, (uint64_t)(uintptr_t)pg);
    bed_expect(pg, "select who from hd.fact where kind = 'ticket_escalated'", "test_collector");
    bed_stop(&bed);
    pg_close(pg);
    pg_close(dispatcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command),     cmocka_unit_test(test_command_with_cuts),
        cmocka_unit_test(test_hung_leader), cmocka_unit_test(test_release),
        cmocka_unit_test(test_plant),       cmocka_unit_test(test_tickets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
