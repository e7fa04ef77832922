/* What counts as a device in trouble: a sensor that need not be fitted is missed only once it has
 * given a value; any other that says "no value" is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs those before it */
#include <cmocka.h>

#include "backend/collector.h"

#include <math.h>
#include <string.h>

static int bad_points;

static struct mono now(void *ctx)
{
    (void)ctx;
    return (struct mono){.ns = 1000000000};
}

static struct wall wall(void *ctx)
{
    (void)ctx;
    return (struct wall){1768418262000000};
}

static void send_request(void *ctx, int32_t device, uint64_t ticket,
                         const struct modbus_request *request, struct mono deadline)
{
    (void)ctx, (void)device, (void)ticket, (void)request, (void)deadline;
}

static uint64_t append(void *ctx, const struct fact *facts, size_t count)
{
    (void)ctx, (void)facts, (void)count;
    return 1;
}

static void values(void *ctx, int32_t device, struct wall at, const struct reading *readings)
{
    (void)ctx, (void)device, (void)at, (void)readings;
}

static void state(void *ctx, int32_t device, bool is_lost, int bad, struct wall since)
{
    (void)ctx, (void)device, (void)is_lost, (void)since;
    bad_points = bad;
}

static const char profile_text[] =
    "[profile]\nen = x\n"
    "[A]\naddress = 0\ntype = int16\ninvalid = 32767\n"
    "[B]\naddress = 1\ntype = int16\ninvalid = 32767\noptional = yes\n";

static struct collector *make(void)
{
    struct world world = {NULL, now, wall, wall, send_request, append, values, state};
    struct conf_errors errors = {.file = "x"};
    struct site *site = site_new();
    site_add_profile(site, profile_parse("x", profile_text, sizeof profile_text - 1, &errors));
    assert_int_equal(errors.count, 0);
    site_add_node(site, &(struct node_input){.id = 1, .kind = NODE_STATION, .code = "S1"});
    site_add_device(site, &(struct device_input){.id = 7,
                                                 .node_id = 1,
                                                 .code = "plc",
                                                 .endpoint = "tcp:127.0.0.1:502",
                                                 .profile = "x",
                                                 .unit = 1});
    return collector_new(&world, site, NULL, "test");
}

static int bad_after(struct collector *collector, enum quality a, enum quality b)
{
    const struct reading readings[2] = {{quality_has_number(a) ? 1 : NAN, (uint8_t)a},
                                        {quality_has_number(b) ? 1 : NAN, (uint8_t)b}};
    const uint8_t touched[2] = {1, 1};
    collector_on_round(collector, 7, readings, touched, now(NULL), now(NULL));
    return bad_points;
}

static void test_optional_sensor(void **state_of_test)
{
    (void)state_of_test;
    struct collector *collector = make();
    assert_int_equal(bad_after(collector, QUALITY_GOOD, QUALITY_INVALID), 0);
    assert_int_equal(bad_after(collector, QUALITY_INVALID, QUALITY_INVALID), 1);
    assert_int_equal(bad_after(collector, QUALITY_GOOD, QUALITY_REFUSED), 1);
    assert_int_equal(bad_after(collector, QUALITY_GOOD, QUALITY_GOOD), 0);
    assert_int_equal(bad_after(collector, QUALITY_GOOD, QUALITY_INVALID), 1);
    collector_free(collector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_optional_sensor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
