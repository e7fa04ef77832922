/* An outage as a cause: what the missing heat raises below it stands under one line, and by itself
 * again when heat is back. */
#include "backend/core/alarm_book.h"
#include "backend/core/alarm_cause.h"
#include "tests/store/feed_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct feed_bed bed;

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_section");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    feed_bed_finish(&bed);
    return 0;
}

static long long start(const char *code)
{
    char sql[300];
    snprintf(
        sql, sizeof sql,
        "select id from hd.outage_start(gen_random_uuid(), (select id from hd.node where code"
        " = '%s' and retired is null), '', clock_timestamp() - interval '3 min', '爆管', '{}')",
        code);
    long long id = ground_number(bed.dispatcher, sql);
    assert_true(id > 0);
    return id;
}

static void ask(const char *deed, long long outage, const char *number, const char *other)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "select is_ok::int from hd.outage_ask(gen_random_uuid(), '%s', %lld, null, %s, %s, '',"
             " '通了', '{}')",
             deed, outage, number, other);
    assert_int_equal(ground_number(bed.dispatcher, sql), 1);
}

static void tell(const char *kind, const char *code, const char *station, int seconds)
{
    char sql[500];
    snprintf(sql, sizeof sql,
             "select hd.facts_append(array[gen_random_uuid()], array[clock_timestamp()],"
             " array['%s'], array[0], array[(select d.id from hd.device d join hd.node n on n.id ="
             " d.node_id where n.code = '%s' and d.code = 'plc')], array['T1g'],"
             " array[%lld], array['NaN'::float8], array['NaN'::float8], array['%s'], array[''])",
             kind, station, (long long)(1768500000 + seconds) * 1000000, code);
    ground_run(bed.collector, sql);
}

static const struct alarm *alarm_of(const char *station, const char *rule)
{
    const struct site *site = feed_site(bed.feed);
    for (size_t i = 0; i < alarm_count(site); i++) {
        const struct alarm *alarm = alarm_at(site, i);
        int32_t node = alarm->site_node < 0 ? -1 : site_station_of(site, alarm->site_node);
        node = node < 0 ? alarm->site_node : node;
        if (!strcmp(alarm->code.name, rule) && node >= 0 && !strcmp(site->node[node].code, station))
            return alarm;
    }
    return NULL;
}

static const struct alarm *cause_of(const char *station)
{
    const struct alarm *alarm = alarm_of(station, "L");
    assert_non_null(alarm);
    return alarm_cause_of(feed_site(bed.feed), alarm);
}

static bool is_closed(const char *station)
{
    const struct alarm *alarm = alarm_of(station, "closed");
    return alarm && alarm_is_active(alarm);
}

static void test_gathers(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    long long outage = start("N1");
    feed_bed_wait_equal(&bed, "an outage");
    const struct alarm *closed = alarm_of("N1", "closed");
    assert_non_null(closed);
    assert_int_equal(closed->code.kind, ALARM_CLOSED);
    assert_true(closed->value == (double)outage);
    assert_int_equal(closed->state, ALARM_ACKNOWLEDGED); /* declared by a person: nobody is asked */
    assert_false(is_closed("Q1") || is_closed("S1") || is_closed("S2"));
    /* its number is its start: what came up to ten minutes before is explained as well */
    int early = (int)(closed->id / 1000000 - 1768500000) - 300;
    tell("alarm_raised", "L/2", "S1", early);
    tell("alarm_raised", "L/2", "S2", early);
    feed_bed_wait_equal(&bed, "it gets cold");
    assert_ptr_equal(cause_of("S1"), alarm_of("N1", "closed"));
    assert_null(cause_of("S2"));
    struct alarm_groups groups = {0};
    alarm_groups_make(&groups, feed_site(bed.feed));
    bool is_there = false;
    for (size_t i = 0; i < groups.count; i++) {
        const struct alarm_group *group = &groups.group[i];
        const struct site *site = feed_site(bed.feed);
        if (alarm_at(site, group->alarm) != alarm_of("N1", "closed"))
            continue;
        is_there = true;
        assert_int_equal(group->children, 1);
        assert_int_equal(group->stations, 1);
        assert_true(group->households >= 200);
    }
    assert_true(is_there);
    alarm_groups_finish(&groups);
    ask("restore", outage, "null", "null");
    feed_bed_wait_equal(&bed, "heat is back");
    assert_false(is_closed("N1"));
    assert_null(cause_of("S1"));
    tell("alarm_returned", "L", "S1", early);
    tell("alarm_returned", "L", "S2", early);
    feed_bed_stop(&bed);
}

/* Only what no source reaches any more: cut at J2, S1 is still fed over J1. */
static void test_reaches(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    long long outage = start("J2");
    feed_bed_wait_equal(&bed, "an outage at a junction");
    assert_true(is_closed("S2"));
    assert_false(is_closed("S1") || is_closed("N1") || is_closed("Q1"));
    ask("restore", outage, "null", "null");
    feed_bed_wait_equal(&bed, "heat is back");
    assert_false(is_closed("S2"));
    feed_bed_stop(&bed);
}

/* Two outages over one another: the second stands when the first ends, each once. */
static void test_two(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    long long station = start("S1"), branch = start("N1");
    feed_bed_wait_equal(&bed, "two outages");
    assert_true(is_closed("S1") && is_closed("N1"));
    long long facts = ground_number(bed.root, "select count(*) from hd.fact where code like "
                                              "'closed%'");
    ask("note", branch, "null", "null");
    assert_int_equal(
        ground_number(bed.root, "select count(*) from hd.fact where code like 'closed%'"), facts);
    ask("restore", branch, "null", "null");
    feed_bed_wait_equal(&bed, "one is over");
    assert_true(is_closed("S1") && !is_closed("N1"));
    /* begun again, it is a newer alarm */
    int64_t before = alarm_of("N1", "closed")->id;
    branch = start("N1");
    feed_bed_wait_equal(&bed, "again");
    assert_true(is_closed("N1"));
    assert_true(alarm_of("N1", "closed")->id > before);
    ask("restore", branch, "null", "null");
    ask("restore", station, "null", "null");
    feed_bed_wait_equal(&bed, "all is well");
    assert_false(is_closed("S1") || is_closed("N1"));
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gathers),
        cmocka_unit_test(test_reaches),
        cmocka_unit_test(test_two),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
