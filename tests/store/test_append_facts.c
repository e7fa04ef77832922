/* Facts against a real database: none lost, none doubled, in their order, whatever happens to the
 * connection. */
#include "backend/store/schema.h"
#include "backend/store/spool.h"
#include "tests/device/chance.h"
#include "tests/exchange/folder.h"
#include "tests/store/append_bed.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DATABASE "hd_append_facts"
#define CUTS     100 /* TESTS A12 */

/* Fact i of a test, told apart by what stands in it. */
static struct fact make_fact(int i)
{
    struct fact fact;
    fact_init(&fact, FACT_CHANGED_OUTSIDE, (struct wall){1770000000000000 + i});
    fact.device = 1 + i % 3;
    fact.old_value = i;
    if (i % 2)
        fact.new_value = i + 0.5;
    snprintf(fact.point, sizeof fact.point, "SP.1");
    snprintf(fact.text, sizeof fact.text, "换热站 %d", i);
    return fact;
}

static uint64_t append_some(struct bed *bed, int first, int count)
{
    struct fact facts[64];
    for (int i = 0; i < count; i++)
        facts[i] = make_fact(first + i);
    return append_facts(bed->append, facts, (size_t)count);
}

static void expect_chain(void)
{
    char why[200];
    long long checked;
    if (schema_audit("dbname=" DATABASE, &checked, why, sizeof why) != 0)
        fail_msg("%s", why);
}

/* Facts 0 … count - 1 are there once each, in their order, whole, and the chain holds. */
static void expect_facts(struct pg *pg, int count)
{
    char figures[64];
    snprintf(figures, sizeof figures, "%d", count);
    bed_expect(pg, "select count(*) from hd.fact where kind = 'changed_outside'", figures);
    bed_expect(pg,
               "select count(*) from (select old_value, row_number() over (order by seq) - 1 as i,"
               " at, device_id, point, new_value, text from hd.fact"
               " where kind = 'changed_outside') f where f.old_value <> i"
               " or at <> to_timestamp(1770000000) + i * interval '1 us' or device_id <> 1 + i % 3"
               " or point <> 'SP.1' or text <> '换热站 ' || i"
               " or new_value is distinct from case when i % 2 = 1 then i + 0.5 end",
               "0");
    expect_chain();
}

static void test_order(void **state)
{
    (void)state;
    struct bed bed;
    struct chance chance = {7};
    uint64_t ticket = 0;
    int count = 0;
    bed_database(DATABASE);
    bed_start(&bed, DATABASE, NULL);
    while (count < 3000) {
        int some = 1 + (int)chance_below(&chance, 64);
        ticket = append_some(&bed, count, some);
        count += some;
        if (!chance_below(&chance, 4))
            bed_turn(&bed);
    }
    bed_until(&bed, bed_is_durable, ticket);
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_facts(pg, count);
    bed_expect(pg, "select count(*) from hd.fact where kind = 'spool_replayed'", "0");
    bed_expect(pg, "select distinct who from hd.fact where kind = 'changed_outside'",
               "test_collector");
    pg_close(pg);
    bed_stop(&bed);
}

static void test_cuts(void **state)
{
    (void)state;
    struct bed bed;
    struct folder folder;
    struct chance chance = {4711};
    uint64_t ticket = 0;
    int count = 0;
    bed_database(DATABASE);
    folder_make(&folder);
    bed_start(&bed, DATABASE, folder.path);
    struct pg *pg = bed_open(DATABASE, NULL);
    bed_until(&bed, bed_is_up, 1);
    for (int cut = 0; cut < CUTS; cut++) {
        uint32_t turns = chance_below(&chance, 12);
        for (uint32_t i = 0; i < turns; i++) {
            int some = (int)chance_below(&chance, 30);
            ticket = append_some(&bed, count, some);
            count += some;
            bed_turn(&bed);
        }
        int ups = bed.ups;
        bed_cut(pg);
        if (chance_below(&chance, 2)) /* else the next cut meets it while connecting */
            bed_until(&bed, bed_is_up, (uint64_t)ups + 1);
    }
    bed_until(&bed, bed_is_durable, ticket);
    expect_facts(pg, count);
    assert_true(bed.ups > CUTS / 4);
    bed_stop(&bed);
    pg_close(pg);
    folder_remove(&folder);
}

/* The backend is ended, or the commit fails, after it has answered: that was no "done". */
static void test_ended_at_commit(void **state)
{
    (void)state;
    struct bed bed;
    char why[300];
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    bool ok = pg_run(pg,
                     "create sequence public.commits;"
                     "create function public.end_it() returns trigger language plpgsql"
                     " security definer as $$ declare n bigint := nextval('public.commits'); begin"
                     " if n = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;"
                     " if n = 2 then raise exception 'no commit'; end if;"
                     " return null; end $$;"
                     "create constraint trigger end_it after insert on hd.fact"
                     " deferrable initially deferred for each row"
                     " when (new.kind = 'changed_outside') execute function public.end_it()",
                     why, sizeof why);
    if (!ok)
        fail_msg("%s", why);
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_is_up, 1);
    uint64_t ticket = append_some(&bed, 0, 40);
    bed_until(&bed, bed_is_durable, ticket);
    expect_facts(pg, 40);
    bed_stop(&bed);
    pg_close(pg);
}

/* ---- while it is away ---- */

static void stay_away(const char *spool_dir)
{
    struct bed bed;
    bed_start(&bed, "hd_append_nowhere", spool_dir);
    for (int i = 0; i < 200; i += 50) {
        append_some(&bed, i, 50);
        bed_turn(&bed);
        bed_turn(&bed);
    }
    raise(SIGKILL);
}

static void test_killed_while_away(void **state)
{
    (void)state;
    struct bed bed;
    struct folder folder;
    int status;
    bed_database(DATABASE);
    folder_make(&folder);
    pid_t child = fork();
    if (!child)
        stay_away(folder.path);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    bed_start(&bed, DATABASE, folder.path);
    uint64_t ticket = append_some(&bed, 200, 10);
    bed_until(&bed, bed_is_durable, ticket + 1); /* the last is the replay's own */
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_facts(pg, 210);
    bed_expect(pg, "select new_value from hd.fact where kind = 'spool_replayed'", "200");
    bed_expect(pg,
               "select count(*) from hd.fact where kind = 'spool_replayed'"
               " and text like '200 facts, 0 chunks of samples, 2026-%'",
               "1");
    pg_close(pg);
    bed_stop(&bed);
    folder_remove(&folder);
}

/* Stopped in order while the database is away: the next start finds the facts too. */
static void test_stopped_while_away(void **state)
{
    (void)state;
    struct bed bed;
    struct folder folder;
    bed_database(DATABASE);
    folder_make(&folder);
    bed_start(&bed, "hd_append_nowhere", folder.path);
    append_some(&bed, 0, 20);
    bed_turn(&bed);
    bed_stop(&bed);
    bed_start(&bed, DATABASE, folder.path);
    bed_until(&bed, bed_is_durable, 21);
    bed_stop(&bed);
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_facts(pg, 20);
    pg_close(pg);
    folder_remove(&folder);
}

/* ---- killed at any moment ---- */

#define KILLS      20
#define FACTS_MOST 100000

/* What a collector has done so far, seen by whoever kills it. */
struct progress {
    volatile int begun,
        done; /* facts given to append_facts(), and those of which it has returned */
};

static void append_until_killed(const char *spool_dir, struct progress *progress)
{
    struct bed bed;
    bed_start(&bed, DATABASE, spool_dir);
    while (progress->begun < FACTS_MOST) {
        progress->begun++;
        append_some(&bed, progress->begun - 1, 1);
        progress->done = progress->begun;
        if (progress->begun % 3 == 0)
            bed_turn(&bed);
    }
    _exit(0);
}

/* Each fact of which append_facts() has returned is there once and in its order; one that was under
 * way may be there or not. */
static void expect_kept(struct pg *pg, const bool *is_sure, int count)
{
    char why[400];
    struct pg_rows *rows =
        pg_ask(pg, "select old_value::int from hd.fact where kind = 'changed_outside' order by seq",
               NULL, 0, why, sizeof why);
    int row = 0;
    assert_non_null(rows);
    for (int i = 0; i < count; i++) {
        bool is_there = row < pg_rows_count(rows) && atoi(pg_cell(rows, row, 0)) == i;
        if (is_sure[i] && !is_there)
            fail_msg("fact %d of %d is missing", i, count);
        row += is_there;
    }
    assert_int_equal(row, pg_rows_count(rows));
    pg_rows_free(rows);
}

static void test_kills(void **state)
{
    (void)state;
    static bool is_sure[FACTS_MOST + 1];
    struct bed bed;
    struct folder folder;
    struct chance chance = {99};
    struct progress *progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memset(is_sure, true, sizeof is_sure);
    bed_database(DATABASE);
    folder_make(&folder);
    for (int kill_number = 0; kill_number < KILLS; kill_number++) {
        int status, until = progress->done + 1 + (int)chance_below(&chance, 400);
        pid_t child = fork();
        if (!child)
            append_until_killed(folder.path, progress);
        while (progress->done < until)
            sched_yield();
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (progress->begun > progress->done)
            is_sure[progress->begun - 1] = false;
        progress->done = progress->begun;
    }
    bed_start(&bed, DATABASE, folder.path);
    uint64_t ticket = append_some(&bed, progress->done, 1);
    bed_until(&bed, bed_is_durable, ticket);
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_kept(pg, is_sure, progress->done + 1);
    expect_chain();
    pg_close(pg);
    bed_stop(&bed);
    munmap(progress, sizeof *progress);
    folder_remove(&folder);
}

/* ---- what the database will not have ---- */

static void test_refused_fact(void **state)
{
    (void)state;
    struct bed bed;
    struct fact wrong = make_fact(1000);
    bed_database(DATABASE);
    bed_start(&bed, DATABASE, NULL);
    append_some(&bed, 0, 60);
    wrong.at.us = -2000000000000000000; /* no time that PostgreSQL knows */
    wrong.kind = FACT_DEVICE_CHANGED;
    append_facts(bed.append, &wrong, 1);
    uint64_t ticket = append_some(&bed, 60, 60);
    bed_until(&bed, bed_is_durable, ticket);
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_facts(pg, 120);
    bed_expect(pg, "select text from hd.fact where kind = 'device_changed'",
               "the database refused the particulars (22008), see the log");
    bed_expect(pg,
               "select count(*) from hd.fact where kind = 'changed_outside' and seq <"
               " (select seq from hd.fact where kind = 'device_changed')",
               "60");
    pg_close(pg);
    bed_stop(&bed);
}

/* What a newer program left in the spool does not stop what comes after it, not even a refused one.
 */
static void test_unknown_form(void **state)
{
    (void)state;
    struct bed bed;
    struct folder folder;
    struct fact wrong = make_fact(1000);
    bed_database(DATABASE);
    folder_make(&folder);
    struct spool *spool = spool_open(&(struct spool_options){folder.path, "facts", 0});
    for (int i = 0; i < 3; i++)
        spool_put(spool, "\x07newer", 6);
    spool_close(spool);
    bed_start(&bed, DATABASE, folder.path);
    wrong.at.us = -2000000000000000000;
    wrong.kind = FACT_DEVICE_CHANGED;
    append_facts(bed.append, &wrong, 1);
    uint64_t ticket = append_some(&bed, 0, 10);
    bed_until(&bed, bed_is_durable, ticket);
    struct pg *pg = bed_open(DATABASE, NULL);
    expect_facts(pg, 10);
    bed_expect(pg, "select count(*) from hd.fact where kind = 'device_changed'", "1");
    pg_close(pg);
    bed_stop(&bed);
    folder_remove(&folder);
}

static void test_missing_right(void **state)
{
    (void)state;
    struct bed bed;
    bed_database(DATABASE);
    struct pg *pg = bed_open(DATABASE, NULL);
    free(bed_ask(pg,
                 "do $$ begin execute 'revoke execute on function ' || p || ' from hd_collector'"
                 " from (select oid::regprocedure p from pg_proc where proname ="
                 " 'facts_append') f; end $$"));
    bed_start(&bed, DATABASE, NULL);
    uint64_t ticket = append_some(&bed, 0, 60);
    bed_until(&bed, bed_leads, 0);
    ticket = append_some(&bed, 60, 60);
    bed_until(&bed, bed_has_plant, 1);
    assert_int_equal(bed.durable, 0);
    free(bed_ask(pg, "do $$ begin execute 'grant execute on function ' || p || ' to hd_collector'"
                     " from (select oid::regprocedure p from pg_proc where proname ="
                     " 'facts_append') f; end $$"));
    bed_until(&bed, bed_is_durable, ticket);
    expect_facts(pg, 120);
    pg_close(pg);
    bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_ended_at_commit),
        cmocka_unit_test(test_killed_while_away),
        cmocka_unit_test(test_stopped_while_away),
        cmocka_unit_test(test_kills),
        cmocka_unit_test(test_refused_fact),
        cmocka_unit_test(test_unknown_form),
        cmocka_unit_test(test_missing_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
