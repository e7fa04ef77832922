/* A past moment is what was seen then: at each of many moments of a busy plant's life the site out
 * of the log and history is compared with what the live site said at that moment. */
#include "backend/core/alarm_book.h"
#include "backend/core/outage.h"
#include "backend/core/ticket_book.h"
#include "backend/store/past.h"
#include "tests/store/feed_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOMENTS = 12, WRITES = 60, OLD_ALARM = 500 };

static struct feed_bed bed;

static void tell_alarm(const char *kind, int id, const char *code)
{
    char sql[500];
    snprintf(sql, sizeof sql,
             "select hd.facts_append(array[gen_random_uuid()], array[clock_timestamp()],"
             " array['%s'], array[1], array[1], array['F1'], array[%d::bigint],"
             " array[80::float8], array[85::float8], array['%s'], array[''])",
             kind, id, code);
    ground_run(bed.collector, sql);
}

static int set_up(void **state)
{
    (void)state;
    feed_bed_init(&bed, "hd_past");
    tell_alarm("alarm_raised", OLD_ALARM, "HH/1");
    return 0;
}

/* ---- what a site says, as a text ---- */

static void put_alarms(FILE *out, const struct site *site)
{
    for (size_t i = 0; i < alarm_open_count(site); i++) {
        const struct alarm *alarm = alarm_open_at(site, i);
        fprintf(out, "alarm %lld %s %s %d\n", (long long)alarm->id, alarm->code.name,
                alarm_state_name(alarm->state), (int)alarm->code.priority);
    }
}

static int by_line(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_tickets(FILE *out, const struct site *site)
{
    for (size_t i = 0; i < ticket_count(site); i++) {
        const struct ticket *ticket = ticket_at(site, i);
        if (ticket->cycle && ticket_is_open(ticket))
            fprintf(out, "ticket %lld %d %d clocks %d\n", (long long)ticket->id, (int)ticket->state,
                    (int)ticket->cycle, ticket->clock_count);
    }
}

static void put_outages(FILE *out, const struct site *site)
{
    for (size_t i = 0; i < outage_count(site); i++) {
        const struct outage *outage = outage_at(site, i);
        fprintf(out, "outage %lld of %d %s %s at %lld, back %lld, plan %s %lld, clocks %d\n",
                (long long)outage->id, (int)outage->node, outage->kind, outage->cause,
                (long long)outage->started.us, (long long)outage->restored.us, outage->plan,
                (long long)outage->plan_started.us, outage->clock_count);
        for (int k = 0; k < outage->clock_count; k++)
            fprintf(out, "outage %lld clock %d %lld\n", (long long)outage->id,
                    (int)outage->clock[k].purpose, (long long)outage->clock[k].stopped.us);
    }
}

/* Lines in order of the alphabet: the same things in another order are the same. */
static char *said(const struct site *site)
{
    char *text = NULL, *sorted = NULL, *line[4096];
    size_t length, lines = 0;
    FILE *out = open_memstream(&text, &length);
    put_alarms(out, site);
    put_tickets(out, site);
    put_outages(out, site);
    fclose(out);
    for (char *at = strtok(text, "\n"); at && lines < 4096; at = strtok(NULL, "\n"))
        line[lines++] = at;
    qsort(line, lines, sizeof *line, by_line);
    out = open_memstream(&sorted, &length);
    for (size_t i = 0; i < lines; i++)
        fprintf(out, "%s\n", line[i]);
    fclose(out);
    free(text);
    return sorted;
}

/* ---- the past ---- */

static struct past *past;
static int loads, changes;
static char failed[300];

static void on_loaded(void *ctx, struct site *site)
{
    (void)ctx, (void)site;
    loads++;
}

static void on_changed(void *ctx)
{
    (void)ctx;
    changes++;
}

static void on_failed(void *ctx, const char *why)
{
    (void)ctx;
    snprintf(failed, sizeof failed, "%s", why);
}

static bool is_loaded(struct feed_bed *of)
{
    (void)of;
    return loads > 0 && !past_is_busy(past);
}

static bool has_values(struct feed_bed *of)
{
    (void)of;
    return changes > 0;
}

static int32_t wanted; /* a device */

static bool has_reading(struct feed_bed *of)
{
    (void)of;
    return past_site(past)->device[wanted].reading != NULL;
}

static bool has_failed(struct feed_bed *of)
{
    (void)of;
    return failed[0] != 0;
}

static void close_past(void)
{
    past_free(past);
    past = NULL;
}

static int tear_down(void **state)
{
    (void)state;
    close_past(); /* of a test that failed */
    feed_bed_finish(&bed);
    return 0;
}

static void open_past(struct wall at)
{
    const struct past_events events = {
        .on_loaded = on_loaded, .on_changed = on_changed, .on_failed = on_failed};
    char conninfo[200];
    close_past(); /* of a test that failed */
    loads = changes = 0;
    snprintf(conninfo, sizeof conninfo, "host=127.0.0.1 port=%d dbname=%s user=%s", bed.proxy.port,
             bed.ground.name, ground_login[SUPERVISOR]);
    past = past_new(&bed.loop, conninfo, at, &events);
    feed_bed_wait(&bed, is_loaded, "the past");
}

static struct wall database_now(void)
{
    return (struct wall){
        ground_number(bed.root, "select (extract(epoch from clock_timestamp()) * 1e6)::bigint")};
}

static bool has_outage(struct feed_bed *of)
{
    return outage_count(feed_site(of->feed)) == 1;
}

static bool has_plan(struct feed_bed *of)
{
    return outage_at(feed_site(of->feed), 0)->plan[0] != 0;
}

static bool is_restored(struct feed_bed *of)
{
    return outage_at(feed_site(of->feed), 0)->restored.us != 0;
}

/* An outage that begins in one moment, has its plan in the next, and is over some later. */
static void go_on_with_outage(int moment)
{
    static long long outage;
    char sql[300];
    const char *deed = moment == 4 ? "plan" : "restore";
    if (moment == 3) {
        outage = ground_number(bed.dispatcher,
                               "select id from hd.outage_start(gen_random_uuid(), (select id from"
                               " hd.node where code = 'S2'), '', null, 'pipe', '{}')");
        feed_bed_wait(&bed, has_outage, "an outage");
    }
    if (moment != 4 && moment != 8)
        return;
    snprintf(
        sql, sizeof sql,
        "select hd.outage_ask(gen_random_uuid(), '%s', %lld, null, null, null, '%s', '', '{}')",
        deed, outage, moment == 4 ? "power" : "");
    ground_run(bed.dispatcher, sql);
    feed_bed_wait(&bed, moment == 4 ? has_plan : is_restored, "the outage");
}

static void test_moments(void **state)
{
    (void)state;
    struct wall at[MOMENTS];
    char *then[MOMENTS];
    feed_bed_make_crews(&bed);
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    for (int i = 0; i < MOMENTS; i++) {
        for (int k = 0; k < WRITES; k++) {
            feed_bed_write_alarm(&bed);
            feed_bed_write_ticket(&bed);
        }
        go_on_with_outage(i);
        feed_bed_wait_equal(&bed, "between the writes");
        at[i] = database_now();
        then[i] = said(feed_site(bed.feed));
    }
    feed_bed_stop(&bed);
    int order[MOMENTS] = {11, 0, 5, 3, 10, 1, 7, 2, 9, 4, 8, 6};
    for (int i = 0; i < MOMENTS; i++) {
        int k = order[i];
        if (i == 0) {
            open_past(at[k]);
        } else {
            loads = 0;
            past_go(past, at[k]);
            feed_bed_wait(&bed, is_loaded, "another moment");
        }
        char *now = said(past_site(past));
        if (strcmp(now, then[k]) != 0)
            fail_msg("moment %d was:\n%s--- it is shown as:\n%s", k, then[k], now);
        assert_true(strlen(now) > 0);
        free(now);
    }
    for (int i = 0; i < MOMENTS; i++)
        free(then[i]);
    close_past();
    assert_string_equal(failed, "");
}

/* Ten minutes of a value that rises by 0.1 each ten seconds, with an escape and a gap. */
static void test_values(void **state)
{
    (void)state;
    char sql[600];
    int64_t t0 = clock_wall().us / 1000000 / 600 * 600 - 7200;
    long long layout = ground_number(bed.collector, "select hd.layout_of('{SP.1}', '{0.1}')");
    snprintf(sql, sizeof sql,
             "select hd.history_put(1, %lld::int, to_timestamp(%lld), 10000, 6, '{500}',"
             " '{0,1,1,0,1,1}', '{3}', '{9000}', '\\x000000000800', '{52}', '{2}', '{18}')::int",
             layout, (long long)t0);
    assert_int_equal(ground_number(bed.collector, sql), 1);
    static const struct {
        int second;
        double value;
    } cases[] = {{0, 50.0},   {9, 50.0},   {10, 50.1},  {25, 50.2},
                 {31, 900.0}, {45, 900.0}, {55, 900.2}, {300, 900.2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wall at = {(t0 + cases[i].second) * 1000000};
        open_past(at);
        int32_t device = site_device_of_id(past_site(past), 1);
        int32_t other = site_device_of_id(past_site(past), 2);
        past_watch(past, &other, 1);
        past_watch(past, &device, 1); /* before the first was answered */
        wanted = device;
        feed_bed_wait(&bed, has_reading, "the values");
        int point = profile_find(past_site(past)->device[device].profile, "SP.1");
        struct reading reading = past_site(past)->device[device].reading[point];
        if (fabs(reading.value - cases[i].value) > 1e-6)
            fail_msg("at %d s: %g, wanted %g", cases[i].second, reading.value, cases[i].value);
        close_past();
    }
    /* an hour before there was nothing: nothing is shown */
    open_past((struct wall){(t0 - 3600) * 1000000});
    int32_t device = site_device_of_id(past_site(past), 1);
    past_watch(past, &device, 1);
    feed_bed_wait(&bed, has_values, "no values");
    assert_null(past_site(past)->device[device].reading);
    assert_true(past_first(past).us > t0 * 1000000); /* the log began later, and it is told when */
    close_past();
    open_past(database_now());
    assert_int_equal(past_first(past).us, 0);
    close_past();
}

/* Whenever the connection breaks, the moment comes whole in the end. */
static void test_cut(void **state)
{
    (void)state;
    struct wall now = database_now();
    open_past(now);
    char *whole = said(past_site(past));
    int failures = 0;
    for (int64_t bytes = 0; bytes < 60000; bytes = bytes * 3 / 2 + 300) {
        loads = 0;
        proxy_cut_after(&bed.proxy, bytes);
        past_go(past, now);
        feed_bed_wait(&bed, is_loaded, "a moment, the connection cut");
        char *cut = said(past_site(past));
        failures += strcmp(cut, whole) != 0;
        free(cut);
    }
    proxy_cut_after(&bed.proxy, -1);
    close_past();
    free(whole);
    assert_int_equal(failures, 0);
    assert_string_equal(failed, "");
}

/* A question that the database refuses would be refused for ever. */
static void test_refused(void **state)
{
    (void)state;
    struct wall now = database_now(), before = {now.us - 1000000};
    open_past(now);
    ground_run(bed.root, "revoke execute on function hd.past_tickets(timestamptz) from hd_reader");
    past_go(past, before);
    feed_bed_wait(&bed, has_failed, "the refusal");
    assert_true(past_at(past).us == now.us);
    close_past();
    ground_run(bed.root, "grant execute on function hd.past_tickets(timestamptz) to hd_reader");
    failed[0] = 0;
}

/* Raised forty days before, more than a journal ago, over since, as is a later one: the last words
 * of today no longer tell. */
static void test_old_alarm(void **state)
{
    (void)state;
    ground_run(bed.root, "alter table hd.fact disable trigger fact_keep_rows;"
                         " update hd.fact set at = at - interval '40 days',"
                         " stored = stored - interval '40 days'");
    struct wall then = {database_now().us - INT64_C(5) * 86400 * 1000000};
    tell_alarm("alarm_returned", OLD_ALARM, "HH");
    tell_alarm("alarm_raised", OLD_ALARM + 1, "HH/1");
    tell_alarm("alarm_returned", OLD_ALARM + 1, "HH");
    open_past(then);
    char *text = said(past_site(past));
    assert_non_null(strstr(text, "alarm 500 HH "));
    assert_null(strstr(text, "alarm 501 "));
    free(text);
    close_past();
}

static void test_fact_at(void **state)
{
    (void)state;
    ground_expect(bed.dispatcher, "select hd.fact_at('-infinity')", "0");
    ground_expect(bed.dispatcher, "select hd.fact_at('infinity') = (select seq from hd.fact_head)",
                  "t");
    ground_expect(bed.dispatcher,
                  "select count(*) from hd.fact f where hd.fact_at(f.stored) < f.seq", "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_fact_at),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_old_alarm), /* the log is no longer as it was */
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
