/* What a collector that begins to lead is given: the newest values, the states of links, and what
 * the commands of the last day did. */
#include "backend/core/alarm_book.h"
#include "tests/store/append_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DATABASE "hd_append_recall"

struct recalled {
    bool is_done;
    struct site *site;
    size_t count;
    struct command command[8];
};

static struct recalled got;
static struct bed bed;

static void on_recalled(void *ctx, struct site *site, const struct command *done, size_t count)
{
    (void)ctx;
    assert_true(count <= 8);
    got = (struct recalled){true, site, count, {{0}}};
    for (size_t i = 0; i < count; i++)
        got.command[i] = done[i];
}

static bool is_recalled(const struct bed *of, uint64_t unused)
{
    (void)of, (void)unused;
    return got.is_done;
}

static void recall(void)
{
    got.is_done = false;
    assert_true(append_recall(bed.append, on_recalled, NULL));
    assert_false(append_recall(bed.append, on_recalled, NULL)); /* one at a time */
    bed_until(&bed, is_recalled, 0);
    assert_non_null(got.site);
}

/* A command of S1/plc that ended so, `ago` before now. */
static void insert(struct pg *pg, const char *state, const char *read_back, const char *ago)
{
    char sql[900], why[400];
    snprintf(
        sql, sizeof sql,
        "with c as (insert into hd.command (client, device_id, point, seen, wanted, reason, who,"
        " asked_at, expires_at, changed_at, state, read_back, code) values (gen_random_uuid(), 1,"
        " 'SP.1', 40, 41, '', 'x', now(), now(), now() - interval '%s', '%s', %s, 'why') returning "
        "id)"
        " select hd.fact_append(array_agg((null, now() - interval '%s', 'command_%s', null, 1,"
        " 'SP.1', id, null, null, '', '')::hd.fact_input)) from c",
        ago, state, read_back, ago, state);
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%s", why);
}

static bool has_latest(const struct bed *of, uint64_t unused)
{
    (void)of, (void)unused;
    struct pg *pg = bed_open(DATABASE, NULL);
    bool has = bed_number(pg, "select (select count(*) from hd.latest)"
                              " + (select count(*) from hd.device_state)") == 2;
    pg_close(pg);
    return has;
}

static void put_values(void)
{
    const struct profile *profile = bed.site->device[0].profile;
    struct reading readings[16];
    assert_true(profile->point_count <= 16);
    for (size_t i = 0; i < profile->point_count; i++)
        readings[i] = (struct reading){40 + (double)i, QUALITY_GOOD, 0};
    readings[0] = (struct reading){NAN, QUALITY_REFUSED, 0};
    append_values(bed.append, 1, profile, clock_wall(), readings);
    append_device_state(bed.append, 3, true, 0, clock_wall());
    bed_until(&bed, has_latest, 0);
}

static void test_recall(void **state)
{
    (void)state;
    bed_database(DATABASE);
    bed_start(&bed, DATABASE, NULL);
    assert_false(append_recall(bed.append, on_recalled, NULL)); /* not connected yet */
    bed_until(&bed, bed_leads, 0);
    bed_until(&bed, bed_has_plant, 1);
    put_values();
    struct pg *pg = bed_open(DATABASE, NULL);
    insert(pg, "verified", "41", "1 hour");
    insert(pg, "failed", "40", "2 hours");
    insert(pg, "failed", "null", "3 hours");
    insert(pg, "refused", "null", "4 hours");
    insert(pg, "verified", "41", "25 hours");
    recall();
    const struct site_device *plc = &got.site->device[0];
    assert_int_equal(plc->id, 1);
    assert_non_null(plc->reading);
    assert_int_equal(plc->reading[0].quality, QUALITY_REFUSED);
    assert_true(plc->reading[1].value == 41 && plc->reading[1].quality == QUALITY_GOOD);
    assert_true(got.site->device[2].is_lost && !plc->is_lost);
    assert_int_equal(got.count, 3); /* oldest first */
    assert_true(isnan(got.command[0].read_back) && got.command[1].read_back == 40 &&
                got.command[2].read_back == 41);
    assert_int_equal(got.command[2].state, COMMAND_VERIFIED);
    assert_string_equal(got.command[2].point, "SP.1");
    assert_string_equal(got.command[0].code, "why");
    assert_true(got.command[2].seen == 40 && got.command[2].wanted == 41);
    int64_t ago_ms = wall_ms_since(got.command[2].changed_at, clock_wall());
    assert_in_range(ago_ms, 3600000 - 1000, 3600000 + 600000);
    site_free(got.site);
    pg_close(pg);
    bed_stop(&bed);
}

static bool has_words(const struct bed *of, uint64_t words)
{
    return of->words >= (int)words;
}

static struct fact fact_of(enum fact_kind kind, int64_t id, const char *code)
{
    struct fact fact;
    fact_init(&fact, kind, clock_wall());
    fact.alarm = id;
    fact.node = fact.device = 1;
    snprintf(fact.point, sizeof fact.point, "T2g.1");
    snprintf(fact.code, sizeof fact.code, "%s", code);
    return fact;
}

static void ask(struct pg *pg, const char *deed)
{
    char sql[200], why[300];
    snprintf(sql, sizeof sql,
             "select hd.alarm_ask(gen_random_uuid(), '%s', array[1001], 0, 60, false, 'x')", deed);
    if (!pg_run(pg, sql, why, sizeof why))
        fail_msg("%s", why);
}

/* What is raised and what was said of it comes with the site, what is said later comes as words,
 * also what was said while the connection was cut; and none of it before the spool is empty. */
static void test_alarms(void **state)
{
    (void)state;
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_leads, 0);
    struct fact raised = fact_of(FACT_ALARM_RAISED, 1001, "HH/1");
    uint64_t ticket = append_facts(bed.append, &raised, 1);
    assert_false(append_recall(bed.append, on_recalled, NULL)); /* it waits in the spool */
    bed_until(&bed, bed_is_durable, ticket);
    struct pg *root = bed_open(DATABASE, NULL), *person = bed_open(DATABASE, "test_dispatcher");
    ask(person, "acknowledge");
    recall();
    const struct alarm *alarm = alarm_find(got.site, 1, 0, "T2g.1", "HH");
    assert_non_null(alarm);
    assert_int_equal(alarm->id, 1001);
    assert_int_equal(alarm->state, ALARM_ACKNOWLEDGED);
    assert_string_equal(alarm->acknowledged.who, "test_dispatcher");
    assert_non_null(got.site->rules);
    site_free(got.site);
    ask(person, "shelve");
    bed_until(&bed, has_words, 1);
    assert_int_equal(bed.word.kind, FACT_ALARM_SHELVED);
    bed_cut(root);
    ask(person, "unshelve");
    ask(person, "shelve");
    bed_until(&bed, has_words, 3);
    assert_int_equal(bed.word.kind, FACT_ALARM_SHELVED);
    pg_close(root);
    pg_close(person);
    bed_stop(&bed);
}

/* What was read by another layout of points is no baseline. */
static void test_recall_of_another_layout(void **state)
{
    (void)state;
    char why[300];
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_is_up, 1);
    bed_until(&bed, bed_has_plant, 1);
    recall();
    assert_non_null(got.site->device[0].reading);
    site_free(got.site);
    struct pg *pg = bed_open(DATABASE, NULL);
    assert_true(pg_run(pg, "update hd.latest set layout = layout + 1", why, sizeof why));
    recall();
    assert_null(got.site->device[0].reading);
    assert_int_equal(got.site->device[0].at.us, 0);
    site_free(got.site);
    pg_close(pg);
    bed_stop(&bed);
}

/* Whoever asks and then leaves is not called any more, and nothing leaks. */
static void test_recall_is_cancelled(void **state)
{
    (void)state;
    bed_start(&bed, DATABASE, NULL);
    bed_until(&bed, bed_is_up, 1);
    got.is_done = false;
    assert_true(append_recall(bed.append, on_recalled, NULL));
    bed_stop(&bed);
    assert_false(got.is_done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recall),
        cmocka_unit_test(test_alarms),
        cmocka_unit_test(test_recall_of_another_layout),
        cmocka_unit_test(test_recall_is_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
