/* Tickets on a console against the database's own sum over the same facts. */
#include "tests/store/feed_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tickets)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
