/* A ticket keeps what its station measured when it came (5.5.12), and what is measured later does
 * not change it. */
#include "tests/store/crew_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct crew_bed bed;

static int set_up(void **state)
{
    (void)state;
    crew_bed_make(&bed, "hd_ticket_values");
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
    ground_run(bed.root, "truncate hd.latest");
    return 0;
}

/* A round of S1: each point of its controller has `value` and its index; its meter is lost. */
static void measure(int value)
{
    crew_bed_run(bed.root,
                 "insert into hd.latest (device_id, seq, at, layout, v, q) select d.id, 1,"
                 " clock_timestamp(), f.layout, array_agg((%d + p.idx)::float8 order by p.idx),"
                 " string_agg(case d.code when 'plc' then '\\x00'::bytea else '\\x07' end, '')"
                 " from hd.device d join hd.node n on n.id = d.node_id and n.code = 'S1' join"
                 " hd.profile f on f.name = d.profile join hd.profile_point p on p.profile = f.name"
                 " group by d.id, f.layout on conflict (device_id) do update set v = excluded.v, at"
                 " = excluded.at",
                 value);
}

static long long open_at(const char *code, const char *detail)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select id from hd.ticket_open(gen_random_uuid(), 'repair', (select id from hd.node"
             " where code = '%s'), null, 'cold', '%s')",
             code, detail);
    long long id = ground_number(bed.dispatcher, sql);
    assert_true(id > 0);
    return id;
}

static void expect_kept(long long ticket, const char *wanted)
{
    crew_bed_expect(bed.root, wanted,
                    "select string_agg(concat_ws(' ', d.code, v.e->>2, v.e->>3, v.e->>4,"
                    " to_timestamp((v.e->>0)::float8) <= f.at), ', ' order by v.n) from hd.fact f,"
                    " jsonb_array_elements(f.detail->'values') with ordinality v (e, n) left join"
                    " hd.device d on d.id = (v.e->>1)::int where f.command_id = %lld and f.kind ="
                    " 'ticket_opened'",
                    ticket);
}

/* All that carries a number with an alarm, the main points with a call. */
static void test_kept(void **state)
{
    (void)state;
    measure(40);
    long long alarm = open_at("S1", "{\"alarm\":\"7\",\"source\":\"alarm\"}");
    long long call = open_at("H1", "{}");
    measure(20); /* the next round */
    expect_kept(alarm, "plc SP.1 40 0 t, plc T1g 41 0 t");
    expect_kept(call, "plc T1g 41 0 t");
    ground_expect(bed.root, "select broken from hd.fact_verify()", "");
    crew_bed_expect(bed.root, "f", /* no feed carries them */
                    "select hd.fact_detail(detail) ~ 'values' from hd.fact where command_id ="
                    " %lld and kind = 'ticket_opened'",
                    alarm);
}

static void test_nothing_measured(void **state)
{
    (void)state;
    expect_kept(open_at("S1", "{}"), "");
    long long elsewhere =
        ground_number(bed.dispatcher, "select id from hd.ticket_open(gen_random_uuid(), 'repair',"
                                      " null, null, 'cold', '{\"place\":\"elsewhere\"}')");
    expect_kept(elsewhere, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_kept, clear),
        cmocka_unit_test_setup(test_nothing_measured, clear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
