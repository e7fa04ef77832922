/* The fact log's chain: numbered without gaps, append-only, and any tampering found (TESTS A24). */
#include "backend/store/schema.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define FACTS      500
#define TAMPERINGS 150
#define WRITERS    8
#define EACH       40 /* calls a writer, of five facts */

static struct ground ground;
static struct pg *root;
static uint64_t chance_state = 15;

static uint32_t chance(uint32_t below)
{
    chance_state = chance_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(chance_state >> 33) % below;
}

/* Facts of many looks: with and without each column. */
static void write_facts(struct pg *pg, int first, int count)
{
    char sql[900];
    snprintf(sql, sizeof sql,
             "select hd.facts_append(array_agg(gen_random_uuid()),"
             " array_agg(timestamptz '2026-01-15' + make_interval(secs => i)),"
             " array_agg((array['device_lost', 'device_back', 'changed_outside'])[i %% 3 + 1]),"
             " array_agg(i %% 4), array_agg(i %% 3), array_agg((array['', 'SP.1'])[i %% 2 + 1]),"
             " array_agg(0::bigint), array_agg((array['NaN', 1, -0.0])[i %% 3 + 1]::float8),"
             " array_agg(i / 7.0::float8), array_agg((array['', 'timeout'])[i %% 2 + 1]),"
             " array_agg((array['', '换热站 \"1\" \\', E'a\\tb'])[i %% 3 + 1]))"
             " from generate_series(%d, %d) i",
             first, first + count - 1);
    ground_run(pg, sql);
}

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_chain");
    root = ground_open_root(&ground);
    struct pg *collector = ground_open(&ground, COLLECTOR);
    write_facts(collector, 1, FACTS);
    pg_close(collector);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    ground_drop(&ground);
    return 0;
}

static int audit(char *why, size_t size)
{
    long long count;
    int result = schema_audit(ground.conninfo, &count, why, size);
    assert_int_not_equal(result, -1);
    return result;
}

/* One way to tamper, at fact %1$d; `first` = the broken one, counted from it. */
struct tampering {
    const char *sql;
    int first;
};
static const struct tampering tamperings[] = {
    {"update hd.fact set at = at + interval '1 us' where seq = %1$d", 0},
    {"update hd.fact set stored = stored - interval '1 h' where seq = %1$d", 0},
    {"update hd.fact set kind = kind || ' ' where seq = %1$d", 0},
    {"update hd.fact set node_id = coalesce(node_id, 0) + 1 where seq = %1$d", 0},
    {"update hd.fact set device_id = coalesce(device_id + 1, 0) where seq = %1$d", 0},
    {"update hd.fact set point = case when point is null then '' else null end where seq = %1$d",
     0},
    {"update hd.fact set command_id = 1 where seq = %1$d", 0},
    {"update hd.fact set old_value = case when old_value is null then 0 else null end"
     " where seq = %1$d",
     0},
    {"update hd.fact set new_value = new_value + 1e-9 where seq = %1$d", 0},
    {"update hd.fact set new_value = null where seq = %1$d", 0},
    {"update hd.fact set who = 'proof_victim' where seq = %1$d", 0},
    {"update hd.fact set code = code || 'x' where seq = %1$d", 0},
    {"update hd.fact set text = text || chr(8203) where seq = %1$d", 0},
    {"update hd.fact set ticket = gen_random_uuid() where seq = %1$d", 0},
    {"update hd.fact set ticket = null where seq = %1$d", 0},
    {"update hd.fact set hash = sha256(hash) where seq = %1$d", 0},
    {"update hd.fact set hash = '' where seq = %1$d", 0},
    /* the row made whole again with a hash of its own: the next one shows it */
    {"update hd.fact set text = 'forged' where seq = %1$d;"
     "update hd.fact f set hash = sha256((select hash from hd.fact where seq = f.seq - 1) ||"
     " hd.fact_bytes(f)) where seq = %1$d",
     1},
    /* seq itself: a hole where it was */
    {"update hd.fact set seq = 1000000 where seq = %1$d", 1},
    {"delete from hd.fact where seq = %1$d", 1},
    {"delete from hd.fact where seq between %1$d and %1$d + 1", 2},
    /* two change places, their hashes staying or going with them */
    {"update hd.fact set seq = -1 where seq = %1$d; update hd.fact set seq = %1$d where seq = %1$d "
     "+ 1;"
     "update hd.fact set seq = %1$d + 1 where seq = -1",
     0},
    {"update hd.fact f set at = g.at, stored = g.stored, kind = g.kind, new_value = g.new_value,"
     " text = g.text, code = g.code from hd.fact g where f.seq = %1$d and g.seq = %1$d + 1",
     0},
    /* one more in between, the others moved up */
    {"update hd.fact set seq = -seq where seq >= %1$d; update hd.fact set seq = 1 - seq where seq "
     "< 0;"
     "insert into hd.fact select %1$d, at, stored, kind, node_id, device_id, point, command_id,"
     " old_value, new_value, who, code, text, null, hash from hd.fact where seq = %1$d + 1",
     0},
};

static void tamper(const struct tampering *tampering, int seq)
{
    char sql[900], why[300], number[40];
    ground_run(root, "begin; alter table hd.fact disable trigger all");
    snprintf(sql, sizeof sql, tampering->sql, seq);
    ground_run(root, sql);
    /* seen through the transaction that did it, which is then undone */
    struct pg_rows *rows =
        pg_ask(root, "select broken, why from hd.fact_verify()", NULL, 0, why, sizeof why);
    assert_non_null(rows);
    snprintf(number, sizeof number, "%d", seq + tampering->first);
    if (strcmp(pg_cell(rows, 0, 0), number) != 0)
        fail_msg("%s: found '%s' (%s), expected %s", sql, pg_cell(rows, 0, 0), pg_cell(rows, 0, 1),
                 number);
    pg_rows_free(rows);
    ground_run(root, "rollback");
}

static void test_tampering(void **state)
{
    (void)state;
    char why[300];
    assert_int_equal(audit(why, sizeof why), 0);
    const int kinds = sizeof tamperings / sizeof tamperings[0];
    int last = (int)ground_number(root, "select seq from hd.fact_head");
    for (int i = 0; i < TAMPERINGS; i++)
        tamper(&tamperings[i % kinds], 2 + (int)chance((uint32_t)last - 5));
    assert_int_equal(audit(why, sizeof why), 0);
}

/* The ends: the first, the last, beyond the last, before the first, the tail, everything. */
static void test_ends(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        bool is_from_last;
        int broken;
        const char *why;
    } ends[] = {
        {"delete from hd.fact where seq = (select max(seq) from hd.fact)", true, 0, "stored"},
        {"delete from hd.fact where seq > (select max(seq) - 100 from hd.fact)", true, -99,
         "stored"},
        {"delete from hd.fact", false, 1, "stored"},
        {"delete from hd.fact where seq = 1", false, 2, "fact 1 is missing"},
        {"insert into hd.fact select 0, at, stored, kind, node_id, device_id, point, command_id,"
         " old_value, new_value, who, code, text, null, hash from hd.fact where seq = 1",
         false, 0, ""},
        {"insert into hd.fact select seq + 1, at, stored, kind, node_id, device_id, point,"
         " command_id, old_value, new_value, who, code, text, null, hash from hd.fact"
         " order by seq desc limit 1",
         true, 1, "content"},
        {"update hd.fact set text = 'x' where seq = 1", false, 1, "content"},
        {"update hd.fact_head set hash = sha256(hash)", true, 1, "stored"},
    };
    int last = (int)ground_number(root, "select seq from hd.fact_head");
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        int expected = ends[i].broken + (ends[i].is_from_last ? last : 0);
        ground_run(root, "begin; alter table hd.fact disable trigger all");
        ground_run(root, ends[i].sql);
        char *why = ground_ask(root, "select why from hd.fact_verify()");
        int broken = (int)ground_number(root, "select broken from hd.fact_verify()");
        if (broken != expected || !strstr(why, ends[i].why))
            fail_msg("%s: found %d (%s), expected %d", ends[i].sql, broken, why, expected);
        free(why);
        ground_run(root, "rollback");
    }
}

/* What the command line says of a broken log. */
static void test_audit(void **state)
{
    (void)state;
    char why[300];
    ground_run(root, "alter table hd.fact disable trigger all;"
                     "update hd.fact set who = 'nobody' where seq = 77");
    assert_int_equal(audit(why, sizeof why), 1);
    assert_string_equal(why, "fact 77: its content does not fit its hash");
    ground_run(root, "update hd.fact set who = 'proof_collector' where seq = 77;"
                     "alter table hd.fact enable always trigger fact_keep_rows;"
                     "alter table hd.fact enable always trigger fact_keep_all");
    assert_int_equal(audit(why, sizeof why), 0);
    /* no setting of a session changes what is hashed */
    ground_run(root, "set datestyle = 'German'; set timezone = 'Asia/Shanghai';"
                     "set extra_float_digits = 0; set bytea_output = 'escape';"
                     "set client_encoding = 'GBK'; set search_path = public, hd");
    ground_expect(root, "select broken is null from hd.fact_verify()", "t");
    ground_run(root, "reset all");
}

/* Nobody changes a fact: not its owner, not a session that replays. */
static void test_append_only(void **state)
{
    (void)state;
    static const char *const sessions[] = {
        "reset role",
        "set role hd_owner",
        "set session_replication_role = replica",
        "set session_replication_role = replica; set role hd_owner",
    };
    static const char *const changes[] = {"update hd.fact set text = 'x' where seq = 3",
                                          "delete from hd.fact where seq = 3", "truncate hd.fact",
                                          "merge into hd.fact f using (select 3 s) x on f.seq = x.s"
                                          " when matched then delete"};
    for (size_t i = 0; i < sizeof sessions / sizeof sessions[0]; i++)
        for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++) {
            ground_run(root, sessions[i]);
            const char *code = ground_state(root, changes[k]);
            if (strcmp(code, "P0001") != 0)
                fail_msg("%s; %s: state '%s'", sessions[i], changes[k], code);
            ground_run(root, "reset role; reset session_replication_role");
        }
}

/* The same ticket again adds nothing, alone and among others. */
static void test_replay(void **state)
{
    (void)state;
    struct pg *pg = ground_open(&ground, COLLECTOR);
    static const char put[] =
        "select hd.facts_append(array_agg(('00000000-0000-4000-8000-' || lpad(i::text, 12, "
        "'0'))::uuid),"
        " array_agg(now()), array_agg('changed_outside'::text), array_agg(0), array_agg(1),"
        " array_agg(''::text), array_agg(0::bigint), array_agg('NaN'::float8),"
        " array_agg(i::float8), array_agg(''::text), array_agg(''::text))"
        " from unnest(array[%s]) i";
    char sql[900];
    long long head = ground_number(root, "select seq from hd.fact_head");
    snprintf(sql, sizeof sql, put, "1, 2, 3");
    assert_int_equal(ground_number(pg, sql), head + 3);
    assert_int_equal(ground_number(pg, sql), head + 3);
    snprintf(sql, sizeof sql, put, "2, 4, 4, 3, 5");
    assert_int_equal(ground_number(pg, sql), head + 5);
    ground_expect(root,
                  "select string_agg(new_value::text, ' ' order by seq) from (select * from"
                  " hd.fact order by seq desc limit 5) f",
                  "1 2 3 4 5");
    assert_int_equal(ground_number(pg, "select hd.facts_append('{}', '{}', '{}', '{}', '{}', '{}',"
                                       " '{}', '{}', '{}', '{}', '{}')"),
                     head + 5);
    pg_close(pg);
}

static void write_many(int writer)
{
    char sql[900], why[300];
    struct pg *pg = ground_try(&ground, writer % 2 ? COLLECTOR : DISPATCHER, why, sizeof why);
    bool ok = pg != NULL;
    for (int i = 0; ok && i < EACH; i++) {
        snprintf(sql, sizeof sql,
                 writer % 2
                     ? "select hd.facts_append(array_agg(gen_random_uuid()), array_agg(now()),"
                       " array_agg('device_back'::text), array_agg(0), array_agg(1),"
                       " array_agg(''::text), array_agg(0::bigint), array_agg(0::float8),"
                       " array_agg(0::float8), array_agg(''::text),"
                       " array_agg('%d:%d'::text)) from generate_series(1, 5)"
                     : "select hd.setpoint_ask(gen_random_uuid(), 999, 'x', 1, 2, '%d:%d')",
                 writer, i);
        ok = pg_run(pg, i % 7 == 3 ? "begin" : "select 1", why, sizeof why) &&
             pg_run(pg, sql, why, sizeof why) &&
             pg_run(pg, i % 7 == 3 ? "rollback" : "select 1", why, sizeof why);
    }
    _exit(ok ? 0 : 1);
}

/* Eight at once, some of whose transactions are rolled back: no gap, no fork of the chain. */
static void test_writers(void **state)
{
    (void)state;
    char why[300];
    pid_t child[WRITERS];
    long long head = ground_number(root, "select seq from hd.fact_head");
    for (int i = 0; i < WRITERS; i++)
        if ((child[i] = fork()) == 0)
            write_many(i);
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    int done = 0; /* calls a writer that were not rolled back */
    for (int i = 0; i < EACH; i++)
        done += i % 7 != 3;
    assert_int_equal(ground_number(root, "select seq from hd.fact_head") - head,
                     done * (WRITERS / 2) * (5 + 1));
    ground_expect(root, "select count(*) = max(seq) and min(seq) = 1 from hd.fact", "t");
    assert_int_equal(audit(why, sizeof why), 0);
}

/* Many at once, and all of them looked through. */
static void test_many(void **state)
{
    (void)state;
    char why[300];
    long long count, head = ground_number(root, "select seq from hd.fact_head");
    struct pg *pg = ground_open(&ground, COLLECTOR);
    for (int i = 0; i < 10; i++)
        write_facts(pg, i * 5000, 5000);
    pg_close(pg);
    assert_int_equal(schema_audit(ground.conninfo, &count, why, sizeof why), 0);
    assert_int_equal(count, head + 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tampering), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_audit),     cmocka_unit_test(test_append_only),
        cmocka_unit_test(test_replay),    cmocka_unit_test(test_writers),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
