/* The schema: whole or nothing, never backwards (TESTS A39); history's days come and go. */
#include "backend/device/profile.h"
#include "backend/store/migrations.h"
#include "tests/store/ground.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MORE_MOST 4

static struct ground ground;
static struct pg *root;

static int set_up(void **state)
{
    (void)state;
    ground_make(&ground, "hd_schema");
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

/* Ours and some more, which a newer program has. */
struct longer_plan {
    struct migration migration[SCHEMA_VERSION + MORE_MOST];
    struct schema_plan plan;
};

static void make_longer(struct longer_plan *out, const char *const *more)
{
    memcpy(out->migration, migrations, SCHEMA_VERSION * sizeof *migrations);
    int count = SCHEMA_VERSION;
    for (; *more; more++)
        out->migration[count++] = (struct migration){"more", *more};
    out->plan = (struct schema_plan){out->migration, count};
}

static char *said;

static bool migrate(const char *conninfo, const struct schema_plan *plan, char *why, size_t size)
{
    size_t length = 0;
    free(said);
    FILE *out = open_memstream(&said, &length);
    bool ok = schema_migrate(conninfo, plan, out, why, size);
    fclose(out);
    return ok;
}

#define TEXT_OF(number) #number
#define AS_TEXT(number) TEXT_OF(number)
#define VERSION         AS_TEXT(SCHEMA_VERSION)

static void expect_version(struct pg *pg, int version)
{
    char text[16];
    snprintf(text, sizeof text, "%d", version);
    ground_expect(pg, "select max(version) from hd.schema_version", text);
}

static const struct schema_plan *ours(void)
{
    static struct schema_plan plan;
    plan = (struct schema_plan){migrations, migration_count};
    return &plan;
}

static void test_again(void **state)
{
    (void)state;
    char why[300], *before = ground_hash(root);
    for (int i = 0; i < 2; i++) {
        assert_true(migrate(ground.conninfo, ours(), why, sizeof why));
        assert_non_null(strstr(said, "nothing to do, it is at version " VERSION));
    }
    char *after = ground_hash(root);
    assert_string_equal(before, after);
    ground_expect(root, "select count(*) = max(version) from hd.schema_version", "t");
    expect_version(root, SCHEMA_VERSION);
    free(before);
    free(after);
}

/* Each breaks somewhere after it has changed things. */
static const char *const broken[] = {
    "create table hd.half (i int); insert into hd.half values (1); select 1 / 0",
    "alter table hd.node add column extra int; update hd.node set extra = id; selct",
    "alter table hd.fact disable trigger all; delete from hd.fact; drop table hd.none",
    "drop table hd.latest; grant all on all tables in schema hd to public; drop table hd.node",
    "create function hd.half() returns int language sql as 'select none'",
    "create role half_role; set local role none; create role half_role; create role half_role",
    "create table hd.half (i int); set local role none;"
    " select pg_terminate_backend(pg_backend_pid())",
};

static void test_broken(void **state)
{
    (void)state;
    char why[400], *before = ground_hash(root);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct longer_plan longer;
        make_longer(&longer, (const char *const[]){broken[i], NULL});
        assert_false(migrate(ground.conninfo, &longer.plan, why, sizeof why));
        if (!strstr(why, "migration more failed and left nothing behind: "))
            fail_msg("%s: %s", broken[i], why);
        char *after = ground_hash(root);
        assert_string_equal(before, after);
        free(after);
    }
    free(before);
}

/* N - 1, N, a broken N + 2, then a mended one: N + 1 stays done. */
static void test_steps(void **state)
{
    (void)state;
    char why[400];
    struct ground fresh = {.name = "hd_steps", .conninfo = "dbname=hd_steps"};
    ground_drop(&fresh);
    ground_run(root, "create database hd_steps encoding 'UTF8' template template0");
    const struct schema_plan older = {migrations, SCHEMA_VERSION - 1};
    assert_true(migrate(fresh.conninfo, &older, why, sizeof why));
    assert_true(migrate(fresh.conninfo, ours(), why, sizeof why));
    struct longer_plan longer;
    make_longer(&longer, (const char *const[]){"create table hd.more (i int)",
                                               "insert into hd.more values (1); insert into"
                                               " hd.more values (1 / 0)",
                                               NULL});
    assert_false(migrate(fresh.conninfo, &longer.plan, why, sizeof why));
    struct pg *pg = ground_open_root(&fresh);
    expect_version(pg, SCHEMA_VERSION + 1);
    ground_expect(pg, "select count(*) from hd.more", "0");
    make_longer(&longer, (const char *const[]){"create table hd.more (i int)",
                                               "insert into hd.more values (1)", NULL});
    assert_true(migrate(fresh.conninfo, &longer.plan, why, sizeof why));
    expect_version(pg, SCHEMA_VERSION + 2);
    ground_expect(pg, "select count(*) from hd.more", "1");
    /* the older program sees it, says so and touches nothing */
    char *before = ground_hash(pg), sentence[200];
    snprintf(sentence, sizeof sentence, SCHEMA_NEWER, SCHEMA_VERSION + 2, SCHEMA_VERSION);
    assert_false(migrate(fresh.conninfo, ours(), why, sizeof why));
    assert_string_equal(why, sentence);
    char *after = ground_hash(pg);
    assert_string_equal(before, after);
    /* each completed migration told the log, and the chain goes over all of them */
    char told[40];
    snprintf(told, sizeof told, "%d %d %d", SCHEMA_VERSION - 1, SCHEMA_VERSION, SCHEMA_VERSION + 2);
    ground_expect(pg,
                  "select string_agg(new_value::text, ' ' order by seq) from hd.fact"
                  " where kind = 'schema_migrated'",
                  told);
    ground_expect(pg, "select broken is null from hd.fact_verify()", "t");
    pg_close(pg);
    free(before);
    free(after);
    ground_drop(&fresh);
}

/* Values of before belong to the layout that an import would write; of another length, to none. */
static void test_layouts(void **state)
{
    (void)state;
    static const char text[] = "[profile]\nzh=甲\nen=A\n"
                               "[T1g]\naddress=1\ntype=int16\nunit=°C\n"
                               "[P1]\naddress=2\ntype=int16\n";
    struct conf_errors errors = {.file = "p"};
    struct profile *profile = profile_parse("p", text, strlen(text), &errors);
    char why[400], sql[100];
    struct ground fresh = {.name = "hd_layouts", .conninfo = "dbname=hd_layouts"};
    ground_drop(&fresh);
    ground_run(root, "create database hd_layouts encoding 'UTF8' template template0");
    const struct schema_plan older = {migrations, 8};
    assert_true(migrate(fresh.conninfo, &older, why, sizeof why));
    struct pg *pg = ground_open_root(&fresh);
    ground_run(pg, "insert into hd.node (code, kind, name) values ('S', 'station', 'S');"
                   "insert into hd.profile values ('p', '');"
                   "insert into hd.profile_point (profile, idx, point, access, unit)"
                   " values ('p', 0, 'T1g', 'read', '°C'), ('p', 1, 'P1', 'read', '');"
                   "insert into hd.device (code, node_id, profile, endpoint, unit)"
                   " select 'd' || i, n.id, 'p', 'tcp:192.0.2.1', i"
                   " from hd.node n, generate_series(1, 2) i;"
                   "insert into hd.latest values (1, 1, now(), '{1,2}', '\\x0000'),"
                   " (2, 1, now(), '{1}', '\\x00')");
    assert_true(migrate(fresh.conninfo, ours(), why, sizeof why));
    assert_non_null(profile);
    snprintf(sql, sizeof sql, "select layout = %lld from hd.profile", (long long)profile->layout);
    ground_expect(pg, sql, "t");
    ground_expect(pg,
                  "select string_agg(l.device_id || ' ' || (l.layout = p.layout), ',')"
                  " from hd.latest l, hd.profile p",
                  "1 true");
    pg_close(pg);
    profile_free(profile);
    ground_drop(&fresh);
}

/* Who could not finish it is told so before anything is tried. */
static void test_superuser(void **state)
{
    (void)state;
    struct ground fresh = {.name = "hd_first", .conninfo = "dbname=hd_first user=proof_admin"};
    char why[300];
    ground_drop(&fresh);
    ground_run(root,
               "create database hd_first encoding 'UTF8' template template0 owner proof_admin");
    assert_false(migrate(fresh.conninfo, ours(), why, sizeof why));
    assert_string_equal(why, SCHEMA_SUPERUSER);
    ground_drop(&fresh);
}

/* Some at once on an empty database: one migrates, the others find it done. */
static void test_at_once(void **state)
{
    (void)state;
    struct ground fresh = {.name = "hd_at_once", .conninfo = "dbname=hd_at_once"};
    pid_t child[3];
    ground_drop(&fresh);
    ground_run(root, "create database hd_at_once encoding 'UTF8' template template0");
    for (int i = 0; i < 3; i++)
        if ((child[i] = fork()) == 0) {
            char why[300];
            bool ok = schema_migrate(fresh.conninfo, ours(), stderr, why, sizeof why);
            _exit(ok ? 0 : 1);
        }
    for (int i = 0; i < 3; i++) {
        int status;
        assert_int_equal(waitpid(child[i], &status, 0), child[i]);
        assert_int_equal(status, 0);
    }
    struct pg *pg = ground_open_root(&fresh);
    ground_expect(pg, "select count(*) from hd.schema_version", VERSION);
    ground_expect(pg, "select count(*) from hd.fact", "1");
    pg_close(pg);
    ground_drop(&fresh);
}

/* A database that cannot hold our text is refused before anything is made. */
static void test_encoding(void **state)
{
    (void)state;
    char why[300];
    struct ground latin = {.name = "hd_latin", .conninfo = "dbname=hd_latin"};
    ground_drop(&latin);
    ground_run(root, "create database hd_latin encoding 'LATIN1' locale 'C' template template0");
    assert_false(migrate(latin.conninfo, ours(), why, sizeof why));
    assert_non_null(strstr(why, "the database must be UTF8, not LATIN1"));
    ground_drop(&latin);
}

static void put(struct pg *pg, const char *when, const char *taken)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select hd.history_put(1, 1, %s, 1000, 2, '{1}', '{0,1}', null, null, null, '{1}',"
             " '{0}', '{0}')",
             when);
    ground_expect(pg, sql, taken);
}

static const char days[] =
    "select count(*) from pg_inherits where inhparent = 'hd.history'::regclass";

/* Days are made ahead; samples of long ago or of a clock far off are not taken. */
static void test_days(void **state)
{
    (void)state;
    struct pg *pg = ground_open(&ground, COLLECTOR);
    ground_expect(root, days, "5");
    for (int day = -1; day <= 3; day++) {
        char sql[200];
        snprintf(sql, sizeof sql,
                 "select to_regclass('hd.history_' || to_char(now() at time zone 'UTC' +"
                 " interval '%d days', 'YYYYMMDD')) is not null",
                 day);
        ground_expect(root, sql, "t");
    }
    ground_run(pg, "set timezone = 'Pacific/Kiritimati'"); /* days are UTC's, whatever we say */
    put(pg, "date_trunc('day', now(), 'UTC')", "t");
    put(pg, "date_trunc('day', now(), 'UTC') + interval '23:50'", "t");
    put(pg, "date_trunc('day', now(), 'UTC')", "t"); /* again */
    put(pg, "now() - interval '100 days'", "t");
    put(pg, "now() - interval '129 days'", "t");
    put(pg, "now() + interval '47 hours'", "t");
    put(pg, "now() - interval '131 days'", "f");
    put(pg, "'2000-01-01'", "f");
    put(pg, "now() + interval '49 hours'", "f");
    put(pg, "'infinity'", "f");
    put(pg, "'-infinity'", "f");
    ground_expect(root, "select count(*) from hd.history", "5");
    ground_expect(root, days, "7");
    ground_expect(root, "select count(*) from hd.history_span", "5");
    pg_close(pg);
}

static void test_retention(void **state)
{
    (void)state;
    struct pg *pg = ground_open(&ground, COLLECTOR), *admin = ground_open(&ground, ADMIN);
    struct pg *reader = ground_open(&ground, AUDITOR);
    ground_expect(pg, "select made || ' ' || dropped from hd.partitions_renew()", "0 0");
    ground_run(admin, "select hd.setting_set('history_days', 120)");
    ground_expect(pg, "select made || ' ' || dropped from hd.partitions_renew()", "0 1");
    ground_run(admin, "select hd.setting_set('history_days', 50)");
    /* somebody reads for long: nobody queues behind them, and nothing is lost by it */
    ground_run(reader, "begin; select count(*) from hd.history");
    char *tomorrow = ground_ask(root, "select 'hd.history_' || to_char(now() at time zone 'UTC' +"
                                      " interval '3 days', 'YYYYMMDD')");
    char sql[100];
    ground_run(root, "set lock_timeout = '5 s'");
    ground_expect(pg, "select made || ' ' || dropped from hd.partitions_renew()", "0 0");
    put(pg, "date_trunc('day', now(), 'UTC') + interval '13:00'", "t");
    ground_run(reader, "commit");
    ground_expect(pg, "select made || ' ' || dropped from hd.partitions_renew()", "0 1");
    snprintf(sql, sizeof sql, "drop table %s", tomorrow);
    ground_run(root, sql);
    ground_expect(pg, "select made || ' ' || dropped from hd.partitions_renew()", "1 0");
    ground_expect(root, days, "5");
    ground_expect(root, "select count(*) from hd.history_span", "6"); /* kept for seasons */
    ground_run(admin, "select hd.setting_set('span_days', 40)");
    ground_run(pg, "select hd.partitions_renew()");
    ground_expect(root, "select bool_and(t0 > now() - interval '80 days') from hd.history_span",
                  "t");
    assert_string_equal(ground_state(admin, "select hd.setting_set('none', 1)"), "P0001");
    assert_string_equal(ground_state(admin, "select hd.setting_set('span_days', 0)"), "23514");
    ground_run(admin, "select hd.setting_set('history_days', 130);"
                      "select hd.setting_set('span_days', 3660)");
    free(tomorrow);
    pg_close(pg);
    pg_close(admin);
    pg_close(reader);
}

/* Several collectors that meet a missing day at once all get their samples in. */
static void test_day_race(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        pid_t child[4];
        for (int i = 0; i < 4; i++)
            if ((child[i] = fork()) == 0) {
                char sql[300], why[300];
                snprintf(sql, sizeof sql,
                         "select hd.history_put(%d, 1, now() - interval '%d days', 1000, 1, '{1}',"
                         " '{0}', null, null, null, '{1}', '{0}', '{0}')",
                         100 + i, 60 + round);
                struct pg *pg = ground_try(&ground, COLLECTOR, why, sizeof why);
                _exit(pg && pg_run(pg, sql, why, sizeof why) ? 0 : 1);
            }
        for (int i = 0; i < 4; i++) {
            int status;
            assert_int_equal(waitpid(child[i], &status, 0), child[i]);
            assert_int_equal(status, 0);
        }
    }
    ground_expect(root, "select count(*) from hd.history where device_id >= 100", "40");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_again),     cmocka_unit_test(test_broken),
        cmocka_unit_test(test_steps),     cmocka_unit_test(test_superuser),
        cmocka_unit_test(test_at_once),   cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_encoding),  cmocka_unit_test(test_days),
        cmocka_unit_test(test_retention), cmocka_unit_test(test_day_race),
    };
    int failed = cmocka_run_group_tests(tests, set_up, tear_down);
    free(said);
    return failed;
}
