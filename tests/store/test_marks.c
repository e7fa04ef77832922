/* What a trend reads: the marks of a place and all below it, nothing of its neighbours; and history
 * whose peaks are there whatever the span. */
#include "tests/store/feed_bed.h"

#include <math.h>
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
    feed_bed_init(&bed, "hd_marks");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    feed_bed_finish(&bed);
    return 0;
}

static void tell(const char *kind, const char *node, const char *device, int minutes_ago)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "select hd.facts_append(array[gen_random_uuid()],"
             " array[clock_timestamp() - interval '%d min'], array['%s'],"
             " array[coalesce((select id from hd.node where code = '%s'), 0)],"
             " array[coalesce((select d.id from hd.device d join hd.node n on n.id = d.node_id"
             " where n.code = '%s' and d.code = 'plc'), 0)], array['SP.1'], array[0::bigint],"
             " array['NaN'::float8], array[41::float8], array[''], array['%s'])",
             minutes_ago, kind, node, device, kind);
    ground_run(bed.collector, sql);
}

static void expect(const char *node, const char *from, const char *kinds)
{
    char sql[400];
    snprintf(sql, sizeof sql,
             "select coalesce(string_agg(m.kind, ' ' order by m.at, m.seq), '') from hd.marks("
             "(select id from hd.node where code = '%s'), clock_timestamp() - interval '%s',"
             " clock_timestamp(), 100) m",
             node, from);
    ground_expect(bed.dispatcher, sql, kinds);
}

static void test_marks(void **state)
{
    (void)state;
    tell("device_lost", "", "S1", 50);
    tell("changed_outside", "S1", "S1", 40); /* by place and by device: once */
    tell("alarm_raised", "", "S2", 30);
    tell("alarm_returned", "", "S1", 25); /* no mark */
    tell("ticket_opened", "H2", "", 20);  /* a user's ticket stands at his household, below S1 */
    tell("outage_started", "Q1", "", 10);
    expect("S1", "1 hour", "device_lost changed_outside ticket_opened");
    expect("S1", "45 min", "changed_outside ticket_opened");
    expect("S2", "1 hour", "alarm_raised");
    expect("Q1", "1 hour", "outage_started"); /* a source's own, not a city's */
    ground_expect(bed.dispatcher,
                  "select kind from hd.marks((select id from hd.node where code = 'S1'),"
                  " clock_timestamp() - interval '1 hour', clock_timestamp(), 1)",
                  "ticket_opened"); /* the newest */
    ground_expect(bed.dispatcher, "select count(*) from hd.marks(-7, '-infinity', 'infinity', 9)",
                  "0");
}

/* ---- history ---- */

struct asked {
    bool is_done;
    size_t count;
    struct trend_slot slot[64];
};

static void on_trend(void *ctx, const struct trend_slot *slot, size_t count)
{
    struct asked *asked = ctx;
    asked->is_done = true;
    asked->count = count;
    for (size_t i = 0; i < count && i < 64; i++)
        asked->slot[i] = slot[i];
}

static struct asked the;

static bool is_done(struct feed_bed *of)
{
    (void)of;
    return the.is_done;
}

static void ask(int64_t from_s, int64_t to_s, size_t count)
{
    the = (struct asked){.is_done = false};
    feed_ask_trend(bed.feed, 1, "SP.1", (struct wall){from_s * 1000000},
                   (struct wall){to_s * 1000000}, count, on_trend, &the);
    feed_bed_wait(&bed, is_done, "the trend");
    assert_int_equal(the.count, count);
}

static bool is_about(double value, double wanted)
{
    return fabs(value - wanted) < 1e-3;
}

/* Ten samples 50.0 with one peak of 70.0, in a chunk that ends the day before yesterday. */
static void test_peak(void **state)
{
    (void)state;
    char sql[500];
    int64_t t0 = clock_wall().us / 1000000 / 600 * 600 - 172800;
    long long layout = ground_number(bed.collector, "select hd.layout_of('{SP.1}', '{0.1}')");
    snprintf(sql, sizeof sql,
             "select hd.history_put(1, %lld::int, to_timestamp(%lld), 60000, 10, '{500}',"
             " '{0,0,0,200,-200,0,0,0,0,0}', null, null, null, '{52}', '{2}', '{18}')::int",
             layout, (long long)t0);
    assert_int_equal(ground_number(bed.collector, sql), 1);
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait(&bed, feed_bed_is_up, "the feed");
    ask(t0, t0 + 600, 2); /* samples: five minutes a slot */
    assert_true(is_about(the.slot[0].mean, 54) && is_about(the.slot[0].least, 50) &&
                is_about(the.slot[0].most, 70));
    assert_true(is_about(the.slot[1].mean, 50) && is_about(the.slot[1].most, 50));
    ask(t0 - 86400, t0 + 2 * 86400, 3); /* ten-minute figures: a day a slot */
    assert_true(isnan(the.slot[0].mean) && isnan(the.slot[0].least) && isnan(the.slot[2].most));
    assert_true(is_about(the.slot[1].mean, 52) && is_about(the.slot[1].least, 50) &&
                is_about(the.slot[1].most, 70));
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_peak),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
