/* Who may do what: each role tries what it should not (TESTS A30); nothing may change by it. */
#include "tests/store/rights.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct ground ground;
static struct pg *root;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_rights");
    root = ground_open_root(&ground);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pg_close(root);
    ground_drop(&ground);
    return 0;
}

static bool begins(const char *text, const char *with)
{
    return with[0] ? strncmp(text, with, strlen(with)) == 0 : text[0] == '\0';
}

static int mistakes;

static void expect_state(enum person person, struct pg *pg, const char *sql, const char *expected)
{
    const char *state = ground_state(pg, sql);
    if (begins(state, expected))
        return;
    mistakes++;
    print_error("%s: %s: state '%s', expected '%s'\n", ground_login[person], sql, state, expected);
}

/* All that is on the list; how many were tried. */
static int try_list(enum person person, struct pg *pg, int stranger)
{
    int tried = 0;
    char sql[900];
    for (size_t i = 0; i < rights_attempt_count; i++) {
        const struct attempt *attempt = &rights_attempts[i];
        if (attempt->except & ONLY(person))
            continue;
        snprintf(sql, sizeof sql, attempt->sql, stranger);
        expect_state(person, pg, sql, attempt->state);
        ground_run(pg, "reset role; reset all");
        tried++;
    }
    return tried;
}

/* Every way to change a table, on every table, partition and sequence there is. %1 = name, %2 = a
 * column. */
static const char *const changes[] = {
    "insert into %1$s default values",
    "update %1$s set %2$s = %2$s",
    "delete from %1$s",
    "truncate %1$s",
    "begin; lock table %1$s in row exclusive mode",
    "begin; select from %1$s for update",
    "begin; select from %1$s for share",
    "copy %1$s from stdin",
    "alter table %1$s add column extra int",
    "alter table %1$s enable row level security",
    "alter table %1$s set unlogged",
    "drop table %1$s",
};

/* What an import does: its statements run, and are refused at the end, as no import made them. */
static const char plant_tables[] =
    " hd.node hd.link hd.device hd.profile hd.profile_point hd.point_override hd.household"
    " hd.household_place hd.household_key ";

static bool is_plants(const char *table)
{
    char word[100];
    snprintf(word, sizeof word, " %s ", table);
    return strstr(plant_tables, word);
}

static int try_tables(enum person person, struct pg *pg)
{
    char why[300], sql[400];
    int tried = 0;
    struct pg_rows *tables = pg_ask(
        root,
        "select c.oid::regclass, (select quote_ident(attname) from pg_attribute a"
        "  where a.attrelid = c.oid and attnum > 0 and attidentity <> 'a' order by attnum desc"
        "  limit 1) from pg_class c where relnamespace = 'hd'::regnamespace and relkind in"
        " ('r', 'p') order by 1::text",
        NULL, 0, why, sizeof why);
    assert_non_null(tables);
    assert_true(pg_rows_count(tables) >= 25);
    for (int i = 0; i < pg_rows_count(tables); i++) {
        const char *table = pg_cell(tables, i, 0);
        if (person == ADMIN && is_plants(table))
            continue;
        for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++, tried++) {
            snprintf(sql, sizeof sql, changes[k], table, pg_cell(tables, i, 1));
            expect_state(person, pg, sql, "42501");
        }
    }
    pg_rows_free(tables);
    return tried;
}

static void test_attempts(void **state)
{
    (void)state;
    struct pg *victim = ground_open(&ground, VICTIM);
    ground_run(victim, "select 'the secret'");
    int stranger = (int)ground_number(victim, "select pg_backend_pid() /* the secret */");
    char *before = ground_hash(root), why[300];
    for (enum person person = 0; person <= OUTSIDER; person++) {
        struct pg *pg = ground_try(&ground, person, why, sizeof why);
        if (person == OUTSIDER) { /* not let in; and if somebody lets them in, still nothing */
            assert_null(pg);
            assert_non_null(strstr(why, "permission denied for database"));
            ground_run(root, "grant connect on database hd_rights to proof_outsider");
            pg = ground_open(&ground, person);
        }
        assert_non_null(pg);
        int tried = try_list(person, pg, stranger);
        assert_true(tried >= 60);
        tried += try_tables(person, pg);
        pg_close(pg);
        print_message("%s: %d statements, none changed anything\n", ground_login[person], tried);
    }
    assert_int_equal(mistakes, 0);
    ground_run(root, "revoke connect on database hd_rights from proof_outsider");
    char *after = ground_hash(root);
    assert_string_equal(before, after);
    ground_expect(victim, "select 1", "1");
    pg_close(victim);
    free(before);
    free(after);
}

static void expect_right(enum person person, const char *function, bool may)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select bool_and(has_function_privilege('%s', oid, 'execute') = %s) from pg_proc"
             " where pronamespace = 'hd'::regnamespace and proname = '%s'",
             ground_login[person], may ? "true" : "false", function);
    char *answer = ground_ask(root, sql);
    if (strcmp(answer, "t") != 0)
        fail_msg("%s %s call hd.%s", ground_login[person], may ? "may not" : "may", function);
    free(answer);
}

static uint32_t who_may(const char *function)
{
    for (size_t i = 0; i < rights_function_count; i++)
        if (!strcmp(rights_functions[i].name, function))
            return rights_functions[i].may;
    return 0;
}

static void test_functions(void **state)
{
    (void)state;
    char why[300];
    struct pg_rows *all = pg_ask(root,
                                 "select distinct proname from pg_proc"
                                 " where pronamespace = 'hd'::regnamespace",
                                 NULL, 0, why, sizeof why);
    assert_non_null(all);
    assert_true(pg_rows_count(all) > (int)rights_function_count);
    for (int i = 0; i < pg_rows_count(all); i++)
        for (enum person person = 0; person <= OUTSIDER; person++)
            expect_right(person, pg_cell(all, i, 0), who_may(pg_cell(all, i, 0)) & ONLY(person));
    pg_rows_free(all);
    /* each that runs as the owner has a search path of its own, ours at the end of nobody's */
    ground_expect(root,
                  "select count(*) from pg_proc where pronamespace = 'hd'::regnamespace and"
                  " prosecdef and not coalesce(proconfig @>"
                  " array['search_path=pg_catalog, hd, pg_temp'], false)",
                  "0");
    ground_expect(root,
                  "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner"
                  " where relnamespace = 'hd'::regnamespace and rolname <> 'hd_owner'",
                  "0");
    ground_expect(root, "select rolcanlogin or rolsuper from pg_roles where rolname = 'hd_owner'",
                  "f");
}

/* Who carries messages sees them as they are handed out, and nothing else. */
static void test_courier(void **state)
{
    (void)state;
    ground_expect(root,
                  "select string_agg(relname, ' ') from pg_class where relkind in ('r', 'p', 'v',"
                  " 'm') and relnamespace = 'hd'::regnamespace and"
                  " has_any_column_privilege('proof_courier', oid, 'select, insert, update')",
                  "schema_version");
    ground_expect(root,
                  "select string_agg(distinct proname, ' ' order by proname) from pg_proc where"
                  " pronamespace = 'hd'::regnamespace and"
                  " has_function_privilege('proof_courier', oid, 'execute')",
                  "message_done message_sweep message_take role_of");
}

/* An admin changes the plant by importing only, which is a fact. */
static void test_admin(void **state)
{
    (void)state;
    static const char *const by_hand[] = {
        "update hd.point_override set high = 69",
        "delete from hd.point_override",
        "insert into hd.profile values ('evil', '[profile]')",
        "update hd.profile_point set set_high = 500",
        "begin; update hd.device set endpoint = 'tcp:192.0.2.9'; set constraints all immediate",
        "begin; select hd.import_done('x'); update hd.node set name = 'x'; commit",
        "begin; savepoint a; delete from hd.link; release a; commit",
        "insert into hd.household (node_id, heat_status) select id, 'stopped' from hd.node limit 1",
        "delete from hd.household",
        "insert into hd.household_place values (1, null, null, 'x', 'x')",
        "insert into hd.household_key values ('x', 1)",
    };
    struct pg *pg = ground_open(&ground, ADMIN);
    char *before = ground_hash(root);
    for (size_t i = 0; i < sizeof by_hand / sizeof by_hand[0]; i++)
        expect_state(ADMIN, pg, by_hand[i], "42501");
    assert_int_equal(mistakes, 0);
    char *after = ground_hash(root);
    assert_string_equal(before, after);
    long long facts = ground_number(root, "select seq from hd.fact_head");
    ground_run(pg, "begin; update hd.point_override set high = 55; select hd.import_done('one');"
                   " commit");
    ground_expect(root, "select who || ' ' || kind || ' ' || text from hd.fact order by seq desc",
                  "proof_admin imported one");
    assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts + 1);
    pg_close(pg);
    free(before);
    free(after);
}

/* Nor does anybody else who got an admin's rights by another way than ours. */
static void test_nested_admin(void **state)
{
    (void)state;
    char conninfo[128], why[300];
    ground_run(root, "drop role if exists proof_nested, proof_nest; create role proof_nest;"
                     " create role proof_nested login; grant hd_admin to proof_nest;"
                     " grant proof_nest to proof_nested");
    snprintf(conninfo, sizeof conninfo, "%s user=proof_nested", ground.conninfo);
    struct pg *pg = pg_open(conninfo, "proof", why, sizeof why);
    assert_non_null(pg);
    assert_string_equal(ground_state(pg, "update hd.profile_point set set_high = 500"), "42501");
    ground_expect(root, "select count(*) from hd.profile_point where set_high = 500", "0");
    pg_close(pg);
    ground_run(root, "drop role proof_nested, proof_nest");
}

/* Whoever asks is recorded as who logged in, whatever they set before. */
static void test_identity(void **state)
{
    (void)state;
    static const char last[] = "select who from hd.fact order by seq desc";
    static const char ask[] = "select hd.setpoint_ask(gen_random_uuid(), (select id from hd.device"
                              " where endpoint like '%2:1502'), 'SP.1', 40, 41, 'why')";
    struct pg *pg = ground_open(&ground, DISPATCHER);
    ground_run(pg, "set role hd_dispatcher");
    ground_run(pg, "set search_path = pg_temp, public; set application_name = 'proof_victim'");
    ground_run(pg, ask);
    ground_expect(root, last, "proof_dispatcher");
    ground_expect(root, "select who from hd.command order by id desc", "proof_dispatcher");
    pg_close(pg);
    pg = ground_open(&ground, CREW);
    ground_run(pg, ask);
    ground_expect(root, last, "proof_crew");
    ground_expect(root, "select kind || ' ' || code from hd.fact order by seq desc",
                  "command_refused right");
    ground_expect(root, "select who from hd.command order by id desc", "proof_dispatcher");
    pg_close(pg);
    /* another's key press is not answered to anybody else */
    pg = ground_open(&ground, VICTIM);
    char *client = ground_ask(root, "select client from hd.command order by id desc"), sql[300];
    snprintf(sql, sizeof sql, "select hd.setpoint_ask('%s', 1, 'SP.1', 40, 41, '')", client);
    assert_string_equal(ground_state(pg, sql), "23505");
    free(client);
    /* a group's own superuser is nobody: rights come by direct membership */
    ground_expect(root, "select hd.role_of(session_user)", "");
    ground_run(root, ask);
    ground_expect(root, "select code from hd.fact order by seq desc", "right");
    pg_close(pg);
}

/* Holds the numbering lock in a process of its own until it is ended. */
static pid_t hold(const char *sql)
{
    int ready[2];
    char byte, why[300];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct pg *pg = ground_try(&ground, VICTIM, why, sizeof why);
        bool ok = pg && pg_run(pg, sql, why, sizeof why) && write(ready[1], "", 1) == 1;
        if (ok)
            pg_run(pg, "select pg_sleep(600)", why, sizeof why);
        _exit(!ok || pg_state(pg)[0] != '\0');
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    close(ready[1]);
    return child;
}

/* A transaction left open around a request stops nobody for long: its session is ended. */
static void test_hold_up(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "begin; select hd.setpoint_ask(gen_random_uuid(), 1, 'SP.1', 40, 41, '');"
        " set local idle_in_transaction_session_timeout = 0",
        "begin; savepoint a; select hd.setpoint_ask(gen_random_uuid(), 1, 'none', 40, 41, '');"
        " release a",
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        pid_t child = hold(ways[i]);
        long long facts = ground_number(root, "select seq from hd.fact_head");
        struct pg *pg = ground_open(&ground, CREW);
        ground_run(pg, "set lock_timeout = 1; set statement_timeout = 0");
        ground_run(pg, "select hd.setpoint_ask(gen_random_uuid(), 1, 'SP.1', 40, 41, '')");
        pg_close(pg);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(ground_number(root, "select seq from hd.fact_head"), facts + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attempts),     cmocka_unit_test(test_functions),
        cmocka_unit_test(test_courier),      cmocka_unit_test(test_admin),
        cmocka_unit_test(test_nested_admin), cmocka_unit_test(test_identity),
        cmocka_unit_test(test_hold_up),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
