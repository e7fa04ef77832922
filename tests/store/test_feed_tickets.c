/* Tickets on a console against the database's own sum over the same facts. */
#include "backend/core/outage.h"
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
    feed_bed_init(&bed, "hd_feed_tickets");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    feed_bed_finish(&bed);
    return 0;
}

/* State and clocks are the same sum here and there, whatever is done, amended and struck in
 * whatever order, seen live or after a restart. */
static void test_tickets(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    for (int i = 0; i < 600; i++) {
        feed_bed_write_ticket(&bed);
        if (i % 12 == 0)
            feed_bed_wait_equal(&bed, "after deeds on tickets");
    }
    feed_bed_wait_equal(&bed, "after all deeds");
    feed_bed_stop(&bed);
    feed_bed_start(&bed, LEADER);
    feed_bed_wait_equal(&bed, "after a restart");
    feed_bed_stop(&bed);
    assert_true(ground_number(bed.root, "select count(distinct kind) from hd.fact where kind like"
                                        " 'ticket%'") > 20);
    ground_expect(bed.root, "select broken from hd.fact_verify()", "");
}

static long long outage;

/* As the console has it: "title done/steps open/all tickets, done by", "" = not at all. */
static void outage_text(struct feed_bed *feed_bed, char *out, size_t size)
{
    const struct site *site = feed_site(feed_bed->feed);
    const struct outage *known = site ? outage_of_id(site, outage) : NULL;
    size_t count = 0;
    out[0] = '\0';
    if (!known)
        return;
    outage_steps(site, outage, &count);
    const struct outage_step *last = outage_last_step(site, outage);
    snprintf(out, size, "%s %zu/%zu %d/%d %s", known->plan_title_en,
             outage_steps_done(site, outage), count, known->tickets, known->tickets_all,
             last ? last->done_by : "-");
}

static const char *wanted;

static bool is_wanted(struct feed_bed *feed_bed)
{
    char text[300];
    outage_text(feed_bed, text, sizeof text);
    return !strcmp(text, wanted);
}

static void expect_outage(const char *text)
{
    wanted = text;
    feed_bed_wait(&bed, is_wanted, text);
}

static void ask(const char *deed, const char *rest)
{
    char sql[300];
    snprintf(sql, sizeof sql, "select hd.outage_ask(gen_random_uuid(), '%s', %lld, null, %s, '{}')",
             deed, outage, rest);
    ground_run(bed.dispatcher, sql);
}

/* The steps of a plan, each tick and the tickets below an outage come by themselves. */
static void test_outage(void **state)
{
    (void)state;
    feed_bed_start(&bed, DISPATCHER);
    feed_bed_wait_equal(&bed, "at the start");
    outage = ground_number(bed.dispatcher,
                           "select id from hd.outage_start(gen_random_uuid(), (select id from"
                           " hd.node where code = 'S2'), '', null, 'pipe', '{}')");
    expect_outage(" 0/0 0/0 -");
    ask("plan", "null, null, 'power', ''");
    expect_outage("Power loss at stations 0/7 0/0 -");
    ask("step", "null, 2, 'done', ''");
    expect_outage("Power loss at stations 1/7 0/0 proof_dispatcher");
    ask("step", "null, 2, 'void', ''");
    expect_outage("Power loss at stations 0/7 0/0 -");
    long long ticket =
        ground_number(bed.dispatcher,
                      "select id from hd.ticket_open(gen_random_uuid(), 'enquiry', (select id from"
                      " hd.node where code = 'S2'), null, 'cold', '{}')");
    char sql[300];
    snprintf(sql, sizeof sql,
             "select hd.ticket_ask(gen_random_uuid(), 'link', %lld, null, %lld, null, 'outage', '',"
             " '{}')",
             ticket, outage);
    ground_run(bed.dispatcher, sql);
    expect_outage("Power loss at stations 0/7 1/1 -");
    snprintf(sql, sizeof sql,
             "select hd.ticket_ask(gen_random_uuid(), 'close', %lld, null, null, null,"
             " 'false_alarm', 'words', '{}')",
             ticket);
    ground_run(bed.dispatcher, sql);
    expect_outage("Power loss at stations 0/7 0/1 -");
    feed_bed_stop(&bed);
    feed_bed_start(&bed, LEADER);
    expect_outage("Power loss at stations 0/7 0/1 -");
    feed_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tickets),
                                       cmocka_unit_test(test_outage)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
